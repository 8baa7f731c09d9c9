//! Where pairs go: standard output, or a file that appears whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempDir};

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
    /// Something that is not replaced, such as a pipe or a device.
    Stream(PathBuf),
    /// Written beside their places, then renamed; each with its place.
    Files(Vec<(PathBuf, NamedTempFile)>),
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
        let format = Format::of_path(path)?;
        let create = |source| BitextError::Create { path: path.to_owned(), source };
        if is_stream(path) {
            check_stream(format, &path.display().to_string())?;
            let sink: Sink = Box::new(BufWriter::new(File::create(place(path)).map_err(create)?));
            let place = Place::Stream(path.to_owned());
            return Ok(Self { writer: format.writer(vec![sink], usize::MAX), place, has_begun: false });
        }
        let files = format.files(path).iter().map(|path| unfinished(path)).collect::<Result<Vec<_>, _>>()?;
        let sink = |(_, file): &(PathBuf, NamedTempFile)| -> io::Result<Sink> {
            Ok(Box::new(BufWriter::with_capacity(1 << 16, file.as_file().try_clone()?)))
        };
        let sinks = files.iter().map(sink).collect::<io::Result<Vec<_>>>().map_err(create)?;
        Ok(Self { writer: format.writer(sinks, usize::MAX), place: Place::Files(files), has_begun: false })
    }

    /// Looks whether a file can be opened, and leaves nothing behind.
    ///
    /// # Errors
    /// Those of [`Output::file`], but for those of a stream, which is not opened.
    pub fn probe(path: &Path) -> Result<(), BitextError> {
        match Format::of_path(path)? {
            format if is_stream(path) => check_stream(format, &path.display().to_string()),
            format => format.files(path).iter().try_for_each(|path| unfinished(path).map(drop)),
        }
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
        for (path, file) in files {
            put_in_place(&path, file)
                .map_err(|source| BitextError::Write { name: path.display().to_string(), source })?;
        }
        Ok(())
    }

    fn error(&self, source: io::Error) -> BitextError {
        let name = match &self.place {
            Place::Stdout => "standard output".to_owned(),
            Place::Stream(path) => path.display().to_string(),
            Place::Files(files) => {
                files.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join(" and ")
            }
        };
        BitextError::Write { name, source }
    }
}

/// Whether something lies there that cannot be replaced, such as a pipe or a device.
fn is_stream(path: &Path) -> bool {
    fs::metadata(place(path)).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

fn check_stream(format: Format, place: &str) -> Result<(), BitextError> {
    let name = format.row().name;
    let refused = |reason| Err(BitextError::NoStream { name, place: place.to_owned(), reason });
    format.row().needs_file.map_or(Ok(()), refused)
}

/// An unfinished file beside where a path leads, and that place.
fn unfinished(path: &Path) -> Result<(PathBuf, NamedTempFile), BitextError> {
    let place = place(path);
    let there = match fs::metadata(&place) {
        Ok(there) if there.is_dir() => return Err(BitextError::IsFolder { path: path.to_owned() }),
        Ok(there) if there.permissions().readonly() => return Err(BitextError::Protected { path: path.to_owned() }),
        there => there.ok().map(|there| there.permissions()),
    };
    match temporary_beside(&place, there) {
        Ok(file) => Ok((place, file)),
        Err(source) => Err(BitextError::Create { path: path.to_owned(), source }),
    }
}

fn put_in_place(path: &Path, file: NamedTempFile) -> io::Result<()> {
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

/// Removes the unfinished files and folders of this process, for when it is interrupted.
pub fn remove_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // One that was finished or dropped is no longer there.
        let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(path));
    }
}

/// A folder beside a path, for what is to be renamed to it when it is whole. It goes away with its value.
///
/// # Errors
/// When none can be made there.
pub fn unfinished_folder(path: &Path) -> io::Result<TempDir> {
    // Of the error its kind alone: its text names the temporary folder, which means nothing to a reader.
    let folder = tempfile::Builder::new().prefix(".naql-").suffix(".partial").tempdir_in(folder_of(path));
    let folder = folder.map_err(|error| io::Error::from(error.kind()))?;
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(folder.path().to_owned());
    Ok(folder)
}

/// All temporary files and folders that were made; their names are random, so one that is gone cannot be another's.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file in the same folder, so that renaming it is one step; readable by whom the file there was, or the umask lets.
pub(super) fn temporary_beside(path: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
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
