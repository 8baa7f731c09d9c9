//! Tests of the duplicates: what counts as one, which pair stays, and the laws of it all.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::text::{DocumentId, SegmentId};

fn pair(source: &str, target: &str) -> Pair {
    Pair::given(DocumentId("d".to_owned()), SegmentId(1), source.to_owned(), Some(target.to_owned()))
}

fn pairs(texts: &[(&str, &str)]) -> Vec<Pair> {
    texts.iter().map(|(source, target)| pair(source, target)).collect()
}

fn decided(settings: Settings, against: &[Pair], pairs: &[Pair]) -> Vec<Verdict> {
    let mut dedup = Dedup::new(settings).unwrap();
    against.iter().for_each(|pair| dedup.keep_apart(pair));
    dedup.add(pairs.iter().cloned()).unwrap();
    dedup.decide().unwrap()
}

fn by(by: By) -> Settings {
    Settings { by, ..Settings::default() }
}

fn of(by: By, of: u32) -> Verdict {
    Verdict::Duplicate { by, of, similarity: 1.0 }
}

const LONG: &str = "أكد الوزيران التزامهما بالشراكة بين البلدين في مجالات الأمن والاقتصاد والتعليم والصحة";
const LONG_EN: &str =
    "The two ministers affirmed their commitment to the partnership between both countries in security";

#[test]
fn each_way_includes_the_stricter_ones() {
    let pairs =
        pairs(&[("قال الوزير.", "He said."), ("قال الوزير.", "He said."), ("قَال الوزير", "he said"), ("لا", "no")]);
    let (exact, folded) = (of(By::Exact, 0), of(By::Normalised, 0));
    assert_eq!(decided(by(By::Exact), &[], &pairs), [Verdict::Kept, exact, Verdict::Kept, Verdict::Kept]);
    for way in [By::Normalised, By::Near] {
        assert_eq!(decided(by(way), &[], &pairs), [Verdict::Kept, exact, folded, Verdict::Kept]);
    }
}

#[test]
fn sides_that_do_not_count_may_differ() {
    let pairs = pairs(&[("نص", "one"), ("نص", "two"), ("آخر", "Two!")]);
    let verdicts = |side| decided(Settings { side, ..Settings::default() }, &[], &pairs);
    assert_eq!(verdicts(Side::Both), [Verdict::Kept; 3]);
    assert_eq!(verdicts(Side::Source), [Verdict::Kept, of(By::Exact, 0), Verdict::Kept]);
    assert_eq!(verdicts(Side::Target), [Verdict::Kept, Verdict::Kept, of(By::Normalised, 1)]);
}

#[test]
fn a_pair_without_the_side_that_counts_is_a_duplicate_of_nothing() {
    let empty = Pair { target: None, ..pair("نص", "x") };
    let settings = Settings { side: Side::Target, ..Settings::default() };
    assert_eq!(decided(settings, &[], &[empty.clone(), empty.clone()]), [Verdict::Kept; 2]);
    let both = decided(Settings::default(), &[], &[pair("نص", "x"), empty.clone(), empty]);
    assert_eq!(both, [Verdict::Kept, Verdict::Kept, of(By::Exact, 1)]);
}

#[test]
fn the_pair_that_has_come_furthest_stays() {
    let with = |status| Pair { status, ..pair("نص", "text") };
    let statuses = [Status::Failed, Status::Passed, Status::Done, Status::Reviewed, Status::Final];
    let verdicts = decided(Settings::default(), &[], &statuses.map(with));
    let expected = [of(By::Exact, 3), of(By::Exact, 3), of(By::Exact, 3), Verdict::Kept, of(By::Exact, 3)];
    assert_eq!(verdicts, expected);
}

