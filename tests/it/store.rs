//! Runs into a store: they are broken off, killed, resumed, shared out and merged, and end with the same bytes.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::harness::{Folder, TINY, objects};

/// Lines of progress that come at the least in the run that is killed, which has more writes than that.
const N_KILLS: usize = 50;

/// Documents of which some texts are the same, and some change from one to the next.
fn statements(n_documents: usize) -> Folder {
    let folder = Folder::new();
    let words = ["قال", "الوزير", "العمل", "مستمر", "وغادر", "الوفد", "الدوحة", "مساء", "تعزيز", "التعاون"];
    for document in 0..n_documents {
        let mut text = String::from("قال الوزير إن العمل مستمر.\n");
        for segment in 0..6 {
            let word = |step: usize| words[(document * step + segment * 3 + step) % words.len()];
            writeln!(text, "{} {} {} {document}.", word(1), word(3), word(7)).unwrap();
        }
        folder.write(format!("in/{document:02}.txt"), text);
    }
    folder
}

#[track_caller]
fn last_line(stderr: &str) -> &str {
    stderr.lines().last().expect("a last line")
}

#[test]
fn the_same_command_goes_on_and_a_changed_file_costs_its_changed_segments() {
    let folder = statements(4);
    let command = ["in", "-o", "run.db", "-o", "out.tsv", "--quiet"];
    let first = folder.translate(&command);
    assert_eq!(last_line(&first.stderr), "translated 25, reused 3, failed 0");
    let (tsv, store) = (folder.read("out.tsv"), std::fs::read(folder.path("run.db")).unwrap());
    let again = folder.translate(&command).code(0);
    assert_eq!(last_line(&again.stderr), "translated 0, reused 28, failed 0");
    assert_eq!(folder.read("out.tsv"), tsv);
    assert_eq!(std::fs::read(folder.path("run.db")).unwrap(), store, "nothing is written where nothing is new");
    folder.write("in/00.txt", format!("{}تعزيز السلام.\n", folder.read("in/00.txt")));
    let changed = folder.translate(&command).code(0);
    assert_eq!(last_line(&changed.stderr), "translated 1, reused 28, failed 0");
    assert_eq!(folder.names(), ["in", "out.tsv", "run.db"], "a store at rest is one file");
}

#[test]
fn the_outputs_of_a_run_are_the_same_with_a_store_and_without_one() {
    let folder = statements(3);
    let names = ["x.tsv", "x.csv", "x.jsonl", "x.tmx", "x.xlf", "x.ar", "x.parquet"];
    for (place, store) in [("stored", &["-o", "run.db"][..]), ("direct", &[])] {
        std::fs::create_dir(folder.path(place)).unwrap();
        let paths = names.map(|name| format!("{place}/{name}"));
        let outputs: Vec<&str> = paths.iter().flat_map(|path| ["-o", path]).collect();
        folder.translate(&[&["in", "--nbest", "2", "-q"], store, &outputs].concat()).code(0);
    }
    for name in names.into_iter().chain(["x.en"]) {
        let read = |place: &str| std::fs::read(folder.path(format!("{place}/{name}"))).unwrap();
        assert!(read("stored") == read("direct"), "{name} differs");
    }
}

#[test]
fn an_export_leaves_its_inputs_and_stores_alone() {
    let folder = Folder::with(&[("x.ar", "نص\n"), ("x.en", "text\n")]);
    let table = [
        (&["x.ar", "-o", "x.ar"][..], "x.ar is also an input; choose another name for the output"),
        (&["x.ar", "-o", "x.en"], "x.en is also an input"),
        (&["x.en", "-o", "./x.ar"], "./x.ar is also an input"),
        (&["x.ar", "-o", "run.db"], "run.db: translate and merge make stores"),
        (&["x.ar", "-o", "y.ar", "-o", "y.en"], "y.en is to be written twice"),
    ];
    for (arguments, message) in table {
        let _ = folder.naql(&[&["export"], arguments].concat()).code(2).stderr_has(message);
    }
    let _ = folder.translate(&["x.ar", "-o", "x.en"]).code(2).stderr_has("x.en is also an input");
    assert_eq!((folder.read("x.ar"), folder.read("x.en")), ("نص\n".to_owned(), "text\n".to_owned()));
    let told = folder.naql(&["export", "x.en", "-o", "y.jsonl"]).code(0);
    assert_eq!(told.stderr, "exported 1 pair\n");
    assert_eq!(folder.names(), ["x.ar", "x.en", "y.jsonl"]);
}

#[test]
fn a_run_that_is_killed_anywhere_loses_nothing_and_ends_with_the_same_bytes() {
    let folder = statements(10);
    // For some texts the tiny model has no words, so that failures are in it too.
    folder.translate(&["in", "-o", "whole.db", "-o", "whole.jsonl", "-q"]).code(1);
    let whole = folder.read("whole.jsonl");
    let mut seed = 12345_usize;
    for kill in 0..N_KILLS {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = (seed >> 33) % 30 + 1;
        let (store, output) = (format!("{kill}.db"), format!("{kill}.jsonl"));
        let n_done = killed(&folder, &["in", "-o", &store, "-o", &output], after);
        let resumed = folder.translate(&["in", "-o", &store, "-o", &output, "-q"]).code(1);
        let summary = last_line(&resumed.stderr);
        let n_kept = number_after(summary, "reused ") + number_after(summary, "failed ");
        resumed.check(n_kept >= n_done, &format!("expected at least the {n_done} segments that were reported"));
        assert!(folder.read(&output) == whole, "killed after line {after}");
    }
}

