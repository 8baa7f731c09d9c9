//! The card of a corpus: what machines read between two lines of hyphens, then what people read.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::quote::{markdown, yaml};
use super::{About, Exported, Split, split_name};
use crate::bitext::Status;
use crate::corpus::stats::{Count, grouped, share};

/// Signatures that are named at most.
const MOST_SIGNATURES: usize = 50;

/// The columns of the Parquet files: the name, the type as `datasets` writes it in a card, what is in it.
const COLUMNS: [(&str, &str, &str); 11] = [
    (
        "translation",
        "dtype:\n      translation:\n        languages:\n        - ar\n        - en",
        "the Arabic source `ar` and its English target `en`",
    ),
    ("document_id", "dtype: string", "the document that the segment is from"),
    ("segment_id", "dtype: int64", "its number in the document; both ids together name the pair"),
    ("kind", "dtype: string", "`sentence`, `heading` or `list item`"),
    ("start", "dtype: int64", "where the source begins in its document, in bytes of UTF-8; null where not known"),
    ("end", "dtype: int64", "where it ends, likewise"),
    ("score", "dtype: float32", "mean log-probability of a target token by the model, 0 is certain; null without one"),
    ("status", "dtype: string", "how far the pair has come; see above"),
    ("reason", "dtype: string", "what to beware of, where something was noted; else null"),
    ("signature", "dtype: string", "what made the target; empty where that is not stated"),
    ("notes", "sequence: string", "what people have written about the pair"),
];

/// What a status says of a pair that has both sides.
const STATUSES: [(Status, &str); 6] = [
    (Status::Untranslated, "the target is not settled"),
    (Status::Failed, "translating failed; the target is of another origin"),
    (Status::Passed, "the source needed no translation and was taken over"),
    (Status::Done, "has a target, which no person is known to have reviewed"),
    (Status::Reviewed, "a person has accepted or corrected it"),
    (Status::Final, "settled"),
];

/// The sizes by which the Hub sorts, with the number of pairs that each ends before.
const SIZES: [(u64, &str); 9] = [
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
    (u64::MAX, "10B<n<100B"),
];

/// The whole card.
pub fn card(about: &About, exported: &Exported) -> String {
    let name = markdown(&about.name);
    let description = about.description.as_deref().map(|text| format!("{}\n\n", text.trim())).unwrap_or_default();
    let parts = [
        format!("---\n{}---\n\n# {name}\n\n{description}", front_matter(about, exported)),
        "A parallel corpus of Arabic and English: pairs of a source text in Arabic and a target text in English.\n"
            .to_owned(),
        sizes(&exported.splits),
        origin(about, exported),
        CONTENTS.to_owned() + &columns(),
        format!("\n## Licence\n\n{}\n", about.licence.note(about.licence_text.is_some())),
        limits(about, exported),
    ];
    parts.concat()
}

/// What machines read.
fn front_matter(about: &About, exported: &Exported) -> String {
    let splits = &exported.splits;
    let n_pairs = splits.iter().map(|split| split.report.n_pairs).sum();
    let mut out = format!(
        "pretty_name: {}\nlanguage:\n- ar\n- en\nlicense: {}\n{}multilinguality:\n- translation\n\
         task_categories:\n- translation\nsize_categories:\n- {}\nconfigs:\n- config_name: default\n  data_files:\n",
        yaml(&about.name),
        about.licence.id(),
        if about.licence_text.is_some() { "license_link: LICENSE\n" } else { "" },
        size(n_pairs),
    );
    for split in splits {
        let name = split_name(split.part);
        push(&mut out, format_args!("  - split: {name}\n    path: data/{name}-*.parquet\n"));
    }
    out += "dataset_info:\n  features:\n";
    for (name, kind, _) in COLUMNS {
        push(&mut out, format_args!("  - name: {name}\n    {kind}\n"));
    }
    out += "  splits:\n";
    for Split { part, report, n_arrow_bytes, .. } in splits {
        let (name, n_pairs) = (split_name(*part), report.n_pairs);
        push(&mut out, format_args!("  - name: {name}\n    num_bytes: {n_arrow_bytes}\n    num_examples: {n_pairs}\n"));
    }
    let [n_file_bytes, n_arrow_bytes] = [|split: &Split| split.n_file_bytes, |split: &Split| split.n_arrow_bytes]
        .map(|of| splits.iter().map(of).sum::<u64>());
    push(&mut out, format_args!("  download_size: {n_file_bytes}\n  dataset_size: {n_arrow_bytes}\n"));
    out
}

