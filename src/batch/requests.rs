//! A conversation in JSON Lines: a request a line comes in, an answer a line goes out, in the same order.
//!
//! Requests that have come in meanwhile are translated together, and nothing is held back for more to come, so that it
//! serves a person at a pipe as well as a million lines.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::Counts;
use crate::bitext::{Pair, json};
use crate::engine::{Engine, Outcome};
use crate::segment;
use crate::text::{Document, DocumentId, Lang, Segment};
use crate::translate::{Watch, translate};

/// The most bytes in a line.
const MAX_LINE_BYTES: u64 = 16 << 20;

/// How to answer.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Most requests that are translated together.
    pub window: usize,
    /// Most source tokens in a batch of the engine.
    pub max_batch_tokens: usize,
    /// Whether a line of a text is a segment, instead of being cut.
    pub lines: bool,
    /// Whether the n-best lists are wanted.
    pub with_nbest: bool,
}

/// What was asked.
struct Request {
    /// Comes back with the answer as it is.
    id: Value,
    document: Document,
    segments: Vec<Segment>,
}

/// A request, or the answer to what is none: the id and the error.
type Asked = Result<Request, (Value, String)>;

/// What was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The segments of all requests.
    pub counts: Counts,
    /// Lines that were no request.
    pub n_errors: usize,
}

/// Answers the requests of `input` until its end, or until `watch` stops.
///
/// A request is `{"id": …, "text": "…"}`, or the text alone as a JSON string. Its answer is `{"id": …, "target": "…",
/// "pairs": […]}` with the pairs as in a file of JSON Lines, or `{"id": …, "error": "…"}`; the target is that of the
/// segments with what lies between them in the text.
///
/// # Errors
/// When `input` cannot be read or `output` not written.
pub fn answer(
    engine: &dyn Engine,
    settings: Settings,
    (input, output): (impl BufRead + Send + 'static, &mut dyn Write),
    watch: &dyn Watch,
) -> io::Result<Answered> {
    let lines = lines(input, settings.window);
    let mut answered = Answered::default();
    let mut n_lines = 0;
    while let Ok(first) = lines.recv() {
        let waiting = std::iter::once(first).chain(lines.try_iter().take(settings.window.saturating_sub(1)));
        let mut asked = Vec::new();
        for line in waiting {
            n_lines += 1;
            asked.push(request(&line?, n_lines, settings.lines));
        }
        let Some(outcomes) = translated(engine, &asked, settings, watch) else { break };
        let mut outcomes = outcomes.into_iter();
        for asked in &asked {
            match asked {
                Ok(request) => {
                    let outcomes: Vec<Outcome> = outcomes.by_ref().take(request.segments.len()).collect();
                    outcomes.iter().for_each(|outcome| answered.counts.add(outcome));
                    answered.counts.n_documents += 1;
                    write(output, &answer_to(request, &outcomes, engine.signature(), settings.with_nbest))?;
                }
                Err((id, error)) => {
                    answered.n_errors += 1;
                    write(output, &Answer { id, error: Some(error), target: None, pairs: None })?;
                }
            }
        }
        output.flush()?;
    }
    Ok(answered)
}

/// The outcomes of all segments that were asked for; none if the run was stopped before the last.
fn translated(engine: &dyn Engine, asked: &[Asked], settings: Settings, watch: &dyn Watch) -> Option<Vec<Outcome>> {
    let texts = asked
        .iter()
        .flatten()
        .flat_map(|request| request.segments.iter().map(|segment| segment.span.of(&request.document.text)));
    let texts: Vec<&str> = texts.collect();
    translate(engine, &texts, settings.max_batch_tokens, watch).into_iter().collect()
}

/// Reads lines in the background, a few ahead.
///
/// The thread is left behind where it waits for a line that nobody wants any more.
fn lines(mut input: impl BufRead + Send + 'static, ahead: usize) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = sync_channel(ahead.max(1));
    thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            let read = input.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
            let is_over = line.len() as u64 == MAX_LINE_BYTES && line.last() != Some(&b'\n');
            let rest = if is_over { skip_line(&mut input) } else { Ok(()) };
            match read.and_then(|n_bytes| rest.map(|()| n_bytes)) {
                Ok(0) => break,
                Ok(_) if sender.send(Ok(line)).is_err() => break,
                Ok(_) => {}
                Err(error) => {
                    let _ = sender.send(Err(error));
                    break;
                }
            }
        }
    });
    receiver
}

/// Reads up to the end of a line that is too long, and forgets it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    input.skip_until(b'\n').map(drop)
}

/// Reads a request.
fn request(line: &[u8], number: u64, by_lines: bool) -> Asked {
    let error = |id: Value, problem: &str| Err((id, format!("line {number}: {problem}")));
    if line.len() as u64 >= MAX_LINE_BYTES {
        return error(Value::Null, "longer than 16 MiB; send a text in parts");
    }
    let value = match serde_json::from_slice::<Value>(line) {
        Ok(value) => value,
        Err(problem) => return error(Value::Null, &format!("not JSON ({problem}); send an object or a string a line")),
    };
    let (id, text) = match value {
        Value::String(text) => (Value::Null, text),
        Value::Object(mut object) => {
            let id = object.remove("id").unwrap_or_default();
            match object.remove("text") {
                Some(Value::String(text)) => (id, text),
                Some(_) => return error(id, "its text is no string"),
                None => return error(id, "it has no text; a request is {\"id\": …, \"text\": \"…\"}"),
            }
        }
        _ => return error(Value::Null, "neither an object nor a string; a request is {\"id\": …, \"text\": \"…\"}"),
    };
    let name = match &id {
        Value::Null => format!("line {number}"),
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    let segments = if by_lines { segment::lines(&text) } else { segment::segment(&text, Lang::Arabic) };
    Ok(Request { id, document: Document { id: DocumentId(name), lang: Lang::Arabic, text }, segments })
}

/// A line that goes out.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<Vec<Box<RawValue>>>,
}

fn answer_to<'a>(request: &'a Request, outcomes: &[Outcome], signature: &str, with_nbest: bool) -> Answer<'a> {
    let text = &request.document.text;
    let mut target = String::new();
    let mut pairs = Vec::new();
    let mut at = 0;
    for (segment, outcome) in request.segments.iter().zip(outcomes) {
        let pair = Pair::new(&request.document, segment, outcome, signature);
        target += &text[at..segment.span.start()];
        target += pair.target.as_deref().unwrap_or_default();
        at = segment.span.end();
        pairs.push(json(&if with_nbest { pair.with_nbest(outcome) } else { pair }));
    }
    target += &text[at..];
    Answer { id: &request.id, error: None, target: Some(target), pairs: Some(pairs) }
}

fn write(output: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    writeln!(output)
}
