//! The store: one SQLite file with documents, segments, translations and what people decided about them.
//!
//! It is the working state; every other format is an export of it. What a row means is said in `v1.sql`, which
//! `sqlite3 run.db .schema` shows. Changes are made in transactions and synced to the disk before they are reported, so
//! that a run that is killed has lost nothing that it called done. One process writes, any number read beside it.

mod error;
mod merge;
mod pairs;
mod schema;
#[cfg(test)]
mod tests;
mod write;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

pub use error::StoreError;
pub use merge::{Merged, merge};
pub use pairs::{Selection, pairs};
pub use write::{EngineId, Known, Translated};

/// The extensions of stores, the usual one first.
pub const EXTENSIONS: [&str; 3] = ["db", "sqlite", "sqlite3"];

/// How long another process may hold the file before that counts as in use.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether a path names a store, by its extension.
pub fn is_store(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    EXTENSIONS.contains(&&*extension)
}

/// A store that is open for writing, by this process alone.
pub struct Store {
    db: Connection,
    path: PathBuf,
    /// Held as long as the store is open; after the connection in the order of dropping.
    _lock: Lock,
}

impl Store {
    /// Opens a store for writing, or makes it where there is none.
    ///
    /// # Errors
    /// When the file cannot be made, is in use by another run, is damaged, is no store, or a newer program made it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = Lock::take(path)?;
        let failed = |error| StoreError::of(path, error);
        let mut db = Connection::open(path).map_err(failed)?;
        db.busy_timeout(PATIENCE).map_err(failed)?;
        check(&db, path)?;
        let set_up = |db: &mut Connection| {
            db.pragma_update(None, "journal_mode", "WAL")?;
            db.pragma_update(None, "synchronous", "FULL")?;
            db.pragma_update(None, "foreign_keys", true)?;
            db.set_prepared_statement_cache_capacity(64);
            schema::migrate(db)
        };
        set_up(&mut db).map_err(failed)?;
        Ok(Self { db, path: path.to_owned(), _lock: lock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, error)
    }
}

/// Opens a store for reading only; a run may be writing to it.
fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Missing { path: path.to_owned() });
    }
    // The last to close a store removes the files beside it, which takes the right to write.
    match connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, path.as_os_str()) {
        Err(StoreError::Open { .. } | StoreError::Protected { .. }) => {}
        opened => return opened,
    }
    // In a folder that cannot be written to, SQLite cannot make the file by which it would see changes; but nobody can
    // make any there.
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI, OsStr::new(&immutable(path)))
}

fn connect(path: &Path, flags: OpenFlags, name: &OsStr) -> Result<Connection, StoreError> {
    let failed = |error| StoreError::of(path, error);
    let db = Connection::open_with_flags(Path::new(name), flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
    db.busy_timeout(PATIENCE).map_err(failed)?;
    db.pragma_update(None, "query_only", true).map_err(failed)?;
    check(&db, path).map(|()| db)
}

/// The URI of a file that nobody changes.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri + "?immutable=1"
}

/// Looks whether the file is a store that this program knows, and whole.
fn check(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::of(path, error);
    if !schema::is_ours(db).map_err(failed)? {
        return Err(StoreError::Foreign { path: path.to_owned(), reason: "it is the database of another program" });
    }
    let version = schema::version(db).map_err(failed)?;
    if version > schema::NEWEST {
        return Err(StoreError::Newer { path: path.to_owned(), version, known: schema::NEWEST });
    }
    let found: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Damaged { path: path.to_owned(), what: found.replace('\n', " ") }),
    }
}

/// The hash by which equal texts are known: SHA-256 of the UTF-8.
fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Keeps a second run away; the system frees it however the process ends.
///
/// A file of its own, because locks of both kinds on the database itself would get into SQLite's way.
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    fn take(store: &Path) -> Result<Self, StoreError> {
        let mut name: OsString = store.as_os_str().to_owned();
        name.push("-lock");
        let path = PathBuf::from(name);
        let opened = File::options().create(true).write(true).truncate(false).open(&path);
        let file = opened.map_err(|error| StoreError::io(store, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: store.to_owned() }),
            Err(TryLockError::Error(error)) => Err(StoreError::io(store, &error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // One that stays is taken again by the next run.
        let _ = fs::remove_file(&self.path);
    }
}
