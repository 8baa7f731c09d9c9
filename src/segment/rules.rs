//! The rules by which a stop does or does not end a segment. What they know of languages is elsewhere.

use crate::text::is_arabic_letter;

use super::abbreviations;
use super::chars::{is_blank, is_loose_quote, skip};
use super::language::Language;
use super::numbering;
use super::quotes::Quotations;
use super::stops::{Stop, stops};

/// What a rule looks at.
struct Place<'a> {
    stop: Stop<'a>,
    line: &'a str,
    /// The first visible character of the running segment.
    start: usize,
    /// Whether the running segment has a letter or digit yet.
    has_words: bool,
    /// The word after the stop.
    next: String,
    language: &'static Language,
    quotations: &'a Quotations,
}

/// A reason for a segment to go on after a stop.
type Rule = fn(&Place) -> bool;

/// A stop ends a segment unless one of these holds.
const RULES: [Rule; 9] = [
    before_any_word,
    after_number_of_item,
    inside_quotation,
    inside_name_of_file_or_site,
    before_small_letter,
    after_abbreviation,
    before_speaker,
    after_enclosed_mark,
    after_trailing_off,
];

/// Goes through the stops of one line.
pub struct Cutter<'a> {
    line: &'a str,
    language: &'static Language,
    quotations: &'a Quotations,
}

impl<'a> Cutter<'a> {
    /// Prepares to cut `line`, whose quotations are `quotations`.
    pub fn new(line: &'a str, language: &'static Language, quotations: &'a Quotations) -> Self {
        Self { line, language, quotations }
    }

    /// Where segments end, ascending, in bytes of the line; the end of the line is left out.
    pub fn cuts(&self) -> Vec<usize> {
        let mut cuts = Vec::new();
        let (mut start, mut seen, mut has_words) = (skip(self.line, 0, is_blank), 0, false);
        for stop in stops(self.line) {
            has_words |= self.line[seen..stop.start].contains(char::is_alphanumeric);
            seen = stop.start;
            let place = self.place(stop, start, has_words);
            if !RULES.iter().any(|goes_on| goes_on(&place)) {
                cuts.push(stop.end);
                (start, seen, has_words) = (stop.next, stop.next, false);
            }
        }
        // What has no letter or digit is no segment of its own: it stays with the one before.
        if !self.line[start..].contains(char::is_alphanumeric) {
            cuts.pop();
        }
        cuts
    }

    fn place(&self, stop: Stop<'a>, start: usize, has_words: bool) -> Place<'a> {
        let &Self { line, language, quotations } = self;
        Place { stop, line, start, has_words, next: stop.word_after(), language, quotations }
    }
}

/// `… ثم`: a segment has a letter or digit.
fn before_any_word(place: &Place) -> bool {
    !place.has_words
}

/// `1. `, `أ. `, `iv. ` at the start of a segment, and `1. ` after what leads on to it: `ما يلي: 1. وقف القتال`.
fn after_number_of_item(place: &Place) -> bool {
    let segment = &place.line[place.start..place.stop.start];
    place.stop.is_lone_dot() && (numbering::is_ordinal(segment) || numbering::ends_with_led_number(segment))
}

/// `(انظر الملحق. لا تغيير.)`
fn inside_quotation(place: &Place) -> bool {
    place.quotations.around(place.stop.end).is_some()
}

/// `qna.org.qa`, `تقرير.pdf`, `v2.Beta`, `page?Id=5`: no space, and no Arabic sentence on both sides.
fn inside_name_of_file_or_site(place: &Place) -> bool {
    let stop = &place.stop;
    let is_arabic = |c: Option<char>| c.is_some_and(is_arabic_letter);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    stop.is_glued()
        && stop.marks().len() == 1
        && is_word(stop.before())
        && is_word(stop.following())
        && !(is_arabic(stop.before()) && is_arabic(stop.following()))
}

/// `Yahoo! and`, `"Why?" she asked`
fn before_small_letter(place: &Place) -> bool {
    place.next.starts_with(char::is_lowercase)
}

/// `د. محمد`, `Gen. Smith`
fn after_abbreviation(place: &Place) -> bool {
    place.stop.is_lone_dot() && abbreviations::goes_on(&place.stop, &place.next, place.language)
}

/// `«هل انتهت؟» سأل الوزير`: only after a question or exclamation, since after a full stop a verb begins a sentence.
fn before_speaker(place: &Place) -> bool {
    ends_quoted_exclamation(place) && place.language.speaks_with(&place.next)
}

/// `رفعوا شعار «لا للحرب!» أمام المبنى`, `جاء الرد (نعم.) أمس`: the mark is that of an enclosed part.
///
/// Speech, which opens a segment or follows a colon, ends one as well.
fn after_enclosed_mark(place: &Place) -> bool {
    let is_enclosed = ends_quoted_exclamation(place) || place.stop.closers().contains([')', ']']);
    is_enclosed && goes_on_in_arabic(place) && is_in_midst(place)
}

/// Whether the stop's quotation or parenthesis opens neither a segment nor, after a colon, a speech.
fn is_in_midst(place: &Place) -> bool {
    let opening = place.quotations.around(place.stop.start);
    let lead = opening.map(|at| place.line[place.start..at].trim_end_matches(is_blank));
    lead.is_some_and(|lead| !lead.is_empty() && !lead.ends_with(':'))
}

fn ends_quoted_exclamation(place: &Place) -> bool {
    let is_quoted = place.stop.closers().contains(|c| is_loose_quote(c) || c == '»');
    is_quoted && !place.stop.marks().contains('.')
}

/// `وما زال العد مستمرا... حتى اليوم`
fn after_trailing_off(place: &Place) -> bool {
    let marks = place.stop.marks();
    let trails_off = marks.contains('…') || marks.matches('.').count() > 1;
    trails_off && !marks.contains(['!', '?', '؟']) && goes_on_in_arabic(place)
}

/// Whether an Arabic word follows that does not begin sentences.
fn goes_on_in_arabic(place: &Place) -> bool {
    place.next.starts_with(is_arabic_letter) && !place.language.begins_with(&place.next)
}
