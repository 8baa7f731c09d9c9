//! Tests of TMX: what is written, and what files of other programs are read as.

use crate::bitext::Format;
use crate::bitext::markup_laws::{difficult, lines, read_bytes};
use crate::bitext::tests::written;

#[test]
fn golden() {
    let expected = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="naql" creationtoolversion=""#,
        env!("CARGO_PKG_VERSION"),
        r#"" segtype="sentence" o-tmf="naql" adminlang="en" srclang="ar" datatype="plaintext"/>
  <body>
    <tu tuid="a/&quot;b&quot;.txt#3">
      <note>see &lt;1&gt;</note>
      <note></note>
      <prop type="x-document">a/&quot;b&quot;.txt</prop>
      <prop type="x-status">reviewed</prop>
      <prop type="x-segment">3</prop>
      <prop type="x-kind">list item</prop>
      <prop type="x-start">4</prop>
      <prop type="x-end">20</prop>
      <prop type="x-score">-0.25</prop>
      <prop type="x-reason">cut &amp; joined</prop>
      <prop type="x-signature">model:x|beam:4</prop>
      <prop type="x-finding">number;warning;0-2,2-4;;5; not 6</prop>
      <tuv xml:lang="ar"><seg> قال	&#13;
&lt;هو&gt;<ph type="x-u0001"/> </seg></tuv>
      <tuv xml:lang="en"><seg>a &amp; b]]&gt;<ph type="x-uffff"/></seg></tuv>
    </tu>
    <tu tuid="c#1">
      <prop type="x-document">c</prop>
      <prop type="x-segment">1</prop>
      <tuv xml:lang="ar"><seg>ن</seg></tuv>
    </tu>
    <tu tuid="c#1">
      <prop type="x-document">c</prop>
      <prop type="x-status">failed</prop>
      <prop type="x-segment">1</prop>
      <prop type="x-reason">too long</prop>
      <tuv xml:lang="ar"><seg>نص</seg></tuv>
    </tu>
    <tu tuid="c#2">
      <prop type="x-document">c</prop>
      <prop type="x-status">passed</prop>
      <prop type="x-segment">2</prop>
      <tuv xml:lang="ar"><seg>5</seg></tuv>
      <tuv xml:lang="en"><seg>5</seg></tuv>
    </tu>
    <tu tuid="c#7">
      <prop type="x-document">c</prop>
      <prop type="x-segment">7</prop>
      <tuv xml:lang="ar"><seg>نعم</seg></tuv>
      <tuv xml:lang="en"><seg>Yes</seg></tuv>
    </tu>
  </body>
</tmx>
"#
    );
    assert_eq!(written(Format::Tmx, &difficult(), 0), expected);
}

#[test]
fn units_of_other_programs() {
    let cases = [
        // TMX 1.1 has `lang`; the header may hold what looks like text.
        (
            r#"<tu><tuv lang="EN-US"><seg>Yes</seg></tuv><tuv lang="AR-SA"><seg>نعم</seg></tuv></tu>"#,
            "m#1 نعم = Yes [done]",
        ),
        // The plain language comes before one with a country, as in OmegaT, and other languages are passed over.
        (
            r#"<tu><tuv xml:lang="ar_EG"><seg>أيوه</seg></tuv><tuv xml:lang="fr"><seg>Oui</seg></tuv>
               <tuv xml:lang="AR"><seg>نعم</seg></tuv><tuv xml:lang="en-GB"><seg>Yes</seg></tuv>
               <tuv xml:lang="en-US"><seg>Yeah</seg></tuv></tu>"#,
            "m#1 نعم = Yes [done]",
        ),
        // Codes go with their content, highlighted text stays.
        (
            r#"<tu><tuv xml:lang="ar"><seg><bpt i="1">&lt;b></bpt>نعم<ept i="1">&lt;/b></ept><it pos="begin">i</it>
<ph>{0}<sub>sub</sub></ph><ut>u</ut> <hi>يا <hi>سيدي</hi></hi></seg></tuv></tu>"#,
            "m#1 نعم\n يا سيدي = - [untranslated]",
        ),
        // Documents, under any of their names, and notes at both places; a number that is none is left aside.
        (
            r#"<tu tuid="9"><note>one</note><prop type="X-Document-Name">d.docx</prop><prop type="x-segment">b</prop>
               <tuv xml:lang="ar"><note>two</note><seg>نعم</seg></tuv><tuv xml:lang="en"><seg></seg></tuv></tu>"#,
            "d.docx#1 نعم = - [untranslated] (one) (two)",
        ),
        // One without Arabic is passed over, and counted.
        (
            r#"<tu><tuv xml:lang="en"><seg>No</seg></tuv></tu><tu><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>"#,
            "m#2 نعم = - [untranslated]",
        ),
    ];
    for (units, expected) in cases {
        let content = format!(
            r#"<tmx version="1.4"><header srclang="*all*"><note>n</note><prop type="x-document">no</prop></header>
               <body>{units}</body></tmx>"#
        );
        assert_eq!(lines("m.tmx", &content), [expected], "{units}");
    }
}

#[test]
fn a_memory_without_arabic_is_refused() {
    let content =
        "<tmx><body>\n<tu><tuv lang='fr'><seg>a</seg></tuv><tuv lang='de'><seg>b</seg></tuv></tu>\n</body></tmx>";
    let expected = "m.tmx:3: nothing in it is Arabic; the first unit is in fr, de; give a translation memory with Arabic \
                    and English";
    assert_eq!(read_bytes("m.tmx", content.as_bytes()), (vec![], Some(expected.to_owned())));
    assert_eq!(lines("m.tmx", "<tmx><header/><body/></tmx>"), [""; 0]);
}

#[test]
fn what_came_before_a_fault_is_given() {
    let content = "<tmx><body><tu><tuv lang='ar'><seg>a</seg></tuv></tu>\n<tu></body></tmx>";
    let (pairs, error) = read_bytes("m.tmx", content.as_bytes());
    assert_eq!(pairs.len(), 1);
    assert!(error.expect("an error").starts_with("m.tmx:2: </body> stands where <tu> should end; "));
}
