//! Tests of the store: what goes in comes out, and what can happen to a file.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::bitext::{Pair, Status};
use crate::check::{Finding, FindingKind, Severity};
use crate::decode::{Stop, WordLink};
use crate::engine::{Hypothesis, Outcome};
use crate::text::{Document, DocumentId, Lang, Segment, SegmentId, SegmentKind, Span};

const SIGNATURE: &str = "model:x|beam:4";

fn document(name: &str, text: &str) -> Document {
    Document { id: DocumentId(name.to_owned()), lang: Lang::Arabic, text: text.to_owned() }
}

/// A segment for each word.
fn words(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let id = SegmentId(segments.len() as u32 + 1);
        segments.push(Segment { id, span: Span::new(start, start + word.len()), kind: SegmentKind::Heading });
    }
    segments
}

fn hypothesis(text: &str) -> Hypothesis {
    let links = vec![WordLink { source: Span::new(0, 2), target: Span::new(0, 1) }];
    Hypothesis { text: text.to_owned(), tokens: vec![5, 0], log_prob: -1.25, score: -0.1, stop: Stop::MaxTokens, links }
}

fn done(text: &str) -> Outcome {
    Outcome::Done { nbest: vec![hypothesis(text), hypothesis("second")], caution: Some("beware") }
}

fn record(store: &mut Store, source: &str, outcome: &Outcome, n_best: usize) {
    let engine = store.engine(SIGNATURE).expect("an engine");
    let finding = Finding {
        kind: FindingKind::Number,
        severity: Severity::Warning,
        source_spans: vec![Span::new(0, 2)],
        target_spans: vec![],
        message: "look".to_owned(),
    };
    let findings = if matches!(outcome, Outcome::Done { .. }) { vec![finding] } else { Vec::new() };
    store.record(&[Translated { source, outcome, findings }], engine, n_best).expect("recorded");
}

fn all(path: &Path) -> Vec<Pair> {
    pairs(path, Selection::ALL).expect("opened").collect::<Result<_, _>>().expect("read")
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn store(&self, name: &str) -> Store {
        Store::open(&self.path(name)).expect("opened")
    }
}

/// Puts a document of words, of which those in `translated` are done.
fn put(store: &mut Store, name: &str, text: &str, translated: &[&str]) {
    let engine = store.engine(SIGNATURE).expect("an engine");
    store.put(&document(name, text), &words(text), engine).expect("put");
    translated.iter().for_each(|source| record(store, source, &done(&format!("({source})")), 2));
}

#[test]
fn what_goes_in_comes_out() {
    let place = Place::new();
    let mut store = place.store("run.db");
    put(&mut store, "b.txt", "نص x نص\t\u{1}", &["نص"]);
    put(&mut store, "a.txt", "غيره", &[]);
    record(&mut store, "x", &Outcome::Passed { target: "x".to_owned(), reason: "no Arabic letters" }, 2);
    record(&mut store, "غيره", &Outcome::Failed { reason: "too long".to_owned() }, 2);
    let found = all(store.path());
    let ids: Vec<_> = found.iter().map(|pair| (pair.document_id.0.as_str(), pair.segment_id.0)).collect();
    assert_eq!(ids, [("a.txt", 1), ("b.txt", 1), ("b.txt", 2), ("b.txt", 3), ("b.txt", 4)]);

    let text = "نص x نص\t\u{1}";
    let (document, segments) = (document("b.txt", text), words(text));
    let expected = Pair::new(&document, &segments[0], &done("(نص)"), SIGNATURE).with_nbest(&done("(نص)"));
    assert_eq!(found[1].findings.len(), 1);
    assert_eq!(Pair { findings: Vec::new(), ..found[1].clone() }, expected);
    assert_eq!((found[2].status, found[2].reason.as_deref()), (Status::Passed, Some("no Arabic letters")));
    assert_eq!((found[0].status, found[0].target.as_deref()), (Status::Failed, None));
    assert_eq!((found[4].status, found[4].source.as_str()), (Status::Untranslated, "\u{1}"));
    drop(store);
    let names = fs::read_dir(place.0.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["run.db"], "a store at rest is one file");
    assert_eq!(all(&place.path("run.db")), found);
    assert_eq!(fs::read_dir(place.0.path()).expect("a folder").count(), 1, "reading leaves nothing behind");
}

