//! A run into a store, from which the other outputs are written when all is done.

use std::path::Path;

use super::{Losses, load, pool, reporter, summary};
use crate::batch::{self, Batch, Counts};
use crate::bitext::store::{Selection, pairs};
use crate::bitext::{BitextError, Output, Store, StoreError};
use crate::cli::progress::Reporter;
use crate::cli::settings::TranslateSettings;
use crate::cli::{Exit, interrupt, messages};
use crate::input::Source;
use crate::text::{Document, DocumentId, Segment};
use crate::translate::Watch;

/// # Errors
/// When the model cannot be loaded, or the store or an output not be opened.
pub fn run(settings: &TranslateSettings, path: &Path, sources: &[Source], n_missing: usize) -> anyhow::Result<Exit> {
    interrupt::end_after_batch();
    settings.probe_outputs(sources)?;
    let mut store = Store::open(path)?;
    let engine = load(settings)?;
    let pool = pool(settings)?;
    let reporter = reporter(settings, sources);
    let how = batch::Settings {
        window: settings.window,
        max_batch_tokens: settings.max_batch_tokens,
        n_best: settings.options.nbest.unwrap_or(0),
    };
    let mut batch = Batch::new(&mut store, &engine, how, &reporter)?;
    let mut losses = Losses { n_unread: n_missing, ..Losses::default() };
    let mut documents = Vec::new();
    let translated = pool.install(|| {
        let read = |source| losses.read(source, settings, &reporter);
        all(&mut batch, sources.iter().map(read), &reporter, &mut documents)
    });
    let counts = batch.counts();
    let is_whole = translated.is_ok() && !reporter.is_stopped();
    if let Err(error) = translated {
        losses.unwritten(&error.into(), &reporter);
    }
    if is_whole {
        export(settings, path, documents, (&reporter, &mut losses));
    }
    end(settings, counts, losses, &reporter)
}

/// Translates all documents that come, as long as nobody stops it, and notes their names.
fn all(
    batch: &mut Batch,
    readings: impl Iterator<Item = Option<(Document, Vec<Segment>)>>,
    reporter: &Reporter,
    documents: &mut Vec<DocumentId>,
) -> Result<(), StoreError> {
    for (document, segments) in readings.take_while(|_| !reporter.is_stopped()).flatten() {
        batch.add(&document, &segments)?;
        documents.push(document.id);
    }
    batch.finish()
}

/// Writes the documents of this run to the other outputs.
fn export(
    settings: &TranslateSettings,
    path: &Path,
    documents: Vec<DocumentId>,
    (reporter, losses): (&Reporter, &mut Losses),
) {
    // Without findings, so that the outputs of a run are the same with a store and without one.
    let selection = Selection { documents: Some(documents), with_nbest: settings.wants_nbest(), with_findings: false };
    let write = || -> Result<(), BitextError> {
        let mut outputs = settings.outputs()?;
        for pair in pairs(path, selection)? {
            let pair = pair?;
            outputs.iter_mut().try_for_each(|output| output.write(&pair))?;
        }
        outputs.into_iter().try_for_each(Output::finish)
    };
    if let Err(error) = write() {
        losses.unwritten(&error, reporter);
    }
}

fn end(settings: &TranslateSettings, counts: Counts, losses: Losses, reporter: &Reporter) -> anyhow::Result<Exit> {
    let rate = reporter.finish();
    if !settings.quiet {
        losses.tell(counts, &rate);
    }
    if reporter.is_stopped() {
        messages::error(format_args!("interrupted; the same command goes on from here"));
    }
    summary(counts);
    Ok(if reporter.is_stopped() { Exit::Interrupted } else { losses.exit(counts) })
}
