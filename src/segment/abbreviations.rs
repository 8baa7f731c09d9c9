//! Whether a full stop belongs to an abbreviation. The words are in the languages' files.

use std::collections::HashMap;

use crate::text::is_arabic_letter;

use super::language::Language;
use super::stops::Stop;

/// What an abbreviation lets follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something always follows: `Dr.`, `د.`.
    Title,
    /// A number follows, or else it is a word with its own full stop: `No. 5`, `ص. 5`.
    Counter,
    /// It may end a sentence, and does when the next word begins one: `U.S.`, `ق.م.`.
    Closing,
}

/// A row of a language's table: a class and its words, without the final full stop, between spaces.
pub type Row = (Class, &'static str);

/// Reads the rows of a language.
pub fn table(rows: &[Row]) -> HashMap<&'static str, Class> {
    rows.iter().flat_map(|&(class, words)| words.split_whitespace().map(move |word| (word, class))).collect()
}

/// Whether the full stop of `stop` belongs to an abbreviation and, with the word `next` after it, does not end the
/// sentence as well.
pub fn goes_on(stop: &Stop, next: &str, language: &'static Language) -> bool {
    match find(&stop.word_before(), stop, language) {
        None => false,
        Some(Class::Title) => true,
        Some(Class::Counter) => is_number(next),
        Some(Class::Closing) => !language.begins_with(next),
    }
}

/// Whether `word` is a number, in digits or Roman; `I` is rather the pronoun.
fn is_number(word: &str) -> bool {
    let is_roman = word.len() > 1 && word.chars().all(|c| "IVXLC".contains(c)) || matches!(word, "V" | "X");
    word.starts_with(char::is_numeric) || is_roman
}

/// The class of `word`, which stands before `stop`, and in Arabic may have «و» (and) in front.
fn find(word: &str, stop: &Stop, language: &'static Language) -> Option<Class> {
    let language = language.of_word(word);
    let listed = |word: &str| language.abbreviations.get(word).copied();
    let bare = word.strip_prefix('و').filter(|rest| !rest.is_empty());
    listed(word)
        .or_else(|| listed(&capitalised(word)?))
        .or_else(|| initials(word, stop))
        .or_else(|| listed(bare?))
        .or_else(|| initials(bare?, stop))
}

/// `DR` as `Dr`, for titles in capitals.
fn capitalised(word: &str) -> Option<String> {
    let is_capitals = word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    is_capitals.then(|| word[..1].to_owned() + &word[1..].to_ascii_lowercase())
}

/// The class of single letters, alone or with full stops between: a person's initials, `U.A.E`, `ج.م.ع`.
fn initials(word: &str, stop: &Stop) -> Option<Class> {
    let is_letter = |part: &str| part.chars().count() == 1 && part.starts_with(char::is_alphabetic);
    if !word.split('.').all(is_letter) {
        return None;
    }
    if word.contains('.') {
        return Some(Class::Closing);
    }
    let before = stop.second_word_before();
    if word.starts_with(is_arabic_letter) {
        // After a number these are the eras and the metre, «عام 2025 م.», and the full stop is the sentence's.
        let is_unit = matches!(word, "م" | "ه") && before.ends_with(char::is_numeric);
        return (stop.is_glued() || !is_unit).then_some(Class::Title);
    }
    let is_name = before.is_empty() || before.starts_with(char::is_uppercase);
    (word.starts_with(char::is_uppercase) && is_name).then_some(Class::Closing)
}
