//! The law of the formats: what is written is read again, but for what the format says it cannot hold, and written
//! again it is the same bytes.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::check::{Finding, FindingKind, Severity};
use crate::decode::{Stop, WordLink};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span};

/// What texts are made of: all that some format could trip over.
const PIECES: [&str; 30] = [
    "نص", "قال", "a", "b", " ", "\t", "\n", "\r", "\r\n", "\"", "'", ",", ";", "\\", "\\t", "\\\\n", "|", "\u{202e}",
    "\u{2067}", "\u{200f}", "\u{feff}", "😀", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\0", "{", "\u{7f}",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..8).prop_map(|pieces| pieces.concat())
}

fn some_text() -> impl Strategy<Value = String> {
    text().prop_filter("not empty", |text| !text.is_empty())
}

/// The spans of the characters of a text, every second one.
fn spans(text: &str) -> Vec<Span> {
    text.char_indices().step_by(2).map(|(start, c)| Span::new(start, start + c.len_utf8())).collect()
}

fn with_annotations(pair: Pair, (has_span, notes, message, alternative): (bool, Vec<String>, String, String)) -> Pair {
    let target = pair.target.clone().unwrap_or_default();
    let finding = Finding {
        kind: FindingKind::Number,
        severity: Severity::Warning,
        source_spans: spans(&pair.source),
        target_spans: spans(&target),
        message: message.clone(),
    };
    let links = spans(&pair.source).into_iter().zip(spans(&alternative));
    let hypothesis = Hypothesis {
        links: links.map(|(source, target)| WordLink { source, target }).collect(),
        text: alternative,
        n_tokens: 7,
        log_prob: -1.7,
        score: -0.1,
        stop: Stop::MaxTokens,
    };
    let many = !message.is_empty();
    Pair {
        span: has_span.then(|| Span::new(3, 3 + pair.source.len())),
        notes,
        nbest: if many { vec![hypothesis.clone(), hypothesis] } else { vec![] },
        findings: if many { vec![finding] } else { vec![] },
        ..pair
    }
}

fn pair() -> impl Strategy<Value = Pair> {
    let kind = prop::sample::select(vec![SegmentKind::Sentence, SegmentKind::Heading, SegmentKind::ListItem]);
    let ids = (some_text(), any::<u32>(), kind);
    let sides = (text(), prop::option::of(some_text()), prop::option::of(-1e9_f32..1.0));
    let origin = (prop::sample::select(Status::ALL.to_vec()), prop::option::of(some_text()), text());
    let annotations = (any::<bool>(), prop::collection::vec(text(), 0..3), text(), text());
    (ids, sides, origin, annotations).prop_map(|((id, number, kind), (source, target, score), origin, annotations)| {
        let (status, reason, signature) = origin;
        let given = Pair::given(DocumentId(id), SegmentId(number), source, target);
        with_annotations(Pair { kind, score, status, reason, signature, ..given }, annotations)
    })
}

/// What a format holds of pairs that are written to `x`.
fn held(format: Format, pairs: &[Pair]) -> Vec<Pair> {
    let plain = |pair: &Pair| Pair { nbest: vec![], findings: vec![], ..pair.clone() };
    match format {
        Format::Tsv | Format::Csv => {
            pairs.iter().map(|pair| Pair { span: None, notes: vec![], ..plain(pair) }).collect()
        }
        Format::Jsonl => pairs.iter().map(|pair| Pair { span: None, ..pair.clone() }).collect(),
        Format::Parquet => pairs.iter().map(plain).collect(),
        Format::Moses => {
            let texts = pairs.iter().filter_map(|pair| Some((&pair.source, pair.target.as_ref()?)));
            let line =
                |text: &str| text.replace(|c| "\0\t\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}\u{feff}".contains(c), " ");
            let given = |(idx, (source, target)): (usize, (&String, &String))| {
                Pair::given(DocumentId("x".to_owned()), SegmentId(idx as u32 + 1), line(source), Some(line(target)))
            };
            texts.enumerate().map(given).collect()
        }
        other => unreachable!("{other:?} is not of these"),
    }
}

/// Writes pairs, and gives the bytes of all files of the format.
fn written(path: &Path, pairs: &[Pair]) -> Vec<Vec<u8>> {
    let mut output = Output::file(path).expect("opened");
    pairs.iter().for_each(|pair| output.write(pair).expect("written"));
    output.finish().expect("finished");
    let files = Format::of_path(path).expect("known").files(path);
    files.iter().map(|file| fs::read(file).expect("written")).collect()
}

fn check(format: Format, pairs: &[Pair]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x").with_extension(format.row().extensions[0]);
    let bytes = written(&path, pairs);
    let again: Vec<Pair> = read(&path).expect("opened").collect::<Result<_, _>>().expect("read");
    assert_eq!(again, held(format, pairs), "{format:?}");
    assert_eq!(written(&path, &again), bytes, "{format:?}");
}

const FLAT: [Format; 5] = [Format::Tsv, Format::Csv, Format::Jsonl, Format::Moses, Format::Parquet];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(pairs in prop::collection::vec(pair(), 0..6)) {
        FLAT.iter().for_each(|&format| check(format, &pairs));
    }
}

#[test]
fn more_pairs_than_a_batch_are_read() {
    let pair =
        |n: u32| Pair::given(DocumentId("d".to_owned()), SegmentId(n), format!("نص {n}"), Some(format!("text {n}")));
    let pairs: Vec<Pair> = (1..3000).map(pair).collect();
    FLAT.iter().for_each(|&format| check(format, &pairs));
}
