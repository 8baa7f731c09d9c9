//! Tests of XLIFF: what is written, and what files of other programs are read as.

use crate::bitext::Format;
use crate::bitext::markup_laws::{difficult, lines, read_bytes};
use crate::bitext::tests::written;

const GOLDEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1" srcLang="ar" trgLang="en">
  <file id="f1" canResegment="no" original="a/&quot;b&quot;.txt" srcDir="rtl" trgDir="ltr">
    <unit id="3">
      <mda:metadata>
        <mda:metaGroup category="naql">
          <mda:meta type="segment">3</mda:meta>
          <mda:meta type="kind">list item</mda:meta>
          <mda:meta type="start">4</mda:meta>
          <mda:meta type="end">20</mda:meta>
          <mda:meta type="score">-0.25</mda:meta>
          <mda:meta type="reason">cut &amp; joined</mda:meta>
          <mda:meta type="signature">model:x|beam:4</mda:meta>
          <mda:meta type="finding">number;warning;0-2,2-4;;5; not 6</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <notes>
        <note>see &lt;1&gt;</note>
        <note></note>
      </notes>
      <segment state="reviewed">
        <source xml:space="preserve"> قال	&#13;
&lt;هو&gt;<cp hex="0001"/> </source>
        <target xml:space="preserve">a &amp; b]]&gt;<cp hex="FFFF"/></target>
      </segment>
    </unit>
  </file>
  <file id="f2" canResegment="no" original="c" srcDir="rtl" trgDir="ltr">
    <unit id="1">
      <mda:metadata>
        <mda:metaGroup category="naql">
          <mda:meta type="segment">1</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <segment state="initial">
        <source xml:space="preserve">ن</source>
      </segment>
    </unit>
  </file>
  <file id="f3" canResegment="no" original="c" srcDir="rtl" trgDir="ltr">
    <unit id="1">
      <mda:metadata>
        <mda:metaGroup category="naql">
          <mda:meta type="segment">1</mda:meta>
          <mda:meta type="reason">too long</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <segment state="initial" subState="naql:failed">
        <source xml:space="preserve">نص</source>
      </segment>
    </unit>
    <unit id="2">
      <mda:metadata>
        <mda:metaGroup category="naql">
          <mda:meta type="segment">2</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <segment state="translated" subState="naql:passed">
        <source xml:space="preserve">5</source>
        <target xml:space="preserve">5</target>
      </segment>
    </unit>
    <unit id="7">
      <mda:metadata>
        <mda:metaGroup category="naql">
          <mda:meta type="segment">7</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <segment state="translated">
        <source xml:space="preserve">نعم</source>
        <target xml:space="preserve">Yes</target>
      </segment>
    </unit>
  </file>
</xliff>
"#;

#[test]
fn golden() {
    assert_eq!(written(Format::Xliff, &difficult(), 0), GOLDEN);
}

#[test]
fn without_pairs_there_is_an_empty_group_as_the_schema_wants_one() {
    let empty = written(Format::Xliff, &[], 0);
    assert!(empty.contains("<group id=\"g1\"/>"), "{empty}");
    assert_eq!(lines("m.xlf", &empty), [""; 0]);
}

#[track_caller]
fn check(content: &str, expected: &[&str]) {
    assert_eq!(lines("m.xlf", content), expected, "{content}");
}

