//! XLIFF 2.1 (OASIS, 2018), which translation editors work on; 2.x and 1.x are read, so also the files that Trados
//! Studio, memoQ and Phrase name in their own ways, but for what these say outside of XLIFF, such as who confirmed what.
//!
//! A run of pairs of one document is a `file`, a pair a `unit` of one segment, whose id is the segment's number. As ids
//! must differ within a file, one that does not rise begins another `file`. What else a pair holds is in the metadata
//! module; notes are `note`. Not kept are the n-best list, and characters that XML cannot hold (most control
//! characters, U+FFFE, U+FFFF) outside of source and target, where they become U+FFFD; inside they are `cp` elements.
//!
//! | status | state | subState |
//! |---|---|---|
//! | untranslated | initial | |
//! | failed | initial | naql:failed |
//! | passed | translated | naql:passed |
//! | done | translated | |
//! | reviewed | reviewed | |
//! | final | final | |

mod read;
mod version1;
mod version2;

use std::fmt::Write as _;
use std::io;

use super::properties::properties;
use super::xml::{push_plain, push_text, push_value};
use super::{Pair, PairWriter, Sink, Status};
use crate::text::{DocumentId, SegmentId};
pub use read::read;

/// The category of our metadata, by which it is known again.
const CATEGORY: &str = "naql";

/// Each status as state and subState.
const STATES: [(Status, &str, &str); 6] = [
    (Status::Untranslated, "initial", ""),
    (Status::Failed, "initial", "naql:failed"),
    (Status::Passed, "translated", "naql:passed"),
    (Status::Done, "translated", ""),
    (Status::Reviewed, "reviewed", ""),
    (Status::Final, "final", ""),
];

/// Writes it.
pub struct Xliff {
    out: Sink,
    unit: String,
    n_files: u32,
    /// The pair before, none at the beginning.
    last: Option<(DocumentId, SegmentId)>,
}

impl Xliff {
    pub fn new(out: Sink) -> Self {
        Self { out, unit: String::new(), n_files: 0, last: None }
    }

    /// Begins a file where the pair does not belong into the one before.
    fn push_file(&mut self, pair: &Pair) {
        let belongs =
            |(document, segment): &(DocumentId, SegmentId)| *document == pair.document_id && *segment < pair.segment_id;
        match &mut self.last {
            Some(last) if belongs(last) => last.1 = pair.segment_id,
            last => {
                let end = if last.is_some() { "  </file>\n" } else { "" };
                self.n_files += 1;
                // The metadata holds for whole segments only, so that editors may not cut them.
                let _ = write!(self.unit, "{end}  <file id=\"f{}\" canResegment=\"no\" original=\"", self.n_files);
                push_value(&mut self.unit, &pair.document_id.0);
                self.unit.push_str("\" srcDir=\"rtl\" trgDir=\"ltr\">\n");
                *last = Some((pair.document_id.clone(), pair.segment_id));
            }
        }
    }
}

impl PairWriter for Xliff {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(
            br#"<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1" srcLang="ar" trgLang="en">
"#,
        )
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        self.unit.clear();
        self.push_file(pair);
        push_unit(&mut self.unit, pair);
        self.out.write_all(self.unit.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        let end = match self.last {
            Some(_) => "  </file>\n</xliff>\n",
            // The schema wants a file, and a unit or group in it.
            None => "  <file id=\"f1\">\n    <group id=\"g1\"/>\n  </file>\n</xliff>\n",
        };
        self.out.write_all(end.as_bytes())?;
        self.out.flush()
    }
}

fn push_unit(out: &mut String, pair: &Pair) {
    let _ = writeln!(out, "    <unit id=\"{}\">", pair.segment_id);
    push_metadata(out, pair);
    push_notes(out, &pair.notes);
    let (_, state, sub_state) = STATES.iter().find(|(status, ..)| *status == pair.status).expect("all are there");
    let _ = write!(out, "      <segment state=\"{state}\"");
    if !sub_state.is_empty() {
        let _ = write!(out, " subState=\"{sub_state}\"");
    }
    out.push_str(">\n");
    push_side(out, "source", &pair.source);
    pair.target.iter().for_each(|target| push_side(out, "target", target));
    out.push_str("      </segment>\n    </unit>\n");
}

fn push_metadata(out: &mut String, pair: &Pair) {
    let _ = writeln!(out, "      <mda:metadata>\n        <mda:metaGroup category=\"{CATEGORY}\">");
    for (name, value) in properties(pair) {
        let _ = write!(out, "          <mda:meta type=\"{name}\">");
        push_plain(out, &value);
        out.push_str("</mda:meta>\n");
    }
    out.push_str("        </mda:metaGroup>\n      </mda:metadata>\n");
}

fn push_notes(out: &mut String, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    out.push_str("      <notes>\n");
    for note in notes {
        out.push_str("        <note>");
        push_plain(out, note);
        out.push_str("</note>\n");
    }
    out.push_str("      </notes>\n");
}

fn push_side(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "        <{name} xml:space=\"preserve\">");
    push_text(out, text, |out, c| {
        let _ = write!(out, "<cp hex=\"{:04X}\"/>", c as u32);
    });
    let _ = writeln!(out, "</{name}>");
}

#[cfg(test)]
mod tests;
