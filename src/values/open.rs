//! A number that may go on: «240 مليار», two hundred and forty, «خمسة وعشرين ألفا ومئة».
//!
//! A number is a sum of groups, each of which is below 1000 and counts a scale that is smaller than the one before.
//! The rules of both languages stand side by side, since a text may quote the other language.

use crate::text::Span;

use super::compose::{Need, Reading};
use super::digits::{Also, Literal};
use super::number::Number;
use super::scan::{Gap, Letters};
use super::words::{Role, Twice, Word};
use super::{Form, Value};

/// Words for numbers below this come and go in a translation.
const LEAST_REQUIRED: u32 = 13;

/// A word of a number with its surroundings.
#[derive(Clone, Copy)]
pub struct Part {
    pub span: Span,
    pub word: Word,
    pub gap: Gap,
    pub is_arabic: bool,
    /// «و» or *and* is before it.
    pub is_joined: bool,
    pub is_definite: bool,
    /// The mark of the accusative is on it: «ألفًا».
    pub is_marked: bool,
}

/// What is counted next: below 1000, or digits.
#[derive(Clone, Copy)]
pub struct Group {
    pub start: usize,
    pub number: Number,
    pub literal: Option<Literal>,
    /// The full hundred before words were added to it, with its end and where those words start.
    pub earlier: Option<(i128, usize, usize)>,
}

/// Groups with their scales, added up.
#[derive(Clone, Copy)]
struct Total {
    number: Number,
    end: usize,
    /// The last scale; the next must be smaller.
    floor: Number,
    /// Whether a part of the scale was added: a million and a half.
    has_fraction: bool,
}

/// A number that may go on.
#[derive(Clone, Copy)]
pub struct Open {
    pub start: usize,
    pub end: usize,
    total: Option<Total>,
    pub group: Option<Group>,
    has_digits: bool,
    is_optional: bool,
    is_ordinal: bool,
    /// A scale that may be no exact number as long as it stands alone.
    is_vague: bool,
    pub is_arabic: bool,
    also: Also,
}

impl Open {
    pub fn words(part: &Part, number: Number) -> Self {
        let group = Group { start: part.span.start(), number, literal: None, earlier: None };
        Self {
            start: part.span.start(),
            end: part.span.end(),
            total: None,
            group: Some(group),
            has_digits: false,
            is_optional: part.is_definite || part.word.is_ordinal,
            is_ordinal: part.word.is_ordinal,
            is_vague: false,
            is_arabic: part.is_arabic,
            also: if part.word.role == Role::Fraction { Also::Fraction } else { Also::Nothing },
        }
    }

    pub fn digits(start: usize, number: Number, literal: Literal) -> Self {
        Self {
            start,
            end: literal.end,
            total: None,
            group: Some(Group { start, number, literal: Some(literal), earlier: None }),
            has_digits: true,
            is_optional: literal.is_optional,
            is_ordinal: false,
            is_vague: false,
            is_arabic: false,
            also: literal.also,
        }
    }

    /// A scale without a count: «مليون», «ألفين».
    pub fn bare(part: &Part, is_after_article: bool) -> Option<Self> {
        let Role::Scale { twice } = part.word.role else { return None };
        let scale = part.word.number;
        let double = scale.times(Number::integer(2))?;
        let (number, also) = match twice {
            Twice::No => (scale, Also::Nothing),
            Twice::Perhaps if part.is_marked => (scale, Also::Nothing),
            Twice::Yes => (double, Also::Nothing),
            Twice::Perhaps => (double, Also::Number(scale)),
        };
        let total = Total { number, end: part.span.end(), floor: scale, has_fraction: false };
        // A thousand without a count is often a manner of speaking; «ألف» is also a letter and a verb, «ألفا» alpha.
        let is_vague = scale == Number::integer(1000) && twice != Twice::Yes || !part.is_arabic && !is_after_article;
        let open = Self::words(part, number);
        Some(Self { total: Some(total), group: None, also, is_vague, ..open })
    }