#[test]
fn units_of_version_2() {
    let cases: [(&str, &[&str]); 7] = [
        ("<unit id='u'><segment><source>نعم</source></segment></unit>", &["d#1 نعم = - [untranslated]"]),
        // Several segments, what lies between them left out; notes at the first; groups of any depth.
        (
            "<group id='g'><group id='h'><unit id='u'><notes><note>n</note></notes><segment state='final'>
             <source>نعم</source><target>Yes</target></segment><ignorable><source> </source></ignorable>
             <segment state='reviewed' subState='x:y'><source>لا</source><target>No</target></segment></unit></group></group>",
            &["d#1 نعم = Yes [final] (n)", "d#2 لا = No [reviewed]"],
        ),
        // Codes are left out, the text in paired ones and in marks stays; original data is not looked at.
        (
            "<unit id='u'><originalData><data id='a'>&lt;br/></data></originalData><segment state='translated'><source>a<ph
             id='1' dataRef='a'/><pc id='2'>b<mrk id='3'>c</mrk></pc><sc id='4'/>d<ec startRef='4'/><sm id='5'/><em
             startRef='5'/><cp hex='001B'/><cp hex='D800'/></source><target>x</target></segment></unit>",
            &["d#1 abcd\u{1b}\u{fffd} = x [done]"],
        ),
        // A target without a state is one; but the source put there by way of preparation is not.
        (
            "<unit id='u'><segment><source>نعم</source><target>Yes</target></segment></unit>
             <unit id='v'><segment state='initial'><source>نعم</source><target>نعم</target></segment></unit>
             <unit id='w'><segment state='translated'><source>5</source><target>5</target></segment></unit>",
            &["d#1 نعم = Yes [done]", "d#2 نعم = - [untranslated]", "d#3 5 = 5 [done]"],
        ),
        // A state that the texts contradict is not believed.
        ("<unit id='u'><segment state='final'><source>نعم</source></segment></unit>", &["d#1 نعم = - [untranslated]"]),
        // Suggestions of the matches module have sources of their own.
        (
            "<unit id='u'><mtc:matches><mtc:match ref='#1'><source>لا</source><target>No</target></mtc:match></mtc:matches>
             <segment><source>نعم</source></segment></unit>",
            &["d#1 نعم = - [untranslated]"],
        ),
        // One of ours that was cut: what held for the whole is gone.
        (
            "<unit id='8'><mda:metadata><mda:metaGroup category='naql'><mda:meta type='segment'>8</mda:meta></mda:metaGroup>
             </mda:metadata><segment><source>نعم</source></segment><segment><source>لا</source></segment></unit>",
            &["d#1 نعم = - [untranslated]", "d#2 لا = - [untranslated]"],
        ),
    ];
    for (units, expected) in cases {
        let file = format!("<file id='f' original='d'><skeleton><unit/></skeleton>{units}</file>");
        check(&format!("<xliff version='2.0' srcLang='ar-QA' trgLang='en'>{file}</xliff>"), expected);
    }
}

#[test]
fn units_of_version_1() {
    let cases: [(&str, &[&str]); 7] = [
        (
            "<trans-unit id='a'><source>نعم</source><target>Yes</target><note>n</note><alt-trans><source>لا</source>
             <target>No</target></alt-trans></trans-unit><group><trans-unit id='b'><source>لا</source></trans-unit></group>",
            &["d#1 نعم = Yes [done] (n)", "d#2 لا = - [untranslated]"],
        ),
        (
            "<trans-unit id='a' approved='yes'><source>ا</source><target>1</target></trans-unit>
             <trans-unit id='b' approved='yes'><source>ا</source><target state='final'>2</target></trans-unit>
             <trans-unit id='c'><source>ا</source><target state='signed-off'>3</target></trans-unit>
             <trans-unit id='d'><source>ا</source><target state='translated'>4</target></trans-unit>
             <trans-unit id='e'><source>ا</source><target state='needs-translation'>ا</target></trans-unit>
             <trans-unit id='f' approved='no'><source>ا</source><target state='new'></target></trans-unit>",
            &[
                "d#1 ا = 1 [reviewed]",
                "d#2 ا = 2 [final]",
                "d#3 ا = 3 [reviewed]",
                "d#4 ا = 4 [done]",
                "d#5 ا = - [untranslated]",
                "d#6 ا = - [untranslated]",
            ],
        ),
        (
            "<trans-unit id='a'><source>a<g id='1'>b<mrk mtype='term'>c</mrk></g><x id='2'/><bx id='3'/><ex id='3'/><ph id='4'>
             {0}<sub>s</sub></ph><it id='5' pos='open'>i</it><bpt id='6'>&lt;b></bpt>d<ept id='6'>&lt;/b></ept></source>
             </trans-unit>",
            &["d#1 abcd = - [untranslated]"],
        ),
        // Changes that Trados Studio keeps account of: what is struck out is gone.
        (
            "<trans-unit id='a'><source>ا<mrk mtype='x-sdl-deleted'>ب<g id='1'>ت</g></mrk></source><target>1<mrk
             mtype='x-sdl-added'>2</mrk><mrk mtype='x-sdl-deleted'>3</mrk></target></trans-unit>",
            &["d#1 ا = 12 [done]"],
        ),
        // Segments that both sides mark, by their ids; the target may lack some or all.
        (
            "<trans-unit id='a'><source>نعم. لا.</source><seg-source><g id='1'><mrk mtype='seg' mid='1'>نعم.</mrk> <mrk
             mtype='seg' mid='2'>لا.</mrk></g></seg-source><target><mrk mtype='seg' mid='2'>No.</mrk></target></trans-unit>
             <trans-unit id='b'><source>نعم.</source><seg-source><mrk mtype='seg' mid='3'>نعم.</mrk></seg-source></trans-unit>",
            &["d#1 نعم. = - [untranslated]", "d#2 لا. = No. [done]", "d#3 نعم. = - [untranslated]"],
        ),
        // Sides that are cut differently stay whole.
        (
            "<trans-unit id='a'><source>نعم. لا.</source><seg-source><mrk mtype='seg' mid='1'>نعم.</mrk> <mrk mtype='seg'
             mid='2'>لا.</mrk></seg-source><target>Yes. No.</target></trans-unit>
             <trans-unit id='b'><source>نعم.</source><seg-source><mrk mtype='seg' mid='1'>نعم.</mrk></seg-source>
             <target><mrk mtype='seg' mid='7'>Yes.</mrk></target></trans-unit>",
            &["d#1 نعم. لا. = Yes. No. [done]", "d#2 نعم. = Yes. [done]"],
        ),
        ("<bin-unit id='a'><bin-source/></bin-unit>", &[]),
    ];
    for (units, expected) in cases {
        let header = "<header><skl><internal-file><trans-unit/></internal-file></skl></header>";
        let file = format!("<file original='d' source-language='ar'>{header}<body>{units}</body></file>");
        check(&format!("<xliff version='1.2'>{file}</xliff>"), expected);
    }
}

