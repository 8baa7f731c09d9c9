//! The compiled character map of a `.spm` file: what each run of characters is replaced by.
//!
//! The map is a Darts double-array trie over bytes (u32 units, little-endian) behind its length in bytes, followed by
//! the replacements, each ended by a NUL; a leaf's value is the offset of its replacement. The longest match counts,
//! as in sentencepiece `normalizer.cc`. The reader in `tokenizers` takes the shortest and looks at whole graphemes,
//! which differs for letters with two marks.

/// The map; one without entries replaces nothing.
#[derive(Debug, Default)]
pub struct CharsMap {
    units: Vec<u32>,
    replacements: String,
}

impl CharsMap {
    /// Reads the map; no bytes at all make an empty one.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or("its character map is cut off")?;
        let n_bytes = u32::from_le_bytes(*length) as usize;
        let (units, replacements) = rest.split_at_checked(n_bytes).ok_or("its character map is cut off")?;
        let units = units.chunks_exact(4).map(|u| u32::from_le_bytes([u[0], u[1], u[2], u[3]])).collect();
        let replacements =
            String::from_utf8(replacements.to_vec()).map_err(|_| "its character map is not UTF-8 text")?;
        Ok(Self { units, replacements })
    }

    /// The replacement of the longest matching beginning of `text`, with the length of that beginning in bytes.
    pub fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let mut found = None;
        let mut node = offset(*self.units.first()?);
        for (at, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            let Some(&unit) = self.units.get(node) else { break };
            if label(unit) != u32::from(byte) {
                break;
            }
            node ^= offset(unit);
            if has_leaf(unit) {
                found = self.units.get(node).map(|&leaf| (at + 1, (leaf & 0x7fff_ffff) as usize));
            }
        }
        let (n_bytes, start) = found.filter(|&(n_bytes, _)| text.is_char_boundary(n_bytes))?;
        let replacement = self.replacements.get(start..)?;
        Some((n_bytes, replacement.split('\0').next().unwrap_or_default()))
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}

fn label(unit: u32) -> u32 {
    unit & (1 << 31 | 0xff)
}

fn has_leaf(unit: u32) -> bool {
    unit & (1 << 8) != 0
}
