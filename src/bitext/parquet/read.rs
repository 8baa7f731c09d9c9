//! The reader: a few rows of each column at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::guard::guarded;
use crate::bitext::columns::{self, Column, Maker, Texts};
use crate::bitext::lines::until_error;
use crate::bitext::{BitextError, Pair, PairStream};
use crate::text::Span;

/// Rows that are read from a column at a time.
const N_ROWS: usize = 256;

/// Reads them.
///
/// # Errors
/// When the file cannot be opened, is no Parquet or has no columns for both sides.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let file = File::open(path).map_err(|source| BitextError::Read { path: path.to_owned(), source })?;
    let file = guarded(|| SerializedFileReader::new(file)).map_err(|error| damaged(path, &error))?;
    let places = Places::of(file.metadata().file_metadata().schema_descr());
    let places =
        places.map_err(|problem| BitextError::malformed(path, None, problem, "rename or convert its columns"))?;
    let batches = Batches { path: path.to_owned(), file, places, next_group: 0, columns: Vec::new() };
    let mut pairs = Pairs { maker: Maker::new(path), is_numbered: batches.places.is_numbered(), batches, n_rows: 0 };
    let batches = std::iter::from_fn(move || pairs.batch().transpose());
    // A batch is a list of pairs or an error; flat, it is pairs and then the error.
    let flat = batches.flat_map(|batch| match batch {
        Ok(pairs) => pairs,
        Err(error) => vec![Err(error)],
    });
    Ok(Box::new(until_error(flat)))
}

fn damaged(path: &Path, error: &ParquetError) -> BitextError {
    let problem = format!("not a sound Parquet file: {error}");
    BitextError::malformed(path, None, problem, "copy it again, or make it anew")
}

/// What a leaf column is read as.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Column(Column),
    Start,
    End,
    Notes,
}

/// The leaf columns that are read, each with its place in the file.
struct Places(Vec<(usize, Part, Rank)>);

/// The place of a column's name among those of its part; the field of a `translation` counts before all.
type Rank = usize;

impl Places {
    fn of(schema: &SchemaDescriptor) -> Result<Self, String> {
        let mut places = Vec::new();
        for (idx, leaf) in schema.columns().iter().enumerate() {
            let Some((part, rank)) = part(leaf) else { continue };
            match places.iter_mut().find(|(_, known, _)| *known == part) {
                Some(place) if rank < place.2 => *place = (idx, part, rank),
                Some(_) => {}
                None => places.push((idx, part, rank)),
            }
        }
        for column in [Column::Source, Column::Target] {
            if !places.iter().any(|(_, part, _)| *part == Part::Column(column)) {
                let name = columns::header()[column as usize];
                let names = columns::names(column);
                return Err(format!("no column of texts for the {name} (translation, {names})"));
            }
        }
        let mut places = Self(places);
        if !places.is_ours() {
            places.0.retain(|(_, part, _)| matches!(part, Part::Column(_)));
        }
        Ok(places)
    }

    /// Whether segment ids have our name.
    fn is_numbered(&self) -> bool {
        self.0.iter().any(|(_, part, rank)| *part == Part::Column(Column::SegmentId) && *rank == OUR_RANK)
    }

    /// Whether the file has the names of ours, so that spans and notes are what we mean by them.
    fn is_ours(&self) -> bool {
        let has_documents =
            self.0.iter().any(|(_, part, rank)| *part == Part::Column(Column::DocumentId) && *rank == OUR_RANK);
        has_documents && self.is_numbered()
    }
}

/// The rank of our name of a column.
const OUR_RANK: Rank = 1;

/// What a leaf column is read as, by its path.
fn part(leaf: &ColumnDescPtr) -> Option<(Part, Rank)> {
    let path: Vec<&str> = leaf.path().parts().iter().map(String::as_str).collect();
    let is_list = leaf.max_rep_level() > 0;
    match path[..] {
        ["translation", "ar"] if !is_list => Some((Part::Column(Column::Source), 0)),
        ["translation", "en"] if !is_list => Some((Part::Column(Column::Target), 0)),
        ["start"] if !is_list => Some((Part::Start, OUR_RANK)),
        ["end"] if !is_list => Some((Part::End, OUR_RANK)),
        ["notes", _, _] if leaf.max_rep_level() == 1 => Some((Part::Notes, OUR_RANK)),
        [name] if !is_list => columns::of_name(name).map(|(column, rank)| (Part::Column(column), OUR_RANK + rank)),
        _ => None,
    }
}

/// What some rows of a leaf column hold: for each row its values as texts, in a column without lists at most one.
type Cells = Vec<Vec<String>>;

/// Reads some rows at a time, row group by row group.
struct Batches {
    path: PathBuf,
    file: SerializedFileReader<File>,
    places: Places,
    next_group: usize,
    /// Those of the row group that is being read, in the order of `places`.
    columns: Vec<(ColumnDescPtr, ColumnReader)>,
}

