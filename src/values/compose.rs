//! Goes over the pieces of a text and puts those together that make one number.
//!
//! What a number takes in is decided in `open`; here is what begins and ends one.

use crate::text::{Lang, Span};

use super::digits::{Also, Literal};
use super::number::Number;
use super::open::{Group, Open, Part};
use super::scan::{Gap, Kind, Letters, Piece, Scanner};
use super::words::Role;
use super::{Form, Value};

/// How much a number asks of the other side of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// It has to be there.
    Required,
    /// It may be missing, but serves what is required on the other side.
    Optional,
    /// As before, and it is no number itself: September.
    Implied,
}

/// A number with what a comparison has to know of it.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub value: Value,
    pub need: Need,
    pub also: Also,
}

/// Reads the numbers of a text, and the words that imply one, in order.
pub fn read(text: &str, lang: Lang) -> Vec<Reading> {
    let mut composer = Composer { text, readings: Vec::new(), open: None, is_joined: false, is_after_article: false };
    for piece in Scanner::new(text, lang) {
        composer.feed(&piece);
    }
    composer.close();
    composer.readings
}

struct Composer<'t> {
    text: &'t str,
    readings: Vec<Reading>,
    open: Option<Open>,
    /// The last piece was «و» or *and*, after which an open number goes on.
    is_joined: bool,
    is_after_article: bool,
}

