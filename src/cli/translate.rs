//! `naql translate`: texts in, pairs out.

use std::ffi::OsString;
use std::rc::Rc;

use super::args::TranslateArgs;
use super::exit::UsageError;
use super::progress::Reporter;
use super::settings::{self, TranslateSettings};
use super::{Exit, messages};
use crate::bitext::{BitextError, Output, Pair, Status, remove_unfinished};
use crate::engine::{Engine, Native};
use crate::input::{self, InputError, Place, Source};
use crate::models;
use crate::segment;
use crate::text::{Document, Lang, Segment};
use crate::translate::translate;

/// Segments that are translated and written together; a multiple of it where there are many threads.
const WINDOW: usize = 256;

/// # Errors
/// When the arguments make no sense, the model cannot be loaded, or an output cannot be written. Inputs that cannot
/// be read and segments that cannot be translated are named, and the others done.
pub fn run(args: TranslateArgs) -> anyhow::Result<Exit> {
    let settings = TranslateSettings::new(args).map_err(UsageError)?;
    settings::tell_if_waiting(&settings.inputs);
    let (sources, missing) = found(&settings.inputs);
    if sources.is_empty() {
        return Ok(Exit::Io);
    }
    end_cleanly_when_interrupted();
    let outputs = settings.open_outputs(&sources)?;
    let files = models::find(settings.model.as_deref(), settings.models_dir.as_deref())?;
    let engine = Native::load(&files, settings.options)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.n_threads).build()?;
    let shows_progress = !settings.quiet && !settings.prints_on_terminal();
    let reporter = Reporter::new(sources.iter().map(n_bytes).sum(), shows_progress);
    let mut run = Run {
        engine: &engine,
        pool: &pool,
        settings: &settings,
        reporter: &reporter,
        outputs,
        waiting: Vec::new(),
        counts: Counts { n_unread: missing, ..Counts::default() },
    };
    run.all(&sources)?;
    let counts = run.finish();
    let rate = reporter.finish();
    if !settings.quiet {
        messages::print(&format!("{} ({rate})", counts.line()));
    }
    Ok(counts.exit())
}

/// Leaves no unfinished file behind when the user or the system interrupts the program.
pub fn end_cleanly_when_interrupted() {
    /// What shells give a program that Ctrl-C has ended.
    const INTERRUPTED: i32 = 130;
    // Without a handler the program still ends, and only leaves the file.
    let _ = ctrlc::set_handler(|| {
        remove_unfinished();
        std::process::exit(INTERRUPTED);
    });
}

/// What was found, and how many arguments led to nothing; those are named.
fn found(inputs: &[OsString]) -> (Vec<Source>, usize) {
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
    (sources, n_missing)
}

/// The size of a file; 0 for a stream.
fn n_bytes(source: &Source) -> u64 {
    match &source.place {
        Place::Stdin => 0,
        Place::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
    }
}

#[derive(Clone, Copy, Default)]
struct Counts {
    n_done: usize,
    n_passed: usize,
    n_failed: usize,
    /// Inputs that could not be read.
    n_unread: usize,
    /// Outputs that could not be written.
    n_unwritten: usize,
}

impl Counts {
    fn line(self) -> String {
        let Self { n_done, n_passed, n_failed, n_unread, .. } = self;
        let unread = if n_unread == 0 { String::new() } else { format!(", unread inputs {n_unread}") };
        format!("translated {n_done}, passed {n_passed}, failed {n_failed}{unread}")
    }

    fn n_segments(self) -> usize {
        self.n_done + self.n_passed + self.n_failed
    }

    fn exit(self) -> Exit {
        match (self.n_segments(), self.n_failed + self.n_unread) {
            _ if self.n_unwritten > 0 => Exit::Io,
            (_, 0) => Exit::Done,
            (0, _) => Exit::Io,
            _ => Exit::Partly,
        }
    }
}

/// A run over many documents: read one by one, translated in windows of segments, written in order.
struct Run<'a> {
    engine: &'a dyn Engine,
    pool: &'a rayon::ThreadPool,
    settings: &'a TranslateSettings,
    reporter: &'a Reporter,
    outputs: Vec<Output>,
    /// Segments that are not yet translated, with their documents; less than a window.
    waiting: Vec<(Rc<Document>, Segment)>,
    counts: Counts,
}

