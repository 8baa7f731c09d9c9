//! Laws of scores, tried on texts made at random.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{
    Bleu, Chrf, Metric, MetricError, References, Statistics, Ter, Texts, Tokenizer, approximate_randomisation,
    confidence, paired_bootstrap,
};

fn metrics() -> [Box<dyn Metric>; 5] {
    [
        Box::new(Bleu::default()),
        Box::new(Bleu { tokenizer: Tokenizer::Intl, effective_order: true, ..Bleu::default() }),
        Box::new(Chrf::default()),
        Box::new(Chrf { word_order: 2, eps_smoothing: true, ..Chrf::default() }),
        Box::new(Ter::default()),
    ]
}

fn texts(name: &str, segments: &[String]) -> Texts {
    Texts { name: name.to_owned(), segments: segments.iter().cloned().map(Some).collect() }
}

fn counts(metric: &dyn Metric, hypotheses: &[String], references: &[String]) -> Statistics {
    let references = References::new(vec![texts("reference", references)]).expect("one reference for each");
    Statistics::new(metric, &texts("hypothesis", hypotheses), &references).expect("as many")
}

/// A text of a few words that come again, with marks, and of other scripts.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof!["[abc]{1,2}", "[a-e]{1,3}[.,!]", "[0-9],[0-9]", "[اب]{1,3}[،؟]?", "\\PC{1,2}"];
    vec(word, 0..12).prop_map(|words| words.join(" "))
}

/// Hypotheses with their references.
fn corpus() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    vec((text(), text()), 1..8).prop_map(|segments| segments.into_iter().unzip())
}

proptest! {
    #[test]
    fn scores_keep_to_their_scale((hypotheses, references) in corpus()) {
        for metric in metrics() {
            let score = metric.score(&counts(metric.as_ref(), &hypotheses, &references).sums());
            let most = if metric.name() == "TER" { f64::MAX } else { 100.0 + 1e-9 };
            prop_assert!((0.0..=most).contains(&score), "{}: {score}", metric.name());
        }
    }

    #[test]
    fn what_is_equal_is_perfect(texts in vec("[a-e]{1,3}( [a-e]{1,3}){6,9}", 1..5)) {
        let scores = metrics().map(|metric| metric.score(&counts(metric.as_ref(), &texts, &texts).sums()));
        for (score, expected) in scores.into_iter().zip([100.0, 100.0, 100.0, 100.0, 0.0]) {
            prop_assert!((score - expected).abs() < 1e-9, "{score} instead of {expected}");
        }
    }

    #[test]
    fn a_corpus_is_scored_the_same_in_any_order((mut hypotheses, mut references) in corpus()) {
        for metric in metrics() {
            let before = counts(metric.as_ref(), &hypotheses, &references).sums();
            hypotheses.reverse();
            references.reverse();
            // All counts are whole numbers with one reference, and so are exact sums.
            prop_assert_eq!(counts(metric.as_ref(), &hypotheses, &references).sums(), before);
        }
    }

    #[test]
    fn the_counts_do_not_depend_on_the_number_of_threads((hypotheses, references) in corpus()) {
        let pool = |n_threads| rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        for metric in metrics() {
            let count = || counts(metric.as_ref(), &hypotheses, &references);
            prop_assert_eq!(pool(1).install(count), pool(3).install(count));
        }
    }

    #[test]
    fn a_further_reference_never_costs_matches_or_edits(hypothesis in text(), one in text(), other in text()) {
        for metric in [Box::new(Bleu::default()) as Box<dyn Metric>, Box::new(Ter::default())] {
            let single = metric.statistics(&hypothesis, &[&one]);
            let both = metric.statistics(&hypothesis, &[&one, &other]);
            match metric.name().as_str() {
                "TER" => prop_assert!(both[0] <= single[0]),
                _ => prop_assert!(both[2..6].iter().zip(&single[2..6]).all(|(more, fewer)| more >= fewer)),
            }
        }
    }

    #[test]
    fn a_system_does_not_differ_from_itself((hypotheses, references) in corpus(), seed in any::<u64>()) {
        for metric in metrics() {
            let counts = counts(metric.as_ref(), &hypotheses, &references);
            let by_bootstrap = paired_bootstrap(metric.as_ref(), &counts, &counts, 39, seed);
            let by_exchange = approximate_randomisation(metric.as_ref(), &counts, &counts, 39, seed);
            // No difference is greater than none, so that only the observed case is counted.
            prop_assert_eq!([by_bootstrap.p_value, by_exchange.p_value], [1.0 / 40.0; 2]);
        }
    }

    #[test]
    fn segments_that_are_all_alike_leave_no_doubt(text in "[a-c]{1,2}( [a-c]{1,2}){4,8}", n in 2_usize..6) {
        let hypotheses = vec![text.clone(); n];
        let references = vec![text + " more"; n];
        for metric in metrics() {
            let interval = confidence(metric.as_ref(), &counts(metric.as_ref(), &hypotheses, &references), 40, 1);
            prop_assert_eq!(interval.half_width, 0.0, "{}", metric.name());
        }
    }
}

#[test]
fn unequal_or_missing_texts_are_refused() {
    let of = |name: &str, n: usize| texts(name, &vec!["a".to_owned(); n]);
    let unequal = |name: &str, n_segments, other: &str, n_other| MetricError::Unequal {
        name: name.to_owned(),
        n_segments,
        other: other.to_owned(),
        n_other,
    };
    assert_eq!(References::new(Vec::new()), Err(MetricError::NoReference));
    assert_eq!(References::new(vec![of("r", 0)]), Err(MetricError::Empty { name: "r".to_owned() }));
    assert_eq!(References::new(vec![of("r", 2), of("s", 3)]), Err(unequal("s", 3, "r", 2)));
    let references = References::new(vec![of("r", 2)]).expect("references");
    let found = Statistics::new(&Bleu::default(), &of("h", 1), &references);
    assert_eq!(found, Err(unequal("h", 1, "r", 2)));
    let mut lacking = [of("r", 2), of("s", 2)];
    lacking.iter_mut().for_each(|texts| texts.segments[1] = None);
    assert_eq!(References::new(lacking.to_vec()), Err(MetricError::Unreferenced { number: 2 }));
    lacking[1].segments[1] = Some(String::new());
    let references = References::new(lacking.to_vec()).expect("an empty reference is one");
    assert_eq!((references.n_references(), references.of(1)), (None, vec![""]));
}
