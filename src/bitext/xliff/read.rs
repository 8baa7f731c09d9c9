//! Reads XLIFF: finds its files and units, and which side is Arabic. Leaves what is in a unit to the two versions.
//!
//! The languages must be Arabic and English. Where English is the source, the sides are swapped, as the source of a
//! pair is always Arabic here; then our properties, which are about the other direction, are left out. What has no
//! Arabic text makes no pair.

use std::collections::VecDeque;
use std::path::Path;

use super::super::lines::each;
use super::super::properties::Given;
use super::super::xml::{Element, Step, XmlReader};
use super::super::{BitextError, Pair, PairStream, Status, foreign};
use super::{version1, version2};
use crate::text::Lang;

/// One segment as a unit of a file has it.
#[derive(Debug, Default)]
pub struct Segment {
    /// The text of the source language.
    pub source: String,
    /// The text of the target language.
    pub target: Option<String>,
    /// How far it has come, as far as the file says so.
    pub status: Option<Status>,
    /// Whether the file says that it still has to be translated, so that a target is a placeholder if it is the source.
    pub is_new: bool,
    /// The properties that we wrote.
    pub given: Given,
    /// Notes of people.
    pub notes: Vec<String>,
}

/// Reads it.
///
/// # Errors
/// When the file cannot be opened, does not begin as XLIFF, or is of an unknown version.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let (xml, root) = XmlReader::open(path, "xliff")?;
    let version = match root.attribute("version").unwrap_or_default() {
        version if version.starts_with("1.") => Version::One,
        version if version.starts_with("2.") => Version::Two,
        version => {
            let problem = format!("its version is \"{version}\"");
            return Err(xml.refuse(problem, "versions 1.0 to 1.2 and 2.x are read; save it as one of these"));
        }
    };
    let tags = [root.attribute("srcLang"), root.attribute("trgLang")].map(|tag| tag.map(ToOwned::to_owned));
    let is_swapped = match version {
        Version::One => false,
        Version::Two => is_swapped(&xml, &tags)?,
    };
    let (document, ready) = (foreign::document(path), VecDeque::new());
    let mut units = Units { xml, version, is_swapped, document, n_segments: 0, has_pairs: false, ready };
    Ok(Box::new(each(move || units.next_pair())))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// The pairs of a file, one after the other.
struct Units {
    xml: XmlReader,
    version: Version,
    is_swapped: bool,
    /// The document of the `file` that is being read.
    document: String,
    /// Segments of that document so far.
    n_segments: u32,
    has_pairs: bool,
    /// Pairs of the last unit that are still to be handed out.
    ready: VecDeque<Pair>,
}

impl Units {
    fn next_pair(&mut self) -> Result<Option<Pair>, BitextError> {
        loop {
            if let Some(pair) = self.ready.pop_front() {
                return Ok(Some(pair));
            }
            match self.xml.step()? {
                Some(Step::Open(element)) => self.open(element)?,
                Some(Step::Close) => {}
                None => return self.end(),
            }
        }
    }

    /// The end of the file, unless nothing in it was of use.
    fn end(&self) -> Result<Option<Pair>, BitextError> {
        if self.is_swapped && !self.has_pairs && self.n_segments > 0 {
            let problem = "it is from English into Arabic, and nothing in it is translated".to_owned();
            return Err(self.xml.refuse(problem, "give a file with Arabic texts"));
        }
        Ok(None)
    }

    fn open(&mut self, mut element: Element) -> Result<(), BitextError> {
        match (self.version, &*element.name) {
            (_, "file") => self.file(&element),
            (_, "group") | (Version::One, "body") => Ok(()),
            (Version::One, "trans-unit") => {
                self.xml.fill(&mut element)?;
                self.take(version1::segments(&element));
                Ok(())
            }
            (Version::Two, "unit") => {
                self.xml.fill(&mut element)?;
                self.take(version2::segments(&element));
                Ok(())
            }
            _ => self.xml.skip(),
        }
    }

    fn file(&mut self, file: &Element) -> Result<(), BitextError> {
        if self.version == Version::One {
            let tags = ["source-language", "target-language"].map(|name| file.attribute(name).map(ToOwned::to_owned));
            self.is_swapped = is_swapped(&self.xml, &tags)?;
        }
        let document = file.attribute("original").filter(|name| !name.is_empty()).map(ToOwned::to_owned);
        let document = document.unwrap_or_else(|| foreign::document(self.xml.path()));
        if document != self.document {
            self.document = document;
            self.n_segments = 0;
        }
        Ok(())
    }

    fn take(&mut self, segments: Vec<Segment>) {
        for segment in segments {
            self.n_segments += 1;
            self.ready.extend(self.pair(segment));
            self.has_pairs |= !self.ready.is_empty();
        }
    }

    /// The pair of a segment; none where it has no Arabic text.
    fn pair(&self, segment: Segment) -> Option<Pair> {
        let Segment { source, target, status, is_new, mut given, notes } = segment;
        let is_placeholder = |target: &String| target.is_empty() || is_new && *target == source;
        let target = target.filter(|target| !is_placeholder(target));
        let (source, target) = if self.is_swapped {
            given = Given::default();
            (target.unwrap_or_default(), Some(source).filter(|text| !text.is_empty()))
        } else {
            (source, target)
        };
        if source.is_empty() {
            return None;
        }
        given.status = status;
        Some(Pair { notes, ..given.pair(&self.document, self.n_segments, source, target) })
    }
}

/// Whether English is the source.
fn is_swapped(xml: &XmlReader, tags: &[Option<String>; 2]) -> Result<bool, BitextError> {
    let languages = tags.each_ref().map(|tag| tag.as_deref().and_then(foreign::language));
    match (languages, &tags[1]) {
        ([Some(Lang::Arabic), Some(Lang::English)], _) | ([Some(Lang::Arabic), None], None) => Ok(false),
        ([Some(Lang::English), Some(Lang::Arabic)], _) => Ok(true),
        _ => {
            let [source, target] = tags.each_ref().map(|tag| tag.as_deref().unwrap_or("none"));
            let problem = format!("its source language is {source} and its target language {target}");
            Err(xml.refuse(problem, "give a file between Arabic and English"))
        }
    }
}
