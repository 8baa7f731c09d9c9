//! `naql translate`: texts in, pairs out, where everything is as it should be.
//!
//! What the tiny model says means nothing, and for some texts it says nothing at all, which is a failed segment; so a
//! test that wants exit code 0 takes a text that it has words for.

use std::process::Stdio;

use serde_json::Value;

use crate::harness::{COLUMNS, Folder, Ran, Row, TINY, keys, objects, rows};

const TEXT: &str = "البيان الختامي\n\nقال الوزير إن العمل مستمر. وغادر الوفد الدوحة مساء.\n\n1. تعزيز التعاون\n2. دعم \
السلام\n";

fn sources(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.source.as_str()).collect()
}

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.document_id.as_str()).collect()
}

#[test]
fn tsv_comes_out_of_a_pipe() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let ran = folder.translate(&["a.txt"]).code(0);
    assert_eq!(ran.stdout.lines().next(), Some(&*COLUMNS.join("\t")));
    folder.translate(&["a.txt", "--format", "tsv"]).code(0).stdout_is(&ran.stdout);
    let rows = ran.rows();
    let ids: Vec<_> = rows.iter().map(|row| (row.document_id.as_str(), row.segment_id)).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5].map(|number| ("a.txt", number)));
    for row in &rows {
        assert_eq!(row.status, "done");
        assert!(row.score.is_some_and(|score| score < 0.0), "{row:?}");
        assert!(row.signature.starts_with("model:tiny-model|weights:"), "{row:?}");
    }
}

#[test]
fn headings_and_list_items_keep_their_place() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let rows = folder.translate(&["a.txt"]).code(0).rows();
    let kinds: Vec<_> = rows.iter().map(|row| (row.kind.as_str(), row.source.as_str())).collect();
    let expected = [
        ("heading", "البيان الختامي"),
        ("sentence", "قال الوزير إن العمل مستمر."),
        ("sentence", "وغادر الوفد الدوحة مساء."),
        ("list item", "1. تعزيز التعاون"),
        ("list item", "2. دعم السلام"),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn pairs_are_numbered_and_each_line_is_isolated() {
    let folder = Folder::with(&[("a.txt", "قال الوزير."), ("b.txt", "2024")]);
    let ran = folder.translate(&["a.txt", "b.txt", "--format", "pairs"]).code(0);
    let lines: Vec<_> = ran.stdout.lines().collect();
    ran.check(lines.len() == 10, "expected ten lines");
    assert_eq!((lines[0], lines[5], lines[9]), ("a.txt", "b.txt", ""));
    ran.check(lines[2] == "   1  \u{2067}قال الوزير.\u{2069}", "expected the Arabic");
    ran.check(lines[3].starts_with("      \u{2066}") && lines[3].ends_with('\u{2069}'), "expected the English");
    ran.check(ran.stdout.contains("\u{2066}= passed over: no Arabic letters\u{2069}"), "expected what was passed over");
}

#[test]
fn jsonl_has_the_columns_as_keys() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let ran = folder.translate(&["a.txt", "--format", "jsonl"]).code(0);
    assert!(ran.stdout.lines().all(|line| keys(line) == COLUMNS));
    let listed = folder.translate(&["a.txt", "--format", "jsonl", "--nbest", "3"]).code(0);
    for (line, plain) in listed.stdout.lines().zip(ran.objects()) {
        assert_eq!(keys(line), [&COLUMNS[..], &["nbest"]].concat());
        check_nbest(&objects(line)[0], &plain);
    }
}

/// Checks the n-best list of a pair, whose best is what comes out without a list.
fn check_nbest(listed: &Value, plain: &Value) {
    let nbest = listed["nbest"].as_array().unwrap();
    assert_eq!(nbest.len(), 3);
    assert_eq!((&nbest[0]["target"], &nbest[0]["score"]), (&plain["target"], &plain["score"]));
    assert!(nbest.windows(2).all(|two| two[0]["score"].as_f64() >= two[1]["score"].as_f64()));
    let source = listed["source"].as_str().unwrap();
    for entry in nbest {
        let target = entry["target"].as_str().unwrap();
        for link in entry["links"].as_array().unwrap() {
            let at = |idx: usize| usize::try_from(link[idx].as_u64().unwrap()).unwrap();
            assert!(!source[at(0)..at(1)].is_empty() && !target[at(2)..at(3)].is_empty());
        }
    }
}

