//! UTF-8, sound or with some broken bytes. Does not know other encodings.

use super::decode::{Decoded, broken_note};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// How far bytes are UTF-8.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    has_bom: bool,
    n_bytes: usize,
    /// Characters of more than one byte: the only evidence, since ASCII is the same in all encodings here.
    n_wide: usize,
    /// Bytes that belong to no character.
    n_broken: usize,
    /// The offset of the first of them in the file.
    pub(super) first_broken: usize,
    /// Whether they are the beginning of a character that the end of the file cuts off after two bytes or more.
    is_cut_off: bool,
}

/// Shares of broken bytes: up to this many are an accident, beyond it they must be rare.
const ACCIDENT: usize = 16;

impl Scan {
    /// Whether this is UTF-8 rather than a single-byte encoding, in which a pair of bytes that is a character of UTF-8
    /// is an accident and rare among the others.
    pub(super) fn is_likely(&self) -> bool {
        let bom_decides = self.has_bom && self.n_broken * 4 <= self.n_bytes;
        self.n_broken == 0 || self.n_wide > self.n_broken || self.is_cut_off || bom_decides
    }

    /// Whether there is too much both of UTF-8 and of other bytes for either to be an accident.
    pub(super) fn is_mixed(&self) -> bool {
        let (less, more) = (self.n_wide.min(self.n_broken), self.n_wide.max(self.n_broken));
        less > ACCIDENT && less * 5 > more
    }
}

/// Counts what [`Scan`] holds.
pub(super) fn scan(bytes: &[u8]) -> Scan {
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mut scan = Scan { has_bom: body.len() < bytes.len(), n_bytes: bytes.len(), ..Scan::default() };
    let mut offset = bytes.len() - body.len();
    for chunk in body.utf8_chunks() {
        scan.n_wide += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        offset += chunk.valid().len();
        let n_broken = chunk.invalid().len();
        if n_broken > 0 && scan.n_broken == 0 {
            scan.first_broken = offset;
            scan.is_cut_off = n_broken >= 2 && offset + n_broken == bytes.len();
        }
        scan.n_broken += n_broken;
        offset += n_broken;
    }
    scan
}

/// The text of `bytes`, with U+FFFD for each run of broken bytes that could begin a character.
pub(super) fn decode(bytes: &[u8], scan: &Scan) -> Decoded {
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let text = String::from_utf8_lossy(body).into_owned();
    let notes = match scan.n_broken {
        0 => vec![],
        n_broken => vec![format!("not quite UTF-8: {}", broken_note(n_broken, scan.first_broken))],
    };
    Decoded { text, notes }
}
