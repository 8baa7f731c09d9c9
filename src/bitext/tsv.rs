//! Tab-separated values: a header row, then a pair a line.
//!
//! Fields are not quoted. A tab, line feed, carriage return or backslash inside one is written `\t`, `\n`, `\r`, `\\`,
//! so that a line is always a pair and a tab always a border. In files of other tools, whose header row lacks our
//! `document_id` or `segment_id`, a backslash is a backslash. [`super::table`] says what else they may be like; lines
//! with nothing on them are passed over.
//!
//! Not held: spans, n-best lists, notes, findings; an empty reason, and a document without a name.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::columns::{self, Texts};
use super::lines::{Lines, each_line};
use super::table::{self, Row};
use super::{BitextError, Pair, PairStream, PairWriter, Sink};

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
        writeln!(self.out, "{}", columns::header().join("\t"))
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        for (idx, text) in Texts::of(pair).iter().enumerate() {
            self.out.write_all(if idx == 0 { b"" } else { b"\t" })?;
            self.out.write_all(escaped(text).as_bytes())?;
        }
        self.out.write_all(b"\n")
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
/// When the file cannot be opened, or its columns cannot be told.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let owned = path.to_owned();
    let row = move |line, text: &str| (!text.is_empty()).then(|| Row::of(&owned, line, text.split('\t'))).transpose();
    let rows = each_line(Lines::open(path)?, row);
    table::pairs(path, rows, unescaped)
}

fn escaped(field: &str) -> Cow<'_, str> {
    if !field.contains(['\t', '\n', '\r', '\\']) {
        return Cow::Borrowed(field);
    }
    let backslashes = field.replace('\\', "\\\\");
    Cow::Owned(backslashes.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
}

/// What an escaped field says. A backslash before anything else, which a person may have typed, stays.
fn unescaped(field: String) -> String {
    if !field.contains('\\') {
        return field;
    }
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        let mut rest = chars.clone();
        let meant = match (c, rest.next()) {
            ('\\', Some('t')) => '\t',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('\\')) => '\\',
            _ => {
                text.push(c);
                continue;
            }
        };
        text.push(meant);
        chars = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let cases = [
            (r"a\tb\nc\rd\\e", "a\tb\nc\rd\\e"),
            (r"\\t", r"\t"),
            (r"\\\t", "\\\t"),
            (r"C:\x \", r"C:\x \"),
            ("نص", "نص"),
        ];
        for (field, expected) in cases {
            assert_eq!(unescaped(field.to_owned()), expected, "{field}");
        }
    }
}
