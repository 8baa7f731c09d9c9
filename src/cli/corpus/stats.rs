//! `naql corpus stats`: pairs in, figures out.

use std::path::PathBuf;

use clap::Args;

use super::inputs::Inputs;
use super::stdout;
use crate::bitext::Whole;
use crate::cli::args::EXIT_CODES;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, outputs};
use crate::corpus::stats::{Report, Stats};

/// Counts what a corpus holds: lengths, words, duplicates, scores, and what made it.
///
/// Prints tables, unless --json is -. All figures are exact, which takes memory: some 70 bytes for each distinct pair
/// and 30 for each distinct word, such as 100 MB for a million short pairs.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct StatsArgs {
    /// Files of pairs, such as .tsv and .jsonl.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,

    /// Write the figures to FILE as JSON, or to standard output for -.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Write a page with tables and plots to FILE.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Print no tables.
    #[arg(short, long)]
    quiet: bool,
}

/// # Errors
/// When an output cannot be written. Inputs that cannot be read are named, and the others counted.
pub fn run(args: &StatsArgs) -> anyhow::Result<Exit> {
    end_at_once();
    let json = args.json.as_ref().filter(|path| path.as_os_str() != "-");
    outputs::check_once(json.into_iter().chain(&args.html))?;
    outputs::check_apart(json.into_iter().chain(&args.html), &args.inputs)?;
    let json_file = json.map(|path| Whole::create(path)).transpose()?;
    let html_file = args.html.as_deref().map(Whole::create).transpose()?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.map_or(cores, usize::from)).build()?;
    let mut inputs = Inputs::new(&args.inputs);
    let mut stats = Stats::default();
    pool.install(|| stats.add(inputs.by_ref()));
    if inputs.exit() == Exit::Io {
        return Ok(Exit::Io);
    }
    let report = stats.report();
    if let Some(file) = json_file {
        file.finish_with(json_of(&report)?.as_bytes())?;
    }
    if let Some(file) = html_file {
        let names: Vec<String> = args.inputs.iter().map(|path| path.display().to_string()).collect();
        file.finish_with(stats.page(&names.join(", "))?.as_bytes())?;
    }
    print(args, &report)?;
    Ok(inputs.exit())
}

fn print(args: &StatsArgs, report: &Report) -> anyhow::Result<()> {
    match &args.json {
        Some(path) if path.as_os_str() == "-" => stdout::print(&json_of(report)?)?,
        _ if args.quiet => {}
        _ => stdout::print(&stdout::shown(&report.to_string()))?,
    }
    Ok(())
}

fn json_of(report: &Report) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}