impl Batches {
    /// The next rows, by column; none after the last.
    fn next(&mut self) -> Result<Option<Vec<Cells>>, BitextError> {
        loop {
            let columns = self.columns.iter_mut();
            let cells = guarded(|| columns.map(|(leaf, column)| cells(leaf, column)).collect::<Result<Vec<_>, _>>());
            let cells = cells.map_err(|error| damaged(&self.path, &error))?;
            let n_rows = cells.first().map_or(0, Vec::len);
            if cells.iter().any(|column| column.len() != n_rows) {
                let error = ParquetError::General("its columns differ in length".to_owned());
                return Err(damaged(&self.path, &error));
            }
            if n_rows > 0 {
                return Ok(Some(cells));
            }
            if self.next_group == self.file.num_row_groups() {
                return Ok(None);
            }
            self.columns = guarded(|| self.open_group()).map_err(|error| damaged(&self.path, &error))?;
            self.next_group += 1;
        }
    }

    fn open_group(&self) -> Result<Vec<(ColumnDescPtr, ColumnReader)>, ParquetError> {
        let group = self.file.get_row_group(self.next_group)?;
        let open = |&(idx, _, _): &(usize, Part, Rank)| {
            Ok((group.metadata().schema_descr().column(idx), group.get_column_reader(idx)?))
        };
        self.places.0.iter().map(open).collect()
    }
}

/// The next rows of a column.
fn cells(leaf: &ColumnDescPtr, column: &mut ColumnReader) -> Result<Cells, ParquetError> {
    match column {
        ColumnReader::ByteArrayColumnReader(column) => values(leaf, column, |value| {
            let not_text = |_| ParquetError::General(format!("{} is not UTF-8", leaf.path()));
            value.as_utf8().map(str::to_owned).map_err(not_text)
        }),
        ColumnReader::Int32ColumnReader(column) => values(leaf, column, |value| Ok(value.to_string())),
        ColumnReader::Int64ColumnReader(column) => values(leaf, column, |value| Ok(value.to_string())),
        ColumnReader::FloatColumnReader(column) => values(leaf, column, |value| Ok(value.to_string())),
        ColumnReader::DoubleColumnReader(column) => values(leaf, column, |value| Ok(value.to_string())),
        _ => Err(ParquetError::General(format!("{} holds neither texts nor numbers", leaf.path()))),
    }
}

fn values<T: DataType>(
    leaf: &ColumnDescPtr,
    column: &mut ColumnReaderImpl<T>,
    text: impl Fn(&T::T) -> Result<String, ParquetError>,
) -> Result<Cells, ParquetError> {
    let (mut definition_levels, mut repetition_levels, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (n_rows, _, n_levels) =
        column.read_records(N_ROWS, Some(&mut definition_levels), Some(&mut repetition_levels), &mut values)?;
    let mut cells: Cells = Vec::with_capacity(n_rows);
    let mut values = values.iter();
    for idx in 0..n_levels {
        if leaf.max_rep_level() == 0 || repetition_levels[idx] == 0 {
            cells.push(Vec::new());
        }
        if leaf.max_def_level() == 0 || definition_levels[idx] == leaf.max_def_level() {
            let value = values.next().ok_or_else(|| ParquetError::General("values are missing".to_owned()))?;
            let cell = cells.last_mut().ok_or_else(|| ParquetError::General("a list has no beginning".to_owned()))?;
            cell.push(text(value)?);
        }
    }
    Ok(cells)
}

/// Makes pairs of rows.
struct Pairs {
    batches: Batches,
    maker: Maker,
    is_numbered: bool,
    /// Rows that were read before.
    n_rows: u64,
}

impl Pairs {
    /// The pairs of the next rows, up to the first error.
    fn batch(&mut self) -> Result<Option<Vec<Result<Pair, BitextError>>>, BitextError> {
        let Some(mut cells) = self.batches.next()? else { return Ok(None) };
        let n_rows = cells.first().map_or(0, Vec::len);
        Ok(Some((0..n_rows).map(|row| self.pair(&mut cells, row)).collect()))
    }

    fn pair(&mut self, cells: &mut [Cells], row: usize) -> Result<Pair, BitextError> {
        self.n_rows += 1;
        let mut texts = Texts::default();
        let (mut start, mut end, mut notes) = (None, None, Vec::new());
        for ((_, part, _), column) in self.batches.places.0.iter().zip(cells) {
            let mut cell = std::mem::take(&mut column[row]);
            match part {
                Part::Column(column) => texts.set(*column, cell.pop().unwrap_or_default()),
                Part::Start => start = cell.pop(),
                Part::End => end = cell.pop(),
                Part::Notes => notes = cell,
            }
        }
        let malformed = |(problem, advice)| {
            BitextError::malformed(&self.batches.path, None, format!("row {}: {problem}", self.n_rows), advice)
        };
        let span = span(start, end).map_err(malformed)?;
        let pair = self.maker.pair(texts, self.is_numbered).map_err(malformed)?;
        Ok(Pair { span, notes, ..pair })
    }
}

fn span(start: Option<String>, end: Option<String>) -> Result<Option<Span>, columns::Problem> {
    let (Some(start), Some(end)) = (start, end) else { return Ok(None) };
    match (start.parse(), end.parse()) {
        (Ok(start), Ok(end)) if start <= end => Ok(Some(Span::new(start, end))),
        _ => Err((format!("{start}..{end} is no span"), "correct start and end")),
    }
}
