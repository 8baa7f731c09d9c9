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

    fn max_batch_sources(&self) -> usize {
        5
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
    whole(translate(&Backwards, segments, max_batch_tokens, &|_| {}))
}

/// The outcomes where nothing was stopped.
fn whole(outcomes: Vec<Option<Outcome>>) -> Vec<Outcome> {
    outcomes.into_iter().map(|outcome| outcome.expect("its turn came")).collect()
}

fn target(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Done { nbest, .. } => &nbest[0].text,
        Outcome::Passed { target, .. } => target,
        Outcome::Failed { reason } => reason,
    }
}

#[test]
fn each_kind_of_segment_has_its_outcome() {
    let outcomes = run(&["قال", "Doha 2025", "«٢٠٢٥/١٢»… ٣٫٥", "خطأ", "\u{64e}\u{64f}"], 100);
    let found: Vec<(&str, &str)> = outcomes
        .iter()
        .map(|outcome| {
            let status = match outcome {
                Outcome::Done { .. } => "done",
                Outcome::Passed { .. } => "passed",
                Outcome::Failed { .. } => "failed",
            };
            (status, target(outcome))
        })
        .collect();
    let expected = [
        ("done", "لاق"),
        ("passed", "Doha 2025"),
        ("passed", "«2025/12»… 3.5"),
        ("failed", "told to fail"),
        ("passed", "\u{64e}\u{64f}"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_long_segment_is_joined_from_its_parts() {
    let long = "كلمة كلمة كلمة كلمة كلمة كلمة كلمة، أخرى أخرى أخرى أخرى أخرى";
    let outcome = &run(&[long], 4)[0];
    let Outcome::Done { nbest, caution } = outcome else { panic!("{outcome:?}") };
    let (first, second) = long.split_once(" أ").expect("two parts");
    let second = format!("أ{second}");
    let reversed = |text: &str| text.chars().rev().collect::<String>();
    assert_eq!(nbest[0].text, format!("{} {}", reversed(first), reversed(&second)));
    assert_eq!((nbest[0].log_prob, nbest[0].score, nbest[0].tokens.len()), (-2.0, -1.0, 12));
    assert_eq!(nbest[0].links[1].source.of(long), "أ");
    assert_eq!(nbest[0].links[1].target.start(), first.len() + 1);
    assert_eq!(nbest[1].text, "second second");
    assert_eq!(*caution, None);
}

/// A part whose only hypothesis has this text.
fn part(text: &str, stop: Stop) -> Part {
    let links = Vec::new();
    let best = Hypothesis { text: text.to_owned(), tokens: vec![7], log_prob: -1.0, score: -1.0, stop, links };
    Part { span: Span::new(0, 0), n_tokens: 1, nbest: vec![best] }
}

/// A long second hypothesis with a better mean per token must not overtake the best.
#[test]
fn the_best_is_the_same_however_many_are_wanted() {
    let hypothesis = |text: &str, n_tokens: usize, score: f32| {
        let best = part(text, Stop::EndToken).nbest.remove(0);
        Hypothesis { tokens: vec![7; n_tokens], score, ..best }
    };
    let parts = vec![
        Part { nbest: vec![hypothesis("a1", 1, -0.1), hypothesis("a2", 100, -0.2)], ..part("", Stop::EndToken) },
        Part { nbest: vec![hypothesis("b1", 10, -0.9), hypothesis("b2", 1, -0.9)], ..part("", Stop::EndToken) },
    ];
    let joined = join(parts);
    let texts: Vec<&str> = joined.iter().map(|hypothesis| hypothesis.text.as_str()).collect();
    assert_eq!(texts, ["a1 b1", "a2 b2"]);
    assert!(joined[0].score >= joined[1].score);
}

#[test]
fn a_reader_is_told_what_to_beware_of() {
    let cases = [
        (vec![part("a", Stop::EndToken)], None),
        (vec![part("a", Stop::MaxTokens)], Some("limit of length")),
        (vec![part("a", Stop::EndToken), part("b", Stop::MaxTokens)], Some("limit of length")),
        (vec![part("a", Stop::EndToken), part("", Stop::EndToken)], Some("no words for one of them")),
        (vec![part("a", Stop::MaxTokens), part("", Stop::EndToken)], Some("have no words, or may be cut off")),
    ];
    for (parts, expected) in cases {
        let Outcome::Done { caution, .. } = done(parts.clone()) else { panic!("{parts:?}") };
        assert_eq!(caution.is_some(), expected.is_some(), "{parts:?}");
        assert!(caution.unwrap_or_default().contains(expected.unwrap_or_default()), "{parts:?}: {caution:?}");
    }
    let failed = done(vec![part("", Stop::EndToken), part(" ", Stop::EndToken)]);
    assert_eq!(failed, Outcome::Failed { reason: "the model gave no words for it".to_owned() });
}

proptest! {
    #[test]
    fn nothing_vanishes_and_batches_change_nothing(
        segments in prop::collection::vec("[اب، ]{0,60}|[a-z ]{0,9}|خطأ", 0..30), size in 1usize..50,
    ) {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let done = Mutex::new(Progress::default());
        let outcomes = translate(&Backwards, &segments, size, &|progress: Progress| {
            let mut done = done.lock().expect("no panic while it is held");
            done.n_segments += progress.n_segments;
        });
        let outcomes = whole(outcomes);
        prop_assert_eq!(outcomes.len(), segments.len());
        prop_assert_eq!(done.into_inner().expect("no panic").n_segments, segments.len());
        for (segment, outcome) in segments.iter().zip(&outcomes) {
            prop_assert_eq!(&run(&[segment], 1000)[0], outcome);
        }
    }
}

/// Stops after so many batches.
struct Stops(usize, Mutex<usize>);

impl Watch for Stops {
    fn report(&self, _: Progress) {
        *self.1.lock().expect("no panic while it is held") += 1;
    }

    fn is_stopped(&self) -> bool {
        *self.1.lock().expect("no panic while it is held") >= self.0
    }
}

#[test]
fn what_was_begun_is_ended_and_nothing_else_begun() {
    let segments = ["ا ا ا ا ا ا ا ا", "ب ب ب ب ب ب", "ج ج ج ج", "د د"];
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    for n_batches in 0..=4 {
        let watch = Stops(n_batches, Mutex::new(0));
        let outcomes = pool.install(|| translate(&Backwards, &segments, 1, &watch));
        let n_done = outcomes.iter().flatten().count();
        assert_eq!(n_done, n_batches, "{outcomes:?}");
        for (segment, outcome) in segments.iter().zip(&outcomes) {
            assert!(outcome.as_ref().is_none_or(|outcome| *outcome == run(&[segment], 100)[0]), "{segment}");
        }
    }
}
