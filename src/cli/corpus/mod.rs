//! `naql corpus`: a file for each sub-command, with its arguments, and the places that all of them read and write.

mod dedup;
mod export;
mod filter;
mod inputs;
mod sorted;
mod split;
mod stats;
pub mod stdout;

use clap::Subcommand;

use super::Exit;

/// What can be done to a corpus.
#[derive(Debug, Subcommand)]
pub enum CorpusCommand {
    Dedup(dedup::DedupArgs),
    Export(export::ExportArgs),
    Filter(filter::FilterArgs),
    Split(split::SplitArgs),
    Stats(stats::StatsArgs),
}

/// # Errors
/// Those of the sub-command.
pub fn run(command: CorpusCommand) -> anyhow::Result<Exit> {
    match command {
        CorpusCommand::Dedup(args) => dedup::run(&args),
        CorpusCommand::Export(args) => export::run(&args),
        CorpusCommand::Filter(args) => filter::run(&args),
        CorpusCommand::Split(args) => split::run(&args),
        CorpusCommand::Stats(args) => stats::run(&args),
    }
}
