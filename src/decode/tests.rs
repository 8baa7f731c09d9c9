//! Tests of the search on a model that can be computed by hand.

use proptest::prelude::*;

use super::fake::{Fake, START};
use super::*;

const EOS: TokenId = 0;
const A: TokenId = 2;
const B: TokenId = 3;

fn settings(beam_size: usize, nbest: usize, length_penalty: f32, max_tokens: usize) -> Settings {
    let length = LengthLimit { max_tokens, forced_eos: false, per_source_token: None };
    Settings { beam_size, nbest, length_penalty, length, eos: EOS, suppressed: vec![START] }
}

/// Two tables: a trap for greedy search, and one that hardly ever ends.
fn fake() -> Fake {
    let never = vec![0.0; 4];
    let trap = vec![never.clone(), vec![0.0, 0.0, 0.6, 0.4], vec![0.4, 0.0, 0.3, 0.3], vec![0.9, 0.0, 0.05, 0.05]];
    let endless = vec![never, vec![0.01, 0.0, 0.5, 0.49], vec![0.01, 0.0, 0.5, 0.49], vec![0.01, 0.0, 0.5, 0.49]];
    Fake(vec![trap, endless])
}

fn tokens(sequences: &[Sequence]) -> Vec<&[TokenId]> {
    sequences.iter().map(|sequence| &sequence.tokens[..]).collect()
}

#[test]
fn greedy_takes_the_best_step_and_a_beam_the_best_whole() {
    let greedy = search(&fake(), &[&[0]], &settings(1, 1, 1.0, 9));
    assert_eq!(tokens(&greedy[0]), [[A, EOS]]);
    assert!((greedy[0][0].log_prob - 0.24f32.ln()).abs() < 1e-6);
    assert!((greedy[0][0].score - 0.24f32.ln() / 2.0).abs() < 1e-6);

    let beam = search(&fake(), &[&[0]], &settings(2, 2, 1.0, 9));
    assert_eq!(tokens(&beam[0]), [[B, EOS], [A, EOS]]);
    assert!((beam[0][0].score - 0.36f32.ln() / 2.0).abs() < 1e-6);
    assert_eq!(beam[0][0].stop, Stop::EndToken);
    assert_eq!(beam[0][0].attention.len(), 2);
}

#[test]
fn a_limit_ends_every_hypothesis_and_is_told() {
    for beam_size in [1, 3] {
        let found = search(&fake(), &[&[1]], &settings(beam_size, 1, 1.0, 4));
        assert_eq!(tokens(&found[0]), [[A, A, A, A]]);
        assert_eq!(found[0][0].stop, Stop::MaxTokens);
    }
    for beam_size in [1, 3] {
        let mut settings = settings(beam_size, 1, 1.0, 4);
        settings.length.forced_eos = true;
        let found = search(&fake(), &[&[1]], &settings);
        assert_eq!(tokens(&found[0]), [[A, A, A, EOS]]);
        assert_eq!(found[0][0].stop, Stop::MaxTokens);
        assert!((found[0][0].log_prob - 0.125f32.ln()).abs() < 1e-6);
    }
    let limit = LengthLimit { max_tokens: 100, forced_eos: false, per_source_token: Some(3) };
    assert_eq!((limit.of(1), limit.of(60)), (27, 100));
}

#[test]
fn a_model_without_numbers_gives_no_hypothesis() {
    let broken = Fake(vec![vec![vec![f32::NAN; 4]; 4]]);
    for beam_size in [1, 3] {
        assert_eq!(search(&broken, &[&[0]], &settings(beam_size, 1, 1.0, 4)), [vec![]]);
    }
}

/// All sequences that end, by trying every one.
fn exhaustive(table: &[Vec<f32>], settings: &Settings) -> Vec<(f32, Vec<TokenId>)> {
    let mut open = vec![(0.0f32, Vec::new())];
    let mut ended = Vec::new();
    for n_tokens in 1..=settings.length.max_tokens {
        let mut longer = Vec::new();
        for (log_prob, tokens) in open {
            let previous = *tokens.last().unwrap_or(&START);
            for (token, probability) in table[previous as usize].iter().enumerate() {
                let mut tokens: Vec<TokenId> = tokens.clone();
                tokens.push(token as TokenId);
                let log_prob = log_prob + probability.ln();
                match token as TokenId {
                    _ if *probability == 0.0 => {}
                    token if token == EOS || n_tokens == settings.length.max_tokens => {
                        ended.push((settings.score(log_prob, n_tokens), tokens));
                    }
                    _ => longer.push((log_prob, tokens)),
                }
            }
        }
        open = longer;
    }
    ended.sort_by(|a, b| b.0.total_cmp(&a.0));
    ended
}

prop_compose! {
    /// A table of three real tokens, rows summing to 1.
    fn table()(rows in prop::collection::vec([1u32..1000, 1..1000, 1..1000], 4)) -> Vec<Vec<f32>> {
        let row = |weights: [u32; 3]| {
            let total: u32 = weights.iter().sum();
            let [eos, a, b] = weights.map(|w| w as f32 / total as f32);
            vec![eos, 0.0, a, b]
        };
        rows.into_iter().map(row).collect()
    }
}

proptest! {
    #[test]
    fn a_beam_wide_enough_finds_the_best_of_all(table in table(), penalty in 0.0f32..1.5) {
        let settings = settings(64, 3, penalty, 5);
        let expected = exhaustive(&table, &settings);
        let found = &search(&Fake(vec![table]), &[&[0]], &settings)[0];
        prop_assert_eq!(found.len(), 3);
        for (sequence, (score, _)) in found.iter().zip(&expected) {
            prop_assert!((sequence.score - score).abs() < 1e-5);
        }
    }

    #[test]
    fn results_are_sorted_and_do_not_depend_on_the_batch(tables in prop::collection::vec(table(), 1..5), beam in 1usize..5) {
        let settings = settings(beam, beam, 1.0, 6);
        let sources: Vec<[TokenId; 1]> = (0..tables.len()).map(|idx| [idx as TokenId]).collect();
        let sources: Vec<&[TokenId]> = sources.iter().map(|source| &source[..]).collect();
        let fake = Fake(tables);
        let together = search(&fake, &sources, &settings);
        for (source, found) in sources.iter().zip(&together) {
            prop_assert_eq!(&search(&fake, &[source], &settings)[0], found);
            prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }
    }
}
