//! Expands patterns that the shell left alone. Does not read files, nor look into hidden folders.
//!
//! The crate `glob` matches single names; its own walk is not used, since it panics at a name that is not UTF-8 when
//! hidden names are to be skipped, and follows loops of links.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::InputError;
use super::folder::{Entry, members, unreadable, walk};

/// Hidden names are matched only by a pattern that begins with a dot itself, as in a shell.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// One part of a pattern, between two separators.
enum Part {
    Literal(PathBuf),
    Name(Pattern),
    /// `**`: this folder and all folders below.
    AnyDepth,
}

/// Whether `argument` would mean something else as a pattern than as a name.
pub(super) fn is_pattern(argument: &str) -> bool {
    argument.contains(['*', '?', '['])
}

/// The files and folders that fit `pattern`, sorted by path, and what could not be looked into.
///
/// # Errors
/// When `pattern` breaks the rules of patterns.
pub(super) fn expand(pattern: &str) -> Result<Vec<Result<PathBuf, InputError>>, InputError> {
    let parts = parts(pattern)?;
    let mut places = BTreeSet::from([PathBuf::new()]);
    let mut errors = Vec::new();
    for part in &parts {
        let mut next = BTreeSet::new();
        for place in &places {
            step(place, part, &mut next, &mut errors);
        }
        places = next;
    }
    let found = places.into_iter().filter(|place| place.exists()).map(Ok);
    Ok(found.chain(errors.into_iter().map(Err)).collect())
}

fn parts(pattern: &str) -> Result<Vec<Part>, InputError> {
    let bad = |cause: glob::PatternError| InputError::BadPattern { pattern: pattern.to_owned(), cause: cause.msg };
    let part = |component: Component| {
        let name = component.as_os_str().to_string_lossy();
        Ok(match name.as_ref() {
            "**" => Part::AnyDepth,
            name if is_pattern(name) => Part::Name(Pattern::new(name).map_err(bad)?),
            name => Part::Literal(PathBuf::from(name)),
        })
    };
    Path::new(pattern).components().map(part).collect()
}

/// Goes from `place` wherever `part` leads.
fn step(place: &Path, part: &Part, next: &mut BTreeSet<PathBuf>, errors: &mut Vec<InputError>) {
    match part {
        Part::Literal(name) => {
            next.insert(place.join(name));
        }
        Part::Name(_) if !is_folder(place) => {}
        Part::Name(pattern) => match members(place) {
            Ok(members) => next.extend(members.into_iter().filter(|path| fits(path, pattern))),
            Err(cause) => errors.push(unreadable(place, cause)),
        },
        Part::AnyDepth => {
            for entry in walk(if is_here(place) { Path::new(".") } else { place }) {
                match entry {
                    Ok(Entry::Folder(path)) => drop(next.insert(path)),
                    Ok(Entry::File(_)) => {}
                    Err(error) => errors.push(error),
                }
            }
        }
    }
}

fn fits(path: &Path, pattern: &Pattern) -> bool {
    path.file_name().is_some_and(|name| pattern.matches_with(&name.to_string_lossy(), OPTIONS))
}

fn is_folder(place: &Path) -> bool {
    is_here(place) || place.is_dir()
}

fn is_here(place: &Path) -> bool {
    place.as_os_str().is_empty()
}