#[test]
fn two_outputs_hold_the_same_pairs() {
    let folder = Folder::with(&[("a.txt", TEXT), ("x.tsv", "what was there before")]);
    let printed = folder.translate(&["a.txt"]).stdout;
    folder.translate(&["a.txt", "-o", "x.tsv", "-o", "y.jsonl"]).code(0).stdout_is("");
    assert_eq!(folder.read("x.tsv"), printed);
    let (tsv, jsonl) = (rows(&folder.read("x.tsv")), objects(&folder.read("y.jsonl")));
    assert_eq!(tsv.len(), jsonl.len());
    for (row, object) in tsv.iter().zip(&jsonl) {
        let texts = [&row.document_id, &row.kind, &row.source, &row.target, &row.status, &row.signature];
        let keys = ["document_id", "kind", "source", "target", "status", "signature"];
        for (text, key) in texts.into_iter().zip(keys) {
            assert_eq!(object[key], text.as_str(), "{key}");
        }
        assert_eq!(object["segment_id"], row.segment_id);
        assert!((object["score"].as_f64().unwrap() - f64::from(row.score.unwrap())).abs() < 1e-4);
    }
    assert_eq!(folder.names(), ["a.txt", "x.tsv", "y.jsonl"], "nothing else is left behind");
    folder.translate(&["a.txt", "-o", "z.tsv", "--format", "tsv"]).code(0).stdout_is(&printed);
}

#[test]
fn the_source_is_untouched() {
    let segments = [
        "قَالَ «الوَزِيرُ»  إنّ\u{200f} العمـــل\tمستمر \\ ١٢٣.",
        "ك\u{640}تاب\u{a0}\u{6cc}\u{6a9} \u{feff}نص.",
        "ﷺ ﻻ 😀 آ ا\u{653}",
    ];
    let folder = Folder::with(&[("a.txt", &segments.join("\r\n"))]);
    let tsv = folder.translate(&["a.txt", "--lines"]).rows();
    assert_eq!(sources(&tsv), segments);
    let json = folder.translate(&["a.txt", "--lines", "--format", "jsonl"]).objects();
    assert_eq!(json.iter().map(|object| object["source"].as_str().unwrap()).collect::<Vec<_>>(), segments);
}

#[test]
fn lines_are_segments_where_asked_for() {
    let folder = Folder::with(&[("a.txt", "قال الوزير. وغادر.\n\nقال\nالوزير\n")]);
    let rows = folder.translate(&["a.txt", "--lines"]).code(0).rows();
    assert_eq!(sources(&rows), ["قال الوزير. وغادر.", "قال", "الوزير"]);
}

#[test]
fn inputs_are_folders_patterns_and_standard_input() {
    let files = ["b.txt", "a.md", "sub/c.TXT", "d.tsv", ".e.txt"];
    let folder = Folder::with(&files.map(|name| (name, "وغادر.")));
    let table: [(&[&str], &[&str]); 5] = [
        (&["."], &["a.md", "b.txt", "sub/c.TXT"]),
        (&["d.tsv", "sub", "."], &["d.tsv", "sub/c.TXT", "a.md", "b.txt"]),
        (&["*.txt"], &["b.txt"]),
        (&["**/*.[tT][xX][tT]"], &["b.txt", "sub/c.TXT"]),
        (&["b.txt", "b.txt", "./b.txt"], &["b.txt"]),
    ];
    for (inputs, expected) in table {
        assert_eq!(ids(&folder.translate(inputs).code(0).rows()), expected, "{inputs:?}");
    }
    let command = ["translate", "--model", TINY];
    for inputs in [&[][..], &["-"], &["-", "-"]] {
        let rows = folder.naql_with_stdin(&[&command[..], inputs].concat(), "وغادر.\nوغادر.").code(0).rows();
        assert_eq!(ids(&rows), ["stdin"; 2]);
    }
}

#[test]
fn the_last_line_counts_and_quiet_leaves_it_alone() {
    let folder = Folder::with(&[("a.txt", TEXT), ("b.txt", "Doha 2025\n\n١٢\n")]);
    let ran = folder.translate(&["a.txt", "b.txt"]).code(0);
    ran.check(
        ran.stderr.starts_with("naql: 2 documents, 7 segments, 2 passed over (")
            && ran.stderr.ends_with(" tokens/s)\ntranslated 7, reused 0, failed 0\n"),
        "expected the counts",
    );
    ran.check(ran.stderr.lines().count() == 2, "expected two lines");
    for quiet in ["--quiet", "-q"] {
        folder
            .translate(&["a.txt", "b.txt", quiet])
            .code(0)
            .stdout_is(&ran.stdout)
            .stderr_is("translated 7, reused 0, failed 0\n");
    }
    folder.write("w.txt", b"\xde\xc7\xe1 \xc7\xe1\xe6\xd2\xed\xd1.");
    folder.translate(&["w.txt", "--quiet"]).code(0).stderr_is("translated 1, reused 0, failed 0\n");
}

