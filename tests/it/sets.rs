//! `naql corpus dedup` and `split`: what repeats goes, and what is left is parted by document.

use std::collections::HashSet;

use crate::harness::{Folder, Row, rows};

/// Pairs of the documents `a`, `b` …, eight each.
fn documents(n: u8) -> String {
    let lines = (0..n).flat_map(|document| {
        (1..=8).map(move |number| {
            let letter = char::from(b'a' + document);
            format!("{letter}\t{number}\tنص {letter} رقم {number}\ttext {letter} number {number}\n")
        })
    });
    "document_id\tsegment_id\tsource\ttarget\n".to_owned() + &lines.collect::<String>()
}

fn texts(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.source.as_str()).collect()
}

const REPEATS: &str = "source\ttarget\n\
    قال الوزير\tThe minister said\n\
    قَالَ الوزير.\tthe minister said.\n\
    قال الوزير\tThe minister said\n\
    نص آخر\tanother text\n";

#[test]
fn what_repeats_is_dropped_with_what_it_repeats() {
    let folder = Folder::with(&[("a.tsv", REPEATS)]);
    let ran = folder.naql(&["corpus", "dedup", "a.tsv", "--dropped", "d.tsv", "--ledger", "l.json"]).code(0);
    assert_eq!(texts(&ran.rows()), ["قال الوزير", "نص آخر"]);
    let ledger = "                 pairs       %
kept                 2   50.00
against              0    0.00
exact                1   25.00
normalised           1   25.00
near                 0    0.00
read                 4  100.00
";
    ran.stderr_is(ledger);
    let dropped = rows(&folder.read("d.tsv"));
    let reasons: Vec<&str> = dropped.iter().map(|row| row.reason.as_str()).collect();
    let told = |how| format!("{how} duplicate of pair 1 of the inputs, similarity 1.000");
    assert_eq!(reasons, [told("normalised"), told("exact")]);
    let ledger: serde_json::Value = serde_json::from_str(&folder.read("l.json")).unwrap();
    assert_eq!((&ledger["n_read"], &ledger["n_kept"], &ledger["by"]), (&4.into(), &2.into(), &"near".into()));
}

#[test]
fn a_test_set_is_kept_out() {
    let folder = Folder::with(&[("a.tsv", REPEATS), ("test.ar", "نص آخر\n"), ("test.en", "something else\n")]);
    let ran = folder.naql(&["corpus", "dedup", "a.tsv", "--by", "exact", "--against", "test.ar", "-q"]).code(0);
    assert_eq!(texts(&ran.stderr_is("").rows()), ["قال الوزير", "قَالَ الوزير."]);
}

#[test]
fn inputs_that_can_be_read_only_once_are_refused() {
    let folder = Folder::new();
    for command in [&["dedup", "-"][..], &["split", "-", "-o", "parts"]] {
        let ran = folder.naql(&[&["corpus"], command].concat());
        ran.code(2).stderr_has("naql: -: the inputs are read twice, and a stream can be read only once");
    }
    assert!(folder.names().is_empty());
}

#[test]
fn parts_share_no_document_and_are_all_of_it() {
    let folder = Folder::with(&[("a.tsv", &documents(10))]);
    let command = ["corpus", "split", "a.tsv", "-o", "parts", "--dev", "10%", "--test", "16"];
    let ran = folder.naql(&command).code(0);
    ran.stderr_is("")
        .stdout_is("part       wanted       pairs\ntrain    the rest          56\ndev             8           8\ntest           16          16\n");
    let parts = ["train", "dev", "test"].map(|part| rows(&folder.read(&format!("parts/{part}.tsv"))));
    let documents = |rows: &[Row]| rows.iter().map(|row| row.document_id.clone()).collect::<HashSet<_>>();
    assert_eq!(parts.each_ref().map(|rows| documents(rows).len()), [7, 1, 2]);
    let all: HashSet<String> = parts.iter().flat_map(|rows| documents(rows)).collect();
    assert_eq!(all.len(), 10);
    assert_eq!(parts.iter().map(Vec::len).sum::<usize>(), 80);
    // The order of the inputs changes nothing but the order of the pairs.
    let mut turned: Vec<&str> = self::documents(10).leak().lines().collect();
    turned[1..].reverse();
    folder.write("b.tsv", turned.join("\n"));
    folder.naql(&["corpus", "split", "b.tsv", "-o", "turned", "--dev", "10%", "--test", "16"]).code(0).stderr_is("");
    for (part, rows_of_part) in ["train", "dev", "test"].iter().zip(&parts) {
        assert_eq!(documents(&rows(&folder.read(&format!("turned/{part}.tsv")))), documents(rows_of_part), "{part}");
    }
}

