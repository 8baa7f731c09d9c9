//! What can go wrong with a store, with the next step.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none.
    #[error("{}: no such store; check the name, or make it with `naql translate INPUT -o {}`", path.display(), path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a store.
    #[error("{} is not a store of naql: {reason}; choose another name", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        reason: &'static str,
    },
    /// A newer program made it.
    #[error("{} was made by a newer naql (its version is {version}, this program knows {known}); update naql", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its tables.
        version: i32,
        /// The newest that is known here.
        known: i32,
    },
    /// Another process writes to it.
    #[error("{} is in use by another run; wait until that has ended, or stop it", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Its bytes are not those that were written.
    #[error(
        "{} is damaged ({what}); put a copy in its place, or save what is left with `sqlite3 {} .recover`",
        path.display(), path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// It cannot be made or opened.
    #[error("cannot open {}: {what}; choose a folder that exists and that you may write to", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The disk is full.
    #[error("cannot write {}: the disk is full; make room and run the same command again, nothing that was done is lost", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// It, or its folder, must not be changed.
    #[error("cannot write {}: it is write-protected; choose another place", path.display())]
    Protected {
        /// The file.
        path: PathBuf,
    },
    /// The place of a new store is taken.
    #[error("{} is there already; remove it or choose another name", path.display())]
    Taken {
        /// The file.
        path: PathBuf,
    },
    /// Two stores have different texts under one name.
    #[error("{} and {} have different texts of the document {document}; rename one of them", first.display(), second.display())]
    Conflict {
        /// The store that was read first.
        first: PathBuf,
        /// The other.
        second: PathBuf,
        /// The document.
        document: String,
    },
    /// Anything else.
    #[error("{}: {source}; run the same command again, and report it if it comes back", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// The error that SQLite had with a file.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        if is_no_value_of_ours(&error) {
            return Self::Damaged { path, what: error.to_string() };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::NotADatabase) => Self::Foreign { path, reason: "it is no SQLite database, or is damaged" },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, what: error.to_string() },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly) => Self::Protected { path },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::Open { path, what: error.to_string() },
            _ => Self::Other { path, source: error },
        }
    }

    /// The error that the system had with a file beside the store.
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => Self::Full { path: path.to_owned() },
            _ => Self::Open { path: path.to_owned(), what: error.to_string() },
        }
    }
}

/// Whether a value was read that no writer of ours has written.
fn is_no_value_of_ours(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(error, FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..))
}
