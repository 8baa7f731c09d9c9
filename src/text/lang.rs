//! The languages that the program knows rules for.

/// A language, by the rules that apply to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Arabic, `ar`.
    Arabic,
    /// English, `en`.
    English,
}

impl Lang {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::English => "en",
        }
    }

    /// Whether lines run from right to left.
    pub fn is_rtl(self) -> bool {
        self == Self::Arabic
    }
}

/// Whether `c` is a letter of the Arabic script: its blocks and presentation forms, without digits, marks and tatweel.
///
/// The ranges are those of General_Category Lo with Script Arabic in Unicode 16, since the standard's `Alphabetic`
/// property also holds for the vowel marks.
pub fn is_arabic_letter(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{66e}' | '\u{66f}' | '\u{671}'..='\u{6d3}' | '\u{6d5}'
        | '\u{6ee}' | '\u{6ef}' | '\u{6fa}'..='\u{6fc}' | '\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{887}'
        | '\u{889}'..='\u{88e}' | '\u{8a0}'..='\u{8c8}' | '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fd3d}'
        | '\u{fd50}'..='\u{fdfb}' | '\u{fe70}'..='\u{fe74}' | '\u{fe76}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::is_arabic_letter;

    #[test]
    fn arabic_letters() {
        let letters = "ابتءآىةپچڤگﷲﻻٱ";
        assert!(letters.chars().all(is_arabic_letter));
        let others = "٣۳،؟؛ـ\u{64b}\u{64e}aé1.«";
        let wrong: Vec<char> = others.chars().filter(|&c| is_arabic_letter(c)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
