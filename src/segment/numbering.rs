//! The numbers, letters and bullets that open list items. Does not follow a list from item to item.

use crate::text::is_arabic_letter;

use super::chars::{char_at, is_blank, is_invisible, plain, skip};

/// Marks that open an item when a space follows, or an Arabic letter, since Arabic lists often leave the space out.
const BULLETS: &str = "•‣⁃◦●○▪▫■□◆◇►➤✓✔–—-*·";

/// Marks between a number and its item.
const DELIMITERS: &str = ".)-–/ـ";

/// Letters with a full stop that are titles of persons, not items: doctor, engineer, professor.
const TITLES: &str = "دمأ";

/// Digits in the longest number of an item; a longer one is a year or a quantity.
const LONGEST_NUMBER: usize = 3;

/// Bytes in the longest number with its sections, as `1.2.3`; reading on would cost time.
const LONGEST_ORDINAL: usize = 24;

/// Ordinals in words, which a colon or a dash follows: `أولا: وقف القتال`.
const WORDS: &str = "أولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا";

/// What a line starts with when it is a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A bullet, a number, or an ordinal in words.
    Plain,
    /// An Arabic letter: `ب.`, `(ج)`.
    Letter,
    /// An Arabic letter, or else a person's title: `د.`; the lines around it decide.
    LetterOrTitle,
}

/// The marker that `line` starts with.
pub fn marker(line: &str) -> Option<Marker> {
    let start = skip(line, 0, is_invisible);
    bullet(line, start).or_else(|| enclosed(line, start)).or_else(|| delimited(line, start)).or_else(|| worded(line))
}

/// Whether `text` is nothing but the number or letter of an item, as text is before the full stop of `1.`.
pub fn is_ordinal(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    let text = text.strip_prefix('(').unwrap_or(text);
    text.len() <= LONGEST_ORDINAL && Ordinal::read(text, 0).is_some_and(|ordinal| ordinal.end == text.len())
}

/// Whether `text` ends with a number that a colon or semicolon leads on to; in `9:30` it does not.
pub fn ends_with_led_number(text: &str) -> bool {
    let text = text.trim_end_matches(is_invisible);
    let rest = text.trim_end_matches(char::is_numeric);
    let is_short = (1..=LONGEST_NUMBER).contains(&text[rest.len()..].chars().take(LONGEST_NUMBER + 1).count());
    let lead = rest.trim_end_matches(is_blank).strip_suffix([':', ';', '؛']);
    is_short && lead.is_some_and(|lead| !lead.ends_with(char::is_numeric))
}

fn bullet(line: &str, start: usize) -> Option<Marker> {
    let c = char_at(line, start).filter(|&c| BULLETS.contains(c))?;
    let next = following(line, start + c.len_utf8());
    (next.is_whitespace() || (c != '*' && is_arabic_letter(next))).then_some(Marker::Plain)
}

fn enclosed(line: &str, start: usize) -> Option<Marker> {
    let close = match char_at(line, start)? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let ordinal = Ordinal::read(line, start + 1)?;
    let end = skip(line, ordinal.end, is_invisible);
    (char_at(line, end) == Some(close)).then(|| ordinal.marker())
}

fn delimited(line: &str, start: usize) -> Option<Marker> {
    let ordinal = Ordinal::read(line, start)?;
    let (first, end) = delimiter(line, ordinal.end).or_else(|| ordinal.spaced_dash(line))?;
    // `1.-` and `1.)` have two; `1..` trails off.
    let second = delimiter(line, end).filter(|&(second, _)| second != first);
    let end = second.map_or(end, |(_, end)| end);
    let (next, rest) = (following(line, end), line[end..].trim_start_matches(is_blank));
    let is_spaced = next.is_whitespace();
    let fits = match ordinal.kind {
        Kind::Number => is_spaced || is_arabic_letter(next) || (first == ')' && next.is_alphabetic()),
        Kind::Roman => is_spaced,
        Kind::Latin => is_spaced && (first == ')' || (first == '.' && !is_initial(rest))),
        Kind::Arabic(letter) if first == '.' && TITLES.contains(letter) => {
            return is_spaced.then_some(Marker::LetterOrTitle);
        }
        // A number follows the abbreviated word for a telephone or a page.
        Kind::Arabic(_) if first == '.' => is_spaced && !rest.starts_with(char::is_numeric),
        Kind::Arabic(_) => is_spaced || is_arabic_letter(next) && first != 'ـ',
    };
    fits.then(|| ordinal.marker())
}

