//! The lines of a text, and what each is: heading, list item or prose. Does not look for sentences.

use unicode_normalization::char::is_combining_mark;

use crate::text::{SegmentKind, Span};

use super::chars::{content, is_blank, is_closing_bracket, is_loose_quote, is_stop, skip_back};
use super::numbering::{Marker, marker};

/// Longest heading, in characters.
const LONGEST_HEADING: usize = 120;

/// Whether `c` ends a line: the paragraph separators of UAX 29, and vertical tab and form feed, with which word
/// processors and PDF readers end lines and pages.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Lists what is visible on each line of `text`; lines without visible content are left out.
pub fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive(is_line_end).filter_map(move |line| {
        let span = Span::new(start, start + line.len());
        start = span.end();
        content(text, span)
    })
}

/// What line `i` of `lines` is, `is_one` when it was found to be one sentence.
pub fn kind(text: &str, lines: &[Span], i: usize, is_one: bool) -> SegmentKind {
    let line = lines[i].of(text);
    let follows = lines.get(i + 1);
    if is_item(text, lines, i) {
        SegmentKind::ListItem
    } else if is_markdown_heading(line) || is_one && follows.is_some() && is_title(line) && stands_out(text, lines, i) {
        SegmentKind::Heading
    } else {
        SegmentKind::Sentence
    }
}

/// Whether line `i` is a list item; a letter that may be a title is one beside an item with another letter.
fn is_item(text: &str, lines: &[Span], i: usize) -> bool {
    let is_letter = |line: Option<&Span>| line.is_some_and(|l| marker(l.of(text)) == Some(Marker::Letter));
    match marker(lines[i].of(text)) {
        None => false,
        Some(Marker::LetterOrTitle) => is_letter(lines[..i].last()) || is_letter(lines.get(i + 1)),
        Some(Marker::Plain | Marker::Letter) => true,
    }
}

fn is_markdown_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with([' ', '\t'])
}

/// Whether `line` reads like a title: words, not many, and nothing at the end that stops or leads on.
fn is_title(line: &str) -> bool {
    line.chars().nth(LONGEST_HEADING).is_none() && line.contains(is_letter) && !is_closed(line)
}

/// Vowel marks are alphabetic by the standard, and make no title.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_combining_mark(c)
}

/// Whether `line` ends with a stop, or with a mark that leads on to the next line.
fn is_closed(line: &str) -> bool {
    let end = skip_back(line, line.len(), |c| is_blank(c) || is_closing_bracket(c) || is_loose_quote(c));
    line[..end].ends_with(|c| is_stop(c) || ",;:،؛؍-–—".contains(c))
}

/// Whether line `i` is set off from what follows: it opens the text, an empty line follows, or prose does.
///
/// Without this the lines of an address or a poem would be headings of each other.
fn stands_out(text: &str, lines: &[Span], i: usize) -> bool {
    let (line, next) = (lines[i], lines[i + 1]);
    let n_ends = text[line.end()..next.start()].replace("\r\n", "\n").matches(is_line_end).count();
    i == 0 || n_ends > 1 || !is_title(next.of(text)) || is_item(text, lines, i + 1)
}
