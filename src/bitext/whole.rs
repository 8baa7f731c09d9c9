//! Files that appear whole or not at all: they are written beside their places, then renamed.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempDir};

use super::{BitextError, Sink};

/// Bytes that are written at once.
const BUFFER_BYTES: usize = 1 << 16;

/// A file that is not yet in its place; one that is dropped leaves what is there as it is. What is no file, such as a
/// pipe or a device, is not replaced but written to.
pub struct Whole {
    /// As it was given.
    path: PathBuf,
    /// Where that leads.
    place: PathBuf,
    file: Place,
}

enum Place {
    Beside(NamedTempFile),
    Stream(File),
}

impl Whole {
    /// Begins a file beside where a path leads, or opens the stream that is there.
    ///
    /// # Errors
    /// When a folder or a protected file is there, or the folder around it cannot be written to.
    pub fn create(path: &Path) -> Result<Self, BitextError> {
        let place = place(path);
        let create = |source| BitextError::Create { path: path.to_owned(), source };
        if is_stream(&place) {
            let file = Place::Stream(File::create(&place).map_err(create)?);
            return Ok(Self { path: path.to_owned(), place, file });
        }
        let file = Place::Beside(beside(path, &place)?);
        Ok(Self { path: path.to_owned(), place, file })
    }

    /// Looks whether it can be begun, and leaves nothing behind; a stream is not opened.
    ///
    /// # Errors
    /// Those of [`Whole::create`].
    pub fn probe(path: &Path) -> Result<(), BitextError> {
        let place = place(path);
        if is_stream(&place) { Ok(()) } else { beside(path, &place).map(drop) }
    }

    /// Its path as it was given, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self) -> &File {
        match &self.file {
            Place::Beside(file) => file.as_file(),
            Place::Stream(file) => file,
        }
    }

    /// What it is written with.
    pub(super) fn sink(&self) -> io::Result<Sink> {
        Ok(Box::new(BufWriter::with_capacity(BUFFER_BYTES, self.file().try_clone()?)))
    }

    /// Writes all of it and puts it into its place.
    ///
    /// # Errors
    /// Those of [`Whole::finish`].
    pub fn finish_with(self, content: &[u8]) -> Result<(), BitextError> {
        self.file().write_all(content).map_err(|source| self.error(source))?;
        self.finish()
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// When writing fails; then what was there before is still there.
    pub fn finish(self) -> Result<(), BitextError> {
        let Place::Beside(file) = &self.file else { return Ok(()) };
        file.as_file().sync_all().map_err(|source| self.error(source))?;
        let Self { path, place, file: Place::Beside(file) } = self else { return Ok(()) };
        let named = |source| BitextError::Write { name: path.display().to_string(), source };
        file.persist(&place).map(drop).map_err(|error| named(error.error))
    }

    fn error(&self, source: io::Error) -> BitextError {
        BitextError::Write { name: self.path.display().to_string(), source }
    }
}

/// An unfinished file beside a place, for the path that leads there.
fn beside(path: &Path, place: &Path) -> Result<NamedTempFile, BitextError> {
    let there = match fs::metadata(place) {
        Ok(there) if there.is_dir() => return Err(BitextError::IsFolder { path: path.to_owned() }),
        Ok(there) if there.permissions().readonly() => return Err(BitextError::Protected { path: path.to_owned() }),
        there => there.ok().map(|there| there.permissions()),
    };
    temporary_beside(place, there).map_err(|source| BitextError::Create { path: path.to_owned(), source })
}

/// Whether something lies there that cannot be replaced, such as a pipe or a device.
pub(super) fn is_stream(place: &Path) -> bool {
    fs::metadata(place).is_ok_and(|there| !there.is_file() && !there.is_dir())
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

/// All temporary files and folders that were made; their names are random, so one that is gone cannot be another's.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

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
