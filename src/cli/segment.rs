//! `naql segment`: texts in, segments out.

use std::io::{self, BufWriter, Write};

use anyhow::Context;
use serde_json::json;

use super::args::SegmentArgs;
use super::{Exit, messages, settings};
use crate::input;
use crate::segment::segment;
use crate::text::{Document, Lang, Segment};

/// # Errors
/// When standard output cannot be written to. Inputs that cannot be read are named, and the others done.
pub fn run(args: &SegmentArgs) -> anyhow::Result<Exit> {
    settings::tell_if_waiting(&args.inputs);
    let lang = Lang::from(args.lang);
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut n_done, mut n_failed) = (0, 0);
    for source in input::find(&args.inputs) {
        let reading = source.and_then(|source| input::read(&source, lang));
        match reading {
            Err(error) => {
                messages::error(format_args!("{error}"));
                n_failed += 1;
            }
            Ok(reading) => {
                for note in reading.notes.iter().filter(|_| !args.quiet) {
                    messages::note(format_args!("{}: {note}", reading.document.id));
                }
                print(&mut out, &reading.document, args.json).context("cannot print")?;
                n_done += 1;
            }
        }
    }
    out.flush().context("cannot print")?;
    Ok(match (n_done, n_failed) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Io,
        _ => Exit::Partly,
    })
}

fn print(out: &mut impl Write, document: &Document, json: bool) -> io::Result<()> {
    for found in segment(&document.text, document.lang) {
        let Segment { id, span, kind } = found;
        let text = span.of(&document.text);
        if json {
            let object = json!({
                "document_id": document.id.0, "segment_id": id.0, "kind": kind.name(),
                "start": span.start(), "end": span.end(), "text": text,
            });
            writeln!(out, "{object}")?;
        } else {
            writeln!(out, "{}", text.replace(['\n', '\r'], " "))?;
        }
    }
    Ok(())
}
