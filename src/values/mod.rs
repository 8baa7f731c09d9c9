//! What a span of either language means, read by value: numbers.
//!
//! A text is cut into pieces (`scan`), of which some are digits (`digits`) and some number words (`arabic`, `english`);
//! those that belong together make one number (`compose` and `open`), and the numbers of two texts are held against each other
//! (`compare`). To teach a word, add it to the table of its language and a case to the tests.
//!
//! Not read: duals of counted nouns («ساعتان»), decimals in words (two point five), digits grouped by plain spaces, years
//! in words (nineteen eighty-four, which is 19 and 84), numbers of more than 36 digits.

mod arabic;
mod compare;
mod compose;
mod digits;
mod english;
mod number;
mod open;
mod scan;
mod words;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, compare};
pub use number::Number;

use crate::text::{Lang, Span};

/// A number found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where it is: digits and words, with a sign before them and without the unit after them.
    pub span: Span,
    /// What it is; a percentage is the plain number, and where a text allows two readings this is the likelier one.
    pub number: Number,
    /// How it is written.
    pub form: Form,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With digits, perhaps with words as well: «240 مليار».
    Digits,
    /// In words alone.
    Words,
}

/// Lists the numbers of `text`, in order and not overlapping; `lang` decides what separators mean.
///
/// Words of the other language are read too, since each quotes the other. A date, a time or a version is its separate
/// integers, an ordinal its cardinal.
pub fn numbers(text: &str, lang: Lang) -> Vec<Value> {
    let readings = compose::read(text, lang).into_iter();
    readings.filter(|reading| reading.need != compose::Need::Implied).map(|reading| reading.value).collect()
}
