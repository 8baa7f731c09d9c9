//! The pairs of a store, as they stand: the translations of each document's engine, and what people made of them.

use std::collections::VecDeque;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StoreError, hash, open_to_read};
use crate::bitext::lines::each;
use crate::bitext::{Hypothesis, Pair, PairStream, Status};
use crate::check::{Finding, FindingKind, Severity};
use crate::decode::{Stop, WordLink};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span, TokenId};

/// Pairs that are read at once; bounds the memory.
const PAGE: usize = 512;

/// Which pairs are wanted, and how much of each.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The documents in the order that is wanted; none for all, by name.
    pub documents: Option<Vec<DocumentId>>,
    /// Whether the n-best lists are wanted.
    pub with_nbest: bool,
    /// Whether the findings are wanted.
    pub with_findings: bool,
}

impl Selection {
    /// All that a store holds.
    pub const ALL: Self = Self { documents: None, with_nbest: true, with_findings: true };
}

/// The pairs of a store as it is when the first is read, whatever is written meanwhile.
///
/// # Errors
/// When the store is not there, cannot be read, is damaged or no store.
pub fn pairs(path: &Path, selection: Selection) -> Result<PairStream, StoreError> {
    let db = open_to_read(path)?;
    db.execute_batch("BEGIN").map_err(|error| StoreError::of(path, error))?;
    let Selection { documents, with_nbest, with_findings } = selection;
    let documents = match documents {
        Some(these) => Documents::These(these.into()),
        None => Documents::All { after: None },
    };
    let mut store = StorePairs { db, documents, with_nbest, with_findings, at: None, page: VecDeque::new() };
    let path = path.to_owned();
    Ok(Box::new(each(move || store.next_pair().map_err(|error| StoreError::of(&path, error).into()))))
}

enum Documents {
    All { after: Option<String> },
    These(VecDeque<DocumentId>),
}

struct StorePairs {
    db: Connection,
    documents: Documents,
    with_nbest: bool,
    with_findings: bool,
    /// The document that is being read, and the last segment that was.
    at: Option<(i64, DocumentId, u32)>,
    page: VecDeque<Pair>,
}

impl StorePairs {
    fn next_pair(&mut self) -> rusqlite::Result<Option<Pair>> {
        while self.page.is_empty() {
            if self.at.is_none() {
                let Some((row, name)) = self.next_document()? else { return Ok(None) };
                self.at = Some((row, name, 0));
            }
            self.read_page()?;
        }
        Ok(self.page.pop_front())
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
                Ok(found.map(|(row, name)| {
                    *after = Some(name.clone());
                    (row, DocumentId(name))
                }))
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
                if self.with_findings {
                    pair.findings = findings(&self.db, translation, &pair)?;
                }
                if self.with_nbest {
                    pair.nbest = hypotheses(&self.db, translation, &pair.source)?;
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
    let (start, end) = (row.get::<_, u32>(2)? as usize, row.get::<_, u32>(3)? as usize);
    let status: Option<String> = row.get(6)?;
    let given = Pair::given(name.clone(), SegmentId(number), source, row.get(7)?);
    Ok(Pair {
        kind: known(1, SegmentKind::from_name(&kind))?,
        span: Some(known(2, (start <= end).then(|| Span::new(start, end)))?),
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

fn hypotheses(db: &Connection, translation: i64, source: &str) -> rusqlite::Result<Vec<Hypothesis>> {
    let mut list = db.prepare_cached(
        "SELECT target, score, log_prob, tokens, stop, links FROM hypothesis WHERE translation = ?1 ORDER BY rank",
    )?;
    let found = list.query_map([translation], |row| {
        let text: String = row.get(0)?;
        let links = json::<Vec<[usize; 4]>>(row, 5)?;
        let links = links.into_iter().map(|ends| known(5, WordLink::within(ends, source, &text)));
        Ok(Hypothesis {
            links: links.collect::<rusqlite::Result<_>>()?,
            text,
            score: row.get::<_, f64>(1)? as f32,
            log_prob: row.get::<_, f64>(2)? as f32,
            n_tokens: json::<Vec<TokenId>>(row, 3)?.len(),
            stop: known(4, Stop::from_name(&row.get::<_, String>(4)?))?,
        })
    })?;
    found.collect()
}

fn findings(db: &Connection, translation: i64, pair: &Pair) -> rusqlite::Result<Vec<Finding>> {
    let mut list = db.prepare_cached(
        "SELECT kind, severity, source_spans, target_spans, message FROM finding WHERE translation = ?1
         ORDER BY number",
    )?;
    let found = list.query_map([translation], |row| {
        let spans = |column, text: &str| -> rusqlite::Result<Vec<Span>> {
            let all = json::<Vec<[usize; 2]>>(row, column)?;
            all.into_iter().map(|ends| known(column, Span::within(ends, text))).collect()
        };
        Ok(Finding {
            kind: known(0, FindingKind::from_name(&row.get::<_, String>(0)?))?,
            severity: known(1, Severity::from_name(&row.get::<_, String>(1)?))?,
            source_spans: spans(2, &pair.source)?,
            target_spans: spans(3, pair.target.as_deref().unwrap_or_default())?,
            message: row.get(4)?,
        })
    })?;
    found.collect()
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

fn json<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}
