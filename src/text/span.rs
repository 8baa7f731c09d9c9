//! Byte ranges into a text.

use std::ops::Range;

/// A half-open byte range `start..end` into a text, both ends on char boundaries of it.
///
/// The fields are private because of `start <= end`; that the ends are char boundaries is promised by whoever makes
/// the span, and [`Span::of`] is where a broken promise would show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// Makes the span `start..end`, in bytes.
    ///
    /// # Panics
    /// When `start > end`.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span {start}..{end} ends before it starts");
        Self { start, end }
    }

    /// The span with these ends; none where they are no part of `text` on its char boundaries.
    pub fn within([start, end]: [usize; 2], text: &str) -> Option<Self> {
        text.get(start..end).map(|_| Self { start, end })
    }

    /// Both ends, as outputs have them.
    pub fn ends(self) -> [usize; 2] {
        [self.start, self.end]
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// The byte after the last.
    pub fn end(self) -> usize {
        self.end
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range, for indexing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The part of `text` that the span covers.
    ///
    /// # Panics
    /// When the span does not lie on char boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span, `n_bytes` further on.
    pub fn shifted(self, n_bytes: usize) -> Span {
        Span::new(self.start + n_bytes, self.end + n_bytes)
    }
}
