//! `naql corpus`: files of pairs in, a corpus out.

use crate::harness::{Folder, Row, golden, objects, rows};

/// Ten pairs, of which three are good; the third is one that digit by digit filters drop.
const PAIRS: [(&str, &str); 10] = [
    ("بيان مشترك", "Joint statement"),
    ("أكد الوزير أهمية التعاون.", "The minister stressed the importance of cooperation."),
    ("في ١٥ مايو ٢٠٢٥ بقيمة ٣٫٥ مليون دولار", "On 15 May 2025, worth 3.5 million dollars"),
    ("بيان مشترك", ""),
    ("بيان مشترك", "بيان مشترك"),
    ("بيان مشترك", "Joint <b>statement</b>"),
    ("في ١٥ مايو", "On 16 May"),
    ("العمل مستمر", "the work the work the work"),
    ("انظر النص الكامل للبيان المشترك: www.mofa.gov.qa", "See the whole text of the joint statement on the web site"),
    ("أكد الوزير", "The minister stressed that the work goes on, and went home &amp; slept"),
];

/// What is dropped of them, and why.
const REASONS: [&str; 7] = [
    "empty: no target",
    "character_score: Latin letters are 0.00 of the target's, not 0.9; untranslated: target is the source",
    "markup: target has <b>",
    "numbers: missing ١٥, added 16",
    "repetition: target repeats “the work”",
    "urls_emails: mofa.gov.qa is on the source alone",
    "length_ratio: 10 to 70 characters, not below 3; markup: target has &amp;",
];

fn tsv() -> String {
    let lines = PAIRS.iter().map(|(source, target)| format!("{source}\t{target}\n"));
    "source\ttarget\n".to_owned() + &lines.collect::<String>()
}

fn targets(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.target.as_str()).collect()
}

fn good() -> Vec<&'static str> {
    PAIRS[..3].iter().map(|(_, target)| *target).collect()
}

#[test]
fn good_pairs_are_kept_in_order_and_the_others_counted() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    let ran = folder.naql(&["corpus", "filter", "a.tsv"]).code(0);
    assert_eq!(targets(&ran.rows()), good());
    golden("corpus/ledger.txt", &ran.stderr);
    folder.naql(&["corpus", "filter", "a.tsv", "--quiet"]).code(0).stdout_is(&ran.stdout).stderr_is("");
}

#[test]
fn what_is_dropped_is_written_with_its_reasons() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    let ran = folder.naql(&["corpus", "filter", "a.tsv", "-o", "b.tsv", "-o", "c.jsonl", "--dropped", "d.tsv", "-q"]);
    ran.code(0).stdout_is("").stderr_is("");
    assert_eq!(folder.names(), ["a.tsv", "b.tsv", "c.jsonl", "d.tsv"]);
    assert_eq!(targets(&rows(&folder.read("b.tsv"))), good());
    assert_eq!(objects(&folder.read("c.jsonl")).len(), 3);
    let dropped = rows(&folder.read("d.tsv"));
    let reasons: Vec<&str> = dropped.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(reasons, REASONS);
    assert_eq!(targets(&dropped), PAIRS[3..].iter().map(|(_, target)| *target).collect::<Vec<_>>());
}

#[test]
fn the_ledger_is_written_as_json_and_adds_up() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    folder.naql(&["corpus", "filter", "a.tsv", "-o", "b.tsv", "--ledger", "l.json", "-q"]).code(0).stderr_is("");
    let ledger: serde_json::Value = serde_json::from_str(&folder.read("l.json")).unwrap();
    let count = |value: &serde_json::Value, key: &str| value[key].as_u64().unwrap();
    let filters = ledger["filters"].as_array().unwrap();
    let n_first: u64 = filters.iter().map(|tally| count(tally, "n_first")).sum();
    assert_eq!((count(&ledger, "n_read"), count(&ledger, "n_kept"), n_first), (10, 3, 7));
    let markup = filters.iter().find(|tally| tally["name"] == "markup").unwrap();
    assert_eq!(["n_kept", "n_dropped", "n_alone", "n_first"].map(|key| count(markup, key)), [8, 2, 1, 1]);
}

