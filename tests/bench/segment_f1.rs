//! Measures where `segment` cuts against texts whose segments are known, beside UAX 29 alone.
//!
//! `segment-f1 ar TEXT [DOCS]`: one gold segment a line in TEXT; DOCS names each line's document in its first column,
//! and without it a document is 20 lines. The lines of a document are joined by one space, the gold boundaries are the
//! joins, and the two ends of a document do not count. `--errors` lists what was missed and what was cut too much.
//! It measures speed only roughly, on the same text.

use std::collections::BTreeSet;
use std::time::Instant;
use std::{env, fs, process::ExitCode};

use naql::segment::segment;
use naql::text::Lang;
use unicode_segmentation::UnicodeSegmentation;

/// Lines in a document when nothing says where documents end.
const RUN: usize = 20;

/// A document made of gold segments.
#[derive(Default)]
struct Gold {
    text: String,
    /// Byte offsets at which the second and later segments start.
    starts: BTreeSet<usize>,
}

/// What was found, over all documents.
#[derive(Default)]
struct Counts {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Counts {
    fn add(&mut self, gold: &BTreeSet<usize>, found: &BTreeSet<usize>) {
        self.right += gold.intersection(found).count();
        self.missed += gold.difference(found).count();
        self.wrong += found.difference(gold).count();
    }

    fn report(&self, name: &str, mbs: f64) {
        let ratio = |n: usize, of: usize| if of == 0 { 1.0 } else { n as f64 / of as f64 };
        let precision = ratio(self.right, self.right + self.wrong);
        let recall = ratio(self.right, self.right + self.missed);
        let f1 = ratio(2 * self.right, 2 * self.right + self.wrong + self.missed);
        println!(
            "{name:8} P {precision:.4}  R {recall:.4}  F1 {f1:.4}  right {} missed {} wrong {}  {mbs:.0} MB/s",
            self.right, self.missed, self.wrong
        );
    }
}

fn main() -> ExitCode {
    let (flags, args): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|a| a.starts_with("--"));
    let lang = match args.first().map(String::as_str) {
        Some("ar") => Lang::Arabic,
        Some("en") => Lang::English,
        _ => return usage(),
    };
    let Some(text) = args.get(1) else { return usage() };
    match documents(text, args.get(2).map(String::as_str)) {
        Ok(documents) => measure(&documents, lang, flags.iter().any(|f| f == "--errors")),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(3);
        }
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: segment-f1 ar|en TEXT [DOCS] [--errors]");
    ExitCode::from(2)
}

fn documents(text: &str, docs: Option<&str>) -> Result<Vec<Gold>, String> {
    let read = |path: &str| fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
    let text = read(text)?;
    let lines: Vec<&str> = text.lines().collect();
    let names: Vec<String> = match docs {
        Some(path) => read(path)?.lines().map(|l| l.split('\t').next().unwrap_or(l).to_owned()).collect(),
        None => (0..lines.len()).map(|i| (i / RUN).to_string()).collect(),
    };
    if names.len() != lines.len() {
        return Err(format!("{} lines, but documents for {}", lines.len(), names.len()));
    }
    let mut documents: Vec<Gold> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if i == 0 || names[i] != names[i - 1] {
            documents.push(Gold::default());
        }
        let document = documents.last_mut().expect("the first line opens a document");
        if !document.text.is_empty() {
            document.text.push(' ');
            document.starts.insert(document.text.len());
        }
        document.text.push_str(line.trim());
    }
    Ok(documents)
}

fn measure(documents: &[Gold], lang: Lang, errors: bool) {
    let (found, ours_mbs) = timed(documents, |text| starts(text, lang));
    let (plain, uax_mbs) = timed(documents, uax_starts);
    let (mut ours, mut uax) = (Counts::default(), Counts::default());
    for (i, document) in documents.iter().enumerate() {
        ours.add(&document.starts, &found[i]);
        uax.add(&document.starts, &plain[i]);
        if errors {
            list("missed", &document.text, document.starts.difference(&found[i]));
            list("wrong", &document.text, found[i].difference(&document.starts));
        }
    }
    ours.report("naql", ours_mbs);
    uax.report("UAX 29", uax_mbs);
}

/// What `cut` finds in each document, and its speed in MB/s.
fn timed(documents: &[Gold], cut: impl Fn(&str) -> BTreeSet<usize>) -> (Vec<BTreeSet<usize>>, f64) {
    let clock = Instant::now();
    let found = documents.iter().map(|document| cut(&document.text)).collect();
    let n_bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    (found, n_bytes as f64 / 1e6 / clock.elapsed().as_secs_f64())
}

fn starts(text: &str, lang: Lang) -> BTreeSet<usize> {
    segment(text, lang).iter().skip(1).map(|s| s.span.start()).collect()
}

fn uax_starts(text: &str) -> BTreeSet<usize> {
    text.split_sentence_bound_indices()
        .filter(|(_, piece)| !piece.trim().is_empty())
        .map(|(at, piece)| at + piece.len() - piece.trim_start().len())
        .skip(1)
        .collect()
}

fn list<'a>(what: &str, text: &str, places: impl Iterator<Item = &'a usize>) {
    for &at in places {
        let before: String = text[..at].chars().rev().take(50).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = text[at..].chars().take(40).collect();
        println!("{what}\t{before}▮{after}");
    }
}