impl Composer<'_> {
    fn feed(&mut self, piece: &Piece) {
        if piece.gap == Gap::Other {
            self.close();
        }
        match piece.kind {
            Kind::Other => self.close(),
            Kind::Digits(literal) => self.digits(piece, literal),
            Kind::Letters(letters) => self.letters(piece, letters),
            Kind::Arabic { found, is_marked } => self.word(Part {
                span: Span::new(piece.start, piece.end),
                word: found.word,
                gap: piece.gap,
                is_arabic: true,
                is_joined: found.is_joined || self.is_joined,
                is_definite: found.is_definite,
                is_marked,
            }),
            Kind::English { word } => self.word(Part {
                span: Span::new(piece.start, piece.end),
                word,
                gap: piece.gap,
                is_arabic: false,
                is_joined: self.is_joined,
                is_definite: false,
                is_marked: false,
            }),
        }
        self.is_after_article = matches!(piece.kind, Kind::English { word } if word.role == Role::Article);
    }

    fn word(&mut self, part: Part) {
        match part.word.role {
            Role::And => self.is_joined = self.open.is_some(),
            Role::Article => self.article(),
            Role::Hint => self.hint(part),
            Role::Decade => self.decade(part),
            Role::Clock => self.clock(part),
            Role::Plain | Role::Teen | Role::Times => self.small(part),
            Role::Fraction | Role::Fractions => self.fraction(part),
            Role::Scale { .. } | Role::Scales => self.scale(part),
        }
        self.is_joined &= matches!(part.word.role, Role::And | Role::Article);
    }

    /// Half *a* million, one and *a* half; any other article ends a number.
    fn article(&mut self) {
        let goes_on = self.is_joined || self.open.is_some_and(|open| open.ends_with_fraction());
        if !goes_on {
            self.close();
        }
    }

    fn hint(&mut self, part: Part) {
        self.close();
        let also = part.word.other.map_or(Also::Nothing, Also::Number);
        self.push(part.span, part.word.number, Need::Implied, also);
    }

    fn decade(&mut self, part: Part) {
        self.close();
        self.push(part.span, part.word.number, Need::Required, Also::Decade);
    }

    /// Whether a number ends shortly before `start`.
    fn is_after_number(&self, start: usize) -> bool {
        let last = self.readings.last().map(|reading| reading.value.span.end());
        self.open.is_some() || last.is_some_and(|end| start - end <= LONGEST_PREPOSITION)
    }

    /// Marks the hours before a word such as p.m.
    fn clock(&mut self, part: Part) {
        self.close();
        let near = |reading: &&mut Reading| part.span.start() - reading.value.span.end() <= LONGEST_CLOCK;
        for reading in self.readings.iter_mut().rev().take(2).take_while(near) {
            if reading.also == Also::Nothing && !reading.value.number.is_at_least(13) {
                reading.also = Also::Hour;
            }
        }
    }

    fn small(&mut self, part: Part) {
        if part.word.role == Role::Times && part.is_definite && self.is_after_number(part.span.start()) {
            // «بالمئة» and «في المئة»: per cent.
            return self.close();
        }
        if let Some(open) = &mut self.open {
            if let Some(counted) = open.undone(&part) {
                self.close();
                self.open = Some(counted);
                return;
            }
            if open.add(&part) {
                return;
            }
        }
        self.close();
        self.open = Some(Open::words(&part, part.word.number));
    }

    fn fraction(&mut self, part: Part) {
        if self.open.as_mut().is_some_and(|open| open.add_fraction(&part)) {
            return;
        }
        self.close();
        if part.word.role == Role::Fraction {
            self.open = Some(Open::words(&part, part.word.number));
        }
    }

    fn scale(&mut self, part: Part) {
        if self.open.as_mut().is_some_and(|open| open.add_scale(&part)) {
            return;
        }
        // The scale may count the last group alone, «300 ألف و50 ألف», or nothing of what is open.
        let group = self.open.and_then(|open| open.group).filter(|_| !part.is_joined);
        let counted = self.open.as_mut().zip(group).map(|(open, group)| open.split(group));
        self.close();
        self.open = counted;
        if !self.open.as_mut().is_some_and(|open| open.add_scale(&part)) {
            self.close();
            self.open = Open::bare(&part, self.is_after_article);
        }
    }

    fn digits(&mut self, piece: &Piece, literal: Literal) {
        let is_joined = std::mem::take(&mut self.is_joined);
        let Some(number) = literal.number else { return self.close() };
        if let Some(open) = self.open.as_mut().filter(|open| is_joined && open.awaits(number)) {
            open.group = Some(Group { start: piece.start, number, literal: Some(literal), earlier: None });
            open.end = piece.end;
            return;
        }
        self.close();
        let (start, number) = signed(self.text, piece.start, number);
        self.open = Some(Open::digits(start, number, literal));
    }

    /// `$5m`, `10k`, `1990s`.
    fn letters(&mut self, piece: &Piece, letters: Letters) {
        if let Some(open) = self.open.as_mut().filter(|_| piece.gap == Gap::Nothing) {
            let is_price = self.text[..open.start].ends_with(['$', '£', '€', '¥']);
            open.add_letters(letters, is_price.then_some(piece.end));
        }
        self.close();
    }

    /// Ends the number that is open.
    fn close(&mut self) {
        self.is_joined = false;
        if let Some(open) = self.open.take() {
            self.readings.extend(open.ended().into_iter().flatten());
        }
    }

    fn push(&mut self, span: Span, number: Number, need: Need, also: Also) {
        self.readings.push(Reading { value: Value { span, number, form: Form::Words }, need, also });
    }
}

/// Longest way from an hour to the word that says which half of the day it is in, in bytes.
const LONGEST_CLOCK: usize = 8;

/// Longest way from a number to «المئة», in bytes, with «في» between.
const LONGEST_PREPOSITION: usize = " في ".len() + 2;

/// The number with the sign before it, and where that starts. A dash that touches something else is no sign.
fn signed(text: &str, start: usize, number: Number) -> (usize, Number) {
    let mut before = text[..start].chars().rev();
    let Some(sign @ ('-' | '−')) = before.next() else { return (start, number) };
    let is_free = before.next().is_none_or(|c| c.is_whitespace() || c == '(');
    if is_free { (start - sign.len_utf8(), number.negated()) } else { (start, number) }
}
