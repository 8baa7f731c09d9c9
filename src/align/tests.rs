//! Documents whose links are known, and what holds of any.

use proptest::prelude::*;

use super::links::{Linked, parse};
use super::{Link, Model, Texts, align, coverage};

const SENTENCES: [(&str, &str); 12] = [
    ("اجتمع وزير الخارجية مع السفير الفرنسي في الدوحة", "The foreign minister met the French ambassador in Doha."),
    ("وقع الطرفان اتفاقية قيمتها 240 مليون دولار", "Both sides signed an agreement worth 240 million dollars."),
    ("وأكد الوزير دعم بلاده لجهود السلام", "The minister stressed his country's support for peace efforts."),
    ("ودعا إلى وقف فوري لإطلاق النار في غزة", "He called for an immediate ceasefire in Gaza."),
    ("وصلت قافلة مساعدات إلى المستشفى أمس", "A convoy of aid arrived at the hospital yesterday."),
    ("وقالت المنظمة إن الأدوية لا تكفي", "The organisation said that the medicines do not suffice."),
    ("وتعاني المدارس نقصا في المعلمين", "Schools suffer from a shortage of teachers."),
    ("وارتفعت أسعار القمح بنسبة 15 في المئة", "Wheat prices rose by 15 percent."),
    ("وحذر خبراء من جفاف في الصيف المقبل", "Experts warned of drought next summer."),
    ("وفاز المنتخب بكأس آسيا للمرة الثانية", "The national team won the Asian Cup for the second time."),
    ("وحضر الحفل سبعون ألف متفرج", "Seventy thousand spectators attended the ceremony."),
    ("وافتتح المتحف معرضا للخط العربي", "The museum opened an exhibition of Arabic calligraphy."),
];

/// The bridge is the target without its small words, as a machine may render it.
fn bridge(text: &str) -> String {
    text.split(' ').filter(|word| word.len() > 2).collect::<Vec<_>>().join(" ")
}

/// Aligns a document whose target is given.
fn links(target: &[&str]) -> Vec<Link> {
    let source = SENTENCES.map(|(arabic, _)| arabic);
    let bridges = SENTENCES.map(|(_, english)| bridge(english));
    let bridge: Vec<&str> = bridges.iter().map(String::as_str).collect();
    align(&Texts { source: &source, bridge: &bridge, target }, &Model::LEARNT)
}

fn english() -> Vec<&'static str> {
    SENTENCES.iter().map(|(_, english)| *english).collect()
}

#[track_caller]
fn check(target: &[&str], expected: &[&str]) -> Vec<Link> {
    let found = links(target);
    let lines: Vec<String> = found.iter().map(|link| link.linked().to_string()).collect();
    for line in expected {
        assert!(lines.iter().any(|found| found == line), "{line} is not among {lines:?}");
    }
    found
}

#[test]
fn lines_that_match_are_linked_one_by_one() {
    let found = links(&english());
    let expected: Vec<Linked> = (0..12).map(|i| Linked { source: vec![i], target: vec![i] }).collect();
    assert_eq!(found.iter().map(Link::linked).collect::<Vec<_>>(), expected);
    assert!(found.iter().all(|link| link.confidence > 0.8 && !link.is_moved), "{found:?}");
}

#[test]
fn merged_and_split_segments_are_found() {
    let mut target = english();
    let merged = format!("{} {}", target[2], target[3]);
    target.splice(2..4, [merged.as_str()]);
    check(&target, &["[1]:[1]", "[2,3]:[2]", "[4]:[3]"]);
    let mut target = english();
    target.splice(1..2, ["Both sides signed an agreement", "worth 240 million dollars."]);
    check(&target, &["[0]:[0]", "[1]:[1,2]", "[2]:[3]"]);
}

#[test]
fn what_one_side_lacks_stands_alone() {
    let mut target = english();
    target.remove(5);
    target.insert(0, "Doha, 12 March (agency), www.example.org");
    let found = check(&target, &["[]:[0]", "[0]:[1]", "[5]:[]", "[6]:[6]"]);
    assert_eq!(found.iter().filter(|link| link.is_null()).count(), 2);
}

