//! The invariants of the whole: nothing vanishes, and a segment's translation depends on that segment alone.

use std::path::PathBuf;
use std::sync::LazyLock;

use naql::engine::{Native, Options, Outcome};
use naql::model::ModelFiles;
use naql::segment::segment;
use naql::text::Lang;
use proptest::prelude::*;

use crate::harness::{Folder, ROOT, TINY};

static ENGINE: LazyLock<Native> = LazyLock::new(|| engine(2));

/// The tiny model that gives out `nbest` hypotheses of three.
fn engine(nbest: usize) -> Native {
    let options = Options { beam_size: Some(3), nbest: Some(nbest) };
    Native::load(&ModelFiles::Folder(PathBuf::from(TINY)), options).unwrap()
}

/// Translates in a pool of `n_threads`.
fn translated(texts: &[&str], max_batch_tokens: usize, n_threads: usize) -> Vec<Outcome> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    let outcomes = pool.install(|| naql::translate::translate(&*ENGINE, texts, max_batch_tokens, &|_| ()));
    whole(outcomes)
}

/// The outcomes of a run that nothing stopped.
fn whole(outcomes: Vec<Option<Outcome>>) -> Vec<Outcome> {
    outcomes.into_iter().map(|outcome| outcome.expect("nothing stops it")).collect()
}

/// Outcomes to the last bit: numbers are printed so that they can be read back, and -0 is not 0.
fn bits(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(|outcome| format!("{outcome:?}")).collect()
}

/// A segment: some words, a long text that has to be cut, or anything at all.
fn segments() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        6 => "[ابتحدرسعقكلمنهوي]{1,7}( [ابتحدرسعقكلمنهويء0-9،]{1,7}){0,9}[.؟!؛]?",
        1 => "([ابتحدرسعقكلمنهوي]{1,7}[ ،]){40,90}",
        2 => "[ا-ي٠-٩a-z \u{64b}\u{200f}«».]{0,30}",
        1 => "\\PC{0,20}",
    ];
    prop::collection::vec(text, 1..10)
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_vanishes(texts in segments()) {
        let outcomes = translated(&borrowed(&texts), 64, 2);
        prop_assert_eq!(outcomes.len(), texts.len());
        for (text, outcome) in texts.iter().zip(&outcomes) {
            match outcome {
                Outcome::Done { nbest, .. } => prop_assert!(!nbest.is_empty(), "{text:?}"),
                Outcome::Passed { target, .. } => prop_assert_eq!(target.is_empty(), text.is_empty()),
                Outcome::Failed { reason } => prop_assert_eq!(reason, "the model gave no words for it"),
            }
        }
    }

    #[test]
    fn batches_and_threads_change_nothing(texts in segments()) {
        let texts = borrowed(&texts);
        let expected = bits(&translated(&texts, 64, 1));
        for max_batch_tokens in [1, 7, 4096] {
            prop_assert_eq!(&bits(&translated(&texts, max_batch_tokens, 1)), &expected);
        }
        for n_threads in [2, 4] {
            prop_assert_eq!(&bits(&translated(&texts, 64, n_threads)), &expected);
        }
    }

    #[test]
    fn the_best_is_the_same_however_many_are_wanted(texts in segments()) {
        let texts = borrowed(&texts);
        let best = |nbest: usize| {
            let outcomes = whole(naql::translate::translate(&engine(nbest), &texts, 64, &|_| ()));
            outcomes.into_iter().map(|outcome| match outcome {
                Outcome::Done { mut nbest, caution } => {
                    assert!(nbest.windows(2).all(|pair| pair[0].score >= pair[1].score));
                    nbest.truncate(1);
                    Outcome::Done { nbest, caution }
                }
                other => other,
            }).collect::<Vec<_>>()
        };
        prop_assert_eq!(bits(&best(1)), bits(&best(3)));
    }

    #[test]
    fn neighbours_change_nothing(
        (texts, order) in segments().prop_flat_map(|texts| {
            let order: Vec<usize> = (0..texts.len()).collect();
            (Just(texts), Just(order).prop_shuffle())
        })
    ) {
        let texts = borrowed(&texts);
        let expected = bits(&translated(&texts, 256, 2));
        let shuffled: Vec<&str> = order.iter().map(|&idx| texts[idx]).collect();
        for (&idx, outcome) in order.iter().zip(bits(&translated(&shuffled, 256, 2))) {
            prop_assert_eq!(&outcome, &expected[idx]);
        }
        for (text, expected) in texts.iter().zip(&expected) {
            prop_assert_eq!(&bits(&translated(&[text], 256, 1))[0], expected);
        }
    }
}

#[test]
fn every_segment_of_every_document_comes_out_once_and_in_order() {
    let files = [
        ("a.txt", "العنوان\n\nقال الوزير. وغادر.\n\n• بند\n• بند آخر\n".repeat(60)),
        ("b.txt", "Doha\n\n١٢٣\n\nنص قصير\n".repeat(3)),
        ("c.txt", "كلمة، ".repeat(700)),
    ];
    let folder = Folder::new();
    files.iter().for_each(|(name, text)| folder.write(name, text));
    let rows = folder.translate(&[".", "--beam", "1"]).rows();
    let found =
        rows.iter().map(|row| (row.document_id.as_str(), row.segment_id, row.kind.as_str(), row.source.as_str()));
    let expected = files.iter().flat_map(|(name, text)| {
        segment(text, Lang::Arabic).into_iter().map(|s| (*name, s.id.0, s.kind.name(), s.span.of(text)))
    });
    assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    assert!(rows.len() > 300, "more than a window of segments, to see that windows join");
}

#[test]
fn the_same_bytes_come_out_twice_and_for_any_threads() {
    let seed = format!("{ROOT}/seeds/qatar-us-statement.ar.txt");
    let folder = Folder::new();
    let command = [&seed, "--format", "jsonl", "--nbest", "3"];
    let ran = |more: &[&str]| folder.translate(&[&command[..], more].concat()).stdout;
    let expected = ran(&["--threads", "1"]);
    assert!(!expected.is_empty());
    for more in [&["--threads", "1"][..], &["--threads", "2"], &["--threads", "5", "--max-batch-tokens", "1"]] {
        assert!(ran(more) == expected, "{more:?}");
    }
}