#[test]
fn outputs_that_make_no_sense_are_wrong_usage() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let table: [(&[&str], &str); 8] = [
        (
            &["-o", "x.pdf"],
            "naql: cannot tell the format of x.pdf: its extension is none of .tsv, .csv, .jsonl, .ar, .tmx, .xlf, .parquet, .html, .db\n",
        ),
        (
            &["-o", "x"],
            "naql: cannot tell the format of x: its extension is none of .tsv, .csv, .jsonl, .ar, .tmx, .xlf, .parquet, .html, .db\n",
        ),
        (&["-o", "x.tsv", "-o", "x.tsv"], "naql: x.tsv is to be written twice; give each output a name of its own\n"),
        (&["-o", "x.ar", "-o", "x.en"], "naql: x.en is to be written twice; give each output a name of its own\n"),
        (
            &["-o", "x.tsv", "-o", "./x.tsv"],
            "naql: ./x.tsv is to be written twice; give each output a name of its own\n",
        ),
        (&["--beam", "2", "--nbest", "3"], "naql: --nbest 3 is more than --beam 2; raise --beam or lower --nbest\n"),
        (&["--nbest", "5"], "naql: nbest 5 is more than beam 4; raise --beam or lower --nbest\n"),
        (&["--beam", "1", "--nbest", "2"], "naql: --nbest 2 is more than --beam 1; raise --beam or lower --nbest\n"),
    ];
    for (arguments, message) in table {
        let ran = folder.translate(&[&["a.txt"], arguments].concat()).code(2).stderr_is(message);
        ran.check(rows_or_none(&ran).is_empty(), "expected no pairs");
    }
    assert_eq!(folder.names(), ["a.txt"]);
}

fn rows_or_none(ran: &Ran) -> Vec<Row> {
    if ran.stdout.is_empty() { Vec::new() } else { ran.rows() }
}

#[test]
fn an_output_never_replaces_an_input() {
    let folder = Folder::with(&[("a.tsv", TEXT), ("sub/b.txt", TEXT), ("c.ar", TEXT)]);
    let message = "naql: c.en is also an input; choose another name for the output\n";
    folder.translate(&["c.ar", "-o", "c.en"]).code(2).stdout_is("").stderr_is(message);
    assert_eq!(folder.read("c.ar"), TEXT);
    for output in ["a.tsv", "./a.tsv", "sub/../a.tsv"] {
        let message = format!("naql: {output} is also an input; choose another name for the output\n");
        folder.translate(&["a.tsv", "-o", output]).code(2).stdout_is("").stderr_is(&message);
    }
    assert_eq!(folder.read("a.tsv"), TEXT);
}

#[test]
fn own_outputs_in_a_folder_are_not_read() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let arguments = [".", "-o", "x.tsv", "-o", "y.jsonl"];
    folder.translate(&arguments).code(0).stdout_is("");
    let first = (folder.read("x.tsv"), folder.read("y.jsonl"));
    folder.translate(&arguments).code(0).stdout_is("");
    assert_eq!((folder.read("x.tsv"), folder.read("y.jsonl")), first);
}

#[test]
fn a_model_is_found_by_its_name() {
    let folder = Folder::with(&[("a.txt", "وغادر.")]);
    for file in std::fs::read_dir(TINY).unwrap().map(|entry| entry.unwrap()) {
        folder.write(format!("models/small/{}", file.file_name().display()), std::fs::read(file.path()).unwrap());
    }
    let named = folder.naql(&["translate", "a.txt", "--model", "small"]).code(0);
    assert!(named.rows()[0].signature.starts_with("model:small|"));
    std::fs::rename(folder.path("models"), folder.path("mine")).unwrap();
    folder.naql(&["translate", "a.txt", "--model", "small", "--models-dir", "mine"]).code(0).stdout_is(&named.stdout);
    let mut command = folder.command(&["translate", "a.txt", "--model", "small"]);
    command.env("NAQL_MODELS", "mine");
    Ran::of(command).code(0).stdout_is(&named.stdout);
}

#[cfg(feature = "embedded-model")]
#[test]
fn the_default_model_needs_no_files() {
    let folder = Folder::new();
    let rows = folder.naql_with_stdin(&["translate", "--beam", "1"], "رحب الوزير بالوفد القطري.").code(0).rows();
    assert_eq!(rows[0].status, "done");
    assert!(rows[0].target.to_lowercase().contains("qatari"), "{rows:?}");
    assert!(rows[0].signature.starts_with("model:ar-en|"), "{rows:?}");
    assert!(folder.names().is_empty());
}

#[cfg(feature = "embedded-model")]
#[test]
fn the_seed_statement_is_translated_whole() {
    let seed = format!("{}/seeds/qatar-us-statement.ar.txt", crate::harness::ROOT);
    let folder = Folder::new();
    let ran = folder.naql(&["translate", &seed]).code(0).stderr_has("translated 18, reused 0, failed 0\n");
    let rows = ran.rows();
    assert_eq!(rows.len(), 18);
    assert_eq!(rows[0].kind, "heading");
    assert!(rows.iter().all(|row| row.status == "done" && !row.target.is_empty() && row.reason.is_empty()));
    let text = std::fs::read_to_string(&seed).unwrap();
    assert_eq!(sources(&rows).concat(), text.lines().map(str::trim).collect::<String>());
}

#[test]
fn a_reader_that_goes_early_costs_the_files_nothing() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    let mut command = folder.command(&["translate", "--model", TINY, "a.txt", "-o", "x.tsv", "--format", "tsv", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    Ran::to_end(child).code(0).stderr_is("translated 5, reused 0, failed 0\n");
    assert_eq!(rows(&folder.read("x.tsv")).len(), 5);
}
