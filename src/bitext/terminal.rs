//! Numbered pairs for a person at a terminal: the Arabic, and under it the English, wrapped to the width.
//!
//! Each line is a directional isolate of its own, so that a terminal that knows directions shows it rightly and no
//! text can disturb its neighbours; control characters are shown, never sent.

use std::io::{self, Write};

use super::{Pair, PairWriter, Status};
use crate::decode::Stop;
use crate::text::{DocumentId, Lang, isolated, visible};

/// Columns before a text: the number and two spaces.
const INDENT: usize = 6;
/// Columns that a text has at least, however narrow the terminal says it is.
const LEAST: usize = 20;

pub struct Pairs {
    width: usize,
    document: Option<DocumentId>,
}

impl Pairs {
    pub fn new(width: usize) -> Self {
        Self { width: width.saturating_sub(INDENT).max(LEAST), document: None }
    }

    fn text(&self, out: &mut dyn Write, first: &str, (text, lang): (&str, Lang)) -> io::Result<()> {
        let text = visible(text);
        let mut label = first;
        for line in textwrap::wrap(&text, self.width) {
            writeln!(out, "{label:>4}  {}", isolated(&line, lang))?;
            label = "";
        }
        Ok(())
    }

    fn target(&self, out: &mut dyn Write, pair: &Pair) -> io::Result<()> {
        let reason = pair.reason.as_deref().unwrap_or_default();
        match pair.status {
            Status::Done => self.text(out, "", (pair.target.as_deref().unwrap_or_default(), Lang::English))?,
            Status::Passed => return self.text(out, "", (&format!("= passed over: {reason}"), Lang::English)),
            Status::Failed => return self.text(out, "", (&format!("! failed: {reason}"), Lang::English)),
        }
        if !reason.is_empty() {
            self.text(out, "!", (reason, Lang::English))?;
        }
        for (rank, hypothesis) in pair.nbest.iter().enumerate().skip(1) {
            let cut = if hypothesis.stop == Stop::MaxTokens { " …" } else { "" };
            let text = format!("({:.2}) {}{cut}", hypothesis.score, hypothesis.text);
            self.text(out, &format!("#{}", rank + 1), (&text, Lang::English))?;
        }
        Ok(())
    }
}

impl PairWriter for Pairs {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn pair(&mut self, out: &mut dyn Write, pair: &Pair) -> io::Result<()> {
        if self.document.as_ref() != Some(&pair.document_id) {
            writeln!(out, "{}\n", visible(&pair.document_id.0))?;
            self.document = Some(pair.document_id.clone());
        }
        self.text(out, &pair.segment_id.to_string(), (&pair.source, Lang::Arabic))?;
        self.target(out, pair)?;
        writeln!(out)
    }
}
