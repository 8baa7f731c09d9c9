//! From bytes to text: which encoding they are in, and the conversion. Does not change the text otherwise: line ends,
//! direction marks and everything else stay.
//!
//! The order of the questions matters. A file of a known binary kind is named first, so that the advice fits; the wide
//! encodings come before UTF-8, because their bytes are valid UTF-8 with control characters; the single-byte ones come
//! last, because any bytes at all are valid in them.

use super::magic::{self, Kind};
use super::{legacy, utf8, wide};

/// A text and what its decoding involved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What the reader should know; nothing for sound UTF-8.
    pub notes: Vec<String>,
}

/// Why bytes are not read as text; the text of each ends with the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeProblem {
    /// A file of a known kind that is not plain text.
    #[error("looks like {}, not plain text; {}", .0.name, .0.advice)]
    Known(Kind),
    /// Zero bytes or control characters that no text has.
    #[error("looks like binary data, not plain text; give a plain text file instead")]
    Binary,
    /// Much UTF-8 and much of another encoding, as when two files were put together.
    #[error("mixes UTF-8 with another encoding, from byte offset {0}; convert the other part to UTF-8 first")]
    Mixed(usize),
    /// No encoding that is known here gives a likely text.
    #[error("not in UTF-8, UTF-16, Windows-1256 or another known encoding; convert it to UTF-8 first")]
    Unknown,
}

/// Decodes the whole content of a file, of any length; the empty one is the empty text.
///
/// Recognised are UTF-8, UTF-16 and UTF-32 with byte order mark, UTF-8 and UTF-16 without, Windows-1256, ISO-8859-6 and
/// Windows-1252. A few broken bytes become U+FFFD and are noted.
///
/// # Errors
/// When the bytes are binary data, or no encoding gives a likely text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeProblem> {
    if let Some(kind) = magic::recognise(bytes) {
        return Err(DecodeProblem::Known(kind));
    }
    let decoded = match wide::recognise(bytes) {
        Some(encoding) => wide::decode(bytes, encoding)?,
        None => narrow(bytes)?,
    };
    if is_binary(&decoded.text) { Err(DecodeProblem::Binary) } else { Ok(decoded) }
}

fn narrow(bytes: &[u8]) -> Result<Decoded, DecodeProblem> {
    if bytes.contains(&0) {
        return Err(DecodeProblem::Binary);
    }
    let scan = utf8::scan(bytes);
    if scan.is_mixed() {
        return Err(DecodeProblem::Mixed(scan.first_broken));
    }
    if scan.is_likely() {
        return Ok(utf8::decode(bytes, &scan));
    }
    legacy::decode(bytes).ok_or(DecodeProblem::Unknown)
}

/// Whether more than one character in twenty is a control character that texts do not have.
fn is_binary(text: &str) -> bool {
    let is_strange = |c: &char| c.is_control() && !matches!(c, '\t'..='\r' | '\u{1a}' | '\u{1b}' | '\u{85}');
    let n_strange = text.chars().filter(is_strange).count();
    text.contains('\0') || n_strange > 0 && n_strange * 20 > text.chars().count()
}

/// The note for broken units, of which the first is at `offset` in the file.
pub(super) fn broken_note(n_broken: usize, offset: usize) -> String {
    match n_broken {
        1 => format!("1 broken byte was replaced by U+FFFD, at byte offset {offset}"),
        _ => format!("{n_broken} broken bytes were replaced by U+FFFD, the first at byte offset {offset}"),
    }
}

