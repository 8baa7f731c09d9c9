//! The normalised view of a segment: what a model sees, with a way back to the original bytes.
//!
//! The reader's text is never altered; a view is a copy for the model alone.

use serde::Deserialize;
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc, is_nfc_quick,
};

use super::Span;

/// How a source is prepared for a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// Not at all: the subword model's own rules suffice (the Marian default).
    #[default]
    Plain,
    /// For models trained on statements: NFC; vowel marks, tatweel and invisible characters dropped; one form for
    /// quotes, digits, separators, spaces and the Persian forms of yeh and kaf.
    Statement,
}

impl Normalisation {
    /// The name in `naql.toml` and in signatures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Statement => "statement",
        }
    }
}

/// A normalised copy of a text, each character of which knows the bytes it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    text: String,
    /// Where each character of `text` starts, and the bytes of the original that it stands for. In order.
    origins: Vec<(usize, Span)>,
}

impl View {
    /// Makes the view of `original`.
    pub fn new(original: &str, normalisation: Normalisation) -> Self {
        let characters = match normalisation {
            Normalisation::Plain => each_with_span(original),
            Normalisation::Statement => statement(original),
        };
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(characters.len());
        for (c, span) in characters {
            origins.push((text.len(), span));
            text.push(c);
        }
        Self { text, origins }
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that a span of the view stands for.
    ///
    /// An empty span leads to an empty span; one past the end to the end.
    pub fn origin(&self, span: Span) -> Span {
        let first = self.origins.partition_point(|&(start, _)| start < span.start());
        let last = self.origins.partition_point(|&(start, _)| start < span.end());
        let end = self.origins.last().map_or(0, |(_, origin)| origin.end());
        match self.origins.get(first..last) {
            Some([(_, one)]) => *one,
            Some([(_, from), .., (_, to)]) => from.cover(*to),
            _ => {
                let at = self.origins.get(first).map_or(end, |(_, origin)| origin.start());
                Span::new(at, at)
            }
        }
    }
}

fn each_with_span(text: &str) -> Vec<(char, Span)> {
    text.char_indices().map(|(at, c)| (c, Span::new(at, at + c.len_utf8()))).collect()
}

/// The view that the default model was trained on, step by step in the order of its training script.
fn statement(original: &str) -> Vec<(char, Span)> {
    let mut out: Vec<(char, Span)> = Vec::with_capacity(original.len() / 2);
    for (c, span) in composed(original) {
        match c {
            _ if is_invisible(c) => {}
            '…' => out.extend([('.', span); 3]),
            _ => push_collapsed(&mut out, (unified_quote(c), span)),
        }
    }
    if out.last().is_some_and(|(c, _)| *c == ' ') {
        out.pop();
    }
    let mut out = without_marks(&out);
    for (c, _) in &mut out {
        *c = unified_letter(*c);
    }
    unify_separators(&mut out);
    out
}

/// Leaves out vowel marks and tatweel; the letter before stands for them too.
fn without_marks(characters: &[(char, Span)]) -> Vec<(char, Span)> {
    let mut out: Vec<(char, Span)> = Vec::with_capacity(characters.len());
    for &(c, span) in characters {
        match out.last_mut() {
            _ if !is_dropped_mark(c) => out.push((c, span)),
            Some((_, letter)) => *letter = letter.cover(span),
            None => {}
        }
    }
    out
}

/// Adds a character, runs of white space as one space and none at the beginning.
fn push_collapsed(out: &mut Vec<(char, Span)>, (c, span): (char, Span)) {
    if !is_space(c) {
        out.push((c, span));
        return;
    }
    match out.last_mut() {
        None => {}
        Some((' ', run)) => *run = run.cover(span),
        Some(_) => out.push((' ', span)),
    }
}

/// The NFC form; a composed character stands for all bytes of the smallest part that NFC treats as a whole.
fn composed(text: &str) -> Vec<(char, Span)> {
    if is_nfc(text) {
        return each_with_span(text);
    }
    let mut starts: Vec<usize> =
        text.char_indices().filter(|&(at, c)| at == 0 || begins_part(c)).map(|(at, _)| at).collect();
    starts.push(text.len());
    let parts = starts.windows(2).map(|pair| Span::new(pair[0], pair[1]));
    parts.flat_map(|span| span.of(text).nfc().map(move |c| (c, span))).collect()
}

/// Whether nothing before `c` can compose or reorder with it (UAX 15, section 9: ccc = 0 and NFC_QC = Yes).
fn begins_part(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Decimal and thousands separators between digits, once the digits are Western.
fn unify_separators(characters: &mut [(char, Span)]) {
    for at in 1..characters.len().saturating_sub(1) {
        let between = characters[at - 1].0.is_ascii_digit() && characters[at + 1].0.is_ascii_digit();
        match characters[at].0 {
            '٫' if between => characters[at].0 = '.',
            '٬' if between => characters[at].0 = ',',
            _ => {}
        }
    }
}

/// White space as Python's `\s` has it: also the four information separators.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn is_dropped_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}' | 'ـ' | '\u{6d6}'..='\u{6ed}' | '\u{610}'..='\u{61a}')
}

fn unified_quote(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '`' => '\'',
        '\u{a0}' => ' ',
        '٪' => '%',
        _ => c,
    }
}

