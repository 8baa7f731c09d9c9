//! Scores of awkward segments, held against those of sacreBLEU; `tests/oracle/make_metrics.py` made them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::numpy::Pcg64;
use super::significance::Coins;
use super::words::split;
use super::{
    Bleu, Chrf, Metric, References, Sampling, Signature, Smoothing, Statistics, Ter, Texts, Tokenizer,
    approximate_randomisation, baseline_confidence, confidence, paired_bootstrap,
};

const SEED: u64 = 12345;

#[derive(Deserialize)]
struct Golden {
    n_resamples: usize,
    n_trials: usize,
    random: Vec<Random>,
    tokenized: Vec<Tokenized>,
    segments: Vec<Segment>,
    metrics: Vec<Case>,
}

#[derive(Deserialize)]
struct Random {
    seed: u64,
    #[serde(default)]
    n: u32,
    #[serde(default)]
    numbers: Vec<u32>,
    #[serde(default)]
    coins: Vec<bool>,
}

#[derive(Deserialize)]
struct Tokenized {
    tokenizer: String,
    text: String,
    tokens: String,
}

#[derive(Deserialize)]
struct Segment {
    hypothesis: String,
    other: String,
    references: Vec<Option<String>>,
}

#[derive(Deserialize)]
struct Case {
    metric: String,
    settings: Settings,
    name: String,
    signature: String,
    segments: Vec<f64>,
    corpus: f64,
    other: f64,
    details: Option<String>,
    confidence: Interval,
    baseline: [f64; 2],
    paired_bs: [f64; 3],
    paired_ar: [f64; 1],
}

#[derive(Deserialize)]
struct Interval {
    mean: f64,
    half_width: f64,
    signature: String,
}

/// The arguments of sacreBLEU's classes.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    tokenize: Option<String>,
    lowercase: bool,
    smooth_method: Option<String>,
    smooth_value: Option<f64>,
    max_ngram_order: Option<usize>,
    effective_order: bool,
    char_order: Option<usize>,
    word_order: usize,
    beta: Option<u32>,
    whitespace: bool,
    eps_smoothing: bool,
    normalized: bool,
    no_punct: bool,
    asian_support: bool,
    case_sensitive: bool,
}

impl Case {
    fn metric(&self) -> Box<dyn Metric> {
        let settings = &self.settings;
        match self.metric.as_str() {
            "BLEU" => Box::new(settings.bleu()),
            "CHRF" => Box::new(Chrf {
                char_order: settings.char_order.unwrap_or(6),
                word_order: settings.word_order,
                beta: settings.beta.unwrap_or(2),
                lowercase: settings.lowercase,
                whitespace: settings.whitespace,
                eps_smoothing: settings.eps_smoothing,
            }),
            "TER" => Box::new(Ter {
                normalized: settings.normalized,
                no_punct: settings.no_punct,
                asian_support: settings.asian_support,
                case_sensitive: settings.case_sensitive,
            }),
            other => panic!("no metric {other}"),
        }
    }

    /// What a failure calls the case.
    fn label(&self) -> String {
        format!("{} {}", self.name, self.signature)
    }
}

impl Settings {
    fn bleu(&self) -> Bleu {
        Bleu {
            tokenizer: self.tokenize.as_deref().map_or(Tokenizer::V13a, tokenizer),
            lowercase: self.lowercase,
            smoothing: match self.smooth_method.as_deref() {
                None => Smoothing::Exp,
                Some("none") => Smoothing::None,
                Some("floor") => Smoothing::Floor(self.smooth_value.unwrap_or(Smoothing::DEFAULT_FLOOR)),
                Some("add-k") => Smoothing::AddK(self.smooth_value.unwrap_or(Smoothing::DEFAULT_K)),
                Some(other) => panic!("no smoothing {other}"),
            },
            max_order: self.max_ngram_order.unwrap_or(4),
            effective_order: self.effective_order,
        }
    }
}

fn tokenizer(name: &str) -> Tokenizer {
    Tokenizer::ALL.into_iter().find(|tokenizer| tokenizer.name() == name).expect("a tokenizer of that name")
}

fn golden() -> &'static Golden {
    static GOLDEN: LazyLock<Golden> = LazyLock::new(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/metrics.json");
        serde_json::from_slice(&std::fs::read(path).expect("the golden file")).expect("its fields")
    });
    &GOLDEN
}

