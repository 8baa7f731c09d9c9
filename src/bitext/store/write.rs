//! What a run writes: documents with their segments, and what an engine made of their sources.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::json;

use super::{Store, StoreError, hash};
use crate::check::Finding;
use crate::engine::{Hypothesis, Outcome};
use crate::text::{Document, Segment, Span};

/// The row of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineId(i64);

/// What is known of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing, or not as many hypotheses as are wanted.
    Nothing,
    /// It has a target.
    Done,
    /// It was tried and failed.
    Failed,
}

/// A source with what became of it.
#[derive(Debug)]
pub struct Translated<'a> {
    /// The text.
    pub source: &'a str,
    /// What the engine made of it.
    pub outcome: &'a Outcome,
    /// What a reader should look at.
    pub findings: Vec<Finding>,
}

impl Store {
    /// The row of the engine with this signature, which is made where there is none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn engine(&mut self, signature: &str) -> Result<EngineId, StoreError> {
        let add = |db: &Connection| {
            db.execute("INSERT OR IGNORE INTO engine (signature) VALUES (?1)", [signature])?;
            db.query_row("SELECT engine FROM engine WHERE signature = ?1", [signature], |row| row.get(0))
        };
        add(&self.db).map(EngineId).map_err(|error| self.failed(error))
    }

    /// Puts a document with its segments, in the place of the one of that name; its translations are to be those of
    /// `engine`. Nothing is written where all that is there already.
    ///
    /// # Errors
    /// When the store cannot be written; then the document is as it was.
    pub fn put(&mut self, document: &Document, segments: &[Segment], engine: EngineId) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut put = || {
            let change = self.db.transaction()?;
            let hash = hash(&document.text);
            if !is_there(&change, document, segments, (hash, engine))? {
                put_document(&change, document, segments, (hash, engine))?;
            }
            change.commit()
        };
        put().map_err(|error| StoreError::of(&path, error))
    }

    /// What is known of a source, where `n_best` hypotheses are wanted; 0 for the best alone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn known(&self, source: &str, engine: EngineId, n_best: usize) -> Result<Known, StoreError> {
        let ask = || {
            let mut find = self.db.prepare_cached(
                "SELECT status = 'failed' FROM translation JOIN source USING (source)
                 WHERE sha256 = ?1 AND engine = ?2 AND (n_best >= ?3 OR status <> 'done')",
            )?;
            find.query_row(params![hash(source), engine.0, n_best as i64], |row| row.get(0)).optional()
        };
        match ask().map_err(|error| self.failed(error))? {
            None => Ok(Known::Nothing),
            Some(false) => Ok(Known::Done),
            Some(true) => Ok(Known::Failed),
        }
    }

    /// Records what an engine made of sources, all of it or nothing; `n_best` hypotheses of each are kept.
    ///
    /// # Errors
    /// When the store cannot be written; then it is as it was.
    pub fn record(&mut self, made: &[Translated], engine: EngineId, n_best: usize) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut record = || {
            let change = self.db.transaction()?;
            for translated in made {
                record_one(&change, translated, engine, n_best)?;
            }
            change.commit()
        };
        record().map_err(|error| StoreError::of(&path, error))
    }
}

type Made = ([u8; 32], EngineId);

