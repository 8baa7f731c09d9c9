//! Texts as they are written into XML.

use std::fmt::Write;

/// What stands for a character that XML cannot hold, where nothing better is there for it.
pub const REPLACEMENT: char = '\u{fffd}';

/// Adds the content of an element; `exception` writes what stands for a character that XML cannot hold.
///
/// A carriage return is written as a reference, since a reader takes a bare one for a line end; `>` too, so that `]]>`
/// cannot come about.
pub fn push_text(out: &mut String, text: &str, exception: fn(&mut String, char)) {
    push(out, text, |out, c| match c {
        '\t' | '\n' => out.push(c),
        _ => push_special(out, c, exception),
    });
}

/// Adds the content of an element; a character that XML cannot hold becomes U+FFFD.
pub fn push_plain(out: &mut String, text: &str) {
    push_text(out, text, |out, _| out.push(REPLACEMENT));
}

/// Adds the value of an attribute, without its quotes; a character that XML cannot hold becomes U+FFFD.
///
/// Tabs and line ends are written as references, since a reader takes bare ones for spaces.
pub fn push_value(out: &mut String, text: &str) {
    push(out, text, |out, c| push_special(out, c, |out, _| out.push(REPLACEMENT)));
}

/// Adds a text with `special` for the characters that cannot stand as they are everywhere.
fn push(out: &mut String, text: &str, special: impl Fn(&mut String, char)) {
    let mut plain = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| is_special(c)) {
        out.push_str(&text[plain..at]);
        special(out, c);
        plain = at + c.len_utf8();
    }
    out.push_str(&text[plain..]);
}

fn is_special(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '<' | '>' | '&' | '"' | '\u{fffe}' | '\u{ffff}')
}

fn push_special(out: &mut String, c: char, exception: fn(&mut String, char)) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\t' | '\n' | '\r' => {
            let _ = write!(out, "&#{};", c as u32);
        }
        _ => exception(out, c),
    }
}
