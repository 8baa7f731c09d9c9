//! What the rules ask of a language. The answers are in the file of each language.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::{Lang, is_arabic_letter};

use super::abbreviations::Class;
use super::{arabic, english};

/// The knowledge of one language.
pub struct Language {
    /// Its abbreviations, without the final full stop, by class.
    pub abbreviations: LazyLock<HashMap<&'static str, Class>>,
    /// Whether a word begins a sentence more often than it goes on with one, where both are possible.
    pub begins: fn(&str) -> bool,
    /// Whether a word names the speaker when it follows his words, and so goes on with their sentence.
    pub speaks: fn(&str) -> bool,
}

impl Language {
    /// The language of a whole text.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Arabic => &arabic::LANGUAGE,
            Lang::English => &english::LANGUAGE,
        }
    }

    /// Whether `word` begins a sentence, by the rules of its own language.
    pub fn begins_with(&'static self, word: &str) -> bool {
        (self.of_word(word).begins)(word)
    }

    /// Whether `word` names a speaker, by the rules of its own language.
    pub fn speaks_with(&'static self, word: &str) -> bool {
        (self.of_word(word).speaks)(word)
    }

    /// The language of `word`, by its script: each language's texts quote the other.
    pub fn of_word(&'static self, word: &str) -> &'static Self {
        match word.chars().find(|c| c.is_alphabetic()) {
            Some(c) if is_arabic_letter(c) => &arabic::LANGUAGE,
            Some(c) if c.is_ascii() => &english::LANGUAGE,
            _ => self,
        }
    }
}
