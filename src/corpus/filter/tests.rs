//! One filter at a time, and all of them together.

use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use super::{Filters, ROWS, sift};
use crate::bitext::{Pair, Status};
use crate::text::{DocumentId, SegmentId};

fn pair(source: &str, target: &str) -> Pair {
    Pair::given(DocumentId("d".to_owned()), SegmentId(1), source.to_owned(), Some(target.to_owned()))
}

/// Why a filter drops a pair, with these settings in its table.
pub(super) fn check(filter: &str, settings: &str, source: &str, target: &str) -> Option<String> {
    reason(filter, settings, &pair(source, target))
}

fn reason(filter: &str, settings: &str, pair: &Pair) -> Option<String> {
    let filters = Filters::from_toml(&format!("[{filter}]\n{settings}"), "x.toml").expect("a configuration");
    let idx = filters.names().iter().position(|name| *name == filter).expect("the filter is on");
    filters.judge(pair).drops.into_iter().find(|(dropping, _)| *dropping == idx).map(|(_, reason)| reason)
}

/// A case: filter, settings, source, target, and the reason, empty where the pair is kept.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

#[track_caller]
fn check_all(table: &[Case]) {
    for (filter, settings, source, target, expected) in table {
        let reason = check(filter, settings, source, target).unwrap_or_default();
        assert_eq!(reason, *expected, "{filter} with {settings}: {source} | {target}");
    }
}

#[test]
fn lengths() {
    check_all(&[
        ("length", "", "بيان", "Statement", ""),
        ("length", "source_max = 2", "قال الوزير نعم", "yes", "source of 3 words, not 1 to 2"),
        ("length", "target_min = 2", "قال الوزير نعم", "yes", "target of 1 words, not 2 to 250"),
        ("length", "unit = \"characters\"\nsource_max = 5", "قُلْنا", "we said", "source of 6 characters, not 1 to 5"),
        ("length", "unit = \"characters\"\nsource_max = 6", "قُلْنا", "we said", ""),
        ("length_ratio", "", "بيان", "Statement", ""),
        ("length_ratio", "", "بيان", "A statement!", "4 to 12 characters, not below 3"),
        ("length_ratio", "unit = \"words\"", "نعم", "yes yes", ""),
        ("length_ratio", "unit = \"words\"", "نعم", "yes yes yes", "1 to 3 words, not below 3"),
        ("length_ratio", "unit = \"words\"\nthreshold = 3.5", "نعم", "yes yes yes", ""),
        ("long_word", "threshold = 10", "بيان", "statement", ""),
        ("long_word", "threshold = 9", "بيان", "a statement", "target has a word of 9 characters"),
        // Tatweel is what makes a word long.
        ("long_word", "", &format!("قطـ{}ر", "ـ".repeat(40)), "Qatar", "source has a word of 44 characters"),
    ]);
}

#[test]
fn letters() {
    check_all(&[
        ("alphabet_ratio", "", "بيان مشترك", "Joint statement", ""),
        ("alphabet_ratio", "", "١٢٣ ٤٥٦ بيان", "Statement", "letters are 0.33 of the source, not 0.5"),
        ("alphabet_ratio", "", "بيان", "12 – 34: yes", "letters are 0.25 of the target, not 0.5"),
        ("alphabet_ratio", "exclude_whitespace = true", "ب ي ا ن", "s t a t", ""),
        ("alphabet_ratio", "source_threshold = 0.6", "ب ي ا ن", "stat", "letters are 0.57 of the source, not 0.6"),
        // Vowel marks are alphabetic, and tatweel is.
        ("alphabet_ratio", "source_threshold = 1.0", "مُحَمَّدـ", "Muhammad", ""),
        ("character_score", "", "بيان", "statement", ""),
        ("character_score", "source_threshold = 1.0", "مُحَمَّدٌ ـ ٣ / 3", "Muhammad 3", ""),
        ("character_score", "", "Joint بيان", "statement", "Arabic letters are 0.44 of the source's, not 0.6"),
        ("character_score", "", "بيان", "Дом", "Latin letters are 0.00 of the target's, not 0.9"),
        ("character_score", "", "بيان", "state بيان", "Latin letters are 0.56 of the target's, not 0.9"),
        ("character_score", "", "٢٠٢٥", "2025", ""),
        ("character_score", "", "إيران", "Évian, Đà Nẵng", ""),
    ]);
}

