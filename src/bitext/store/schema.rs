//! The tables, and how an older store becomes a newer one.
//!
//! A version is a script that makes it out of the one before; `PRAGMA user_version` counts the scripts that have run.
//! A script that has landed never changes. The comments inside the scripts are the documentation of the tables, and
//! `sqlite3 run.db .schema` shows them.

use rusqlite::Connection;

/// The scripts, the first for an empty file.
const VERSIONS: [&str; 1] = [include_str!("v1.sql")];

/// Marks a SQLite file as ours (`PRAGMA application_id`): `naql` in ASCII.
pub const APPLICATION_ID: i32 = i32::from_be_bytes(*b"naql");

/// The newest version.
pub const NEWEST: i32 = VERSIONS.len() as i32;

/// The version of a store; 0 for a file without tables.
///
/// # Errors
/// Those of SQLite.
pub fn version(db: &Connection) -> rusqlite::Result<i32> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Whether the file is a store, or empty so that it can become one.
///
/// # Errors
/// Those of SQLite.
pub fn is_ours(db: &Connection) -> rusqlite::Result<bool> {
    let id: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let n_tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(id == APPLICATION_ID || n_tables == 0)
}

/// Runs the scripts that have not run yet, each in a transaction.
///
/// # Errors
/// Those of SQLite; what a script did before is undone.
pub fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    let from = version(db)?;
    for (idx, script) in VERSIONS.iter().enumerate().skip(usize::try_from(from).unwrap_or(0)) {
        let change = db.transaction()?;
        change.execute_batch(script)?;
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        change.pragma_update(None, "user_version", idx as i32 + 1)?;
        change.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a store of each version holds, as its script left it; the number of rows must survive each step.
    const FILLED: [&str; 1] = ["INSERT INTO document VALUES (1, 'a.txt', 'ar', 'نص', x'00', NULL);
        INSERT INTO source VALUES (1, x'01', 'نص');
        INSERT INTO segment VALUES (1, 1, 'sentence', 0, 4, 1);"];

    #[test]
    fn an_empty_file_becomes_the_newest_version() {
        let mut db = Connection::open_in_memory().unwrap();
        assert_eq!((version(&db).unwrap(), is_ours(&db).unwrap()), (0, true));
        migrate(&mut db).unwrap();
        assert_eq!((version(&db).unwrap(), is_ours(&db).unwrap()), (NEWEST, true));
        migrate(&mut db).unwrap();
    }

    #[test]
    fn every_version_becomes_the_newest_with_what_it_holds() {
        for (idx, filled) in FILLED.iter().enumerate() {
            let mut db = Connection::open_in_memory().unwrap();
            for script in &VERSIONS[..=idx] {
                db.execute_batch(script).unwrap();
            }
            db.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            db.pragma_update(None, "user_version", idx as i32 + 1).unwrap();
            db.execute_batch(filled).unwrap();
            migrate(&mut db).unwrap();
            let pair = "SELECT document_id || source || status FROM pair";
            let found: String = db.query_row(pair, [], |row| row.get(0)).unwrap();
            assert_eq!(found, "a.txtنصuntranslated", "from version {}", idx + 1);
        }
        assert_eq!(FILLED.len(), VERSIONS.len(), "a sample of each version");
    }

    #[test]
    fn a_foreign_database_is_told_apart() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(!is_ours(&db).unwrap());
    }
}
