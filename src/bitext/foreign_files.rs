//! Files of other tools: how they are read, and how those are refused that cannot be.

use std::fs;

use super::*;

/// Reads a file with this content, by its name; messages without the folder.
fn pairs(files: &[(&str, &[u8])]) -> Result<Vec<Pair>, String> {
    let folder = tempfile::tempdir().expect("a folder");
    files.iter().for_each(|(name, content)| fs::write(folder.path().join(name), content).expect("written"));
    let told = |error: BitextError| error.to_string().replace(&format!("{}/", folder.path().display()), "");
    read(&folder.path().join(files[0].0)).map_err(told)?.map(|pair| pair.map_err(told)).collect()
}

/// A pair as `document number source|target`.
fn line(pair: &Pair) -> String {
    let Pair { document_id, segment_id, source, target, .. } = pair;
    format!("{document_id} {segment_id} {source}|{}", target.as_deref().unwrap_or("none"))
}

#[track_caller]
fn check(name: &str, content: &str, expected: &[&str]) {
    let pairs = pairs(&[(name, content.as_bytes())]).expect("read");
    assert_eq!(pairs.iter().map(line).collect::<Vec<_>>(), expected, "{name}: {content:?}");
}

#[track_caller]
fn refused(name: &str, content: &str, expected: &str) {
    assert_eq!(pairs(&[(name, content.as_bytes())]).expect_err("refused"), expected, "{name}: {content:?}");
}

#[test]
fn columns_may_have_other_names_and_any_order() {
    check("x.tsv", "source\ttarget\nنص\ttext\nنص\t\n", &["x 1 نص|text", "x 2 نص|none"]);
    check("x.tsv", "\u{feff}URL\tTrg\tSRC\r\nu\ttext\tنص\r\n\r\n", &["x 1 نص|text"]);
    check("x.tsv", "English\tArabic\tid\tdoc\nt\tن\t7\td\nt\tن\t9\t\n", &["d 7 ن|t", "x 9 ن|t"]);
    check("x.tsv", "id\tar\tmt\na-1\tن\tt\na-2\tن\tt\n", &["x 1 ن|t", "x 2 ن|t"]);
    check("x.tsv", "source\tar\ttarget\nن\tم\tt\n", &["x 1 ن|t"]);
    check("x.csv", "id,en,ar\n3,\"a, \"\"b\"\"\nc\",ن\n", &["x 3 ن|a, \"b\"\nc"]);
    check("x.csv", "id;en;ar\r\n3;a,b;ن\r\n", &["x 3 ن|a,b"]);
    check("x.csv", "en\tar\na,b\tن\n", &["x 1 ن|a,b"]);
}

#[test]
fn a_backslash_of_others_is_a_backslash() {
    check("x.tsv", "source\ttarget\nن\\n\tC:\\temp\n", &["x 1 ن\\n|C:\\temp"]);
    check("x.tsv", "segment_id\tdocument_id\tsource\ttarget\n1\td\tن\\n\tC:\\\\temp\n", &["d 1 ن\n|C:\\temp"]);
    check("x.csv", "document_id,segment_id,source,target\nd,1,ن\\n,\n", &["d 1 ن\\n|none"]);
}

#[test]
fn without_a_header_the_arabic_column_is_the_source() {
    check("x.tsv", "نص\ttext\nنص\tb\n", &["x 1 نص|text", "x 2 نص|b"]);
    check("x.tsv", "text\tنص\n2025\tهو\n", &["x 1 نص|text", "x 2 هو|2025"]);
    check("x.csv", "2025,2025\ntext,نص\n", &["x 1 2025|2025", "x 2 نص|text"]);
}