#[test]
fn both_sides_of_near_pairs_are_near() {
    let source = LONG.replace("والصحة", "والبيئة");
    let target = LONG_EN.replace("security", "energy");
    let all = pairs(&[(LONG, LONG_EN), (&source, &target), (&source, "Something else altogether")]);
    let verdicts = decided(Settings::default(), &[], &all);
    let Verdict::Duplicate { by: By::Near, of: 0, similarity } = verdicts[1] else { panic!("{verdicts:?}") };
    assert!((0.8..1.0).contains(&similarity), "{similarity}");
    assert_eq!([verdicts[0], verdicts[2]], [Verdict::Kept; 2]);
    let strict = Settings { threshold: f64::from(similarity) + 0.001, ..Settings::default() };
    assert_eq!(decided(strict, &[], &all), [Verdict::Kept; 3]);
}

#[test]
fn what_repeats_a_near_duplicate_names_the_one_that_stays() {
    let source = LONG.replace("والصحة", "والبيئة");
    let all = [pair(LONG, "x"), pair(&source, "x"), pair(&source, "x"), pair(&format!("{source}."), "X")];
    let all = all.map(|pair| Pair { target: Some(LONG_EN.to_owned()), ..pair });
    let verdicts = decided(Settings::default(), &[], &all);
    assert!(matches!(verdicts[1], Verdict::Duplicate { by: By::Near, of: 0, .. }), "{verdicts:?}");
    // They are what they repeat only of the one that goes too.
    assert_eq!(verdicts[2..], [verdicts[1], verdicts[1]]);
}

#[test]
fn one_side_in_the_other_files_is_enough() {
    let near = LONG.replace("والصحة", "والبيئة");
    let all = pairs(&[("نص", "a"), ("x", "Text"), (&near, "b"), ("y", "z"), ("y", "z")]);
    let against = pairs(&[("نَص", "other"), ("q", "text."), (LONG, "w")]);
    let apart = |by| Verdict::Against(by);
    let all_ways = decided(Settings::default(), &against, &all);
    let expected = [apart(By::Normalised), apart(By::Normalised), apart(By::Near), Verdict::Kept, of(By::Exact, 3)];
    assert_eq!(all_ways, expected);
    assert_eq!(decided(by(By::Exact), &against, &all)[..4], [Verdict::Kept; 4]);
    let target = Settings { side: Side::Target, ..Settings::default() };
    assert_eq!(decided(target, &against, &all)[..3], [Verdict::Kept, apart(By::Normalised), Verdict::Kept]);
}

