//! What holds for every text and every number.
//!
//! The words for a number are written here from scratch, so that the tables of the parser are not tested by themselves.

use proptest::prelude::*;

use super::{Number, compare, numbers};
use crate::text::Lang::{self, Arabic, English};

/// What the parser looks at, between bars.
const PARTS: &str = "0|1|9|25|100|2025|٣|٢٠|۵|.|,|٫|٬|،|:|/|-|−|%|½|$|£| | |\u{a0}|\u{200f}|\u{64b}|ـ|\n|و|و |ب|ال|خمسة|عشر|\
    عشرين|مئة|المئة|ألف|ألفًا|آلاف|مليون|مليونا|ملياري|نصف|أرباع|الأول|التسعينيات|مساء|سبتمبر|قال|twenty|five|hundred|\
    thousand|million|and|a|half|quarters|of|p.m.|s|m|k|bn|th|nineties|both|II|é|🙏";

fn texts() -> impl Strategy<Value = String> {
    let part = proptest::sample::select(PARTS.split('|').collect::<Vec<_>>());
    prop_oneof![any::<String>(), proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())]
}

fn in_arabic_digits(n: u64) -> String {
    n.to_string().bytes().map(|digit| char::from_u32('٠' as u32 + u32::from(digit - b'0')).unwrap()).collect()
}