#[test]
fn tables_are_refused_with_the_line() {
    let cases = [
        ("x.tsv", "", "x.tsv: it is empty; give it a header row with source and target"),
        ("x.csv", "", "x.csv: it is empty; give it a header row with source and target"),
        (
            "x.tsv",
            "a\tb\nc\td\n",
            "x.tsv:1: no header row, and which column is Arabic cannot be told; name the columns in a header row",
        ),
        (
            "x.tsv",
            "u\tنص\ttext\n",
            "x.tsv:1: no header row, and 3 columns instead of two; name the columns in a header row",
        ),
        ("x.csv", "نص\n", "x.csv:1: no header row, and 1 columns instead of two; name the columns in a header row"),
        (
            "x.tsv",
            "\nsource\tscore\n",
            "x.tsv:2: the header row names no column for the target (target, tgt, trg, en, english, mt); name it there",
        ),
        ("x.tsv", "en\ttarget\tEN\tar\n", "x.tsv:1: two columns are named \"en\"; rename one of them"),
        ("x.tsv", "source\ttarget\nن\tt\nن\n", "x.tsv:3: 1 cells in a table of 2 columns; correct the row"),
        ("x.tsv", "ن\tt\nن\tt\tu\n", "x.tsv:2: 3 cells in a table of 2 columns; correct the row"),
        ("x.csv", "source,target\n\"ن\nن\",t\nن\n", "x.csv:4: 1 cells in a table of 2 columns; correct the row"),
        (
            "x.tsv",
            "source\ttarget\tscore\nن\tt\thigh\n",
            "x.tsv:2: score \"high\" is not a number; correct it, or rename the column",
        ),
        (
            "x.csv",
            "source,target,segment_id\nن,t,a\n",
            "x.csv:2: segment id \"a\" is not a number up to 4294967295; correct it",
        ),
    ];
    for (name, content, expected) in cases {
        refused(name, content, expected);
    }
    let wide = "x.tsv:1: more than 1000 cells; check that the file is a table of pairs";
    refused("x.tsv", &"\t".repeat(1_000_000), wide);
    refused("x.csv", &format!("ar,en{}\n", ",".repeat(1000)), &wide.replace("tsv", "csv"));
    check("x.csv", &format!("ar,en{0}\nن,t{0}\n", ",".repeat(998)), &["x 1 ن|t"]);
    let told = |name, content: &[u8]| pairs(&[(name, content)]).expect_err("refused");
    assert_eq!(told("x.csv", b"source,target\na,b\n\xc7,\xe1\n"), "x.csv:3: not UTF-8; convert it to UTF-8");
    assert_eq!(told("x.csv", b"\xff\xfes\0"), "x.csv: it is UTF-16; convert it to UTF-8");
}

#[test]
fn objects_may_have_other_keys() {
    check("x.jsonl", "{\"translation\":{\"en\":\"t\",\"ar\":\"ن\"},\"id\":\"12\"}\n", &["x 12 ن|t"]);
    check("x.jsonl", "{\"translation\":{\"en\":null,\"ar\":\"ن\"}}\n", &["x 1 ن|none"]);
    check(
        "x.jsonl",
        "{\"Src\":\"ن\",\"MT\":\"t\",\"id\":\"a\",\"doc\":5}\n\n \r\n{\"source\":\"م\",\"target\":null}",
        &["5 1 ن|t", "x 2 م|none"],
    );
    check("x.ndjson", "{\"ar\":\"a\",\"source\":\"ن\",\"target\":\"t\",\"meta\":{\"x\":[1]}}\n", &["x 1 ن|t"]);
    check("x.jsonl", "", &[]);
}

#[test]
fn objects_are_refused_with_the_line() {
    let deep = "[".repeat(1_000_000);
    let (nbest, findings) = (
        r#"[{"target":"t","score":0,"log_prob":0,"n_tokens":1,"stop":"end","links":[[0,1,0,1]]}]"#,
        r#"[{"kind":"number","severity":"note","message":"","source_spans":[],"target_spans":[[0,2]]}]"#,
    );
    let sides = "{\"source\":\"ن\",\"target\":\"t\"";
    let cases = [
        (
            "{\"source\":\"ن\"".to_owned(),
            "not a JSON object: EOF while parsing an object (column 14); put one object on each line",
        ),
        (
            "[1]".to_owned(),
            "not a JSON object: invalid type: sequence, expected a map (column 0); put one object on each line",
        ),
        (
            format!("{{\"a\":{deep}"),
            "not a JSON object: recursion limit exceeded (column 132); put one object on each line",
        ),
        (
            "{\"target\":\"t\"}".to_owned(),
            "no key for the source (source, src, ar, arabic, or translation); add it, with null where there is none",
        ),
        ("{\"source\":[1],\"target\":\"t\"}".to_owned(), "source is a list, not a text; correct it"),
        (format!("{sides},\"segment_id\":-1}}"), "segment id \"-1\" is not a number up to 4294967295; correct it"),
        (format!("{sides},\"nbest\":{nbest}}}"), "bytes 0..1 are no part of the text; correct it"),
        (
            format!("{sides},\"nbest\":{}}}", nbest.replace("end", "x")),
            "stop \"x\" is none of end, max-tokens; correct it",
        ),
        (format!("{sides},\"findings\":{findings}}}"), "bytes 0..2 are no part of the text; correct it"),
        (
            format!("{sides},\"findings\":{}}}", findings.replace("number", "x")),
            "kind of a finding \"x\" is not known; correct it",
        ),
        (format!("{sides},\"notes\":[1]}}"), "notes: invalid type: integer `1`, expected a string; correct it"),
    ];
    for (content, expected) in cases {
        refused("x.jsonl", &format!("\n{content}"), &format!("x.jsonl:2: {expected}"));
    }
}

