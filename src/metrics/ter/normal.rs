//! A text as Tercom compares it; after its `Normalizer.java`, as sacreBLEU has it.

use super::Ter;
use crate::metrics::separate::{around, is_western_mark, numbers, unescape};
use crate::metrics::words::{split, trim_end};

impl Ter {
    /// The text with its words apart, as the settings want it.
    pub(super) fn normal(&self, text: &str) -> String {
        let mut text = if self.case_sensitive { text.to_owned() } else { text.to_lowercase() };
        if self.normalized && !text.is_empty() {
            text = western(&text);
            if self.asian_support {
                text = around(&text, is_asian);
                text = around(&text, is_asian_mark);
            }
        }
        if self.no_punct {
            text.retain(|c| !(is_left_out(c) || self.asian_support && is_asian_mark(c)));
        }
        text
    }

    /// A reference, which sacreBLEU normalises a second time, after its words were joined by single spaces. Where
    /// a `'s` stands before other white space, the second time finds more than the first.
    pub(super) fn normal_reference(&self, text: &str) -> String {
        let text = self.normal(trim_end(text));
        if self.normalized { self.normal(&split(&text).collect::<Vec<_>>().join(" ")) } else { text }
    }
}

fn western(text: &str) -> String {
    let text = unescape(&text.replace("\n-", "").replace('\n', " "));
    let text = around(&format!(" {text} "), is_western_mark);
    // Tercom has a rule for one at the end too, but the text now ends with a space.
    numbers(&text.replace("'s ", " 's "))
}

/// Characters that are words of their own. Tercom also splits runs of kana, by expressions that match only a text that
/// is nothing else and has no space before it, which the texts here have; sacreBLEU carries them over.
///
/// The last range is that of sacreBLEU, whose upper end has two digits exchanged (U+32FF was meant).
fn is_asian(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{31c0}'..='\u{31ef}' | '\u{2e80}'..='\u{2eff}'
        | '\u{3300}'..='\u{33ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{3200}'..='\u{3f22}')
}

/// Punctuation of Chinese and Japanese, and that of ASCII in full width.
fn is_asian_mark(c: char) -> bool {
    matches!(c,
        '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{ff61}'..='\u{ff65}'
        | '\u{30fb}'
        | '\u{ff0e}' | '\u{ff0c}' | '\u{ff1f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff01}' | '\u{ff02}' | '\u{ff08}'
        | '\u{ff09}')
}

fn is_left_out(c: char) -> bool {
    matches!(c, '.' | ',' | '?' | ':' | ';' | '!' | '"' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::{Ter, split};

    #[test]
    fn texts_are_normal_as_tercom_has_them() {
        let plain = Ter::default();
        let normalized = Ter { normalized: true, ..Ter::default() };
        let asian = Ter { normalized: true, asian_support: true, ..Ter::default() };
        let bare = Ter { no_punct: true, ..Ter::default() };
        let asian_bare = Ter { no_punct: true, asian_support: true, case_sensitive: true, ..Ter::default() };
        let table = [
            (&plain, "The  CAT, sat.", "the cat, sat."),
            (&normalized, "The CAT's hat, 1,000-x &amp; y.", "the cat 's hat , 1,000 - x & y ."),
            (&normalized, "", ""),
            (&asian, "日本 (x)。ひら", "日 本 ( x ) 。 ひら"),
            (&bare, "Yes, (no)! «x»", "yes no «x»"),
            (&asian_bare, "A。B，C.", "ABC"),
        ];
        for (ter, text, expected) in table {
            let normal = ter.normal(text);
            assert_eq!(split(&normal).collect::<Vec<_>>().join(" "), expected, "{ter:?} {text:?}");
        }
    }

    #[test]
    fn references_are_normal_twice() {
        let normalized = Ter { normalized: true, ..Ter::default() };
        let table =
            [("John's\u{2003}hat", "john 's hat"), ("&amp;quot;x", "& quot ; x"), ("a &amp;amp; b\n", "a & amp ; b")];
        for (text, expected) in table {
            let normal = normalized.normal_reference(text);
            assert_eq!(split(&normal).collect::<Vec<_>>().join(" "), expected, "{text:?}");
        }
    }
}