/// Kills a run after so many lines of progress, and gives the segments that the last of them called done.
fn killed(folder: &Folder, arguments: &[&str], after: usize) -> usize {
    let how = ["--window", "2", "--progress-every", "0"];
    let mut command = folder.command(&[&["translate", "--model", TINY], arguments, &how].concat());
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let progress = lines.filter(|line| line.contains(" of 10 documents, ")).take(after);
    let last = progress.last().expect("a line of progress");
    child.kill().unwrap();
    child.wait().unwrap();
    number_after(&last, "documents, ")
}

fn number_after(line: &str, mark: &str) -> usize {
    let (_, rest) = line.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {line}"));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn shards_that_are_merged_are_the_whole() {
    let folder = statements(7);
    let _ = folder.translate(&["in", "-o", "whole.db", "-q"]);
    for shard in 1..=3 {
        let _ = folder.translate(&["in", "-o", &format!("{shard}.db"), "--shard", &format!("{shard}/3"), "-q"]);
    }
    folder.naql(&["merge", "1.db", "2.db", "3.db", "-o", "all.db"]).code(0).stderr_has("merged 3 stores: 7 documents");
    let all = folder.naql(&["export", "all.db"]).code(0);
    let _ = folder.naql(&["export", "whole.db"]).code(0).stdout_is(&all.stdout).stderr_has("exported 49 pairs");
    let _ = folder.naql(&["merge", "1.db", "-o", "all.db"]).code(3).stderr_has("all.db is there already");
    let _ = folder.translate(&["in", "--shard", "4/3"]).code(2).stderr_has("a shard is written i/n");
}

#[test]
fn a_store_that_cannot_be_used_is_named_and_left_as_it_is() {
    let folder = statements(1);
    folder.write("text.db", "this is no database, but long enough to be looked at as one".repeat(20));
    let table = [
        ("text.db", "text.db is not a store of naql: it is no SQLite database, or is damaged; choose another name"),
        ("none/run.db", "cannot open none/run.db: "),
    ];
    for (store, message) in table {
        let _ = folder.translate(&["in", "-o", store]).code(3).stderr_has(message);
    }
    let _ = folder.translate(&["in", "-o", "a.db", "-o", "b.db"]).code(2).stderr_has("one run works in one store");
    let _ = folder.naql(&["export", "x.db"]).code(3).stderr_has("x.db: no such store");
}

#[test]
fn a_second_run_into_the_same_store_is_refused() {
    let folder = statements(1);
    let mut command = folder.command(&["translate", "--model", TINY, "-", "-o", "run.db", "-q"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The first run waits for its input and holds the store as soon as its file is there.
    while !folder.path("run.db").exists() {
        std::thread::yield_now();
    }
    let _ = folder.translate(&["in", "-o", "run.db"]).code(3).stderr_has("run.db is in use by another run");
    drop(child.stdin.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    child.wait().unwrap();
    assert_eq!(last_line(&told), "translated 0, reused 0, failed 0");
}

#[test]
fn requests_are_answered_in_order_and_errors_by_line() {
    let folder = Folder::new();
    let requests = "{\"id\":7,\"text\":\"وغادر.\\n\\nقال الوزير.\"}\n\"2024\"\nnot JSON\n{\"id\":\"x\"}\n[1]\n\
                    {\"id\":null,\"text\":\"\"}\n";
    let ran = folder.naql_with_stdin(&["translate", "--model", TINY, "--jsonl"], requests).code(1);
    let answers = objects(&ran.stdout);
    assert_eq!(answers.len(), 6);
    assert_eq!(answers[0]["id"], 7);
    let pairs = answers[0]["pairs"].as_array().unwrap();
    let targets: Vec<&str> = pairs.iter().map(|pair| pair["target"].as_str().unwrap()).collect();
    assert_eq!(answers[0]["target"], targets.join("\n\n"));
    assert_eq!(answers[1]["target"], "2024");
    for (idx, problem) in [(2, "line 3: not JSON"), (3, "line 4: it has no text"), (4, "line 5: neither an object")] {
        assert!(answers[idx]["error"].as_str().unwrap().starts_with(problem), "{}", answers[idx]);
    }
    assert_eq!((answers[3]["id"].as_str(), answers[5]["target"].as_str()), (Some("x"), Some("")));
    assert_eq!(last_line(&ran.stderr), "translated 3, reused 0, failed 0");
}

/// The first Ctrl-C ends a run after its batch: what was counted is kept, nothing is exported, and the run goes on.
#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_it_counted() {
    let folder = statements(40);
    let arguments = ["translate", "--model", TINY, "in", "-o", "run.db", "-o", "out.tsv"];
    let how = ["--window", "8", "--progress-every", "0"];
    let mut child = folder.command(&[&arguments[..], &how].concat()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    lines.find(|line| line.contains(" of 40 documents, ")).expect("a line of progress");
    std::process::Command::new("/bin/kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let rest: Vec<String> = lines.collect();
    let summary = rest.last().unwrap();
    let n_done = ["translated ", "reused ", "failed "].map(|mark| number_after(summary, mark)).iter().sum::<usize>();
    let code = child.wait().unwrap().code();
    if code == Some(130) {
        assert!(n_done < 280 && rest.iter().any(|line| line.starts_with("naql: interrupted")), "{rest:?}");
        assert!(!folder.path("out.tsv").exists(), "nothing is exported");
    } else {
        assert_eq!(n_done, 280, "it was faster than the signal: {rest:?}");
    }
    let resumed = folder.translate(&["in", "-o", "run.db", "-o", "out.tsv", "-q"]);
    let summary = last_line(&resumed.stderr);
    assert!(number_after(summary, "reused ") + number_after(summary, "failed ") >= n_done, "{summary} after {n_done}");
    assert_eq!(folder.read("out.tsv").lines().count(), 281);
}