impl Run<'_> {
    fn all(&mut self, sources: &[Source]) -> anyhow::Result<()> {
        for source in sources {
            match input::read(source, Lang::Arabic) {
                Ok(reading) => {
                    self.tell(&reading);
                    self.add(reading.document)?;
                }
                Err(error) => self.unread(&error),
            }
        }
        self.translate_window()
    }

    fn tell(&self, reading: &input::Reading) {
        for note in reading.notes.iter().filter(|_| !self.settings.quiet) {
            self.reporter.message(|| messages::note(format_args!("{}: {note}", reading.document.id)));
        }
    }

    fn unread(&mut self, error: &InputError) {
        self.reporter.message(|| messages::error(format_args!("{error}")));
        self.counts.n_unread += 1;
    }

    fn add(&mut self, document: Document) -> anyhow::Result<()> {
        let segments = match self.settings.lines {
            true => segment::lines(&document.text),
            false => segment::segment(&document.text, document.lang),
        };
        let document = Rc::new(document);
        for segment in segments {
            self.waiting.push((Rc::clone(&document), segment));
            if self.waiting.len() >= WINDOW.max(self.settings.n_threads * WINDOW / 4) {
                self.translate_window()?;
            }
        }
        Ok(())
    }

    /// Translates and writes the segments that wait.
    fn translate_window(&mut self) -> anyhow::Result<()> {
        let window = std::mem::take(&mut self.waiting);
        let texts: Vec<&str> = window.iter().map(|(document, segment)| segment.span.of(&document.text)).collect();
        let (engine, reporter, most) = (self.engine, self.reporter, self.settings.max_batch_tokens);
        let outcomes = self.pool.install(|| translate(engine, &texts, most, &|progress| reporter.add(progress)));
        assert_eq!(outcomes.len(), window.len(), "an outcome for each segment");
        for ((document, segment), outcome) in window.iter().zip(&outcomes) {
            let pair = Pair::new(document, segment, outcome, self.engine.signature());
            self.write(&if self.settings.wants_nbest() { pair.with_nbest(outcome) } else { pair })?;
        }
        self.each_output(Output::flush)
    }

    /// Does something with each output. One that cannot be written is named and given up, one whose reader has gone
    /// is only given up; where no other is left, the run ends.
    fn each_output(&mut self, act: impl Fn(&mut Output) -> Result<(), BitextError>) -> anyhow::Result<()> {
        let mut lost = Vec::new();
        for mut output in std::mem::take(&mut self.outputs) {
            match act(&mut output) {
                Ok(()) => self.outputs.push(output),
                Err(error) => lost.push(error),
            }
        }
        let last = if self.outputs.is_empty() { lost.pop() } else { None };
        lost.into_iter().for_each(|error| self.unwritten(&error));
        last.map_or(Ok(()), |error| Err(error.into()))
    }

    fn unwritten(&mut self, error: &BitextError) {
        if !error.is_broken_pipe() {
            self.reporter.message(|| messages::error(format_args!("{error}")));
            self.counts.n_unwritten += 1;
        }
    }

    fn write(&mut self, pair: &Pair) -> anyhow::Result<()> {
        match pair.status {
            Status::Done | Status::Reviewed | Status::Final => self.counts.n_done += 1,
            Status::Passed => self.counts.n_passed += 1,
            Status::Failed | Status::Untranslated => {
                self.counts.n_failed += 1;
                let reason = pair.reason.as_deref().unwrap_or_default();
                let message = format!("{} segment {}: {reason}", pair.document_id, pair.segment_id);
                self.reporter.message(|| messages::error(format_args!("{message}")));
            }
        }
        self.each_output(|output| output.write(pair))
    }

    /// Puts the outputs into their places, unless nothing could be read: then what is there stays.
    fn finish(mut self) -> Counts {
        if self.counts.n_segments() == 0 && self.counts.n_unread > 0 {
            return self.counts;
        }
        for output in std::mem::take(&mut self.outputs) {
            if let Err(error) = output.finish() {
                self.unwritten(&error);
            }
        }
        self.counts
    }
}
