//! Texts of others inside the card: quoted for YAML, and escaped for Markdown.

use std::fmt::Write;

/// A text as a double-quoted scalar of YAML, 1.1 and 1.2. What YAML does not print, or a reader does not see, is
/// escaped.
pub fn yaml(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_unseen(c) => _ = write!(quoted, "\\u{:04x}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text within a line of Markdown, or in a cell of a table, that stands there as it is.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' | '$' => {
                escaped.extend(['\\', c]);
            }
            c if is_unseen(c) => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Control characters, ends of lines, marks of direction and what is no character; all below U+10000.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_one_line_and_whole() {
        let table = [
            ("a corpus", r#""a corpus""#),
            (r#"a: "b" \ #c"#, r#""a: \"b\" \\ #c""#),
            ("بيان\nمشترك\u{85}\u{202e}", "\"بيان\\u000aمشترك\\u0085\\u202e\""),
            ("---\n😀", "\"---\\u000a😀\""),
        ];
        for (text, expected) in table {
            assert_eq!(yaml(text), expected, "{text:?}");
        }
    }

    #[test]
    fn yaml_without_strange_characters_is_json() {
        for text in ["", "a\"b\\c", "نص\t\r\n\u{1}\u{7f}\u{2028}", "- {x: y} & *z !t % @ `"] {
            assert_eq!(serde_json::from_str::<String>(&yaml(text)).unwrap(), text);
        }
    }

    #[test]
    fn markdown_says_what_the_text_says() {
        let table = [
            ("model:a|beam:4", "model:a\\|beam:4"),
            ("<b>*x*</b>\n# y", "\\<b\\>\\*x\\*\\</b\\> \\# y"),
            ("[a](b)`c`", "\\[a\\](b)\\`c\\`"),
            ("بيان", "بيان"),
        ];
        for (text, expected) in table {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }
}