    /// Takes in a word for a number below 1000, if it goes on with this one.
    pub fn add(&mut self, part: &Part) -> bool {
        let Some(value) = part.word.number.as_integer().filter(|_| self.is_arabic == part.is_arabic || self.has_digits)
        else {
            return false;
        };
        let Some(group) = &mut self.group else {
            let is_next = part.is_joined || !part.is_arabic && part.gap == Gap::Space;
            if is_next {
                self.group = Open::words(part, part.word.number).group;
                self.take(part);
            }
            return is_next;
        };
        let Some(before) = group.number.as_integer() else { return false };
        let sum = if group.literal.is_some() {
            (part.word.role == Role::Times && !part.is_joined).then(|| before.checked_mul(value)).flatten()
        } else {
            together(before, value, part)
        };
        let Some(sum) = sum else { return false };
        if before >= 100 && before % 100 == 0 {
            group.earlier = Some((before, self.end, part.span.start()));
        }
        group.number = Number::integer(sum);
        self.take(part);
        true
    }

    /// Five hundred and six *hundred*: the six belongs to the second hundred, so that the number before has ended, and
    /// this one becomes it. The result is the number that begins.
    pub fn undone(&mut self, part: &Part) -> Option<Self> {
        let group = self.group.as_mut().filter(|_| part.word.role == Role::Times && !part.is_joined)?;
        let (earlier, end, start) = group.earlier.take()?;
        let last = group.number.as_integer()? - earlier;
        group.number = Number::integer(earlier);
        self.end = end;
        let number = Number::integer(last.checked_mul(part.word.number.as_integer()?)?);
        let open = Self::words(part, number);
        Some(Self { start, ..open })
    }

    /// Takes in a half or a quarter.
    pub fn add_fraction(&mut self, part: &Part) -> bool {
        let fraction = part.word.number;
        let added = match (&mut self.group, &mut self.total) {
            (None, Some(total)) if part.is_joined => {
                fraction.times(total.floor).and_then(|f| f.plus(total.number)).map(|sum| {
                    *total = Total { number: sum, end: part.span.end(), has_fraction: true, ..*total };
                })
            }
            // «الثامنة والنصف» is a time.
            (Some(_), _) if self.is_ordinal => None,
            (Some(group), _) => {
                let number = match part.word.role {
                    Role::Fraction if part.is_joined => group.number.plus(fraction),
                    Role::Fractions if !part.is_joined => group.number.times(fraction),
                    _ => None,
                };
                number.filter(|_| group.number.as_integer().is_some()).map(|number| group.number = number)
            }
            _ => None,
        };
        if added.is_some() {
            self.take(part);
        }
        added.is_some()
    }

    /// Takes in a scale: what it counts is multiplied and added to the total.
    pub fn add_scale(&mut self, part: &Part) -> bool {
        let scale = part.word.number;
        let is_smaller = self.total.is_none_or(|total| scale < total.floor);
        let counted = match (self.group, self.total) {
            (Some(group), _) if is_smaller && !part.is_joined => group.number.times(scale),
            (None, Some(_)) if is_smaller && part.is_joined => {
                Open::bare(part, false).and_then(|open| Some(open.total?.number))
            }
            // «مليون ونصف المليون» names the scale again.
            (None, Some(total)) if !part.is_joined && total.has_fraction && total.floor == scale => {
                Some(Number::integer(0))
            }
            // A thousand million: the total itself is counted, and what is added makes it so.
            (None, Some(total)) if !part.is_joined && total.floor < scale => {
                scale.plus(Number::integer(-1)).and_then(|more| total.number.times(more))
            }
            _ => None,
        };
        let before = self.total.map_or(Number::integer(0), |total| total.number);
        let Some(number) = counted.and_then(|counted| before.plus(counted)) else { return false };
        self.take(part);
        self.total = Some(Total { number, end: part.span.end(), floor: scale, has_fraction: false });
        (self.group, self.also) = (None, Also::Nothing);
        true
    }

    /// Takes in letters that touch the digits. After a price they are surely a scale, and the number then ends at
    /// `price_end`; elsewhere they may be.
    pub fn add_letters(&mut self, letters: Letters, price_end: Option<usize>) {
        let Some(group) = self.group.filter(|group| group.literal.is_some() && self.total.is_none()) else { return };
        let power = match letters {
            Letters::S => {
                let is_decade = group.number.as_integer().is_some_and(|n| n % 10 == 0);
                self.also = if is_decade { Also::Decade } else { self.also };
                return;
            }
            Letters::K => 1000,
            Letters::M => 1_000_000,
            Letters::B => 1_000_000_000,
        };
        match (group.number.times(Number::integer(power)), price_end) {
            (Some(number), Some(end)) => (self.group, self.end) = (Some(Group { number, ..group }), end),
            (Some(number), None) => self.also = Also::Number(number),
            (None, _) => {}
        }
    }

