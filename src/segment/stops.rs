//! The places in a line where a sentence may end, with what stands around them. Decides nothing.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::is_arabic_letter;

use super::chars::{
    char_at, is_bidi_opener, is_blank, is_closing_bracket, is_enclosing, is_ignored, is_invisible, is_loose_quote,
    is_stop, is_visible, plain, skip, skip_back,
};

/// UAX 29 is asked about pieces in which no run of symbols and white space is longer than this, in bytes.
///
/// Its rule SB8 looks ahead over such a run from each place in it, so that long runs would cost quadratic time.
const LONGEST_RUN: usize = 64;

/// Longest word that is looked at, in bytes; a longer one is no abbreviation, and looking at it would cost time.
const LONGEST_WORD: usize = 48;

/// One or more stop marks with the quotation marks and brackets that close after them.
#[derive(Clone, Copy, Debug)]
pub struct Stop<'t> {
    line: &'t str,
    /// The first mark.
    pub start: usize,
    /// After the last mark.
    pub marks_end: usize,
    /// After what closes behind the marks: where a sentence would end.
    pub end: usize,
    /// The next visible character, or the end of the line.
    pub next: usize,
}

impl<'t> Stop<'t> {
    /// Reads the stop whose first mark is at `start`, whatever that mark is.
    fn at(line: &'t str, start: usize) -> Self {
        let mut marks_end = start + char_at(line, start).map_or(0, char::len_utf8);
        let mut end = marks_end;
        loop {
            let at = skip(line, end, |c| is_invisible(c) && !is_bidi_opener(c));
            let spaced = skip(line, at, is_blank);
            if let Some(mark_end) = mark(line, spaced).filter(|&end| spaced == at || !is_word_at(line, end)) {
                (marks_end, end) = (mark_end, mark_end);
            } else if let Some(closed) = closer(line, at).or_else(|| bracket(line, spaced)) {
                end = closed;
            } else {
                return Self { line, start, marks_end, end: at, next: skip(line, at, is_blank) };
            }
        }
    }

    /// The stop marks, and what stands between them.
    pub fn marks(&self) -> &'t str {
        &self.line[self.start..self.marks_end]
    }

    /// What closes after the marks.
    pub fn closers(&self) -> &'t str {
        &self.line[self.marks_end..self.end]
    }

    /// Whether the stop is a single full stop with nothing closing after it, as after an abbreviation.
    pub fn is_lone_dot(&self) -> bool {
        self.marks() == "." && !self.closers().contains(is_visible)
    }

    /// Whether no white space stands between the stop and what follows.
    pub fn is_glued(&self) -> bool {
        self.next < self.line.len() && !self.line[self.end..self.next].contains(char::is_whitespace)
    }

    /// The visible character before the stop.
    pub fn before(&self) -> Option<char> {
        self.line[..self.start].chars().rev().find(|&c| !is_invisible(c))
    }

    /// The next visible character.
    pub fn following(&self) -> Option<char> {
        char_at(self.line, self.next)
    }

    /// The word that touches the stop, as [`plain`]; empty when white space does.
    pub fn word_before(&self) -> String {
        word_ending(self.line, skip_back(self.line, self.start, is_invisible))
    }

    /// The word before [`Self::word_before`].
    ///
    /// A caller has seen that the nearer word is short; otherwise this would cost time.
    pub fn second_word_before(&self) -> String {
        let word = skip_back(self.line, self.start, |c| !c.is_whitespace() && c != '/' && !is_enclosing(c));
        word_ending(self.line, skip_back(self.line, word, is_blank))
    }

    /// The word after the stop without the marks around it, as [`plain`].
    pub fn word_after(&self) -> String {
        let start = skip(self.line, self.next, |c| !c.is_alphanumeric() && (is_invisible(c) || is_enclosing(c)));
        let rest = &self.line[start..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || is_ignored(c))).unwrap_or(rest.len());
        plain(&rest[..end])
    }
}

