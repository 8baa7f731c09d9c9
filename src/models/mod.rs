//! Finds a model: the one inside the program, a folder, or a name in the user's models folder.

#[cfg(feature = "embedded-model")]
mod embedded;

use std::path::{Path, PathBuf};

use crate::model::ModelFiles;

/// The model that is used where none is named.
pub const DEFAULT: &str = "ar-en";

/// A model that is nowhere to be found.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// Neither a folder nor a name.
    #[error("no model {name}: it is neither a folder nor in {places}; give the folder that holds config.json")]
    Unknown {
        /// What was asked for.
        name: String,
        /// Where it was looked for.
        places: String,
    },
}

/// Finds the files of a model by the path of its folder or by its name in one of `folders`; without either, those of
/// the default model.
///
/// # Errors
/// When there is no such model.
pub fn find(wanted: Option<&str>, folders: &[PathBuf]) -> Result<ModelFiles, ModelsError> {
    let name = wanted.unwrap_or(DEFAULT);
    if wanted.is_some() && Path::new(name).is_dir() {
        return Ok(ModelFiles::Folder(PathBuf::from(name)));
    }
    #[cfg(feature = "embedded-model")]
    if name == DEFAULT {
        return Ok(embedded::files());
    }
    let is_name = !name.is_empty() && !name.contains(['/', '\\']) && name != "..";
    let known = folders.iter().map(|folder| folder.join(name)).find(|path| is_name && path.is_dir());
    known.map(ModelFiles::Folder).ok_or_else(|| {
        let places: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        ModelsError::Unknown { name: name.to_owned(), places: places.join(", ") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_folder_and_by_name() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(root.path().join("big")).expect("a folder");
        let folders = [root.path().to_owned()];
        let found = |wanted: &str| find(Some(wanted), &folders).map(|files| files.label());
        let big = root.path().join("big").display().to_string();
        assert_eq!(found("big").expect("by name"), big);
        assert_eq!(found(&big).expect("by folder"), big);
        let error = found("none").expect_err("unknown").to_string();
        let expected = format!("no model none: it is neither a folder nor in {}; give", root.path().display());
        assert!(error.starts_with(&expected), "{error}");
        assert!(found("..").is_ok(), "a folder by its path");
        assert!(found("").is_err());
    }

    #[cfg(feature = "embedded-model")]
    #[test]
    fn the_default_model_is_carried_inside() {
        let files = find(None, &[]).expect("embedded");
        assert_eq!(files.label(), "the embedded model ar-en");
        assert!(files.read("model.safetensors").expect("read").is_some());
    }
}
