//! `naql segment`: texts in, segments out.

use crate::harness::{Folder, Ran, keys};

const TEXT: &str = "البيان الختامي\n\nقال الوزير إن العمل مستمر. وغادر الوفد الدوحة مساء.\n\n1. تعزيز التعاون\n2. دعم \
السلام\n";
const LINES: [&str; 5] =
    ["البيان الختامي", "قال الوزير إن العمل مستمر.", "وغادر الوفد الدوحة مساء.", "1. تعزيز التعاون", "2. دعم السلام"];

fn lines(segments: &[&str]) -> String {
    segments.iter().map(|segment| format!("{segment}\n")).collect()
}

#[test]
fn a_line_for_each_segment() {
    let folder = Folder::with(&[("a.txt", TEXT)]);
    folder.naql(&["segment", "a.txt"]).code(0).stdout_is(&lines(&LINES)).stderr_is("");
}

#[test]
fn standard_input_is_read_where_it_is_named_or_nothing_is() {
    let folder = Folder::new();
    for arguments in [&["segment", "-"][..], &["segment"]] {
        folder.naql_with_stdin(arguments, TEXT).code(0).stdout_is(&lines(&LINES)).stderr_is("");
    }
    let ran = folder.naql_with_stdin(&["segment", "--json"], TEXT).code(0);
    assert_eq!(ran.objects()[0]["document_id"], "stdin");
}

#[test]
fn json_has_the_keys_that_the_help_names_and_offsets_into_the_file() {
    let text = format!("  {TEXT}\r\n• بند أول\r\n");
    let folder = Folder::with(&[("a.txt", &text)]);
    let ran = folder.naql(&["segment", "--json", "a.txt"]).code(0).stderr_is("");
    for line in ran.stdout.lines() {
        assert_eq!(keys(line), ["document_id", "segment_id", "kind", "start", "end", "text"]);
    }
    let objects = ran.objects();
    for (idx, object) in objects.iter().enumerate() {
        let at = |key: &str| usize::try_from(object[key].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], object["text"].as_str().unwrap());
        assert_eq!((at("segment_id"), object["document_id"].as_str().unwrap()), (idx + 1, "a.txt"));
    }
    let kinds: Vec<_> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["heading", "sentence", "sentence", "list item", "list item", "list item"]);
}

#[test]
fn several_files_come_in_their_order() {
    let folder = Folder::with(&[("b.txt", "ثانيا."), ("a.txt", "أولا."), ("sub/c.md", "ثالثا.")]);
    folder.naql(&["segment", "b.txt", "a.txt", "sub"]).code(0).stdout_is("ثانيا.\nأولا.\nثالثا.\n");
    let json = folder.naql(&["segment", "--json", "."]).code(0);
    let ids: Vec<_> = json.objects().iter().map(|object| object["document_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["a.txt", "b.txt", "sub/c.md"]);
}

#[test]
fn english_has_rules_of_its_own() {
    let folder = Folder::with(&[("a.txt", "Dr. Smith met Mr. Rubio at 5 p.m. They agreed. The U.S. side left.\n")]);
    let expected = ["Dr. Smith met Mr. Rubio at 5 p.m.", "They agreed.", "The U.S. side left."];
    folder.naql(&["segment", "--lang", "en", "a.txt"]).code(0).stdout_is(&lines(&expected));
}

#[test]
fn notes_are_printed_unless_quiet_and_errors_always() {
    let folder = Folder::new();
    folder.write("w.txt", b"\xd3\xe1\xc7\xe3");
    let arguments = ["segment", "w.txt", "none.txt"];
    let note = "naql: note: w.txt: read as Windows-1256 and converted to UTF-8\n";
    let loud = folder.naql(&arguments).code(1).stdout_is("سلام\n").stderr_has(note);
    let quiet = folder.naql(&[&arguments[..], &["-q"]].concat()).code(1).stdout_is("سلام\n");
    quiet.check(quiet.stderr == loud.stderr.replace(note, ""), "expected errors alone");
    quiet.check(quiet.stderr.starts_with("naql: none.txt: no such file or folder; "), "expected the missing file");
}

#[test]
fn nothing_readable_is_exit_code_3() {
    Folder::new().naql(&["segment", "none.txt"]).code(3).stdout_is("").stderr_has("none.txt: no such file");
}

#[test]
fn the_seed_statement_has_18_segments() {
    let seed = format!("{}/seeds/qatar-us-statement.ar.txt", crate::harness::ROOT);
    let ran: Ran = Folder::new().naql(&["segment", &seed]).code(0).stderr_is("");
    assert_eq!(ran.stdout.lines().count(), 18);
}
