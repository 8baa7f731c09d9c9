//! Cuts a text into the segments that are translated, by rules for Arabic and English.
//!
//! A text is split into lines (`layout`); each line is cut at the stops that UAX 29 sees (`stops`), unless one of our
//! rules objects (`rules`). What a rule needs to know about a language is a table in that language's file; the rest are
//! characters, quotations and numbering, one file each. To add a rule, add a row there and a case beside it in `cases`.
//!
//! The law: gaps and segments in order rebuild the text byte for byte. A segment is never empty and neither starts nor
//! ends with white space; whatever is visible lies in a segment. Every pass is linear in the text.
//!
//! Nothing here changes a text, and a sentence is never cut for its length: that is the translator's decision.

mod abbreviations;
mod arabic;
mod chars;
mod english;
mod language;
mod layout;
mod numbering;
mod quotes;
mod rules;
mod stops;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod laws;

use crate::text::{Lang, Segment, SegmentId, SegmentKind, Span};
use language::Language;
use quotes::Quotations;
use rules::Cutter;

/// Cuts `text` into segments by the rules of `lang`, numbered from 1.
///
/// A word in the script of the other language follows the rules of that one, since each quotes the other. A line break
/// always ends a segment. Of a list item with several sentences only the first, which has the number, is
/// of kind [`SegmentKind::ListItem`].
pub fn segment(text: &str, lang: Lang) -> Vec<Segment> {
    let language = Language::of(lang);
    let lines: Vec<Span> = layout::lines(text).collect();
    let mut found = Vec::new();
    for (i, &line) in lines.iter().enumerate() {
        let first = found.len();
        found.extend(sentences(text, line, language));
        let is_one = found.len() == first + 1;
        let kind = layout::kind(text, &lines, i, is_one);
        if kind == SegmentKind::Heading {
            found.truncate(first);
            found.push((line, kind));
        }
        found[first].1 = kind;
    }
    number(found)
}

/// Makes each line of `text` one segment, numbered from 1; lines without visible content belong to the gaps.
pub fn lines(text: &str) -> Vec<Segment> {
    number(layout::lines(text).map(|line| (line, SegmentKind::Sentence)).collect())
}

/// Lists the gaps around `segments`, one more than there are segments.
///
/// Gap, segment, gap, …, gap rebuilds `text`; a gap may be empty.
///
/// # Panics
/// When the segments are not ascending and disjoint in `text`.
pub fn gaps(text: &str, segments: &[Segment]) -> Vec<Span> {
    let starts = std::iter::once(0).chain(segments.iter().map(|s| s.span.end()));
    let ends = segments.iter().map(|s| s.span.start()).chain(std::iter::once(text.len()));
    starts.zip(ends).map(|(start, end)| Span::new(start, end)).collect()
}

/// Cuts one line into spans of `text`; at least one, since a line has visible content.
fn sentences(text: &str, line: Span, language: &'static Language) -> Vec<(Span, SegmentKind)> {
    let body = line.of(text);
    let quotations = Quotations::of(body);
    let cuts = Cutter::new(body, language, &quotations).cuts();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(body.len()));
    starts
        .zip(ends)
        .filter_map(|(start, end)| chars::content(body, Span::new(start, end)))
        .map(|span| (span.shifted(line.start()), SegmentKind::Sentence))
        .collect()
}

fn number(found: Vec<(Span, SegmentKind)>) -> Vec<Segment> {
    (1..).zip(found).map(|(id, (span, kind))| Segment { id: SegmentId(id), span, kind }).collect()
}
