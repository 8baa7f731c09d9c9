//! TMX 1.4b, the exchange format of translation memories (LISA OSCAR, 2005); 1.1 to 1.4b are read.
//!
//! A pair is a `tu` with a `tuv` for each text, of which an untranslated one has one. What else a pair holds is in
//! `prop` elements, `x-` before its name; notes are `note`. Not kept are the n-best list, and characters that XML
//! cannot hold (most control characters, U+FFFE, U+FFFF): in source and target they are `<ph type="x-u0001"/>`, which
//! is read back as the character and passed over by other programs; elsewhere they become U+FFFD.
//!
//! No document type is named, though the standard has one: several XML parsers refuse any, and others would look for
//! its file beside ours. No date is written, so that the same input gives the same bytes.
//!
//! How others read it was looked up in OmegaT (`TMXReader2`): it takes the `tuv` of exactly the language first, then
//! one without a country, then any of the language; `prop` and `note` may stand before the `tuv`; `seg` is all text,
//! inline elements left out with what is in them; a `tu` without the target language is passed to its caller and not
//! an error; a `srclang` other than the project's is a warning. This reader chooses the `tuv` in the same way.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::lines::each;
use super::properties::{Given, properties};
use super::xml::{Element, Inline, Step, XmlReader, push_plain, push_text, push_value};
use super::{BitextError, Pair, PairStream, PairWriter, Sink, Status, foreign};
use crate::text::Lang;

/// The names under which programs keep the document that a `tu` is from.
const DOCUMENT_PROPERTIES: [&str; 6] = ["x-document", "x-document-name", "x-filename", "x-file", "filename", "file"];

const INLINE: Inline = Inline { is_kept: |element| element.name == "hi", character };

/// Writes it.
pub struct Tmx {
    out: Sink,
    unit: String,
}

impl Tmx {
    pub fn new(out: Sink) -> Self {
        Self { out, unit: String::new() }
    }
}

impl PairWriter for Tmx {
    fn begin(&mut self) -> io::Result<()> {
        writeln!(
            self.out,
            r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="naql" creationtoolversion="{}" segtype="sentence" o-tmf="naql" adminlang="en" srclang="ar" datatype="plaintext"/>
  <body>"#,
            env!("CARGO_PKG_VERSION")
        )
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        self.unit.clear();
        push_unit(&mut self.unit, pair);
        self.out.write_all(self.unit.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        writeln!(self.out, "  </body>\n</tmx>")?;
        self.out.flush()
    }
}

fn push_unit(out: &mut String, pair: &Pair) {
    out.push_str("    <tu tuid=\"");
    push_value(out, &pair.document_id.0);
    let _ = writeln!(out, "#{}\">", pair.segment_id);
    for note in &pair.notes {
        out.push_str("      <note>");
        push_plain(out, note);
        out.push_str("</note>\n");
    }
    push_property(out, "document", &pair.document_id.0);
    if !matches!(pair.status, Status::Done | Status::Untranslated) {
        push_property(out, "status", pair.status.name());
    }
    properties(pair).iter().for_each(|(name, value)| push_property(out, name, value));
    push_variant(out, Lang::Arabic, &pair.source);
    pair.target.iter().for_each(|target| push_variant(out, Lang::English, target));
    out.push_str("    </tu>\n");
}

fn push_property(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, "      <prop type=\"x-{name}\">");
    push_plain(out, value);
    out.push_str("</prop>\n");
}

fn push_variant(out: &mut String, lang: Lang, text: &str) {
    let _ = write!(out, "      <tuv xml:lang=\"{}\"><seg>", lang.tag());
    push_text(out, text, |out, c| {
        let _ = write!(out, "<ph type=\"x-u{:04x}\"/>", c as u32);
    });
    out.push_str("</seg></tuv>\n");
}

/// The character that a placeholder of [`push_variant`] stands for.
fn character(element: &Element) -> Option<char> {
    let hex = element.attribute("type").filter(|_| element.name == "ph")?.strip_prefix("x-u")?;
    char::from_u32(u32::from_str_radix(hex, 16).ok()?)
}

/// Reads it.
///
/// # Errors
/// When the file cannot be opened or does not begin as TMX.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let (xml, _) = XmlReader::open(path, "tmx")?;
    let mut units = Units { xml, stem: foreign::document(path), n_units: 0, n_pairs: 0, languages: Vec::new() };
    Ok(Box::new(each(move || units.next_pair())))
}

/// The pairs of a file, one after the other.
struct Units {
    xml: XmlReader,
    /// The document of those that name none.
    stem: String,
    n_units: u32,
    n_pairs: u32,
    /// The languages of the first unit, for the message that there is no Arabic.
    languages: Vec<String>,
}

impl Units {
    fn next_pair(&mut self) -> Result<Option<Pair>, BitextError> {
        while let Some(step) = self.xml.step()? {
            let Step::Open(mut element) = step else { continue };
            match &*element.name {
                "body" => {}
                "tu" => {
                    self.xml.fill(&mut element)?;
                    if let Some(pair) = self.unit(&element) {
                        return Ok(Some(pair));
                    }
                }
                _ => self.xml.skip()?,
            }
        }
        if self.n_units > 0 && self.n_pairs == 0 {
            let problem = format!("nothing in it is Arabic; the first unit is in {}", self.languages.join(", "));
            return Err(self.xml.refuse(problem, "give a translation memory with Arabic and English"));
        }
        Ok(None)
    }

    /// The pair of a unit; none where it has no Arabic text.
    fn unit(&mut self, unit: &Element) -> Option<Pair> {
        self.n_units += 1;
        if self.n_units == 1 {
            self.languages = unit.named("tuv").filter_map(language).map(ToOwned::to_owned).collect();
        }
        let text = |lang| Some(variant(unit, lang)?.named("seg").next()?.inline(&INLINE)).filter(|t| !t.is_empty());
        let source = text(Lang::Arabic)?;
        self.n_pairs += 1;
        let mut given = Given::default();
        for property in unit.named("prop") {
            let name = property.attribute("type").unwrap_or_default();
            if DOCUMENT_PROPERTIES.contains(&&*name.to_ascii_lowercase()) {
                given.document.get_or_insert_with(|| property.text());
            } else if let Some(name) = name.strip_prefix("x-") {
                given.take(name, property.text());
            }
        }
        let notes = unit.named("note").chain(unit.named("tuv").flat_map(|tuv| tuv.named("note")));
        let notes = notes.map(Element::text).collect();
        Some(Pair { notes, ..given.pair(&self.stem, self.n_units, source, text(Lang::English)) })
    }
}

fn language(tuv: &Element) -> Option<&str> {
    // TMX 1.1 and 1.2 have `lang`.
    tuv.attribute("xml:lang").or_else(|| tuv.attribute("lang"))
}

/// The variant in a language: without a country if there is one, or else the first.
fn variant(unit: &Element, lang: Lang) -> Option<&Element> {
    let is_plain = |tuv: &&Element| language(tuv).is_some_and(|tag| tag.eq_ignore_ascii_case(lang.tag()));
    let is_of_it = |tuv: &&Element| language(tuv).and_then(foreign::language) == Some(lang);
    unit.named("tuv").find(is_plain).or_else(|| unit.named("tuv").find(is_of_it))
}

#[cfg(test)]
mod tests;
