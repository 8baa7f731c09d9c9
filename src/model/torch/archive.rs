//! The container of PyTorch since 1.6: a zip archive of stored entries. Decompresses nothing, interprets no tensor.
//!
//! Below one folder of any name lie `data.pkl` (the object), `data/KEY` (the storages) and, in newer files, `byteorder`.

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;

use zip::{CompressionMethod, ZipArchive};

use super::pickle;
use super::state_dict::{self, StateDict};
use super::{Places, damaged};
use crate::model::error::Fault;

/// Entries in one archive; a model of this program's kind has some hundreds.
const MAX_ENTRIES: usize = 100_000;

/// The tensors of the file, and where their storages lie.
pub(super) fn read(bytes: &[u8]) -> Result<(StateDict, Places), Fault> {
    let entries = entries(bytes)?;
    let folder = folder(&entries)?;
    let entry = |name: &str| entries.get(&format!("{folder}/{name}")).map(|range| &bytes[range.clone()]);
    if entry("byteorder").is_some_and(|order| order != b"little") {
        return Err(Fault::big_endian());
    }
    let Some(data) = entry("data.pkl") else { return damaged("it has no data.pkl") };
    let (root, arena, _) = pickle::read(data)?;
    let dict = state_dict::read(root, &arena)?;
    let prefix = format!("{folder}/data/");
    let places =
        entries.iter().filter_map(|(name, range)| Some((name.strip_prefix(&prefix)?.to_owned(), range.clone())));
    Ok((dict, places.collect()))
}

/// The folder that holds `data.pkl`.
fn folder(entries: &HashMap<String, Range<usize>>) -> Result<String, Fault> {
    let mut folders = entries.keys().filter_map(|name| name.strip_suffix("/data.pkl")).filter(|f| !f.contains('/'));
    match (folders.next(), folders.next()) {
        (Some(folder), None) => Ok(folder.to_owned()),
        (None, _) => Err(Fault::NotOnlyTensors("a zip archive without data.pkl".into())),
        _ => damaged("it has more than one data.pkl"),
    }
}

/// The bytes of each entry, by its name.
///
/// Entries that overlap are not looked for here: the storages of tensors may not, whatever the archive says.
fn entries(bytes: &[u8]) -> Result<HashMap<String, Range<usize>>, Fault> {
    check_end(bytes)?;
    let broken = |e: zip::result::ZipError| Fault::Damaged(format!("its zip directory is wrong: {e}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.has_duplicate_names() {
        return damaged("its zip directory has two entries of one name");
    }
    let mut entries = HashMap::new();
    for idx in 0..archive.len() {
        let entry = archive.by_index_raw(idx).map_err(broken)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.compression() != CompressionMethod::Stored || entry.encrypted() {
            return Err(Fault::Unsupported(format!(
                "its entry {name} is compressed; save the model anew with PyTorch"
            )));
        }
        let range = entry.data_start().and_then(|start| {
            let range = usize::try_from(start).ok()?..usize::try_from(start.checked_add(entry.size())?).ok()?;
            (range.end <= bytes.len() && entry.size() == entry.compressed_size()).then_some(range)
        });
        let Some(range) = range else { return damaged(format!("its entry {name} goes beyond the file")) };
        entries.insert(name, range);
    }
    Ok(entries)
}

/// Checks the record at the end of the archive before the crate, which reserves memory for as many entries as the
/// record claims.
///
/// The record ends the file, as PyTorch writes no comment, and follows its directory directly; then the crate looks for
/// no other one. Layouts: APPNOTE 4.3.14 to 4.3.16.
fn check_end(bytes: &[u8]) -> Result<(), Fault> {
    let Some(end) = bytes.len().checked_sub(22).filter(|&at| bytes[at..].starts_with(b"PK\x05\x06")) else {
        return damaged("it ends before its zip directory does");
    };
    let short = [u64::from(u16_at(bytes, end + 10)), u32_at(bytes, end + 12), u32_at(bytes, end + 16)];
    let locator = end.checked_sub(20).filter(|&at| bytes[at..].starts_with(b"PK\x06\x07"));
    let Some(locator) = locator else { return check_directory(short, end) };
    let at = usize::try_from(u64_at(bytes, locator + 8)).unwrap_or(usize::MAX);
    if !bytes.get(at..locator).is_some_and(|record| record.len() >= 56 && record.starts_with(b"PK\x06\x06")) {
        return damaged("its zip directory has no end");
    }
    let long = [32, 40, 48].map(|field| u64_at(bytes, at + field));
    check_directory(long, at)?;
    // Where the short record does not defer to the long one, it has to agree with it.
    let deferred = [u64::from(u16::MAX), u64::from(u32::MAX), u64::from(u32::MAX)];
    let agree = (0..3).all(|i| short[i] == deferred[i] || short[i] == long[i]);
    if agree { Ok(()) } else { damaged("its zip directory has two ends") }
}

/// Checks a claimed directory: number of entries, length in bytes, start; `end` is the record after it.
fn check_directory([n_entries, n_bytes, start]: [u64; 3], end: usize) -> Result<(), Fault> {
    if n_entries > MAX_ENTRIES as u64 {
        return damaged(format!("its zip directory claims {n_entries} entries"));
    }
    if start.checked_add(n_bytes) != Some(end as u64) {
        return damaged("its zip directory is not where it should be");
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u16_at(bytes, at)) | u64::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u32_at(bytes, at) | u32_at(bytes, at + 4) << 32
}
