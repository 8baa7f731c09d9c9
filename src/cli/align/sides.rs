//! The two texts that are aligned, cut into segments, and the bridge between them.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::{Context, ensure};

use crate::cli::args::AlignArgs;
use crate::cli::exit::UsageError;
use crate::cli::messages;
use crate::engine::{Engine, Native, Options, Outcome};
use crate::input::{self, InputError, Place, Source};
use crate::models;
use crate::segment::segment;
use crate::text::{Document, Lang, SegmentKind, Span};
use crate::translate::{Progress, translate};

/// Source tokens in a batch; changes speed and memory, never the result.
const MAX_BATCH_TOKENS: usize = 1024;

/// A text in segments.
pub struct Side {
    pub document: Document,
    from: Place,
    segments: Vec<(Span, SegmentKind)>,
}

impl Side {
    /// # Errors
    /// When the argument is not one text that can be read. One that is empty has no segments.
    pub fn read(argument: &OsStr, lang: Lang, args: &AlignArgs) -> anyhow::Result<Self> {
        let source = only(argument)?;
        let document = read(&source, lang, args.quiet)?;
        let segments = match args.lines {
            true => lines(&document.text).into_iter().map(|span| (span, SegmentKind::Sentence)).collect(),
            false => segment(&document.text, lang).into_iter().map(|found| (found.span, found.kind)).collect(),
        };
        Ok(Self { document, from: source.place, segments })
    }

    /// The segments.
    pub fn texts(&self) -> Vec<&str> {
        self.segments.iter().map(|(span, _)| span.of(&self.document.text)).collect()
    }

    /// The file that it was read from.
    pub fn path(&self) -> Option<&PathBuf> {
        match &self.from {
            Place::Stdin => None,
            Place::File(path) => Some(path),
        }
    }

    /// Segments in a row as one text.
    pub fn joined(&self, range: &std::ops::Range<usize>) -> String {
        let texts: Vec<&str> =
            self.segments[range.clone()].iter().map(|(span, _)| span.of(&self.document.text)).collect();
        texts.join(" ")
    }

    /// Where segments in a row lie; none where there are none.
    pub fn span(&self, range: &std::ops::Range<usize>) -> Option<Span> {
        let (first, last) = (self.segments[range.clone()].first()?, self.segments[range.clone()].last()?);
        Some(first.0.cover(last.0))
    }

    /// What the first of some segments is.
    pub fn kind(&self, range: &std::ops::Range<usize>) -> SegmentKind {
        self.segments[range.clone()].first().map_or(SegmentKind::Sentence, |(_, kind)| *kind)
    }
}

/// The one text that an argument names.
fn only(argument: &OsStr) -> anyhow::Result<Source> {
    let mut found = input::find(&[argument]);
    let name = argument.display();
    if found.len() != 1 {
        let wrong = anyhow::anyhow!("{name}: {} texts, where one is aligned with one; name a file", found.len());
        return Err(UsageError(wrong).into());
    }
    Ok(found.remove(0)?)
}

fn read(source: &Source, lang: Lang, quiet: bool) -> anyhow::Result<Document> {
    match input::read(source, lang) {
        Ok(reading) => {
            for note in reading.notes.iter().filter(|_| !quiet) {
                messages::note(format_args!("{}: {note}", reading.document.id));
            }
            Ok(reading.document)
        }
        Err(InputError::Empty { path }) => {
            messages::note(format_args!("{path}: empty; nothing there has a counterpart"));
            Ok(Document { id: source.id.clone(), lang, text: String::new() })
        }
        Err(error) => Err(error.into()),
    }
}

/// All lines of a text, empty ones too, without their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let line = |whole: &str| {
        let content = whole.strip_suffix('\n').unwrap_or(whole);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let span = Span::new(start, start + content.len());
        start += whole.len();
        span
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A translation of each source segment.
pub struct Bridge {
    texts: Vec<String>,
    /// What made it.
    pub signature: String,
    /// Segments that could not be translated; they are compared as they stand.
    pub n_failed: usize,
}

impl Bridge {
    /// Reads the bridge from the file that was named, or translates.
    ///
    /// # Errors
    /// When the file has not one line for each segment, or the model cannot be loaded.
    pub fn of(source: &Side, args: &AlignArgs) -> anyhow::Result<Self> {
        match &args.via {
            Some(path) => Self::from_file(path, source.segments.len(), args),
            None => Self::translated(&source.texts(), args),
        }
    }

    pub fn texts(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }

    fn from_file(path: &OsStr, n_segments: usize, args: &AlignArgs) -> anyhow::Result<Self> {
        let document = read(&only(path)?, args.target_lang.into(), args.quiet)?;
        let texts: Vec<String> =
            lines(&document.text).into_iter().map(|span| span.of(&document.text).to_owned()).collect();
        let advice = if args.lines { "a line for each line of the source" } else { "or add --lines" };
        ensure!(
            texts.len() == n_segments,
            "{}: {} for {} of the source; give it {advice}",
            document.id,
            messages::counted(texts.len(), "line"),
            messages::counted(n_segments, "segment")
        );
        Ok(Self { texts, signature: signature(&format!("file:{}", document.id)), n_failed: 0 })
    }

    fn translated(source: &[&str], args: &AlignArgs) -> anyhow::Result<Self> {
        let files = models::find(args.model.as_deref(), args.models_dir.as_deref())?;
        let engine = Native::load(&files, Options { beam_size: None, nbest: None })?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let n_threads = args.threads.map_or(cores, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().context("starting the workers")?;
        let outcomes = pool.install(|| translate(&engine, source, MAX_BATCH_TOKENS, &|_: Progress| {}));
        let mut bridge = Self { texts: Vec::new(), signature: signature(engine.signature()), n_failed: 0 };
        for (idx, outcome) in outcomes.into_iter().enumerate() {
            let text = match outcome.expect("nothing stops this run but its end") {
                Outcome::Done { nbest, .. } => nbest.first().map(|best| best.text.clone()).unwrap_or_default(),
                Outcome::Passed { target, .. } => target,
                Outcome::Failed { reason } => {
                    messages::error(format_args!(
                        "source segment {idx} (from 0): {reason}; it is compared as it stands"
                    ));
                    bridge.n_failed += 1;
                    source[idx].to_owned()
                }
            };
            bridge.texts.push(text);
        }
        Ok(bridge)
    }
}

/// What made the links.
fn signature(bridge: &str) -> String {
    format!("naql-align:{}|bridge:{bridge}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn every_line_counts() {
        let table: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("a", &["a"]),
            ("a\n", &["a"]),
            ("a\n\nb\n", &["a", "", "b"]),
            ("a\r\n\r\n", &["a", ""]),
            ("\n\u{2028}x", &["", "\u{2028}x"]),
        ];
        for (text, expected) in table {
            let found: Vec<&str> = lines(text).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
