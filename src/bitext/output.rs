//! Where pairs go: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::{BitextError, Format, Pair, PairWriter};

/// A place that pairs are written to in one format.
pub struct Output {
    writer: Box<dyn PairWriter>,
    sink: Sink,
    /// Whether what comes before the first pair is written; it waits for that pair or the end, so that nothing is
    /// written where nothing could be read.
    has_begun: bool,
}

enum Sink {
    Stdout(BufWriter<Stdout>),
    /// Something that is not replaced, such as a pipe or a device.
    Stream(PathBuf, BufWriter<File>),
    /// Written beside its place, then renamed.
    File(PathBuf, BufWriter<NamedTempFile>),
}

impl Output {
    /// Takes standard output, for lines of `width` columns where that matters.
    pub fn stdout(format: Format, width: usize) -> Self {
        let sink = Sink::Stdout(BufWriter::new(io::stdout()));
        Self { writer: format.writer(width), sink, has_begun: false }
    }

    /// Opens a file of the format that its extension names. What is there stays until [`Output::finish`].
    ///
    /// # Errors
    /// When the extension is unknown or the folder cannot be written to.
    pub fn file(path: &Path) -> Result<Self, BitextError> {
        let format = Format::of_path(path)?;
        let create = |source| BitextError::Create { path: path.to_owned(), source };
        let place = place(path);
        let sink = match fs::metadata(&place) {
            Ok(there) if there.is_dir() => return Err(BitextError::IsFolder { path: path.to_owned() }),
            Ok(there) if there.is_file() && there.permissions().readonly() => {
                return Err(BitextError::Protected { path: path.to_owned() });
            }
            Ok(there) if !there.is_file() => {
                Sink::Stream(path.to_owned(), BufWriter::new(File::create(&place).map_err(create)?))
            }
            there => {
                let file = temporary_beside(&place, there.ok().map(|there| there.permissions())).map_err(create)?;
                Sink::File(place, BufWriter::new(file))
            }
        };
        Ok(Self { writer: format.writer(usize::MAX), sink, has_begun: false })
    }

    fn begin(&mut self) -> Result<(), BitextError> {
        if !self.has_begun {
            let begun = self.writer.begin(self.sink.out());
            begun.map_err(|source| self.error(source))?;
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
        let written = self.writer.pair(self.sink.out(), pair);
        written.map_err(|source| self.error(source))
    }

    /// Hands on what was written so far to whoever reads a stream; a file waits for [`Output::finish`].
    ///
    /// # Errors
    /// When writing fails.
    pub fn flush(&mut self) -> Result<(), BitextError> {
        let flushed = self.sink.out().flush();
        flushed.map_err(|source| self.error(source))
    }

    /// Puts a file into its place.
    ///
    /// # Errors
    /// When writing fails; then what was there before is still there.
    pub fn finish(mut self) -> Result<(), BitextError> {
        self.begin()?;
        self.flush()?;
        match self.sink {
            Sink::File(path, out) => put_in_place(&path, out)
                .map_err(|source| BitextError::Write { name: path.display().to_string(), source }),
            Sink::Stdout(_) | Sink::Stream(..) => Ok(()),
        }
    }

    fn error(&self, source: io::Error) -> BitextError {
        let name = match &self.sink {
            Sink::Stdout(_) => "standard output".to_owned(),
            Sink::Stream(path, _) | Sink::File(path, _) => path.display().to_string(),
        };
        BitextError::Write { name, source }
    }
}

impl Sink {
    fn out(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Stream(_, out) => out,
            Self::File(_, out) => out,
        }
    }
}

fn put_in_place(path: &Path, out: BufWriter<NamedTempFile>) -> io::Result<()> {
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Where a path leads, by whatever name and through links, also where nothing is there yet.
///
/// A link stays a link: what it points to is what is replaced.
pub fn place(path: &Path) -> PathBuf {
    if let Ok(place) = path.canonicalize() {
        return place;
    }
    let path = path.read_link().map_or_else(|_| path.to_owned(), |target| folder_of(path).join(target));
    let named = || Some(folder_of(&path).canonicalize().ok()?.join(path.file_name()?));
    named().unwrap_or(path)
}

/// The folder that a file lies in, `.` where its path names none.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes the unfinished files of this process, for when it is interrupted.
pub fn remove_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // One that was finished or dropped is no longer there.
        let _ = fs::remove_file(path);
    }
}

/// All temporary files that were made; their names are random, so one that is gone cannot be another's.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file in the same folder, so that renaming it is one step; readable by whom the file there was, or the umask lets.
fn temporary_beside(path: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".naql-").suffix(".partial");
    // Not `tempfile_in`: its errors name the temporary file, which means nothing to a reader.
    let file = builder.make_in(folder_of(path), |path| {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        File::options().read(true).write(true).create_new(true).open(path)
    })?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
