//! Messages on standard error, in one form.

use std::fmt::Arguments;
use std::io::Write;

use crate::text::visible;

/// Prints `naql: MESSAGE`.
pub fn error(message: Arguments) {
    print(&format!("naql: {message}"));
}

/// Prints `naql: note: MESSAGE`.
pub fn note(message: Arguments) {
    print(&format!("naql: note: {message}"));
}

/// A number with what it counts, whose plural has an s.
pub fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

/// Prints a line whose control characters, which a file name can hold, are made visible.
pub fn print(line: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(line));
}