#[test]
fn what_was_dropped_and_what_was_kept_is_all_of_it() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    folder.naql(&["corpus", "filter", "a.tsv", "-o", "b.tsv", "--dropped", "d.tsv", "-q"]).code(0).stderr_is("");
    // Kept pairs are kept again, dropped ones dropped again.
    let kept = folder.naql(&["corpus", "filter", "b.tsv", "-q"]).code(0);
    kept.stdout_is(&folder.read("b.tsv"));
    assert!(folder.naql(&["corpus", "filter", "d.tsv", "-q"]).code(0).rows().is_empty());
    let [kept, dropped] = ["b.tsv", "d.tsv"].map(|name| rows(&folder.read(name)));
    let mut found: Vec<(&str, &str)> = kept.iter().chain(&dropped).map(|row| (&*row.source, &*row.target)).collect();
    let mut expected = PAIRS.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn threads_do_not_change_the_bytes() {
    let many: String = tsv().lines().skip(1).cycle().take(20_000).map(|line| format!("{line}\n")).collect();
    let folder = Folder::with(&[("a.tsv", &format!("source\ttarget\n{many}"))]);
    for threads in ["1", "2", "7"] {
        let (kept, dropped) = (format!("k{threads}.tsv"), format!("d{threads}.tsv"));
        let arguments = ["corpus", "filter", "a.tsv", "-q", "--threads", threads, "-o", &kept, "--dropped", &dropped];
        folder.naql(&arguments).code(0).stderr_is("");
        assert!(folder.read(&kept) == folder.read("k1.tsv"), "kept with {threads} threads");
        assert!(folder.read(&dropped) == folder.read("d1.tsv"), "dropped with {threads} threads");
    }
}

#[test]
fn a_configuration_changes_what_it_names() {
    let off = "[markup]\nentities = false\n[length_ratio]\nenabled = false\n[numbers]\nthreshold = 1\n";
    let folder = Folder::with(&[("a.tsv", &tsv()), ("f.toml", off), ("wrong.toml", "[markup]\nentites = false\n")]);
    let ran = folder.naql(&["corpus", "filter", "a.tsv", "--config", "f.toml", "-q"]).code(0);
    assert_eq!(targets(&ran.rows()), [&good()[..], &[PAIRS[6].1, PAIRS[9].1]].concat());
    let ran = folder.naql(&["corpus", "filter", "a.tsv", "--config", "wrong.toml"]).code(2).stdout_is("");
    let told = "naql: wrong.toml:2: there is no key of the filter markup named entites; did you mean entities?\n";
    ran.stderr_is(told);
    let ran = folder.naql(&["corpus", "filter", "a.tsv", "--config", "none.toml"]).code(3).stdout_is("");
    ran.stderr_has("cannot read none.toml; check the name, or make one with --print-config");
}

#[test]
fn the_default_configuration_is_printed_and_can_be_given_back() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    let printed = folder.naql(&["corpus", "filter", "--print-config"]).code(0).stderr_is("").stdout;
    golden("corpus/filters.toml", &printed);
    folder.write("f.toml", &printed);
    let expected = folder.naql(&["corpus", "filter", "a.tsv"]);
    let ran = folder.naql(&["corpus", "filter", "a.tsv", "--config", "f.toml"]).code(0);
    ran.stdout_is(&expected.stdout).stderr_is(&expected.stderr);
}

#[test]
fn inputs_that_cannot_be_read_are_named_and_the_others_done() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    let ran =
        folder.naql(&["corpus", "filter", "none.tsv", "a.tsv"]).code(1).stderr_has("naql: cannot read none.tsv: ");
    assert_eq!(targets(&ran.rows()), good());
    folder.write("out.tsv", "before");
    folder.naql(&["corpus", "filter", "none.tsv", "-o", "out.tsv"]).code(3).stdout_is("").stderr_has("none.tsv");
    assert_eq!(folder.read("out.tsv"), "before");
    assert_eq!(folder.names(), ["a.tsv", "out.tsv"]);
}

