//! The pairs of a store, as they stand: the translations of each document's engine, and what people made of them.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StoreError, hash, open_to_read};
use crate::bitext::{BitextError, Hypothesis, Pair, PairStream, Status};
use crate::check::{Finding, FindingKind, Severity};
use crate::decode::{Stop, WordLink};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span};

/// Pairs that are read at once; bounds the memory.
const PAGE: usize = 512;

/// Which pairs are wanted, and how much of each.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The documents in the order that is wanted; none for all, by name.
    pub documents: Option<Vec<DocumentId>>,
    /// Whether the n-best lists are wanted.
    pub with_nbest: bool,
}

/// The pairs of a store as it is at this moment, whatever is written meanwhile.
///
/// # Errors
/// When the store is not there, cannot be read, is damaged or no store.
pub fn pairs(path: &Path, selection: Selection) -> Result<PairStream, StoreError> {
    let db = open_to_read(path)?;
    db.execute_batch("BEGIN").map_err(|error| StoreError::of(path, error))?;
    let documents = match selection.documents {
        Some(these) => Documents::These(these.into()),
        None => Documents::All { after: None },
    };
    Ok(Box::new(StorePairs {
        db,
        path: path.to_owned(),
        documents,
        with_nbest: selection.with_nbest,
        at: None,
        page: VecDeque::new(),
        has_ended: false,
    }))
}

enum Documents {
    All { after: Option<String> },
    These(VecDeque<DocumentId>),
}

struct StorePairs {
    db: Connection,
    path: PathBuf,
    documents: Documents,
    with_nbest: bool,
    /// The document that is being read, and the last segment that was.
    at: Option<(i64, DocumentId, u32)>,
    page: VecDeque<Pair>,
    has_ended: bool,
}

impl Iterator for StorePairs {
    type Item = Result<Pair, BitextError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && !self.has_ended
            && let Err(error) = self.turn()
        {
            self.has_ended = true;
            return Some(Err(StoreError::of(&self.path, error).into()));
        }
        self.page.pop_front().map(Ok)
    }
}

impl StorePairs {
    /// Reads the next page, which is empty only at the end.
    fn turn(&mut self) -> rusqlite::Result<()> {
        while self.page.is_empty() {
            if self.at.is_none() {
                match self.next_document()? {
                    Some((row, name)) => self.at = Some((row, name, 0)),
                    None => {
                        self.has_ended = true;
                        return Ok(());
                    }
                }
            }
            self.read_page()?;
        }
        Ok(())
    }

