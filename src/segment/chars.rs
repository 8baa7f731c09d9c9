//! Classes of characters that the rules speak of, and steps over them. Knows nothing of words or languages.

use crate::text::Span;

/// Whether `c` shows nothing: bidi and zero-width controls, and the other controls that are not white space.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || (c.is_control() && !c.is_whitespace())
}

/// Whether `c` opens a bidi embedding, override or isolate, and so belongs to what follows it.
pub fn is_bidi_opener(c: char) -> bool {
    matches!(c, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}')
}

/// Whether `c` can be seen.
pub fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c)
}

/// Whether `c` is white space or shows nothing.
pub fn is_blank(c: char) -> bool {
    !is_visible(c)
}

/// Whether `c` can end a sentence.
///
/// The full list, of all scripts, is the Sentence_Terminal property, which UAX 29 applies; these are the ones that
/// come in runs in the texts that we know, and the ellipsis, which the standard does not count.
pub fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '۔' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '⸮' | '。' | '！' | '？' | '．')
}

/// Whether `c` is a quotation mark whose direction the writers of Arabic and English do not keep to.
pub fn is_loose_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂' | '\'' | '‘' | '’')
}

/// Whether `c` always closes something.
pub fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '›' | '\u{fd3e}' | '）' | '】' | '」' | '』')
}

/// Whether `c` always opens something.
pub fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '‹' | '\u{fd3f}' | '（' | '【' | '「' | '『')
}

/// Whether `c` can stand between a stop and the next sentence.
pub fn is_enclosing(c: char) -> bool {
    is_loose_quote(c) || is_closing_bracket(c) || is_opening_bracket(c)
}

/// Whether `c` does not tell words apart: invisible characters, tatweel and Arabic vowel marks.
pub fn is_ignored(c: char) -> bool {
    is_invisible(c) || matches!(c, 'ـ' | '\u{64b}'..='\u{652}' | '\u{670}')
}

/// `word` without what is ignored.
pub fn plain(word: &str) -> String {
    word.chars().filter(|&c| !is_ignored(c)).collect()
}

/// The offset in `text` of the first character from `at` on that `pred` does not hold for.
pub fn skip(text: &str, at: usize, pred: impl Fn(char) -> bool) -> usize {
    text[at..].find(|c| !pred(c)).map_or(text.len(), |n| at + n)
}

/// The offset in `text` after the last character before `at` that `pred` does not hold for.
pub fn skip_back(text: &str, at: usize, pred: impl Fn(char) -> bool) -> usize {
    text[..at].trim_end_matches(pred).len()
}

/// The character of `text` at `at`.
pub fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// The visible part of `span`, with the invisible characters that touch it; none when nothing is visible.
pub fn content(text: &str, span: Span) -> Option<Span> {
    let part = span.of(text);
    let first = part.find(is_visible)?;
    let last = skip_back(part, part.len(), is_blank);
    let (start, end) = (skip_back(part, first, is_invisible), skip(part, last, is_invisible));
    Some(Span::new(start, end).shifted(span.start()))
}