fn unified_letter(c: char) -> char {
    match c {
        'ی' => 'ي',
        'ک' => 'ك',
        _ => western_digit(c),
    }
}

fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
        _ => c,
    }
}

/// The text with Arabic-Indic and Persian digits, and the separators between them, in their Western forms.
pub fn with_western_digits(text: &str) -> String {
    let mut characters = each_with_span(text);
    for (c, _) in &mut characters {
        *c = western_digit(*c);
    }
    unify_separators(&mut characters);
    characters.into_iter().map(|(c, _)| c).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Computed with the training script's `normalise_source`.
    #[test]
    fn statement_view_is_that_of_the_training_text() {
        let cases = [
            ("", ""),
            ("  \t ", ""),
            ("قَالَ الوَزِيرُ", "قال الوزير"),
            ("الســـلام", "السلام"),
            ("«بيان»  “مشترك” ‘نص’ `", "\"بيان\" \"مشترك\" 'نص' '"),
            ("٢٠٢٥ و۱۹۹۸", "2025 و1998"),
            ("٣٫٥ و١٬٢٠٠ و٫ و3٫ و٫4", "3.5 و1,200 و٫ و3٫ و٫4"),
            ("٪٥٠…", "%50..."),
            ("کتاب ی", "كتاب ي"),
            ("\u{202b}نص\u{202c} \u{200f}آخر\u{feff}", "نص آخر"),
            ("ا\u{653}ب و\u{654}", "آب ؤ"),
            ("سطر\r\nثان\u{a0}\u{2003}هنا\u{1f}", "سطر ثان هنا"),
            ("cafe\u{301} \u{ad}x", "café x"),
            ("نص \u{64e} آخر", "نص  آخر"),
            ("\u{64e}", ""),
            ("1\u{651}٫5", "1.5"),
            ("ﷲ ﻻ", "ﷲ ﻻ"),
        ];
        let wrong: Vec<_> = cases
            .iter()
            .map(|(original, expected)| (original, View::new(original, Normalisation::Statement), expected))
            .filter(|(_, view, expected)| view.text() != **expected)
            .map(|(original, view, expected)| format!("{original:?} gave {:?}, not {expected:?}", view.text()))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn spans_lead_back() {
        let original = "قَالَ  ا\u{653}ب… ٥";
        let view = View::new(original, Normalisation::Statement);
        assert_eq!(view.text(), "قال آب... 5");
        let back = |part: &str| {
            let at = view.text().find(part).expect("part of the view");
            view.origin(Span::new(at, at + part.len())).of(original)
        };
        assert_eq!(back("قال"), "قَالَ");
        assert_eq!(back("آ"), "ا\u{653}");
        assert_eq!(back("ب..."), "ب…");
        assert_eq!(back("5"), "٥");
        assert_eq!(back(" "), "  ");
        assert!(view.origin(Span::new(3, 3)).is_empty());
        assert_eq!(view.origin(Span::new(100, 100)), Span::new(original.len(), original.len()));
    }

    proptest! {
        #[test]
        fn composition_in_parts_is_composition(text in "\\PC*[ا\u{653}\u{654}وe\u{301}\u{327}\u{1100}\u{1161}\u{11a8}]*\\PC*") {
            let parts: String = composed(&text).into_iter().map(|(c, _)| c).collect();
            prop_assert_eq!(parts, text.nfc().collect::<String>());
        }

        #[test]
        fn every_span_of_a_view_lies_in_the_original(text in "[\\PC\u{64e}\u{653}٣٫…  ]*") {
            for normalisation in [Normalisation::Plain, Normalisation::Statement] {
                let view = View::new(&text, normalisation);
                for (at, c) in view.text().char_indices() {
                    let origin = view.origin(Span::new(at, at + c.len_utf8()));
                    prop_assert!(!origin.of(&text).is_empty());
                }
                if normalisation == Normalisation::Plain {
                    prop_assert_eq!(view.text(), &text);
                }
            }
        }
    }
}
