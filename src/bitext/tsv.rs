//! Tab-separated values: a header row, then a pair a line.
//!
//! Fields are not quoted. A tab, line feed, carriage return or backslash inside one is written `\t`, `\n`, `\r`, `\\`,
//! so that a line is always a pair and a tab always a border.

use std::borrow::Cow;
use std::io;

use super::{Pair, PairWriter, Sink};

/// The columns, in order.
pub const COLUMNS: [&str; 9] =
    ["document_id", "segment_id", "kind", "source", "target", "score", "status", "reason", "signature"];

/// Writes them.
pub struct Tsv {
    out: Sink,
}

impl Tsv {
    pub fn new(out: Sink) -> Self {
        Self { out }
    }
}

impl PairWriter for Tsv {
    fn begin(&mut self) -> io::Result<()> {
        writeln!(self.out, "{}", COLUMNS.join("\t"))
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        let fields: [Cow<str>; 9] = [
            escaped(&pair.document_id.0),
            Cow::Owned(pair.segment_id.to_string()),
            Cow::Borrowed(pair.kind.name()),
            escaped(&pair.source),
            escaped(pair.target.as_deref().unwrap_or_default()),
            Cow::Owned(pair.score.map(|score| score.to_string()).unwrap_or_default()),
            Cow::Borrowed(pair.status.name()),
            escaped(pair.reason.as_deref().unwrap_or_default()),
            escaped(&pair.signature),
        ];
        writeln!(self.out, "{}", fields.join("\t"))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn escaped(field: &str) -> Cow<'_, str> {
    if !field.contains(['\t', '\n', '\r', '\\']) {
        return Cow::Borrowed(field);
    }
    let backslashes = field.replace('\\', "\\\\");
    Cow::Owned(backslashes.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
}