fn texts(name: &str, of: impl Fn(&Segment) -> Option<String>) -> Texts {
    Texts { name: name.to_owned(), segments: golden().segments.iter().map(of).collect() }
}

fn references() -> References {
    let n_most = golden().segments[0].references.len();
    let all = (0..n_most).map(|idx| texts("reference", |segment| segment.references[idx].clone()));
    References::new(all.collect()).expect("segments with references")
}

/// The counts of both systems.
fn systems(metric: &dyn Metric) -> [Statistics; 2] {
    let first = texts("first", |segment| Some(segment.hypothesis.clone()));
    let second = texts("second", |segment| Some(segment.other.clone()));
    [first, second].map(|texts| Statistics::new(metric, &texts, &references()).expect("as many segments"))
}

#[test]
fn segments_have_the_scores_of_sacrebleu() {
    for case in &golden().metrics {
        let metric = case.metric();
        assert_eq!(case.segments.len(), golden().segments.len());
        for (segment, expected) in golden().segments.iter().zip(&case.segments) {
            let references: Vec<&str> = segment.references.iter().flatten().map(String::as_str).collect();
            let score = metric.score(&metric.statistics(&segment.hypothesis, &references));
            assert_eq!(score, *expected, "{}: {:?} against {references:?}", case.label(), segment.hypothesis);
        }
    }
}

#[test]
fn corpora_have_the_scores_of_sacrebleu() {
    for case in &golden().metrics {
        let metric = case.metric();
        let [first, second] = systems(metric.as_ref());
        assert_eq!(metric.name(), case.name);
        assert_eq!(metric.score(&first.sums()), case.corpus, "{}", case.label());
        assert_eq!(metric.score(&second.sums()), case.other, "{}", case.label());
        assert_eq!(metric.details(&first.sums()), case.details, "{}", case.label());
        assert_eq!(Signature::new(metric.as_ref(), references().n_references()).to_string(), case.signature);
    }
}

#[test]
fn intervals_are_those_of_sacrebleu() {
    let n = golden().n_resamples;
    for case in &golden().metrics {
        let metric = case.metric();
        let [first, _] = systems(metric.as_ref());
        let found = confidence(metric.as_ref(), &first, n, SEED);
        let expected = (case.confidence.mean, case.confidence.half_width);
        assert_eq!((found.mean, found.half_width), expected, "{}", case.label());
        let signature = Signature::new(metric.as_ref(), references().n_references());
        assert_eq!(signature.with_sampling(Sampling::Bootstrap(n), SEED).to_string(), case.confidence.signature);
    }
}

#[test]
fn paired_tests_are_those_of_sacrebleu() {
    let (n_resamples, n_trials) = (golden().n_resamples, golden().n_trials);
    for case in &golden().metrics {
        let metric = case.metric();
        let [first, second] = systems(metric.as_ref());
        let baseline = baseline_confidence(metric.as_ref(), &first, n_resamples, SEED);
        assert_eq!([baseline.mean, baseline.half_width], case.baseline, "{}", case.label());
        let found = paired_bootstrap(metric.as_ref(), &first, &second, n_resamples, SEED);
        let own = found.confidence.expect("the bootstrap gives an interval");
        assert_eq!([found.p_value, own.mean, own.half_width], case.paired_bs, "{}", case.label());
        let found = approximate_randomisation(metric.as_ref(), &first, &second, n_trials, SEED);
        assert_eq!([found.p_value], case.paired_ar, "{}", case.label());
    }
}

#[test]
fn tokens_are_those_of_sacrebleu() {
    for Tokenized { tokenizer: name, text, tokens } in &golden().tokenized {
        let found = tokenizer(name).apply(super::trim_end(text));
        assert_eq!(split(&found).collect::<Vec<_>>().join(" "), *tokens, "{name} {text:?}");
    }
}

#[test]
fn random_numbers_are_those_of_numpy() {
    for Random { seed, n, numbers, coins } in &golden().random {
        let mut generator = Pcg64::new(*seed);
        let drawn: Vec<u32> = numbers.iter().map(|_| generator.below(*n)).collect();
        assert_eq!(drawn, *numbers, "seed {seed}, below {n}");
        let mut tosses = Coins::new(*seed);
        assert_eq!(coins.iter().map(|_| tosses.toss()).collect::<Vec<_>>(), *coins, "seed {seed}");
    }
}
