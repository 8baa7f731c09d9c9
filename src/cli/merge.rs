//! `naql merge`: the stores of several runs become one.

use super::args::MergeArgs;
use super::{Exit, interrupt, messages};
use crate::bitext::store::merge;

/// # Errors
/// When a store cannot be read, two contradict each other, or the new one cannot be written.
pub fn run(args: &MergeArgs) -> anyhow::Result<Exit> {
    interrupt::end_at_once();
    let merged = merge(&args.stores, &args.output)?;
    if !args.quiet {
        let [stores, documents, translations] =
            [(args.stores.len(), "store"), (merged.n_documents, "document"), (merged.n_translations, "translation")]
                .map(|(n, what)| messages::counted(n, what));
        messages::print(&format!("merged {stores}: {documents}, {translations}"));
    }
    Ok(Exit::Done)
}
