//! What a pair holds beside its texts and notes, as names and values, for formats with room for such.
//!
//! What is not known or usual is left out: a sentence, no span, no score. A finding is
//! `KIND;SEVERITY;SOURCE SPANS;TARGET SPANS;MESSAGE`, its spans `START-END` with commas between them.

use std::borrow::Cow;

use super::{Pair, Status};
use crate::check::{Finding, FindingKind, Severity};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span};

/// Names with their values, in a fixed order.
pub type Properties<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// All properties of a pair but its document and status, which formats have their own places for.
pub fn properties(pair: &Pair) -> Properties<'_> {
    let mut properties: Properties = vec![("segment", pair.segment_id.to_string().into())];
    let mut add = |name, value: Option<Cow<'static, str>>| properties.extend(value.map(|value| (name, value)));
    add("kind", (pair.kind != SegmentKind::Sentence).then(|| pair.kind.name().into()));
    add("start", pair.span.map(|span| span.start().to_string().into()));
    add("end", pair.span.map(|span| span.end().to_string().into()));
    add("score", pair.score.map(|score| score.to_string().into()));
    properties.extend(pair.reason.as_deref().map(|reason| ("reason", reason.into())));
    if !pair.signature.is_empty() {
        properties.push(("signature", pair.signature.as_str().into()));
    }
    properties.extend(pair.findings.iter().map(|finding| ("finding", finding_text(finding).into())));
    properties
}

/// What was read of the properties of a pair. What has no sense, as from a program that uses a name otherwise, is
/// passed over.
#[derive(Debug, Default)]
pub struct Given {
    /// The document.
    pub document: Option<String>,
    /// The number of the segment.
    pub segment: Option<u32>,
    /// How the target came about.
    pub status: Option<Status>,
    kind: Option<SegmentKind>,
    start: Option<usize>,
    end: Option<usize>,
    score: Option<f32>,
    reason: Option<String>,
    signature: String,
    findings: Vec<Finding>,
}

impl Given {
    /// Takes note of a property.
    pub fn take(&mut self, name: &str, value: String) {
        match name {
            "document" => self.document = Some(value),
            "segment" => self.segment = value.parse().ok(),
            "status" => self.status = Status::from_name(&value),
            "kind" => self.kind = SegmentKind::from_name(&value),
            "start" => self.start = value.parse().ok(),
            "end" => self.end = value.parse().ok(),
            // It is a logarithm of a probability; other programs have percentages there.
            "score" => self.score = value.parse().ok().filter(|score| *score <= 0.0),
            "reason" => self.reason = Some(value),
            "signature" => self.signature = value,
            "finding" => self.findings.extend(finding(&value)),
            _ => {}
        }
    }

    /// Forgets what holds for a whole segment alone, when the segment has been cut.
    pub fn forget_segment(&mut self) {
        let Self { document, kind, reason, signature, .. } = std::mem::take(self);
        *self = Self { document, kind, reason, signature, ..Self::default() };
    }

    /// The pair of these texts with the properties; `number` is its segment's where none was given.
    pub fn pair(self, document: &str, number: u32, source: String, target: Option<String>) -> Pair {
        let document = DocumentId(self.document.unwrap_or_else(|| document.to_owned()));
        let given = Pair::given(document, SegmentId(self.segment.unwrap_or(number)), source, target);
        let span = self.start.zip(self.end).filter(|(start, end)| start <= end);
        let status = self.status.filter(|status| needs_target(*status) == given.target.is_some());
        let fits = |text: &str| fitting(self.findings.clone(), text, given.target.as_deref().unwrap_or_default());
        Pair {
            kind: self.kind.unwrap_or(given.kind),
            span: span.map(|(start, end)| Span::new(start, end)),
            score: self.score,
            status: status.unwrap_or(given.status),
            reason: self.reason,
            signature: self.signature,
            findings: fits(&given.source),
            ..given
        }
    }
}

/// Whether a pair of that status has a target; one that contradicts its texts is not believed.
fn needs_target(status: Status) -> bool {
    !matches!(status, Status::Untranslated | Status::Failed)
}

/// The findings without the spans that the texts, which other programs may have changed, no longer have.
fn fitting(mut findings: Vec<Finding>, source: &str, target: &str) -> Vec<Finding> {
    for finding in &mut findings {
        finding.source_spans.retain(|span| source.get(span.range()).is_some());
        finding.target_spans.retain(|span| target.get(span.range()).is_some());
    }
    findings
}

fn finding_text(finding: &Finding) -> String {
    let Finding { kind, severity, source_spans, target_spans, message } = finding;
    let (source, target) = (spans_text(source_spans), spans_text(target_spans));
    format!("{};{};{source};{target};{message}", kind.name(), severity.name())
}

fn finding(text: &str) -> Option<Finding> {
    let mut parts = text.splitn(5, ';');
    Some(Finding {
        kind: FindingKind::from_name(parts.next()?)?,
        severity: Severity::from_name(parts.next()?)?,
        source_spans: spans(parts.next()?)?,
        target_spans: spans(parts.next()?)?,
        message: parts.next()?.to_owned(),
    })
}

fn spans_text(spans: &[Span]) -> String {
    let spans: Vec<String> = spans.iter().map(|span| format!("{}-{}", span.start(), span.end())).collect();
    spans.join(",")
}

fn spans(text: &str) -> Option<Vec<Span>> {
    let span = |text: &str| {
        let (start, end) = text.split_once('-')?;
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start <= end).then(|| Span::new(start, end))
    };
    text.split(',').filter(|part| !part.is_empty()).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_read_or_passed_over() {
        let cases = [
            ("number;warning;0-4,6-8;;5; not 6", Some((vec![(0, 4), (6, 8)], vec![], "5; not 6"))),
            ("number;note;;1-2;", Some((vec![], vec![(1, 2)], ""))),
            ("number;warning;4-0;;x", None),
            ("number;warning;a;;x", None),
            ("number;grave;;;x", None),
            ("number;warning;;", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let ends = |spans: &[Span]| spans.iter().map(|span| (span.start(), span.end())).collect::<Vec<_>>();
            let found = finding(text).map(|f| (ends(&f.source_spans), ends(&f.target_spans), f.message));
            assert_eq!(found, expected.map(|(source, target, message)| (source, target, message.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_contradicts_the_texts_is_not_believed() {
        let mut given = Given::default();
        let properties = [
            ("status", "done"),
            ("score", "87"),
            ("start", "9"),
            ("end", "3"),
            ("segment", "x"),
            ("finding", "number;error;0-1,0-2,90-91;0-1;m"),
        ];
        properties.iter().for_each(|(name, value)| given.take(name, (*value).to_owned()));
        let pair = given.pair("d", 7, "نص".to_owned(), None);
        assert_eq!((pair.status, pair.score, pair.span), (Status::Untranslated, None, None));
        assert_eq!(pair.segment_id, SegmentId(7));
        assert_eq!(pair.findings[0].source_spans, [Span::new(0, 2)]);
        assert!(pair.findings[0].target_spans.is_empty());
    }
}
