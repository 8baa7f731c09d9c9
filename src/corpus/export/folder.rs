//! The folder of a corpus: the files that it holds, and how it comes to its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{ExportError, split_name};
use crate::bitext::{place, unfinished_folder};
use crate::corpus::split::Part;

/// The card.
pub const CARD: &str = "README.md";

/// The text of the licence.
pub const LICENCE: &str = "LICENSE";

/// The folders in it.
const FOLDERS: [&str; 3] = ["data", "moses", "tmx"];

/// What comes before the checksum at the end of a card.
const SEAL: &str = "<!-- naql corpus export sha256:";

/// The files that the pairs of a part are written to; the Parquet file first.
pub fn files(part: Part) -> [String; 3] {
    let name = split_name(part);
    [format!("data/{name}-00000-of-00001.parquet"), format!("moses/{name}.ar"), format!("tmx/{name}.tmx")]
}

/// All files that there can be.
fn all_files() -> Vec<String> {
    let pairs = Part::ALL.into_iter().flat_map(|part| {
        let [parquet, moses, tmx] = files(part);
        let target = moses.replace(".ar", ".en");
        [parquet, moses, target, tmx]
    });
    pairs.chain([CARD, LICENCE].map(str::to_owned)).collect()
}

/// The card with a last line by which it is known whether somebody has changed it.
pub fn sealed(card: &str) -> String {
    format!("{card}\n{SEAL}{} -->\n", checksum(card))
}

fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a card is as it was written.
fn is_sealed(card: &str) -> bool {
    card.rfind(SEAL).and_then(|at| card[..at].strip_suffix('\n')).is_some_and(|text| sealed(text) == card)
}

/// A folder that is being made beside its place. Dropped before it is finished, it is gone.
pub struct Folder {
    /// Where it will be.
    place: PathBuf,
    /// Beside that place; has the folder in it, so that the folder itself is as accessible as any other.
    unfinished: TempDir,
}

impl Folder {
    /// Makes it, empty.
    ///
    /// # Errors
    /// When something is at the place that must not be replaced, or nothing can be made beside it.
    pub fn beside(path: &Path) -> Result<Self, ExportError> {
        let place = place(path);
        check(&place)?;
        let failed = |source| ExportError::Folder { path: place.clone(), source };
        let folder = Self { unfinished: unfinished_folder(&place).map_err(failed)?, place: place.clone() };
        let folders = FOLDERS.iter().try_for_each(|name| fs::create_dir_all(folder.path(name)));
        folders.map_err(failed)?;
        Ok(folder)
    }

    /// Where a file of it is for now.
    pub fn path(&self, name: &str) -> PathBuf {
        self.whole().join(name)
    }

    fn whole(&self) -> PathBuf {
        self.unfinished.path().join("corpus")
    }

    fn failed(&self, source: io::Error) -> ExportError {
        ExportError::Folder { path: self.place.clone(), source }
    }

    /// Writes a file of text.
    pub fn write(&self, name: &str, text: &str) -> Result<(), ExportError> {
        let written = File::create_new(self.path(name)).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|source| self.failed(source))
    }

    /// The size of a file.
    pub fn n_bytes(&self, name: &str) -> Result<u64, ExportError> {
        fs::metadata(self.path(name)).map(|there| there.len()).map_err(|source| self.failed(source))
    }

    /// Puts it into its place. What is there is set aside until then, so that a program that is killed in between leaves
    /// both beside the place.
    ///
    /// # Errors
    /// When it cannot be renamed, or something has come to the place since.
    pub fn finish(self) -> Result<(), ExportError> {
        check(&self.place)?;
        self.replace().map_err(|source| self.failed(source))
    }

    fn replace(&self) -> io::Result<()> {
        if !self.place.exists() {
            return fs::rename(self.whole(), &self.place);
        }
        let aside = self.unfinished.path().with_extension("before");
        fs::rename(&self.place, &aside)?;
        if let Err(error) = fs::rename(self.whole(), &self.place) {
            fs::rename(&aside, &self.place)?;
            return Err(error);
        }
        fs::remove_dir_all(aside)
    }
}

/// Looks whether a folder may be put there: nothing is there, or an empty folder, or one that this command has made and
/// to which nobody has added anything.
fn check(place: &Path) -> Result<(), ExportError> {
    let taken = |problem: String| Err(ExportError::Taken { path: place.to_owned(), problem });
    let failed = |source| ExportError::Folder { path: place.to_owned(), source };
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(there) if !there.is_dir() => return taken("there is a file of that name".to_owned()),
        Ok(_) => {}
    }
    let names = names(place).map_err(failed)?;
    if names.is_empty() {
        return Ok(());
    }
    let known = all_files();
    if let Some(strange) = names.iter().find(|name| !known.contains(name)) {
        return taken(format!("the folder has {strange} in it, which this command has not written"));
    }
    match fs::read_to_string(place.join(CARD)) {
        Ok(card) if is_sealed(&card) => Ok(()),
        Ok(_) => taken(format!("its {CARD} was changed, or not written by this command")),
        Err(_) => taken(format!("the folder is not empty and has no {CARD} of this command")),
    }
}

/// The files of a folder and of those in it that we know; anything else by its name.
fn names(place: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if FOLDERS.contains(&&*name) && entry.file_type()?.is_dir() {
            for inner in fs::read_dir(entry.path())? {
                names.push(format!("{name}/{}", inner?.file_name().to_string_lossy()));
            }
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_card_is_noticed() {
        let card = sealed("# A corpus\n");
        let table = [
            (card.clone(), true),
            (card.replace("corpus\n", "corpse\n"), false),
            (format!("{card}more"), false),
            (format!("{card}\n"), false),
            ("# A corpus\n".to_owned(), false),
            (String::new(), false),
        ];
        for (card, expected) in table {
            assert_eq!(is_sealed(&card), expected, "{card:?}");
        }
    }

    #[test]
    fn what_would_be_lost_is_not_replaced() {
        let sealed = sealed("x");
        type Files<'a> = &'a [(&'a str, &'a str)];
        let table: [(Files, Option<&str>); 6] = [
            (&[], None),
            (&[("README.md", &sealed), ("data/test-00000-of-00001.parquet", "")], None),
            (&[("README.md", "mine")], Some("its README.md was changed, or not written by this command")),
            (&[("tmx/train.tmx", "")], Some("the folder is not empty and has no README.md of this command")),
            (&[("README.md", &sealed), ("a.txt", "")], Some("the folder has a.txt in it, which")),
            (&[("README.md", &sealed), ("data/a.txt", "")], Some("the folder has data/a.txt in it, which")),
        ];
        for (files, expected) in table {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            match (check(folder.path()), expected) {
                (Ok(()), None) => {}
                (Err(error), Some(expected)) => assert!(error.to_string().contains(expected), "{error}"),
                (found, expected) => panic!("{files:?}: {found:?}, expected {expected:?}"),
            }
        }
    }
}
