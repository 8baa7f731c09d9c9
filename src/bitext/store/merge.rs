//! Several stores become one, such as those of the shards of a run.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, open_to_read, schema};
use crate::bitext::whole::temporary_beside;

/// What a merged store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Documents.
    pub n_documents: usize,
    /// Translations of their sources, by whatever engine.
    pub n_translations: usize,
}

/// Makes the store `output` of all that `parts` hold; it appears whole or not at all.
///
/// A document, source, translation or decision that several have is there once. Where a document was translated by
/// different engines, the one of the later store stands for it.
///
/// # Errors
/// When `output` is there already or cannot be written, a part cannot be read or is no store, or two parts have
/// different texts, or the same text cut differently, under one name.
pub fn merge(parts: &[PathBuf], output: &Path) -> Result<Merged, StoreError> {
    if output.exists() {
        return Err(StoreError::Taken { path: output.to_owned() });
    }
    let file = temporary_beside(output, None).map_err(|error| StoreError::io(output, &error))?;
    let failed = |error| StoreError::of(output, error);
    let mut db = Connection::open(file.path()).map_err(failed)?;
    // Nobody sees the file before it is whole, so there is nothing to roll back to.
    db.pragma_update(None, "journal_mode", "OFF").map_err(failed)?;
    schema::migrate(&mut db).map_err(failed)?;
    for (idx, part) in parts.iter().enumerate() {
        // Checks it, and says so if it is none of ours or an older one.
        bring_up_to_date(part)?;
        add(&db, &parts[..idx], part, output)?;
    }
    let count = |table| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
    let counted = || Ok((count("document")? as usize, count("translation")? as usize));
    let (n_documents, n_translations) = counted().map_err(failed)?;
    db.close().map_err(|(_, error)| failed(error))?;
    file.as_file().sync_all().map_err(|error| StoreError::io(output, &error))?;
    file.persist_noclobber(output).map_err(|error| StoreError::io(output, &error.error))?;
    Ok(Merged { n_documents, n_translations })
}

/// Makes sure that a part has the newest tables.
fn bring_up_to_date(part: &Path) -> Result<(), StoreError> {
    let version = schema::version(&open_to_read(part)?).map_err(|error| StoreError::of(part, error))?;
    if version == schema::NEWEST { Ok(()) } else { super::Store::open(part).map(drop) }
}

fn add(db: &Connection, before: &[PathBuf], part: &Path, output: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::of(part, error);
    db.execute("ATTACH ?1 AS part", [part.to_string_lossy()]).map_err(failed)?;
    if let Some(document) = conflict(db).map_err(failed)? {
        let has_it = |store: &&PathBuf| has_document(store, &document).unwrap_or(false);
        let first = before.iter().find(has_it).cloned().unwrap_or_else(|| output.to_owned());
        return Err(StoreError::Conflict { first, second: part.to_owned(), document });
    }
    db.execute_batch(&format!("BEGIN; {} COMMIT; DETACH part;", include_str!("merge.sql")))
        .map_err(|error| StoreError::of(output, error))
}

/// A document of the part that is in the whole with another text, or cut differently.
fn conflict(db: &Connection) -> rusqlite::Result<Option<String>> {
    let cuts = |schema, document| {
        format!("SELECT number, kind, start_byte, end_byte FROM {schema}.segment WHERE document = {document}.document")
    };
    let (theirs, ours) = (cuts("part", "theirs"), cuts("main", "ours"));
    let question = format!(
        "SELECT name FROM part.document AS theirs JOIN main.document AS ours USING (name)
         WHERE theirs.sha256 <> ours.sha256 OR EXISTS ({theirs} EXCEPT {ours}) OR EXISTS ({ours} EXCEPT {theirs})
         ORDER BY name LIMIT 1"
    );
    db.query_row(&question, [], |row| row.get(0)).optional()
}

fn has_document(store: &Path, name: &str) -> Result<bool, StoreError> {
    let found = open_to_read(store)?.query_row("SELECT 1 FROM document WHERE name = ?1", [name], |_| Ok(()));
    found.optional().map(|found| found.is_some()).map_err(|error| StoreError::of(store, error))
}
