//! What NumPy computes, digit for digit: its random numbers, and its sums of narrow numbers.

/// How wide floating-point numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 32 bits. NumPy from version 2 on keeps to them when one side of an operation has them and the other is a
    /// number of Python's.
    Single,
    /// 64 bits.
    Double,
}

impl Width {
    /// A result of 64-bit arithmetic on numbers of this width, as arithmetic of this width gives it.
    ///
    /// Rounding twice changes nothing here: 64 bits hold more than twice the digits, which is enough for sums,
    /// products and quotients (Figueroa 1995, "When is double rounding innocuous?").
    pub fn round(self, value: f64) -> f64 {
        match self {
            Self::Single => f64::from(value as f32),
            Self::Double => value,
        }
    }
}

/// Permuted congruential generator of 128 bits (O'Neill 2014), with NumPy's `SeedSequence`: `default_rng(seed)`.
pub struct Pcg64 {
    state: u128,
    increment: u128,
    /// The upper half of the last number, where only the lower was wanted.
    spare: Option<u32>,
}

impl Pcg64 {
    const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        let [high, low, stream_high, stream_low] = seed_words(seed);
        let wide = |high: u64, low: u64| u128::from(high) << 64 | u128::from(low);
        let mut generator = Self { state: 0, increment: wide(stream_high, stream_low) << 1 | 1, spare: None };
        generator.step();
        generator.state = generator.state.wrapping_add(wide(high, low));
        generator.step();
        generator
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(Self::MULTIPLIER).wrapping_add(self.increment);
    }

    fn next_u64(&mut self) -> u64 {
        self.step();
        let (high, low) = ((self.state >> 64) as u64, self.state as u64);
        (high ^ low).rotate_right((self.state >> 122) as u32)
    }

    /// 32 random bits: `next_uint32`, which gives the lower half of a number first.
    pub fn next_u32(&mut self) -> u32 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let both = self.next_u64();
        self.spare = Some((both >> 32) as u32);
        both as u32
    }

    /// A number below `end`, which is at least 1: an element of `choice(end, …)`, after Lemire 2019.
    pub fn below(&mut self, end: u32) -> u32 {
        if end == 1 {
            return 0;
        }
        let mut product = u64::from(self.next_u32()) * u64::from(end);
        if (product as u32) < end {
            let threshold = end.wrapping_neg() % end;
            while (product as u32) < threshold {
                product = u64::from(self.next_u32()) * u64::from(end);
            }
        }
        (product >> 32) as u32
    }
}

/// `SeedSequence(seed).generate_state(4, numpy.uint64)`.
fn seed_words(seed: u64) -> [u64; 4] {
    const SHIFT: u32 = 16;
    let mut pool = [0_u32; 4];
    let mut constant = 0x43b0_d7e5_u32;
    let mut hash = |value: u32| {
        let value = value ^ constant;
        constant = constant.wrapping_mul(0x931e_8875);
        let value = value.wrapping_mul(constant);
        value ^ value >> SHIFT
    };
    let entropy = [seed as u32, (seed >> 32) as u32, 0, 0];
    for (word, entropy) in pool.iter_mut().zip(entropy) {
        *word = hash(entropy);
    }
    for source in 0..pool.len() {
        for target in (0..pool.len()).filter(|target| *target != source) {
            let mixed =
                pool[target].wrapping_mul(0xca01_f9dd).wrapping_sub(hash(pool[source]).wrapping_mul(0x4973_f715));
            pool[target] = mixed ^ mixed >> SHIFT;
        }
    }
    let mut constant = 0x8b51_f9dd_u32;
    let mut words = (0..8).map(|idx: usize| {
        let value = pool[idx % pool.len()] ^ constant;
        constant = constant.wrapping_mul(0x58f3_8ded);
        let value = value.wrapping_mul(constant);
        value ^ value >> SHIFT
    });
    std::array::from_fn(|_| {
        let low = words.next().unwrap_or_default();
        u64::from(words.next().unwrap_or_default()) << 32 | u64::from(low)
    })
}

