//! Files that appear whole or not at all: they are written beside their places, then renamed.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempDir};

use super::{BitextError, Sink};

/// Bytes that are written at once.
const BUFFER_BYTES: usize = 1 << 16;

/// A file that is not yet in its place; one that is dropped leaves what is there as it is.
pub struct Whole {
    place: PathBuf,
    file: NamedTempFile,
}

impl Whole {
    /// Begins a file beside where a path leads.
    ///
    /// # Errors
    /// When a folder or a protected file is there, or the folder around it cannot be written to.
    pub fn create(path: &Path) -> Result<Self, BitextError> {
        let place = place(path);
        let there = match fs::metadata(&place) {
            Ok(there) if there.is_dir() => return Err(BitextError::IsFolder { path: path.to_owned() }),
            Ok(there) if there.permissions().readonly() => {
                return Err(BitextError::Protected { path: path.to_owned() });
            }
            there => there.ok().map(|there| there.permissions()),
        };
        match temporary_beside(&place, there) {
            Ok(file) => Ok(Self { place, file }),
            Err(source) => Err(BitextError::Create { path: path.to_owned(), source }),
        }
    }

    /// Where it will be.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// What it is written with.
    pub(super) fn sink(&self) -> io::Result<Sink> {
        Ok(Box::new(BufWriter::with_capacity(BUFFER_BYTES, self.file.as_file().try_clone()?)))
    }

    /// Writes all of it and puts it into its place.
    ///
    /// # Errors
    /// Those of [`Whole::finish`].
    pub fn finish_with(mut self, content: &[u8]) -> Result<(), BitextError> {
        let written = self.file.write_all(content);
        written.map_err(|source| self.error(source))?;
        self.finish()
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// When writing fails; then what was there before is still there.
    pub fn finish(self) -> Result<(), BitextError> {
        let synced = self.file.as_file().sync_all();
        synced.map_err(|source| self.error(source))?;
        let Self { place, file } = self;
        let name = || place.display().to_string();
        file.persist(&place).map_err(|error| BitextError::Write { name: name(), source: error.error })?;
        Ok(())
    }

    fn error(&self, source: io::Error) -> BitextError {
        BitextError::Write { name: self.place.display().to_string(), source }
    }
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
