//! Texts and the places in them: documents, segments, spans, languages. Reads no files.

mod display;
mod document;
mod lang;
mod span;
mod token;
mod view;

pub use display::{isolated, visible};
pub use document::{Document, DocumentId, Segment, SegmentId, SegmentKind};
pub use lang::{Lang, is_arabic_letter};
pub use span::Span;
pub use token::TokenId;
pub use view::{Normalisation, View, with_western_digits};