/// The note for a text that was in another encoding.
pub(super) fn converted_note(encoding: &str) -> String {
    format!("read as {encoding} and converted to UTF-8")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], text: &str, notes: &[&str]) {
        let decoded = decode(bytes).unwrap_or_else(|problem| panic!("{text:?}: {problem}"));
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.notes, notes, "{text:?}");
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn utf32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| bytes(u32::from(c))).collect()
    }

    #[test]
    fn sound_utf8_is_untouched() {
        let table =
            ["", " \r\n\t", "plain", "سلام\r\nعليكم\u{200f}\r", "a\u{feff}b", "\u{202b}قطر\u{202c}\u{c}é\u{1a}", "😀"];
        for text in table {
            check(text.as_bytes(), text, &[]);
            check(["\u{feff}", text].concat().as_bytes(), text, &[]);
        }
    }

    #[test]
    fn broken_utf8_is_repaired_and_noted() {
        let one = |offset| format!("not quite UTF-8: 1 broken byte was replaced by U+FFFD, at byte offset {offset}");
        let many = |n, offset| {
            format!("not quite UTF-8: {n} broken bytes were replaced by U+FFFD, the first at byte offset {offset}")
        };
        let table: [(&[u8], &str, String); 6] = [
            (&"سلام".as_bytes()[..7], "سلا\u{fffd}", one(6)),
            (b"\xef\xbb\xbf\xd8\xb3\xd9\x84\xd9", "سل\u{fffd}", one(7)),
            (b"Doha \xe2\x80", "Doha \u{fffd}", many(2, 5)),
            (b"\xef\xbb\xbfa\xffbcdef", "a\u{fffd}bcdef", one(4)),
            (b"\xd8\xb3\xff\xd9\x84 \xd9\x84\xfe", "س\u{fffd}ل ل\u{fffd}", many(2, 2)),
            (b"\xd9\x84\xd9\x84\xd9\x84\xd9\x84 \xed\xa0\x80", "لللل \u{fffd}\u{fffd}\u{fffd}", many(3, 9)),
        ];
        for (bytes, text, note) in table {
            check(bytes, text, &[&note]);
        }
    }

    #[test]
    fn wide_encodings() {
        let text = "رحب الوزير بالقمة، وقال: «نعم» 😀\r\nDoha 2024\n";
        let (le, be) = ("read as UTF-16 LE and converted to UTF-8", "read as UTF-16 BE and converted to UTF-8");
        for bom in ["", "\u{feff}"] {
            let text_with_bom = [bom, text].concat();
            check(&utf16(&text_with_bom, u16::to_le_bytes), text, &[le]);
            check(&utf16(&text_with_bom, u16::to_be_bytes), text, &[be]);
        }
        for short in ["Doha", "قطر"] {
            check(&utf16(short, u16::to_le_bytes), short, &[le]);
            check(&utf16(short, u16::to_be_bytes), short, &[be]);
        }
        let marked = ["\u{feff}", text].concat();
        check(&utf32(&marked, u32::to_le_bytes), text, &["read as UTF-32 LE and converted to UTF-8"]);
        check(&utf32(&marked, u32::to_be_bytes), text, &["read as UTF-32 BE and converted to UTF-8"]);
    }

    #[test]
    fn broken_utf16_is_repaired_and_noted() {
        let le = "read as UTF-16 LE and converted to UTF-8";
        let mut odd = utf16("\u{feff}قطر والدوحة", u16::to_le_bytes);
        odd.push(0x27);
        let cut = "1 broken byte was replaced by U+FFFD, at byte offset 24";
        check(&odd, "قطر والدوحة\u{fffd}", &[le, cut]);
        let mut lone = utf16("\u{feff}😀 قطر والدوحة", u16::to_le_bytes);
        lone.splice(8..8, [0x00, 0xd8]);
        let surrogate = "2 broken bytes were replaced by U+FFFD, the first at byte offset 8";
        check(&lone, "😀 \u{fffd}قطر والدوحة", &[le, surrogate]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let save = |name: &str| format!("looks like {name}, not plain text; save it as plain text (UTF-8) first");
        let unpack = |name: &str| format!("looks like {name}, not plain text; unpack it first");
        let other = |name: &str| format!("looks like {name}, not plain text; give a plain text file instead");
        let unknown = "not in UTF-8, UTF-16, Windows-1256 or another known encoding; convert it to UTF-8 first";
        let odt = b"PK\x03\x04\x14\0\0\x08mimetypeapplication/vnd.oasis.opendocument.textPK";
        let table: [(&[u8], String); 15] = [
            (b"%PDF-1.7\n%\xe2\xe3", save("a PDF file")),
            (b"{\\rtf1\\ansi", save("an RTF document")),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", save("an old Word or Excel document")),
            (b"PK\x03\x04..[Content_Types].xml..word/document.xml", save("a Word document (.docx)")),
            (odt, save("an OpenDocument text (.odt)")),
            (b"PK\x03\x04..a.txt", unpack("a ZIP archive")),
            (b"\x1f\x8b\x08\0", unpack("a gzip archive")),
            (b"\x89PNG\r\n\x1a\n\0", other("a PNG image")),
            (b"\x7fELF\x02\x01", other("a program (ELF)")),
            (b"MZ\x90\0\x03\0", other("a Windows program")),
            (b"text\0with a zero", other("binary data")),
            (b"\xff\xfe\0", other("binary data")),
            (b"\x01\x02\x03abc", other("binary data")),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", unknown.to_owned()),
            (
                &[&"سلام ".repeat(9).into_bytes()[..], &b"\xd3\xe1\xc7\xe3 ".repeat(9)].concat(),
                "mixes UTF-8 with another encoding, from byte offset 81; convert the other part to UTF-8 first"
                    .to_owned(),
            ),
        ];
        for (bytes, text) in table {
            assert_eq!(decode(bytes).map_err(|problem| problem.to_string()), Err(text));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_handled(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn damaged_text_is_handled(text in "[ا-ي a-z\n،]{0,60}", at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = text.into_bytes();
            bytes.insert(at.index(bytes.len() + 1), byte);
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains('\0'));
                prop_assert!(std::str::from_utf8(&bytes).is_ok() || !decoded.notes.is_empty());
            }
        }

        #[test]
        fn utf8_is_itself(text in "[^\u{0}-\u{8}\u{e}-\u{1f}\u{7f}-\u{9f}]{0,80}") {
            prop_assume!(!text.starts_with('\u{feff}') && magic::recognise(text.as_bytes()).is_none());
            prop_assert_eq!(decode(text.as_bytes()), Ok(Decoded { text, notes: vec![] }));
        }

        #[test]
        fn utf16_arabic_comes_back(text in "[ا-ي]{1,5}[ا-ي a-z0-9\n،.]{0,60}") {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                prop_assert_eq!(&decode(&utf16(&text, bytes)).unwrap().text, &text);
            }
        }
    }
}
