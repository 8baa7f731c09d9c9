//! Tests of the parts: sizes, and the laws that no document is torn and no order matters.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::corpus::dedup::{self, Against};
use crate::text::{DocumentId, SegmentId};

fn pair(document: &str, segment: u32, source: &str, target: &str) -> Pair {
    Pair::given(DocumentId(document.to_owned()), SegmentId(segment), source.to_owned(), Some(target.to_owned()))
}

/// Documents of so many pairs each.
fn documents(sizes: &[u32]) -> Vec<Pair> {
    let one = |(idx, &n): (usize, &u32)| {
        (1..=n).map(move |segment| pair(&format!("d{idx}"), segment, &format!("نص {idx} {segment}"), "text"))
    };
    sizes.iter().enumerate().flat_map(one).collect()
}

fn settings(unit: Unit, dev: Size, test: Size) -> Settings {
    Settings { unit, seed: 1, dev, test }
}

fn split(settings: Settings, pairs: &[Pair]) -> Result<Split, SplitError> {
    let mut census = Census::new(settings);
    pairs.iter().for_each(|pair| census.add(pair));
    census.split()
}

#[test]
fn sizes_are_met_where_units_allow() {
    use Size::{Pairs, Percent};
    let table = [
        (Unit::Pair, Pairs(10), Pairs(5), [85, 10, 5]),
        (Unit::Pair, Percent(5.0), Percent(2.4), [93, 5, 2]),
        (Unit::Pair, Pairs(0), Pairs(0), [100, 0, 0]),
        (Unit::Document, Pairs(20), Pairs(30), [50, 20, 30]),
        (Unit::Document, Pairs(14), Pairs(16), [70, 10, 20]),
        (Unit::Document, Pairs(4), Pairs(5), [100, 0, 0]),
    ];
    for (unit, dev, test, expected) in table {
        let split = split(settings(unit, dev, test), &documents(&[10; 10])).unwrap();
        assert_eq!(split.n_pairs, expected, "{unit:?} {dev:?} {test:?}");
    }
}

#[test]
fn something_is_left_for_training() {
    let few = split(settings(Unit::Document, Size::Pairs(5), Size::Pairs(18)), &documents(&[18]));
    let message = few.err().unwrap().to_string();
    assert_eq!(
        message,
        "of all 18 pairs, which are in 1 documents, none would be left for training; lower --dev and --test, or part --by pair"
    );
    let nothing = split(settings(Unit::Pair, Size::Pairs(0), Size::Pairs(0)), &[]);
    assert_eq!(nothing.err(), Some(SplitError::Empty));
}

#[test]
fn another_seed_gives_other_parts() {
    let pairs = documents(&[3; 40]);
    let parts = |seed| {
        let split =
            split(Settings { seed, ..settings(Unit::Document, Size::Pairs(30), Size::Pairs(30)) }, &pairs).unwrap();
        pairs.iter().map(|pair| split.part(pair)).collect::<Vec<_>>()
    };
    assert_ne!(parts(1), parts(2));
}

#[test]
fn a_side_in_a_later_part_is_found() {
    let mut contamination = Contamination::default();
    contamination.add(Part::Train, &pair("a", 1, "تدريب", "train"));
    contamination.add(Part::Dev, &pair("b", 1, "نصٌّ", "shared"));
    contamination.add(Part::Test, &pair("c", 1, "اختبار", "Test."));
    let find = |part, source, target| contamination.find(part, &pair("x", 1, source, target));
    assert_eq!(find(Part::Train, "نص", "x"), Some(Part::Dev));
    assert_eq!(find(Part::Train, "نص", "test"), Some(Part::Test));
    assert_eq!(find(Part::Dev, "نص", "x"), None);
    assert_eq!(find(Part::Dev, "اختبار", "x"), Some(Part::Test));
    assert_eq!(find(Part::Test, "نص", "test"), None);
    assert_eq!(find(Part::Train, "تدريب", "train"), None);
}

#[test]
fn overlaps_are_counted_by_the_strictest_likeness() {
    let long = "أكد الوزيران التزامهما بالشراكة بين البلدين في مجالات الأمن والاقتصاد والتعليم والصحة";
    let mut others = Against::new(dedup::Settings::default());
    [pair("a", 1, "نص", "one"), pair("a", 2, long, "two")].iter().for_each(|pair| others.add(pair));
    let near = long.replace("والصحة", "والبيئة");
    let pairs =
        [pair("b", 1, "نص", "x"), pair("b", 2, "y", "One!"), pair("b", 3, &near, "z"), pair("b", 4, "آخر", "other")];
    let mut overlap = Overlap::default();
    pairs.iter().for_each(|pair| overlap.add(pair, &others));
    assert_eq!(overlap, Overlap { n_pairs: 4, exact: 1, normalised: 1, near: 1 });
    assert!(overlap.is_any() && !Overlap { n_pairs: 4, ..Overlap::default() }.is_any());
}

proptest! {
    #[test]
    fn no_document_is_torn_and_no_order_matters(
        sizes in prop::collection::vec(1u32..9, 8..30),
        wanted in (0u64..10, 0u64..10),
        order in any::<prop::sample::Index>(),
    ) {
        let pairs = documents(&sizes);
        let mut turned = pairs.clone();
        turned.rotate_left(order.index(pairs.len()));
        turned.reverse();
        for unit in [Unit::Document, Unit::Pair] {
            let settings = settings(unit, Size::Pairs(wanted.0), Size::Pairs(wanted.1));
            let (Ok(one), Ok(other)) = (split(settings, &pairs), split(settings, &turned)) else { continue };
            let mut n_pairs = [0; 3];
            let mut part_of = HashMap::new();
            for pair in &pairs {
                let part = one.part(pair);
                prop_assert_eq!(part, other.part(pair));
                n_pairs[part as usize] += 1;
                if unit == Unit::Document {
                    prop_assert_eq!(*part_of.entry(&pair.document_id).or_insert(part), part);
                }
            }
            prop_assert_eq!(n_pairs, one.n_pairs);
            prop_assert_eq!(n_pairs.iter().sum::<u64>(), pairs.len() as u64);
        }
    }
}
