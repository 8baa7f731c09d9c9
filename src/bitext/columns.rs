//! The columns of a pair: their names here and in files of other tools, and the pair that the texts in them make.

use std::path::Path;

use super::{Pair, Status};
use crate::text::{DocumentId, SegmentId, SegmentKind};

/// A column, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    DocumentId,
    SegmentId,
    Kind,
    Source,
    Target,
    Score,
    Status,
    Reason,
    Signature,
}

/// How many there are.
pub const N_COLUMNS: usize = 9;

/// The names of each column: ours, then what other tools write. Where a file has several, the first here counts.
const NAMES: [(Column, &[&str]); N_COLUMNS] = [
    (Column::DocumentId, &["document_id", "document", "doc"]),
    (Column::SegmentId, &["segment_id", "id"]),
    (Column::Kind, &["kind"]),
    (Column::Source, &["source", "src", "ar", "arabic"]),
    (Column::Target, &["target", "tgt", "trg", "en", "english", "mt"]),
    (Column::Score, &["score"]),
    (Column::Status, &["status"]),
    (Column::Reason, &["reason"]),
    (Column::Signature, &["signature"]),
];

/// The names that we write, in order.
pub fn header() -> [&'static str; N_COLUMNS] {
    NAMES.map(|(_, names)| names[0])
}

/// The column of a name, in any case, and the place of the name among those of the column: 0 for ours.
pub fn of_name(name: &str) -> Option<(Column, usize)> {
    let name = name.trim();
    NAMES.iter().find_map(|(column, names)| {
        let rank = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Some((*column, rank))
    })
}

/// The names of a column, for messages.
pub fn names(column: Column) -> String {
    NAMES[column as usize].1.join(", ")
}

/// What is wrong in a row, and what to do about it.
pub type Problem = (String, &'static str);

/// The texts of a pair, by column; an empty one says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts([String; N_COLUMNS]);

impl Texts {
    /// The texts of a pair, as they are written where all are texts.
    pub fn of(pair: &Pair) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self([
            pair.document_id.0.clone(),
            pair.segment_id.to_string(),
            pair.kind.name().to_owned(),
            pair.source.clone(),
            text(&pair.target),
            pair.score.map(|score| score.to_string()).unwrap_or_default(),
            pair.status.name().to_owned(),
            text(&pair.reason),
            pair.signature.clone(),
        ])
    }

    pub fn set(&mut self, column: Column, text: String) {
        self.0[column as usize] = text;
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn get(&self, column: Column) -> &str {
        &self.0[column as usize]
    }

    fn take(&mut self, column: Column) -> String {
        std::mem::take(&mut self.0[column as usize])
    }
}

/// Makes the pairs of one file.
///
/// What the file does not say is filled in: the document is the file's name without its extension, segments are
/// numbered in the order of the file, the kind is a sentence, and the status follows from whether there is a target.
pub struct Maker {
    document_id: String,
    n_pairs: u64,
    /// Whether segments have the numbers of the file; settled by the first pair.
    has_numbers: Option<bool>,
}

impl Maker {
    pub fn new(path: &Path) -> Self {
        let document_id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { document_id, n_pairs: 0, has_numbers: None }
    }

    /// The next pair. `is_numbered` where the file has segment ids by our name, so that they must be numbers; those by
    /// another tool's name are left out where the first is none.
    ///
    /// # Errors
    /// When a text is not of its column.
    pub fn pair(&mut self, mut texts: Texts, is_numbered: bool) -> Result<Pair, Problem> {
        let segment_id = self.segment_id(texts.get(Column::SegmentId).trim(), is_numbered)?;
        let kind = one_of(Column::Kind, texts.get(Column::Kind), &SegmentKind::from_name, &KINDS)?;
        let status =
            one_of(Column::Status, texts.get(Column::Status), &Status::from_name, &Status::ALL.map(Status::name))?;
        let score = score(texts.get(Column::Score).trim())?;
        let document_id = match texts.take(Column::DocumentId) {
            none if none.is_empty() => self.document_id.clone(),
            id => id,
        };
        let (source, target) = (texts.take(Column::Source), texts.take(Column::Target));
        let given = Pair::given(DocumentId(document_id), segment_id, source, Some(target));
        Ok(Pair {
            kind: kind.unwrap_or(given.kind),
            score,
            status: status.unwrap_or(given.status),
            reason: Some(texts.take(Column::Reason)).filter(|reason| !reason.is_empty()),
            signature: texts.take(Column::Signature),
            ..given
        })
    }

    fn segment_id(&mut self, given: &str, is_numbered: bool) -> Result<SegmentId, Problem> {
        self.n_pairs += 1;
        let number = given.parse::<u32>();
        if *self.has_numbers.get_or_insert(is_numbered || number.is_ok()) {
            let problem = |_| (format!("segment id {given:?} is not a number up to {}", u32::MAX), "correct it");
            return number.map(SegmentId).map_err(problem);
        }
        numbered(self.n_pairs)
    }
}

/// The id of the segment with a number.
///
/// # Errors
/// When there are more than ids.
pub fn numbered(number: u64) -> Result<SegmentId, Problem> {
    let problem = |_| (format!("more than {} segments", u32::MAX), "split the file");
    u32::try_from(number).map(SegmentId).map_err(problem)
}

const KINDS: [&str; 3] = ["sentence", "heading", "list item"];

/// What a name means; none for an empty one.
fn one_of<T>(
    column: Column,
    name: &str,
    meaning: &dyn Fn(&str) -> Option<T>,
    all: &[&str],
) -> Result<Option<T>, Problem> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let column = header()[column as usize];
    let problem = || (format!("{column} {name:?} is none of {}", all.join(", ")), "correct it, or rename the column");
    meaning(name).map(Some).ok_or_else(problem)
}

