//! Exact numbers. Knows no text but digits for printing.

use std::cmp::Ordering;
use std::fmt;

/// Most decimal places that are kept; the denominator must fit in 64 bits.
const MOST_PLACES: u32 = 18;

/// An exact number: a fraction of integers in its lowest terms, never a float.
///
/// Two numbers are equal exactly when their values are, since the denominator is positive and shares no factor with
/// the numerator. The order is by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    numerator: i128,
    denominator: u64,
}

impl Number {
    /// Makes an integer.
    pub const fn integer(value: i128) -> Self {
        Self { numerator: value, denominator: 1 }
    }

    /// Makes `numerator / denominator`; none when the denominator is 0.
    pub fn ratio(numerator: i128, denominator: u64) -> Option<Self> {
        let shared = gcd(numerator.unsigned_abs(), denominator);
        let divisor = i128::from(shared);
        (denominator > 0).then(|| Self { numerator: numerator / divisor, denominator: denominator / shared })
    }

    /// Makes `digits` with the last `n_places` of them after the decimal point; none past 18 places.
    pub fn decimal(digits: i128, n_places: u32) -> Option<Self> {
        match n_places {
            0 => Some(Self::integer(digits)),
            1..=MOST_PLACES => Self::ratio(digits, 10_u64.pow(n_places)),
            _ => None,
        }
    }

    /// The product; none when it is too large to be kept.
    pub fn times(self, other: Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.numerator)?;
        Self::ratio(numerator, self.denominator.checked_mul(other.denominator)?)
    }

    /// The sum; none when it is too large to be kept.
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(i128::from(other.denominator))?;
        let right = other.numerator.checked_mul(i128::from(self.denominator))?;
        Self::ratio(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { numerator: self.numerator.saturating_neg(), ..self }
    }

    /// The number without its sign.
    #[must_use]
    pub fn magnitude(self) -> Self {
        Self { numerator: self.numerator.saturating_abs(), ..self }
    }

    /// The value where it is a whole number.
    pub fn as_integer(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// Whether the value is at least `least`.
    pub fn is_at_least(self, least: u32) -> bool {
        self >= Self::integer(i128::from(least))
    }
}

/// The order of the values.
impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        // Cross products of the numbers themselves might not fit; those of the remainders do.
        let split = |n: &Self| {
            let denominator = i128::from(n.denominator);
            (n.numerator.div_euclid(denominator), n.numerator.rem_euclid(denominator))
        };
        let ((left, left_rest), (right, right_rest)) = (split(self), split(other));
        let rests = || {
            (left_rest.unsigned_abs() * u128::from(other.denominator))
                .cmp(&(right_rest.unsigned_abs() * u128::from(self.denominator)))
        };
        left.cmp(&right).then_with(rests)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Writes an integer or finite decimal as such, anything else as a fraction.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(n_places) = (0..=MOST_PLACES).find(|&n| 10_u64.pow(n).is_multiple_of(self.denominator)) else {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        };
        let unit = u128::from(10_u64.pow(n_places));
        let (whole, rest) =
            (self.numerator / i128::from(self.denominator), self.numerator % i128::from(self.denominator));
        let sign = if self.numerator < 0 { "-" } else { "" };
        write!(f, "{sign}{}", whole.unsigned_abs())?;
        let places = rest.unsigned_abs() * (unit / u128::from(self.denominator));
        if n_places == 0 { Ok(()) } else { write!(f, ".{places:0width$}", width = n_places as usize) }
    }
}

/// The greatest common divisor; 1 where `right` is 0, so that one can divide by it.
fn gcd(left: u128, right: u64) -> u64 {
    if right <= 1 {
        return 1;
    }
    // The remainder is less than `right`, so it fits.
    let (mut a, mut b) = (right, (left % u128::from(right)) as u64);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn equal_values_are_equal_numbers() {
        let third = Number::ratio(1, 3).unwrap();
        assert_eq!(Number::decimal(1500, 3), Number::decimal(15, 1));
        assert_eq!(Number::decimal(3000, 3), Some(Number::integer(3)));
        assert_eq!(third.times(Number::integer(3)), Some(Number::integer(1)));
        assert_eq!(third.plus(third), Number::ratio(4, 6));
        assert_eq!(Number::integer(-5).magnitude(), Number::integer(5).negated().negated());
    }

    #[test]
    fn what_cannot_be_kept_is_none() {
        let most = Number::integer(i128::MAX);
        assert_eq!(most.times(Number::integer(2)), None);
        assert_eq!(most.plus(most), None);
        assert_eq!(Number::decimal(1, 19), None);
        assert_eq!(Number::ratio(1, 0), None);
        assert_eq!(Number::integer(i128::MIN).magnitude(), most);
        assert!(!Number::ratio(1, u64::MAX).unwrap().is_at_least(1));
    }

    #[test]
    fn printing() {
        let cases = [
            (Number::decimal(-35, 1), "-3.5"),
            (Number::decimal(-5, 1), "-0.5"),
            (Number::decimal(1005, 2), "10.05"),
            (Number::ratio(1, 3), "1/3"),
            (Some(Number::integer(1_000_000)), "1000000"),
            (Number::ratio(1, 8), "0.125"),
        ];
        for (number, expected) in cases {
            assert_eq!(number.unwrap().to_string(), expected);
        }
    }
}