/// Compared with all that share the template, this would take minutes.
#[test]
fn a_template_costs_no_more_than_other_texts() {
    let of = |n: u64| {
        let name = |part: u64| format!("{:x}", (4 * n + part + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let names = (0..4).map(name).collect::<Vec<_>>().join(" ");
        pair(&format!("{LONG} {names}"), &format!("{LONG_EN} {names}"))
    };
    let mut all: Vec<Pair> = (0..3000).map(of).collect();
    all.push(pair(&format!("{} ثم", all[7].source), all[7].target.as_deref().unwrap_or_default()));
    let n_kept = |verdicts: &[Verdict]| verdicts.iter().filter(|verdict| **verdict == Verdict::Kept).count();
    let verdicts = decided(Settings::default(), &[], &all);
    assert_eq!(n_kept(&verdicts), 3000);
    assert!(matches!(verdicts[3000], Verdict::Duplicate { by: By::Near, of: 7, .. }), "{:?}", verdicts[3000]);
    let against = decided(Settings { side: Side::Source, ..Settings::default() }, &all[..2000], &all[2000..]);
    assert_eq!((n_kept(&against), against[1000]), (1000, Verdict::Against(By::Near)));
}

#[test]
fn texts_of_white_space_alone_are_none() {
    let blank = [pair("نص", " "), pair("آخر", "\t")];
    let settings = Settings { side: Side::Target, ..Settings::default() };
    assert_eq!(decided(settings, &[], &blank), [Verdict::Kept; 2]);
    assert_eq!(decided(Settings::default(), &blank[..1], &blank[1..]), [Verdict::Kept]);
}

#[test]
fn the_ledger_counts_each_pair_once() {
    let all = pairs(&[("نص", "a"), ("نص", "a"), ("نَص", "a"), ("b", "b"), ("c", "c")]);
    let verdicts = decided(Settings::default(), &pairs(&[("c", "d")]), &all);
    let ledger = Ledger::of(&verdicts);
    let rows = ledger.rows();
    assert_eq!(rows, [("kept", 2), ("against", 1), ("exact", 1), ("normalised", 1), ("near", 0)]);
    assert_eq!(rows.iter().map(|(_, n)| n).sum::<u64>(), ledger.n_read);
}

/// Pairs of few words, so that many are alike, of all statuses.
fn corpora() -> impl Strategy<Value = Vec<Pair>> {
    let text = || prop::collection::vec("(السلام|والأمن|وَالأمن|بيان|Peace|peace,|and|security)", 1..12);
    let one = (text(), text(), 0..6usize).prop_map(|(source, target, status)| Pair {
        status: Status::ALL[status],
        ..pair(&source.join(" "), &target.join(" "))
    });
    let some = prop::collection::vec(one, 1..12);
    (some, prop::collection::vec(0..12usize, 0..20)).prop_map(|(some, again)| {
        let again = again.iter().map(|idx| some[idx % some.len()].clone()).collect::<Vec<_>>();
        [some, again].concat()
    })
}

fn similarity(one: &Pair, other: &Pair) -> f64 {
    let sketcher = Sketcher::new(By::Near, 0.0);
    let side = |texts: [&str; 2]| {
        let [a, b] = texts.map(|text| shingles(&crate::corpus::fold::folded(text)));
        sketcher.similarity(&a, &b).unwrap()
    };
    let targets = [one, other].map(|pair| pair.target.as_deref().unwrap_or_default());
    side([&one.source, &other.source]).min(side(targets))
}

proptest! {
    #[test]
    fn what_is_dropped_is_like_one_that_stays(pairs in corpora(), way in 0..3usize) {
        let verdicts = decided(by(By::ALL[way]), &[], &pairs);
        for (idx, verdict) in verdicts.iter().enumerate() {
            let Verdict::Duplicate { of, similarity: said, .. } = verdict else { continue };
            let (own, other) = (&pairs[idx], &pairs[*of as usize]);
            prop_assert_eq!(verdicts[*of as usize], Verdict::Kept);
            prop_assert!(rank(other.status) <= rank(own.status));
            let found = similarity(own, other);
            prop_assert!(found >= 0.8 && (found as f32 - said).abs() < 1e-6, "{} {}", found, said);
        }
    }

    #[test]
    fn again_drops_nothing(pairs in corpora(), way in 0..3usize) {
        let verdicts = decided(by(By::ALL[way]), &[], &pairs);
        let kept: Vec<Pair> = pairs.iter().zip(&verdicts).filter(|(_, v)| **v == Verdict::Kept).map(|(p, _)| p.clone()).collect();
        prop_assert!(!kept.is_empty());
        prop_assert!(decided(by(By::ALL[way]), &[], &kept).iter().all(|verdict| *verdict == Verdict::Kept));
        let texts: HashSet<_> = kept.iter().map(|pair| (&pair.source, &pair.target)).collect();
        prop_assert_eq!(texts.len(), kept.len());
    }

    #[test]
    fn planted_near_duplicates_are_found(words in prop::collection::vec("[ا-غ]{4,8}", 25..40), at in 0usize..25, n in 1usize..30) {
        let text = words.join(" ");
        let mut words = words;
        words[at] = "ــتتتتت".to_owned();
        let mut all = vec![pair(&text, LONG_EN)];
        all.extend((0..n).map(|idx| pair(&format!("{idx} {LONG} {idx}{idx}"), &idx.to_string())));
        all.push(pair(&words.join(" "), LONG_EN));
        let is_near = similarity(&all[0], &all[n + 1]) >= 0.8;
        let verdict = decided(Settings::default(), &[], &all)[n + 1];
        prop_assert_eq!(matches!(verdict, Verdict::Duplicate { by: By::Near, of: 0, .. }), is_near);
    }
}
