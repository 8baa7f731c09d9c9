//! Greedy search: the most probable token at each step.

use std::rc::Rc;

use super::{Sequence, Settings, Stop, top};
use crate::kernels::Isa;
use crate::model::{Model, Row};
use crate::text::TokenId;

/// Searches all sources side by side; a source that has ended leaves the batch.
pub fn search<M: Model>(model: &M, sources: &[&[TokenId]], settings: &Settings) -> Vec<Vec<Sequence>> {
    let isa = Isa::best();
    let memory = model.encode(sources);
    let mut results: Vec<Vec<Sequence>> = vec![Vec::new(); sources.len()];
    let mut open: Vec<Sequence> = vec![empty(); sources.len()];
    let mut rows: Vec<Row<M::State>> =
        (0..sources.len()).map(|source| Row { source, token: model.start_token(), state: model.start() }).collect();
    while !rows.is_empty() {
        let mut scores = model.step(&memory, &mut rows);
        let each = rows.into_iter().zip(scores.chunks_exact_mut(model.vocab_size()));
        let mut kept = Vec::new();
        for (mut row, scores) in each {
            isa.log_softmax(scores);
            let sequence = &mut open[row.source];
            let forced = settings.length.forces_end(sequence.tokens.len()).then_some((settings.eos, 0.0));
            let Some((token, log_prob)) = forced.or_else(|| top::best(scores, &settings.suppressed)) else { continue };
            sequence.tokens.push(token);
            sequence.log_prob += log_prob;
            sequence.attention.push(Rc::from(M::attention(&row.state)));
            match stop(sequence, settings, sources[row.source].len()) {
                None => {
                    row.token = token;
                    kept.push(row);
                }
                Some(stop) => {
                    let mut ended = std::mem::replace(sequence, empty());
                    ended.stop = stop;
                    ended.score = settings.score(ended.log_prob, ended.tokens.len());
                    results[row.source].push(ended);
                }
            }
        }
        rows = kept;
    }
    results
}

fn stop(sequence: &Sequence, settings: &Settings, n_source: usize) -> Option<Stop> {
    let n_before = sequence.tokens.len() - 1;
    if sequence.tokens.last() == Some(&settings.eos) && !settings.length.forces_end(n_before) {
        return Some(Stop::EndToken);
    }
    (sequence.tokens.len() >= settings.length.of(n_source)).then_some(Stop::MaxTokens)
}

fn empty() -> Sequence {
    Sequence { tokens: Vec::new(), log_prob: 0.0, score: 0.0, stop: Stop::MaxTokens, attention: Vec::new() }
}
