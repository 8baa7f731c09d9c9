//! The view of a text that duplicates are looked for in: what two writings of one text have in common.

use std::borrow::Cow;

use twox_hash::XxHash3_128;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::bitext::Pair;

/// The hash of a text or of several; two that differ share one by chance once in 2⁶⁴ texts or so.
pub type Key = u128;

/// Which sides of a pair have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The source and the target.
    Both,
    /// The source, whatever the target is.
    Source,
    /// The target, whatever the source is.
    Target,
}

impl Side {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Source => "source",
            Self::Target => "target",
        }
    }

    /// The texts of these sides, source first; an empty one for a side that has none. None where the only side that
    /// counts has none: such a pair is a duplicate of nothing.
    pub fn texts(self, pair: &Pair) -> Option<[&str; 2]> {
        let [source, target] = [0, 1].map(|side| text(pair, side));
        match self {
            Self::Both => Some([source.unwrap_or_default(), target.unwrap_or_default()]),
            Self::Source => source.map(|source| [source, ""]),
            Self::Target => target.map(|target| ["", target]),
        }
    }
}

/// The source of a pair for side 0, else its target; none where there is nothing but white space.
pub fn text(pair: &Pair, side: usize) -> Option<&str> {
    let text = if side == 0 { Some(&*pair.source) } else { pair.target.as_deref() };
    text.filter(|text| !text.trim().is_empty())
}

/// The key of texts, in their order.
pub fn key(texts: &[&str]) -> Key {
    /// A byte that no UTF-8 has, so that a border cannot be mistaken.
    const BORDER: u8 = 0xff;
    let mut bytes = Vec::with_capacity(texts.iter().map(|text| text.len() + 1).sum());
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(BORDER);
    }
    XxHash3_128::oneshot(&bytes)
}

/// The text without what writers and typesetters vary: vowel marks and accents, tatweel, invisible characters, the
/// hamza on its carrier, final ya and ta marbuta, presentation forms, the script of digits, case, and punctuation. Words
/// are parted by one space. Signs that say something stay, each as a word: of currencies and of mathematics, `%`, `#`,
/// and a minus before a number, which is joined to it.
///
/// A text of punctuation alone stays as it is, but for white space around it; else all of those were one.
pub fn folded(text: &str) -> Cow<'_, str> {
    let mut folder = Folder { out: String::with_capacity(text.len()), is_apart: false };
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            'a'..='z' | '0'..='9' | 'ا'..='ي' if c != 'ـ' => folder.letter(c),
            ' ' => folder.is_apart = true,
            '-' | '−' if folder.is_at_start() && characters.peek().is_some_and(|next| next.is_numeric()) => {
                folder.letter('-');
            }
            _ => decompose_compatible(c, |part| folder.part(part)),
        }
    }
    match folder.out.is_empty() {
        true => Cow::Borrowed(text.trim()),
        false => Cow::Owned(folder.out),
    }
}

struct Folder {
    out: String,
    /// Whether something that parts words came after what is in `out`.
    is_apart: bool,
}

impl Folder {
    /// Takes a character of a compatibility decomposition (NFKD), which has marks and hamza apart from their letter.
    fn part(&mut self, c: char) {
        match c {
            _ if is_dropped(c) => {}
            _ if c.is_alphanumeric() => c.to_lowercase().for_each(|c| self.letter(c)),
            '٪' => self.sign('%'),
            _ if is_sign(c) => self.sign(c),
            _ => self.is_apart = true,
        }
    }

    /// Whether what comes next begins a word.
    fn is_at_start(&self) -> bool {
        self.is_apart || self.out.is_empty()
    }

    /// Takes a sign, which is a word.
    fn sign(&mut self, c: char) {
        self.is_apart = true;
        self.letter(c);
        self.is_apart = true;
    }

    fn letter(&mut self, c: char) {
        if std::mem::take(&mut self.is_apart) && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.out.push(one_form(c));
    }
}

/// What leaves no trace, not even between words.
fn is_dropped(c: char) -> bool {
    let is_invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    is_invisible || matches!(c, 'ـ' | '\u{ad}' | '\u{61c}' | '\u{feff}') || is_combining_mark(c)
}

/// Whether a text says something else without it.
fn is_sign(c: char) -> bool {
    let is_of_currency = matches!(c, '$' | '¢'..='¥' | '؋' | '\u{20a0}'..='\u{20cf}');
    is_of_currency || matches!(c, '%' | '‰' | '#' | '+' | '<'..='>' | '°' | '±' | '×' | '÷' | '\u{2200}'..='\u{22ff}')
}

/// One letter for those that stand for each other in careless writing, and one script for digits.
fn one_form(c: char) -> char {
    match c {
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        _ => c,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn variants_fold_to_one_text() {
        let cases = [
            ("", ""),
            (" \t", ""),
            ("قَالَ الوَزِيرُ:", "قال الوزير"),
            ("الســـلام", "السلام"),
            ("أإآٱا ا\u{654}", "ااااا ا"),
            ("مسؤول شاطئ هدى مدرسة", "مسوول شاطي هدي مدرسه"),
            ("٢٠٢٥ ۱۹۹۸ 12", "2025 1998 12"),
            ("«Café»,  the U.S.", "cafe the u s"),
            ("ﷲ ﻻ ﺔ", "الله لا ه"),
            ("a\u{200f}b\u{ad}c", "abc"),
            ("don’t don't", "don t don t"),
            ("5$ 5€ $5", "5 $ 5 € $ 5"),
            ("-5 %, −٥٪; 2024-2025 — 7 - 8", "-5 % -5 % 2024 2025 7 8"),
            ("C++ C# A+", "c + + c # a +"),
            ("STRASSE straße", "strasse straße"),
            (" *** ", "***"),
            ("ء", "ء"),
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn keys_know_where_a_text_ends() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_ne!(key(&["a", ""]), key(&["", "a"]));
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "[\\PCآأؤئىةـ\u{64b}\u{654}٣A. \n]*") {
            let once = folded(&text).into_owned();
            prop_assert_eq!(folded(&once), once.as_str());
        }
    }
}