    /// Whether a fraction in words is open, as in half *a* million.
    pub fn ends_with_fraction(&self) -> bool {
        self.group.is_some_and(|group| group.literal.is_none() && group.number.as_integer().is_none())
    }

    /// Whether digits may follow after *and*: the group must fit below the last scale.
    pub fn awaits(&self, number: Number) -> bool {
        let is_small =
            |total: Total| number.as_integer().zip(total.floor.as_integer()).is_some_and(|(n, floor)| n < floor);
        self.group.is_none() && self.total.is_some_and(is_small)
    }

    /// Leaves the total alone and returns a new number that begins with `group`.
    pub fn split(&mut self, group: Group) -> Self {
        let whole = *self;
        self.group = None;
        self.end = self.total.map_or(self.end, |total| total.end);
        let also = group.literal.map_or(Also::Nothing, |literal| literal.also);
        Self { start: group.start, total: None, has_digits: group.literal.is_some(), also, ..whole }
    }

    /// What the number is in the end: one reading, or two where the last group is a number of its own.
    pub fn ended(&self) -> [Option<Reading>; 2] {
        let one = |number: Number, also| [Some(self.reading(number, self.end, also)), None];
        match (self.total, self.group) {
            (None, None) => [None; 2],
            (None, Some(group)) => one(group.number, self.also),
            (Some(total), None) => one(total.number, self.also),
            (Some(total), Some(group)) => {
                let sum = total.number.plus(group.number).filter(|_| total.has_room_for(&group));
                match (sum, group.literal) {
                    (Some(sum), _) => one(sum, Also::Parts(total.number, group.number)),
                    (None, None) => [None; 2],
                    (None, Some(literal)) => {
                        let digits = Self::digits(group.start, group.number, literal);
                        let own = digits.reading(group.number, literal.end, literal.also);
                        [Some(self.reading(total.number, total.end, self.also)), Some(own)]
                    }
                }
            }
        }
    }

    fn reading(&self, number: Number, end: usize, also: Also) -> Reading {
        let has_weight = self.has_digits || number.is_at_least(LEAST_REQUIRED);
        let is_required = has_weight && !self.is_optional && !self.is_vague;
        let need = if is_required { Need::Required } else { Need::Optional };
        let form = if self.has_digits { Form::Digits } else { Form::Words };
        Reading { value: Value { span: Span::new(self.start, end), number, form }, need, also }
    }

    fn take(&mut self, part: &Part) {
        self.end = part.span.end();
        self.is_vague = false;
        self.is_optional |= part.is_definite || part.word.is_ordinal;
        self.has_digits |= self.group.is_some_and(|group| group.literal.is_some());
    }
}

impl Total {
    /// Whether a last group without a scale belongs to it: words do, and of digits those that fill a thousand, since
    /// «5 آلاف و200» is one number, and «مليون و3 رجال» two.
    fn has_room_for(&self, group: &Group) -> bool {
        let fills = |literal: Literal| literal.is_plain && self.floor == Number::integer(1000);
        group.literal.is_none_or(|literal| fills(literal) && group.number.is_at_least(100))
    }
}

/// The number that a word makes with the one before it, both below 1000 and in words; none when they are two numbers.
fn together(before: i128, value: i128, part: &Part) -> Option<i128> {
    let (units, tens) = (before % 10, before % 100);
    let is_full_hundred = before >= 100 && tens == 0;
    let fits = match part.word.role {
        Role::Times if part.is_joined => return (is_full_hundred && value < 100).then_some(before + value),
        Role::Times => return (1..100).contains(&before).then(|| before * value),
        Role::Teen if !part.is_joined => (1..10).contains(&tens),
        _ if is_full_hundred && value < 100 => part.is_joined || !part.is_arabic,
        _ if part.is_arabic => part.is_joined && (1..10).contains(&tens) && (20..100).contains(&value),
        _ => !part.is_joined && units == 0 && tens >= 20 && (1..10).contains(&value),
    };
    fits.then_some(before + value)
}