/// Writes to memory, which does not fail.
fn push(out: &mut String, text: std::fmt::Arguments) {
    _ = out.write_fmt(text);
}

fn size(n_pairs: u64) -> &'static str {
    SIZES.iter().find(|(end, _)| n_pairs < *end).map_or(SIZES[SIZES.len() - 1].1, |(_, name)| name)
}

/// A table, whose first column is text and whose others are numbers.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let rule = (0..head.len()).map(|idx| if idx == 0 { "---" } else { "---:" }.to_owned());
    let head = line(head.iter().map(|&name| name.to_owned()).collect()) + &line(rule.collect());
    head + &rows.into_iter().map(line).collect::<String>()
}

fn sizes(splits: &[Split]) -> String {
    let row = |Split { part, report, .. }: &Split| {
        let numbers = [
            report.n_pairs,
            report.n_documents,
            report.source.n_words,
            report.target.n_words,
            report.source.n_characters,
            report.target.n_characters,
        ];
        [split_name(*part).to_owned()].into_iter().chain(numbers.map(grouped)).collect()
    };
    let head =
        ["split", "pairs", "documents", "Arabic words", "English words", "Arabic characters", "English characters"];
    format!(
        "\n## Size\n\n{}\nWords are those of Unicode\u{2019}s word boundaries (UAX 29) that have a letter or a digit.\n",
        table(&head, splits.iter().map(row))
    )
}