#[test]
fn outputs_are_not_inputs_and_each_is_one() {
    let folder = Folder::with(&[("a.tsv", &tsv()), ("f.toml", "")]);
    let table: [(&[&str], i32, &str); 10] = [
        (&["a.tsv", "-o", "x.db"], 2, "naql: x.db: translate and merge make stores; choose the extension of a format"),
        (&["a.tsv", "--dropped", "d.ar"], 2, "naql: d.ar: a Moses pair has no room for reasons"),
        (&["a.tsv", "-o", "./a.tsv"], 2, "naql: ./a.tsv is also an input; choose another name for the output"),
        (
            &["a.tsv", "-o", "b.tsv", "--dropped", "b.tsv"],
            2,
            "naql: b.tsv is to be written twice; give each output a name",
        ),
        (&["a.tsv", "-o", "b.ar", "--dropped", "b.en"], 2, "naql: b.en is to be written twice"),
        (&["a.tsv", "--config", "f.toml", "--ledger", "f.toml"], 2, "naql: f.toml is also an input"),
        (&["a.tsv", "-o", "b.txtx"], 2, "naql: cannot tell the format of b.txtx"),
        (&["a.tsv", "--dropped", "b.txtx"], 2, "naql: cannot tell the format of b.txtx"),
        (&["a.tsv", "--ledger", "none/l.json"], 3, "naql: cannot write none/l.json: "),
        (&[], 2, "required arguments were not provided"),
    ];
    for (arguments, code, told) in table {
        folder.naql(&[&["corpus", "filter"], arguments].concat()).code(code).stdout_is("").stderr_has(told);
    }
    assert_eq!(folder.names(), ["a.tsv", "f.toml"]);
}

#[test]
fn statistics_are_printed_and_written() {
    let folder = Folder::with(&[("a.tsv", &tsv())]);
    let ran = folder.naql(&["corpus", "stats", "a.tsv", "--json", "s.json", "--html", "s.html"]).code(0).stderr_is("");
    golden("corpus/stats.txt", &ran.stdout);
    let json = folder.read("s.json");
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!([&report["n_pairs"], &report["source"]["n_texts"], &report["target"]["n_texts"]], [10, 10, 9]);
    assert_eq!(folder.read("s.html").matches("</svg>").count(), 3, "words, characters, ratio; no scores");
    folder.naql(&["corpus", "stats", "a.tsv", "--json", "-", "--threads", "1"]).code(0).stdout_is(&json).stderr_is("");
    folder.naql(&["corpus", "stats", "a.tsv", "-q"]).code(0).stdout_is("").stderr_is("");
}

#[test]
fn statistics_of_what_cannot_be_read_are_not_written() {
    let folder = Folder::with(&[("a.tsv", &tsv()), ("s.json", "before")]);
    folder.naql(&["corpus", "stats", "none.tsv", "--json", "s.json"]).code(3).stdout_is("").stderr_has("none.tsv");
    assert_eq!(folder.read("s.json"), "before");
    folder.naql(&["corpus", "stats", "none.tsv", "a.tsv", "-q"]).code(1).stdout_is("").stderr_has("none.tsv");
    let told = "naql: a.tsv is also an input; choose another name for the output\n";
    folder.naql(&["corpus", "stats", "a.tsv", "--html", "a.tsv"]).code(2).stderr_is(told);
    assert_eq!(folder.names(), ["a.tsv", "s.json"]);
}

