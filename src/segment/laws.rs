//! What holds for every text: rebuilding, segments' edges, nothing visible lost, linear time.

use std::time::Instant;

use proptest::prelude::*;

use super::chars::{is_blank, is_invisible, is_stop, is_visible};
use super::{gaps, lines, segment};
use crate::text::{Lang, Segment, SegmentKind, Span};

/// What the rules look at, between bars.
const PARTS: &str = "قال|وأضاف|كما|د|م|هـ|U|S|Mr|No|the|The|x|1|٣|2025|.|.|..|…|!|؟|?|،|:|؛| | |  |\n|\r\n|\u{2029}|\u{b}|\"|«|»|“|”|'|\
    (|)|[|]|-|–|•|*|_|#|/|ـ|\u{64b}|\u{200f}|\u{202b}|\u{202c}|\u{2067}|\u{feff}|\u{200d}|\u{a0}|\u{ad}|\0|🙏|。|।|é";

/// What has to be looked at from both sides, and so could be looked at again and again.
const PATTERNS: &str = "أ.|a.|U.S. |1. |1.1|!*|… |. |? |د. |.(|.[1|.\u{200f}|كلمة |قال. |etc. |ا. \"|(x. |x.) |\"x. \" |\
    \"x!\" كما |# |أ\n|Mr.|. 1|.\u{a0}|x.\"|x!) |: 1. |.*|._|x: \"";

fn texts() -> impl Strategy<Value = String> {
    let part = proptest::sample::select(PARTS.split('|').collect::<Vec<_>>());
    prop_oneof![any::<String>(), proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())]
}

fn hold(text: &str, segments: &[Segment]) {
    let gaps = gaps(text, segments);
    assert_eq!(gaps.len(), segments.len() + 1);
    let rebuilt: String = gaps[0].of(text).to_owned()
        + &segments.iter().zip(&gaps[1..]).flat_map(|(s, gap)| [s.span.of(text), gap.of(text)]).collect::<String>();
    assert_eq!(rebuilt, text);
    assert!(gaps.iter().all(|gap| gap.of(text).chars().all(is_blank)), "something visible lies in a gap");
    for (i, segment) in segments.iter().enumerate() {
        let body = segment.span.of(text);
        assert_eq!(segment.id.0 as usize, i + 1);
        assert_eq!(body, body.trim());
        assert!(body.contains(is_visible));
    }
    assert!(segments.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_rebuilt(text in texts()) {
        hold(&text, &segment(&text, Lang::Arabic));
        hold(&text, &segment(&text, Lang::English));
        hold(&text, &lines(&text));
    }

    /// A segment is cut from its own line only: what is on other lines changes its kind at most.
    #[test]
    fn lines_are_cut_alone(text in texts()) {
        let spans = |text: &str| segment(text, Lang::Arabic).iter().map(|s| s.span).collect::<Vec<Span>>();
        let alone = lines(&text).into_iter().flat_map(|line| {
            spans(line.span.of(&text)).into_iter().map(move |span| span.shifted(line.span.start()))
        });
        prop_assert_eq!(spans(&text), alone.collect::<Vec<_>>());
    }

    #[test]
    fn invisible_marks_change_nothing(text in texts()) {
        prop_assert_eq!(seen(&text), seen(&marked(&text)));
    }
}

/// `text` with right-to-left marks around every stop.
fn marked(text: &str) -> String {
    text.chars().flat_map(|c| if is_stop(c) { vec!['\u{200f}', c, '\u{200f}'] } else { vec![c] }).collect()
}

/// The segments of `text` and their kinds, as one sees them.
fn seen(text: &str) -> Vec<(SegmentKind, String)> {
    let visible = |s: &Segment| s.span.of(text).chars().filter(|&c| !is_invisible(c)).collect();
    segment(text, Lang::Arabic).iter().map(|s| (s.kind, visible(s))).collect()
}

#[test]
fn lines_without_content_are_gaps() {
    let text = " أ. ب.\r\n\n\u{200f}\n  ج \n";
    let found: Vec<&str> = lines(text).iter().map(|s| s.span.of(text)).collect();
    assert_eq!(found, ["أ. ب.", "ج"]);
}

/// A long line of anything takes a fraction of a second; in quadratic time these would take many seconds each.
#[test]
fn time_is_linear() {
    for part in PARTS.split('|').chain(PATTERNS.split('|')) {
        for lead in ["", "a. \""] {
            let text = lead.to_owned() + &part.repeat(250_000 / part.len());
            let clock = Instant::now();
            segment(&text, Lang::Arabic);
            let seconds = clock.elapsed().as_secs_f64();
            assert!(seconds < 1.0, "{lead:?}, then {part:?} again and again: {seconds:.1} s");
        }
    }
}
