//! `naql segment`: texts in, segments out.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::args::SegmentArgs;
use super::{Exit, messages, settings};
use crate::bitext::BitextError;
use crate::input;
use crate::segment::segment;
use crate::text::{Document, Lang, Segment, visible};

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
                print(&mut out, &reading.document, args.json).map_err(unprinted)?;
                n_done += 1;
            }
        }
    }
    out.flush().map_err(unprinted)?;
    Ok(match (n_done, n_failed) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Io,
        _ => Exit::Partly,
    })
}

fn unprinted(source: io::Error) -> BitextError {
    BitextError::Write { name: "standard output".to_owned(), source }
}

/// A segment as `--json` prints it.
#[derive(Serialize)]
struct Line<'a> {
    document_id: &'a str,
    segment_id: u32,
    kind: &'static str,
    /// In bytes, as is `end`.
    start: usize,
    end: usize,
    text: &'a str,
}

fn print(out: &mut impl Write, document: &Document, json: bool) -> io::Result<()> {
    let on_terminal = io::stdout().is_terminal();
    for found in segment(&document.text, document.lang) {
        let Segment { id, span, kind } = found;
        let text = span.of(&document.text);
        if json {
            let (start, end) = (span.start(), span.end());
            let line = Line { document_id: &document.id.0, segment_id: id.0, kind: kind.name(), start, end, text };
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", shown(text, on_terminal))?;
        }
    }
    Ok(())
}

/// A text on one line; a terminal would obey its control characters, a file is to hold them.
fn shown(text: &str, on_terminal: bool) -> String {
    if on_terminal { visible(text) } else { text.replace(['\n', '\r'], " ") }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_terminal_gets_no_control_characters() {
        assert_eq!(shown("\u{1b}[1mنص\u{202e}\nنص", false), "\u{1b}[1mنص\u{202e} نص");
        assert_eq!(shown("\u{1b}[1mنص\u{202e}\nنص", true), "␛[1mنص نص");
    }
}
