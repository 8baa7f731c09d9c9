//! UTF-16 and UTF-32. Does not know the encodings of single bytes.

use std::array;

use super::decode::{DecodeProblem, Decoded, broken_note, converted_note};

/// A wide encoding, with the order of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Encoding {
    name: &'static str,
    /// 2 or 4.
    n_unit_bytes: usize,
    is_big_endian: bool,
    /// 0 without a byte order mark.
    n_bom_bytes: usize,
}

const UTF_16_LE: Encoding = Encoding { name: "UTF-16 LE", n_unit_bytes: 2, is_big_endian: false, n_bom_bytes: 0 };
const UTF_16_BE: Encoding = Encoding { name: "UTF-16 BE", is_big_endian: true, ..UTF_16_LE };
const UTF_32_LE: Encoding = Encoding { name: "UTF-32 LE", n_unit_bytes: 4, is_big_endian: false, n_bom_bytes: 0 };
const UTF_32_BE: Encoding = Encoding { name: "UTF-32 BE", is_big_endian: true, ..UTF_32_LE };

/// Byte order marks; that of UTF-32 LE begins with that of UTF-16 LE and so comes before it.
const BOMS: [(&[u8], Encoding); 4] =
    [(b"\xff\xfe\0\0", UTF_32_LE), (b"\0\0\xfe\xff", UTF_32_BE), (b"\xff\xfe", UTF_16_LE), (b"\xfe\xff", UTF_16_BE)];

/// The wide encoding that `bytes` are in, by a byte order mark or by the look of Arabic and Latin text in UTF-16.
pub(super) fn recognise(bytes: &[u8]) -> Option<Encoding> {
    if let Some((bom, encoding)) = BOMS.into_iter().find(|(bom, _)| bytes.starts_with(bom)) {
        return Some(Encoding { n_bom_bytes: bom.len(), ..encoding });
    }
    // Without the high bytes of Latin or of Arabic letters it cannot be; this also keeps all sound UTF-8 out.
    if !bytes.iter().any(|&byte| matches!(byte, 0 | 6)) {
        return None;
    }
    [UTF_16_LE, UTF_16_BE].into_iter().find(|&encoding| looks_like(bytes, encoding))
}

/// Whether at least nine units in ten are usual in Arabic or Latin text.
fn looks_like(bytes: &[u8], encoding: Encoding) -> bool {
    let n_usual = units::<2>(bytes, encoding).filter(|&unit| is_usual(unit)).count();
    n_usual > 0 && n_usual * 10 >= (bytes.len() / 2) * 9
}

fn is_usual(unit: u32) -> bool {
    matches!(unit, 0x09..=0x0d | 0x20..=0x7e | 0xa0..=0x17f | 0x600..=0x6ff | 0x2009..=0x203a | 0xfb50..=0xfeff)
}

/// The text of `bytes`.
///
/// # Errors
/// When more than one unit in ten is broken.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Result<Decoded, DecodeProblem> {
    let body = &bytes[encoding.n_bom_bytes..];
    let mut repair = Repair { encoding, offset: encoding.n_bom_bytes, n_broken_bytes: 0, first_broken: 0 };
    // Arabic takes as many bytes in UTF-8 as in UTF-16, so that the text rarely grows beyond this.
    let mut text = String::with_capacity(body.len() / encoding.n_unit_bytes * 2);
    if encoding.n_unit_bytes == 2 {
        let units = units::<2>(body, encoding).map(|unit| unit as u16);
        text.extend(char::decode_utf16(units).map(|c| repair.char(c.ok())));
    } else {
        text.extend(units::<4>(body, encoding).map(|unit| repair.char(char::from_u32(unit))));
    }
    let n_left_over = body.len() % encoding.n_unit_bytes;
    if n_left_over > 0 {
        text.push(repair.broken(n_left_over));
    }
    if repair.n_broken_bytes * 10 > bytes.len() {
        return Err(DecodeProblem::Binary);
    }
    Ok(Decoded { text, notes: repair.notes() })
}

/// The numbers that `N` bytes each make; bytes left over at the end are left out.
fn units<const N: usize>(bytes: &[u8], encoding: Encoding) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(N).map(move |chunk| {
        let digits: [u8; N] = array::from_fn(|i| chunk[if encoding.is_big_endian { i } else { N - 1 - i }]);
        digits.iter().fold(0, |unit, &digit| unit << 8 | u32::from(digit))
    })
}

/// Replaces what is broken and remembers where.
struct Repair {
    encoding: Encoding,
    /// Of the next character, in the file.
    offset: usize,
    n_broken_bytes: usize,
    first_broken: usize,
}

impl Repair {
    fn char(&mut self, c: Option<char>) -> char {
        let Some(c) = c else { return self.broken(self.encoding.n_unit_bytes) };
        self.offset += if self.encoding.n_unit_bytes == 2 { 2 * c.len_utf16() } else { 4 };
        c
    }

    fn broken(&mut self, n_bytes: usize) -> char {
        if self.n_broken_bytes == 0 {
            self.first_broken = self.offset;
        }
        self.n_broken_bytes += n_bytes;
        self.offset += n_bytes;
        char::REPLACEMENT_CHARACTER
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![converted_note(self.encoding.name)];
        if self.n_broken_bytes > 0 {
            notes.push(broken_note(self.n_broken_bytes, self.first_broken));
        }
        notes
    }
}
