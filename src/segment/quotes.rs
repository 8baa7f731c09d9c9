//! Which quotations and parentheses of a line are closed, and short enough to stay whole.
//!
//! A mark that is never closed encloses nothing, so that one slip of a writer does not swallow the rest of a line;
//! lines are looked at one by one, so nothing spans them. Single quotation marks are left out: most are apostrophes.

use super::chars::{is_invisible, is_loose_quote, is_opening_bracket};

/// Longest quotation that is kept whole, in characters: an exclamation or a motto.
///
/// Longer ones are speech, and are cut at their sentences as other text is: translators cut them so.
const LONGEST_QUOTATION: usize = 30;

/// Longest parenthesis that is kept whole, in characters; the sentence around it goes on, so that it may be longer.
const LONGEST_PARENTHESIS: usize = 150;

/// The pairs of marks that differ, with the longest that each keeps whole; loose quotation marks, which do not, are told
/// by what is around them.
const BRACKETS: [(char, char, usize); 8] = [
    ('(', ')', LONGEST_PARENTHESIS),
    ('[', ']', LONGEST_PARENTHESIS),
    ('{', '}', LONGEST_PARENTHESIS),
    ('（', '）', LONGEST_PARENTHESIS),
    ('«', '»', LONGEST_QUOTATION),
    ('‹', '›', LONGEST_QUOTATION),
    ('\u{fd3f}', '\u{fd3e}', LONGEST_QUOTATION),
    ('「', '」', LONGEST_QUOTATION),
];

/// The closed quotations and parentheses of a line, the outermost that are short enough.
pub struct Quotations {
    /// From the opening mark to before the closing one, ascending and disjoint, in bytes.
    spans: Vec<(usize, usize)>,
}

impl Quotations {
    /// Finds the quotations and parentheses of `line`.
    pub fn of(line: &str) -> Self {
        let mut reader = Reader::default();
        let mut before = ' ';
        let mut chars = line.char_indices().filter(|&(_, c)| !is_invisible(c)).peekable();
        let mut index = 0;
        while let Some((at, c)) = chars.next() {
            let place = Place { at, index };
            if let Some(row) = BRACKETS.iter().position(|&(open, close, _)| c == open || c == close) {
                reader.bracket(row, c == BRACKETS[row].0, place);
            } else if is_loose_quote(c) && !matches!(c, '\'' | '‘' | '’') {
                let after = chars.peek().map_or(' ', |&(_, c)| c);
                reader.quote(before, after, place);
            }
            before = c;
            index += 1;
        }
        Self { spans: reader.closed }
    }

    /// Where the one that `at` lies in opens, if it lies in one.
    pub fn around(&self, at: usize) -> Option<usize> {
        let next = self.spans.partition_point(|&(_, close)| close < at);
        self.spans.get(next).map(|&(open, _)| open).filter(|&open| open < at)
    }
}

/// A mark's place in its line, in bytes and in visible characters.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    index: usize,
}

/// What is open while a line is read.
#[derive(Default)]
struct Reader {
    brackets: [Vec<Place>; BRACKETS.len()],
    quote: Option<Place>,
    closed: Vec<(usize, usize)>,
}

impl Reader {
    fn bracket(&mut self, row: usize, opens: bool, place: Place) {
        if opens {
            self.brackets[row].push(place);
        } else if let Some(open) = self.brackets[row].pop() {
            self.close(open, place, BRACKETS[row].2);
        }
    }

    /// Reads a mark that looks alike on both ends: before a word it opens, after one it closes, and where it might do
    /// either it does what is due.
    fn quote(&mut self, before: char, after: char, place: Place) {
        let leads = before.is_whitespace() || before == ':' || is_opening_bracket(before);
        let trails = !after.is_alphanumeric() && !is_opening_bracket(after) && !is_loose_quote(after);
        match self.quote {
            Some(open) if trails || !leads => {
                self.close(open, place, LONGEST_QUOTATION);
                self.quote = None;
            }
            None if trails && !leads => {}
            _ => self.quote = Some(place),
        }
    }

    fn close(&mut self, open: Place, close: Place, longest: usize) {
        if close.index - open.index > longest {
            return;
        }
        while self.closed.last().is_some_and(|&(inner, _)| inner > open.at) {
            self.closed.pop();
        }
        // Marks of two kinds may cross; then the earlier one reaches as far as the later.
        match self.closed.last_mut() {
            Some(last) if last.1 > open.at => last.1 = close.at,
            _ => self.closed.push((open.at, close.at)),
        }
    }
}
