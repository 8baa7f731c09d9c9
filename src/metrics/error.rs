//! Why texts cannot be scored, each reason with the next step.

/// A failure to score.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetricError {
    /// Two texts that should match segment by segment do not.
    #[error(
        "{name} has {n_segments} segments and {other} has {n_other}; a score needs the same segments in both, one a line"
    )]
    Unequal {
        /// The one text.
        name: String,
        /// How many segments it has.
        n_segments: usize,
        /// The other.
        other: String,
        /// How many that has.
        n_other: usize,
    },
    /// There is nothing to score.
    #[error("{name} has no segments; a score needs at least one line")]
    Empty {
        /// The text.
        name: String,
    },
    /// No reference was given.
    #[error("there is no reference; name one with -r")]
    NoReference,
    /// All references lack one segment.
    #[error("segment {number} has no reference; give it one, or leave the segment out of all files")]
    Unreferenced {
        /// The segment, from 1.
        number: usize,
    },
}
