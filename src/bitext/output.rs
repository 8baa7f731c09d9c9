//! Where pairs go: standard output, or a file that appears whole or not at all.

use std::io::{self, BufWriter};
use std::path::Path;

use super::whole::{Whole, is_stream, place};
use super::{BitextError, Format, Pair, PairWriter, Sink};

/// A place that pairs are written to in one format.
pub struct Output {
    writer: Box<dyn PairWriter>,
    place: Place,
    /// Whether what comes before the first pair is written; it waits for that pair or the end, so that nothing is
    /// written where nothing could be read.
    has_begun: bool,
}

enum Place {
    Stdout,
    /// Put into their places at the end.
    Files(Vec<Whole>),
}

impl Output {
    /// Takes standard output, for lines of `width` columns where that matters.
    ///
    /// # Errors
    /// When the format needs files.
    pub fn stdout(format: Format, width: usize) -> Result<Self, BitextError> {
        check_stream(format, "standard output")?;
        let sink: Sink = Box::new(BufWriter::new(io::stdout()));
        Ok(Self { writer: format.writer(vec![sink], width), place: Place::Stdout, has_begun: false })
    }

    /// Opens a file of the format that its extension names, or the files of a format that has several. What is there
    /// stays until [`Output::finish`].
    ///
    /// # Errors
    /// When the extension is unknown or the folder cannot be written to.
    pub fn file(path: &Path) -> Result<Self, BitextError> {
        let format = Format::of_output(path)?;
        let create = |source| BitextError::Create { path: path.to_owned(), source };
        check_place(format, path)?;
        let files = format.files(path).iter().map(|path| Whole::create(path)).collect::<Result<Vec<_>, _>>()?;
        let sinks = files.iter().map(Whole::sink).collect::<io::Result<Vec<_>>>().map_err(create)?;
        Ok(Self { writer: format.writer(sinks, usize::MAX), place: Place::Files(files), has_begun: false })
    }

    /// Looks whether a file can be opened, and leaves nothing behind.
    ///
    /// # Errors
    /// Those of [`Output::file`], but for those of a stream, which is not opened.
    pub fn probe(path: &Path) -> Result<(), BitextError> {
        let format = Format::of_output(path)?;
        check_place(format, path)?;
        format.files(path).iter().try_for_each(|path| Whole::probe(path))
    }

    fn begin(&mut self) -> Result<(), BitextError> {
        if !self.has_begun {
            self.writer.begin().map_err(|source| self.error(source))?;
            self.has_begun = true;
        }
        Ok(())
    }

    /// Writes one pair.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, pair: &Pair) -> Result<(), BitextError> {
        self.begin()?;
        self.writer.pair(pair).map_err(|source| self.error(source))
    }

    /// Hands on what was written so far to whoever reads a stream; a file waits for [`Output::finish`].
    ///
    /// # Errors
    /// When writing fails.
    pub fn flush(&mut self) -> Result<(), BitextError> {
        self.writer.flush().map_err(|source| self.error(source))
    }

    /// Puts a file into its place.
    ///
    /// # Errors
    /// When writing fails; then what was there before is still there.
    pub fn finish(mut self) -> Result<(), BitextError> {
        self.begin()?;
        self.writer.finish().map_err(|source| self.error(source))?;
        let Place::Files(files) = self.place else { return Ok(()) };
        files.into_iter().try_for_each(Whole::finish)
    }

    /// Pairs that the format could not take, and which are not there.
    pub fn n_left_out(&self) -> usize {
        self.writer.n_left_out()
    }

    /// Where it goes, for messages.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Stdout => "standard output".to_owned(),
            Place::Files(files) => {
                files.iter().map(|file| file.path().display().to_string()).collect::<Vec<_>>().join(" and ")
            }
        }
    }

    fn error(&self, source: io::Error) -> BitextError {
        BitextError::Write { name: self.name(), source }
    }
}

/// # Errors
/// When a stream is there, and the format needs files.
fn check_place(format: Format, path: &Path) -> Result<(), BitextError> {
    if is_stream(&place(path)) { check_stream(format, &path.display().to_string()) } else { Ok(()) }
}

fn check_stream(format: Format, place: &str) -> Result<(), BitextError> {
    let name = format.row().name;
    let refused = |reason| Err(BitextError::NoStream { name, place: place.to_owned(), reason });
    format.row().needs_file.map_or(Ok(()), refused)
}
