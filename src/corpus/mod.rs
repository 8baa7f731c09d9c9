//! From pairs to a corpus: which pairs are kept, and why the others are not. Does not know how pairs are stored.

pub mod dedup;
pub mod export;
pub mod filter;
pub mod fold;
pub mod split;
pub mod stats;