/// A corpus in three files, as `corpus split` makes them, and their ledger.
fn parted() -> Folder {
    let document = |name: &str| -> String { tsv().lines().skip(1).map(|line| format!("{name}\t{line}\n")).collect() };
    let pairs = ["a", "b", "c", "d", "e"].map(document).concat();
    let folder = Folder::with(&[("a.tsv", &format!("document_id\tsource\ttarget\n{pairs}"))]);
    let filter = ["corpus", "filter", "a.tsv", "-o", "b.tsv", "--ledger", "l.json", "-q"];
    folder.naql(&filter).code(0).stderr_is("");
    folder.naql(&["corpus", "split", "b.tsv", "-o", "parts", "--dev", "3", "--test", "3", "-q"]).code(0).stderr_is("");
    folder
}

#[test]
fn a_split_corpus_is_exported_with_its_card() {
    let folder = parted();
    folder.write("about.md", "Statements of a ministry.\n");
    let arguments =
        ["corpus", "export", "parts", "-o", "corpus", "--license", "CC-BY-4.0", "--description", "about.md"];
    let ran = folder.naql(&[&arguments[..], &["--ledger", "l.json"]].concat()).code(0).stderr_is("");
    golden("corpus/export.txt", &ran.stdout);
    golden("corpus/card.md", &folder.read("corpus/README.md"));
    let text = |part: &str, side: &str| folder.read(&format!("corpus/moses/{part}.{side}")).lines().count();
    let counts = ["train", "validation", "test"].map(|part| (text(part, "ar"), text(part, "en")));
    assert_eq!(counts, [(9, 9), (3, 3), (3, 3)]);
    let ran = folder.naql(&["export", "corpus/data/test-00000-of-00001.parquet", "-q"]).code(0);
    ran.stdout_is(&folder.read("parts/test.tsv"));
    // Once more, in its place, and the parts by name.
    let card = folder.read("corpus/README.md");
    let parts = ["corpus", "export", "parts/train.tsv", "--dev", "parts/dev.tsv", "--test", "parts/test.tsv", "-q"];
    let about = ["-o", "corpus", "--license", "cc-by-4.0", "--description", "about.md", "--ledger", "l.json"];
    folder.naql(&[&parts[..], &about].concat()).code(0).stdout_is("").stderr_is("");
    assert_eq!(folder.read("corpus/README.md"), card);
    assert_eq!(folder.names(), ["a.tsv", "about.md", "b.tsv", "corpus", "l.json", "parts"]);
}

#[test]
fn what_cannot_be_exported_is_told_and_nothing_made() {
    let folder = parted();
    folder.write("full/mine.txt", "mine");
    folder.write("no.json", "{}");
    folder.write("both/train.tsv", "");
    folder.write("both/train.jsonl", "");
    let table: [(&[&str], i32, &str); 10] = [
        (&["b.tsv"], 2, "required arguments were not provided"),
        (&["b.tsv", "--license", "my own"], 2, "is no licence identifier; give one such as cc-by-4.0"),
        (&["b.tsv", "--license", "other"], 2, "says nothing without its text; give it with --license-file"),
        (&["b.tsv", "none.tsv", "--license", "mit"], 3, "cannot read none.tsv"),
        (&["full", "--license", "mit"], 3, "no train, dev or test file of pairs is in full"),
        (&["both", "--license", "mit"], 2, "both/train.jsonl and both/train.tsv are both of one part"),
        (&["b.tsv", "--license", "mit", "--ledger", "no.json"], 3, "no.json: missing field `n_read`"),
        (&["b.tsv", "--license", "mit", "--name", "x", "-o", "full"], 3, "full: the folder has mine.txt in it, which"),
        (&["parts", "--license", "mit", "-o", "parts"], 2, "parts/train.tsv lies in parts; choose another folder"),
        (&["b.tsv", "--license", "mit", "-o", "a.tsv"], 3, "a.tsv: there is a file of that name"),
    ];
    let names = folder.names();
    for (arguments, code, told) in table {
        let output: &[&str] = if arguments.contains(&"-o") { &[] } else { &["-o", "corpus"] };
        folder.naql(&[&["corpus", "export"], arguments, output].concat()).code(code).stdout_is("").stderr_has(told);
        assert_eq!(folder.names(), names, "{arguments:?}");
    }
}
