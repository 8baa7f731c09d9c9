//! Tests with files of other writers, and with damaged ones.

use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::*;
use crate::bitext::{Format, Output, Pair, Status};
use crate::text::{DocumentId, SegmentId, SegmentKind, Span};

/// A column to write: its values and levels of definition.
enum Given<'a> {
    Texts(&'a [&'a str], &'a [i16]),
    Numbers(&'a [i32], &'a [i16]),
    Scores(&'a [f64], &'a [i16]),
}

/// A file of other columns than ours.
fn file(path: &Path, compression: Compression, schema: &str, columns: &[Given]) {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let file = std::fs::File::create(path).expect("created");
    let mut writer = SerializedFileWriter::new(file, schema, properties).expect("begun");
    let mut group = writer.next_row_group().expect("begun");
    for given in columns {
        let mut column = group.next_column().expect("begun").expect("a column");
        let written = match given {
            Given::Texts(texts, levels) => {
                let texts: Vec<ByteArray> = texts.iter().map(|&text| ByteArray::from(text)).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, Some(levels), None)
            }
            Given::Numbers(values, levels) => column.typed::<Int32Type>().write_batch(values, Some(levels), None),
            Given::Scores(values, levels) => column.typed::<DoubleType>().write_batch(values, Some(levels), None),
        };
        written.expect("written");
        column.close().expect("closed");
    }
    group.close().expect("closed");
    writer.close().expect("closed");
}

/// What is read of a file that `make` has made.
fn pairs(make: impl FnOnce(&Path)) -> Result<Vec<Pair>, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.parquet");
    make(&path);
    let told = |error: crate::bitext::BitextError| error.to_string().replace(&path.display().to_string(), "x.parquet");
    read(&path).map_err(told)?.map(|pair| pair.map_err(told)).collect()
}

fn given(number: u32, source: &str, target: Option<&str>) -> Pair {
    Pair::given(DocumentId("x".to_owned()), SegmentId(number), source.to_owned(), target.map(str::to_owned))
}

#[test]
fn a_translation_of_hugging_face_is_read() {
    let schema = "message schema {
        optional int32 start;
        optional group translation { optional binary ar (STRING); optional binary en (STRING); }
        optional binary source (STRING);
    }";
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let columns = [
            Given::Numbers(&[9, 9, 9], &[1, 1, 1]),
            Given::Texts(&["ن", "م"], &[2, 2, 0]),
            Given::Texts(&["t"], &[2, 1, 0]),
            Given::Texts(&["corpus"], &[1, 0, 0]),
        ];
        let expected = vec![given(1, "ن", Some("t")), given(2, "م", None), given(3, "", None)];
        assert_eq!(pairs(|path| file(path, compression, schema, &columns)), Ok(expected), "{compression:?}");
    }
}

#[test]
fn plain_columns_are_read_by_their_names() {
    let schema = "message schema {
        required binary EN (STRING); optional double score; required int32 id; optional binary src (STRING);
    }";
    let columns = [
        Given::Texts(&["t", "u"], &[0, 0]),
        Given::Scores(&[-0.5], &[1, 0]),
        Given::Numbers(&[7, 9], &[0, 0]),
        Given::Texts(&["ن", "م"], &[1, 1]),
    ];
    let expected = vec![Pair { score: Some(-0.5), ..given(7, "ن", Some("t")) }, given(9, "م", Some("u"))];
    assert_eq!(pairs(|path| file(path, Compression::SNAPPY, schema, &columns)), Ok(expected));
}

#[test]
fn what_cannot_be_read_is_told() {
    let told = |schema: &str, columns: &[Given]| {
        pairs(|path| file(path, Compression::SNAPPY, schema, columns)).expect_err("refused")
    };
    let one = Given::Texts(&["a"], &[0]);
    assert_eq!(
        told("message s { required binary source (STRING); }", &[one]),
        "x.parquet: no column of texts for the target (translation, target, tgt, trg, en, english, mt); \
         rename or convert its columns"
    );
    let schema =
        "message s { required binary ar (STRING); required binary en (STRING); required binary status (STRING); }";
    let columns = [
        Given::Texts(&["ن", "م"], &[0, 0]),
        Given::Texts(&["t", "u"], &[0, 0]),
        Given::Texts(&["done", "ok"], &[0, 0]),
    ];
    assert_eq!(
        told(schema, &columns),
        "x.parquet: row 2: status \"ok\" is none of untranslated, failed, passed, done, reviewed, final; \
         correct it, or rename the column"
    );
    let error = pairs(|path| std::fs::write(path, "source\ttarget\n").expect("written")).expect_err("refused");
    assert!(error.starts_with("x.parquet: not a sound Parquet file: "), "{error}");
    assert!(error.ends_with("; copy it again, or make it anew"), "{error}");
}

/// A small file of ours with something in every column.
fn ours(path: &Path) {
    assert_eq!(Format::of_path(path).expect("known"), Format::Parquet);
    let mut output = Output::file(path).expect("opened");
    for number in 1..40 {
        let pair = Pair {
            kind: SegmentKind::Heading,
            span: Some(Span::new(0, 4)),
            score: Some(-0.25),
            status: Status::Reviewed,
            reason: Some("may be cut off".to_owned()),
            signature: "model:x".to_owned(),
            notes: vec!["good".to_owned(), "short".to_owned()],
            ..given(number, "نص", Some("text"))
        };
        output.write(&pair).expect("written");
    }
    output.finish().expect("finished");
}

#[test]
fn damaged_files_are_errors_and_never_panics() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.parquet");
    ours(&path);
    let bytes = std::fs::read(&path).expect("read");
    let n_read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("written");
        read(&path).and_then(|pairs| pairs.collect::<Result<Vec<_>, _>>()).map(|pairs| pairs.len())
    };
    assert_eq!(n_read(&bytes).ok(), Some(39));
    for length in 0..bytes.len() {
        assert!(n_read(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
    // Every byte in turn, with its bits turned in three ways.
    for (idx, flip) in (0..bytes.len()).flat_map(|idx| [0x01, 0x80, 0xff].map(|flip| (idx, flip))) {
        let mut damaged = bytes.clone();
        damaged[idx] ^= flip;
        // What hits a text only is not noticed, and need not be.
        let _ = n_read(&damaged);
    }
}
