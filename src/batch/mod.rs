//! Translates documents into the store: what is done already is known by its text and the engine, each text is
//! translated once, and what was reported is on the disk. Parses no arguments and prints nothing.

pub mod requests;
mod shard;

use std::collections::HashMap;

use crate::bitext::store::{EngineId, Known, Translated};
use crate::bitext::{Store, StoreError};
use crate::check::{self, Finding};
use crate::engine::{Engine, Outcome};
use crate::text::{Document, DocumentId, Segment, SegmentId};
use crate::translate::{Watch, translate};

pub use shard::{Shard, ShardError};

/// How to go about it; none of it changes a byte of the result.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Segments that are translated between two writes to the store.
    pub window: usize,
    /// Most source tokens in a batch of the engine.
    pub max_batch_tokens: usize,
    /// Hypotheses to keep of each segment; 0 for the best alone.
    pub n_best: usize,
}

/// What became of the segments of a run; all three sum to their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents all of whose segments are done.
    pub n_documents: usize,
    /// Segments for which the engine was asked and that have a target now.
    pub n_translated: usize,
    /// Those among them that needed no translation.
    pub n_passed: usize,
    /// Segments whose target was there: from an earlier run, or from the same text elsewhere in this one.
    pub n_reused: usize,
    /// Segments that could not be translated.
    pub n_failed: usize,
}

impl Counts {
    /// All segments.
    pub fn n_segments(self) -> usize {
        self.n_translated + self.n_reused + self.n_failed
    }

    /// Counts an outcome that was just made.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done { .. } => self.n_translated += 1,
            Outcome::Passed { .. } => (self.n_translated, self.n_passed) = (self.n_translated + 1, self.n_passed + 1),
            Outcome::Failed { .. } => self.n_failed += 1,
        }
    }
}

/// Whoever follows a run.
pub trait Listener: Watch {
    /// `n_bytes` of source need no work.
    fn skipped(&self, n_bytes: usize);

    /// So much is done and on the disk.
    fn committed(&self, counts: Counts);

    /// A segment could not be translated.
    fn failed(&self, document: &DocumentId, segment: SegmentId, reason: &str);
}

/// A run that translates into a store.
pub struct Batch<'a> {
    store: &'a mut Store,
    engine: &'a dyn Engine,
    engine_id: EngineId,
    settings: Settings,
    listener: &'a dyn Listener,
    waiting: Vec<Waiting>,
    /// Where in `waiting` a text is.
    by_text: HashMap<String, usize>,
    /// Texts that failed in this run, with the reason.
    failed: HashMap<String, String>,
    /// Documents that are read to their end, of which some segments may wait.
    n_read: usize,
    counts: Counts,
}

/// A text that is to be translated.
struct Waiting {
    text: String,
    /// The segments that have it, at least one.
    places: Vec<(DocumentId, SegmentId)>,
}

impl<'a> Batch<'a> {
    /// Begins a run.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn new(
        store: &'a mut Store,
        engine: &'a dyn Engine,
        settings: Settings,
        listener: &'a dyn Listener,
    ) -> Result<Self, StoreError> {
        let engine_id = store.engine(engine.signature())?;
        Ok(Self {
            store,
            engine,
            engine_id,
            settings,
            listener,
            waiting: Vec::new(),
            by_text: HashMap::new(),
            failed: HashMap::new(),
            n_read: 0,
            counts: Counts::default(),
        })
    }

    /// Puts a document into the store and sees to it that its segments are translated; now, or with those of the next
    /// documents.
    ///
    /// # Errors
    /// When the store cannot be written; what was committed before is kept.
    pub fn add(&mut self, document: &Document, segments: &[Segment]) -> Result<(), StoreError> {
        self.store.put(document, segments, self.engine_id)?;
        for segment in segments {
            if self.listener.is_stopped() {
                return Ok(());
            }
            self.add_segment(&document.id, segment.id, segment.span.of(&document.text))?;
        }
        self.n_read += 1;
        if self.waiting.is_empty() {
            self.settle_documents();
            self.listener.committed(self.counts);
        }
        Ok(())
    }

    fn add_segment(&mut self, document: &DocumentId, segment: SegmentId, text: &str) -> Result<(), StoreError> {
        if let Some(&idx) = self.by_text.get(text) {
            self.listener.skipped(text.len());
            self.waiting[idx].places.push((document.clone(), segment));
        } else if let Some(reason) = self.failed.get(text) {
            self.listener.skipped(text.len());
            self.listener.failed(document, segment, reason);
            self.counts.n_failed += 1;
        } else if self.store.known(text, self.engine_id, self.settings.n_best)? == Known::Done {
            self.listener.skipped(text.len());
            self.counts.n_reused += 1;
        } else {
            self.by_text.insert(text.to_owned(), self.waiting.len());
            self.waiting.push(Waiting { text: text.to_owned(), places: vec![(document.clone(), segment)] });
            if self.waiting.len() >= self.settings.window {
                self.commit()?;
            }
        }
        Ok(())
    }

    /// Translates what waits and writes it to the store; what the listener stopped before its turn is left.
    fn commit(&mut self) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.by_text.clear();
        let texts: Vec<&str> = waiting.iter().map(|waiting| waiting.text.as_str()).collect();
        let outcomes = translate(self.engine, &texts, self.settings.max_batch_tokens, self.listener);
        assert_eq!(outcomes.len(), waiting.len(), "an outcome for each text");
        let done: Vec<(&Waiting, &Outcome)> =
            waiting.iter().zip(&outcomes).filter_map(|(waiting, outcome)| Some((waiting, outcome.as_ref()?))).collect();
        let made = done.iter().map(|&(waiting, outcome)| Translated {
            source: &waiting.text,
            outcome,
            findings: findings(&waiting.text, outcome),
        });
        let made: Vec<Translated> = made.collect();
        self.store.record(&made, self.engine_id, self.settings.n_best)?;
        done.iter().for_each(|(waiting, outcome)| self.count(waiting, outcome));
        if done.len() == waiting.len() {
            self.settle_documents();
        }
        self.listener.committed(self.counts);
        Ok(())
    }

    /// Counts the documents that were read, when no segment of theirs waits any more.
    fn settle_documents(&mut self) {
        self.counts.n_documents += std::mem::take(&mut self.n_read);
    }

    fn count(&mut self, waiting: &Waiting, outcome: &Outcome) {
        self.counts.add(outcome);
        let n_more = waiting.places.len() - 1;
        let Outcome::Failed { reason } = outcome else {
            self.counts.n_reused += n_more;
            return;
        };
        self.counts.n_failed += n_more;
        waiting.places.iter().for_each(|(document, segment)| self.listener.failed(document, *segment, reason));
        self.failed.insert(waiting.text.clone(), reason.clone());
    }

    /// What has been committed so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Translates what still waits.
    ///
    /// # Errors
    /// When the store cannot be written; what was committed before is kept.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() || self.listener.is_stopped() { Ok(()) } else { self.commit() }
    }
}

/// What a reader should look at in what was made of a source.
fn findings(source: &str, outcome: &Outcome) -> Vec<Finding> {
    match outcome {
        Outcome::Done { nbest, .. } => nbest.first().map_or_else(Vec::new, |best| check::numbers(source, &best.text)),
        _ => Vec::new(),
    }
}
