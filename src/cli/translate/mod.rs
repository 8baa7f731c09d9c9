//! `naql translate`: texts in, pairs out; with a store among the outputs, a run that can be broken off and goes on.

mod direct;
mod requests;
mod stored;

use std::ffi::OsString;

use super::args::TranslateArgs;
use super::exit::UsageError;
use super::progress::Reporter;
use super::settings::{self, TranslateSettings};
use super::{Exit, messages};
use crate::batch::Counts;
use crate::bitext::BitextError;
use crate::engine::Native;
use crate::input::{self, InputError, Place, Source};
use crate::models;
use crate::segment;
use crate::text::{Document, Lang, Segment};

/// # Errors
/// When the arguments make no sense, the model cannot be loaded, or an output cannot be written. Inputs that cannot
/// be read and segments that cannot be translated are named, and the others done.
pub fn run(args: TranslateArgs) -> anyhow::Result<Exit> {
    let settings = TranslateSettings::new(args).map_err(UsageError)?;
    settings::tell_if_waiting(&settings.inputs);
    if settings.requests {
        return requests::run(&settings);
    }
    let (sources, n_missing) = found(&settings);
    if sources.is_empty() && n_missing > 0 {
        summary(Counts::default());
        return Ok(Exit::Io);
    }
    match &settings.store {
        Some(store) => stored::run(&settings, store, &sources, n_missing),
        None => direct::run(&settings, &sources, n_missing),
    }
}

fn load(settings: &TranslateSettings) -> anyhow::Result<Native> {
    let files = models::find(settings.model.as_deref(), settings.models_dir.as_deref())?;
    Ok(Native::load(&files, settings.options)?)
}

fn pool(settings: &TranslateSettings) -> anyhow::Result<rayon::ThreadPool> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(settings.n_threads).build()?)
}

/// The sources of the shard, and how many arguments led to nothing; those are named.
fn found(settings: &TranslateSettings) -> (Vec<Source>, usize) {
    let inputs: &[OsString] = &settings.inputs;
    let (mut sources, mut n_missing) = (Vec::new(), 0);
    for source in input::find(inputs) {
        match source {
            Ok(source) => sources.push(source),
            Err(error) => {
                messages::error(format_args!("{error}"));
                n_missing += 1;
            }
        }
    }
    sources.retain(|source| settings.shard.is_none_or(|shard| shard.holds(&source.id)));
    (sources, n_missing)
}

/// Shows the run over these sources, unless pairs appear on the terminal or quiet was asked for.
fn reporter(settings: &TranslateSettings, sources: &[Source]) -> Reporter {
    let is_wanted = !settings.quiet && !settings.prints_on_terminal();
    Reporter::new(sources.len(), sources.iter().map(n_bytes).sum(), settings.progress_every, is_wanted)
}

/// The size of a file; 0 for a stream.
fn n_bytes(source: &Source) -> u64 {
    match &source.place {
        Place::Stdin => 0,
        Place::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
    }
}

/// What went wrong beside segments.
#[derive(Clone, Copy, Default)]
struct Losses {
    /// Inputs that could not be read.
    n_unread: usize,
    /// Outputs that could not be written.
    n_unwritten: usize,
}

impl Losses {
    /// Reads a source and cuts it; one that cannot be read is named and counted.
    fn read(
        &mut self,
        source: &Source,
        settings: &TranslateSettings,
        reporter: &Reporter,
    ) -> Option<(Document, Vec<Segment>)> {
        match input::read(source, Lang::Arabic) {
            Ok(reading) => {
                for note in reading.notes.iter().filter(|_| !settings.quiet) {
                    reporter.message(|| messages::note(format_args!("{}: {note}", reading.document.id)));
                }
                let document = reading.document;
                let segments = match settings.lines {
                    true => segment::lines(&document.text),
                    false => segment::segment(&document.text, document.lang),
                };
                Some((document, segments))
            }
            Err(error) => {
                self.unread(&error, reporter);
                None
            }
        }
    }

    fn unread(&mut self, error: &InputError, reporter: &Reporter) {
        reporter.message(|| messages::error(format_args!("{error}")));
        self.n_unread += 1;
    }

    /// Names an output that could not be written; that its reader has gone is no loss.
    fn unwritten(&mut self, error: &BitextError, reporter: &Reporter) {
        if !error.is_broken_pipe() {
            reporter.message(|| messages::error(format_args!("{error}")));
            self.n_unwritten += 1;
        }
    }

    fn exit(self, counts: Counts) -> Exit {
        match (counts.n_segments(), counts.n_failed + self.n_unread) {
            _ if self.n_unwritten > 0 => Exit::Io,
            (_, 0) => Exit::Done,
            (0, _) => Exit::Io,
            _ => Exit::Partly,
        }
    }

    /// What there is to say at the end, but for the summary.
    fn tell(self, counts: Counts, rate: &str) {
        let (documents, segments) =
            (messages::counted(counts.n_documents, "document"), messages::counted(counts.n_segments(), "segment"));
        let mut line = format!("naql: {documents}, {segments}");
        if counts.n_passed > 0 {
            line += &format!(", {} passed over", counts.n_passed);
        }
        if self.n_unread > 0 {
            line += &format!(", unread inputs {}", self.n_unread);
        }
        messages::print(&format!("{line} ({rate})"));
    }
}

/// The last line of every run.
fn summary(counts: Counts) {
    let Counts { n_translated, n_reused, n_failed, .. } = counts;
    messages::print(&format!("translated {n_translated}, reused {n_reused}, failed {n_failed}"));
}