#[test]
fn sentence_ends() {
    let off = "arabic_marks = false";
    check_all(&[
        ("terminal_punctuation", "threshold = -2.0", "نعم.", "Yes.", ""),
        ("terminal_punctuation", "threshold = 0.0", "لماذا؟", "Why?", ""),
        ("terminal_punctuation", "threshold = 0.0", "نعم؛ «لا»", "Yes; “no”", ""),
        (
            "terminal_punctuation",
            &format!("threshold = 0.0\n{off}"),
            "لماذا؟",
            "Why?",
            "0 and 1 marks score -0.69, below 0",
        ),
        (
            "terminal_punctuation",
            "threshold = -2.0",
            "نعم",
            "Yes. Yes. Yes. Yes.",
            "0 and 4 marks score -2.08, below -2",
        ),
        ("terminal_punctuation", "threshold = -2.0", "نعم", "Yes. Yes. Yes.", ""),
        ("terminal_punctuation", "threshold = -2.0", "نعم.", "Yes. Yes. Yes. Yes.", ""),
    ]);
}

#[test]
fn pairs_without_a_side() {
    let empty = |source: &str, target: &str| check("empty", "", source, target);
    assert_eq!(empty("بيان", ""), Some("no target".to_owned()));
    assert_eq!(empty("بيان", " \u{a0}"), Some("no target".to_owned()));
    assert_eq!(empty("", "statement"), Some("no source".to_owned()));
    assert_eq!(empty("بيان", "statement"), None);
    let failed = Pair { status: Status::Failed, target: None, ..pair("بيان", "") };
    let told = "no target, because translating failed";
    assert_eq!(Filters::standard().judge(&failed).drops, [(0, told.to_owned())]);
    // Nobody else speaks about them, so that what `empty` drops alone can be counted.
    let verdict = Filters::standard().judge(&pair(&"بيان ".repeat(500), "\n"));
    assert_eq!(verdict.drops, [(0, "no target".to_owned())]);
}

#[test]
fn states_and_scores() {
    let with = |status, score| Pair { status, score, ..pair("بيان", "statement") };
    let table = [
        ("status", "", with(Status::Done, None), ""),
        ("status", "", with(Status::Passed, None), ""),
        ("status", "", with(Status::Failed, None), "failed"),
        ("status", "", with(Status::Untranslated, None), "untranslated"),
        ("status", "keep = [\"reviewed\"]", with(Status::Done, None), "done"),
        ("score", "", with(Status::Done, None), ""),
        ("score", "", with(Status::Done, Some(-0.5)), ""),
        ("score", "threshold = -0.4", with(Status::Done, Some(-0.5)), "-0.50 is below -0.4"),
        ("score", "", with(Status::Done, Some(f32::NAN)), "NaN is below -2"),
    ];
    for (filter, settings, pair, expected) in table {
        assert_eq!(reason(filter, settings, &pair).unwrap_or_default(), expected, "{filter} with {settings}: {pair:?}");
    }
}

#[test]
fn the_defaults_hold_every_filter_in_order() {
    let standard = Filters::standard();
    assert_eq!(standard.names(), ROWS.map(|row| row.name));
    let headers = super::DEFAULTS.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
    assert_eq!(headers.collect::<Vec<_>>(), standard.names());
    assert_eq!(super::DEFAULTS.matches("enabled = true").count(), ROWS.len());
    assert_eq!(Filters::from_toml(super::DEFAULTS, "x").expect("a configuration").names(), standard.names());
}

#[test]
fn filters_are_switched_off() {
    let filters = Filters::from_toml("[length]\nenabled = false\n[empty]\nenabled = false", "x").expect("good");
    assert_eq!(filters.names()[..3], ["status", "score", "length_ratio"]);
    assert!(Filters::standard().names().contains(&"length"));
}

