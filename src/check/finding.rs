//! What a check finds.

use crate::text::Span;

/// Something that a reader should look at in a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which check found it.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// The places in the source, in bytes and in order; none when only the target is concerned.
    pub source_spans: Vec<Span>,
    /// The places in the target, in bytes and in order; none when only the source is concerned.
    pub target_spans: Vec<Span>,
    /// What is wrong, as one sentence for a person, which quotes the texts as they stand.
    pub message: String,
}

/// The check that a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A number is missing, added or changed.
    Number,
}

impl FindingKind {
    /// All kinds, in the order in which checks run.
    pub const ALL: [Self; 1] = [Self::Number];

    /// The name in settings and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How much a finding matters; the order is from little to much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely wrong.
    Warning,
    /// Wrong, as far as a program can tell.
    Error,
}

impl Severity {
    /// All severities, from little to much.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The name in settings and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{FindingKind, Severity};

    #[test]
    fn names_lead_back() {
        for kind in FindingKind::ALL {
            assert_eq!(FindingKind::from_name(kind.name()), Some(kind));
        }
        for severity in Severity::ALL {
            assert_eq!(Severity::from_name(severity.name()), Some(severity));
        }
        assert_eq!(FindingKind::from_name("Number"), None);
        assert_eq!(Severity::from_name(""), None);
        assert!(Severity::ALL.is_sorted());
    }
}
