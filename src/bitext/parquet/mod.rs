//! Parquet: columns for pandas, polars, DuckDB and Hugging Face `datasets`.
//!
//! Source and target are the fields `ar` and `en` of the column `translation`, which `datasets` loads as its feature
//! `Translation`; then come the other columns of the TSV, with `start` and `end` of the source in its document and the
//! list `notes`. All may be null as other tools write them. Compressed with Snappy, which every reader knows.
//!
//! Files of other tools may have such a `translation`, or plain columns of texts with the names in [`super::columns`];
//! nested columns besides are left out.
//!
//! Not held: n-best lists and findings; an empty reason, and a document without a name.

mod columns;
mod guard;
mod read;
mod write;

pub use read::read;
pub use write::Parquet;

#[cfg(test)]
mod tests;
