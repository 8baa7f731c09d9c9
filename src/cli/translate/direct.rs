//! A run without a store: documents are read one by one, translated in windows of segments, and written in order.

use std::rc::Rc;

use super::{Losses, load, pool, reporter, summary};
use crate::batch::{Counts, Listener};
use crate::bitext::{BitextError, Output, Pair, Status};
use crate::cli::progress::Reporter;
use crate::cli::settings::TranslateSettings;
use crate::cli::{Exit, interrupt};
use crate::engine::{Engine, Outcome};
use crate::input::Source;
use crate::text::{Document, Segment};
use crate::translate::translate;

/// # Errors
/// When the model cannot be loaded, or no output is left that can be written.
pub fn run(settings: &TranslateSettings, sources: &[Source], n_missing: usize) -> anyhow::Result<Exit> {
    interrupt::end_at_once();
    settings.probe_outputs(sources)?;
    let outputs = settings.outputs()?;
    let engine = load(settings)?;
    let pool = pool(settings)?;
    let reporter = reporter(settings, sources);
    let mut run = Run {
        engine: &engine,
        pool: &pool,
        settings,
        reporter: &reporter,
        outputs,
        waiting: Vec::new(),
        counts: Counts::default(),
        losses: Losses { n_unread: n_missing, ..Losses::default() },
    };
    run.all(sources)?;
    let (counts, losses) = run.finish();
    let rate = reporter.finish();
    if !settings.quiet {
        losses.tell(counts, &rate);
    }
    summary(counts);
    Ok(losses.exit(counts))
}

struct Run<'a> {
    engine: &'a dyn Engine,
    pool: &'a rayon::ThreadPool,
    settings: &'a TranslateSettings,
    reporter: &'a Reporter,
    outputs: Vec<Output>,
    /// Segments that are not yet translated, with their documents; less than a window.
    waiting: Vec<(Rc<Document>, Segment)>,
    counts: Counts,
    losses: Losses,
}

impl Run<'_> {
    fn all(&mut self, sources: &[Source]) -> anyhow::Result<()> {
        for source in sources {
            if let Some((document, segments)) = self.losses.read(source, self.settings, self.reporter) {
                self.add(Rc::new(document), segments)?;
            }
        }
        self.translate_window()
    }

    fn add(&mut self, document: Rc<Document>, segments: Vec<Segment>) -> anyhow::Result<()> {
        for segment in segments {
            self.waiting.push((Rc::clone(&document), segment));
            if self.waiting.len() >= self.settings.window {
                self.translate_window()?;
            }
        }
        self.counts.n_documents += 1;
        Ok(())
    }

    /// Translates and writes the segments that wait.
    fn translate_window(&mut self) -> anyhow::Result<()> {
        let window = std::mem::take(&mut self.waiting);
        let texts: Vec<&str> = window.iter().map(|(document, segment)| segment.span.of(&document.text)).collect();
        let (engine, reporter, most) = (self.engine, self.reporter, self.settings.max_batch_tokens);
        let outcomes = self.pool.install(|| translate(engine, &texts, most, reporter));
        assert_eq!(outcomes.len(), window.len(), "an outcome for each segment");
        for ((document, segment), outcome) in window.iter().zip(&outcomes) {
            let outcome = outcome.as_ref().expect("nothing stops a run without a store but its end");
            self.write(document, segment, outcome)?;
        }
        self.reporter.committed(self.counts);
        self.each_output(Output::flush)
    }

    fn write(&mut self, document: &Document, segment: &Segment, outcome: &Outcome) -> anyhow::Result<()> {
        self.counts.add(outcome);
        let pair = Pair::new(document, segment, outcome, self.engine.signature());
        if pair.status == Status::Failed {
            self.reporter.failed(&document.id, segment.id, pair.reason.as_deref().unwrap_or_default());
        }
        let pair = if self.settings.wants_nbest() { pair.with_nbest(outcome) } else { pair };
        self.each_output(|output| output.write(&pair))
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
        lost.into_iter().for_each(|error| self.losses.unwritten(&error, self.reporter));
        last.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Puts the outputs into their places, unless nothing could be read: then what is there stays.
    fn finish(mut self) -> (Counts, Losses) {
        if self.counts.n_segments() > 0 || self.losses.n_unread == 0 {
            for output in std::mem::take(&mut self.outputs) {
                if let Err(error) = output.finish() {
                    self.losses.unwritten(&error, self.reporter);
                }
            }
        }
        (self.counts, self.losses)
    }
}
