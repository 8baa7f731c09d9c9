//! The two sides of a pair with what several filters want to know of them, counted in one pass.

use serde::Deserialize;
use unicode_script::{Script, UnicodeScript};

use crate::bitext::Pair;
use crate::text::is_arabic_letter;

/// What a length is counted in.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// What stands between white space.
    Words,
    /// Code points, white space too.
    Characters,
}

/// The two sides of a pair; the target is empty where the pair has none.
pub struct Sides<'a> {
    /// The Arabic.
    pub source: Side<'a>,
    /// The English.
    pub target: Side<'a>,
}

/// A text with its counts.
#[derive(Clone, Debug, Default)]
pub struct Side<'a> {
    /// The text.
    pub text: &'a str,
    /// Code points.
    pub n_chars: usize,
    /// What stands between white space.
    pub n_words: usize,
    /// Code points of the longest word; 0 where there is none.
    pub longest_word: usize,
    /// Characters with the property Alphabetic: letters, and the marks that belong to them.
    pub n_alphabetic: usize,
    /// Letters that belong to one script. Arabic vowel marks and tatweel, which Unicode gives to none, do not count.
    pub n_letters: usize,
    /// Those of the Arabic script.
    pub n_arabic: usize,
    /// Those of the Latin script.
    pub n_latin: usize,
}

impl<'a> Sides<'a> {
    /// Counts both sides of a pair.
    pub fn of(pair: &'a Pair) -> Self {
        Self { source: Side::of(&pair.source), target: Side::of(pair.target.as_deref().unwrap_or_default()) }
    }

    /// Both, with their names in reasons.
    pub fn named(&self) -> [(&'static str, &Side<'a>); 2] {
        [("source", &self.source), ("target", &self.target)]
    }
}

impl<'a> Side<'a> {
    /// Counts a text.
    pub fn of(text: &'a str) -> Self {
        let mut side = Side { text, ..Side::default() };
        let mut word = 0;
        for c in text.chars() {
            side.n_chars += 1;
            if c.is_whitespace() {
                word = 0;
                continue;
            }
            side.n_words += usize::from(word == 0);
            word += 1;
            side.longest_word = side.longest_word.max(word);
            side.count_letter(c);
        }
        side
    }

    fn count_letter(&mut self, c: char) {
        if c.is_ascii() {
            let is_letter = usize::from(c.is_ascii_alphabetic());
            self.n_alphabetic += is_letter;
            self.n_letters += is_letter;
            self.n_latin += is_letter;
        } else if is_arabic_letter(c) {
            self.n_alphabetic += 1;
            self.n_letters += 1;
            self.n_arabic += 1;
        } else if c.is_alphabetic() {
            self.n_alphabetic += 1;
            let script = c.script();
            self.n_letters += usize::from(!matches!(script, Script::Common | Script::Inherited));
            self.n_arabic += usize::from(script == Script::Arabic);
            self.n_latin += usize::from(script == Script::Latin);
        }
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.n_words == 0
    }

    /// Its length in a unit.
    pub fn length(&self, unit: Unit) -> usize {
        match unit {
            Unit::Words => self.n_words,
            Unit::Characters => self.n_chars,
        }
    }
}

impl Unit {
    /// The unit after a number.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Characters => "characters",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Side;

    #[test]
    fn counts() {
        // Text; characters, words, longest word, alphabetic, letters, Arabic, Latin.
        let table = [
            ("", [0, 0, 0, 0, 0, 0, 0]),
            (" \u{a0}\n", [3, 0, 0, 0, 0, 0, 0]),
            ("بيان رقم ٣", [10, 3, 4, 7, 7, 7, 0]),
            // Marks are alphabetic, but belong to no one script; so does tatweel.
            ("مُحَمَّد", [8, 1, 8, 8, 4, 4, 0]),
            ("قطـــر", [6, 1, 6, 6, 3, 3, 0]),
            ("Doha, 2025.", [11, 2, 5, 4, 4, 0, 4]),
            ("مؤتمر G20 في Évian", [18, 4, 5, 13, 13, 7, 6]),
            ("Дом 中", [5, 2, 3, 4, 4, 0, 0]),
            ("پاکستان", [7, 1, 7, 7, 7, 7, 0]),
        ];
        for (text, expected) in table {
            let side = Side::of(text);
            let counts = [side.n_chars, side.n_words, side.longest_word, side.n_alphabetic, side.n_letters];
            assert_eq!([&counts[..], &[side.n_arabic, side.n_latin]].concat(), expected, "{text}");
        }
    }
}
