//! The figures as people and programs read them.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{KINDS, Side, Stats, Summary};
use crate::bitext::Status;

/// All figures of a corpus; the keys of its JSON are the names here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// All pairs.
    pub n_pairs: u64,
    /// Documents by their names.
    pub n_documents: u64,
    /// Pairs that repeat an earlier one.
    pub n_duplicates: Duplicates,
    /// The figures of the source.
    pub source: SideReport,
    /// The figures of the target, where there is one.
    pub target: SideReport,
    /// Characters of the target for one of the source.
    pub length_ratio: Option<Summary>,
    /// Scores, where there are any.
    pub score: Option<Summary>,
    /// Pairs that have a score.
    pub n_scores: u64,
    /// Pairs by their status, in the order of the work.
    pub statuses: Vec<Count>,
    /// Pairs by what the segment is.
    pub kinds: Vec<Count>,
    /// Pairs by what made the target, the most first; an empty one where that is not known.
    pub signatures: Vec<Count>,
    /// Pairs with digits.
    pub n_with_numbers: Numbers,
}

/// Pairs that repeat an earlier one on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Duplicates {
    /// Letter for letter.
    pub exact: u64,
    /// In whatever writing, those letter for letter included.
    pub normalised: u64,
}

/// Pairs with digits on a side, in whatever script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// In the source.
    pub source: u64,
    /// In the target.
    pub target: u64,
    /// In both.
    pub both: u64,
}

/// How many pairs have a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The name.
    pub name: String,
    /// The pairs.
    pub n: u64,
}

/// The figures of one side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SideReport {
    /// Texts.
    pub n_texts: u64,
    /// Words, as UAX 29 has them.
    pub n_words: u64,
    /// Unicode characters.
    pub n_characters: u64,
    /// Words and punctuation marks.
    pub n_tokens: u64,
    /// Distinct words in lower case.
    pub n_types: u64,
    /// Those that occur once.
    pub n_hapaxes: u64,
    /// Words of a text.
    pub words: Option<Summary>,
    /// Characters of a text.
    pub characters: Option<Summary>,
    /// Words and marks of a text.
    pub tokens: Option<Summary>,
}

impl Stats {
    /// The figures of what was counted.
    pub fn report(&self) -> Report {
        let [source, target] = self.sides.each_ref().map(SideReport::of);
        let statuses = Status::ALL.iter().enumerate().map(|(idx, status)| (status.name(), self.statuses.get(&idx)));
        let kinds = KINDS.iter().map(|kind| (kind.name(), self.kinds.get(kind.name())));
        let [exact, normalised] = [&self.exact, &self.normalised].map(|keys| self.n_pairs - keys.len() as u64);
        Report {
            n_pairs: self.n_pairs,
            n_documents: self.documents.len() as u64,
            n_duplicates: Duplicates { exact, normalised },
            source,
            target,
            length_ratio: self.ratios.summary(),
            score: self.scores.summary(),
            n_scores: self.scores.n(),
            statuses: counts(statuses),
            kinds: counts(kinds),
            signatures: by_number(&self.signatures),
            n_with_numbers: self.numbers,
        }
    }
}

fn counts<'a>(counts: impl Iterator<Item = (&'static str, Option<&'a u64>)>) -> Vec<Count> {
    counts.filter_map(|(name, n)| Some(Count { name: name.to_owned(), n: *n? })).collect()
}

fn by_number(counts: &BTreeMap<String, u64>) -> Vec<Count> {
    let mut counts: Vec<Count> = counts.iter().map(|(name, n)| Count { name: name.clone(), n: *n }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.n));
    counts
}

impl SideReport {
    fn of(side: &Side) -> Self {
        Self {
            n_texts: side.words.n(),
            n_words: side.words.total(),
            n_characters: side.characters.total(),
            n_tokens: side.tokens.total(),
            n_types: side.types.len() as u64,
            n_hapaxes: side.types.values().filter(|n| **n == 1).count() as u64,
            words: side.words.summary(),
            characters: side.characters.summary(),
            tokens: side.tokens.summary(),
        }
    }
}

/// Names of a table at most; a corpus whose every pair has a signature of its own is no longer readable.
const MOST_NAMED: usize = 20;

/// A table of a report: a title, the names of the columns, and rows that begin with their name.
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// The names of the columns.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<(String, Vec<String>)>,
}

impl Report {
    /// The figures as tables for people.
    pub fn tables(&self) -> Vec<Table> {
        let [status, kind, signature] = self.shares();
        vec![self.overall(), self.sides(), self.spreads(), status, kind, signature]
    }

