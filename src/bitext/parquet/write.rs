//! The writer: pairs are held until they fill a row group, then written column by column.

use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::columns::{FEATURES_KEY, LEAVES, Leaf, REPETITIVE, SCHEMA, features};
use crate::bitext::{Pair, PairWriter, Sink};

/// Pairs of a row group at most, and bytes of their texts, so that memory stays flat.
const MOST_PAIRS: usize = 1 << 16;
const MOST_BYTES: usize = 32 << 20;

/// Writes them.
pub struct Parquet {
    /// Until the file begins.
    out: Option<Sink>,
    file: Option<SerializedFileWriter<Sink>>,
    /// Those that wait for their row group.
    pairs: Vec<Pair>,
    n_bytes: usize,
}

impl Parquet {
    pub fn new(out: Sink) -> Self {
        Self { out: Some(out), file: None, pairs: Vec::new(), n_bytes: 0 }
    }

    fn write_row_group(&mut self) -> io::Result<()> {
        let pairs = std::mem::take(&mut self.pairs);
        self.n_bytes = 0;
        if pairs.is_empty() {
            return Ok(());
        }
        let file = self.file.as_mut().expect("begun before the first pair");
        let mut group = file.next_row_group().map_err(io_error)?;
        for leaf in &LEAVES {
            let column = group.next_column().map_err(io_error)?;
            let mut column = column.expect("a column for each leaf");
            write_column(&mut column, leaf, &pairs).map_err(io_error)?;
            column.close().map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        Ok(())
    }
}

impl PairWriter for Parquet {
    fn begin(&mut self) -> io::Result<()> {
        let out = self.out.take().expect("begun once");
        let schema = parse_message_type(SCHEMA).expect("the schema is sound");
        self.file = Some(SerializedFileWriter::new(out, Arc::new(schema), properties()).map_err(io_error)?);
        Ok(())
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        self.n_bytes += pair.source.len() + pair.target.as_ref().map_or(0, String::len);
        self.pairs.push(Pair { nbest: Vec::new(), findings: Vec::new(), ..pair.clone() });
        if self.pairs.len() >= MOST_PAIRS || self.n_bytes >= MOST_BYTES {
            self.write_row_group()?;
        }
        Ok(())
    }

    /// Does nothing: a file is of use only when it is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write_row_group()?;
        let file = self.file.as_mut().expect("begun before it is finished");
        file.finish().map_err(io_error)?;
        file.inner_mut().flush()
    }
}

fn properties() -> Arc<WriterProperties> {
    let metadata = KeyValue::new(FEATURES_KEY.to_owned(), features().to_string());
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![metadata]))
        .set_dictionary_enabled(false);
    for name in REPETITIVE {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), true);
    }
    Arc::new(properties.build())
}

fn write_column(column: &mut SerializedColumnWriter, leaf: &Leaf, pairs: &[Pair]) -> Result<(), ParquetError> {
    let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    match leaf {
        Leaf::Text(of) => write_values::<ByteArrayType>(column, pairs.iter().map(|pair| of(pair).map(text))),
        Leaf::Number(of) => write_values::<Int64Type>(column, pairs.iter().map(of)),
        Leaf::Score(of) => write_values::<FloatType>(column, pairs.iter().map(of)),
        Leaf::Texts(of) => write_lists(column, pairs.iter().map(of)),
    }
}

fn write_values<T: DataType>(
    column: &mut SerializedColumnWriter,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let column = column.typed::<T>();
    // What the column lies in is always there; where there is no value, only the last level is not defined.
    let most = column.get_descriptor().max_def_level();
    let (mut present, mut definition_levels) = (Vec::new(), Vec::new());
    for value in values {
        definition_levels.push(if value.is_some() { most } else { most - 1 });
        present.extend(value);
    }
    column.write_batch(&present, Some(&definition_levels), None)?;
    Ok(())
}

fn write_lists<'a>(
    column: &mut SerializedColumnWriter,
    lists: impl Iterator<Item = &'a [String]>,
) -> Result<(), ParquetError> {
    let column = column.typed::<ByteArrayType>();
    // The levels of a text in a list, and of a list without any.
    let (text_level, empty_level) = (column.get_descriptor().max_def_level(), 1);
    let (mut values, mut definition_levels, mut repetition_levels) = (Vec::new(), Vec::new(), Vec::new());
    for list in lists {
        let (level, n_levels) = if list.is_empty() { (empty_level, 1) } else { (text_level, list.len()) };
        values.extend(list.iter().map(|text| ByteArray::from(text.as_bytes().to_vec())));
        definition_levels.extend(std::iter::repeat_n(level, n_levels));
        repetition_levels.extend((0..n_levels).map(|idx| i16::from(idx > 0)));
    }
    column.write_batch(&values, Some(&definition_levels), Some(&repetition_levels))?;
    Ok(())
}

/// What the sink said, or else the library.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