    fn next_document(&mut self) -> rusqlite::Result<Option<(i64, DocumentId)>> {
        match &mut self.documents {
            Documents::All { after } => {
                let mut find = self.db.prepare_cached(
                    "SELECT document, name FROM document WHERE engine IS NOT NULL AND (?1 IS NULL OR name > ?1)
                     ORDER BY name LIMIT 1",
                )?;
                let found: Option<(i64, String)> =
                    find.query_row([after.as_deref()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                after.clone_from(&found.as_ref().map(|(_, name)| name.clone()));
                Ok(found.map(|(row, name)| (row, DocumentId(name))))
            }
            Documents::These(names) => {
                while let Some(name) = names.pop_front() {
                    let mut find = self.db.prepare_cached("SELECT document FROM document WHERE name = ?1")?;
                    if let Some(row) = find.query_row([&name.0], |row| row.get(0)).optional()? {
                        return Ok(Some((row, name)));
                    }
                }
                Ok(None)
            }
        }
    }

    fn read_page(&mut self) -> rusqlite::Result<()> {
        let Some((document, name, last)) = &mut self.at else { return Ok(()) };
        let mut list = self.db.prepare_cached(
            "SELECT segment.number, segment.kind, segment.start_byte, segment.end_byte, source.text,
               translation.translation, translation.status, translation.target, translation.score,
               translation.reason, engine.signature
             FROM segment
             JOIN source ON source.source = segment.source
             JOIN document ON document.document = segment.document
             LEFT JOIN engine ON engine.engine = document.engine
             LEFT JOIN translation ON translation.source = segment.source AND translation.engine = document.engine
             WHERE segment.document = ?1 AND segment.number > ?2 ORDER BY segment.number LIMIT ?3",
        )?;
        let mut rows = list.query(params![*document, *last, PAGE as i64])?;
        while let Some(row) = rows.next()? {
            let mut pair = pair(row, name)?;
            if let Some(translation) = row.get::<_, Option<i64>>(5)? {
                pair.findings = findings(&self.db, translation)?;
                known(4, pair.findings.iter().all(|finding| lies_in(finding, &pair)).then_some(()))?;
                if self.with_nbest {
                    pair.nbest = hypotheses(&self.db, translation)?;
                }
            }
            review(&self.db, *document, &mut pair)?;
            *last = pair.segment_id.0;
            self.page.push_back(pair);
        }
        if self.page.is_empty() {
            self.at = None;
        }
        Ok(())
    }
}

/// The pair of a row, with what stands in the row itself.
fn pair(row: &Row, name: &DocumentId) -> rusqlite::Result<Pair> {
    let (number, kind, source): (u32, String, String) = (row.get(0)?, row.get(1)?, row.get(4)?);
    let status: Option<String> = row.get(6)?;
    let given = Pair::given(name.clone(), SegmentId(number), source, row.get(7)?);
    Ok(Pair {
        kind: known(1, SegmentKind::from_name(&kind))?,
        span: Some(span([row.get::<_, i64>(2)?, row.get(3)?].map(|at| at as usize), 2)?),
        status: match &status {
            Some(status) => known(6, Status::from_name(status))?,
            None => Status::Untranslated,
        },
        score: row.get::<_, Option<f64>>(8)?.map(|score| score as f32),
        reason: row.get(9)?,
        signature: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
        ..given
    })
}

fn hypotheses(db: &Connection, translation: i64) -> rusqlite::Result<Vec<Hypothesis>> {
    let mut list = db.prepare_cached(
        "SELECT target, score, log_prob, tokens, stop, links FROM hypothesis WHERE translation = ?1 ORDER BY rank",
    )?;
    let found = list.query_map([translation], |row| {
        let links: Vec<[usize; 4]> = json(row, 5)?;
        let link = |[a, b, c, d]: [usize; 4]| Ok(WordLink { source: span([a, b], 5)?, target: span([c, d], 5)? });
        Ok(Hypothesis {
            text: row.get(0)?,
            score: row.get::<_, f64>(1)? as f32,
            log_prob: row.get::<_, f64>(2)? as f32,
            n_tokens: json::<Vec<u32>>(row, 3)?.len(),
            stop: if row.get::<_, String>(4)? == "end" { Stop::EndToken } else { Stop::MaxTokens },
            links: links.into_iter().map(link).collect::<rusqlite::Result<_>>()?,
        })
    })?;
    found.collect()
}

fn findings(db: &Connection, translation: i64) -> rusqlite::Result<Vec<Finding>> {
    let mut list = db.prepare_cached(
        "SELECT kind, severity, source_spans, target_spans, message FROM finding WHERE translation = ?1
         ORDER BY number",
    )?;
    let found = list.query_map([translation], |row| {
        let spans = |column| -> rusqlite::Result<Vec<Span>> {
            json::<Vec<[usize; 2]>>(row, column)?.into_iter().map(|ends| span(ends, column)).collect()
        };
        Ok(Finding {
            kind: known(0, FindingKind::from_name(&row.get::<_, String>(0)?))?,
            severity: known(1, Severity::from_name(&row.get::<_, String>(1)?))?,
            source_spans: spans(2)?,
            target_spans: spans(3)?,
            message: row.get(4)?,
        })
    })?;
    found.collect()
}

/// Whether the spans of a finding lie in the texts that it is about.
fn lies_in(finding: &Finding, pair: &Pair) -> bool {
    let lies = |spans: &[Span], text: &str| spans.iter().all(|span| text.get(span.range()).is_some());
    lies(&finding.source_spans, &pair.source) && lies(&finding.target_spans, pair.target.as_deref().unwrap_or_default())
}

/// Applies the last decision about a segment, if it was made on the source that is there now.
fn review(db: &Connection, document: i64, pair: &mut Pair) -> rusqlite::Result<()> {
    let mut find = db.prepare_cached(
        "SELECT source_sha256, verdict, target, comment FROM review WHERE document = ?1 AND segment = ?2
         ORDER BY review DESC LIMIT 1",
    )?;
    let found = find.query_row(params![document, pair.segment_id.0], |row| {
        Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, Option<String>>(3)?))
    });
    let Some((seen, verdict, target, comment)) = found.optional()? else { return Ok(()) };
    if seen != hash(&pair.source) {
        return Ok(());
    }
    match verdict.as_str() {
        "accept" => pair.status = Status::Reviewed,
        "final" => pair.status = Status::Final,
        "edit" => {
            (pair.status, pair.target) = (Status::Reviewed, target);
            // They were about the words of the machine.
            pair.findings.clear();
        }
        _ => {}
    }
    pair.notes.extend(comment);
    Ok(())
}

/// A value that only a damaged store lacks.
fn known<T>(column: usize, value: Option<T>) -> rusqlite::Result<T> {
    value.ok_or(rusqlite::Error::IntegralValueOutOfRange(column, 0))
}

fn span([start, end]: [usize; 2], column: usize) -> rusqlite::Result<Span> {
    known(column, (start <= end).then(|| Span::new(start, end)))
}

fn json<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}