#[test]
fn from_english_into_arabic_the_sides_are_swapped() {
    check(
        "<xliff version='2.1' srcLang='en-US' trgLang='AR'><file id='f'><unit id='7'><mda:metadata><mda:metaGroup
         category='naql'><mda:meta type='segment'>9</mda:meta></mda:metaGroup></mda:metadata><segment state='reviewed'>
         <source>Yes</source><target>نعم</target></segment></unit><unit id='8'><segment><source>No</source></segment></unit>
         </file></xliff>",
        &["m#1 نعم = Yes [reviewed]"],
    );
    check(
        "<xliff version='1.2'><file original='x' source-language='en' target-language='ar'><body><trans-unit id='1'>
         <source>Yes</source><target>نعم</target></trans-unit></body></file><file original='y' source-language='ar'
         target-language='en'><body><trans-unit id='1'><source>لا</source></trans-unit></body></file></xliff>",
        &["x#1 نعم = Yes [done]", "y#1 لا = - [untranslated]"],
    );
}

#[test]
fn files_without_a_document_are_their_own() {
    let file = "<file id='f'><unit id='1'><segment><source>نعم</source></segment></unit></file>";
    check(
        &format!("<xliff version='2.0' srcLang='ar'>{file}{file}</xliff>"),
        &["m#1 نعم = - [untranslated]", "m#2 نعم = - [untranslated]"],
    );
}

#[test]
fn refusals() {
    let between = "give a file between Arabic and English";
    let cases = [
        (
            "<xliff version='2.0' srcLang='fr-CA' trgLang='de'/>",
            format!("1: its source language is fr-CA and its target language de; {between}"),
        ),
        ("<xliff version='2.0'/>", format!("1: its source language is none and its target language none; {between}")),
        (
            "<xliff version='1.2'>\n<file source-language='ar' target-language='fr'/></xliff>",
            format!("2: its source language is ar and its target language fr; {between}"),
        ),
        (
            "<xliff version='1.2'>\n<file source-language='en'/></xliff>",
            format!("2: its source language is en and its target language none; {between}"),
        ),
        (
            "<xliff version='3'/>",
            "1: its version is \"3\"; versions 1.0 to 1.2 and 2.x are read; save it as one of these".to_owned(),
        ),
        (
            "<xliff version='2.0' srcLang='en' trgLang='ar'><file><unit><segment><source>a</source></segment></unit>\n</file>\
             </xliff>",
            "2: it is from English into Arabic, and nothing in it is translated; give a file with Arabic texts"
                .to_owned(),
        ),
    ];
    for (content, expected) in cases {
        assert_eq!(read_bytes("m.xlf", content.as_bytes()), (vec![], Some(format!("m.xlf:{expected}"))));
    }
}
