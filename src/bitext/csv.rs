//! Comma-separated values, quoted as RFC 4180 says, with the columns of the TSV.
//!
//! Nothing is escaped: tabs and line ends survive between quotes. Lines end with LF. Files of other tools may separate
//! by semicolons or tabs, which the header row tells, and be as [`super::table`] says.
//!
//! Not held: spans, n-best lists, notes, findings; an empty reason, and a document without a name; rows of more than
//! 8 MiB are not read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::columns::{self, Texts};
use super::lines;
use super::table::{self, Row};
use super::{BitextError, Pair, PairStream, PairWriter, Sink};

/// What a row may take: less than a line of other formats, as the parser keeps the places of all cells.
const MOST_ROW_BYTES: u64 = 8 << 20;

/// Writes them.
pub struct Csv {
    out: csv::Writer<Sink>,
}

impl Csv {
    pub fn new(out: Sink) -> Self {
        Self { out: csv::Writer::from_writer(out) }
    }
}

impl PairWriter for Csv {
    fn begin(&mut self) -> io::Result<()> {
        Ok(self.out.write_record(columns::header())?)
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        Ok(self.out.write_record(Texts::of(pair).iter())?)
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
    let mut file = lines::open(path)?;
    let start = file.fill_buf().map_err(|source| BitextError::Read { path: path.to_owned(), source })?;
    let delimiter = delimiter(start);
    let allowed = Arc::new(AtomicU64::new(MOST_ROW_BYTES));
    let bounded = Bounded { file, n_read: 0, allowed: Arc::clone(&allowed) };
    let reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bounded);
    let mut rows = Rows { path: path.to_owned(), reader, record: StringRecord::new(), allowed };
    table::pairs(path, std::iter::from_fn(move || rows.next().transpose()), std::convert::identity)
}

/// What separates the cells of the first line: what makes the most known names of it.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let n_names = |delimiter: u8| {
        let cells = line.split(char::from(delimiter)).map(|cell| cell.trim_matches('"'));
        cells.filter(|cell| columns::of_name(cell).is_some()).count()
    };
    // The last of equals: commas where nothing is known.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| n_names(delimiter)).expect("there are three")
}

struct Rows {
    path: PathBuf,
    reader: csv::Reader<Bounded>,
    record: StringRecord,
    /// Up to where the file may be read before the next row ends.
    allowed: Arc<AtomicU64>,
}

impl Rows {
    fn next(&mut self) -> Result<Option<Row>, BitextError> {
        let start = self.reader.position().clone();
        self.allowed.store(start.byte() + MOST_ROW_BYTES, Ordering::Relaxed);
        match self.reader.read_record(&mut self.record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                let line = self.record.position().map_or(start.line(), csv::Position::line);
                Row::of(&self.path, line, self.record.iter()).map(Some)
            }
            Err(error) => Err(self.error(error, start.line())),
        }
    }

    fn error(&self, error: csv::Error, line: u64) -> BitextError {
        let malformed =
            |line, problem: &str, advice| BitextError::malformed(&self.path, line, problem.to_owned(), advice);
        match error.into_kind() {
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                malformed(line, "the row is longer than 8 MiB", "close the quote in it")
            }
            ErrorKind::Io(source) => BitextError::Read { path: self.path.clone(), source },
            ErrorKind::Utf8 { pos, .. } => {
                malformed(pos.map_or(line, |pos| pos.line()), "not UTF-8", "convert it to UTF-8")
            }
            other => malformed(line, &format!("not a row of CSV ({other:?})"), "correct the row"),
        }
    }
}

/// A file that is read no further than is allowed, so that a quote that is never closed does not fill the memory.
struct Bounded {
    file: BufReader<File>,
    n_read: u64,
    allowed: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_read > self.allowed.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n_bytes = self.file.read(buffer)?;
        self.n_read += n_bytes as u64;
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_the_header_row() {
        let cases = [
            ("source,target\n", b','),
            ("id;source;target\r\n", b';'),
            ("\"src\";\"tgt\"\n", b';'),
            ("ar\ten\n", b'\t'),
            ("نص;أ,text\n", b','),
            ("", b','),
        ];
        for (start, expected) in cases {
            assert_eq!(delimiter(start.as_bytes()), expected, "{start:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.csv");
        let text = format!("source,target\nنص,text\n\"{}", "a\n".repeat(MOST_ROW_BYTES as usize / 2 + 100_000));
        std::fs::write(&path, text).expect("written");
        let pairs: Vec<_> = read(&path).expect("opened").collect();
        assert_eq!(pairs.len(), 2);
        let error = pairs[1].as_ref().expect_err("too long").to_string();
        assert!(error.ends_with("x.csv:3: the row is longer than 8 MiB; close the quote in it"), "{error}");
    }
}