/// The counts of all splits together, the most first.
fn counts(splits: &[Split], of: fn(&Split) -> &[Count]) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::<&str, u64>::new();
    for Count { name, n } in splits.iter().flat_map(of) {
        *counts.entry(name).or_default() += n;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

/// What made the pairs, how far they have come, and what they went through.
fn origin(about: &About, exported: &Exported) -> String {
    let splits = &exported.splits;
    let n_pairs = splits.iter().map(|split| split.report.n_pairs).sum();
    let cells = |name: String, n: u64| vec![name, grouped(n), share(n, n_pairs)];
    let signatures = counts(splits, |split| &split.report.signatures);
    let (named, others) = signatures.split_at(signatures.len().min(MOST_SIGNATURES));
    let name = |name: &str| if name.is_empty() { "not stated".to_owned() } else { markdown(name) };
    let mut rows: Vec<_> = named.iter().map(|(signature, n)| cells(name(signature), *n)).collect();
    if !others.is_empty() {
        let name = format!("{} others", grouped(others.len() as u64));
        rows.push(cells(name, others.iter().map(|(_, n)| n).sum()));
    }
    let statuses = counts(splits, |split| &split.report.statuses).into_iter().map(|(name, n)| {
        let meaning = Status::from_name(&name).and_then(|status| STATUSES.iter().find(|(known, _)| *known == status));
        cells(format!("`{name}`: {}", meaning.map_or("", |(_, meaning)| meaning)), n)
    });
    format!(
        "\n## How it was made\n\nThe pairs were brought together with naql {}. What made the English side, by the \
         signature that each pair carries:\n\n{}\nHow far the pairs have come:\n\n{}{}",
        env!("CARGO_PKG_VERSION"),
        table(&["signature", "pairs", "%"], rows),
        table(&["status", "pairs", "%"], statuses),
        steps(about, exported)
    )
}

/// What the ledgers say.
fn steps(about: &About, exported: &Exported) -> String {
    if about.steps.is_empty() {
        return "\nNothing is stated of filters or deduplication before.\n".to_owned();
    }
    let mut out =
        "\nThe steps before, as their ledgers have it; each pair is counted for what dropped it first:\n".to_owned();
    for (idx, step) in about.steps.iter().enumerate() {
        let dropped = step.dropped.iter().filter(|(_, n)| *n > 0);
        let rows = [("read", step.n_read), ("kept", step.n_kept)].map(|(name, n)| (name.to_owned(), n));
        let rows = rows.into_iter().chain(dropped.map(|(name, n)| (format!("dropped: {}", markdown(name)), *n)));
        let rows = rows.map(|(name, n)| vec![name, grouped(n), share(n, step.n_read)]);
        push(&mut out, format_args!("\n{}. {}\n\n", idx + 1, step.name));
        out += &table(&["pairs", "n", "%"], rows);
    }
    let n_given = exported.splits.iter().map(|split| split.report.n_pairs).sum::<u64>() + exported.n_left_out;
    if let Some(last) = about.steps.last().filter(|last| last.n_kept != n_given) {
        let (kept, given) = (grouped(last.n_kept), grouped(n_given));
        push(&mut out, format_args!("\nThe last of them kept {kept} pairs, and {given} were given to the export.\n"));
    }
    out
}

/// What comes before the columns.
const CONTENTS: &str = "\n## Files\n\n\
- `data/`: Parquet with all columns, one file for each split\n\
- `moses/`: the texts alone, line by line, `.ar` and `.en`; ends of lines and tabs within a text became spaces\n\
- `tmx/`: translation memories, TMX 1.4b\n\n\
All three hold the same pairs in the same order.\n\n### Columns\n\n";

fn columns() -> String {
    let rows = COLUMNS.map(|(name, _, meaning)| format!("| `{name}` | {meaning} |\n"));
    format!("| column | what is in it |\n| --- | --- |\n{}", rows.concat())
}

/// What a reader should not take for granted.
fn limits(about: &About, exported: &Exported) -> String {
    let n_done: u64 = counts(&exported.splits, |split| &split.report.statuses)
        .iter()
        .filter(|(name, _)| *name == Status::Done.name())
        .map(|(_, n)| n)
        .sum();
    let mut limits = Vec::new();
    if about.description.is_none() {
        limits.push("Nothing was stated of where the Arabic texts are from, nor of who may publish them.".to_owned());
    }
    if n_done > 0 {
        let n = grouped(n_done);
        limits.push(format!(
            "Of {n} pairs it is not known that a person has reviewed them; translations by machine err."
        ));
    }
    if exported.n_left_out > 0 {
        let n = grouped(exported.n_left_out);
        limits.push(format!("Pairs without a source or without a target were left out: {n}."));
    }
    for Split { part, report, n_shared, .. } in &exported.splits {
        let name = split_name(*part);
        let repeats = report.n_duplicates;
        if repeats.normalised > 0 {
            let (exact, all) = (grouped(repeats.exact), grouped(repeats.normalised));
            let what = "repeat an earlier pair but for marks, variants of letters, case and punctuation";
            limits.push(format!("In `{name}`, {all} pairs {what}; {exact} of them letter for letter."));
        }
        if exported.splits.last().is_some_and(|last| last.part > *part) {
            let n = grouped(*n_shared);
            limits.push(format!("Pairs of `{name}` that have a side in a split after it, in whatever writing: {n}."));
        }
    }
    limits.push("Scores are a model\u{2019}s own, and those of different signatures cannot be compared.".to_owned());
    format!("\n## Limits\n\n{}", limits.iter().map(|limit| format!("- {limit}\n")).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_hub() {
        for (n, expected) in
            [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (5_000_000, "1M<n<10M"), (u64::MAX, "10B<n<100B")]
        {
            assert_eq!(size(n), expected, "{n}");
        }
    }

    #[test]
    fn every_status_has_a_meaning() {
        for status in Status::ALL {
            assert!(STATUSES.iter().any(|(known, _)| *known == status), "{}", status.name());
        }
    }
}
