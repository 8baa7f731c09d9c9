//! The folded texts of all pairs in a temporary file: they are more than memory should hold, and few are looked at.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Texts put aside, two for each pair.
pub struct Spill {
    /// A file without a name, which vanishes with the process.
    file: BufWriter<File>,
    /// Where the texts of each pair begin.
    starts: Vec<u64>,
    /// Where the next ones will.
    end: u64,
    is_written: bool,
}

/// Bytes of the length of the first text, which is written before the two.
const LENGTH: usize = 4;

impl Spill {
    /// Makes the file.
    pub fn new() -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, tempfile::tempfile()?);
        Ok(Self { file, starts: Vec::new(), end: 0, is_written: true })
    }

    /// Puts the texts of the next pair aside.
    pub fn push(&mut self, texts: &[String; 2]) -> io::Result<()> {
        let length = u32::try_from(texts[0].len()).map_err(|_| io::Error::other("a segment of more than 4 GiB"))?;
        self.file.write_all(&length.to_le_bytes())?;
        texts.iter().try_for_each(|text| self.file.write_all(text.as_bytes()))?;
        self.starts.push(self.end);
        self.end += (LENGTH + texts[0].len() + texts[1].len()) as u64;
        self.is_written = false;
        Ok(())
    }

    /// The texts of a pair.
    pub fn read(&mut self, idx: u32) -> io::Result<[String; 2]> {
        if !self.is_written {
            self.file.flush()?;
            self.is_written = true;
        }
        let start = self.starts[idx as usize];
        let end = self.starts.get(idx as usize + 1).copied().unwrap_or(self.end);
        let mut bytes = vec![0; usize::try_from(end - start).map_err(io::Error::other)?];
        self.file.get_mut().seek(SeekFrom::Start(start))?;
        self.file.get_mut().read_exact(&mut bytes)?;
        let (length, texts) = bytes.split_at(LENGTH);
        let length = length.iter().rev().fold(0, |length, &byte| length << 8 | usize::from(byte));
        let (one, other) = texts.split_at(length);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(io::Error::other);
        Ok([text(one)?, text(other)?])
    }
}

#[cfg(test)]
mod tests {
    use super::Spill;

    #[test]
    fn what_was_put_aside_comes_back() {
        let texts = [["نص", ""], ["", "b"], ["", ""], ["long ".repeat(100).leak(), "x"]].map(|t| t.map(str::to_owned));
        let mut spill = Spill::new().unwrap();
        texts.iter().for_each(|texts| spill.push(texts).unwrap());
        for idx in [3, 0, 2, 1] {
            assert_eq!(spill.read(idx).unwrap(), texts[idx as usize]);
        }
    }
}
