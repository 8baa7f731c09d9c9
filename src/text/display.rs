//! Text made safe for a terminal: directions isolated, control characters made visible.

use super::Lang;

/// Returns `text` inside a directional isolate of its language (UAX 9, section 2.4), so that it cannot reorder what
/// stands beside it.
///
/// Directional controls inside it are left out, since one without its partner would reach beyond the isolate; other
/// control characters, which could steer a terminal, become their pictures (␛ and its like), and line ends and tabs
/// spaces.
pub fn isolated(text: &str, lang: Lang) -> String {
    let opening = if lang.is_rtl() { '\u{2067}' } else { '\u{2066}' };
    format!("{opening}{}\u{2069}", visible(text))
}

/// Returns `text` without directional controls and with other control characters made visible.
pub fn visible(text: &str) -> String {
    text.chars().filter(|&c| !is_directional_control(c)).map(picture).collect()
}

fn is_directional_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn picture(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).expect("the pictures are assigned"),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isolates_and_defuses() {
        let cases = [
            ("نص", Lang::Arabic, "\u{2067}نص\u{2069}"),
            ("text", Lang::English, "\u{2066}text\u{2069}"),
            ("\u{202e}نص\u{2066}", Lang::Arabic, "\u{2067}نص\u{2069}"),
            ("a\u{1b}[31mb\u{7f}\u{9b}", Lang::English, "\u{2066}a␛[31mb␡\u{fffd}\u{2069}"),
            ("a\r\nb\tc", Lang::English, "\u{2066}a  b c\u{2069}"),
        ];
        for (text, lang, expected) in cases {
            assert_eq!(isolated(text, lang), expected, "{text:?}");
        }
    }
}
