//! Findings: what a reader should look at in a pair. Repairs no text.

use crate::text::Span;

/// Something that a reader should look at in a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// How grave it is.
    pub severity: Severity,
    /// Where in the source, in bytes of its text.
    pub source_spans: Vec<Span>,
    /// Where in the target, in bytes of its text.
    pub target_spans: Vec<Span>,
    /// A sentence that says it.
    pub message: String,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// A number of one side that the other lacks.
    Number,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Note,
    /// To be looked at.
    Warning,
    /// Almost certainly wrong.
    Error,
}

impl FindingKind {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Number].into_iter().find(|kind| kind.name() == name)
    }
}

impl Severity {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }
}
