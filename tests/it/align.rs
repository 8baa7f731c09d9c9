//! `naql align` and `naql score-links`.

use std::collections::BTreeSet;

use crate::harness::{COLUMNS, Folder, Ran, TINY, keys};

const SOURCE: &str = "اجتمع الوزير مع السفير في الدوحة\nووقعا اتفاقية قيمتها 240 مليون دولار\nوحضر الحفل سبعون ضيفا\n\
وعاد الوفد مساء\n";
const BRIDGE: &str = "The minister met the ambassador in Doha\nThey signed an agreement worth 240 million dollars\n\
Seventy guests attended the party\nThe delegation returned in the evening\n";
const TARGET: &str = "DOHA, 12 March\nThe minister met the ambassador in Doha.\nThey signed an agreement\n\
worth 240 million dollars.\nThe delegation returned in the evening.\n";
const GOLD: &str = "# by hand\n[]:[0]\n[0]:[1]\n[1]:[2,3]\n\n[2]:[]\n[3]:[4]\n";

fn folder() -> Folder {
    Folder::with(&[("ar.txt", SOURCE), ("via.txt", BRIDGE), ("en.txt", TARGET), ("gold", GOLD)])
}

fn align(folder: &Folder, more: &[&str]) -> Ran {
    folder.naql(&[&["align", "ar.txt", "en.txt", "--lines", "--via", "via.txt"], more].concat())
}

#[test]
fn links_are_all_that_standard_output_holds() {
    let folder = folder();
    let ran = align(&folder, &["--format", "links"]).code(0);
    let links: Vec<&str> = ran.stdout.lines().map(|line| line.rsplit_once(':').unwrap().0).collect();
    assert_eq!(links, ["[]:[0]", "[0]:[1]", "[1]:[2,3]", "[2]:[]", "[3]:[4]"]);
    ran.stderr_has("source: 104 characters: 47 linked 1:1, 36 m:n, 21 null");
}

#[test]
fn pairs_hold_what_the_links_say() {
    let folder = folder();
    let ran = align(&folder, &["-o", "out.jsonl", "--format", "tsv"]).code(0);
    assert_eq!(ran.stdout.lines().next().unwrap().split('\t').collect::<Vec<_>>(), COLUMNS);
    let written = folder.read("out.jsonl");
    let pairs: Vec<serde_json::Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(pairs.len(), 5);
    assert_eq!((&pairs[0]["source"], &pairs[0]["target"]), (&"".into(), &"DOHA, 12 March".into()));
    assert_eq!(pairs[2]["target"], "They signed an agreement worth 240 million dollars.");
    assert_eq!(pairs[3]["target"], serde_json::Value::Null);
    assert_eq!(pairs[3]["reason"], "no counterpart in the target");
    assert!(pairs.iter().all(|pair| (0.0..=1.0).contains(&pair["score"].as_f64().unwrap())));
}

#[test]
fn the_model_is_the_bridge_where_none_is_given() {
    let folder = folder();
    let arguments = ["align", "ar.txt", "en.txt", "--model", TINY, "--format", "links"];
    // The tiny model has no words for one of the segments, which is told and compared as it stands.
    let ran = folder.naql(&arguments).code(1).stderr_has("source segment 2 (from 0): the model gave no words for it");
    let mut sides = [BTreeSet::new(), BTreeSet::new()];
    for line in ran.stdout.lines() {
        for (side, list) in sides.iter_mut().zip(line.split(':')) {
            let inner = list.trim_matches(['[', ']']);
            inner.split(',').filter(|index| !index.is_empty()).for_each(|index| {
                assert!(side.insert(index.parse::<usize>().unwrap()), "{index} twice");
            });
        }
    }
    assert_eq!(sides.map(|side| side.into_iter().collect::<Vec<_>>()), [vec![0, 1, 2, 3], vec![0, 1, 2, 3, 4]]);
}

#[test]
fn an_empty_side_has_no_counterparts() {
    let folder = folder();
    folder.write("empty.txt", "\n");
    let ran = folder.naql(&["align", "ar.txt", "empty.txt", "--via", "via.txt", "--format", "links"]).code(0);
    assert_eq!(ran.stdout.lines().count(), 4);
    assert!(ran.stdout.lines().all(|line| line.contains("]:[]:")), "{}", ran.stdout);
}

#[test]
fn what_does_not_fit_is_named() {
    let folder = folder();
    folder.write("short.txt", "one line\n");
    let via = ["align", "ar.txt", "en.txt", "--lines", "--via", "short.txt"];
    folder.naql(&via).code(3).stdout_is("").stderr_has("short.txt: 1 line for 4 segments of the source");
    folder.naql(&["align", "ar.txt", "no.txt"]).code(3).stderr_has("no.txt");
    folder.naql(&["align", "-", "-"]).code(2).stderr_has("both be standard input");
    align(&folder, &["-o", "en.txt.db"]).code(2).stderr_has("en.txt.db: translate and merge make stores");
    folder.write("bad", "[0]:[1]\n0 1\n");
    folder.naql(&["score-links", "gold", "bad"]).code(3).stderr_has("bad:2: \"0 1\" is not a link");
}

#[test]
fn links_are_scored() {
    let folder = folder();
    folder.write("test", "[]:[0]\n[0]:[1]:0.9\n[1]:[2]:0.5\n[2]:[3]\n[3]:[4]\n");
    let ran = folder.naql(&["score-links", "gold", "test"]).code(0).stderr_is("");
    let expected = "        precision  recall      F1\nstrict     0.5000  0.6667  0.5714\n\
lax        0.7500  1.0000  0.8571\nnull       1.0000  0.5000  0.6667\n";
    ran.stdout_is(expected);
    let json = folder.naql(&["score-links", "gold", "test", "--json"]).code(0);
    assert_eq!(keys(json.stdout.trim()), ["strict", "lax", "null"]);
    assert!((json.objects()[0]["strict"]["f1"].as_f64().unwrap() - 4.0 / 7.0).abs() < 1e-12);
}
