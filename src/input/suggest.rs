//! The next step for a path that leads nowhere. Does not try other paths by itself.

use std::env;
use std::path::Path;

use super::folder::{is_hidden, members};

/// How alike two stems must be, from 0 to 1, for one to be suggested for the other; 0.7 allows for two slips in seven.
const ALIKE: f64 = 0.7;

/// What to do about the missing `path`, as the end of an error text.
pub(super) fn advice(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    if path.is_symlink() {
        return "it is a link to something that is gone, so mend or remove it".to_owned();
    }
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        return format!("the folder {} does not exist either, so check the path", folder.display());
    }
    if let Some(sibling) = similar(path, folder) {
        return format!("did you mean {sibling}?");
    }
    match env::current_dir() {
        Ok(here) if path.is_relative() => {
            format!("it was looked for in {}, so check the name or give the whole path", here.display())
        }
        _ => "check the path".to_owned(),
    }
}

/// The member of `folder` whose name is most like that of `path`, the first of equals.
fn similar(path: &Path, folder: &Path) -> Option<String> {
    let wanted = stem(path)?;
    let mut best = None;
    let mut best_score = ALIKE;
    for member in members(folder).ok()?.into_iter().filter(|member| !is_hidden(member)) {
        let score = stem(&member).map_or(0.0, |stem| strsim::normalized_damerau_levenshtein(&wanted, &stem));
        if score > best_score {
            (best, best_score) = (Some(member), score);
        }
    }
    Some(best?.display().to_string())
}

fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_string_lossy().to_lowercase())
}
