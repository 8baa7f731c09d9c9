//! Inputs and outputs that are not as they should be: each is named with the next step, and nothing disappears.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::harness::{Folder, ROOT, Ran, Row, TINY, is_unseen, rows};

const SENTENCE: &str = "قال الوزير إن العمل مستمر في البلد.";

/// The only row.
#[track_caller]
fn row(ran: &Ran) -> Row {
    let mut rows = ran.rows();
    ran.check(rows.len() == 1, "expected one pair");
    rows.remove(0)
}

#[test]
fn inputs_that_are_no_text_are_named() {
    let folder = Folder::new();
    folder.write("empty.txt", "");
    folder.write("blank.txt", " \r\n\t\u{feff}\n");
    folder.write("none/x.pdf", "%PDF-1.7");
    folder.write("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3");
    folder.write("a.bin", (0..=255).collect::<Vec<u8>>());
    folder.write("report.txt", "نص.");
    let empty = "empty; check that it was saved, or leave it out";
    let table = [
        ("empty.txt", empty),
        ("blank.txt", empty),
        ("none", "no .txt or .md file in this folder; to read a file of another kind as plain text, name it"),
        ("a.pdf", "looks like a PDF file, not plain text; save it as plain text (UTF-8) first"),
        ("a.bin", "looks like binary data, not plain text; give a plain text file instead"),
        ("*.doc", "no file fits this pattern; check the pattern, or name a file or folder"),
        ("zzz/y.txt", "no such file or folder; the folder zzz does not exist either, so check the path"),
    ];
    for (input, reason) in table {
        let message = format!("naql: {input}: {reason}\n");
        let summary = "translated 0, reused 0, failed 0\n";
        folder.translate(&[input, "-q"]).code(3).stdout_is("").stderr_is(&format!("{message}{summary}"));
        folder.naql(&["segment", input]).code(3).stdout_is("").stderr_is(&message);
    }
    folder.translate(&["reprot.txt"]).code(3).stderr_has("did you mean report.txt?");
    folder.translate(&["missing"]).code(3).stderr_has("naql: missing: no such file or folder; it was looked for in /");
    folder.translate(&[""]).code(3).stderr_has("an argument is empty; name a file, a folder, a pattern, or `-`");
    folder.naql_with_stdin(&["translate", "--model", TINY], "").code(3).stderr_has(&format!("naql: stdin: {empty}"));
}

#[test]
fn other_encodings_are_converted_and_noted() {
    let folder = Folder::new();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{SENTENCE}\r\n").encode_utf16().flat_map(bytes).collect();
    let windows = b"\xde\xc7\xe1 \xc7\xe1\xe6\xd2\xed\xd1 \xc5\xe4 \xc7\xe1\xda\xe3\xe1 \xe3\xd3\xca\xe3\xd1 \xdd\xed \
        \xc7\xe1\xc8\xe1\xcf.";
    let table: [(&str, Vec<u8>); 3] = [
        ("UTF-16 LE", utf16(u16::to_le_bytes)),
        ("UTF-16 BE", utf16(u16::to_be_bytes)),
        ("Windows-1256", windows.to_vec()),
    ];
    for (encoding, bytes) in table {
        folder.write("a.txt", bytes);
        let note = format!("naql: note: a.txt: read as {encoding} and converted to UTF-8\n");
        let ran = folder.translate(&["a.txt"]).code(0).stderr_has(&note);
        assert_eq!(row(&ran).source, SENTENCE);
        folder.naql(&["segment", "a.txt"]).code(0).stdout_is(&format!("{SENTENCE}\n")).stderr_is(&note);
    }
}

#[test]
fn broken_utf8_is_mended_and_noted() {
    let folder = Folder::new();
    folder.write("a.txt", [SENTENCE.as_bytes(), b" \xff ", SENTENCE.as_bytes()].concat());
    let note = format!("1 broken byte was replaced by U+FFFD, at byte offset {}\n", SENTENCE.len() + 1);
    let ran = folder.translate(&["a.txt", "--lines"]).code(0).stderr_has(&format!("a.txt: not quite UTF-8: {note}"));
    assert_eq!(row(&ran).source, format!("{SENTENCE} \u{fffd} {SENTENCE}"));
}