/// `numpy.mean` of numbers of a width.
pub fn mean(values: &[f64], width: Width) -> f64 {
    width.round(pairwise_sum(values, width) / values.len() as f64)
}

/// NumPy's sum of neighbours in memory: halves of halves, the last of them in eight lanes.
fn pairwise_sum(values: &[f64], width: Width) -> f64 {
    const N_LANES: usize = 8;
    const MOST: usize = 128;
    let add = |sum: f64, value: &f64| width.round(sum + value);
    if values.len() < N_LANES {
        return values.iter().fold(0.0, add);
    }
    if values.len() > MOST {
        let half = values.len() / 2;
        let (first, second) = values.split_at(half - half % N_LANES);
        return add(pairwise_sum(first, width), &pairwise_sum(second, width));
    }
    let lanes = values.chunks_exact(N_LANES);
    let rest = lanes.remainder();
    let mut sums = [0.0; N_LANES];
    for lane in lanes {
        for (sum, value) in sums.iter_mut().zip(lane) {
            *sum = add(*sum, value);
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    let sum = add(add(add(a, &b), &add(c, &d)), &add(add(e, &f), &add(g, &h)));
    rest.iter().fold(sum, add)
}

/// Python's `statistics.mean`: of the exact sum, rounded once.
///
/// The sum is kept in two numbers (Knuth's two-sum), whose error is far below half a digit of the result.
pub fn exact_mean(values: &[f64], width: Width) -> f64 {
    let (mut high, mut low) = (0.0_f64, 0.0_f64);
    for value in values {
        let sum = high + value;
        let added = sum - high;
        low += (high - (sum - added)) + (value - added);
        high = sum;
    }
    let n = values.len() as f64;
    let quotient = (high + low) / n;
    let remainder = (-quotient).mul_add(n, high) + low;
    width.round(quotient + remainder / n)
}

#[cfg(test)]
mod tests {
    use super::{Pcg64, Width, exact_mean, pairwise_sum};

    #[test]
    fn random_numbers_are_those_of_numpy() {
        let mut generator = Pcg64::new(12345);
        let raw = [4_193_609_425_186_963_869, 5_843_160_025_838_961_886, 14_708_796_524_633_321_433];
        assert_eq!([(); 3].map(|()| generator.next_u64()), raw);
        let mut generator = Pcg64::new(12345);
        assert_eq!([(); 8].map(|()| generator.below(1012)), [707, 230, 798, 320, 206, 806, 650, 684]);
        let mut generator = Pcg64::new(12345);
        let word = generator.next_u32();
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(|bit| word >> bit & 1), [1, 0, 1, 1, 1, 0, 0, 1]);
        assert_eq!([(); 3].map(|()| Pcg64::new(7).below(1)), [0; 3]);
    }

    #[test]
    fn sums_of_single_width_are_added_by_halves() {
        // One by one, the small numbers are lost beside the first; by halves, those in its lane alone. As numpy.sum.
        let mut values = vec![1.0; 300];
        values[0] = f64::from(1 << 24);
        let by_halves = pairwise_sum(&values, Width::Single);
        let one_by_one = values.iter().fold(0.0, |sum, value| Width::Single.round(sum + value));
        assert_eq!((by_halves, one_by_one), (16_777_506.0, 16_777_216.0));
    }

    #[test]
    fn the_exact_mean_is_rounded_once() {
        let table: [(&[f64], f64); 3] = [
            (&[0.1; 10], 0.1),
            (&[1e16, 1.0, -1e16, 1.0], 0.5),
            (&[1.0, f64::EPSILON, f64::EPSILON], (1.0 + 2.0 * f64::EPSILON) / 3.0),
        ];
        for (values, expected) in table {
            assert_eq!(exact_mean(values, Width::Double), expected, "{values:?}");
        }
    }
}