fn worded(line: &str) -> Option<Marker> {
    let end = line.find([':', '-', '–', ' ']).filter(|&end| end <= LONGEST_ORDINAL)?;
    let word = plain(&line[..end]);
    let leads_on = line[end..].trim_start().starts_with([':', '-', '–']);
    (leads_on && WORDS.split(' ').any(|listed| listed == word)).then_some(Marker::Plain)
}

/// The delimiter at `at` and where it ends.
fn delimiter(line: &str, at: usize) -> Option<(char, usize)> {
    let start = skip(line, at, is_invisible);
    let mark = char_at(line, start).filter(|&c| DELIMITERS.contains(c))?;
    Some((mark, start + mark.len_utf8()))
}

/// The visible character at `at`, or a space at the end.
fn following(line: &str, at: usize) -> char {
    line[at..].chars().find(|&c| !is_invisible(c)).unwrap_or(' ')
}

/// Whether `rest` goes on with one more letter and full stop, as in a name's initials.
fn is_initial(rest: &str) -> bool {
    let mut chars = rest.chars().filter(|&c| !is_invisible(c));
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
}

/// What counts the items.
struct Ordinal {
    kind: Kind,
    end: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Roman,
    Latin,
    Arabic(char),
}

impl Ordinal {
    fn marker(&self) -> Marker {
        if matches!(self.kind, Kind::Arabic(_)) { Marker::Letter } else { Marker::Plain }
    }

    /// The dash after a number and a space, as in `1 - وقف القتال`, with a word after it.
    fn spaced_dash(&self, line: &str) -> Option<(char, usize)> {
        let at = skip(line, self.end, is_blank);
        let dash = delimiter(line, at).filter(|&(dash, _)| matches!(dash, '-' | '–'))?;
        let is_led = line[dash.1..].trim_start_matches(is_blank).starts_with(char::is_alphabetic);
        (is_led && matches!(self.kind, Kind::Number)).then_some(dash)
    }

    fn read(text: &str, start: usize) -> Option<Self> {
        let rest = &text[start..];
        let first = rest.chars().next()?;
        if first.is_numeric() {
            return Self::number(text, start);
        }
        let end = skip(text, start, |c| c.is_alphanumeric() && c != 'ـ');
        let word = &text[start..end];
        let kind = match word.chars().count() {
            1 if is_arabic_letter(first) => Kind::Arabic(first),
            1 if first.is_ascii_alphabetic() => Kind::Latin,
            2..=5 if word.chars().all(|c| "ivx".contains(c)) || word.chars().all(|c| "IVX".contains(c)) => Kind::Roman,
            _ => return None,
        };
        // The letter ه is written with a tatweel, so as not to look like a digit; others may be.
        let stretched = skip(text, end, |c| c == 'ـ');
        let is_stretched = delimiter(text, stretched).is_some();
        Some(Self { kind, end: if is_stretched { stretched } else { end } })
    }

    /// Reads `12` or `1.2.3`; a single number with a fraction, as `3.5`, is left to the delimiter, which will not fit.
    fn number(text: &str, start: usize) -> Option<Self> {
        let mut end = skip(text, start, char::is_numeric);
        while let Some(section) = section(text, end).filter(|_| end - start <= LONGEST_ORDINAL) {
            end = skip(text, section, char::is_numeric);
        }
        let n_digits = |number: &str| number.chars().filter(|c| c.is_numeric()).take(LONGEST_NUMBER + 1).count();
        let is_short = text[start..end].split('.').all(|number| n_digits(number) <= LONGEST_NUMBER);
        is_short.then_some(Self { kind: Kind::Number, end })
    }
}

/// Where the digits start that follow a full stop at `at`.
fn section(text: &str, at: usize) -> Option<usize> {
    let dot = skip(text, at, is_invisible);
    let digits = skip(text, dot + text[dot..].starts_with('.').then_some(1)?, is_invisible);
    text[digits..].starts_with(char::is_numeric).then_some(digits)
}
