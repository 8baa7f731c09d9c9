//! Words as Python's `str.split` finds them.

/// Whether Python counts a character as white space: Unicode's property, and the four separators U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// The words of a text: what lies between white space.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// A text without the white space at its end.
pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

#[cfg(test)]
mod tests {
    use super::{split, trim_end};

    #[test]
    fn words_are_those_of_python() {
        let table: [(&str, &[&str]); 6] = [
            ("", &[]),
            (" \t\n", &[]),
            ("a b", &["a", "b"]),
            ("a\u{1c}b\u{1f}\u{85}c\u{a0}d\u{3000}e", &["a", "b", "c", "d", "e"]),
            ("a\u{200b}b\u{180e}c\u{feff}", &["a\u{200b}b\u{180e}c\u{feff}"]),
            (" قال  الوزير ", &["قال", "الوزير"]),
        ];
        for (text, expected) in table {
            assert_eq!(split(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
        assert_eq!(trim_end(" a\u{1e}\u{2028}\n"), " a");
    }
}
