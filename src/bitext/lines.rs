//! Files as lines of UTF-8, one at a time. Does not know what the lines hold.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::BitextError;

/// Bytes of a line at most: far beyond any text, and little enough to hold.
pub const MOST_LINE_BYTES: u64 = 64 << 20;

const BUFFER_BYTES: usize = 1 << 16;

/// Opens a file that should be UTF-8, after its byte order mark.
///
/// # Errors
/// When it cannot be read, or begins as UTF-16 does.
pub fn open(path: &Path) -> Result<BufReader<File>, BitextError> {
    let failed = |source| BitextError::Read { path: path.to_owned(), source };
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, File::open(path).map_err(failed)?);
    let start = reader.fill_buf().map_err(failed)?;
    if is_utf_16(start) {
        return Err(BitextError::malformed(path, None, "it is UTF-16".to_owned(), "convert it to UTF-8"));
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Ok(reader)
}

/// Whether a file that starts so is UTF-16: by its byte order mark, or because every other byte is 0, as in Latin text,
/// or 6, as in Arabic text, whose other bytes would be letters and signs of ASCII.
fn is_utf_16(start: &[u8]) -> bool {
    let has_mark = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let high: Vec<bool> = start.iter().take(4).map(|&byte| byte == 0 || byte == 6).collect();
    has_mark || matches!(high[..], [true, false, true, false] | [false, true, false, true])
}

/// The lines of a file. Ends are LF or CR LF; the last line may lack one.
pub struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// Of the line that was read last, from 1.
    number: u64,
}

impl Lines {
    /// Opens a file.
    ///
    /// # Errors
    /// Those of [`open`].
    pub fn open(path: &Path) -> Result<Self, BitextError> {
        Ok(Self { path: path.to_owned(), reader: open(path)?, line: Vec::new(), number: 0 })
    }

    /// The number and the text of the next line, without its end; none after the last.
    ///
    /// # Errors
    /// When it cannot be read, is not UTF-8 or longer than [`MOST_LINE_BYTES`].
    pub fn read(&mut self) -> Result<Option<(u64, &str)>, BitextError> {
        self.number += 1;
        if !self.fill().map_err(|source| BitextError::Read { path: self.path.clone(), source })? {
            return Ok(None);
        }
        let malformed =
            |problem: &str, advice| Err(BitextError::malformed(&self.path, self.number, problem.to_owned(), advice));
        if self.line.len() as u64 > MOST_LINE_BYTES {
            return malformed("the line is longer than 64 MiB", "check that it is a text file with line ends");
        }
        match str::from_utf8(&self.line) {
            Ok(line) => Ok(Some((self.number, line))),
            Err(_) => malformed("not UTF-8", "convert it to UTF-8"),
        }
    }

    /// Reads a line, at most a byte more than it may have; whether there was one.
    fn fill(&mut self) -> io::Result<bool> {
        self.line.clear();
        // Room for the end, and for a byte that shows that the line is too long.
        let n_bytes = (&mut self.reader).take(MOST_LINE_BYTES + 2).read_until(b'\n', &mut self.line)?;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
        }
        Ok(n_bytes > 0)
    }
}

/// What `read` makes of each line, up to its first error. A line of which it makes nothing is passed over.
pub fn each_line<T>(
    mut lines: Lines,
    mut read: impl FnMut(u64, &str) -> Result<Option<T>, BitextError>,
) -> impl Iterator<Item = Result<T, BitextError>> {
    each(move || {
        while let Some((number, line)) = lines.read()? {
            if let Some(made) = read(number, line)? {
                return Ok(Some(made));
            }
        }
        Ok(None)
    })
}

/// What `next` gives, until it gives nothing or an error, which is the last item.
pub fn each<T>(
    mut next: impl FnMut() -> Result<Option<T>, BitextError>,
) -> impl Iterator<Item = Result<T, BitextError>> {
    until_error(std::iter::from_fn(move || next().transpose()))
}

/// The same items, the last of them the first error.
pub fn until_error<T>(
    items: impl Iterator<Item = Result<T, BitextError>>,
) -> impl Iterator<Item = Result<T, BitextError>> {
    let mut has_failed = false;
    items.take_while(move |item| !std::mem::replace(&mut has_failed, item.is_err()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a file with these bytes, and the error that ends them.
    fn lines(bytes: &[u8]) -> (Vec<String>, Option<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.txt");
        std::fs::write(&path, bytes).expect("written");
        let told = |error: BitextError| error.to_string().replace(&path.display().to_string(), "x.txt");
        let mut lines = match Lines::open(&path) {
            Ok(lines) => lines,
            Err(error) => return (vec![], Some(told(error))),
        };
        let mut read = Vec::new();
        loop {
            match lines.read() {
                Ok(Some((number, line))) => read.push(format!("{number}:{line}")),
                Ok(None) => return (read, None),
                Err(error) => return (read, Some(told(error))),
            }
        }
    }

    #[test]
    fn lines_end_with_lf_or_cr_lf() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("a\nb", &["1:a", "2:b"]),
            ("a\r\n\r\nb\r\n", &["1:a", "2:", "3:b"]),
            ("\u{feff}نص\n", &["1:نص"]),
            ("a\rb\u{2028}c\u{85}\n", &["1:a\rb\u{2028}c\u{85}"]),
            ("\n\u{feff}\n", &["1:", "2:\u{feff}"]),
        ];
        for (text, expected) in cases {
            assert_eq!(
                lines(text.as_bytes()),
                (expected.iter().map(|&line| line.to_owned()).collect(), None),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_not_utf_8_is_told_with_its_line() {
        let utf_16 = "x.txt: it is UTF-16; convert it to UTF-8";
        let cases: [(&[u8], &str); 8] = [
            (b"\xff\xfes\0", utf_16),
            (b"\xfe\xff\0s", utf_16),
            (b"s\0o\0u\0", utf_16),
            (b"\0s\0o\0u", utf_16),
            (b"\x42\x06\x27\x06\x44\x06", utf_16),
            (b"\x06\x42\0 \x06\x44", utf_16),
            (b"a\nb\n\xc7\xe1\n", "x.txt:3: not UTF-8; convert it to UTF-8"),
            (b"\xd9", "x.txt:1: not UTF-8; convert it to UTF-8"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(lines(bytes).1.as_deref(), Some(expected), "{bytes:?}");
        }
    }

    #[test]
    fn a_line_has_64_mib_at_most() {
        let mut bytes = vec![b'a'; MOST_LINE_BYTES as usize];
        bytes.push(b'\n');
        assert_eq!(lines(&bytes).1, None);
        bytes.insert(0, b'a');
        let expected = "x.txt:1: the line is longer than 64 MiB; check that it is a text file with line ends";
        assert_eq!(lines(&bytes).1.as_deref(), Some(expected));
        assert_eq!(lines(&vec![b'a'; 3 * MOST_LINE_BYTES as usize]).1.as_deref(), Some(expected));
    }

    #[test]
    fn nothing_comes_after_an_error() {
        let error = || BitextError::malformed(Path::new("x"), None, "bad".to_owned(), "mend it");
        let items = until_error([Ok(1), Err(error()), Ok(2)].into_iter());
        assert_eq!(items.map(|item| item.is_ok()).collect::<Vec<_>>(), [true, false]);
    }
}
