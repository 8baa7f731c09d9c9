//! Reads hypotheses and references: lines of plain text, or the targets of pairs.

use std::io::Read;
use std::path::Path;

use anyhow::bail;

use crate::bitext::store::is_store;
use crate::bitext::{BitextError, FORMATS, Format, read};
use crate::metrics::{Texts, trim_end};

/// The segments of a file, without white space at their ends. One that is empty is kept as an empty text.
///
/// # Errors
/// When the file cannot be read or is not what its name says.
pub fn texts(path: &Path) -> anyhow::Result<Texts> {
    let name = if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
    let segments = if is_of_pairs(path) { targets(path)? } else { lines(path, &name)? };
    Ok(Texts { name, segments })
}

/// Whether the extension is that of a format of pairs. Moses is plain text, and its extensions name languages.
fn is_of_pairs(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let rows = FORMATS.iter().filter(|row| row.format != Format::Moses);
    let mut known = rows.flat_map(|row| row.extensions);
    is_store(path) || extension.is_some_and(|extension| known.any(|known| *known == extension))
}

fn targets(path: &Path) -> Result<Vec<Option<String>>, BitextError> {
    let target = |pair: crate::bitext::Pair| Some(trim_end(&pair.target.unwrap_or_default()).to_owned());
    read(path)?.map(|pair| pair.map(target)).collect()
}

/// Lines end with a line feed alone, as for sacreBLEU; the carriage return before one is white space at the end.
fn lines(path: &Path, name: &str) -> anyhow::Result<Vec<Option<String>>> {
    let bytes = bytes(path).map_err(|source| BitextError::Read { path: path.to_owned(), source })?;
    let mut lines = Vec::new();
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1..) {
        let Ok(line) = std::str::from_utf8(line) else {
            bail!("{name}:{number}: this line is not UTF-8; convert the file to UTF-8");
        };
        lines.push(Some(trim_end(line).to_owned()));
    }
    Ok(lines)
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
