//! `naql score`: translations and references in, scores with signatures out.

use serde_json::Value;

use crate::harness::{Folder, keys};

const HYPOTHESIS: &str = "The minister said that the work goes on.\nالعمل مستمر.\nIt cost $1,000.50 in 2024.\n";
const OTHER: &str = "The minister says it goes on.\nالعمل\nIt cost a lot.\n";
const REFERENCE: &str = "The minister said that the work continues.\nإن العمل مستمر.\nIn 2024 it cost $1,000.50.\n";
const SECOND: &str = "The work goes on, the minister said.\n\nIt cost 1000.5 dollars in 2024.\n";

fn folder() -> Folder {
    Folder::with(&[("hyp.txt", HYPOTHESIS), ("other.txt", OTHER), ("ref.txt", REFERENCE), ("second.txt", SECOND)])
}

/// The objects of the array on standard output.
fn scores(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let ran = folder.naql(&[&["score"], arguments, &["--json"]].concat()).code(0).stderr_is("");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap()
}

/// The scores are those that sacreBLEU 2.6.0 gives for these files.
#[test]
fn json_is_an_array_of_unrounded_scores_with_signatures() {
    let folder = folder();
    let found = scores(&folder, &["hyp.txt", "-r", "ref.txt"]);
    let expected = [
        ("BLEU", 49.796329779421775, "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"),
        ("chrF2", 75.5966949141708, "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0"),
        ("TER", 46.666666666666664, "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0"),
    ];
    assert_eq!(found.len(), expected.len());
    for (found, (name, score, signature)) in found.iter().zip(expected) {
        assert_eq!(found["name"], name);
        assert_eq!(number(found, "score"), score, "{name}");
        assert_eq!(found["signature"], signature);
    }
    let one = scores(&folder, &["hyp.txt", "-r", "ref.txt", "-m", "ter"]);
    assert_eq!(one, found[2..], "one metric is an array too");
    assert_eq!(keys(&one[0].to_string()).len(), 3, "nothing that was not asked for");
}

#[test]
fn text_has_a_line_for_each_metric() {
    let arguments = ["score", "hyp.txt", "-r", "ref.txt", "-m", "ter", "bleu", "--short"];
    let expected = "BLEU|#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0      = 49.80 78.9/56.2/46.2/30.0 (BP = 1.000 ratio = 1.000 hyp_len = 19 ref_len = 19)\n\
                    TER|#:1|c:lc|t:tercom|nr:no|pn:yes|as:no|v:2.6.0 = 46.67\n";
    folder().naql(&arguments).code(0).stdout_is(expected).stderr_is("");
}

#[test]
fn settings_reach_their_metrics() {
    let folder = folder();
    let table: [(&[&str], &str, &str); 5] = [
        (
            &["-m", "bleu", "--tokenize", "intl", "--lowercase", "--smooth-method", "add-k", "--effective-order"],
            "BLEU",
            "nrefs:1|case:lc|eff:yes|tok:intl|smooth:add-k[1.00]|version:2.6.0",
        ),
        (
            &["-m", "bleu", "--smooth-method", "floor", "--smooth-value", "0.25"],
            "BLEU",
            "nrefs:1|case:mixed|eff:no|tok:13a|smooth:floor[0.25]|version:2.6.0",
        ),
        (
            &["-m", "chrf", "--chrf-word-order", "2", "--chrf-whitespace", "--chrf-lowercase"],
            "chrF2++",
            "nrefs:1|case:lc|eff:yes|nc:6|nw:2|space:yes|version:2.6.0",
        ),
        (
            &["-m", "chrf", "--chrf-char-order", "4", "--chrf-beta", "3", "--chrf-eps-smoothing"],
            "chrF3",
            "nrefs:1|case:mixed|eff:no|nc:4|nw:0|space:no|version:2.6.0",
        ),
        (
            &["-m", "ter", "--ter-normalized", "--ter-no-punct", "--ter-asian-support", "--ter-case-sensitive"],
            "TER",
            "nrefs:1|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|version:2.6.0",
        ),
    ];
    for (arguments, name, signature) in table {
        let found = scores(&folder, &[&["hyp.txt", "-r", "ref.txt"], arguments].concat());
        assert_eq!((&found[0]["name"], &found[0]["signature"]), (&name.into(), &signature.into()), "{arguments:?}");
    }
}

#[test]
fn a_segment_may_lack_one_of_several_references() {
    let folder = folder();
    let arguments = ["hyp.txt", "-r", "ref.txt", "-r", "second.txt", "-m", "ter"];
    let empty = scores(&folder, &arguments);
    let lacking = scores(&folder, &[&arguments[..], &["--skip-empty-refs"]].concat());
    assert!(empty[0]["signature"].as_str().unwrap().starts_with("nrefs:2|"));
    assert!(lacking[0]["signature"].as_str().unwrap().starts_with("nrefs:var|"));
    assert!(number(&empty[0], "score") > number(&lacking[0], "score"), "the empty reference makes the mean shorter");
    let alone = ["score", "hyp.txt", "-r", "second.txt", "--skip-empty-refs"];
    folder.naql(&alone).code(3).stdout_is("").stderr_has("naql: segment 2 has no reference;");
}

#[test]
fn segments_are_scored_by_themselves() {
    let folder = folder();
    let found = scores(&folder, &["hyp.txt", "-r", "ref.txt", "--sentence-level"]);
    assert_eq!(found.len(), 9);
    assert_eq!((&found[3]["segment"], &found[3]["name"]), (&2.into(), &"BLEU".into()));
    assert!(found[0]["signature"].as_str().unwrap().contains("eff:yes"));
    let ran = folder.naql(&["score", "hyp.txt", "-r", "ref.txt", "--sentence-level", "-m", "ter", "--short"]).code(0);
    ran.stdout_is("segment\tTER|#:1|c:lc|t:tercom|nr:no|pn:yes|as:no|v:2.6.0\n1\t28.57\n2\t33.33\n3\t80.00\n");
}

