//! Segments through an engine: passes over what needs no translation, cuts what is too long, fills batches, joins the
//! parts. Every segment that goes in comes out as an [`Outcome`]. Writes no files.

mod cut;

use rayon::prelude::*;

use crate::decode::{Stop, WordLink};
use crate::engine::{Engine, Found, Hypothesis, Outcome};
use crate::text::{Span, is_arabic_letter, with_western_digits};

/// What has been done since the last report, for showing progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Segments that are finished.
    pub n_segments: usize,
    /// Their source text in bytes.
    pub n_bytes: usize,
    /// Target tokens that were searched for them, of the best hypotheses.
    pub n_tokens: usize,
}

/// Whoever looks on while segments are translated; is called from any thread.
pub trait Watch: Sync {
    /// Takes note of what a batch has finished.
    fn report(&self, done: Progress);

    /// Whether no batch is to be begun any more.
    fn is_stopped(&self) -> bool {
        false
    }
}

impl<F: Fn(Progress) + Sync> Watch for F {
    fn report(&self, done: Progress) {
        self(done);
    }
}

/// Translates segments; the outcomes are in the order of the segments, and none stands for a segment whose turn had not
/// come when `watch` stopped.
///
/// Batches hold at most `max_batch_tokens` source tokens, or one segment, and run on the current rayon pool. Neither
/// changes a byte of the result.
pub fn translate<E: Engine + ?Sized>(
    engine: &E,
    segments: &[&str],
    max_batch_tokens: usize,
    watch: &dyn Watch,
) -> Vec<Option<Outcome>> {
    let plans: Vec<Plan> = segments.par_iter().map(|text| Plan::new(engine, text)).collect();
    let skipped = plans.iter().zip(segments).filter(|(plan, _)| !matches!(plan, Plan::Parts(_)));
    skipped.for_each(|(_, text)| watch.report(Progress { n_segments: 1, n_bytes: text.len(), n_tokens: 0 }));
    let units: Vec<Unit> = plans.iter().enumerate().flat_map(|(idx, plan)| plan.units(idx)).collect();
    let mut found: Vec<Option<Found>> = units.iter().map(|_| None).collect();
    let batches = batches(&units, max_batch_tokens, engine.max_batch_sources());
    let results: Vec<Vec<(usize, Found)>> = batches
        .into_par_iter()
        .filter(|_| !watch.is_stopped())
        .map(|batch| {
            let sources: Vec<&str> = batch.iter().map(|&unit| units[unit].text(segments)).collect();
            let mut results = engine.translate(&sources);
            results.resize_with(batch.len(), || Err("the engine returned no result for it".to_owned()));
            watch.report(progress(batch.iter().map(|&unit| &units[unit]), &results));
            batch.into_iter().zip(results).collect()
        })
        .collect();
    for (unit, result) in results.into_iter().flatten() {
        found[unit] = Some(result);
    }
    let mut found = found.into_iter();
    plans.into_iter().map(|plan| plan.finish(&mut found)).collect()
}

/// What is to be done with a segment.
enum Plan {
    /// Nothing more.
    Decided(Outcome),
    /// Translate these parts, each with its number of tokens, and join them.
    Parts(Vec<(Span, usize)>),
}

/// A part of a segment that is translated in one go.
struct Unit {
    segment_idx: usize,
    span: Span,
    n_tokens: usize,
    /// Whether its segment is finished with it, as far as progress is concerned.
    is_last: bool,
}

impl Unit {
    fn text<'a>(&self, segments: &[&'a str]) -> &'a str {
        self.span.of(segments[self.segment_idx])
    }
}

impl Plan {
    fn new<E: Engine + ?Sized>(engine: &E, text: &str) -> Self {
        if let Some(outcome) = passed(text) {
            return Self::Decided(outcome);
        }
        let n_tokens = |part: &str| engine.n_tokens(part).map_err(|e| e.to_string());
        match cut::cut(text, engine.max_source_tokens(), &n_tokens) {
            Ok(parts) => Self::Parts(parts),
            Err(reason) => Self::Decided(Outcome::Failed { reason }),
        }
    }

    fn units(&self, segment_idx: usize) -> Vec<Unit> {
        let Self::Parts(parts) = self else { return Vec::new() };
        let unit = |(idx, &(span, n_tokens)): (usize, &(Span, usize))| Unit {
            segment_idx,
            span,
            n_tokens,
            is_last: idx + 1 == parts.len(),
        };
        parts.iter().enumerate().map(unit).collect()
    }