/// The tiny model as one that takes and gives short parts, so that megabytes take seconds.
fn short_model(folder: &Folder) -> String {
    for file in std::fs::read_dir(TINY).unwrap().map(|entry| entry.unwrap()) {
        folder.write(format!("short/{}", file.file_name().display()), std::fs::read(file.path()).unwrap());
    }
    folder.write("short/naql.toml", "max_source_tokens = 16\n");
    let generation = folder.read("short/generation_config.json").replace("\"max_length\": 40", "\"max_length\": 12");
    folder.write("short/generation_config.json", generation);
    folder.path("short").display().to_string()
}

#[test]
fn two_megabytes_without_punctuation_or_without_a_space_are_translated_whole() {
    let seed = std::fs::read_to_string(format!("{ROOT}/seeds/qatar-us-statement.ar.txt")).unwrap();
    let words: Vec<&str> = seed.split(|c| !('ء'..='ي').contains(&c)).filter(|word| !word.is_empty()).collect();
    let folder = Folder::new();
    let model = short_model(&folder);
    for between in [" ", ""] {
        let once = format!("{}{between}", words.join(between));
        let text = once.repeat(2_000_000usize.div_ceil(once.len()));
        let text = text.trim_end();
        folder.write("a.txt", text);
        let arguments = ["translate", "--model", &model, "a.txt", "--beam", "1", "--nbest", "1", "--format", "jsonl"];
        let object = &folder.naql(&arguments).code(0).objects()[0];
        assert!(object["source"] == text && object["status"] == "done");
        let links = object["nbest"][0]["links"].as_array().unwrap();
        let at = |link: usize, idx: usize| usize::try_from(links[link][idx].as_u64().unwrap()).unwrap();
        let n_gaps = (1..links.len()).filter(|&link| at(link, 0) > at(link - 1, 1) + 2000).count();
        assert!(links.len() > 10_000 && at(0, 0) < 200 && at(links.len() - 1, 1) > text.len() - 200);
        assert_eq!(n_gaps, 0, "no stretch of the source is without a target");
    }
}

#[test]
fn a_translation_at_the_limit_of_the_model_says_so() {
    let folder = Folder::new();
    let model = short_model(&folder);
    folder.write("a.txt", format!("قال الوزير.\n{}", "قال الوزير إن العمل مستمر ".repeat(4)));
    let rows = folder.naql(&["translate", "--model", &model, "--lines", "a.txt"]).code(0).rows();
    let limit = "the translation stopped at the model's limit of length and may be cut off";
    assert_eq!([rows[0].reason.as_str(), rows[1].reason.as_str()], [limit, limit]);
}

#[test]
fn a_segment_for_which_the_model_has_no_words_fails_and_the_others_are_done() {
    let folder = Folder::with(&[("a.txt", "• بند\nقال الوزير.")]);
    let ran = folder.translate(&["a.txt", "--lines", "--beam", "1"]).code(1);
    let reason = "the model gave no words for it";
    let ran = ran
        .stderr_has(&format!("naql: a.txt segment 1: {reason}\n"))
        .stderr_has("\ntranslated 1, reused 0, failed 1\n");
    let rows = ran.rows();
    let failed = (rows[0].status.as_str(), rows[0].target.as_str(), rows[0].score, rows[0].reason.as_str());
    assert_eq!(failed, ("failed", "", None, reason));
    assert_eq!((rows[1].status.as_str(), rows[1].target.is_empty()), ("done", false));
    let json = folder.translate(&["a.txt", "--lines", "--beam", "1", "--format", "jsonl"]).code(1).objects();
    assert!(json[0]["target"].is_null() && json[0]["score"].is_null());
    let pairs = folder.translate(&["a.txt", "--lines", "--beam", "1", "--format", "pairs"]).code(1);
    pairs.check(pairs.stdout.contains(&format!("\u{2066}! failed: {reason}\u{2069}\n")), "expected the failure");
}

