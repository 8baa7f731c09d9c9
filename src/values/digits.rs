//! Numbers written in digits: Western, Arabic-Indic and Persian, with the separators that each language writes.
//!
//! What is no single number (a date, a time, a version) is read as its separate integers.

use crate::text::Lang;

use super::number::Number;

/// Most digits of a number; a longer one is passed over. All of them fit in 128 bits.
const MOST_DIGITS: usize = 36;

/// How a number may be meant otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Also {
    /// Only as it is read.
    Nothing,
    /// As another number: `1.234` may be 1234.
    Number(Number),
    /// As two numbers: `10.30` may be a time.
    Parts(Number, Number),
    /// As a year of this or the last century: `'96`, `1995-96`.
    ShortYear,
    /// As the years from here: `1990s`, «التسعينيات».
    Decade,
    /// As an hour of a clock of 24 hours: 8 p.m.
    Hour,
    /// As minutes, a percentage or what is added to one: half an hour, half of all, «ساعة ونصف».
    Fraction,
}

/// A number in digits.
#[derive(Clone, Copy, Debug)]
pub struct Literal {
    /// None when there are too many digits.
    pub number: Option<Number>,
    pub also: Also,
    /// Whether something other than digits is in it, so that it is complete: a separator or a fraction.
    pub is_plain: bool,
    /// Whether a translation may leave it out: the minutes of a full hour, `20:00`, the exponent of a unit,
    /// `km2`, a character's name in HTML.
    pub is_optional: bool,
    /// The byte after it.
    pub end: usize,
}

/// The value of a digit.
pub fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '٠'..='٩' => Some((c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => Some((c as u32 - '۰' as u32) as u8),
        _ => None,
    }
}

/// A run of digits.
#[derive(Clone, Copy, Default)]
struct Run {
    value: i128,
    n_digits: usize,
    starts_with_zero: bool,
    end: usize,
}

impl Run {
    /// The run that starts at `at`, if one does.
    fn at(text: &str, at: usize) -> Option<Self> {
        let mut run = Self { end: at, ..Self::default() };
        for c in text.get(at..)?.chars() {
            let Some(value) = digit(c) else { break };
            run.starts_with_zero |= run.n_digits == 0 && value == 0;
            run.n_digits += 1;
            run.end += c.len_utf8();
            if run.n_digits <= MOST_DIGITS {
                run.value = run.value * 10 + i128::from(value);
            }
        }
        (run.n_digits > 0).then_some(run)
    }

    fn number(&self) -> Option<Number> {
        (self.n_digits <= MOST_DIGITS).then(|| Number::integer(self.value))
    }
}

