//! Recognises files of well-known kinds that are not plain text, by their first bytes. Does not open them.

/// What a file seems to be, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// With its article: `a PDF file`.
    pub(super) name: &'static str,
    pub(super) advice: &'static str,
}

const SAVE: &str = "save it as plain text (UTF-8) first";
const UNPACK: &str = "unpack it first";
const OTHER: &str = "give a plain text file instead";

/// First bytes that no text begins with.
const KINDS: [(&[u8], &str, &str); 17] = [
    (b"%PDF-", "a PDF file", SAVE),
    (b"{\\rtf", "an RTF document", SAVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document", SAVE),
    (b"\x1f\x8b\x08", "a gzip archive", UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", OTHER),
    (b"\xff\xd8\xff", "a JPEG image", OTHER),
    (b"GIF87a", "a GIF image", OTHER),
    (b"GIF89a", "a GIF image", OTHER),
    (b"II*\0", "a TIFF image", OTHER),
    (b"MM\0*", "a TIFF image", OTHER),
    (b"\x7fELF", "a program (ELF)", OTHER),
    (b"SQLite format 3\0", "an SQLite database", OTHER),
];

/// Names inside a ZIP archive that tell what it is; all these formats keep them uncompressed.
const MEMBERS: [(&[u8], &str); 6] = [
    (b"word/document", "a Word document (.docx)"),
    (b"xl/workbook", "an Excel workbook (.xlsx)"),
    (b"ppt/presentation", "a PowerPoint file (.pptx)"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"mimetypeapplication/epub", "an EPUB book"),
];

/// How far from either end of an archive the names are looked for, in bytes: its list of members is at the end.
const NEAR_BYTES: usize = 64 << 10;

/// What `bytes` are, if they are of a known kind that is not plain text.
pub(super) fn recognise(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(archive(bytes));
    }
    // Text may begin with these two letters, a program has zeros soon after.
    if bytes.starts_with(b"MZ") && bytes.iter().take(64).any(|&byte| byte == 0) {
        return Some(Kind { name: "a Windows program", advice: OTHER });
    }
    let (_, name, advice) = KINDS.into_iter().find(|(start, ..)| bytes.starts_with(start))?;
    Some(Kind { name, advice })
}

fn archive(bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(NEAR_BYTES)];
    let tail = &bytes[bytes.len().saturating_sub(NEAR_BYTES)..];
    let holds = |name: &[u8]| [head, tail].iter().any(|part| part.windows(name.len()).any(|window| window == name));
    match MEMBERS.into_iter().find(|(member, _)| holds(member)) {
        Some((_, name)) => Kind { name, advice: SAVE },
        None => Kind { name: "a ZIP archive", advice: UNPACK },
    }
}
