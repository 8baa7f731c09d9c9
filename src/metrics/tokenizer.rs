//! How BLEU cuts a text into tokens.

use std::borrow::Cow;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::separate::{self, Mark};
use super::words::is_space;

/// How BLEU cuts a text into tokens; the names are sacreBLEU's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tokenizer {
    /// Western punctuation apart, as `mteval-v13a.pl` of WMT. Arabic and typographic marks stay with their words.
    #[default]
    V13a,
    /// All punctuation and symbols of Unicode apart, as `mteval-v14.pl --international-tokenization`.
    Intl,
    /// Each character a token.
    Char,
    /// The words as they are.
    None,
}

impl Tokenizer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::V13a, Self::Intl, Self::Char, Self::None];

    /// The name in signatures.
    pub fn name(self) -> &'static str {
        match self {
            Self::V13a => "13a",
            Self::Intl => "intl",
            Self::Char => "char",
            Self::None => "none",
        }
    }

    /// The text with white space between its tokens.
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::V13a => v13a(text).into(),
            Self::Intl => intl(text).into(),
            Self::Char => separate::around(text, |c| !is_space(c)).into(),
            Self::None => text.into(),
        }
    }
}

fn v13a(text: &str) -> String {
    let text = text.replace("<skipped>", "").replace("-\n", "").replace('\n', " ");
    let text = if text.contains('&') { separate::unescape(&text) } else { text };
    separate::numbers(&separate::around(&format!(" {text} "), separate::is_western_mark))
}

/// No space is put at the ends first, so that a full stop behind a number at the end stays with it; `mteval-v14.pl` has
/// this error, and what is comparable has it too.
fn intl(text: &str) -> String {
    let of = |c: char, group| c.general_category_group() == group;
    let is_number = |c| of(c, GeneralCategoryGroup::Number);
    let is_mark = |c| of(c, GeneralCategoryGroup::Punctuation);
    let text = separate::neighbours(text, |c| !is_number(c), is_mark, Mark::Second);
    let text = separate::neighbours(&text, is_mark, |c| !is_number(c), Mark::First);
    separate::around(&text, |c| of(c, GeneralCategoryGroup::Symbol))
}

#[cfg(test)]
mod tests {
    use super::Tokenizer;
    use crate::metrics::words::split;

    #[test]
    fn texts_are_cut_as_sacrebleu_cuts_them() {
        let table = [
            (Tokenizer::V13a, "Hello, world.", "Hello , world ."),
            (Tokenizer::V13a, "It's 1,000.5-2 (at 5 p.m.)", "It's 1,000.5 - 2 ( at 5 p . m . )"),
            (Tokenizer::V13a, "a &amp;lt; b<skipped>", "a < b"),
            (Tokenizer::V13a, "«نعم»، قال؟", "«نعم»، قال؟"),
            (Tokenizer::V13a, "end-\nof line\nnext", "endof line next"),
            (Tokenizer::V13a, "", ""),
            (Tokenizer::Intl, "«نعم»، قال؟", "« نعم » ، قال ؟"),
            (Tokenizer::Intl, "in 2025. It's 5% + €3", "in 2025 . It ' s 5 % + € 3"),
            (Tokenizer::Intl, "in 2025.", "in 2025."),
            (Tokenizer::Intl, "٣٫٥ و1,000", "٣٫٥ و1,000"),
            (Tokenizer::Char, "ab\u{301} c", "a b \u{301} c"),
            (Tokenizer::None, "a,  b.", "a, b."),
        ];
        for (tokenizer, text, expected) in table {
            let tokenized = tokenizer.apply(text);
            assert_eq!(split(&tokenized).collect::<Vec<_>>().join(" "), expected, "{tokenizer:?} {text:?}");
        }
    }
}
