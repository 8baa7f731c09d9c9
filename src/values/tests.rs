//! Numbers by example: how texts are read, and what two texts say about each other.
//!
//! All examples are our own words.

use super::{Form, compare, numbers};
use crate::text::Lang::{self, Arabic, English};

/// A text, and its numbers as they stand with their values.
type Reading = (&'static str, &'static [(&'static str, &'static str)]);

#[track_caller]
fn check_readings(lang: Lang, cases: &[Reading]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|&(text, expected)| {
            let found: Vec<(&str, String)> =
                numbers(text, lang).iter().map(|value| (value.span.of(text), value.number.to_string())).collect();
            let is_right = found.iter().map(|(span, number)| (*span, number.as_str())).eq(expected.iter().copied());
            (!is_right).then(|| format!("{text}\n  want  {expected:?}\n  found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn digits_in_both_languages() {
    let cases: &[Reading] = &[
        ("", &[]),
        ("7", &[("7", "7")]),
        ("٢٠٢٥ ۱۹۹۸ 2025", &[("٢٠٢٥", "2025"), ("۱۹۹۸", "1998"), ("2025", "2025")]),
        ("1,234,567", &[("1,234,567", "1234567")]),
        ("١٬٢٣٤", &[("١٬٢٣٤", "1234")]),
        ("12\u{a0}345\u{a0}678", &[("12\u{a0}345\u{a0}678", "12345678")]),
        ("3.5 ٣٫٥", &[("3.5", "3.5"), ("٣٫٥", "3.5")]),
        ("1,234.56", &[("1,234.56", "1234.56")]),
        ("1.234,56", &[("1.234,56", "1234.56")]),
        ("1.234", &[("1.234", "1.234")]),
        ("1.234.567", &[("1.234.567", "1234567")]),
        ("0.500", &[("0.500", "0.5")]),
        (".22", &[("22", "0.22")]),
        ("-5 (−7) 10-15", &[("-5", "-5"), ("−7", "-7"), ("10", "10"), ("15", "15")]),
        ("50% ٪٥٠", &[("50", "50"), ("٥٠", "50")]),
        ("29/9/2025", &[("29", "29"), ("9", "9"), ("2025", "2025")]),
        ("29.9.2025", &[("29", "29"), ("9", "9"), ("2025", "2025")]),
        ("29.100.25", &[("29", "29"), ("100", "100"), ("25", "25")]),
        ("10:30", &[("10", "10"), ("30", "30")]),
        ("1.2.3", &[("1", "1"), ("2", "2"), ("3", "3")]),
        ("5G B52 x7y", &[("5", "5"), ("52", "52"), ("7", "7")]),
        ("14½ ¾", &[("14½", "14.5"), ("¾", "0.75")]),
        ("1\u{202f}234 1\u{2009}234", &[("1\u{202f}234", "1234"), ("1\u{2009}234", "1234")]),
        ("007", &[("007", "7")]),
        ("2\u{200f}", &[("2", "2")]),
    ];
    check_readings(Arabic, cases);
    check_readings(English, cases);
}

#[test]
fn separators_of_one_language() {
    check_readings(
        Arabic,
        &[
            ("3,5 و3،5", &[("3,5", "3.5"), ("3،5", "3.5")]),
            ("30،000", &[("30،000", "30000")]),
            ("1,234", &[("1,234", "1234")]),
        ],
    );
    check_readings(English, &[("1,2 and 3,45", &[("1", "1"), ("2", "2"), ("3", "3"), ("45", "45")])]);
}

#[test]
fn arabic_words() {
    check_readings(
        Arabic,
        &[
            ("قال ثم مضى", &[]),
            ("واحد وواحدة وأحدهم", &[("واحد", "1"), ("وواحدة", "1")]),
            ("اثنان، إثنين، اثنتان", &[("اثنان", "2"), ("إثنين", "2"), ("اثنتان", "2")]),
            ("ثلاثة رجال وبثلاث نساء", &[("ثلاثة", "3"), ("وبثلاث", "3")]),
            ("للثلاثة فأربعة كخمسة", &[("للثلاثة", "3"), ("فأربعة", "4"), ("كخمسة", "5")]),
            ("ثَلَاثَةٌ وَعِشْرُونَ", &[("ثَلَاثَةٌ وَعِشْرُونَ", "23")]),
            ("ثـــلاثة", &[("ثـــلاثة", "3")]),
            ("أحد عشر، إحدى عشرة", &[("أحد عشر", "11"), ("إحدى عشرة", "11")]),
            ("اثنا عشر، اثنتي عشرة", &[("اثنا عشر", "12"), ("اثنتي عشرة", "12")]),
            ("خمسة عشر، ثماني عشرة", &[("خمسة عشر", "15"), ("ثماني عشرة", "18")]),
            ("خمسة وعشرين، تسعة و تسعون", &[("خمسة وعشرين", "25"), ("تسعة و تسعون", "99")]),
            ("خمسة وستة", &[("خمسة", "5"), ("وستة", "6")]),
            ("مئة، مائة، مئتان، مائتي", &[("مئة", "100"), ("مائة", "100"), ("مئتان", "200"), ("مائتي", "200")]),
            ("ثلاثمائة وثلاث مئة", &[("ثلاثمائة", "300"), ("وثلاث مئة", "300")]),
            ("ثمانمئة وخمس وستون", &[("ثمانمئة وخمس وستون", "865")]),
            ("بين خمسمئة وست مئة", &[("خمسمئة", "500"), ("وست مئة", "600")]),
            ("ألف وخمسمئة", &[("ألف وخمسمئة", "1500")]),
            ("ألف وتسعمئة وستة وثمانين", &[("ألف وتسعمئة وستة وثمانين", "1986")]),
            ("ألفان، ألفين، ألفي، ألفا", &[("ألفان", "2000"), ("ألفين", "2000"), ("ألفي", "2000"), ("ألفا", "2000")]),
            ("ألفًا، ألفاً", &[("ألفًا", "1000"), ("ألفاً", "1000")]),
            ("عشرة آلاف", &[("عشرة آلاف", "10000")]),
            ("آلاف الملايين", &[]),
            ("مليوني ناخب", &[("مليوني", "2000000")]),
            ("ملياري دولار", &[("ملياري", "2000000000")]),
            ("بليون، تريليون", &[("بليون", "1000000000"), ("تريليون", "1000000000000")]),
            ("مئة ألف مليون", &[("مئة ألف مليون", "100000000000")]),
            ("ثلاثة ملايين ومئتي ألف وخمسمئة وأحد عشر", &[("ثلاثة ملايين ومئتي ألف وخمسمئة وأحد عشر", "3200511")]),
            ("الأول والثانية", &[("الأول", "1"), ("والثانية", "2")]),
            ("التاسع عشر، الخامسة والعشرين", &[("التاسع عشر", "19"), ("الخامسة والعشرين", "25")]),
            ("نصف، ربع، ثلث", &[("نصف", "0.5"), ("ربع", "0.25"), ("ثلث", "1/3")]),
            ("نصف مليون، ثلاثة أرباع", &[("نصف مليون", "500000"), ("ثلاثة أرباع", "0.75")]),
            ("مليون ونصف، مليون ونصف المليون", &[("مليون ونصف", "1500000"), ("مليون ونصف المليون", "1500000")]),
            ("التسعينيات، الستينات", &[("التسعينيات", "90"), ("الستينات", "60")]),
            ("كمية ميت كانون سبتمبر كلا", &[]),
        ],
    );
}

#[test]
fn arabic_words_after_digits() {
    check_readings(
        Arabic,
        &[
            ("240 مليار دولار", &[("240 مليار", "240000000000")]),
            ("و240مليار", &[("240مليار", "240000000000")]),
            ("٢ ملياري", &[("٢ ملياري", "2000000000")]),
            ("142 مليونًا", &[("142 مليونًا", "142000000")]),
            ("1,5 مليون", &[("1,5 مليون", "1500000")]),
            ("300 ألف و50 ألف", &[("300 ألف", "300000"), ("50 ألف", "50000")]),
            ("مليون و500 ألف", &[("مليون و500 ألف", "1500000")]),
            ("5 آلاف و200", &[("5 آلاف و200", "5200")]),
            ("5 آلاف و3 رجال", &[("5 آلاف", "5000"), ("3", "3")]),
            ("40 بالمئة و40 في المائة و٤٠ بالمائة", &[("40", "40"), ("40", "40"), ("٤٠", "40")]),
            ("240، مليار", &[("240", "240"), ("مليار", "1000000000")]),
        ],
    );
}

#[test]
fn english_words() {
    check_readings(
        English,
        &[
            ("someone's tent, oneself, Sixtus", &[]),
            ("One two", &[("One", "1"), ("two", "2")]),
            ("twenty-five, twenty five", &[("twenty-five", "25"), ("twenty five", "25")]),
            ("Two hundred and forty", &[("Two hundred and forty", "240")]),
            ("a hundred", &[("hundred", "100")]),
            ("one hundred twenty-third", &[("one hundred twenty-third", "123")]),
            ("twelve hundred", &[("twelve hundred", "1200")]),
            ("five hundred and six hundred", &[("five hundred", "500"), ("six hundred", "600")]),
            ("five hundred and twenty-six hundred", &[("five hundred", "500"), ("twenty-six hundred", "2600")]),
            ("two hundred and three thousand", &[("two hundred and three thousand", "203000")]),
            ("one thousand five hundred", &[("one thousand five hundred", "1500")]),
            ("one million", &[("one million", "1000000")]),
            ("millions, thousands", &[]),
            ("half a million", &[("half a million", "500000")]),
            ("one and a half million", &[("one and a half million", "1500000")]),
            ("a million and a half", &[("million and a half", "1500000")]),
            ("three quarters of a million", &[("three quarters of a million", "750000")]),
            ("two thirds", &[("two thirds", "2/3")]),
            ("a dozen, two dozen", &[("dozen", "12"), ("two dozen", "24")]),
            ("first, second, nineteenth", &[("first", "1"), ("second", "2"), ("nineteenth", "19")]),
            ("the nineties", &[("nineties", "90")]),
            ("May, both, World War II", &[]),
            ("five, million", &[("five", "5"), ("million", "1000000")]),
        ],
    );
}

#[test]
fn english_words_after_digits() {
    check_readings(
        English,
        &[
            ("240 billion", &[("240 billion", "240000000000")]),
            ("$240bn", &[("240bn", "240000000000")]),
            ("£1.5m", &[("1.5m", "1500000")]),
            ("100m", &[("100", "100")]),
            ("$5-million", &[("5-million", "5000000")]),
            ("1st 2nd 21st", &[("1", "1"), ("2", "2"), ("21", "21")]),
            ("25-year-old", &[("25", "25")]),
            ("1990s", &[("1990", "1990")]),
            ("5 and a half", &[("5 and a half", "5.5")]),
            ("5 million and 6 million", &[("5 million", "5000000"), ("6 million", "6000000")]),
        ],
    );
}

#[test]
fn forms() {
    let forms = |text| numbers(text, Arabic).iter().map(|value| value.form).collect::<Vec<_>>();
    assert_eq!(forms("3، ثلاثة، 3 ملايين، مليون"), [Form::Digits, Form::Words, Form::Digits, Form::Words]);
    assert_eq!(forms("مليون و500 ألف"), [Form::Digits]);
}

#[test]
fn absurd_numbers_are_passed_over() {
    let longest = "9".repeat(36);
    assert_eq!(numbers(&longest, English)[0].number.to_string(), longest);
    for text in
        ["9".repeat(37), "9".repeat(10_000), "1".to_owned() + &",000".repeat(5000), "9".repeat(30) + " trillion"]
    {
        let found = numbers(&text, English);
        assert!(found.is_empty() || found[0].number.to_string().len() <= 36, "{found:?}");
    }
    assert_eq!(numbers(&("1.".to_owned() + &"0".repeat(100)), English), []);
    assert_eq!(numbers(&"مليون ".repeat(100), Arabic).len(), 100);
}

/// Source, target, what is missing, what is added.
type Pair = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[track_caller]
fn check_pairs(cases: &[Pair]) {
    let mut wrong = Vec::new();
    for &(source, target, missing, added) in cases {
        let comparison = compare(source, Arabic, target, English);
        let found: Vec<&str> = comparison.missing.iter().map(|value| value.span.of(source)).collect();
        let found_added: Vec<&str> = comparison.added.iter().map(|value| value.span.of(target)).collect();
        if found != missing || found_added != added {
            wrong.push(format!("{source} / {target}\n  missing {found:?}, added {found_added:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_same_numbers_differently_written() {
    check_pairs(&[
        // What a comparison of characters drops.
        ("صدر القرار ٢٢٣١ عام ٢٠١٥", "Resolution 2231 was issued in 2015", &[], &[]),
        ("١٬٢٣٤٫٥", "1,234.5", &[], &[]),
        ("240 مليار", "$240bn", &[], &[]),
        ("1,5 مليون", "1.5 million", &[], &[]),
        ("1,5 مليون", "1500000", &[], &[]),
        ("ألف وخمسمئة", "1,500", &[], &[]),
        ("1.234 نسمة", "1,234 people", &[], &[]),
        ("مليون ونصف المليون", "1.5 million", &[], &[]),
        ("5 آلاف و200", "5000 and 200", &[], &[]),
        ("5 آلاف و200", "5,200", &[], &[]),
        ("خمسة وعشرون رجلا", "25 men", &[], &[]),
        ("25 رجلا", "twenty-five men", &[], &[]),
        ("التسعينيات", "the 1990s", &[], &[]),
        ("في تسعينات القرن الماضي", "in the nineties", &[], &[]),
        ("القرن التاسع عشر", "the 19th century", &[], &[]),
        ("القرن التاسع عشر", "the 1800s", &[], &[]),
        ("29/9/2025", "29 September 2025", &[], &[]),
        ("في 29 أيلول 2025", "on 9/29/2025", &[], &[]),
        ("10 تشرين الثاني", "10/11", &[], &[]),
        ("1995-1996", "1995-96", &[], &[]),
        ("29/9/25", "29/9/2025", &[], &[]),
        ("الساعة 20:00", "at 8 p.m.", &[], &[]),
        ("الثامنة مساء", "at 20:00", &[], &[]),
        ("الساعة 00:15", "at 12:15 am", &[], &[]),
        ("الساعة 10:30", "at 10.30", &[], &[]),
        ("الساعة 11:20", "at 1120 hours", &[], &[]),
        ("في ثمانينيات القرن الخامس عشر", "in the 1480s", &[], &[]),
        ("قالت قطر", "Qatar&#39;s words", &[], &[]),
        ("نصف ساعة", "30 minutes", &[], &[]),
        ("نصف الناخبين", "50% of voters", &[], &[]),
        ("ساعة ونصف", "1.5 hours", &[], &[]),
        ("40 في المئة", "forty per cent", &[], &[]),
        ("عقد من الزمن", "10 years", &[], &[]),
        ("بعد ساعتين", "after 2 hours", &[], &[]),
        ("كيلومتر مربع", "km2", &[], &[]),
        ("لويس الرابع عشر", "Louis XIV", &[], &[]),
        ("100 متر", "100m", &[], &[]),
        ("1.5 مليون", "1.5m", &[], &[]),
        ("-5 درجات", "5 degrees below zero", &[], &[]),
        ("الفئة 1", "Category One", &[], &[]),
    ]);
}

#[test]
fn small_words_come_and_go() {
    check_pairs(&[
        ("قال أحد الرجال", "One of two men said in a second", &[], &[]),
        ("للمرة الأولى", "at last", &[], &[]),
        ("ثلاثة رجال", "men", &[], &[]),
        ("ألف شكر", "many thanks", &[], &[]),
        ("رجال", "twelve men", &[], &[]),
        ("الساعة 20:00", "at 20", &[], &[]),
        // Said once more, on one side only.
        ("29 ثم 30", "29, and 30 after the 29", &[], &[]),
    ]);
}

#[test]
fn differences() {
    check_pairs(&[
        ("240 مليار", "240 million", &["240 مليار"], &["240 million"]),
        ("300 ألف", "30,000", &["300 ألف"], &["30,000"]),
        ("في 29 سبتمبر", "in September", &["29"], &[]),
        ("خمسة عشر رجلا", "men", &["خمسة عشر"], &[]),
        ("رجال", "thirteen men", &[], &["thirteen"]),
        ("2 مليون", "2 men", &["2 مليون"], &["2"]),
        ("29/9/2025", "29/8/2025", &["9"], &["8"]),
        ("ثلاثة رجال", "4 men", &[], &["4"]),
        ("التسعينيات", "the 1980s", &["التسعينيات"], &["1980"]),
        ("الساعة 20:00", "at 9 p.m.", &["20"], &["9"]),
        ("3.5", "3.05", &["3.5"], &["3.05"]),
        ("بعد سنوات", "after 2 years", &[], &["2"]),
        // The same values in another number: that is no repetition.
        ("10 و20 و10", "10, 20 and 20", &["10"], &["20"]),
        ("29 و29 و30", "29 and 31", &["30"], &["31"]),
    ]);
}

#[test]
fn matches_are_counted() {
    let n_matched = |source, target| compare(source, Arabic, target, English).n_matched;
    assert_eq!(n_matched("5 و6 وسبعة", "5, six and 7"), 3);
    assert_eq!(n_matched("5 و6", "5"), 1);
    assert_eq!(n_matched("", "5"), 0);
}