#[test]
fn a_single_system_gets_an_interval() {
    let found = scores(&folder(), &["hyp.txt", "-r", "ref.txt", "--confidence", "--confidence-n", "50", "--seed", "7"]);
    for score in &found {
        assert!(score["signature"].as_str().unwrap().starts_with("nrefs:1|bs:50|seed:7|"));
        assert!(number(score, "confidence_mean") > 0.0 && number(score, "confidence_var") > 0.0);
    }
}

#[test]
fn systems_are_compared_with_the_first() {
    let folder = folder();
    for (test, n, begin) in
        [("--paired-bs", "--paired-bs-n", "nrefs:1|bs:60"), ("--paired-ar", "--paired-ar-n", "nrefs:1|ar:60")]
    {
        let arguments = ["hyp.txt", "other.txt", "-r", "ref.txt", "-m", "bleu,chrf", test, n, "60"];
        let found = scores(&folder, &arguments);
        let systems: Vec<&str> = found.iter().map(|score| score["system"].as_str().unwrap()).collect();
        assert_eq!(systems, ["hyp.txt", "hyp.txt", "other.txt", "other.txt"]);
        for score in &found {
            assert!(score["signature"].as_str().unwrap().starts_with(begin));
            let is_baseline = score["system"] == "hyp.txt";
            assert_eq!(score["p_value"].is_null(), is_baseline, "only against the baseline");
            assert_eq!(score["confidence_mean"].is_null(), test == "--paired-ar");
        }
        let shown = folder.naql(&[&["score"], &arguments[..]].concat()).code(0).stderr_is("");
        shown.check(shown.stdout.contains("\n  other.txt  ") && shown.stdout.contains("(p = "), "a line for each");
    }
    let several = scores(&folder, &["hyp.txt", "other.txt", "-r", "ref.txt", "-m", "ter"]);
    assert!(several.iter().all(|score| score["p_value"].is_null()), "no test that was not asked for");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = folder();
    let arguments = ["score", "hyp.txt", "other.txt", "-r", "ref.txt", "--paired-bs", "--json", "--threads"];
    let one = folder.naql(&[&arguments[..], &["1"]].concat()).code(0);
    folder.naql(&[&arguments[..], &["4"]].concat()).code(0).stdout_is(&one.stdout);
}

#[test]
fn targets_of_pairs_and_standard_input_are_scored_like_lines() {
    let folder = folder();
    let rows: String = HYPOTHESIS.lines().map(|line| format!("نص\t{line}\n")).collect();
    folder.write("pairs.tsv", format!("source\ttarget\n{rows}").as_bytes());
    folder.write("windows.txt", HYPOTHESIS.replace('\n', " \r\n").as_bytes());
    let expected = folder.naql(&["score", "hyp.txt", "-r", "ref.txt"]).code(0).stdout;
    for hypothesis in ["pairs.tsv", "windows.txt"] {
        folder.naql(&["score", hypothesis, "-r", "ref.txt"]).code(0).stdout_is(&expected);
    }
    folder.naql_with_stdin(&["score", "-", "-r", "ref.txt"], HYPOTHESIS).code(0).stdout_is(&expected);
}

#[test]
fn what_cannot_be_scored_is_named() {
    let folder = folder();
    folder.write("short.txt", b"one\n");
    folder.write("empty.txt", b"");
    folder.write("latin.txt", b"ok\ncaf\xe9\n");
    let table: [(&[&str], i32, &str); 9] = [
        (
            &["short.txt", "-r", "ref.txt"],
            3,
            "naql: short.txt has 1 segments and ref.txt has 3; a score needs the same segments in both, one a line\n",
        ),
        (&["hyp.txt", "-r", "ref.txt", "-r", "short.txt"], 3, "naql: short.txt has 1 segments and ref.txt has 3;"),
        (&["empty.txt", "-r", "empty.txt"], 3, "naql: empty.txt has no segments;"),
        (&["hyp.txt", "-r", "none.txt"], 3, "naql: cannot read none.txt:"),
        (&["latin.txt", "-r", "ref.txt"], 3, "naql: latin.txt:2: this line is not UTF-8;"),
        (&["hyp.txt", "-r", "ref.txt", "--paired-bs"], 2, "naql: a paired test needs several HYP;"),
        (&["hyp.txt", "other.txt", "-r", "ref.txt", "--confidence"], 2, "naql: --confidence is for one HYP;"),
        (&["hyp.txt", "hyp.txt", "-r", "ref.txt"], 2, "naql: hyp.txt is given twice;"),
        (&["hyp.txt", "-r", "ref.txt", "--smooth-value", "1"], 2, "naql: --smooth-value is for --smooth-method"),
    ];
    for (arguments, code, message) in table {
        folder.naql(&[&["score"], arguments].concat()).code(code).stdout_is("").stderr_has(message);
    }
}

#[test]
fn text_that_was_tokenised_is_noted() {
    let folder = folder();
    folder.write("tokenized.txt", "a b .\n".repeat(100).as_bytes());
    let arguments = ["score", "tokenized.txt", "-r", "tokenized.txt", "-m", "ter"];
    let note = "naql: note: tokenized.txt: 100 lines or more end with a full stop behind a space;";
    folder.naql(&arguments).code(0).stderr_has(note);
    for flag in ["--force", "-q"] {
        folder.naql(&[&arguments[..], &[flag]].concat()).code(0).stderr_is("");
    }
}