    fn overall(&self) -> Table {
        let rows = [
            ("pairs", self.n_pairs),
            ("documents", self.n_documents),
            ("exact duplicates", self.n_duplicates.exact),
            ("normalised duplicates", self.n_duplicates.normalised),
            ("with numbers in source", self.n_with_numbers.source),
            ("with numbers in target", self.n_with_numbers.target),
            ("with numbers in both", self.n_with_numbers.both),
        ];
        let row = |(name, n): (&str, u64)| (name.to_owned(), vec![grouped(n), share(n, self.n_pairs)]);
        let mut rows: Vec<_> = rows.map(row).into_iter().collect();
        // A share of documents in pairs says nothing.
        rows[1].1[1].clear();
        Table { title: "The corpus", columns: vec!["n", "% of pairs"], rows }
    }

    fn sides(&self) -> Table {
        let row = |name: &str, n: fn(&SideReport) -> u64| {
            (name.to_owned(), [&self.source, &self.target].map(|side| grouped(n(side))).to_vec())
        };
        let rows = vec![
            row("texts", |side| side.n_texts),
            row("words", |side| side.n_words),
            row("characters", |side| side.n_characters),
            row("tokens", |side| side.n_tokens),
            row("distinct words", |side| side.n_types),
            row("words that occur once", |side| side.n_hapaxes),
        ];
        Table { title: "Sides", columns: vec!["source", "target"], rows }
    }

    fn spreads(&self) -> Table {
        let rows = [
            ("source words", self.source.words),
            ("target words", self.target.words),
            ("source characters", self.source.characters),
            ("target characters", self.target.characters),
            ("source tokens", self.source.tokens),
            ("target tokens", self.target.tokens),
            ("length ratio", self.length_ratio),
            ("score", self.score),
        ];
        let cells = |Summary { min, median, mean, p95, max }| [min, median, mean, p95, max].map(number).to_vec();
        let rows = rows.into_iter().filter_map(|(name, summary)| Some((name.to_owned(), cells(summary?)))).collect();
        Table { title: "Of a text or pair", columns: vec!["least", "median", "mean", "95 %", "most"], rows }
    }

    /// One for each of status, kind and signature.
    fn shares(&self) -> [Table; 3] {
        [("Status", &self.statuses), ("Kind", &self.kinds), ("What made the target", &self.signatures)].map(
            |(title, counts)| {
                let columns = vec!["pairs", "%"];
                Table { title, columns, rows: self.share_rows(counts) }
            },
        )
    }

    fn share_rows(&self, counts: &[Count]) -> Vec<(String, Vec<String>)> {
        let cells = |n: u64| vec![grouped(n), share(n, self.n_pairs)];
        let name = |name: &str| if name.is_empty() { "not stated".to_owned() } else { name.to_owned() };
        let (shown, others) = counts.split_at(counts.len().min(MOST_NAMED));
        let mut rows: Vec<_> = shown.iter().map(|count| (name(&count.name), cells(count.n))).collect();
        if !others.is_empty() {
            let n = others.iter().map(|count| count.n).sum();
            rows.push((format!("{} others", grouped(others.len() as u64)), cells(n)));
        }
        rows
    }
}

/// A number with commas between thousands.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count as a percentage of the whole with two decimals; empty where there is no whole.
pub fn share(n: u64, whole: u64) -> String {
    if whole == 0 { String::new() } else { format!("{:.2}", n as f64 * 100.0 / whole as f64) }
}

/// Two decimals, where there are any, and commas between thousands.
pub fn number(value: f64) -> String {
    let hundredths = (value.abs() * 100.0).round() as u64;
    let sign = if value < 0.0 && hundredths > 0 { "-" } else { "" };
    let whole = grouped(hundredths / 100);
    if value.fract() == 0.0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{:02}", hundredths % 100) }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (idx, table) in self.tables().iter().enumerate() {
            if idx > 0 {
                writeln!(f)?;
            }
            write!(f, "{table}")?;
        }
        Ok(())
    }
}

/// Columns of figures, aligned at their right; names too long for their column push the figures along.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let longest = self.rows.iter().map(|(name, _)| name.chars().count()).filter(|n| *n <= 40).max();
        let width = longest.unwrap_or(0).max(self.title.len());
        write!(f, "{:width$}", self.title)?;
        self.columns.iter().try_for_each(|name| write!(f, "  {name:>13}"))?;
        writeln!(f)?;
        for (name, cells) in &self.rows {
            write!(f, "{name:width$}")?;
            cells.iter().try_for_each(|cell| write!(f, "  {cell:>13}"))?;
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let table = [
            (0.0, "0"),
            (7.0, "7"),
            (1234.0, "1,234"),
            (0.126, "0.13"),
            (-0.5, "-0.50"),
            (-0.001, "0.00"),
            (1e6, "1,000,000"),
        ];
        for (value, expected) in table {
            assert_eq!(number(value), expected);
        }
        for (n, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(grouped(n), expected);
        }
        assert_eq!([share(1, 3), share(0, 0)], ["33.33", ""]);
    }
}
