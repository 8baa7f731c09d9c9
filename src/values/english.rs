//! English number words: the table.

use std::sync::LazyLock;

use super::words::{Dictionary, Key, Role, Twice, Word, dictionary};

/// The numbers below 20.
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const ORDINALS: [&str; 20] = [
    "",
    "first firstly",
    "second secondly",
    "third thirdly",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// The tens from 20: cardinals, ordinals, decades.
const TENS: [(&str, &str, &str); 8] = [
    ("twenty", "twentieth", "twenties"),
    ("thirty", "thirtieth", "thirties"),
    ("forty fourty", "fortieth", "forties"),
    ("fifty", "fiftieth", "fifties"),
    ("sixty", "sixtieth", "sixties"),
    ("seventy", "seventieth", "seventies"),
    ("eighty", "eightieth", "eighties"),
    ("ninety", "ninetieth", "nineties"),
];

/// Scales: the power of ten, the words, the plurals.
const SCALES: [(u32, &str, &str); 5] = [
    (3, "thousand", "thousands"),
    (6, "million mln", "millions"),
    (9, "billion bn bln milliard", "billions"),
    (12, "trillion tn trn", "trillions"),
    (15, "quadrillion", "quadrillions"),
];

/// Fractions: the denominator, the singulars, the plurals. The others in the singular are ordinals.
const FRACTIONS: [(u64, &str, &str); 7] = [
    (2, "half", "halves"),
    (3, "", "thirds"),
    (4, "quarter", "quarters"),
    (5, "", "fifths"),
    (6, "", "sixths"),
    (8, "", "eighths"),
    (10, "", "tenths"),
];

/// Words that imply a number: months, pairs, spans of time.
const HINTS: [(i128, &str); 16] = [
    (1, "january jan once single"),
    (2, "february feb both twice double pair couple twin"),
    (3, "march mar triple thrice hat"),
    (4, "april apr quadruple quartet"),
    (5, "may quintet"),
    (6, "june jun sextet"),
    (7, "july jul septet"),
    (8, "august aug"),
    (9, "september sep sept"),
    (10, "october oct"),
    (11, "november nov"),
    (12, "december dec noon midday midnight"),
    (14, "fortnight fortnightly"),
    (0, "nil"),
    (10, "decade"),
    (100, "century centenary"),
];

static WORDS: LazyLock<Dictionary> = LazyLock::new(|| dictionary(rows(), key_of));

fn rows() -> impl Iterator<Item = (&'static str, Word)> {
    let small = (0..).zip(SMALL).map(|(n, words)| (words, Word::new(Role::Plain, n)));
    let ordinals = (0..).zip(ORDINALS).map(|(n, words)| (words, Word::new(Role::Plain, n).ordinal()));
    let tens = (2..).zip(TENS).flat_map(|(n, (cardinals, ordinals, decades))| {
        let plain = Word::new(Role::Plain, 10 * n);
        [(cardinals, plain), (ordinals, plain.ordinal()), (decades, Word::new(Role::Decade, 10 * n))]
    });
    let scales = SCALES.into_iter().flat_map(|(power, singular, plural)| {
        let word = |role| Word::new(role, 10_i128.pow(power));
        [(singular, word(Role::Scale { twice: Twice::No })), (plural, word(Role::Scales))]
    });
    let fractions = FRACTIONS.into_iter().flat_map(|(n, singular, plural)| {
        [(singular, Word::fraction(Role::Fraction, n)), (plural, Word::fraction(Role::Fractions, n))]
    });
    let hints = HINTS.into_iter().map(|(n, words)| (words, Word::new(Role::Hint, n)));
    small.chain(ordinals).chain(tens).chain(scales).chain(fractions).chain(hints).chain(others())
}

fn others() -> [(&'static str, Word); 7] {
    [
        ("hundred", Word::new(Role::Times, 100)),
        ("hundredth", Word::new(Role::Times, 100).ordinal()),
        ("dozen", Word::new(Role::Times, 12)),
        ("and", Word::new(Role::And, 0)),
        ("a an of the", Word::new(Role::Article, 0)),
        ("pm am", Word::new(Role::Clock, 0)),
        ("thousandth millionth billionth", Word::new(Role::Article, 0)),
    ]
}

/// Looks a word up, by its small letters.
pub fn find(key: Key) -> Option<Word> {
    WORDS.get(&key.letters).filter(|_| key.is_whole()).copied()
}

/// The meaning of `p.m.` and `a.m.`, which are no words.
pub fn clock() -> Word {
    Word::new(Role::Clock, 0)
}

/// Roman numerals of rulers, wars and centuries, from 2 on.
const ROMAN: &str = "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi";

static ROMANS: LazyLock<Dictionary> = LazyLock::new(|| {
    dictionary(ROMAN.split(' ').zip(2..).map(|(numeral, n)| (numeral, Word::new(Role::Hint, n))), key_of)
});

/// Looks up a word in capitals as a Roman numeral.
pub fn roman(key: Key) -> Option<Word> {
    ROMANS.get(&key.letters).filter(|_| key.is_whole()).copied()
}

fn key_of(word: &str) -> Key {
    let mut key = Key::default();
    word.bytes().for_each(|byte| key.push(byte));
    key
}
