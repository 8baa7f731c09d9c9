//! Reads one source as plain text, whatever its name ends in. Does not look for other sources, nor cut the text.

use std::fs::File;
use std::io::{self, Read};

use super::{InputError, Place, Reading, Source, decode};
use crate::text::{Document, Lang};

/// The most that is read as one document, in bytes: 1 GiB.
///
/// A text with its conversion takes up to three times as much memory, and no statement comes near to it; more is a
/// mistake, or a stream without an end.
pub const MAX_BYTES: u64 = 1 << 30;

/// Reads and decodes the whole of `source` as a document in `lang`.
///
/// # Errors
/// When it cannot be opened or read, is a folder, has more than [`MAX_BYTES`], is not text that can be decoded, or
/// holds nothing but white space.
pub fn read(source: &Source, lang: Lang) -> Result<Reading, InputError> {
    let path = || source.id.to_string();
    let bytes = match &source.place {
        Place::Stdin => bytes(io::stdin().lock(), 0, MAX_BYTES),
        Place::File(file) => File::open(file).and_then(|file| {
            let n_bytes = file.metadata()?.len();
            bytes(file, n_bytes, MAX_BYTES)
        }),
    };
    let bytes = match bytes {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(InputError::TooLarge { path: path(), max_bytes: MAX_BYTES }),
        Err(cause) if cause.kind() == io::ErrorKind::IsADirectory => {
            return Err(InputError::IsFolder { path: path() });
        }
        Err(cause) => return Err(InputError::Unreadable { path: path(), cause }),
    };
    let decoded = decode(&bytes).map_err(|problem| InputError::Undecodable { path: path(), problem })?;
    if decoded.text.chars().all(is_blank) {
        return Err(InputError::Empty { path: path() });
    }
    let document = Document { id: source.id.clone(), lang, text: decoded.text };
    Ok(Reading { document, notes: decoded.notes })
}

/// All bytes of `reader`, of which about `n_bytes` are expected, or nothing when there are more than `max_bytes`.
fn bytes(reader: impl Read, n_bytes: u64, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
    if n_bytes > max_bytes {
        return Ok(None);
    }
    // The size is only a hint: the file may grow meanwhile, and a pipe has none.
    let mut bytes = Vec::with_capacity(usize::try_from(n_bytes).map_or(0, |n_bytes| n_bytes + 1));
    reader.take(max_bytes + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max_bytes).then_some(bytes))
}

/// White space, and the marks without width or meaning of their own that an empty file may be left with.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1a}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::DocumentId;

    fn read_file(path: &Path) -> Result<Reading, String> {
        let source = Source { id: DocumentId("x.txt".to_owned()), place: Place::File(path.to_owned()) };
        read(&source, Lang::Arabic).map_err(|error| error.to_string())
    }

    fn read_bytes(bytes: &[u8]) -> Result<Reading, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        std::fs::write(&path, bytes).unwrap();
        read_file(&path)
    }

    #[test]
    fn a_file_becomes_a_document() {
        let id = DocumentId("x.txt".to_owned());
        let document = |text: &str| Document { id: id.clone(), lang: Lang::Arabic, text: text.to_owned() };
        let plain = Reading { document: document("سلام\r\n"), notes: vec![] };
        assert_eq!(read_bytes("\u{feff}سلام\r\n".as_bytes()), Ok(plain));
        let notes = vec!["read as Windows-1256 and converted to UTF-8".to_owned()];
        assert_eq!(read_bytes(b"\xd3\xe1\xc7\xe3"), Ok(Reading { document: document("سلام"), notes }));
    }

    #[test]
    fn nothing_to_read_is_an_error() {
        let empty = "x.txt: empty; check that it was saved, or leave it out";
        for bytes in ["", " \r\n\t\u{a0}", "\u{feff}", "\u{200f}\u{feff}\n"] {
            assert_eq!(read_bytes(bytes.as_bytes()), Err(empty.to_owned()));
        }
        let folder = tempfile::tempdir().unwrap();
        let is_folder = "x.txt: a folder, not a file; name it as an argument to read the files in it";
        assert_eq!(read_file(folder.path()), Err(is_folder.to_owned()));
        let gone = "x.txt: cannot be read (it leads to nothing); check that it is still there, and what it links to";
        assert_eq!(read_file(&folder.path().join("gone")), Err(gone.to_owned()));
        let pdf = "x.txt: looks like a PDF file, not plain text; save it as plain text (UTF-8) first";
        assert_eq!(read_bytes(b"%PDF-1.4"), Err(pdf.to_owned()));
    }

    #[test]
    fn too_much_is_refused() {
        let n_read = |n_bytes, text: &str| bytes(text.as_bytes(), n_bytes, 4).unwrap().map(|bytes| bytes.len());
        assert_eq!(n_read(5, ""), None);
        assert_eq!(n_read(0, "12345"), None);
        assert_eq!(n_read(0, "1234"), Some(4));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        let text = "x.txt: larger than 1024 MiB, the most that is read as one document; split it";
        assert_eq!(read_file(&path), Err(text.to_owned()));
    }
}
