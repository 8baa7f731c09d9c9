//! Tests of the XML reader: encodings, references, and what is refused with which words.

use super::*;
use crate::bitext::markup_laws::{lines, read_bytes};

const HEAD: &str = r#"<tmx version="1.4"><header/><body><tu><tuv xml:lang="ar"><seg>"#;
const TAIL: &str = "</seg></tuv></tu></body></tmx>";

/// The source of a TMX file with this in its Arabic segment.
fn source(inside: &str) -> String {
    let (pairs, error) = read_bytes("x.tmx", format!("{HEAD}{inside}{TAIL}").as_bytes());
    assert_eq!(error, None, "{inside}");
    pairs[0].source.clone()
}

#[test]
fn references_and_line_ends() {
    let cases = [
        ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
        ("&#1585;&#x645;&#13;&#10;", "رم\r\n"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("<![CDATA[<b>&amp;\r\n]]>", "<b>&amp;\n"),
        ("a<!-- no -->b<?no?>c", "abc"),
        ("&#1;&#x1F;", "\u{1}\u{1f}"),
        ("  a  ", "  a  "),
    ];
    for (inside, expected) in cases {
        assert_eq!(source(inside), expected, "{inside}");
    }
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn encodings() {
    let arabic = |declaration: &str| format!("{declaration}\n{HEAD}قال: نعم{TAIL}");
    let legacy = |name: &str| {
        let text = arabic(&format!("<?xml version='1.0' encoding = '{name}'?>"));
        encoding_rs::Encoding::for_label(name.as_bytes()).expect("known").encode(&text).0.into_owned()
    };
    let cases = [
        ("UTF-8", arabic("").trim().to_owned().into_bytes()),
        ("UTF-8, marked", arabic("\u{feff}<?xml version=\"1.0\"?>").into_bytes()),
        ("UTF-16LE, marked", utf_16(&arabic("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>"), u16::to_le_bytes)),
        ("UTF-16BE, marked", utf_16(&arabic("\u{feff}"), u16::to_be_bytes)),
        ("UTF-16LE", utf_16(&arabic("<?xml version=\"1.0\" encoding=\"UTF-16LE\"?>"), u16::to_le_bytes)),
        ("UTF-16BE", utf_16(&arabic("<?xml version=\"1.0\" encoding=\"UTF-16\"?>"), u16::to_be_bytes)),
        ("Windows-1256", legacy("windows-1256")),
        ("ISO-8859-6", legacy("ISO-8859-6")),
    ];
    for (name, bytes) in cases {
        let (pairs, error) = read_bytes("x.tmx", &bytes);
        assert_eq!(error, None, "{name}");
        assert_eq!(pairs[0].source, "قال: نعم", "{name}");
    }
}

#[test]
fn a_character_may_lie_across_two_reads() {
    // A chunk is 65536 bytes; the letters of two bytes begin at an odd place in one of the two.
    for shift in ["", "a"] {
        let text = format!("{shift}{}", "ن".repeat(70_000));
        assert!(source(&text) == text);
    }
}

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    let (_, error) = read_bytes("x.tmx", bytes);
    assert_eq!(error, Some(format!("x.tmx:{expected}")), "{}", String::from_utf8_lossy(bytes));
}

const MEND_IT: &str = "mend the file there, or write it anew with the program that it is from";
const AS_UTF_8: &str = "save the file as UTF-8, with encoding=\"UTF-8\" in its first line";
const ENTITIES: &str = "it defines entities of its own, which can stand for other files or for more text than a machine \
                        holds; take the <!ENTITY …> out, and write the texts in their places";

#[test]
fn what_is_no_such_file_is_refused() {
    let cases: [(&[u8], String); 8] = [
        (b"", "1: there is no <tmx> in it; check that the file is whole".to_owned()),
        (b"\nhello", format!("1: there is text outside of the root element; {MEND_IT}")),
        (
            b"<?xml version='1.0'?>\n<html/>",
            "2: its root element is <html>, not <tmx>; give the file the extension of the format that it is in"
                .to_owned(),
        ),
        (b"<tmx></tmx>\n</tmx>", format!("2: </tmx> ends what never began; {MEND_IT}")),
        (b"<tmx></tmx>\n<tmx>", format!("2: there is a second root element; {MEND_IT}")),
        (b"<tmx></tmx>\nx", format!("1: there is text outside of the root element; {MEND_IT}")),
        (b"<!DOCTYPE tmx [\n<!ENTITY a 'xx'>\n<!ENTITY b '&a;&a;'>\n]><tmx>&b;</tmx>", format!("1: {ENTITIES}")),
        (
            b"<?xml version='1.0'?>\n<!DOCTYPE tmx [<!entity x SYSTEM 'file:///etc/passwd'>]><tmx>&x;</tmx>",
            format!("2: {ENTITIES}"),
        ),
    ];
    for (bytes, expected) in cases {
        check_refused(bytes, &expected);
    }
}

#[test]
fn faults_are_named_with_their_line() {
    let deep = format!("<tu>{}", "<a>\n".repeat(80));
    let attributes = |n: usize| (0..n).map(|n| format!(" a{n}=''")).collect::<String>();
    let (most, too_many) = (format!("<tu{}>&x;", attributes(1000)), format!("<tu{}>", attributes(1001)));
    let cut_off = "it is cut off; get the whole file";
    let character = "write the character itself in its place";
    let cases = [
        ("<tu><note>a\nb&nbsp;", format!("4: &nbsp; stands for nothing in XML; {character}")),
        ("<tu>&#0;", format!("3: &#0; stands for nothing in XML; {character}")),
        ("<tu>&#xD800;", format!("3: &#xD800; stands for nothing in XML; {character}")),
        ("<tu>a & b</tu>", "3: a & stands here that begins no reference; write &amp; in its place".to_owned()),
        (&deep, format!("64: elements lie in each other more than 64 deep; {MEND_IT}")),
        (&most, format!("3: &x; stands for nothing in XML; {character}")),
        (&too_many, format!("3: a tag here has more than 1000 attributes; {MEND_IT}")),
        ("<tu>\n</body>", format!("4: </body> stands where <tu> should end; {MEND_IT}")),
        ("<tu>\n<tuv>\n", format!("5: the file ends inside <tuv>; {cut_off}")),
        (
            "<tu>\n<tu",
            "4: the file ends inside a tag; it is cut off, or a > is missing there; get the whole file".to_owned(),
        ),
    ];
    for (inside, expected) in cases {
        check_refused(format!("<tmx>\n<body>\n{inside}").as_bytes(), &expected);
    }
}

#[test]
fn encodings_that_are_wrong_or_unknown_are_refused() {
    let cases: [(&[u8], String); 6] = [
        (b"<tmx>\n<body>\n\xc7\xe1", format!("3: bytes here are no character of UTF-8; {AS_UTF_8}")),
        (b"<tmx>\n\xd9", format!("2: bytes here are no character of UTF-8; {AS_UTF_8}")),
        (b"<\0t\0\x00\xd8>\0", format!("1: bytes here are no character of UTF-16LE; {AS_UTF_8}")),
        (
            b"<?xml version='1.0' encoding='utf-16'?><tmx/>",
            "1: it says that it is utf-16, and is not; write encoding=\"UTF-8\", or the encoding that it is in, in its \
             first line"
                .to_owned(),
        ),
        (
            b"<?xml version='1.0' encoding='x-mac-arabic'?><tmx/>",
            format!("1: cannot read the encoding x-mac-arabic; {AS_UTF_8}"),
        ),
        (b"\xff\xfe\0\0<\0\0\0", format!("1: cannot read the encoding UTF-32; {AS_UTF_8}")),
    ];
    for (bytes, expected) in cases {
        check_refused(bytes, &expected);
    }
}

#[test]
fn a_segment_has_a_largest_size() {
    let part = "<ph/>".to_owned() + &"a".repeat(1 << 20);
    assert_eq!(source(&part.repeat(15)).len(), 15 << 20);
    let (_, error) = read_bytes("x.tmx", format!("{HEAD}{}{TAIL}", part.repeat(16)).as_bytes());
    let expected = "x.tmx:1: the segment here is larger than 16 MiB; check that the file is whole, or take that segment \
                    out";
    assert_eq!(error.as_deref(), Some(expected));
    let many = "<ph/>".repeat((MOST_BYTES / ELEMENT_BYTES) + 1);
    let (_, error) = read_bytes("x.tmx", format!("{HEAD}{many}{TAIL}").as_bytes());
    assert_eq!(error.as_deref(), Some(expected));
}

#[test]
fn a_text_without_end_does_not_fill_the_memory() {
    struct Endless;
    impl std::io::Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            into.fill(b'a');
            Ok(into.len())
        }
    }
    let decoded = Decoded::new(Box::new(Endless)).expect("read").expect("an encoding");
    let mut reader = Reader::from_reader(decoded);
    assert!(reader.read_event_into(&mut Vec::new()).is_err());
    let refusal = reader.get_mut().take_refusal().expect("a reason");
    assert_eq!(refusal.problem, "a tag or text here is longer than 64 MiB");
}

#[test]
fn a_document_type_is_accepted_and_not_looked_for() {
    let content = |document_type: &str| format!("<?xml version=\"1.0\"?>\n{document_type}\n{HEAD}نعم{TAIL}");
    let cases = [
        "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">",
        "<!DOCTYPE tmx PUBLIC \"-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN\" \"http://x/tmx14.dtd\" >",
        "<!DOCTYPE tmx [<!ELEMENT tmx ANY>]>",
    ];
    for document_type in cases {
        assert_eq!(lines("x.tmx", &content(document_type)), ["x#1 نعم = - [untranslated]"]);
    }
}