/// Lists the stops of `line` in order: where UAX 29 ends a sentence, and where it should.
///
/// It does not count the ellipsis `…`, and it takes a number after a full stop for a part of the sentence when a small
/// letter follows the number.
pub fn stops(line: &str) -> Vec<Stop<'_>> {
    let mut ends = boundaries(line);
    ends.extend(line.match_indices('…').map(|(at, mark)| at + mark.len()));
    ends.extend(line.match_indices('.').map(|(at, mark)| at + mark.len()).filter(|&end| number_follows(line, end)));
    ends.sort_unstable();
    let mut found: Vec<Stop> = Vec::new();
    let mut from = 0;
    for end in ends {
        from = found.last().map_or(from, |last| last.end.max(from));
        if let Some(start) = first_mark(line, from, end) {
            found.push(Stop::at(line, start));
        }
        from = end;
    }
    found
}

/// Whether white space and then a digit follow.
fn number_follows(line: &str, at: usize) -> bool {
    let mut rest = line[at..].chars().filter(|&c| !is_invisible(c)).peekable();
    rest.next_if(|c| c.is_whitespace()).is_some() && rest.find(|c| !c.is_whitespace()).is_some_and(char::is_numeric)
}

/// The ends of the sentences of `line` by UAX 29, without the end of the line.
fn boundaries(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut ask = |start: usize, end: usize| {
        found.extend(line[start..end].split_sentence_bound_indices().skip(1).map(|(at, _)| start + at));
    };
    let (mut piece, mut run) = (0, 0);
    for (at, c) in line.char_indices() {
        // The first test is the last one's, faster.
        if is_arabic_letter(c) || is_stop(c) || c.is_alphanumeric() {
            run = at + c.len_utf8();
        } else if at - run.max(piece) >= LONGEST_RUN {
            ask(piece, at);
            piece = at;
        }
    }
    ask(piece, line.len());
    found
}

/// The first of the stop marks between `from` and `boundary`, if one is there.
///
/// UAX 29 ends a sentence after a mark with closers and spaces behind it, so that what comes before those is a mark,
/// in whatever script.
fn first_mark(line: &str, from: usize, boundary: usize) -> Option<usize> {
    let part = line.get(from..boundary)?;
    let last = skip_back(part, part.len(), |c| is_blank(c) || is_enclosing(c));
    let first = skip_back(part, last, |c| is_blank(c) || is_enclosing(c) || is_stop(c));
    let known = part[first..last].find(is_stop).map(|at| first + at);
    known.or_else(|| part[..last].char_indices().next_back().map(|(at, _)| at)).map(|at| from + at)
}

/// The end of the stop mark at `at`.
fn mark(line: &str, at: usize) -> Option<usize> {
    char_at(line, at).filter(|&c| is_stop(c)).map(|c| at + c.len_utf8())
}

/// Whether a letter or digit is at `at`: a mark before it, with a space before that, belongs to it, as in `.NET`.
fn is_word_at(line: &str, at: usize) -> bool {
    char_at(line, skip(line, at, is_invisible)).is_some_and(char::is_alphanumeric)
}

/// The end of what closes at `at`: a bracket, a quotation mark or sign of emphasis that opens nothing, or the number of a
/// footnote in brackets.
fn closer(line: &str, at: usize) -> Option<usize> {
    let c = char_at(line, at)?;
    let end = at + c.len_utf8();
    if is_loose_quote(c) {
        return (!is_word_at(line, end)).then_some(end);
    }
    if matches!(c, '*' | '_') {
        let end = skip(line, at, |other| other == c);
        return (!is_word_at(line, end)).then_some(end);
    }
    bracket(line, at).or_else(|| footnote(line, at))
}

fn bracket(line: &str, at: usize) -> Option<usize> {
    char_at(line, at).filter(|&c| is_closing_bracket(c)).map(|c| at + c.len_utf8())
}

fn footnote(line: &str, at: usize) -> Option<usize> {
    let number = line[at..].strip_prefix('[')?;
    let digits = number.find(|c: char| !c.is_numeric())?;
    (digits > 0 && number[digits..].starts_with(']')).then_some(at + digits + 2)
}

fn word_ending(line: &str, end: usize) -> String {
    let head = &line[..end];
    let mut start = end;
    for (at, c) in head.char_indices().rev() {
        if c.is_whitespace() || c == '/' || is_enclosing(c) {
            break;
        }
        if end - at > LONGEST_WORD {
            return String::new();
        }
        start = at;
    }
    plain(&head[start..])
}
