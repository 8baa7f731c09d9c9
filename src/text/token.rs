//! The unit that a model reads and writes.

/// The number of a token in a model's vocabulary.
pub type TokenId = u32;
