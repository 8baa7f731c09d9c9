//! Parity with transformers: everything that `MarianMTModel` computes for a tiny random model, from the golden file
//! that `tests/oracle/make_golden.py` wrote.

use std::path::Path;
use std::rc::Rc;

use serde::Deserialize;

use super::*;
use crate::decode::{LengthLimit, Sequence, Settings, search};
use crate::kernels::Isa;
use crate::model::{Model, ModelFiles, Row};

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    source: String,
    source_ids: Vec<TokenId>,
    greedy_ids: Vec<TokenId>,
    greedy_log_probs_pad_kept: Vec<f32>,
    greedy_logits_first: Option<Vec<Vec<f32>>>,
    cross_attention: Option<Vec<Vec<f32>>>,
    beam4: Vec<Beam>,
    text: String,
    beam2_penalty_0_6: Option<Vec<Beam>>,
    greedy_ids_forced_eos: Option<Vec<TokenId>>,
    beam4_forced_eos: Option<Vec<Beam>>,
}

#[derive(Deserialize)]
struct Beam {
    ids: Vec<TokenId>,
    score: f32,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn tiny() -> Native {
    let options = Options { beam_size: Some(4), nbest: Some(4) };
    Native::load(&ModelFiles::Folder(root().join("tests/tiny-model")), options).expect("the tiny model")
}

fn golden() -> Vec<Case> {
    let bytes = std::fs::read(root().join("tests/golden/tiny-model.json")).expect("the golden file");
    let golden: Golden = serde_json::from_slice(&bytes).expect("its format");
    assert!(golden.cases.len() >= 24);
    golden.cases
}

/// The model's settings without our own limit relative to the source, which transformers does not have.
fn settings(engine: &Native, beam_size: usize) -> Settings {
    let length = LengthLimit { per_source_token: None, ..engine.settings().length };
    Settings { beam_size, nbest: beam_size, length, ..engine.settings().clone() }
}

fn found(engine: &Native, case: &Case, settings: &Settings) -> Vec<Sequence> {
    search(engine.model(), &[&case.source_ids], settings).remove(0)
}

#[track_caller]
fn assert_close(case: &Case, got: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(got.len(), expected.len(), "{:?}", case.source);
    for (at, (g, e)) in got.iter().zip(expected).enumerate() {
        assert!((g - e).abs() <= tolerance, "{:?}: [{at}] {g} is not {e}", case.source);
    }
}

#[track_caller]
fn assert_same(case: &Case, got: &[Sequence], expected: &[Beam]) {
    let ids: Vec<_> = got.iter().map(|sequence| &sequence.tokens).collect();
    let expected_ids: Vec<_> = expected.iter().map(|beam| &beam.ids).collect();
    assert_eq!(ids, expected_ids, "{:?}", case.source);
    let scores: Vec<f32> = got.iter().map(|sequence| sequence.score).collect();
    let expected_scores: Vec<f32> = expected.iter().map(|beam| beam.score).collect();
    assert_close(case, &scores, &expected_scores, 1e-4);
}

#[test]
fn sources_have_the_same_tokens() {
    let engine = tiny();
    for case in golden() {
        assert_eq!(engine.tokens(&case.source).expect("divided"), case.source_ids, "{:?}", case.source);
    }
}

#[test]
fn greedy_search_takes_the_same_path() {
    let engine = tiny();
    for case in golden() {
        let greedy = &found(&engine, &case, &settings(&engine, 1))[0];
        assert_eq!(greedy.tokens, case.greedy_ids, "{:?}", case.source);
        let log_prob: f32 = case.greedy_log_probs_pad_kept.iter().sum();
        assert_close(&case, &[greedy.log_prob], &[log_prob], 1e-3);
        let at_limit = case.greedy_ids.last() != Some(&0);
        assert_eq!(greedy.stop == Stop::MaxTokens, at_limit, "{:?}", case.source);
        if let Some(expected) = &case.cross_attention {
            for (row, expected) in greedy.attention.iter().zip(expected) {
                assert_close(&case, row, expected, 1e-4);
            }
        }
    }
}

#[test]
fn logits_are_the_same_to_a_thousandth() {
    let engine = tiny();
    let mut n_compared = 0;
    for case in golden() {
        let Some(expected) = &case.greedy_logits_first else { continue };
        let memory = engine.model().encode(&[&case.source_ids]);
        let mut rows = vec![Row { source: 0, token: engine.model().start_token(), state: engine.model().start() }];
        for (step, expected) in expected.iter().enumerate() {
            let logits = engine.model().step(&memory, &mut rows);
            assert_close(&case, &logits, expected, 1e-3);
            rows[0].token = case.greedy_ids.get(step).copied().unwrap_or_default();
            n_compared += 1;
        }
    }
    assert!(n_compared >= 10, "{n_compared} steps");
}

#[test]
fn beams_have_the_same_hypotheses_and_scores() {
    let engine = tiny();
    for case in golden() {
        assert_same(&case, &found(&engine, &case, &settings(&engine, 4)), &case.beam4);
        if let Some(expected) = &case.beam2_penalty_0_6 {
            let settings = Settings { length_penalty: 0.6, ..settings(&engine, 2) };
            assert_same(&case, &found(&engine, &case, &settings), expected);
        }
    }
}

#[test]
fn targets_at_the_limit_are_ended_as_the_model_asks() {
    let engine = tiny();
    let forced = |beam_size| {
        let settings = settings(&engine, beam_size);
        Settings { length: LengthLimit { forced_eos: true, ..settings.length }, ..settings }
    };
    let mut n_compared = 0;
    for case in golden() {
        if let Some(expected) = &case.greedy_ids_forced_eos {
            assert_eq!(&found(&engine, &case, &forced(1))[0].tokens, expected, "{:?}", case.source);
        }
        if let Some(expected) = &case.beam4_forced_eos {
            assert_same(&case, &found(&engine, &case, &forced(4)), expected);
            n_compared += 1;
        }
    }
    assert!(n_compared >= 3, "{n_compared} cases");
}

#[test]
fn texts_are_the_same() {
    let engine = tiny();
    for case in golden() {
        let best = found(&engine, &case, &settings(&engine, 4)).remove(0);
        assert_eq!(engine.text(&best.tokens), case.text, "{:?}", case.source);
    }
}

/// A batch of all cases gives bit for bit what each gives alone, in another order too.
#[test]
fn a_batch_changes_nothing() {
    let engine = tiny();
    let cases = golden();
    let mut sources: Vec<&[TokenId]> = cases.iter().map(|case| &case.source_ids[..]).collect();
    for beam_size in [1, 4] {
        let settings = settings(&engine, beam_size);
        for _ in 0..2 {
            let together = search(engine.model(), &sources, &settings);
            for (source, found) in sources.iter().zip(&together) {
                assert_eq!(&search(engine.model(), &[source], &settings)[0], found);
            }
            sources.reverse();
        }
    }
}

#[test]
fn hypotheses_link_words_and_carry_their_signature() {
    let engine = tiny();
    let source = "بلغ عدد القتلى 25 شخصا";
    let found = engine.translate(&[source]).remove(0).expect("hypotheses");
    assert_eq!(found.len(), 4);
    for hypothesis in &found {
        for link in &hypothesis.links {
            assert!(!link.source.of(source).contains(' ') && !link.target.of(&hypothesis.text).contains(' '));
        }
    }
    assert!(found.iter().any(|hypothesis| !hypothesis.links.is_empty()));
    let expected = format!(
        "model:tiny-model|weights:8c840a5d6a10|vocab:9f5bff54|view:plain|cut:128|engine:native-{}|precision:f32|beam:4\
         |penalty:1|version:{}",
        Isa::best().name(),
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(engine.signature(), expected);
}

#[test]
fn a_source_that_is_too_long_is_an_error_and_the_others_are_translated() {
    let engine = tiny();
    let long = "كلمة ".repeat(100);
    let found = engine.translate(&["لا", &long, "لا"]);
    let error = found[1].as_ref().expect_err("too long");
    assert!(error.ends_with("tokens, more than the 128 that the model takes"), "{error}");
    assert_eq!(found[0].as_ref().expect("translated"), found[2].as_ref().expect("translated"));
}

#[test]
fn more_hypotheses_than_the_beam_holds_are_refused() {
    let options = Options { beam_size: None, nbest: Some(5) };
    let error = Native::load(&ModelFiles::Folder(root().join("tests/tiny-model")), options).err().expect("an error");
    assert_eq!(error.to_string(), "nbest 5 is more than beam 4; raise --beam or lower --nbest");
}

/// Links need rows of attention that may be shared between hypotheses.
#[test]
fn attention_has_a_row_for_each_token_and_each_row_sums_to_one() {
    let engine = tiny();
    for case in golden() {
        for sequence in found(&engine, &case, &settings(&engine, 4)) {
            let rows: &[Rc<[f32]>] = &sequence.attention;
            assert_eq!(rows.len(), sequence.tokens.len());
            assert!(rows.iter().all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-4));
        }
    }
}