#[test]
fn what_is_wrong_in_a_configuration_is_named() {
    let table = [
        ("\n[lenght]\n", "f.toml:2: there is no filter named lenght; did you mean length?"),
        (
            "[length]\nsource_mx = 3",
            "f.toml:2: there is no key of the filter length named source_mx; did you mean source_max?",
        ),
        (
            "[length]\nqqqqqq = 3",
            "f.toml:2: there is no key of the filter length named qqqqqq; there are enabled, source_max, source_min, target_max, target_min, unit",
        ),
        ("length = 3", "f.toml:1: length is a filter; write [length] with its settings below"),
        (
            "[length]\n\nsource_max = \"3\"",
            "f.toml:3: length.source_max is a value of type string; give one of type integer",
        ),
        (
            "[length]\nsource_max = 3.5",
            "f.toml:2: length.source_max is a value of type float; give one of type integer",
        ),
        ("[length]\nsource_max = -3", "f.toml:2: length.source_max is negative; give a number from 0"),
        ("[length]\nenabled = 1", "f.toml:2: length.enabled is a value of type integer; give one of type boolean"),
        (
            "[length]\nsource_min = 300",
            "f.toml:2: length.source_min is 300, more than the most, 200; lower one or raise the other",
        ),
        (
            "[length]\nsource_max = 0",
            "f.toml:1: length.source_min is 1, more than the most, 0; lower one or raise the other",
        ),
        (
            "[length]\nunit = \"letters\"",
            "f.toml:1: length: unknown variant `letters`, expected `words` or `characters`",
        ),
        ("[length_ratio]\nthreshold = 0.5", "f.toml:2: length_ratio.threshold is 0.5; give a number 1 or more"),
        ("[language]\nthreshold = 7", "f.toml:2: language.threshold is 7; give a number from 0 to 1"),
        ("[untranslated]\nthreshold = nan", "f.toml:2: untranslated.threshold is NaN; give a number from 0 to 1"),
        (
            "[terminal_punctuation]\nthreshold = 2",
            "f.toml:2: terminal_punctuation.threshold is 2; scores are 0 or less",
        ),
        ("[repetition]\nthreshold = 0", "f.toml:2: repetition.threshold is 0; give a number from 1"),
        ("[repetition]\nmin_length = 200", "f.toml:2: repetition.min_length is more than max_length, 100"),
        (
            "[status]\nkeep = [\"good\"]",
            "f.toml:2: status.keep names the status good; there are untranslated, failed, passed, done, reviewed, final",
        ),
    ];
    for (text, expected) in table {
        let error = Filters::from_toml(text, "f.toml").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{text}");
    }
    let error = Filters::from_toml("[length]\nunit", "f.toml").err().expect("no TOML").to_string();
    assert!(error.starts_with("f.toml:2: ") && error.ends_with("; see --print-config"), "{error}");
}

#[test]
fn reasons_are_told_with_their_filters() {
    let filters = Filters::standard();
    let verdict = filters.judge(&pair("بيان <b>", "a very long statement <i> about nothing"));
    let told = "length_ratio: 8 to 39 characters, not below 3; markup: source has <b>";
    assert_eq!(filters.told(&verdict), told);
    assert!(!verdict.keeps());
}

proptest! {
    // Each case is ten thousand pairs.
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn threads_and_neighbours_change_nothing(texts in proptest::collection::vec(("[ابت .؟3]{0,12}", "[abc .?3<>]{0,12}"), 0..40)) {
        let filters = Filters::standard();
        // Many chunks' worth.
        let pairs: Vec<Pair> = texts.iter().cycle().take(texts.len() * 250).map(|(source, target)| pair(source, target)).collect();
        let alone: Vec<_> = pairs.iter().map(|pair| (pair.clone(), filters.judge(pair))).collect();
        for n_threads in [1, 3] {
            let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
            let together: Vec<_> = sift(&filters, &pool, pairs.iter().cloned()).collect();
            prop_assert_eq!(&together, &alone);
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_filter_panic(source in ".{0,60}", target in ".{0,60}") {
        let verdict = Filters::standard().judge(&pair(&source, &target));
        prop_assert!(verdict.drops.is_sorted_by_key(|(idx, _)| *idx));
    }
}
