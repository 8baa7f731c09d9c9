//! JSON Lines: an object a line, with the columns of the TSV as keys, and `nbest`, `notes` and `findings` where there
//! are any.
//!
//! Files of other tools may have the names in [`super::columns`] as keys, in any order and case, or an object
//! `translation` with `ar` and `en`, as Hugging Face has it. There must be a source and a target, which may be null;
//! other keys are left out, and blank lines passed over.
//!
//! Not held: spans; an empty reason, and a document without a name.

use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::columns::{self, Column, Maker, N_COLUMNS, Problem, Texts};
use super::entries::{FindingEntry, NbestEntry};
use super::lines::{Lines, each_line};
use super::{BitextError, Pair, PairStream, PairWriter, Sink};

/// Writes them.
pub struct Jsonl {
    out: Sink,
}

impl Jsonl {
    pub fn new(out: Sink) -> Self {
        Self { out }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    document_id: &'a str,
    segment_id: u32,
    kind: &'static str,
    source: &'a str,
    target: Option<&'a str>,
    score: Option<f32>,
    status: &'static str,
    reason: Option<&'a str>,
    signature: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nbest: Vec<NbestEntry<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingEntry<'a>>,
}

impl PairWriter for Jsonl {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        let line = Line {
            document_id: &pair.document_id.0,
            segment_id: pair.segment_id.0,
            kind: pair.kind.name(),
            source: &pair.source,
            target: pair.target.as_deref(),
            score: pair.score,
            status: pair.status.name(),
            reason: pair.reason.as_deref(),
            signature: &pair.signature,
            nbest: pair.nbest.iter().map(NbestEntry::of).collect(),
            notes: &pair.notes,
            findings: pair.findings.iter().map(FindingEntry::of).collect(),
        };
        serde_json::to_writer(&mut self.out, &line)?;
        writeln!(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads them.
///
/// # Errors
/// When the file cannot be opened.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let lines = Lines::open(path)?;
    let mut maker = Maker::new(path);
    let path = path.to_owned();
    let pairs = each_line(lines, move |number, line| {
        if line.trim_ascii().is_empty() {
            return Ok(None);
        }
        let malformed = |(problem, advice)| BitextError::malformed(&path, number, problem, advice);
        pair(line, &mut maker).map(Some).map_err(malformed)
    });
    Ok(Box::new(pairs))
}

fn pair(line: &str, maker: &mut Maker) -> Result<Pair, Problem> {
    let mut object: Map<String, Value> = serde_json::from_str(line).map_err(|error| not_an_object(&error))?;
    let nbest: Vec<NbestEntry> = entries(&mut object, "nbest")?;
    let notes = entries(&mut object, "notes")?;
    let findings: Vec<FindingEntry> = entries(&mut object, "findings")?;
    let mut keys = Keys::default();
    if let Some(Value::Object(sides)) = object.remove("translation") {
        keys.take(sides)?;
    }
    let is_numbered = object.contains_key(columns::header()[Column::SegmentId as usize]);
    keys.take(object)?;
    let pair = maker.pair(keys.texts()?, is_numbered)?;
    let wrong = |problem| (problem, "correct it");
    let target = pair.target.as_deref().unwrap_or_default();
    let nbest = nbest.into_iter().map(|entry| entry.hypothesis(&pair.source)).collect::<Result<_, _>>();
    let findings = findings.into_iter().map(|entry| entry.finding(&pair.source, target)).collect::<Result<_, _>>();
    Ok(Pair { nbest: nbest.map_err(wrong)?, notes, findings: findings.map_err(wrong)?, ..pair })
}

/// What the parser said, with its column alone: it knows one line.
fn not_an_object(error: &serde_json::Error) -> Problem {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    (format!("not a JSON object: {told} (column {})", error.column()), "put one object on each line")
}

/// The list of a key, empty where there is none.
fn entries<T: DeserializeOwned>(object: &mut Map<String, Value>, key: &str) -> Result<Vec<T>, Problem> {
    let list = object.remove(key).filter(|list| !list.is_null());
    let problem = |error| (format!("{key}: {error}"), "correct it");
    list.map_or(Ok(Vec::new()), |list| serde_json::from_value(list).map_err(problem))
}

/// The columns that an object has keys for.
#[derive(Default)]
struct Keys {
    texts: Texts,
    /// The place of the key among the names of its column; none where there is no key.
    ranks: [Option<usize>; N_COLUMNS],
}

impl Keys {
    fn take(&mut self, object: Map<String, Value>) -> Result<(), Problem> {
        for (key, value) in object {
            let Some((column, rank)) = columns::of_name(&key) else { continue };
            let known = &mut self.ranks[column as usize];
            if known.is_none_or(|known| rank < known) {
                *known = Some(rank);
                self.texts.set(column, text(&key, value)?);
            }
        }
        Ok(())
    }

    /// The texts, if there are keys for both sides.
    fn texts(self) -> Result<Texts, Problem> {
        for column in [Column::Source, Column::Target] {
            if self.ranks[column as usize].is_none() {
                let name = columns::header()[column as usize];
                let problem = format!("no key for the {name} ({}, or translation)", columns::names(column));
                return Err((problem, "add it, with null where there is none"));
            }
        }
        Ok(self.texts)
    }
}

/// A value as text; null says nothing.
fn text(key: &str, value: Value) -> Result<String, Problem> {
    let kind = match value {
        Value::String(text) => return Ok(text),
        Value::Number(number) => return Ok(number.to_string()),
        Value::Null => return Ok(String::new()),
        Value::Bool(_) => "a truth value",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Err((format!("{key} is {kind}, not a text"), "correct it"))
}
