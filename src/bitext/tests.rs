//! Tests of the formats: what each writes for pairs with everything difficult in them.

use std::sync::{Arc, Mutex};

use super::*;
use crate::decode::{Stop, WordLink};
use crate::engine::{self, Outcome};
use crate::text::{Document, DocumentId, Lang, Segment, SegmentId, SegmentKind, Span};

fn document(text: &str) -> Document {
    Document { id: DocumentId("a/b.txt".to_owned()), lang: Lang::Arabic, text: text.to_owned() }
}

fn segment(document: &Document) -> Segment {
    Segment { id: SegmentId(3), span: Span::new(0, document.text.len()), kind: SegmentKind::ListItem }
}

fn hypothesis(text: &str, stop: Stop) -> engine::Hypothesis {
    let links = vec![WordLink { source: Span::new(0, 2), target: Span::new(0, 1) }];
    engine::Hypothesis { text: text.to_owned(), tokens: vec![5, 0], log_prob: -1.0, score: -0.5, stop, links }
}

fn pair(source: &str, outcome: &Outcome) -> Pair {
    let document = document(source);
    Pair::new(&document, &segment(&document), outcome, "model:x|beam:4").with_nbest(outcome)
}

/// A sink that can be looked into.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn written(format: Format, pairs: &[Pair], width: usize) -> String {
    let out = Shared::default();
    let mut writer = format.writer(vec![Box::new(out.clone())], width);
    writer.begin().expect("written");
    pairs.iter().for_each(|pair| writer.pair(pair).expect("written"));
    writer.finish().expect("written");
    let bytes = out.0.lock().expect("not poisoned").clone();
    String::from_utf8(bytes).expect("UTF-8")
}

fn difficult() -> Vec<Pair> {
    let done = Outcome::Done {
        nbest: vec![hypothesis("a \\ b", Stop::EndToken), hypothesis("second", Stop::MaxTokens)],
        caution: None,
    };
    let passed = Outcome::Passed { target: "x\ty".to_owned(), reason: "no Arabic letters" };
    let failed = Outcome::Failed { reason: "too\nlong".to_owned() };
    let cut_off = Outcome::Done {
        nbest: vec![hypothesis("cut", Stop::MaxTokens)],
        caution: Some("the translation stopped at the model's limit of length and may be cut off"),
    };
    vec![pair("قال\t\r\nهو", &done), pair("x\ty", &passed), pair("نص", &failed), pair("نص", &cut_off)]
}

#[test]
fn tsv_has_a_line_for_each_pair_and_nine_fields_in_it() {
    let expected = "\
document_id\tsegment_id\tkind\tsource\ttarget\tscore\tstatus\treason\tsignature
a/b.txt\t3\tlist item\tقال\\t\\r\\nهو\ta \\\\ b\t-0.5\tdone\t\tmodel:x|beam:4
a/b.txt\t3\tlist item\tx\\ty\tx\\ty\t\tpassed\tno Arabic letters\tmodel:x|beam:4
a/b.txt\t3\tlist item\tنص\t\t\tfailed\ttoo\\nlong\tmodel:x|beam:4
a/b.txt\t3\tlist item\tنص\tcut\t-0.5\tdone\tthe translation stopped at the model's limit of length and may be cut off\t\
model:x|beam:4
";
    assert_eq!(written(Format::Tsv, &difficult(), 0), expected);
}

#[test]
fn jsonl_has_the_columns_as_keys_in_their_order() {
    let expected = r#"{"document_id":"a/b.txt","segment_id":3,"kind":"list item","source":"قال\t\r\nهو","target":"a \\ b","score":-0.5,"status":"done","reason":null,"signature":"model:x|beam:4","nbest":[{"target":"a \\ b","score":-0.5,"log_prob":-1.0,"n_tokens":2,"stop":"end","links":[[0,2,0,1]]},{"target":"second","score":-0.5,"log_prob":-1.0,"n_tokens":2,"stop":"max-tokens","links":[[0,2,0,1]]}]}
{"document_id":"a/b.txt","segment_id":3,"kind":"list item","source":"x\ty","target":"x\ty","score":null,"status":"passed","reason":"no Arabic letters","signature":"model:x|beam:4"}
{"document_id":"a/b.txt","segment_id":3,"kind":"list item","source":"نص","target":null,"score":null,"status":"failed","reason":"too\nlong","signature":"model:x|beam:4"}
"#;
    assert_eq!(written(Format::Jsonl, &difficult()[..3], 0), expected);
}