fn in_groups(n: u64) -> String {
    let digits = n.to_string();
    let from_end = |at: usize| digits.len() - at;
    let grouped = digits.char_indices().flat_map(|(at, c)| {
        let comma = (at > 0 && from_end(at).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([c])
    });
    grouped.collect()
}

fn below_hundred(n: u64) -> String {
    const SMALL: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
        sixteen seventeen eighteen nineteen";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    let nth = |words: &'static str, at: u64| words.split_whitespace().nth(at as usize).unwrap();
    match (n / 10, n % 10) {
        (0 | 1, _) => nth(SMALL, n).to_owned(),
        (tens, 0) => nth(TENS, tens - 2).to_owned(),
        (tens, unit) => format!("{}-{}", nth(TENS, tens - 2), nth(SMALL, unit)),
    }
}

fn below_thousand(n: u64) -> String {
    match (n / 100, n % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", below_hundred(hundreds)),
        (hundreds, rest) => format!("{} hundred and {}", below_hundred(hundreds), below_hundred(rest)),
    }
}

/// `n` in English, below a quadrillion.
fn in_english(n: u64) -> String {
    let scales =
        [(1_000_000_000_000, " trillion"), (1_000_000_000, " billion"), (1_000_000, " million"), (1000, " thousand")];
    let mut rest = n;
    let mut parts = Vec::new();
    for (scale, name) in scales {
        if rest >= scale {
            parts.push(below_thousand(rest / scale) + name);
            rest %= scale;
        }
    }
    if rest > 0 || n == 0 {
        parts.push(below_thousand(rest));
    }
    parts.join(" ")
}

/// `n` in Arabic as one counts men, from 0 to 999.
fn arabic_below_thousand(n: u64) -> String {
    const UNITS: [&str; 11] =
        ["صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"];
    const TENS: [&str; 8] = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"];
    const HUNDREDS: [&str; 9] =
        ["مئة", "مئتان", "ثلاثمئة", "أربعمائة", "خمس مئة", "ست مائة", "سبعمئة", "ثمانمئة", "تسعمئة"];
    let unit = |n: u64| UNITS[n as usize];
    let below_hundred = |n: u64| match (n / 10, n % 10) {
        (0, _) | (1, 0) => unit(n).to_owned(),
        (1, 1) => "أحد عشر".to_owned(),
        (1, 2) => "اثنا عشر".to_owned(),
        (1, units) => format!("{} عشر", unit(units)),
        (tens, 0) => TENS[tens as usize - 2].to_owned(),
        (tens, units) => format!("{} و{}", unit(units), TENS[tens as usize - 2]),
    };
    match (n / 100, n % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => HUNDREDS[hundreds as usize - 1].to_owned(),
        (hundreds, rest) => format!("{} و{}", HUNDREDS[hundreds as usize - 1], below_hundred(rest)),
    }
}

/// `n` of a scale with its singular, dual, plural and accusative.
fn arabic_scaled(n: u64, [one, two, few, many]: [&str; 4]) -> String {
    match n {
        1 => one.to_owned(),
        2 => two.to_owned(),
        _ if (3..=10).contains(&(n % 100)) => format!("{} {few}", arabic_below_thousand(n)),
        _ if n % 100 > 10 => format!("{} {many}", arabic_below_thousand(n)),
        _ => format!("{} {one}", arabic_below_thousand(n)),
    }
}

/// `n` in Arabic, below a trillion.
fn in_arabic(n: u64) -> String {
    let scales = [
        (1_000_000_000, ["مليار", "ملياران", "مليارات", "مليارًا"]),
        (1_000_000, ["مليون", "مليونان", "ملايين", "مليونا"]),
        (1000, ["ألف", "ألفان", "آلاف", "ألفًا"]),
    ];
    let mut rest = n;
    let mut parts = Vec::new();
    for (scale, names) in scales {
        if rest >= scale {
            parts.push(arabic_scaled(rest / scale, names));
            rest %= scale;
        }
    }
    if rest > 0 || n == 0 {
        parts.push(arabic_below_thousand(rest));
    }
    parts.join(" و")
}

/// Numbers of all sizes alike.
fn integers(most_digits: u32) -> impl Strategy<Value = u64> {
    (1..=most_digits).prop_flat_map(|n_digits| 0..10_u64.pow(n_digits))
}

/// Asserts that `text` is the number `n`, no less and no more.
#[track_caller]
fn reads(text: &str, lang: Lang, n: u64) {
    let found = numbers(text, lang);
    let values: Vec<Number> = found.iter().map(|value| value.number).collect();
    assert_eq!(values, [Number::integer(n.into())], "{text}");
    assert_eq!(found[0].span.of(text), text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_in_the_text_in_order(text in texts()) {
        for lang in [Arabic, English] {
            let found = numbers(&text, lang);
            prop_assert!(found.iter().all(|value| !value.span.of(&text).is_empty()));
            prop_assert!(found.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
        }
    }

    #[test]
    fn a_text_has_the_numbers_of_itself(text in texts()) {
        for lang in [Arabic, English] {
            let comparison = compare(&text, lang, &text, lang);
            prop_assert_eq!((&comparison.missing, &comparison.added), (&Vec::new(), &Vec::new()));
            prop_assert!(comparison.n_matched >= numbers(&text, lang).len());
        }
    }

    #[test]
    fn what_is_missing_one_way_is_added_the_other(source in texts(), target in texts()) {
        let there = compare(&source, Arabic, &target, English);
        let back = compare(&target, English, &source, Arabic);
        prop_assert_eq!(there.missing.is_empty() && there.added.is_empty(), back.missing.is_empty() && back.added.is_empty());
    }

    #[test]
    fn one_number_in_all_writings(n in integers(12)) {
        let sources = [in_arabic_digits(n), n.to_string(), in_arabic(n)];
        let targets = [n.to_string(), in_groups(n), in_english(n)];
        sources.iter().for_each(|source| reads(source, Arabic, n));
        targets.iter().for_each(|target| reads(target, English, n));
        for source in &sources {
            for target in &targets {
                let comparison = compare(source, Arabic, target, English);
                prop_assert_eq!((comparison.missing.len(), comparison.added.len(), comparison.n_matched), (0, 0, 1));
            }
        }
    }

    #[test]
    fn other_numbers_are_told_apart(n in integers(12), m in integers(12)) {
        prop_assume!(n != m && n >= 13 && m >= 13);
        for (source, target) in [(in_arabic_digits(n), in_groups(m)), (in_arabic(n), m.to_string()), (n.to_string(), in_english(m))] {
            let is_vague = source == "ألف" || target == "one thousand";
            let comparison = compare(&source, Arabic, &target, English);
            prop_assert!(is_vague || comparison.missing.len() == 1, "{source} / {target}");
            prop_assert!(is_vague || comparison.added.len() == 1, "{source} / {target}");
        }
    }
}
