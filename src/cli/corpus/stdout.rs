//! Standard output of the sub-commands that print tables.

use std::io::{self, Write};

use crate::bitext::BitextError;
use crate::text::visible;

/// Prints a text.
///
/// # Errors
/// When standard output cannot be written to.
pub fn print(text: &str) -> Result<(), BitextError> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|source| BitextError::Write { name: "standard output".to_owned(), source })
}

/// Text whose control characters, which a name in a file can hold, are made visible line by line.
pub fn shown(text: &str) -> String {
    text.lines().map(|line| visible(line) + "\n").collect()
}