    /// Takes the results of its units, which come in the order of [`Plan::units`]; none where one of them has none.
    fn finish(self, found: &mut impl Iterator<Item = Option<Found>>) -> Option<Outcome> {
        let parts = match self {
            Self::Decided(outcome) => return Some(outcome),
            Self::Parts(parts) => parts,
        };
        let results: Vec<Option<Found>> = found.take(parts.len()).collect();
        let translated = parts.into_iter().zip(results).map(|((span, n_tokens), result)| {
            let part = |nbest| Part { span, n_tokens, nbest };
            result.map(|found| found.map(part))
        });
        let translated: Result<Vec<Part>, String> = translated.collect::<Option<Vec<_>>>()?.into_iter().collect();
        Some(translated.map_or_else(|reason| Outcome::Failed { reason }, done))
    }
}

/// A part of a segment that was translated.
#[derive(Clone, Debug)]
struct Part {
    /// Bytes of the segment.
    span: Span,
    /// Tokens of the source.
    n_tokens: usize,
    nbest: Vec<Hypothesis>,
}

/// The outcome of a segment all of whose parts were translated.
fn done(parts: Vec<Part>) -> Outcome {
    let is_empty = |nbest: &[Hypothesis]| nbest.first().is_none_or(|best| best.text.trim().is_empty());
    let n_empty = parts.iter().filter(|part| is_empty(&part.nbest)).count();
    if n_empty == parts.len() {
        return Outcome::Failed { reason: "the model gave no words for it".to_owned() };
    }
    let nbest = join(parts);
    let is_cut_off = nbest.first().is_some_and(|best| best.stop == Stop::MaxTokens);
    let caution = match (n_empty, is_cut_off) {
        (0, false) => None,
        (0, true) => Some("the translation stopped at the model's limit of length and may be cut off"),
        (1, false) => Some("the segment was translated in parts, and the model gave no words for one of them"),
        _ => Some("the segment was translated in parts; some have no words, or may be cut off"),
    };
    Outcome::Done { nbest, caution }
}

/// The outcome of a segment without Arabic letters; none for others.
fn passed(text: &str) -> Option<Outcome> {
    if text.chars().any(is_arabic_letter) {
        return None;
    }
    Some(match with_western_digits(text) != text {
        true => Outcome::Passed {
            target: with_western_digits(text),
            reason: "no Arabic letters; figures written in Western digits",
        },
        false => Outcome::Passed { target: text.to_owned(), reason: "no Arabic letters" },
    })
}

/// Fills batches with units of similar length, the longest first so that no worker is left with it at the end.
fn batches(units: &[Unit], max_batch_tokens: usize, max_sources: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|&unit| std::cmp::Reverse(units[unit].n_tokens));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for unit in order {
        let n_tokens = units[unit].n_tokens;
        match batches.last_mut() {
            Some(batch) if n_tokens <= room && batch.len() < max_sources => batch.push(unit),
            _ => {
                batches.push(vec![unit]);
                room = max_batch_tokens.max(n_tokens);
            }
        }
        room -= n_tokens;
    }
    batches
}

fn progress<'a>(units: impl Iterator<Item = &'a Unit>, results: &[Found]) -> Progress {
    let mut progress = Progress::default();
    for unit in units {
        progress.n_segments += usize::from(unit.is_last);
        progress.n_bytes += unit.span.len();
    }
    progress.n_tokens = results.iter().flatten().filter_map(|nbest| nbest.first()).map(|best| best.tokens.len()).sum();
    progress
}

/// Joins the hypotheses of a segment's parts by rank: the best of each, the second best of each, and so on.
///
/// The score is the mean of the parts' scores, weighted by the tokens of their sources. No part's score rises with the
/// rank, so neither does the mean, and the best of all is the same however many are wanted.
fn join(mut parts: Vec<Part>) -> Vec<Hypothesis> {
    if parts.len() == 1 {
        return parts.swap_remove(0).nbest;
    }
    let n_ranks = parts.iter().map(|part| part.nbest.len()).max().unwrap_or(0);
    (0..n_ranks).map(|rank| join_rank(&parts, rank)).collect()
}

fn join_rank(parts: &[Part], rank: usize) -> Hypothesis {
    let mut whole = Hypothesis {
        text: String::new(),
        tokens: Vec::new(),
        log_prob: 0.0,
        score: 0.0,
        stop: Stop::EndToken,
        links: Vec::new(),
    };
    let n_tokens: usize = parts.iter().map(|part| part.n_tokens).sum();
    for part in parts {
        let best = &part.nbest[rank.min(part.nbest.len() - 1)];
        if !whole.text.is_empty() && !best.text.is_empty() {
            whole.text.push(' ');
        }
        let at = whole.text.len();
        whole.text += &best.text;
        whole.tokens.extend(&best.tokens);
        whole.log_prob += best.log_prob;
        whole.score += best.score * part.n_tokens as f32 / n_tokens.max(1) as f32;
        whole.stop = if best.stop == Stop::MaxTokens { best.stop } else { whole.stop };
        let moved = |link: &WordLink| WordLink {
            source: link.source.shifted(part.span.start()),
            target: link.target.shifted(at),
        };
        whole.links.extend(best.links.iter().map(moved));
    }
    whole
}

#[cfg(test)]
mod tests;
