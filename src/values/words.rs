//! What a number word can mean, and a dictionary of them that is fast to look into.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::number::Number;

/// What a word does in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A value that stands for itself, below 1000.
    Plain,
    /// «عشر», which is ten, and after a unit makes a number between 11 and 19 of it.
    Teen,
    /// A value that multiplies the one before it, or stands for itself: hundred, dozen.
    Times,
    /// A power of a thousand: million. `twice` is the dual, «مليونان».
    Scale { twice: Twice },
    /// A power of a thousand in the plural, which is no number without a count: millions.
    Scales,
    /// A half, a quarter.
    Fraction,
    /// A fraction in the plural: two thirds.
    Fractions,
    /// Ten years, by their tens: the nineties.
    Decade,
    /// Joins two parts of a number, and is none.
    And,
    /// Stands before a scale and is none: *a* million, half *of a* million.
    Article,
    /// Says that the hour before it is after noon, or else before it; no number.
    Clock,
    /// Implies a value without being a number: September, both, noon.
    Hint,
}

/// Whether a scale counts once or twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    No,
    /// A dual.
    Yes,
    /// «مليونا», a dual in a construct, or else «مليونًا» without its mark.
    Perhaps,
}

/// A number word.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub role: Role,
    pub number: Number,
    /// Another value that the word may stand for, as the first word of two months does.
    pub other: Option<Number>,
    /// first, second; they come and go in a translation.
    pub is_ordinal: bool,
}

impl Word {
    pub fn new(role: Role, value: i128) -> Self {
        Self { role, number: Number::integer(value), other: None, is_ordinal: false }
    }

    /// One of `denominator` parts, which is not 0.
    pub fn fraction(role: Role, denominator: u64) -> Self {
        let number = Number::ratio(1, denominator).unwrap_or(Number::integer(1));
        Self { number, ..Self::new(role, 1) }
    }

    pub fn or(self, other: i128) -> Self {
        Self { other: Some(Number::integer(other)), ..self }
    }

    pub fn ordinal(self) -> Self {
        Self { is_ordinal: true, ..self }
    }
}

/// The letters of a word as one number of 128 bits, folded to a byte each; longer words are no number words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    pub letters: u128,
    pub n_letters: u32,
}

/// Most letters of a key.
const MOST_LETTERS: u32 = 16;

impl Key {
    /// Adds a letter at the end; a letter too many is only counted.
    pub fn push(&mut self, letter: u8) {
        self.letters = self.letters << 8 | u128::from(letter);
        self.n_letters += 1;
    }

    /// Whether the letters are all there.
    pub fn is_whole(self) -> bool {
        self.n_letters <= MOST_LETTERS
    }

    /// The letter at `at` from the front.
    pub fn letter(self, at: u32) -> Option<u8> {
        let from_end = self.n_letters.checked_sub(at + 1)?;
        Some((self.letters >> (8 * from_end)) as u8)
    }

    /// The key without its first `n` letters, of which there are more.
    pub fn without_first(self, n: u32) -> Self {
        let n_letters = self.n_letters.saturating_sub(n);
        let kept = u128::MAX.checked_shr(128_u32.saturating_sub(8 * n_letters)).unwrap_or(0);
        Self { letters: self.letters & kept, n_letters }
    }
}

/// Number words by their keys.
pub type Dictionary = HashMap<u128, Word, BuildHasherDefault<Mixer>>;

/// Makes a dictionary of rows: words between spaces with what they mean. `key` folds a word.
pub fn dictionary(rows: impl IntoIterator<Item = (&'static str, Word)>, key: fn(&str) -> Key) -> Dictionary {
    let words = rows.into_iter().flat_map(|(words, word)| words.split_whitespace().map(move |w| (w, word)));
    words.map(|(spelled, word)| (key(spelled).letters, word)).collect()
}

/// A hash by multiplication: each word of a text is looked up several times, and nobody gains by making keys collide
/// in a dictionary that never changes.
#[derive(Default)]
pub struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u128(u128::from(byte));
        }
    }

    fn write_u128(&mut self, letters: u128) {
        let folded = self.0 ^ letters as u64 ^ ((letters >> 64) as u64).rotate_left(29);
        let mixed = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
