//! The substitutions that tokenisers are made of: spaces put around characters, by what stands beside them.
//!
//! Each does what a regular expression of sacreBLEU does, matches that overlap included: they are found from left to
//! right, and a character that one match has taken is not looked at for the next.

/// Which of two neighbours is the mark that gets spaces.
#[derive(Clone, Copy)]
pub enum Mark {
    /// The first: `(a)(b)` becomes ` a b`.
    First,
    /// The second: `(a)(b)` becomes `a b `.
    Second,
}

/// Puts a space on either side of each character of a class.
pub fn around(text: &str, class: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if class(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Separates two neighbours, one of which is the mark, wherever both are of their classes.
pub fn neighbours(text: &str, first: impl Fn(char) -> bool, second: impl Fn(char) -> bool, mark: Mark) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = if first(c) { characters.next_if(|next| second(*next)) } else { None };
        match (next, mark) {
            (None, _) => out.push(c),
            (Some(next), Mark::First) => out.extend([' ', c, ' ', next]),
            (Some(next), Mark::Second) => out.extend([c, ' ', next, ' ']),
        }
    }
    out
}

/// The punctuation of ASCII except the apostrophe, comma, dash and full stop; of `mteval-v13a.pl`.
pub fn is_western_mark(c: char) -> bool {
    matches!(c, ' '..='&' | '('..='+' | ':'..='@' | '/' | '['..='`' | '{'..='~')
}

/// Separates commas, full stops and dashes that are not within a number; of `mteval-v13a.pl` too.
pub fn numbers(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_stop = |c: char| matches!(c, '.' | ',');
    let text = neighbours(text, |c| !is_digit(c), is_stop, Mark::Second);
    let text = neighbours(&text, is_stop, |c| !is_digit(c), Mark::First);
    neighbours(&text, is_digit, |c| c == '-', Mark::Second)
}

/// Undoes the four escapes of XML in the order in which sacreBLEU does, so that `&amp;lt;` becomes `<`.
pub fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

#[cfg(test)]
mod tests {
    use super::{Mark, around, is_western_mark, neighbours, numbers, unescape};

    #[test]
    fn matches_do_not_overlap() {
        let dots = |text, mark| neighbours(text, |c| c != '0', |c| c == '.', mark);
        assert_eq!(dots("a....", Mark::Second), "a . . . .");
        assert_eq!(dots("0.b.", Mark::Second), "0.b . ");
        assert_eq!(neighbours("..b", |c| c == '.', |_| true, Mark::First), " . .b");
    }

    #[test]
    fn numbers_keep_their_marks() {
        assert_eq!(numbers(" 1,000.5 "), " 1,000.5 ");
        assert_eq!(numbers(" 5-6 x-y "), " 5 - 6 x-y ");
        assert_eq!(numbers(" end. "), " end  .   ");
    }

    #[test]
    fn western_marks_leave_four_out() {
        let marks: String = ('!'..='~').filter(|&c| is_western_mark(c)).collect();
        assert_eq!(marks, "!\"#$%&()*+/:;<=>?@[\\]^_`{|}~");
        assert_eq!(around("a(b،", is_western_mark), "a ( b،");
    }

    #[test]
    fn escapes_are_undone_in_their_order() {
        assert_eq!(unescape("&amp;lt; &lt;&gt; &quot;x&quot; &#39;"), "< <> \"x\" &#39;");
    }
}