#[test]
fn what_parts_have_in_common_is_counted_and_dropped_on_request() {
    let pairs = documents(6).replace("نص f رقم 3", "نص a رقم 3");
    let folder = Folder::with(&[("a.tsv", &pairs)]);
    let split = |folder: &Folder, name: &str, more: &[&str]| {
        let command = ["corpus", "split", "a.tsv", "-o", name, "--dev", "16", "--test", "16"];
        folder.naql(&[&command, more].concat()).code(0).stderr
    };
    let check = |folder: &Folder, name: &str| {
        let paths = ["train", "dev", "test"].map(|part| format!("{name}/{part}.tsv"));
        let command = ["corpus", "split", "--check"];
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        folder.naql(&[&command[..], &paths].concat())
    };
    let told = (0..20).find_map(|seed| {
        let told = split(&folder, "parts", &["--seed", &seed.to_string()]);
        (!told.is_empty()).then_some((seed.to_string(), told))
    });
    let (seed, told) = told.expect("a seed that puts the two documents into different parts");
    assert!(told.contains("with a side that a later part has: 1 pair of "), "{told}");
    assert!(told.ends_with(": 1 of them\n"), "{told}");
    let n_exact: u32 = exact(&check(&folder, "parts").code(1).stdout).iter().sum();
    assert_eq!(n_exact, 1);
    split(&folder, "strict", &["--seed", &seed, "--strict"]);
    let n_exact: u32 = exact(&check(&folder, "strict").stdout).iter().sum();
    assert_eq!(n_exact, 0);
}

/// The column of exact copies.
fn exact(table: &str) -> Vec<u32> {
    table.lines().skip(1).map(|line| line.split_whitespace().nth(3).unwrap().parse().unwrap()).collect()
}

#[test]
fn what_a_format_cannot_take_is_counted() {
    let folder = Folder::with(&[("a.tsv", "source\ttarget\nنص\ttext\nبلا ترجمة\t\n")]);
    let ran = folder.naql(&["corpus", "dedup", "a.tsv", "-o", "x.ar"]).code(0);
    assert!(ran.stderr.contains(": 1 pair without a target left out\n"), "{}", ran.stderr);
    assert_eq!((folder.read("x.ar"), folder.read("x.en")), ("نص\n".to_owned(), "text\n".to_owned()));
}

#[cfg(unix)]
#[test]
fn streams_are_read_and_written() {
    let folder = Folder::new();
    let ran = folder.naql_with_stdin(&["corpus", "filter", "-", "--ledger", "/dev/stderr", "-q"], REPEATS).code(0);
    assert_eq!(ran.rows().len(), 4);
    let ledger: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((&ledger["command"], &ledger["n_kept"]), (&"corpus filter".into(), &4.into()));
}

#[test]
fn a_corpus_that_cannot_be_parted_leaves_no_folder() {
    let folder = Folder::with(&[("a.tsv", "source\ttarget\n"), ("b.tsv", REPEATS)]);
    let split = |input: &str| folder.naql(&["corpus", "split", input, "-o", "parts"]).code(2);
    let _ = split("a.tsv").stderr_is("naql: the inputs hold no pairs; give files that do\n");
    let _ = split("b.tsv").stderr_has("naql: of all 4 pairs, which are in 1 documents, none would be left");
    assert_eq!(folder.names(), ["a.tsv", "b.tsv"]);
}
