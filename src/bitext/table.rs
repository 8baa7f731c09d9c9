//! Tables of pairs, whatever separates their cells: which column holds what, and the pairs of the rows.
//!
//! A table of ours has a header row with `document_id` and `segment_id`. In one of another tool the columns may stand
//! in any order and have the names in [`super::columns`]; only source and target must be there, and columns that are not
//! known are left out. Where the first row holds no known name it is a pair already: then there must be two columns,
//! and the source is the one with more Arabic letters in the first rows.

use std::path::{Path, PathBuf};

use super::columns::{self, Column, Maker, Problem, Texts};
use super::lines::until_error;
use super::{BitextError, Pair, PairStream};
use crate::text::is_arabic_letter;

/// Rows that are looked at to find the Arabic column.
const N_FIRST_ROWS: usize = 16;

/// How many columns a table may have, so that a line of nothing but tabs does not fill the memory.
const MOST_COLUMNS: usize = 1000;

/// A row of a table.
pub struct Row {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// What its columns hold.
    pub cells: Vec<String>,
}

impl Row {
    /// The row of a file that begins in that line and has these cells.
    ///
    /// # Errors
    /// When there are too many.
    pub fn of<'a>(path: &Path, line: u64, cells: impl Iterator<Item = &'a str>) -> Result<Self, BitextError> {
        let cells: Vec<String> = cells.take(MOST_COLUMNS + 1).map(str::to_owned).collect();
        if cells.len() > MOST_COLUMNS {
            let problem = format!("more than {MOST_COLUMNS} cells");
            return Err(BitextError::malformed(path, line, problem, "check that the file is a table of pairs"));
        }
        Ok(Self { line, cells })
    }
}

/// The pairs of the rows of a file. In a table of ours, `unescaped` is what a cell means.
///
/// # Errors
/// When the table is empty, lacks a column, or its columns cannot be told.
pub fn pairs(
    path: &Path,
    mut rows: impl Iterator<Item = Result<Row, BitextError>> + Send + 'static,
    unescaped: fn(String) -> String,
) -> Result<PairStream, BitextError> {
    let advice = "give it a header row with source and target";
    let empty = || BitextError::malformed(path, None, "it is empty".to_owned(), advice);
    let first = rows.next().ok_or_else(empty)??;
    let malformed = |(problem, advice): Problem| BitextError::malformed(path, first.line, problem, advice);
    let places = header(&first.cells).map_err(malformed)?;
    let (places, held) = match places {
        Some(places) => (places, vec![]),
        None => without_header(path, first, &mut rows)?,
    };
    let mut table = Table::new(path, places, unescaped);
    let rows = held.into_iter().map(Ok).chain(rows);
    Ok(Box::new(until_error(rows.map(move |row| table.pair(row?)))))
}

/// The column at each place, with the rank of its name; none where it is unknown.
type Places = Vec<Option<(Column, usize)>>;

/// What the columns of a header row hold; none where the row is no header.
fn header(cells: &[String]) -> Result<Option<Places>, Problem> {
    let mut places: Places = cells.iter().map(|cell| columns::of_name(cell)).collect();
    if places.iter().all(Option::is_none) {
        return Ok(None);
    }
    let named = places.clone();
    for (idx, place) in places.iter_mut().enumerate() {
        let Some((column, rank)) = *place else { continue };
        let others = named.iter().enumerate().filter(|(other, _)| *other != idx).filter_map(|(_, place)| *place);
        let others: Vec<usize> = others.filter(|(other, _)| *other == column).map(|(_, rank)| rank).collect();
        if others.contains(&rank) {
            return Err((format!("two columns are named {:?}", cells[idx].trim()), "rename one of them"));
        }
        if others.iter().any(|&other| other < rank) {
            *place = None;
        }
    }
    for column in [Column::Source, Column::Target] {
        if !places.iter().flatten().any(|(known, _)| *known == column) {
            let name = columns::header()[column as usize];
            let problem = format!("the header row names no column for the {name} ({})", columns::names(column));
            return Err((problem, "name it there"));
        }
    }
    Ok(Some(places))
}

/// The columns of a table without a header row, and the rows that were read to find them.
fn without_header(
    path: &Path,
    first: Row,
    rows: &mut impl Iterator<Item = Result<Row, BitextError>>,
) -> Result<(Places, Vec<Row>), BitextError> {
    let line = first.line;
    let malformed = |problem| BitextError::malformed(path, line, problem, "name the columns in a header row");
    let n_columns = first.cells.len();
    if n_columns != 2 {
        return Err(malformed(format!("no header row, and {n_columns} columns instead of two")));
    }
    let mut held = vec![first];
    for row in rows.take(N_FIRST_ROWS - 1) {
        held.push(row?);
    }
    let [left, right] =
        [0, 1].map(|idx| held.iter().filter_map(|row| row.cells.get(idx)).map(|cell| n_arabic(cell)).sum::<usize>());
    let (source, target) = (Some((Column::Source, 0)), Some((Column::Target, 0)));
    match left.cmp(&right) {
        std::cmp::Ordering::Greater => Ok((vec![source, target], held)),
        std::cmp::Ordering::Less => Ok((vec![target, source], held)),
        std::cmp::Ordering::Equal => {
            Err(malformed("no header row, and which column is Arabic cannot be told".to_owned()))
        }
    }
}

fn n_arabic(cell: &str) -> usize {
    cell.chars().filter(|&c| is_arabic_letter(c)).count()
}

/// Makes the pairs of a table.
struct Table {
    path: PathBuf,
    places: Places,
    maker: Maker,
    /// Whether segment ids have our name.
    is_numbered: bool,
    /// What a cell means.
    meaning: fn(String) -> String,
}

impl Table {
    fn new(path: &Path, places: Places, unescaped: fn(String) -> String) -> Self {
        let has = |column| places.contains(&Some((column, 0)));
        let (is_numbered, has_documents) = (has(Column::SegmentId), has(Column::DocumentId));
        let meaning = if is_numbered && has_documents { unescaped } else { std::convert::identity };
        Self { path: path.to_owned(), places, maker: Maker::new(path), is_numbered, meaning }
    }

    fn pair(&mut self, row: Row) -> Result<Pair, BitextError> {
        let Self { path, places, .. } = self;
        if row.cells.len() != places.len() {
            let problem = format!("{} cells in a table of {} columns", row.cells.len(), places.len());
            return Err(BitextError::malformed(path, row.line, problem, "correct the row"));
        }
        let mut texts = Texts::default();
        for (place, cell) in places.iter().zip(row.cells) {
            if let Some((column, _)) = place {
                texts.set(*column, (self.meaning)(cell));
            }
        }
        let malformed = |(problem, advice)| BitextError::malformed(path, row.line, problem, advice);
        self.maker.pair(texts, self.is_numbered).map_err(malformed)
    }
}
