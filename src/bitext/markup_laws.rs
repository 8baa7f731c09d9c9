//! Laws of the XML formats, and what their tests share: pairs with everything difficult, and files made of snippets.

use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::written;
use super::{Format, Pair, Status, read};
use crate::check::{Finding, FindingKind, Severity};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span};

/// What a file of that name and content is read as; the name of its folder is taken out of messages.
pub fn read_bytes(name: &str, bytes: &[u8]) -> (Vec<Pair>, Option<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let place = format!("{}/", folder.path().display());
    let mut pairs = Vec::new();
    let stream = match read(&path) {
        Ok(stream) => stream,
        Err(error) => return (pairs, Some(error.to_string().replace(&place, ""))),
    };
    for pair in stream {
        match pair {
            Ok(pair) => pairs.push(pair),
            Err(error) => return (pairs, Some(error.to_string().replace(&place, ""))),
        }
    }
    (pairs, None)
}

/// The texts and ids of the pairs of a file without fault, as one line each.
pub fn lines(name: &str, content: &str) -> Vec<String> {
    let (pairs, error) = read_bytes(name, content.as_bytes());
    assert_eq!(error, None, "{content}");
    let line = |pair: &Pair| {
        let Pair { document_id, segment_id, source, target, status, notes, .. } = pair;
        let target = target.as_deref().unwrap_or("-");
        let notes: String = notes.iter().map(|note| format!(" ({note})")).collect();
        format!("{document_id}#{segment_id} {source} = {target} [{}]{notes}", status.name())
    };
    pairs.iter().map(line).collect()
}

/// Pairs for golden texts.
pub fn difficult() -> Vec<Pair> {
    let full = Pair {
        kind: SegmentKind::ListItem,
        span: Some(Span::new(4, 20)),
        score: Some(-0.25),
        status: Status::Reviewed,
        reason: Some("cut & joined".to_owned()),
        signature: "model:x|beam:4".to_owned(),
        notes: vec!["see <1>".to_owned(), String::new()],
        findings: vec![Finding {
            kind: FindingKind::Number,
            severity: Severity::Warning,
            source_spans: vec![Span::new(0, 2), Span::new(2, 4)],
            target_spans: vec![],
            message: "5; not 6".to_owned(),
        }],
        ..given("a/\"b\".txt", 3, " قال\t\r\n<هو>\u{1} ", Some("a & b]]>\u{ffff}"))
    };
    let failed = Pair { status: Status::Failed, reason: Some("too long".to_owned()), ..given("c", 1, "نص", None) };
    let passed = Pair { status: Status::Passed, ..given("c", 2, "5", Some("5")) };
    vec![full, given("c", 1, "ن", None), failed, passed, given("c", 7, "نعم", Some("Yes"))]
}

fn given(document: &str, segment: u32, source: &str, target: Option<&str>) -> Pair {
    let document = DocumentId(document.to_owned());
    Pair::given(document, SegmentId(segment), source.to_owned(), target.map(ToOwned::to_owned))
}

/// Parts of texts that XML or its readers treat in some special way.
const PARTS: [&str; 20] = [
    " ", "\t", "\n", "\r", "\r\n", "<", ">", "&", "&lt;", "&#1;", "]]>", "\"", "'", "\u{85}", "\u{2028}", "\u{202e}",
    "نص", "a", "<!--", "😀",
];

const UNHOLDABLE: [&str; 6] = ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"];

fn holdable() -> impl Strategy<Value = String> {
    let part = prop_oneof![3 => proptest::sample::select(&PARTS[..]).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
    vec(part, 0..8).prop_map(|parts| parts.concat())
}

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![3 => holdable(), 1 => proptest::sample::select(&UNHOLDABLE[..]).prop_map(str::to_owned)];
    vec(part, 1..4).prop_map(|parts| parts.concat()).prop_filter("a text is not empty", |text| !text.is_empty())
}

/// A span of a text, from two numbers of which any will do.
fn span(text: &str, (a, b): (usize, usize)) -> Span {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    ends.push(text.len());
    let (a, b) = (ends[a % ends.len()], ends[b % ends.len()]);
    Span::new(a.min(b), a.max(b))
}

