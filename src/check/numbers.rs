//! Numbers that only one side of a pair has.

use crate::text::{Lang, Span};
use crate::values::{Value, compare};

use super::{Finding, FindingKind, Severity};

/// Numbers of the source that the target lacks, and the other way round; Arabic source, English target.
///
/// Where exactly one is missing and one is added, that is one finding: the number was changed. Otherwise each is one
/// of its own, first the missing and then the added ones. What counts as the same number is said at
/// [`compare`].
pub fn numbers(source: &str, target: &str) -> Vec<Finding> {
    let comparison = compare(source, Lang::Arabic, target, Lang::English);
    if let ([missing], [added]) = (&comparison.missing[..], &comparison.added[..]) {
        return vec![changed(source, missing, target, added)];
    }
    let missing = comparison.missing.iter().map(|value| missing(source, value));
    missing.chain(comparison.added.iter().map(|value| added(target, value))).collect()
}

fn changed(source: &str, missing: &Value, target: &str, added: &Value) -> Finding {
    let (before, after) = (missing.span.of(source), added.span.of(target));
    let message = format!("The source has {before}, the target {after}.");
    finding(Severity::Error, vec![missing.span], vec![added.span], message)
}

fn missing(source: &str, value: &Value) -> Finding {
    let message = format!("The source's {} is not in the target.", value.span.of(source));
    finding(Severity::Warning, vec![value.span], Vec::new(), message)
}

fn added(target: &str, value: &Value) -> Finding {
    let message = format!("The target's {} is not in the source.", value.span.of(target));
    finding(Severity::Warning, Vec::new(), vec![value.span], message)
}

fn finding(severity: Severity, source_spans: Vec<Span>, target_spans: Vec<Span>, message: String) -> Finding {
    Finding { kind: FindingKind::Number, severity, source_spans, target_spans, message }
}

#[cfg(test)]
mod tests {
    use super::numbers;
    use crate::check::{FindingKind, Severity};
    use crate::text::Span;

    /// Source, target, and for each finding: severity, what its spans hold, message.
    type Case = (&'static str, &'static str, &'static [(Severity, &'static [&'static str], &'static str)]);

    const CASES: &[Case] = &[
        ("بلغت 240 مليار دولار.", "It reached $240 billion.", &[]),
        ("صدر في ٢٩ سبتمبر ٢٠٢٥.", "Issued on 29 September 2025.", &[]),
        (
            "بلغت 240 مليار دولار.",
            "It reached $240 million.",
            &[(Severity::Error, &["240 مليار", "240 million"], "The source has 240 مليار, the target 240 million.")],
        ),
        (
            "صدر في ٢٩ سبتمبر.",
            "Issued in September.",
            &[(Severity::Warning, &["٢٩"], "The source's ٢٩ is not in the target.")],
        ),
        ("حضر الرجال.", "Some 40 men came.", &[(Severity::Warning, &["40"], "The target's 40 is not in the source.")]),
        (
            "من 15 إلى 20",
            "from 16",
            &[
                (Severity::Warning, &["15"], "The source's 15 is not in the target."),
                (Severity::Warning, &["20"], "The source's 20 is not in the target."),
                (Severity::Warning, &["16"], "The target's 16 is not in the source."),
            ],
        ),
    ];

    #[test]
    fn findings_name_the_numbers() {
        for (source, target, expected) in CASES {
            let findings = numbers(source, target);
            let in_text = |spans: &[Span], text: &'static str| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>();
            let found: Vec<_> = findings
                .iter()
                .map(|f| {
                    let held = [in_text(&f.source_spans, source), in_text(&f.target_spans, target)].concat();
                    (f.severity, held, f.message.as_str())
                })
                .collect();
            let expected: Vec<_> = expected.iter().map(|(severity, held, m)| (*severity, held.to_vec(), *m)).collect();
            assert_eq!(found, expected, "{source} / {target}");
            assert!(findings.iter().all(|f| f.kind == FindingKind::Number));
        }
    }
}
