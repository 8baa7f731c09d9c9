//! Tests of the way from segments to outcomes, with an engine that turns words round.

use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::vocab::VocabError;

/// Writes each word backwards in capitals of Latin, fails where told to, and takes ten words at most.
struct Backwards;

const MOST: usize = 10;

impl Engine for Backwards {
    fn signature(&self) -> &str {
        "backwards"
    }

    fn max_source_tokens(&self) -> usize {
        MOST
    }

    fn n_tokens(&self, source: &str) -> Result<usize, VocabError> {
        Ok(source.split_whitespace().map(|word| word.chars().count().div_ceil(20)).sum())
    }

    fn translate(&self, sources: &[&str]) -> Vec<Found> {
        sources.iter().map(|source| backwards(source)).collect()
    }
}

fn backwards(source: &str) -> Found {
    if source.contains("خطأ") {
        return Err("told to fail".to_owned());
    }
    let text = source.chars().rev().collect::<String>();
    let tokens = vec![7; source.split_whitespace().count()];
    let link = WordLink { source: Span::new(0, 2), target: Span::new(0, 2) };
    let best = Hypothesis { text, tokens, log_prob: -1.0, score: -1.0, stop: Stop::EndToken, links: vec![link] };
    let second = Hypothesis { text: "second".to_owned(), score: -2.0, stop: Stop::MaxTokens, ..best.clone() };
    Ok(vec![best, second])
}

fn run(segments: &[&str], max_batch_tokens: usize) -> Vec<Outcome> {
    translate(&Backwards, segments, max_batch_tokens, &|_| {})
}

fn target(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Done(nbest) => &nbest[0].text,
        Outcome::Passed { target, .. } => target,
        Outcome::Failed { reason } => reason,
    }
}

#[test]
fn each_kind_of_segment_has_its_outcome() {
    let outcomes = run(&["قال", "Doha 2025", "٢٠٢٥/١٢", "خطأ", "\u{64e}\u{64f}"], 100);
    let found: Vec<(&str, &str)> = outcomes
        .iter()
        .map(|outcome| {
            let status = match outcome {
                Outcome::Done(_) => "done",
                Outcome::Passed { .. } => "passed",
                Outcome::Failed { .. } => "failed",
            };
            (status, target(outcome))
        })
        .collect();
    let expected = [
        ("done", "لاق"),
        ("passed", "Doha 2025"),
        ("passed", "2025/12"),
        ("failed", "told to fail"),
        ("passed", "\u{64e}\u{64f}"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_long_segment_is_joined_from_its_parts() {
    let long = "كلمة كلمة كلمة كلمة كلمة كلمة كلمة، أخرى أخرى أخرى أخرى أخرى";
    let outcome = &run(&[long], 4)[0];
    let Outcome::Done(nbest) = outcome else { panic!("{outcome:?}") };
    let (first, second) = long.split_once(" أ").expect("two parts");
    let second = format!("أ{second}");
    let reversed = |text: &str| text.chars().rev().collect::<String>();
    assert_eq!(nbest[0].text, format!("{} {}", reversed(first), reversed(&second)));
    assert_eq!((nbest[0].log_prob, nbest[0].score, nbest[0].tokens.len()), (-2.0, -1.0, 12));
    assert_eq!(nbest[0].links[1].source.of(long), "أ");
    assert_eq!(nbest[0].links[1].target.start(), first.len() + 1);
    assert_eq!(nbest[1].text, "second second");
    assert_eq!(outcome.caution(), None);
    let cut_off = Outcome::Done(nbest[1..].to_vec());
    assert!(cut_off.caution().expect("a caution").contains("limit of length"));
}

#[test]
fn windows_hold_as_much_as_fits() {
    assert_eq!(windows(&[3, 4, 3, 20, 1, 1], 10), [0..3, 3..4, 4..6]);
    assert!(windows(&[], 10).is_empty());
}

proptest! {
    #[test]
    fn nothing_vanishes_and_batches_change_nothing(
        segments in prop::collection::vec("[اب، ]{0,60}|[a-z ]{0,9}|خطأ", 0..30), size in 1usize..50,
    ) {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let done = Mutex::new(Progress::default());
        let outcomes = translate(&Backwards, &segments, size, &|progress| {
            let mut done = done.lock().expect("no panic while it is held");
            done.n_segments += progress.n_segments;
        });
        prop_assert_eq!(outcomes.len(), segments.len());
        prop_assert_eq!(done.into_inner().expect("no panic").n_segments, segments.len());
        for (segment, outcome) in segments.iter().zip(&outcomes) {
            prop_assert_eq!(&run(&[segment], 1000)[0], outcome);
        }
    }
}
