//! Hypotheses and findings as the objects that JSON Lines hold of them. Does not know the lines.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Hypothesis;
use crate::check::{Finding, FindingKind, Severity};
use crate::decode::{Stop, WordLink};
use crate::text::Span;

/// A hypothesis of the n-best list.
#[derive(Serialize, Deserialize)]
pub struct NbestEntry<'a> {
    target: Cow<'a, str>,
    score: f32,
    /// Natural log, summed over tokens.
    log_prob: f32,
    n_tokens: usize,
    /// `end` or `max-tokens`.
    stop: Cow<'a, str>,
    /// Word links as `[source start, source end, target start, target end]`, bytes of `source` and this `target`.
    links: Vec<[usize; 4]>,
}

/// A finding.
#[derive(Serialize, Deserialize)]
pub struct FindingEntry<'a> {
    kind: Cow<'a, str>,
    severity: Cow<'a, str>,
    message: Cow<'a, str>,
    /// As `[start, end]`, bytes of `source`.
    source_spans: Vec<[usize; 2]>,
    /// As `[start, end]`, bytes of `target`.
    target_spans: Vec<[usize; 2]>,
}

/// The name of a reason to stop.
fn stop_name(stop: Stop) -> &'static str {
    match stop {
        Stop::EndToken => "end",
        Stop::MaxTokens => "max-tokens",
    }
}

impl<'a> NbestEntry<'a> {
    pub fn of(hypothesis: &'a Hypothesis) -> Self {
        let links = hypothesis.links.iter();
        Self {
            target: Cow::Borrowed(&hypothesis.text),
            score: hypothesis.score,
            log_prob: hypothesis.log_prob,
            n_tokens: hypothesis.n_tokens,
            stop: Cow::Borrowed(stop_name(hypothesis.stop)),
            links: links.map(|l| [l.source.start(), l.source.end(), l.target.start(), l.target.end()]).collect(),
        }
    }

    /// The hypothesis of a source; else what is wrong.
    pub fn hypothesis(self, source: &str) -> Result<Hypothesis, String> {
        let known = [Stop::EndToken, Stop::MaxTokens].into_iter().find(|stop| stop_name(*stop) == self.stop);
        let stop = known.ok_or_else(|| format!("stop {:?} is none of end, max-tokens", self.stop))?;
        let link = |[from, to, start, end]: [usize; 4]| {
            Ok(WordLink { source: span([from, to], source)?, target: span([start, end], &self.target)? })
        };
        let links = self.links.into_iter().map(link).collect::<Result<_, String>>()?;
        let Self { score, log_prob, n_tokens, .. } = self;
        Ok(Hypothesis { text: self.target.into_owned(), n_tokens, log_prob, score, stop, links })
    }
}

impl<'a> FindingEntry<'a> {
    pub fn of(finding: &'a Finding) -> Self {
        let spans = |spans: &[Span]| spans.iter().map(|span| [span.start(), span.end()]).collect();
        Self {
            kind: Cow::Borrowed(finding.kind.name()),
            severity: Cow::Borrowed(finding.severity.name()),
            message: Cow::Borrowed(&finding.message),
            source_spans: spans(&finding.source_spans),
            target_spans: spans(&finding.target_spans),
        }
    }

    /// The finding in a pair of texts; else what is wrong.
    pub fn finding(self, source: &str, target: &str) -> Result<Finding, String> {
        let spans = |spans: Vec<[usize; 2]>, text| -> Result<Vec<Span>, String> {
            spans.into_iter().map(|ends| span(ends, text)).collect()
        };
        let unknown = |what, name: &str| format!("{what} of a finding {name:?} is not known");
        Ok(Finding {
            kind: FindingKind::from_name(&self.kind).ok_or_else(|| unknown("kind", &self.kind))?,
            severity: Severity::from_name(&self.severity).ok_or_else(|| unknown("severity", &self.severity))?,
            source_spans: spans(self.source_spans, source)?,
            target_spans: spans(self.target_spans, target)?,
            message: self.message.into_owned(),
        })
    }
}

/// The span with these ends, if it lies on characters of the text.
fn span([start, end]: [usize; 2], text: &str) -> Result<Span, String> {
    let problem = || format!("bytes {start}..{end} are no part of the text");
    text.get(start..end).map(|_| Span::new(start, end)).ok_or_else(problem)
}
