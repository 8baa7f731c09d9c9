//! Cuts a text into what matters to numbers: numbers in digits, words of which some are number words, and the rest.

use crate::text::Lang;

use super::digits::{self, Literal};
use super::number::Number;
use super::words::{Key, Word};
use super::{arabic, english};

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What stands between the piece before and this one.
    pub gap: Gap,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Digits(Literal),
    Arabic {
        found: arabic::Found,
        is_marked: bool,
    },
    English {
        word: Word,
    },
    /// Letters that count something when they touch the number before: `$5m`, `10k`, `1990s`.
    Letters(Letters),
    /// A word that is none of a number.
    Other,
}

/// What letters that touch a number can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// `m`, also metres.
    M,
    /// `k`, also a part of a name.
    K,
    /// `b`, also a part of a name.
    B,
    /// `s`, of a decade.
    S,
}

/// What stands between two pieces; the first that applies, from below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    Nothing,
    Space,
    Hyphen,
    /// Anything that parts two numbers.
    Other,
}

/// Lists the pieces of a text in order.
pub struct Scanner<'t> {
    text: &'t str,
    lang: Lang,
    at: usize,
    gap: Gap,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str, lang: Lang) -> Self {
        Self { text, lang, at: 0, gap: Gap::Other }
    }

    fn widen(&mut self, gap: Gap, n_bytes: usize) {
        self.gap = self.gap.max(gap);
        self.at += n_bytes;
    }

    fn piece(&mut self, end: usize, kind: Kind) -> Piece {
        let piece = Piece { start: self.at, end, kind, gap: self.gap };
        (self.at, self.gap) = (end, Gap::Nothing);
        piece
    }

    fn digits(&mut self) -> Piece {
        let literal = digits::read(self.text, self.at, self.lang);
        self.piece(literal.end, Kind::Digits(literal))
    }

    fn sign(&mut self, c: char) -> Option<Piece> {
        if let Some(number) = digits::fraction_sign(c) {
            let end = self.at + c.len_utf8();
            let literal =
                Literal { number: Some(number), also: digits::Also::Nothing, is_plain: false, is_optional: false, end };
            return Some(self.piece(end, Kind::Digits(literal)));
        }
        let gap = match c {
            _ if is_invisible(c) => Gap::Nothing,
            _ if c.is_whitespace() => Gap::Space,
            '‐' | '‑' => Gap::Hyphen,
            _ => Gap::Other,
        };
        self.widen(gap, c.len_utf8());
        None
    }

    /// A word in Latin letters.
    fn latin(&mut self) -> Piece {
        let bytes = self.text.as_bytes();
        let (mut key, mut n_capitals, mut end) = (Key::default(), 0, self.at);
        while let Some(byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphabetic()) {
            n_capitals += u32::from(byte.is_ascii_uppercase());
            key.push(byte.to_ascii_lowercase());
            end += 1;
        }
        let full = end + other_letters(&self.text[end..]);
        if full > end {
            return self.piece(full, Kind::Other);
        }
        let kind = latin_kind(key, n_capitals, &self.text[end..]);
        self.piece(end, kind)
    }

    /// A word in Arabic letters, with the marks in it.
    fn arabic(&mut self) -> Piece {
        let bytes = self.text.as_bytes();
        let (mut key, mut is_marked, mut end) = (Key::default(), false, self.at);
        while let Some(place) = arabic_place(bytes, end) {
            match place {
                0x4b => is_marked = true,
                0x40 | 0x4c..=0x5f | 0x70 => {}
                _ if is_letter_place(place) => key.push(arabic::folded(place)),
                _ => break,
            }
            end += 2;
        }
        let full = end + other_letters(&self.text[end..]);
        let mut found = if full > end { None } else { arabic::find(key) };
        if let Some(one) = found.as_mut().filter(|one| one.word.number == Number::integer(1)) {
            // Before «عشر» that is «وأحد», with its hamza or without.
            one.is_joined |= key == arabic::ONE && self.text[end..].trim_start().starts_with("عشر");
        }
        self.piece(full, found.map_or(Kind::Other, |found| Kind::Arabic { found, is_marked }))
    }
}

impl Iterator for Scanner<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let bytes = self.text.as_bytes();
        loop {
            match *bytes.get(self.at)? {
                b' ' => self.widen(Gap::Space, 1),
                b'0'..=b'9' => return Some(self.digits()),
                b'a'..=b'z' | b'A'..=b'Z' => return Some(self.latin()),
                b'-' => self.widen(Gap::Hyphen, 1),
                b'\t'..=b'\r' => self.widen(Gap::Space, 1),
                0..0x80 => self.widen(Gap::Other, 1),
                _ if arabic_place(bytes, self.at).is_some_and(is_letter_place) => return Some(self.arabic()),
                _ => {
                    let c = self.text[self.at..].chars().next()?;
                    if digits::digit(c).is_some() {
                        return Some(self.digits());
                    }
                    if c.is_alphabetic() {
                        let end = self.at + other_letters(&self.text[self.at..]);
                        return Some(self.piece(end, Kind::Other));
                    }
                    if let Some(piece) = self.sign(c) {
                        return Some(piece);
                    }
                }
            }
        }
    }
}

/// The place in the block at U+0600 of the character at `at`, when it is in there.
fn arabic_place(bytes: &[u8], at: usize) -> Option<u8> {
    let (lead, next) = (*bytes.get(at)?, *bytes.get(at + 1)?);
    matches!(lead, 0xd8..=0xdb).then(|| (lead & 3) << 6 | next & 0x3f)
}

/// Whether a letter of Arabic or of its neighbours is at this place of the block.
fn is_letter_place(place: u8) -> bool {
    matches!(place, 0x20..=0x3f | 0x41..=0x4a | 0x71..=0xd3)
}

/// How many bytes at the start of `rest` are letters and marks of any script, without ASCII.
fn other_letters(rest: &str) -> usize {
    if rest.as_bytes().first().is_none_or(u8::is_ascii) {
        return 0;
    }
    rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())
}

fn latin_kind(key: Key, n_capitals: u32, rest: &str) -> Kind {
    if key.n_letters == 1 {
        let is_dotted = rest.len() > 1 && rest.starts_with('.') && rest[1..].starts_with(['m', 'M']);
        let letter = key.letters as u8;
        match letter {
            b'a' | b'p' if is_dotted => return Kind::English { word: english::clock() },
            b'm' => return Kind::Letters(Letters::M),
            b'k' => return Kind::Letters(Letters::K),
            b'b' => return Kind::Letters(Letters::B),
            b's' => return Kind::Letters(Letters::S),
            _ => {}
        }
    }
    let roman = if n_capitals == key.n_letters { english::roman(key) } else { None };
    let word = roman.or_else(|| english::find(key));
    word.map_or(Kind::Other, |word| Kind::English { word })
}

/// Whether `c` shows nothing: zero-width and bidi characters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