fn pair() -> impl Strategy<Value = Pair> {
    let status = proptest::sample::select(&Status::ALL[..]);
    let kind = proptest::sample::select(&[SegmentKind::Sentence, SegmentKind::Heading, SegmentKind::ListItem][..]);
    let ids = (proptest::sample::select(&["a.txt", "b/\"c\"\t&.txt", "stdin"][..]), 0..5_u32);
    let known = (proptest::option::of((0..100_usize, 0..100_usize)), proptest::option::of(-1e3_f32..=0.0));
    let said = (proptest::option::of(holdable()), holdable(), vec(holdable(), 0..3));
    let severity = proptest::sample::select(&[Severity::Note, Severity::Warning, Severity::Error][..]);
    let ends = || vec((0..99_usize, 0..99_usize), 0..3);
    let findings = vec((severity, ends(), ends(), holdable()), 0..3);
    (ids, (text(), text()), (status, kind), known, said, findings).prop_map(
        |((document, segment), (source, target), (status, kind), (place, score), (reason, signature, notes), found)| {
            let target = Some(target).filter(|_| !matches!(status, Status::Untranslated | Status::Failed));
            let pair = given(document, segment, &source, target.as_deref());
            let spans = |text: &str, ends: Vec<_>| ends.into_iter().map(|ends| span(text, ends)).collect();
            let finding = |(severity, in_source, in_target, message)| Finding {
                kind: FindingKind::Number,
                severity,
                source_spans: spans(&source, in_source),
                target_spans: spans(target.as_deref().unwrap_or_default(), in_target),
                message,
            };
            let findings = found.into_iter().map(finding).collect();
            let place = place.map(|(start, length)| Span::new(start, start + length));
            Pair { kind, status, span: place, score, reason, signature, notes, findings, ..pair }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_and_written_the_same(pairs in vec(pair(), 0..5)) {
        for (format, name) in [(Format::Tmx, "x.tmx"), (Format::Xliff, "x.xlf")] {
            let first = written(format, &pairs, 0);
            let (back, error) = read_bytes(name, first.as_bytes());
            prop_assert_eq!(error, None);
            prop_assert_eq!(&back, &pairs);
            prop_assert_eq!(written(format, &back, 0), first);
        }
    }

    #[test]
    fn no_bytes_are_too_bad_for_an_answer(
        parts in vec(proptest::sample::select(&[
            "<tmx>", "<xliff version=\"2.1\" srcLang=\"ar\">", "<tu>", "<unit>", "<segment>", "<source>", "<tuv lang=\"ar\">",
            "<seg>", "</seg>", "</source>", "</tuv>", "</tu>", "</segment>", "</unit>", "<a b='", "'>", "<", ">", "&", "x",
            "&#0;", "&#x110000;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<!DOCTYPE ", "\0", "/>", "<file>",
        ][..]), 0..30),
        bytes in vec(any::<u8>(), 0..20),
    ) {
        let content = [parts.concat().as_bytes(), &bytes].concat();
        for name in ["x.tmx", "x.xlf"] {
            let (pairs, error) = read_bytes(name, &content);
            prop_assert!(pairs.len() < 30);
            prop_assert!(error.is_none_or(|message| message.starts_with(name)));
        }
    }
}

#[test]
fn elsewhere_than_in_a_text_characters_that_xml_cannot_hold_become_visible() {
    let pair = Pair { notes: vec!["a\u{1}b".to_owned()], ..given("c\u{2}", 1, "ن\u{3}", Some("t")) };
    let expected = Pair { notes: vec!["a\u{fffd}b".to_owned()], ..given("c\u{fffd}", 1, "ن\u{3}", Some("t")) };
    for (format, name) in [(Format::Tmx, "x.tmx"), (Format::Xliff, "x.xlf")] {
        let (back, error) = read_bytes(name, written(format, std::slice::from_ref(&pair), 0).as_bytes());
        assert_eq!((back, error), (vec![expected.clone()], None), "{name}");
    }
}
