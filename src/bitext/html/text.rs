//! Texts inside the page: escaped, and with the spans of findings marked.

use std::borrow::Cow;

use crate::check::Severity;
use crate::text::Span;

/// The text as HTML shows it, whether between tags or in a quoted attribute.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'', '\0']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML has no zero character.
            '\0' => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The text with each part marked that a span covers, as its gravest finding has it. Spans that are no part of the
/// text are left out.
pub fn marked(text: &str, spans: &[(Span, Severity)]) -> String {
    let spans: Vec<_> = spans.iter().filter(|(span, _)| text.get(span.range()).is_some()).collect();
    let ends = spans.iter().flat_map(|(span, _)| [span.start(), span.end()]);
    let mut cuts: Vec<usize> = ends.chain([0, text.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut html = String::with_capacity(text.len() + 64);
    for ends in cuts.windows(2) {
        let part = escaped(&text[ends[0]..ends[1]]);
        let over = spans.iter().filter(|(span, _)| span.start() <= ends[0] && ends[1] <= span.end());
        match over.map(|(_, severity)| *severity).max() {
            Some(severity) => html.push_str(&format!("<mark class=\"{}\">{part}</mark>", severity.name())),
            None => html.push_str(&part),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_would_read_is_escaped() {
        assert_eq!(escaped("<a b='\"'>&amp;\0نص"), "&lt;a b=&#39;&quot;&#39;&gt;&amp;amp;\u{fffd}نص");
        assert_eq!(escaped("plain"), "plain");
    }

    #[test]
    fn spans_are_marked_by_their_gravest_finding() {
        let span = |start, end, severity| (Span::new(start, end), severity);
        let (note, warning, error) = (Severity::Note, Severity::Warning, Severity::Error);
        let cases = [
            ("ab", vec![], "ab"),
            ("", vec![span(0, 0, note)], ""),
            ("a<b", vec![span(1, 2, warning)], "a<mark class=\"warning\">&lt;</mark>b"),
            ("نص", vec![span(0, 2, note), span(1, 3, error), span(0, 9, error)], "<mark class=\"note\">ن</mark>ص"),
            (
                "abcd",
                vec![span(0, 3, note), span(2, 4, error)],
                "<mark class=\"note\">ab</mark><mark class=\"error\">c</mark><mark class=\"error\">d</mark>",
            ),
        ];
        for (text, spans, expected) in cases {
            assert_eq!(marked(text, &spans), expected, "{text}");
        }
    }
}
