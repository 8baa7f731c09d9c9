//! The rules by example, one table a topic. All examples are our own words.
//!
//! A row is a language, a text, and the segments that it is cut into, each after its kind's sign where it is not a
//! sentence: `# ` for a heading and `* ` for a list item. Laws that hold for every text are in `laws`.

mod abbreviations;
mod controls;
mod layout;
mod numbers;
mod quotes;
mod stops;

use crate::segment::chars::is_invisible;
use crate::segment::segment;
use crate::text::{Lang, SegmentKind};

/// A language, a text, and its segments with the signs of their kinds.
type Case = (Lang, &'static str, &'static [&'static str]);

const TOPICS: [(&str, &[Case]); 6] = [
    ("stops", stops::CASES),
    ("abbreviations", abbreviations::CASES),
    ("quotes", quotes::CASES),
    ("numbers", numbers::CASES),
    ("layout", layout::CASES),
    ("controls", controls::CASES),
];

#[test]
fn cases() {
    let failures: Vec<String> =
        TOPICS.iter().flat_map(|(topic, cases)| cases.iter().filter_map(|case| check(topic, case))).collect();
    assert!(failures.is_empty(), "{} cases failed\n\n{}", failures.len(), failures.join("\n"));
}

/// What is wrong with `case`, if anything.
fn check(topic: &str, &(lang, text, want): &Case) -> Option<String> {
    let found: Vec<String> = segment(text, lang).iter().map(|s| sign(s.kind).to_owned() + s.span.of(text)).collect();
    (found != want).then(|| {
        let list = |parts: Vec<String>| parts.iter().map(|p| format!("    {}\n", escaped(p))).collect::<String>();
        let want = list(want.iter().map(|&w| w.to_owned()).collect());
        format!("{topic}, {}: {}\n  want\n{want}  found\n{}", lang.tag(), escaped(text), list(found))
    })
}

fn sign(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Sentence => "",
        SegmentKind::Heading => "# ",
        SegmentKind::ListItem => "* ",
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| if is_invisible(c) || c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect()
}
