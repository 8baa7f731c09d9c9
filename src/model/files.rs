//! Where a model's files come from: a folder or the program itself. Does not know what is in them.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::ModelError;

/// Where a model's files come from.
#[derive(Clone, Debug)]
pub enum ModelFiles {
    /// A folder on disk.
    Folder(PathBuf),
    /// Bytes carried in the program.
    Embedded {
        /// The model's name.
        name: &'static str,
        /// Each file's name and content.
        files: &'static [(&'static str, &'static [u8])],
    },
}

impl ModelFiles {
    /// The model's name in signatures: the folder's own name, whatever path leads to it, or the embedded name.
    ///
    /// The file system's root has no name and is called `model`.
    pub fn name(&self) -> String {
        match self {
            Self::Folder(folder) => folder_name(folder),
            Self::Embedded { name, .. } => (*name).to_owned(),
        }
    }

    /// The model in messages: the folder's path, or `the embedded model NAME`.
    pub fn label(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Embedded { name, .. } => format!("the embedded model {name}"),
        }
    }

    /// One of the files in messages: its path, or `FILE of the embedded model NAME`.
    pub fn path_label(&self, file: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(file).display().to_string(),
            Self::Embedded { .. } => format!("{file} of {}", self.label()),
        }
    }

    /// The bytes of `file`, or `None` where there is no such file.
    ///
    /// `file` is a plain name and comes from the program or was checked; it is joined to the folder as it is.
    ///
    /// # Errors
    /// [`ModelError::Read`] when the file is there but cannot be read.
    pub fn read(&self, file: &str) -> Result<Option<Cow<'static, [u8]>>, ModelError> {
        match self {
            Self::Folder(folder) => match fs::read(folder.join(file)) {
                Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
                Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
                Err(source) => Err(ModelError::Read { path: self.path_label(file), source }),
            },
            Self::Embedded { files, .. } => {
                Ok(files.iter().find(|(name, _)| *name == file).map(|(_, bytes)| Cow::Borrowed(*bytes)))
            }
        }
    }

    /// The bytes of `file`, which must be there.
    ///
    /// # Errors
    /// Those of [`Self::read`], and [`ModelError::FolderMissing`] or [`ModelError::FileMissing`].
    pub fn require(&self, file: &str) -> Result<Cow<'static, [u8]>, ModelError> {
        self.read(file)?
            .ok_or_else(|| self.absent(ModelError::FileMissing { file: file.to_owned(), label: self.label() }))
    }

    /// The error for something absent: `otherwise`, unless the whole folder is.
    pub(super) fn absent(&self, otherwise: ModelError) -> ModelError {
        match self {
            Self::Folder(folder) if !folder.is_dir() => ModelError::FolderMissing { path: self.label() },
            _ => otherwise,
        }
    }
}

/// The last component of the real path, so that `.`, `models/ar-en/` and a link give the name of the folder itself.
fn folder_name(folder: &Path) -> String {
    let real = folder.canonicalize();
    let path = real.as_deref().unwrap_or(folder);
    path.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMBEDDED: ModelFiles = ModelFiles::Embedded { name: "ar-en", files: &[("a", b"1"), ("b", b"22")] };

    #[test]
    fn embedded_files_are_borrowed() {
        assert_eq!(EMBEDDED.name(), "ar-en");
        assert_eq!(EMBEDDED.label(), "the embedded model ar-en");
        assert!(matches!(EMBEDDED.read("b"), Ok(Some(Cow::Borrowed(b"22")))));
        assert!(matches!(EMBEDDED.read("c"), Ok(None)));
        let error = EMBEDDED.require("c").unwrap_err().to_string();
        assert!(error.starts_with("no c in the embedded model ar-en; "), "{error}");
        assert_eq!(EMBEDDED.path_label("a"), "a of the embedded model ar-en");
    }

    #[test]
    fn folder_files_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let model = dir.path().join("opus");
        fs::create_dir(&model).unwrap();
        fs::write(model.join("config.json"), "{}").unwrap();
        let files = ModelFiles::Folder(model.join("."));
        assert_eq!(files.name(), "opus");
        assert_eq!(files.require("config.json").unwrap().as_ref(), b"{}");
        assert!(matches!(files.require("x"), Err(ModelError::FileMissing { .. })));
        assert!(matches!(ModelFiles::Folder(dir.path().into()).read("opus"), Err(ModelError::Read { .. })));
        assert_eq!(ModelFiles::Folder("/".into()).name(), "model");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        for name in ["none", "file"] {
            let files = ModelFiles::Folder(dir.path().join(name));
            assert!(matches!(files.require("config.json"), Err(ModelError::FolderMissing { .. })), "{name}");
        }
    }
}
