//! What can go wrong between an argument and a text. Does not decide what happens next.

use std::io;

use super::decode::DecodeProblem;
use super::folder::WANTED;

/// Why an argument gave no source, or a source no document.
///
/// Every text names the subject and the next step.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// An argument without a character in it.
    #[error("an argument is empty; name a file, a folder, a pattern, or `-` for standard input")]
    NoName,
    /// Nothing has that name.
    #[error("{path}: no such file or folder; {advice}")]
    Missing {
        /// The path as it was given.
        path: String,
        /// The next step.
        advice: String,
    },
    /// A pattern that fits no file.
    #[error("{pattern}: no file fits this pattern; check the pattern, or name a file or folder")]
    NoMatch {
        /// The pattern as it was given.
        pattern: String,
    },
    /// A pattern that breaks the rules of patterns.
    #[error("{pattern}: neither a file nor a pattern ({cause}); check the name, or write `[[]` for `[`")]
    BadPattern {
        /// The pattern as it was given.
        pattern: String,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// A folder without a file that would be read.
    #[error("{path}: no {} file in this folder; to read a file of another kind as plain text, name it", WANTED.join(" or "))]
    EmptyFolder {
        /// The folder as it was given.
        path: String,
    },
    /// A folder where a file is needed.
    #[error("{path}: a folder, not a file; name it as an argument to read the files in it")]
    IsFolder {
        /// The document's id.
        path: String,
    },
    /// A file or folder that the operating system refuses.
    #[error("{path}: cannot be read ({}); {}", reason(.cause), advice(.cause))]
    Unreadable {
        /// The path, or the document's id.
        path: String,
        /// What the operating system says.
        cause: io::Error,
    },
    /// More bytes than are read at once.
    #[error("{path}: larger than {} MiB, the most that is read as one document; split it", .max_bytes >> 20)]
    TooLarge {
        /// The document's id.
        path: String,
        /// The most that is read, in bytes.
        max_bytes: u64,
    },
    /// No text, or only white space.
    #[error("{path}: empty; check that it was saved, or leave it out")]
    Empty {
        /// The document's id.
        path: String,
    },
    /// Bytes that are no text, or none that is recognised.
    #[error("{path}: {problem}")]
    Undecodable {
        /// The document's id.
        path: String,
        /// What is wrong with the bytes.
        problem: DecodeProblem,
    },
}

/// What the operating system says, in words that do not depend on it where possible.
fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "it leads to nothing".to_owned(),
        _ => cause.to_string(),
    }
}

/// The next step after a refusal of the operating system.
fn advice(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::PermissionDenied => "change its permissions, or leave it out",
        io::ErrorKind::NotFound => "check that it is still there, and what it links to",
        _ => "check it and try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let path = || "a/x.txt".to_owned();
        let refused = |kind| InputError::Unreadable { path: path(), cause: io::Error::from(kind) };
        let table = [
            (InputError::NoName, "an argument is empty; name a file, a folder, a pattern, or `-` for standard input"),
            (
                InputError::Missing { path: path(), advice: "check the path".to_owned() },
                "a/x.txt: no such file or folder; check the path",
            ),
            (
                InputError::NoMatch { pattern: "*.txt".to_owned() },
                "*.txt: no file fits this pattern; check the pattern, or name a file or folder",
            ),
            (
                InputError::BadPattern { pattern: "x[".to_owned(), cause: "invalid range pattern" },
                "x[: neither a file nor a pattern (invalid range pattern); check the name, or write `[[]` for `[`",
            ),
            (
                InputError::EmptyFolder { path: "a".to_owned() },
                "a: no .txt or .md file in this folder; to read a file of another kind as plain text, name it",
            ),
            (
                InputError::IsFolder { path: path() },
                "a/x.txt: a folder, not a file; name it as an argument to read the files in it",
            ),
            (
                refused(io::ErrorKind::PermissionDenied),
                "a/x.txt: cannot be read (permission denied); change its permissions, or leave it out",
            ),
            (
                refused(io::ErrorKind::NotFound),
                "a/x.txt: cannot be read (it leads to nothing); check that it is still there, and what it links to",
            ),
            (refused(io::ErrorKind::TimedOut), "a/x.txt: cannot be read (timed out); check it and try again"),
            (
                InputError::TooLarge { path: path(), max_bytes: 1 << 30 },
                "a/x.txt: larger than 1024 MiB, the most that is read as one document; split it",
            ),
            (InputError::Empty { path: path() }, "a/x.txt: empty; check that it was saved, or leave it out"),
            (
                InputError::Undecodable { path: path(), problem: DecodeProblem::Binary },
                "a/x.txt: looks like binary data, not plain text; give a plain text file instead",
            ),
        ];
        for (error, text) in table {
            assert_eq!(error.to_string(), text);
        }
    }
}