#[test]
fn what_holds_no_arabic_is_passed_and_marked() {
    let (none, figures) = ("no Arabic letters", "no Arabic letters; figures written in Western digits");
    let table = [
        ("The talks were held in Doha.", "The talks were held in Doha.", none),
        ("+974 4444 0000", "+974 4444 0000", none),
        ("١٢٣٤", "1234", figures),
        ("۲۰۲۵/۱/۱", "2025/1/1", figures),
        ("\u{64e}\u{651}\u{64f}", "\u{64e}\u{651}\u{64f}", none),
        ("…", "…", none),
        ("😀", "😀", none),
    ];
    let folder = Folder::new();
    for (source, target, reason) in table {
        folder.write("a.txt", source);
        let ran = folder.translate(&["a.txt"]).code(0).stderr_has("naql: 1 document, 1 segment, 1 passed over (");
        let row = row(&ran);
        assert_eq!((row.source.as_str(), row.target.as_str()), (source, target));
        assert_eq!((row.status.as_str(), row.reason.as_str(), row.score), ("passed", reason, None));
    }
}

/// Everything in a text that could steer a terminal or turn its lines around.
const STEERING: &str = "\u{1b}[31mقال\u{202e} الوزير القطري\u{200b}\u{7} إن\u{9b}2J العمل\u{2066}\u{200f} مستمر في \
    جميع المجالات التي تهم الشعبين وتعزز الأمن والسلام في المنطقة\u{8}.";

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let folder = Folder::new();
    let name = "\u{1b}]0;x\u{7}\u{202e}a.txt";
    folder.write(name, STEERING);
    folder.write(format!("{name}.bin"), b"\0\0");
    let inputs = [name, &format!("{name}.bin"), &format!("{name}.none")];
    let ran = folder.translate(&[&inputs[..], &["--format", "pairs"]].concat()).code(1);
    let isolates = ['\u{2066}', '\u{2067}', '\u{2069}', '\n', '\u{200b}'];
    let steers = |c: &char| is_unseen(*c) && !isolates.contains(c);
    ran.check(!ran.stdout.chars().any(|c| steers(&c)), "expected nothing that steers on stdout");
    ran.check(!ran.stderr.chars().any(|c| steers(&c)), "expected nothing that steers on stderr");
    let opened = ran.stdout.matches(['\u{2066}', '\u{2067}']).count();
    ran.check(opened > 0 && ran.stdout.matches('\u{2069}').count() == opened, "expected closed isolates");
    ran.check(ran.stdout.contains('␛') && ran.stderr.contains("␛]0;x␇a.txt.bin: "), "expected pictures");
}

#[test]
fn control_characters_are_data_in_data() {
    let folder = Folder::new();
    folder.write("a.txt", STEERING);
    assert_eq!(row(&folder.translate(&["a.txt", "--lines"])).source, STEERING);
    let json = folder.translate(&["a.txt", "--lines", "--format", "jsonl"]);
    assert_eq!(json.objects()[0]["source"], STEERING);
}

