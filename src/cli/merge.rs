//! `naql merge`: the stores of several runs become one.

use super::args::MergeArgs;
use super::{Exit, messages};
use crate::bitext::store::merge;

/// # Errors
/// When a store cannot be read, two contradict each other, or the new one cannot be written.
pub fn run(args: &MergeArgs) -> anyhow::Result<Exit> {
    let merged = merge(&args.stores, &args.output)?;
    if !args.quiet {
        let n_stores = args.stores.len();
        messages::print(&format!(
            "merged {n_stores} stores: {} documents, {} translations",
            merged.n_documents, merged.n_translations
        ));
    }
    Ok(Exit::Done)
}