#[test]
fn a_passage_that_was_moved_is_linked_and_marked() {
    let mut target = english();
    target.rotate_left(4);
    let found = links(&target);
    for i in 0..12 {
        let expected = Linked { source: vec![i], target: vec![(i + 8) % 12] };
        assert!(found.iter().any(|link| link.linked() == expected), "{i}: {found:?}");
    }
    let moved: Vec<usize> = found.iter().filter(|link| link.is_moved).map(|link| link.source.start).collect();
    assert_eq!(moved, [0, 1, 2, 3]);
}

#[test]
fn empty_sides_and_empty_segments_are_links_too() {
    let nothing: [&str; 0] = [];
    let found = links(&nothing);
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(Link::is_null));
    let both = Texts { source: &nothing, bridge: &nothing, target: &nothing };
    assert_eq!(align(&both, &Model::LEARNT), []);
    let blank = Texts { source: &["", "نص"], bridge: &["", "text"], target: &["", "", "text"] };
    let found = align(&blank, &Model::LEARNT);
    assert!(coverage(&blank, &found).is_ok(), "{found:?}");
}

#[test]
fn a_segment_in_two_links_or_none_is_an_error() {
    let texts = Texts { source: &["a", "b"], bridge: &["a", "b"], target: &["c"] };
    let link = |source: std::ops::Range<usize>, target| Link { source, target, confidence: 1.0, is_moved: false };
    let error = coverage(&texts, &[link(0..1, 0..1)]).unwrap_err();
    assert_eq!((error.side, error.idx, error.n_links), ("source", 1, 0));
    let error = coverage(&texts, &[link(0..1, 0..1), link(1..2, 0..1)]).unwrap_err();
    assert_eq!((error.side, error.idx, error.n_links), ("target", 0, 2));
}

#[test]
fn lines_of_links() {
    let table: [(&str, Option<Linked>); 8] = [
        ("[0,1]:[2]:0.93", Some(Linked { source: vec![0, 1], target: vec![2] })),
        ("[ 3 ] : [ 5, 4 ]", Some(Linked { source: vec![3], target: vec![4, 5] })),
        ("[]:[7]:-1e-3", Some(Linked { source: vec![], target: vec![7] })),
        ("[1]:[]", Some(Linked { source: vec![1], target: vec![] })),
        ("[1]", None),
        ("1:2", None),
        ("[1]:[x]", None),
        ("[1]:[2]:good", None),
    ];
    for (line, expected) in table {
        assert_eq!(parse(line), expected, "{line}");
    }
}

/// Words of no language, of which documents are made.
fn word() -> impl Strategy<Value = String> {
    "[b-dk-n][aeiou][lmnrst][aeiou]{0,1}[lmnrst]{0,1}"
}

fn segments() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::collection::vec(word(), 0..12).prop_map(|words| words.join(" ")), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_segment_is_in_exactly_one_link(source in segments(), mut target in segments(), n_shared in 0_usize..25) {
        target.extend(source.iter().take(n_shared).cloned());
        let (source, target) = (refs(&source), refs(&target));
        let texts = Texts { source: &source, bridge: &source, target: &target };
        let found = align(&texts, &Model::LEARNT);
        let covered = coverage(&texts, &found).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let n_chars = |side: &[&str]| side.iter().map(|text| text.chars().count()).sum::<usize>();
        prop_assert_eq!(covered.map(|side| side.n_chars()), [n_chars(&source), n_chars(&target)]);
        prop_assert!(found.iter().all(|link| (0.0..=1.0).contains(&link.confidence)));
        let fits = |link: &Link| link.is_null() || link.source.len().max(link.target.len()) <= 8;
        prop_assert!(found.iter().all(fits));
        prop_assert_eq!(align(&texts, &Model::LEARNT), found);
    }

    #[test]
    fn a_link_is_read_as_it_was_written(source in prop::collection::btree_set(0_usize..99, 0..4),
            target in prop::collection::btree_set(0_usize..99, 0..4)) {
        let link = Linked { source: source.into_iter().collect(), target: target.into_iter().collect() };
        prop_assert_eq!(parse(&format!("{link}:0.5")), Some(link));
    }
}

fn refs(side: &[String]) -> Vec<&str> {
    side.iter().map(String::as_str).collect()
}