#[test]
fn what_is_known_depends_on_the_text_the_engine_and_the_hypotheses_wanted() {
    let place = Place::new();
    let mut store = place.store("run.db");
    let engine = store.engine(SIGNATURE).expect("an engine");
    let other = store.engine("model:y").expect("an engine");
    record(&mut store, "نص", &done("text"), 2);
    record(&mut store, "x", &Outcome::Failed { reason: "no".to_owned() }, 0);
    let known = |source: &str, engine, n_best| store.known(source, engine, n_best).expect("known");
    assert_eq!(known("نص", engine, 0), Known::Done);
    assert_eq!(known("نص", engine, 2), Known::Done);
    assert_eq!(known("نص", engine, 3), Known::Nothing);
    assert_eq!(known("نص", other, 0), Known::Nothing);
    assert_eq!(known("نصّ", engine, 0), Known::Nothing);
    assert_eq!(known("x", engine, 5), Known::Failed);
}

#[test]
fn a_document_that_changes_keeps_what_was_done() {
    let place = Place::new();
    let mut store = place.store("run.db");
    put(&mut store, "a.txt", "ا ب ج", &["ا", "ب", "ج"]);
    put(&mut store, "a.txt", "ج د", &[]);
    let found = all(store.path());
    let seen: Vec<_> = found.iter().map(|pair| (pair.source.as_str(), pair.status)).collect();
    assert_eq!(seen, [("ج", Status::Done), ("د", Status::Untranslated)]);
}

#[test]
fn documents_come_in_the_order_that_is_wanted() {
    let place = Place::new();
    let mut store = place.store("run.db");
    ["a", "b", "c"].iter().for_each(|name| put(&mut store, name, "ا", &[]));
    let documents = Some(["c", "x", "a"].map(|name| DocumentId(name.to_owned())).to_vec());
    let found = pairs(store.path(), Selection { documents, ..Selection::ALL }).expect("opened");
    let names: Vec<String> = found.map(|pair| pair.expect("read").document_id.0).collect();
    assert_eq!(names, ["c", "a"]);
}

#[test]
fn long_documents_are_read_in_pages() {
    let place = Place::new();
    let mut store = place.store("run.db");
    let text = "ا ب ".repeat(700);
    put(&mut store, "a", &text, &["ا"]);
    put(&mut store, "b", "", &[]);
    put(&mut store, "c", "ج", &[]);
    let numbers: Vec<u32> = all(store.path()).iter().map(|pair| pair.segment_id.0).collect();
    assert_eq!(numbers, (1..=1400).chain([1]).collect::<Vec<_>>());
}

#[test]
fn the_last_decision_counts_while_the_source_is_the_same() {
    let place = Place::new();
    let mut store = place.store("run.db");
    put(&mut store, "a", "ا ب", &["ا", "ب"]);
    let decide = |store: &Store, verdict: &str, target: Option<&str>, source: &str| {
        let values = rusqlite::params![hash(source), verdict, target];
        let insert = "INSERT INTO review (document, segment, source_sha256, verdict, target, comment, at)
            VALUES (1, 1, ?1, ?2, ?3, 'why', '2026-01-31T12:00:00Z')";
        store.db.execute(insert, values).expect("decided");
    };
    let first = |store: &Store| all(store.path())[0].clone();
    decide(&store, "accept", None, "ا");
    assert_eq!(first(&store).status, Status::Reviewed);
    decide(&store, "edit", Some("by hand"), "ا");
    assert_eq!((first(&store).target.as_deref(), first(&store).notes), (Some("by hand"), vec!["why".to_owned()]));
    decide(&store, "final", None, "another");
    assert_eq!(first(&store).status, Status::Done);
}

#[test]
fn two_runs_do_not_meet() {
    let place = Place::new();
    let store = place.store("run.db");
    let error = Store::open(&place.path("run.db")).err().expect("locked").to_string();
    assert!(error.ends_with("run.db is in use by another run; wait until that has ended, or stop it"), "{error}");
    drop(store);
    place.store("run.db");
}