/// Whether the document is there with this text, these segments and this engine.
fn is_there(db: &Connection, document: &Document, segments: &[Segment], made: Made) -> rusqlite::Result<bool> {
    let mut find = db.prepare_cached(
        "SELECT document FROM document WHERE name = ?1 AND lang = ?2 AND sha256 = ?3 AND engine = ?4",
    )?;
    let found =
        find.query_row(params![document.id.0, document.lang.tag(), made.0, made.1.0], |row| row.get::<_, i64>(0));
    let Some(row) = found.optional()? else { return Ok(false) };
    let mut list = db
        .prepare_cached("SELECT number, kind, start_byte, end_byte FROM segment WHERE document = ?1 ORDER BY number")?;
    let mut there = list.query([row])?;
    for segment in segments {
        let Some(row) = there.next()? else { return Ok(false) };
        let kind: String = row.get(1)?;
        let found: (u32, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        if found != (segment.id.0, segment.span.start() as i64, segment.span.end() as i64)
            || kind != segment.kind.name()
        {
            return Ok(false);
        }
    }
    Ok(there.next()?.is_none())
}

fn put_document(change: &Transaction, document: &Document, segments: &[Segment], made: Made) -> rusqlite::Result<()> {
    let mut put = change.prepare_cached(
        "INSERT INTO document (name, lang, text, sha256, engine) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO UPDATE SET lang = ?2, text = ?3, sha256 = ?4, engine = ?5 RETURNING document",
    )?;
    let values = params![document.id.0, document.lang.tag(), document.text, made.0, made.1.0];
    let row: i64 = put.query_row(values, |row| row.get(0))?;
    change.execute("DELETE FROM segment WHERE document = ?1", [row])?;
    let mut insert = change.prepare_cached("INSERT INTO segment VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for segment in segments {
        let source = source_row(change, segment.span.of(&document.text))?;
        let (start, end) = (segment.span.start() as i64, segment.span.end() as i64);
        insert.execute(params![row, segment.id.0, segment.kind.name(), start, end, source])?;
    }
    Ok(())
}

/// The row of a source, which is made where there is none.
fn source_row(db: &Connection, text: &str) -> rusqlite::Result<i64> {
    let hash = hash(text);
    let mut find = db.prepare_cached("SELECT source FROM source WHERE sha256 = ?1")?;
    if let Some(row) = find.query_row([hash], |row| row.get(0)).optional()? {
        return Ok(row);
    }
    db.prepare_cached("INSERT INTO source (sha256, text) VALUES (?1, ?2)")?.insert(params![hash, text])
}

fn record_one(change: &Transaction, made: &Translated, engine: EngineId, n_best: usize) -> rusqlite::Result<()> {
    let (status, target, score, reason) = match made.outcome {
        Outcome::Done { nbest, caution } => {
            let best = nbest.first();
            ("done", best.map(|best| best.text.as_str()), best.map(|best| f64::from(best.score)), *caution)
        }
        Outcome::Passed { target, reason } => ("passed", Some(target.as_str()), None, Some(*reason)),
        Outcome::Failed { reason } => ("failed", None, None, Some(reason.as_str())),
    };
    let source = source_row(change, made.source)?;
    let mut delete = change.prepare_cached("DELETE FROM translation WHERE source = ?1 AND engine = ?2")?;
    delete.execute([source, engine.0])?;
    let mut insert = change.prepare_cached(
        "INSERT INTO translation (source, engine, status, target, score, reason, n_best)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let row = insert.insert(params![source, engine.0, status, target, score, reason, n_best as i64])?;
    if let (Outcome::Done { nbest, .. }, true) = (made.outcome, n_best > 0) {
        record_hypotheses(change, row, nbest)?;
    }
    record_findings(change, row, &made.findings)
}

fn record_hypotheses(change: &Transaction, translation: i64, nbest: &[Hypothesis]) -> rusqlite::Result<()> {
    let mut insert = change.prepare_cached("INSERT INTO hypothesis VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (rank, hypothesis) in nbest.iter().enumerate() {
        let links: Vec<[usize; 4]> = hypothesis.links.iter().map(|link| link.ends()).collect();
        let (score, log_prob) = (f64::from(hypothesis.score), f64::from(hypothesis.log_prob));
        let (tokens, links) = (json!(hypothesis.tokens).to_string(), json!(links).to_string());
        insert.execute(params![
            translation,
            rank as i64,
            hypothesis.text,
            score,
            log_prob,
            tokens,
            hypothesis.stop.name(),
            links
        ])?;
    }
    Ok(())
}

fn record_findings(change: &Transaction, translation: i64, findings: &[Finding]) -> rusqlite::Result<()> {
    let mut insert = change.prepare_cached("INSERT INTO finding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let spans = |spans: &[Span]| {
        let ends: Vec<[usize; 2]> = spans.iter().map(|span| span.ends()).collect();
        json!(ends).to_string()
    };
    for (idx, finding) in findings.iter().enumerate() {
        let (source, target) = (spans(&finding.source_spans), spans(&finding.target_spans));
        let (kind, severity) = (finding.kind.name(), finding.severity.name());
        insert.execute(params![translation, idx as i64 + 1, kind, severity, source, target, finding.message])?;
    }
    Ok(())
}
