//! What is translated: documents and the segments that they are cut into.

use std::fmt;

use super::{Lang, Span};

/// Names a document: the path as it was given, with `/` between its parts, or `stdin`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub String);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Numbers a segment within its document, from 1 in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u32);

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One source text with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name in every output.
    pub id: DocumentId,
    /// The language that it is cut by.
    pub lang: Lang,
    /// The whole text; everything else is byte ranges into it.
    pub text: String,
}

/// The unit that is translated: a span of a document.
///
/// A segment is never empty and neither starts nor ends with white space; what lies between two segments is a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// Its number in the document.
    pub id: SegmentId,
    /// Bytes of the document's text.
    pub span: Span,
    /// What it is in the document.
    pub kind: SegmentKind,
}

/// What a segment is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// A sentence, or a part of a paragraph that is handled as one.
    Sentence,
    /// A line of its own without a closing stop, above other text.
    Heading,
    /// An item of a list, its number or bullet included.
    ListItem,
}

impl SegmentKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sentence, Self::Heading, Self::ListItem];

    /// The name in outputs: `sentence`, `heading` or `list item`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Heading => "heading",
            Self::ListItem => "list item",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
