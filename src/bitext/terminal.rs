//! Numbered pairs for a person at a terminal: the Arabic, and under it the English, wrapped to the width.
//!
//! Each line is a directional isolate of its own, so that a terminal that knows directions shows it rightly and no
//! text can disturb its neighbours; control characters are shown, never sent.

use std::io;

use super::{Pair, PairWriter, Sink, Status};
use crate::decode::Stop;
use crate::text::{DocumentId, Lang, isolated, visible};

/// Columns before a text: the number and two spaces.
const INDENT: usize = 6;
/// Columns that a text has at least, however narrow the terminal says it is.
const LEAST: usize = 20;

pub struct Pairs {
    out: Sink,
    width: usize,
    document: Option<DocumentId>,
}

impl Pairs {
    pub fn new(out: Sink, width: usize) -> Self {
        Self { out, width: width.saturating_sub(INDENT).max(LEAST), document: None }
    }

    fn text(&mut self, first: &str, (text, lang): (&str, Lang)) -> io::Result<()> {
        let text = visible(text);
        let mut label = first;
        for line in textwrap::wrap(&text, self.width) {
            writeln!(self.out, "{label:>4}  {}", isolated(&line, lang))?;
            label = "";
        }
        Ok(())
    }

    fn target(&mut self, pair: &Pair) -> io::Result<()> {
        let reason = pair.reason.as_deref().unwrap_or_default();
        match pair.status {
            Status::Done | Status::Reviewed | Status::Final => {
                self.text("", (pair.target.as_deref().unwrap_or_default(), Lang::English))?
            }
            Status::Passed => return self.text("", (&format!("= passed over: {reason}"), Lang::English)),
            Status::Untranslated => return self.text("", ("! not translated", Lang::English)),
            Status::Failed => return self.text("", (&format!("! failed: {reason}"), Lang::English)),
        }
        if !reason.is_empty() {
            self.text("!", (reason, Lang::English))?;
        }
        for (rank, hypothesis) in pair.nbest.iter().enumerate().skip(1) {
            let cut = if hypothesis.stop == Stop::MaxTokens { " …" } else { "" };
            let text = format!("({:.2}) {}{cut}", hypothesis.score, hypothesis.text);
            self.text(&format!("#{}", rank + 1), (&text, Lang::English))?;
        }
        Ok(())
    }
}

impl PairWriter for Pairs {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        if self.document.as_ref() != Some(&pair.document_id) {
            writeln!(self.out, "{}\n", visible(&pair.document_id.0))?;
            self.document = Some(pair.document_id.clone());
        }
        self.text(&pair.segment_id.to_string(), (&pair.source, Lang::Arabic))?;
        self.target(pair)?;
        writeln!(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
