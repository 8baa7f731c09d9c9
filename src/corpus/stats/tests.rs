//! Tests of the figures, against counts by hand.

use super::*;
use crate::text::{DocumentId, SegmentId};

fn corpus() -> Vec<Pair> {
    let pair = |document: &str, source: &str, target: &str| {
        Pair::given(DocumentId(document.to_owned()), SegmentId(1), source.to_owned(), Some(target.to_owned()))
    };
    vec![
        Pair {
            score: Some(-0.5), signature: "m<1>".to_owned(), ..pair("a", "قال ٣ وزراء.", "Three ministers said.")
        },
        Pair { score: Some(-0.25), ..pair("a", "قال ٣ وزراء", "three ministers said") },
        Pair { kind: SegmentKind::Heading, ..pair("b", "بيان 5", "Statement 5") },
        Pair { target: None, status: Status::Failed, ..pair("b", "نص", "x") },
    ]
}

fn stats(pairs: Vec<Pair>) -> Stats {
    let mut stats = Stats::default();
    stats.add(pairs.into_iter());
    stats
}

#[test]
fn figures_are_those_counted_by_hand() {
    let report = stats(corpus()).report();
    assert_eq!((report.n_pairs, report.n_documents, report.n_scores), (4, 2, 2));
    assert_eq!((report.n_duplicates.exact, report.n_duplicates.normalised), (0, 1));
    let numbers = report.n_with_numbers;
    assert_eq!((numbers.source, numbers.target, numbers.both), (3, 1, 1));
    let SideReport { n_texts, n_words, n_characters, n_tokens, n_types, n_hapaxes, .. } = report.source;
    assert_eq!((n_texts, n_words, n_characters, n_tokens, n_types, n_hapaxes), (4, 9, 31, 10, 6, 3));
    let SideReport { n_texts, n_words, n_characters, n_tokens, n_types, n_hapaxes, .. } = report.target;
    assert_eq!((n_texts, n_words, n_characters, n_tokens, n_types, n_hapaxes), (3, 8, 52, 9, 5, 2));
    let words = report.target.words.unwrap();
    assert_eq!([words.min, words.median, words.mean, words.max], [2.0, 3.0, 2.6667, 3.0]);
    let ratio = report.length_ratio.unwrap();
    assert_eq!([ratio.min, ratio.max], [1.75, 1.833]);
    assert_eq!(report.score.unwrap().mean, -0.375);
}

#[test]
fn names_come_with_counts_in_their_order() {
    let report = stats(corpus()).report();
    let names = |counts: &[report::Count]| counts.iter().map(|c| format!("{} {}", c.name, c.n)).collect::<Vec<_>>();
    assert_eq!(names(&report.statuses), ["failed 1", "done 3"]);
    assert_eq!(names(&report.kinds), ["sentence 3", "heading 1"]);
    assert_eq!(names(&report.signatures), [" 3", "m<1> 1"]);
}

#[test]
fn of_many_signatures_the_first_are_named() {
    let with_signature = |idx: usize| Pair { signature: format!("s{idx}"), ..corpus()[0].clone() };
    let report = stats((0..25).map(with_signature).collect()).report();
    assert_eq!(report.signatures.len(), 25);
    let shown = report.to_string();
    assert!(shown.contains("\ns15 ") && shown.contains("\n5 others "), "{shown}");
}

#[test]
fn nothing_has_figures_too() {
    let empty = stats(Vec::new());
    let report = empty.report();
    assert_eq!((report.n_pairs, report.score, report.source.words), (0, None, None));
    assert!(report.to_string().contains("pairs"));
    assert!(!empty.page("x").unwrap().contains("<svg"));
}

#[test]
fn the_page_is_whole_and_loads_nothing() {
    let stats = stats(corpus());
    let page = stats.page("a<b>.tsv").unwrap();
    assert_eq!(page.matches("<svg role=\"img\" ").count(), 4);
    assert!(page.contains("<title>Statistics: a&lt;b&gt;.tsv</title>"));
    assert!(page.contains("<bdi>m&lt;1&gt;</bdi>") && !page.contains("m<1>"));
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    for loader in ["<script", "src=", "url(", "@import", "<link", "href="] {
        assert!(!page.contains(loader), "{loader}");
    }
    assert_eq!(stats.page("a<b>.tsv").unwrap(), page);
}
