//! Walks folders in a fixed order, past hidden names and loops of links. Does not open files.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::InputError;

/// The endings of the files that are read from a folder, whatever their case.
///
/// Few on purpose: what this program writes, and what else lies beside texts, must not become a source by accident.
pub(super) const WANTED: [&str; 2] = [".txt", ".md"];

/// What a walk meets, by the path that leads there from where it began.
pub(super) enum Entry {
    Folder(PathBuf),
    File(PathBuf),
}

/// The files below `root` that are read, sorted by path, and what could not be looked into.
pub(super) fn texts(root: &Path) -> Vec<Result<PathBuf, InputError>> {
    let text = |entry| match entry {
        Ok(Entry::File(path)) if is_wanted(&path) => Some(Ok(path)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    };
    walk(root).into_iter().filter_map(text).collect()
}

/// Everything at and below `root` that is not hidden; every folder once, however many links lead to it.
pub(super) fn walk(root: &Path) -> Vec<Result<Entry, InputError>> {
    let mut met = Vec::new();
    let mut visited = HashSet::new();
    // A stack of its own, since folders may lie deeper than the thread's stack is.
    let mut pending = vec![root.to_owned()];
    while let Some(path) = pending.pop() {
        match look(&path) {
            Ok(Some(Entry::Folder(folder))) => match enter(&folder, &mut visited) {
                Ok(Some(inside)) => {
                    pending.extend(inside.into_iter().rev().filter(|path| !is_hidden(path)));
                    met.push(Ok(Entry::Folder(folder)));
                }
                Ok(None) => {}
                Err(cause) => met.push(Err(unreadable(&folder, cause))),
            },
            Ok(Some(file)) => met.push(Ok(file)),
            Ok(None) => {}
            Err(cause) => met.push(Err(unreadable(&path, cause))),
        }
    }
    met
}

/// What `path` leads to, nothing for pipes and devices, which would block, and for broken links of no interest.
fn look(path: &Path) -> io::Result<Option<Entry>> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Ok(Some(Entry::Folder(path.to_owned()))),
        Ok(meta) => Ok(meta.is_file().then(|| Entry::File(path.to_owned()))),
        Err(cause) if is_wanted(path) => Err(cause),
        Err(_) => Ok(None),
    }
}

/// The sorted members of a folder, or nothing if the walk was there before.
fn enter(folder: &Path, visited: &mut HashSet<PathBuf>) -> io::Result<Option<Vec<PathBuf>>> {
    if !visited.insert(fs::canonicalize(folder)?) {
        return Ok(None);
    }
    members(folder).map(Some)
}

/// The members of a folder, hidden ones too, sorted by name.
pub(super) fn members(folder: &Path) -> io::Result<Vec<PathBuf>> {
    // The empty path stands for the current folder in a path that is put together, but not for the operating system.
    let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| folder.join(entry.file_name()));
    let mut members = fs::read_dir(place)?.map(name).collect::<io::Result<Vec<_>>>()?;
    members.sort();
    Ok(members)
}

pub(super) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_wanted(path: &Path) -> bool {
    let is_ending = |ending: &OsStr| WANTED.iter().any(|wanted| ending.eq_ignore_ascii_case(&wanted[1..]));
    path.extension().is_some_and(is_ending)
}

pub(super) fn unreadable(path: &Path, cause: io::Error) -> InputError {
    InputError::Unreadable { path: path.display().to_string(), cause }
}