/// The separator at `at`, with the run of digits after it.
fn separated(text: &str, at: usize) -> Option<(char, Run)> {
    let separator = text[at..].chars().next().filter(|&c| is_separator(c))?;
    Some((separator, Run::at(text, at + separator.len_utf8())?))
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '،' | '٫' | '٬' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Reads the number whose first digit is at `start`.
///
/// # Panics
/// When no digit is there.
pub fn read(text: &str, start: usize, lang: Lang) -> Literal {
    let first = Run::at(text, start).expect("the caller has seen a digit");
    let before = Before::of(text, start);
    let literal = match separated(text, first.end) {
        _ if before.dotted => None,
        Some((separator, next)) => joined(text, first, separator, next, lang),
        None => None,
    };
    let mut literal = literal.unwrap_or_else(|| integer(first, before));
    if before.point && literal.is_plain {
        // `.22`, in which the sign before may as well be a full stop.
        literal.number = fraction(0, &first);
        literal.also = Also::Number(Number::integer(first.value));
    }
    with_fraction_sign(text, literal)
}

/// What stands before a number.
#[derive(Clone, Copy)]
struct Before {
    /// A digit and a full stop: the number is a part of a date or version.
    dotted: bool,
    /// A full stop with no letter or digit before it.
    point: bool,
    /// A digit and a colon.
    clock: bool,
    /// The start of a character's name in HTML, `&#39;`.
    entity: bool,
    /// A unit of length, without a space.
    unit: bool,
    /// What a short year follows: an apostrophe, or a digit and a dash or stroke.
    year: bool,
}

impl Before {
    fn of(text: &str, start: usize) -> Self {
        let mut before = text[..start].chars().rev();
        let (sign, outer) = (before.next(), before.next());
        let after_digit = outer.and_then(digit).is_some();
        Self {
            dotted: sign == Some('.') && after_digit,
            point: sign == Some('.') && outer.is_none_or(char::is_whitespace),
            clock: sign == Some(':') && after_digit,
            entity: sign == Some('#') && outer == Some('&'),
            unit: matches!(sign, Some('m' | 'م')) && ends_with_unit(&text[..start]),
            year: matches!(sign, Some('\'' | '’' | '‘')) || (matches!(sign, Some('-' | '–' | '/')) && after_digit),
        }
    }
}

/// Whether the last word is a unit of length, of which the square and the cube are written with a digit.
fn ends_with_unit(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next();
    matches!(word, Some("m" | "km" | "cm" | "mm" | "م" | "كم" | "سم" | "مم"))
}

fn integer(run: Run, before: Before) -> Literal {
    let (hour, minute) = (run.value / 100, run.value % 100);
    let also = match run.n_digits {
        2 if before.year => Also::ShortYear,
        // `0930` may be a time.
        4 if hour < 24 && minute < 60 => Also::Parts(Number::integer(hour), Number::integer(minute)),
        _ => Also::Nothing,
    };
    let is_exponent = before.unit && matches!(run.value, 2 | 3);
    let is_optional = before.clock && run.value == 0 || is_exponent || before.entity;
    Literal { number: run.number(), also, is_plain: true, is_optional, end: run.end }
}

/// The number that two runs with a separator between them make, and more runs after those; none when they are several
/// numbers.
fn joined(text: &str, first: Run, separator: char, next: Run, lang: Lang) -> Option<Literal> {
    let starts_groups = first.n_digits <= 3 && !first.starts_with_zero && next.n_digits == 3 && separator != '٫';
    if starts_groups {
        return grouped(text, first, separator, lang);
    }
    let is_point = match separator {
        '.' | '٫' => true,
        ',' | '،' => lang == Lang::Arabic,
        _ => false,
    };
    // `29.9.2025` is a date; `1,2,3` a list.
    let goes_on = separated(text, next.end).is_some_and(|(again, _)| again == separator);
    (is_point && !goes_on).then(|| decimal(first, next))
}

fn decimal(first: Run, next: Run) -> Literal {
    let is_time = next.n_digits == 2 && first.value < 24 && next.value < 60;
    let parts = || Also::Parts(Number::integer(first.value), Number::integer(next.value));
    let also = if is_time { parts() } else { Also::Nothing };
    Literal { number: fraction(first.value, &next), also, is_plain: false, is_optional: false, end: next.end }
}

/// The number of `whole` with `places` after the point.
fn fraction(whole: i128, places: &Run) -> Option<Number> {
    let n_places = u32::try_from(places.n_digits).ok()?;
    let digits = whole.checked_mul(10_i128.checked_pow(n_places)?)?.checked_add(places.value)?;
    Number::decimal(digits, n_places)
}

/// Groups of three digits, with decimals perhaps: `1,234,567.8`.
fn grouped(text: &str, first: Run, separator: char, lang: Lang) -> Option<Literal> {
    let (mut value, mut end, mut n_groups, mut n_digits) = (first.value, first.end, 0, first.n_digits);
    let mut last = first;
    while let Some((_, group)) = separated(text, end).filter(|(c, run)| *c == separator && run.n_digits == 3) {
        n_digits += 3;
        if n_digits <= MOST_DIGITS {
            value = value * 1000 + group.value;
        }
        (last, end, n_groups) = (group, group.end, n_groups + 1);
    }
    let integer = (n_digits <= MOST_DIGITS).then(|| Number::integer(value));
    let literal = Literal { number: integer, also: Also::Nothing, is_plain: false, is_optional: false, end };
    match separated(text, end) {
        // `29.100.2025` is a date. After several groups the rest is a number of its own, or else a long list would be
        // read again from each of its numbers.
        Some((again, _)) if again == separator => (n_groups > 1).then_some(literal),
        Some((point, places)) if is_decimal_point(point) => {
            Some(Literal { number: fraction(value, &places).filter(|_| integer.is_some()), end: places.end, ..literal })
        }
        _ if n_groups > 1 => Some(literal),
        _ => Some(ambiguous(literal, separator, fraction(first.value, &last), lang)),
    }
}

fn is_decimal_point(c: char) -> bool {
    matches!(c, '.' | ',' | '٫')
}

/// A single group, which may be three decimals as well: `1.234`, and in Arabic `1,234`.
fn ambiguous(literal: Literal, separator: char, decimal: Option<Number>, lang: Lang) -> Literal {
    match (separator, literal.number, decimal) {
        ('.', Some(grouped), decimal @ Some(_)) => Literal { number: decimal, also: Also::Number(grouped), ..literal },
        (',' | '،', Some(_), Some(decimal)) if lang == Lang::Arabic => {
            Literal { also: Also::Number(decimal), ..literal }
        }
        _ => literal,
    }
}

/// The value of a sign such as `½`.
pub fn fraction_sign(c: char) -> Option<Number> {
    let (numerator, denominator) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    };
    Number::ratio(numerator, denominator)
}

/// `14½`.
fn with_fraction_sign(text: &str, literal: Literal) -> Literal {
    let Some(sign) = text[literal.end..].chars().next() else { return literal };
    let (Some(part), Some(whole)) = (fraction_sign(sign), literal.number) else { return literal };
    let end = literal.end + sign.len_utf8();
    Literal { number: whole.plus(part), also: Also::Nothing, is_plain: false, end, ..literal }
}