/// A score; none where there is none, or one that is no finite number, as some tools write.
fn score(text: &str) -> Result<Option<f32>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let score: f32 =
        text.parse().map_err(|_| (format!("score {text:?} is not a number"), "correct it, or rename the column"))?;
    Ok(Some(score).filter(|score| score.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_at_their_places_and_names_are_unique() {
        for (idx, (column, names)) in NAMES.iter().enumerate() {
            assert_eq!(*column as usize, idx);
            for (rank, name) in names.iter().enumerate() {
                assert_eq!(of_name(name), Some((*column, rank)), "{name}");
                assert_eq!(of_name(&format!(" {} ", name.to_uppercase())), Some((*column, rank)), "{name}");
            }
        }
        assert_eq!(of_name("url"), None);
    }

    #[test]
    fn kinds_have_names() {
        assert!(KINDS.iter().all(|name| SegmentKind::from_name(name).is_some()));
    }

    fn texts(pairs: &[(Column, &str)]) -> Texts {
        let mut texts = Texts::default();
        pairs.iter().for_each(|(column, text)| texts.set(*column, (*text).to_owned()));
        texts
    }

    #[test]
    fn what_is_not_said_is_filled_in() {
        let mut maker = Maker::new(Path::new("a/news.v1.tsv"));
        let given = [(Column::Source, "نص"), (Column::Target, "text")];
        let pair = maker.pair(texts(&given), false).expect("a pair");
        let expected = |n: u32, target: Option<&str>| {
            Pair::given(DocumentId("news.v1".to_owned()), SegmentId(n), "نص".to_owned(), target.map(str::to_owned))
        };
        assert_eq!(pair, expected(1, Some("text")));
        let pair = maker.pair(texts(&given[..1]), false).expect("a pair");
        assert_eq!((pair.status, pair), (Status::Untranslated, expected(2, None)));
    }

    #[test]
    fn numbers_by_a_foreign_name_count_where_the_first_is_one() {
        let id = |id| texts(&[(Column::SegmentId, id), (Column::Source, "نص")]);
        let mut maker = Maker::new(Path::new("x.tsv"));
        let ids = ["doc-7", "8", ""].map(|text| maker.pair(id(text), false).expect("a pair").segment_id.0);
        assert_eq!(ids, [1, 2, 3]);
        let mut maker = Maker::new(Path::new("x.tsv"));
        assert_eq!(maker.pair(id("8"), false).expect("a pair").segment_id.0, 8);
        assert!(maker.pair(id("doc-7"), false).is_err());
        assert!(numbered(1 << 32).is_err());
    }

    #[test]
    fn wrong_texts_are_told() {
        let cases = [
            (Column::SegmentId, "7a", "segment id \"7a\" is not a number up to 4294967295"),
            (Column::SegmentId, "4294967296", "segment id \"4294967296\" is not a number up to 4294967295"),
            (Column::Kind, "title", "kind \"title\" is none of sentence, heading, list item"),
            (Column::Score, "high", "score \"high\" is not a number"),
            (Column::Status, "ok", "status \"ok\" is none of untranslated, failed, passed, done, reviewed, final"),
        ];
        for (column, text, expected) in cases {
            let row = texts(&[(Column::SegmentId, "1"), (column, text)]);
            assert_eq!(Maker::new(Path::new("x.tsv")).pair(row, true).expect_err("wrong").0, expected);
        }
        let row = texts(&[(Column::Score, "nan"), (Column::SegmentId, "1")]);
        assert_eq!(Maker::new(Path::new("x.tsv")).pair(row, true).expect("a pair").score, None);
    }
}
