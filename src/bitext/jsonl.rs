//! JSON Lines: an object a line, with the columns of the TSV as keys and the n-best list where it was asked for.

use std::io;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Pair, PairWriter, Sink};
use crate::decode::Stop;
use crate::engine::Hypothesis;

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
    nbest: Vec<Entry<'a>>,
}

/// A hypothesis of the n-best list.
#[derive(Serialize)]
struct Entry<'a> {
    target: &'a str,
    score: f32,
    /// Natural log, summed over tokens.
    log_prob: f32,
    n_tokens: usize,
    /// `end` or `max-tokens`.
    stop: &'static str,
    /// Word links as `[source start, source end, target start, target end]`, bytes of `source` and this `target`.
    links: Vec<[usize; 4]>,
}

impl PairWriter for Jsonl {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &line(pair))?;
        writeln!(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A pair as the object that a line holds.
pub fn json(pair: &Pair) -> Box<RawValue> {
    to_raw_value(&line(pair)).expect("numbers, strings and lists alone")
}

fn line(pair: &Pair) -> Line<'_> {
    Line {
        document_id: &pair.document_id.0,
        segment_id: pair.segment_id.0,
        kind: pair.kind.name(),
        source: &pair.source,
        target: pair.target.as_deref(),
        score: pair.score,
        status: pair.status.name(),
        reason: pair.reason.as_deref(),
        signature: &pair.signature,
        nbest: pair.nbest.iter().map(entry).collect(),
    }
}

fn entry(hypothesis: &Hypothesis) -> Entry<'_> {
    let links = hypothesis.links.iter();
    Entry {
        target: &hypothesis.text,
        score: hypothesis.score,
        log_prob: hypothesis.log_prob,
        n_tokens: hypothesis.tokens.len(),
        stop: stop_name(hypothesis.stop),
        links: links.map(|l| [l.source.start(), l.source.end(), l.target.start(), l.target.end()]).collect(),
    }
}

/// The name of a reason to stop.
fn stop_name(stop: Stop) -> &'static str {
    match stop {
        Stop::EndToken => "end",
        Stop::MaxTokens => "max-tokens",
    }
}
