//! A share of the documents, for several machines or jobs.

use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::text::DocumentId;

/// One of `count` shares, which have no document in common and together have all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1 to `count`.
    index: u64,
    count: u64,
}

/// A text that names no shard.
#[derive(Debug, thiserror::Error)]
#[error("a shard is written i/n, with i from 1 to n, such as 2/8")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let (index, count) = text.split_once('/').ok_or(ShardError)?;
        let number = |text: &str| text.parse::<u32>().map(u64::from).map_err(|_| ShardError);
        let (index, count) = (number(index)?, number(count)?);
        if (1..=count).contains(&index) { Ok(Self { index, count }) } else { Err(ShardError) }
    }
}

impl Shard {
    /// Whether a document is in this share: by the hash of its id, whatever documents are beside it.
    pub fn holds(self, document: &DocumentId) -> bool {
        let hash = Sha256::digest(document.0.as_bytes());
        let (first, _) = hash.split_first_chunk::<8>().expect("a hash of 32 bytes");
        u64::from_be_bytes(*first) % self.count + 1 == self.index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_read() {
        for (text, index, count) in [("1/1", 1, 1), ("2/8", 2, 8), ("8/8", 8, 8)] {
            assert_eq!(text.parse::<Shard>().unwrap(), Shard { index, count });
        }
        for text in ["", "1", "0/2", "3/2", "1/0", "-1/2", "a/b", "1/2/3", "99999999999/99999999999"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_document_is_in_one_shard() {
        for count in [1, 2, 3, 7] {
            let shards: Vec<Shard> = (1..=count).map(|index| Shard { index, count }).collect();
            let mut sizes = vec![0; shards.len()];
            for number in 0..1000 {
                let document = DocumentId(format!("in/{number}.txt"));
                let holding: Vec<usize> = (0..shards.len()).filter(|&idx| shards[idx].holds(&document)).collect();
                assert_eq!(holding.len(), 1, "{document}");
                sizes[holding[0]] += 1;
            }
            assert!(sizes.iter().all(|&size| size * shards.len() > 800), "fair shares: {sizes:?}");
        }
    }
}