#[test]
fn outputs_that_cannot_be_made_are_named() {
    let folder = Folder::with(&[("a.txt", SENTENCE)]);
    std::fs::create_dir(folder.path("d.tsv")).unwrap();
    let table = [
        ("a.txt/x.tsv", "Not a directory (os error 20); choose a folder that exists and that you may write to"),
        ("none/x.tsv", "No such file or directory (os error 2); choose a folder that exists and that you may write to"),
        ("d.tsv", "it is a folder; choose another name"),
    ];
    for (output, reason) in table {
        let message = format!("naql: cannot write {output}: {reason}\n");
        folder.translate(&["a.txt", "-o", output]).code(3).stdout_is("").stderr_is(&message);
    }
    #[cfg(target_os = "linux")]
    folder.translate(&["a.txt", "-o", "/proc/x.tsv"]).code(3).stderr_has("naql: cannot write /proc/x.tsv: ");
    assert_eq!(folder.names(), ["a.txt", "d.tsv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::with(&[("a.txt", SENTENCE)]);
    let full = "No space left on device (os error 28); make room there or choose another place\n";
    for name in ["full.tsv", "full.jsonl"] {
        std::os::unix::fs::symlink("/dev/full", folder.path(name)).unwrap();
        let message = format!("naql: cannot write {name}: {full}");
        folder.translate(&["a.txt", "-o", name]).code(3).stderr_is(&message);
    }
    for arguments in [&["translate", "--model", TINY, "a.txt"][..], &["segment", "a.txt"]] {
        let mut command = folder.command(arguments);
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        Ran::of(command).code(3).stderr_is(&format!("naql: cannot write standard output: {full}"));
    }
}

/// One output that cannot be written is named at the end, and the other is whole.
#[cfg(target_os = "linux")]
#[test]
fn one_full_disk_does_not_cost_the_other_output() {
    let folder = Folder::with(&[("a.txt", SENTENCE)]);
    std::os::unix::fs::symlink("/dev/full", folder.path("full.jsonl")).unwrap();
    let ran = folder.translate(&["a.txt", "-o", "full.jsonl", "-o", "ok.tsv"]).code(3);
    ran.stderr_has("naql: cannot write full.jsonl: No space left on device")
        .stderr_has("translated 1, ")
        .code(3)
        .stdout_is("");
    assert_eq!(rows(&folder.read("ok.tsv")).len(), 1);
}

/// Interrupted while it waits for text: the unfinished output is removed, and the one that was there stays.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::with(&[("out.tsv", "before")]);
        let mut command = folder.command(&["translate", "--model", TINY, "-", "-o", "out.tsv"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while folder.names().len() < 2 {
            std::thread::yield_now();
        }
        let kill = format!("kill {signal} {}", child.id());
        assert!(std::process::Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
        // Held open, so that the text does not end before the signal has arrived.
        let stdin = child.stdin.take();
        Ran::to_end(child).code(130).stderr_is("");
        drop(stdin);
        assert_eq!(folder.names(), ["out.tsv"]);
        assert_eq!(folder.read("out.tsv"), "before");
    }
}

#[test]
fn a_reader_that_goes_early_is_no_error() {
    let folder = Folder::with(&[("a.txt", &format!("{SENTENCE}\n").repeat(4000))]);
    let translate = |format| vec!["translate", "--model", TINY, "--beam", "1", "a.txt", "--format", format];
    for arguments in [translate("tsv"), translate("jsonl"), translate("pairs"), vec!["segment", "a.txt"]] {
        let mut child = folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        Ran::to_end(child).code(0).stderr_is("");
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = Folder::with(&[("a.txt", SENTENCE), ("c.txt", SENTENCE)]);
    folder.write("b.txt", b"%PDF-1.7");
    for inputs in [&["a.txt", "b.txt", "none.txt", "c.txt"][..], &[".", "none.txt"]] {
        let ran = folder.translate(inputs).code(1);
        let ids: Vec<_> = ran.rows().into_iter().map(|row| row.document_id).collect();
        assert_eq!(ids, ["a.txt", "c.txt"]);
        let ran = ran.stderr_has("naql: b.txt: looks like a PDF file, not plain text; ");
        let ran = ran.stderr_has("naql: none.txt: no such file or folder; ");
        let _ = ran.stderr_has("2 segments, unread inputs 2 (");
        folder.naql(&[&["segment"], inputs].concat()).code(1).stdout_is(&format!("{SENTENCE}\n{SENTENCE}\n"));
    }
}

#[test]
fn where_nothing_was_read_nothing_is_replaced() {
    let folder = Folder::with(&[("a.txt", ""), ("x.tsv", "the work of yesterday")]);
    for input in ["a.txt", "none.txt"] {
        folder.translate(&[input, "-o", "x.tsv", "-o", "y.jsonl"]).code(3).stdout_is("");
        assert_eq!(folder.read("x.tsv"), "the work of yesterday");
    }
    assert_eq!(folder.names(), ["a.txt", "x.tsv"]);
}
