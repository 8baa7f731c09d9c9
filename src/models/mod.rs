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
    #[error("no model {name:?}: it is neither a folder nor a name in {places}; give the folder that holds config.json")]
    Unknown {
        /// What was asked for.
        name: String,
        /// Where it was looked for.
        places: String,
    },
    /// A file where a folder is wanted.
    #[error("{path} is a file; give the folder that holds config.json and the weights")]
    IsFile {
        /// The file.
        path: String,
    },
}

/// Finds the files of a model by the path of its folder, or else by its name: in `folder`, in the program, in
/// `models` of the current folder and beside the program. Where none is wanted, the default model is.
///
/// # Errors
/// When there is no such model.
pub fn find(wanted: Option<&str>, folder: Option<&Path>) -> Result<ModelFiles, ModelsError> {
    let name = wanted.unwrap_or(DEFAULT);
    match wanted.map(Path::new) {
        Some(path) if path.is_dir() => return Ok(ModelFiles::Folder(path.to_owned())),
        Some(path) if path.is_file() => return Err(ModelsError::IsFile { path: name.to_owned() }),
        _ => {}
    }
    let is_name = !name.is_empty() && !name.contains(['/', '\\']) && name != "..";
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join("models"));
    let given = folder.map(Path::to_owned);
    let usual: Vec<PathBuf> = std::iter::once(PathBuf::from("models")).chain(beside).collect();
    let inside = |folder: &PathBuf| {
        let path = folder.join(name);
        (is_name && path.is_dir()).then_some(ModelFiles::Folder(path))
    };
    let found = given.as_ref().and_then(inside).or_else(|| carried(name));
    found.or_else(|| usual.iter().find_map(inside)).ok_or_else(|| {
        let places = given.iter().chain(&usual).map(|folder| folder.display().to_string());
        ModelsError::Unknown { name: name.to_owned(), places: places.collect::<Vec<_>>().join(", ") }
    })
}

/// The model of that name inside the program.
#[cfg(feature = "embedded-model")]
fn carried(name: &str) -> Option<ModelFiles> {
    (name == DEFAULT).then(embedded::files)
}

/// This program carries no model.
#[cfg(not(feature = "embedded-model"))]
fn carried(_: &str) -> Option<ModelFiles> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_folder_and_by_name() {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["big", DEFAULT] {
            std::fs::create_dir(root.path().join(name)).expect("a folder");
        }
        std::fs::write(root.path().join("file"), "").expect("a file");
        let path = |name: &str| root.path().join(name).display().to_string();
        let found = |wanted: &str| find(Some(wanted), Some(root.path())).map(|files| files.label());
        assert_eq!(found("big").expect("by name"), path("big"));
        assert_eq!(found(&path("big")).expect("by folder"), path("big"));
        assert_eq!(found(DEFAULT).expect("by name"), path(DEFAULT), "a folder that is given comes first");
        let error = found("none").expect_err("unknown").to_string();
        let expected =
            format!("no model \"none\": it is neither a folder nor a name in {}, models", root.path().display());
        assert!(error.starts_with(&expected), "{error}");
        let error = found(&path("file")).expect_err("a file").to_string();
        assert!(error.ends_with("file is a file; give the folder that holds config.json and the weights"), "{error}");
        assert!(found("").is_err());
    }

    #[cfg(feature = "embedded-model")]
    #[test]
    fn the_default_model_is_carried_inside() {
        let files = find(None, None).expect("embedded");
        assert_eq!(files.label(), "the embedded model ar-en");
        assert!(files.read("model.safetensors").expect("read").is_some());
    }
}
