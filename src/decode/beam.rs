//! Beam search, with the rules of `generate` in transformers 5 so that both can be compared token by token.
//!
//! ```text
//! for each source: running ← the start token
//! repeat
//!     candidates ← the 2·B best of (running × vocabulary) by summed log-probability
//!     finished  ← the B best scores of finished and of those among the first B candidates that end here
//!     running   ← the B best candidates that do not end here
//! until finished holds B and the best running score, at its present length, is no better than the worst of them;
//!       or the length limit is reached, where every candidate ends
//! ```
//! A candidate ends with the end token, or at the length limit. Its score is its log-probability divided by
//! lengthᵖ, the end token counted. Sources that are done leave the batch.

use std::rc::Rc;

use super::top::{Best, Continuation};
use super::{Sequence, Settings, Stop, sort};
use crate::kernels::Isa;
use crate::model::{Model, Row};
use crate::text::TokenId;

/// Searches all sources side by side.
pub fn search<M: Model>(model: &M, sources: &[&[TokenId]], settings: &Settings) -> Vec<Vec<Sequence>> {
    let isa = Isa::best();
    let memory = model.encode(sources);
    let mut beams: Vec<Beam> =
        sources.iter().enumerate().map(|(idx, source)| Beam::new(idx, source.len(), settings)).collect();
    let mut rows: Vec<Row<M::State>> =
        (0..sources.len()).map(|source| Row { source, token: model.start_token(), state: model.start() }).collect();
    while !rows.is_empty() {
        let mut scores = model.step(&memory, &mut rows);
        scores.chunks_exact_mut(model.vocab_size()).for_each(|row| isa.log_softmax(row));
        let mut children = Vec::new();
        let mut first_row = 0;
        for beam in beams.iter_mut().filter(|beam| !beam.done) {
            let attention = rows[first_row..][..beam.running.len()].iter().map(|row| M::attention(&row.state).into());
            let step = Step { scores: &scores, vocab_size: model.vocab_size(), first_row };
            first_row += beam.running.len();
            beam.advance(&step, attention.collect(), settings);
            children.extend(beam.running.iter().map(|running| (running.row, running.token)));
        }
        rows = continue_rows(rows, &children);
    }
    beams.into_iter().map(|beam| beam.into_sequences(settings.nbest)).collect()
}

/// The search for one source.
struct Beam {
    max_tokens: usize,
    n_tokens: usize,
    running: Vec<Running>,
    finished: Vec<Sequence>,
    /// Everything that was once running, as (parent, token, attention).
    nodes: Vec<(Option<usize>, TokenId, Rc<[f32]>)>,
    done: bool,
}

/// A hypothesis that goes on.
struct Running {
    log_prob: f32,
    /// Row of the last step that it continues.
    row: usize,
    token: TokenId,
    /// Its last token's node; none before the first.
    node: Option<usize>,
}

/// The log-probabilities of one step for all rows of the batch.
struct Step<'a> {
    scores: &'a [f32],
    vocab_size: usize,
    /// The beam's first row.
    first_row: usize,
}

impl Step<'_> {
    fn row(&self, row: usize) -> &[f32] {
        &self.scores[row * self.vocab_size..][..self.vocab_size]
    }
}

impl Beam {
    fn new(source: usize, n_source: usize, settings: &Settings) -> Self {
        let start = Running { log_prob: 0.0, row: source, token: 0, node: None };
        Self {
            max_tokens: settings.length.of(n_source),
            n_tokens: 0,
            running: vec![start],
            finished: Vec::new(),
            nodes: Vec::new(),
            done: false,
        }
    }

    /// Takes one step; `attention` is that of each running hypothesis.
    fn advance(&mut self, step: &Step, attention: Vec<Rc<[f32]>>, settings: &Settings) {
        let mut best = Best::new(2 * settings.beam_size);
        for (idx, running) in self.running.iter().enumerate() {
            let (row, log_prob) = (step.first_row + idx, running.log_prob);
            match settings.length.forces_end(self.n_tokens) {
                true => best.keep(Continuation { log_prob, row, token: settings.eos }),
                false => best.offer(row, log_prob, step.row(row), &settings.suppressed),
            }
        }
        self.n_tokens += 1;
        let parents = std::mem::take(&mut self.running);
        for (rank, candidate) in best.into_kept().into_iter().enumerate() {
            let idx = candidate.row - step.first_row;
            let parent = (parents[idx].node, &attention[idx]);
            match self.stop(candidate, settings) {
                Some(stop) if rank < settings.beam_size => self.finish(candidate, parent, stop, settings),
                Some(_) => {}
                None if self.running.len() < settings.beam_size => self.run_on(candidate, parent),
                None => {}
            }
        }
        self.keep_best_finished(settings);
    }

    fn stop(&self, candidate: Continuation, settings: &Settings) -> Option<Stop> {
        if candidate.token == settings.eos && !settings.length.forces_end(self.n_tokens - 1) {
            return Some(Stop::EndToken);
        }
        (self.n_tokens >= self.max_tokens).then_some(Stop::MaxTokens)
    }

    fn finish(
        &mut self,
        candidate: Continuation,
        (parent, attention): (Option<usize>, &Rc<[f32]>),
        stop: Stop,
        settings: &Settings,
    ) {
        let (mut tokens, mut rows) = (vec![candidate.token], vec![Rc::clone(attention)]);
        let mut node = parent;
        while let Some((parent, token, attention)) = node.map(|idx| &self.nodes[idx]) {
            tokens.push(*token);
            rows.push(Rc::clone(attention));
            node = *parent;
        }
        tokens.reverse();
        rows.reverse();
        let score = settings.score(candidate.log_prob, tokens.len());
        self.finished.push(Sequence { tokens, log_prob: candidate.log_prob, score, stop, attention: rows });
    }

    fn run_on(&mut self, candidate: Continuation, (parent, attention): (Option<usize>, &Rc<[f32]>)) {
        let Continuation { log_prob, row, token } = candidate;
        self.nodes.push((parent, token, Rc::clone(attention)));
        self.running.push(Running { log_prob, row, token, node: Some(self.nodes.len() - 1) });
    }

    /// Drops all but the best finished ones, and decides whether anything running can still be better.
    fn keep_best_finished(&mut self, settings: &Settings) {
        sort(&mut self.finished);
        self.finished.truncate(settings.beam_size);
        let worst = self.finished.get(settings.beam_size - 1).map(|sequence| sequence.score);
        let best_running = self.running.first().map(|running| settings.score(running.log_prob, self.n_tokens));
        self.done = match (best_running, worst) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(running), Some(worst)) => running <= worst,
        };
        if self.done {
            self.running.clear();
        }
    }

    fn into_sequences(mut self, nbest: usize) -> Vec<Sequence> {
        self.finished.truncate(nbest);
        self.finished
    }
}

/// The rows of the next step; a state is copied only where several hypotheses continue it.
fn continue_rows<S: Clone>(rows: Vec<Row<S>>, children: &[(usize, TokenId)]) -> Vec<Row<S>> {
    let mut n_uses = vec![0usize; rows.len()];
    for (parent, _) in children {
        n_uses[*parent] += 1;
    }
    let mut parents: Vec<Option<Row<S>>> = rows.into_iter().map(Some).collect();
    let mut next = Vec::with_capacity(children.len());
    for &(parent, token) in children {
        n_uses[parent] -= 1;
        let row = if n_uses[parent] == 0 { parents[parent].take() } else { parents[parent].clone() };
        next.extend(row.map(|row| Row { token, ..row }));
    }
    next
}