#[test]
fn lines_of_two_files_are_pairs() {
    let both = |name: &str, source: &str, target: &str| {
        let other = if name.ends_with("ar") { "x.en" } else { "x.ar" };
        let (first, second) = if name.ends_with("ar") { (source, target) } else { (target, source) };
        let pairs = pairs(&[(name, first.as_bytes()), (other, second.as_bytes())]);
        pairs.map(|pairs| pairs.iter().map(line).collect::<Vec<_>>())
    };
    let expected = Ok(vec!["x 1 ن|t".to_owned(), "x 3 م|none".to_owned(), "x 4 |u".to_owned()]);
    assert_eq!(both("x.ar", "ن\n\nم\n\n", "t\r\n\r\n\r\nu"), expected);
    assert_eq!(both("x.en", "ن\n\nم\n\n", "t\r\n\r\n\r\nu"), expected);
    assert_eq!(both("x.ar", "", ""), Ok(vec![]));
    let counts = "x.ar has 1 lines, and x.en 2; make the lines match";
    assert_eq!(both("x.ar", "ن\n", "t\nu"), Err(format!("x.ar: {counts}")));
    assert_eq!(both("x.en", "ن\n", "t\nu"), Err(format!("x.en: {counts}")));
    let error = pairs(&[("x.ar", b"")]).expect_err("one file");
    assert!(error.starts_with("cannot read x.en: "), "{error}");
    let error = pairs(&[("x.ar", b"a\n\xff\n"), ("x.en", b"a\nb\n")]).expect_err("not UTF-8");
    assert_eq!(error, "x.ar:2: not UTF-8; convert it to UTF-8");
}

#[test]
fn pairs_come_before_the_file_is_read_to_its_end() {
    let (tsv, jsonl) = ("ن\tt\n".repeat(100_000), "{\"ar\":\"ن\",\"en\":\"t\"}\n".repeat(100_000));
    let files = [
        ("x.tsv", format!("source\ttarget\n{tsv}\u{1}\n")),
        ("x.csv", format!("source,target\n{}\u{1}\n", tsv.replace('\t', ","))),
        ("x.jsonl", format!("{jsonl}\u{1}\n")),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        let pairs: Vec<bool> = read(&path).expect("opened").map(|pair| pair.is_ok()).collect();
        assert_eq!(pairs.len(), 100_001, "{name}");
        assert_eq!(pairs.iter().position(|is_ok| !is_ok), Some(100_000), "{name}");
    }
}

#[test]
fn formats_that_need_files_say_so() {
    let cases = [
        (Format::Moses, "cannot write moses to standard output: it is two files; name a file with -o"),
        (Format::Parquet, "cannot write parquet to standard output: it is not text; name a file with -o"),
    ];
    for (format, expected) in cases {
        assert_eq!(Output::stdout(format, 80).err().expect("refused").to_string(), expected);
    }
}

#[test]
fn formats_that_are_only_written_say_so() {
    let expected = "cannot read pairs from x.html: html is only written; give it as .tsv, ";
    let error = pairs(&[("x.html", b"")]).expect_err("only written");
    assert!(error.starts_with(expected), "{error}");
}