#[test]
fn pairs_are_numbered_wrapped_and_isolated() {
    let expected = "\
a/b.txt

   3  \u{2067}قال   هو\u{2069}
      \u{2066}a \\ b\u{2069}
  #2  \u{2066}(-0.50) second …\u{2069}

   3  \u{2067}x y\u{2069}
      \u{2066}= passed over: no\u{2069}
      \u{2066}Arabic letters\u{2069}

   3  \u{2067}نص\u{2069}
      \u{2066}! failed: too long\u{2069}

   3  \u{2067}نص\u{2069}
      \u{2066}cut\u{2069}
   !  \u{2066}the translation\u{2069}
      \u{2066}stopped at the\u{2069}
      \u{2066}model's limit of\u{2069}
      \u{2066}length and may be\u{2069}
      \u{2066}cut off\u{2069}

";
    assert_eq!(written(Format::Pairs, &difficult(), 0), expected);
}

#[test]
fn formats_are_known_by_their_extension() {
    assert_eq!(Format::of_path(Path::new("x/y.TSV")).expect("known"), Format::Tsv);
    assert_eq!(Format::of_path(Path::new("y.jsonl")).expect("known"), Format::Jsonl);
    assert_eq!(Format::of_path(Path::new("y.SdlXliff")).expect("known"), Format::Xliff);
    assert_eq!(Format::of_output(Path::new("y.xliff")).expect("known"), Format::Xliff);
    let error = Format::of_output(Path::new("y.mqxliff")).expect_err("read only").to_string();
    assert_eq!(error, "cannot write y.mqxliff: another program would take it for its own; give it the extension .xlf");
    let error = Format::of_path(Path::new("y.pdf")).expect_err("unknown").to_string();
    assert_eq!(
        error,
        "cannot tell the format of y.pdf: its extension is none of .tsv, .csv, .jsonl, .ar, .tmx, .xlf, .parquet, .html, .db"
    );
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.tsv");
    std::fs::write(&path, "before").expect("written");
    let mut output = Output::file(&path).expect("opened");
    output.write(&difficult()[0]).expect("written");
    output.flush().expect("flushed");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), "before");
    drop(output);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");

    let mut output = Output::file(&path).expect("opened");
    output.write(&difficult()[0]).expect("written");
    output.finish().expect("finished");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), written(Format::Tsv, &difficult()[..1], 0));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none/out.tsv");
    let error = Output::file(&path).err().expect("an error").to_string();
    assert!(error.starts_with(&format!("cannot write {}: ", path.display())), "{error}");
    assert!(error.ends_with("choose a folder that exists and that you may write to"), "{error}");
    assert!(Output::file(folder.path()).err().expect("an error").to_string().contains("cannot tell the format"));
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let mode = |name: &str| std::fs::metadata(path(name)).expect("a file").permissions().mode() & 0o777;
    let set_mode = |name: &str, mode| {
        std::fs::set_permissions(path(name), std::fs::Permissions::from_mode(mode)).expect("set");
    };
    std::fs::write(path("secret.tsv"), "before").expect("written");
    set_mode("secret.tsv", 0o600);
    Output::file(&path("secret.tsv")).expect("opened").finish().expect("finished");
    assert_eq!(mode("secret.tsv"), 0o600);

    symlink("later.tsv", path("link.tsv")).expect("linked");
    Output::file(&path("link.tsv")).expect("opened").finish().expect("finished");
    assert!(path("link.tsv").is_symlink() && path("later.tsv").is_file());

    set_mode("secret.tsv", 0o400);
    let error = Output::file(&path("secret.tsv")).err().expect("protected").to_string();
    assert!(error.ends_with("secret.tsv: the file there is write-protected; choose another name"), "{error}");
    std::fs::create_dir(path("folder.tsv")).expect("a folder");
    let error = Output::file(&path("folder.tsv")).err().expect("a folder").to_string();
    assert!(error.ends_with("folder.tsv: it is a folder; choose another name"), "{error}");
}