#[test]
fn what_is_no_store_is_left_alone() {
    let place = Place::new();
    let foreign = Connection::open(place.path("foreign.db")).expect("opened");
    foreign.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("filled");
    drop(foreign);
    fs::write(place.path("text.db"), "نص ".repeat(1000)).expect("written");
    let newer = place.store("newer.db");
    newer.db.pragma_update(None, "user_version", 99).expect("set");
    drop(newer);
    let table = [
        ("foreign.db", "is not a store of naql: it is the database of another program; choose another name"),
        ("text.db", "is not a store of naql: it is no SQLite database, or is damaged; choose another name"),
        ("newer.db", "was made by a newer naql (its version is 99, this program knows 1); update naql"),
        ("none/run.db", "choose a folder that exists and that you may write to"),
    ];
    for (name, expected) in table {
        let before = fs::read(place.path(name)).ok();
        let error = Store::open(&place.path(name)).err().expect("refused").to_string();
        assert!(error.ends_with(expected), "{error}");
        assert_eq!(fs::read(place.path(name)).ok(), before, "{name} is as it was");
    }
    let error = pairs(&place.path("x.db"), Selection::ALL).err().expect("none").to_string();
    assert!(error.contains("x.db: no such store; check the name"), "{error}");
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let place = Place::new();
    let mut store = place.store("run.db");
    let text: String = (0..300).map(|number| format!("كلمة{number} ")).collect();
    put(&mut store, "a", &text, &["كلمة1", "كلمة2"]);
    drop(store);
    let whole = fs::read(place.path("run.db")).expect("read");
    let sound = all(&place.path("run.db"));
    let mut n_refused = 0;
    for at in (0..whole.len()).step_by(397) {
        let mut bytes = whole.clone();
        bytes[at..(at + 64).min(whole.len())].fill(0xa5);
        fs::write(place.path("run.db"), &bytes).expect("written");
        let read = pairs(&place.path("run.db"), Selection::ALL).map_err(crate::bitext::BitextError::from);
        match read.and_then(|pairs| pairs.collect::<Result<Vec<_>, _>>()) {
            Ok(pairs) => assert!(pairs.len() <= sound.len()),
            Err(error) => {
                n_refused += 1;
                assert!(error.to_string().contains("run.db"), "{error}");
            }
        }
    }
    assert!(n_refused > 10, "{n_refused}");
}

#[test]
fn a_full_disk_loses_nothing_that_was_done() {
    let place = Place::new();
    let mut store = place.store("run.db");
    put(&mut store, "a", "ا ب", &["ا", "ب"]);
    let n_pages: i64 = store.db.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("counted");
    store.db.pragma_update(None, "max_page_count", n_pages).expect("set");
    let engine = store.engine(SIGNATURE).expect("an engine");
    let long = "طويل ".repeat(5000);
    let error = store.put(&document("b", &long), &words(&long), engine).expect_err("full").to_string();
    assert!(
        error.ends_with("the disk is full; make room and run the same command again, nothing that was done is lost")
    );
    drop(store);
    let statuses: Vec<Status> = all(&place.path("run.db")).iter().map(|pair| pair.status).collect();
    assert_eq!(statuses, [Status::Done, Status::Done]);
}

#[test]
fn parts_become_one_whatever_their_order() {
    let place = Place::new();
    let mut whole = place.store("whole.db");
    for (name, text) in [("a", "ا ب"), ("b", "ب ج"), ("c", "د")] {
        put(&mut whole, name, text, &["ا", "ب", "ج"]);
    }
    let mut first = place.store("1.db");
    put(&mut first, "b", "ب ج", &["ب", "ج"]);
    put(&mut first, "c", "د", &[]);
    let mut second = place.store("2.db");
    put(&mut second, "a", "ا ب", &["ا"]);
    record(&mut second, "ب", &Outcome::Failed { reason: "no".to_owned() }, 2);
    put(&mut second, "c", "د", &[]);
    drop((first, second));
    for (idx, order) in [["1.db", "2.db"], ["2.db", "1.db"]].into_iter().enumerate() {
        let output = place.path(&format!("all{idx}.db"));
        let merged = merge(&order.map(|name| place.path(name)), &output).expect("merged");
        assert_eq!(merged, Merged { n_documents: 3, n_translations: 3 });
        assert_eq!(all(&output), all(whole.path()));
        let error = merge(&[place.path("1.db")], &output).expect_err("taken").to_string();
        assert!(error.ends_with("is there already; remove it or choose another name"), "{error}");
    }
}

#[test]
fn parts_that_contradict_each_other_are_named() {
    let place = Place::new();
    for (name, text) in [("1.db", "ا ب"), ("2.db", "ا ج"), ("3.db", "ا ب")] {
        put(&mut place.store(name), "a.txt", text, &[]);
    }
    let mut cut = place.store("3.db");
    let engine = cut.engine(SIGNATURE).expect("an engine");
    cut.put(&document("a.txt", "ا ب"), &words("ا"), engine).expect("put");
    drop(cut);
    for other in ["2.db", "3.db"] {
        let error = merge(&[place.path("1.db"), place.path(other)], &place.path("all.db")).expect_err("refused");
        assert!(error.to_string().contains("have different texts of the document a.txt"), "{error}");
        assert!(!place.path("all.db").exists());
        assert!(matches!(error, StoreError::Conflict { first, .. } if first.ends_with("1.db")));
    }
}
