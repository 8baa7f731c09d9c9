//! A page for reading: each English text beside its Arabic, with what there is to know about the pair.
//!
//! One file that needs nothing else: it has no script and fetches nothing, which its Content-Security-Policy makes the
//! browser enforce, whatever a text holds. It is written pair by pair; counts and signatures stand at its end.
//!
//! It is only written. Left out are spans, and hypotheses but the best.

mod text;

use std::io;

use super::{Pair, PairWriter, Sink, Status};
use crate::check::{Finding, Severity};
use crate::text::{DocumentId, SegmentKind, Span, is_arabic_letter};

use text::{escaped, marked};

/// All before the style.
const HEAD: &str = include_str!("head.html");

const STYLE: &str = include_str!("page.css");

/// Signatures that are listed at most, so that memory stays flat.
const MOST_SIGNATURES: usize = 64;

/// Writes it.
pub struct Html {
    out: Sink,
    document: Option<DocumentId>,
    /// Different ones in the order of their first pairs.
    signatures: Vec<String>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    n_pairs: u64,
    n_failed: u64,
    n_untranslated: u64,
    /// Pairs with findings.
    n_with_findings: u64,
    /// Pairs whose signature is not listed.
    n_unlisted: u64,
}

impl Html {
    pub fn new(out: Sink) -> Self {
        Self { out, document: None, signatures: Vec::new(), counts: Counts::default() }
    }

    fn count(&mut self, pair: &Pair) {
        self.counts.n_pairs += 1;
        self.counts.n_failed += u64::from(pair.status == Status::Failed);
        self.counts.n_untranslated += u64::from(pair.status == Status::Untranslated);
        self.counts.n_with_findings += u64::from(!pair.findings.is_empty());
    }

    /// Opens a section where another document begins.
    fn document(&mut self, id: &DocumentId) -> io::Result<()> {
        if self.document.as_ref() == Some(id) {
            return Ok(());
        }
        if self.document.replace(id.clone()).is_some() {
            writeln!(self.out, "</section>")?;
        }
        writeln!(self.out, "<section>\n<h2 dir=\"auto\">{}</h2>", escaped(&id.0))
    }

    /// The number of a signature in the list, from 1; none where the list is full.
    fn signature(&mut self, signature: &str) -> Option<usize> {
        if let Some(idx) = self.signatures.iter().position(|known| known == signature) {
            return Some(idx + 1);
        }
        if self.signatures.len() == MOST_SIGNATURES {
            self.counts.n_unlisted += 1;
            return None;
        }
        self.signatures.push(signature.to_owned());
        Some(self.signatures.len())
    }

    /// What stands in the margin.
    fn about(&mut self, pair: &Pair) -> io::Result<()> {
        let n = self.counts.n_pairs;
        write!(self.out, "<div class=\"about\"><a class=\"number\" href=\"#p{n}\">{}</a>", pair.segment_id)?;
        write!(self.out, "<span class=\"status\">{}</span>", pair.status.name())?;
        if let Some(score) = pair.score {
            let title = "mean log-probability of a token; 0 is certain";
            write!(self.out, "<span title=\"{title}\">{}</span>", format!("{score:.2}").replace('-', "\u{2212}"))?;
        }
        // Only what differs from the first is told.
        match self.signature(&pair.signature) {
            Some(1) => {}
            Some(number) => write!(self.out, "<span><a href=\"#s{number}\">signature {number}</a></span>")?,
            None => write!(self.out, "<span>signature not listed</span>")?,
        }
        writeln!(self.out, "</div>")
    }

    fn sides(&mut self, pair: &Pair) -> io::Result<()> {
        let source = marked(&pair.source, &spans(&pair.findings, |finding| &finding.source_spans));
        // What was passed over may hold no Arabic, and would be out of order from right to left.
        let dir = if pair.source.contains(is_arabic_letter) { "rtl" } else { "auto" };
        writeln!(self.out, "<p class=\"source\" lang=\"ar\" dir=\"{dir}\">{source}</p>")?;
        let Some(target) = &pair.target else {
            return writeln!(self.out, "<p class=\"target none\" lang=\"en\" dir=\"ltr\">no translation</p>");
        };
        let target = marked(target, &spans(&pair.findings, |finding| &finding.target_spans));
        writeln!(self.out, "<p class=\"target\" lang=\"en\" dir=\"ltr\">{target}</p>")
    }

    /// The reason, the findings and the notes.
    fn remarks(&mut self, pair: &Pair) -> io::Result<()> {
        let reason = pair.reason.iter().map(|reason| ("reason", reason_label(pair.status), reason));
        let findings = pair.findings.iter().map(|finding| {
            let severity = finding.severity.name();
            (severity, severity, &finding.message)
        });
        let notes = pair.notes.iter().map(|note| ("remark", "reader\u{2019}s note", note));
        let mut remarks = reason.chain(findings).chain(notes).peekable();
        if remarks.peek().is_none() {
            return Ok(());
        }
        writeln!(self.out, "<ul class=\"remarks\">")?;
        for (class, label, text) in remarks {
            let text = escaped(text);
            writeln!(self.out, "<li class=\"{class}\"><b>{label}</b><bdi dir=\"auto\">{text}</bdi></li>")?;
        }
        writeln!(self.out, "</ul>")
    }

    fn footer(&mut self) -> io::Result<()> {
        let Counts { n_pairs, n_failed, n_untranslated, n_with_findings, n_unlisted } = self.counts;
        let mut counts = format!("Pairs {n_pairs} · failed {n_failed} · with findings {n_with_findings}");
        if n_untranslated > 0 {
            counts.push_str(&format!(" · not translated {n_untranslated}"));
        }
        writeln!(self.out, "<footer>\n<p class=\"counts\">{counts}</p>")?;
        if n_pairs > 0 {
            let others = if self.signatures.len() > 1 { "; the first where a pair names none" } else { "" };
            writeln!(self.out, "<p>What made the translations{others}:</p>\n<ol>")?;
            for (idx, signature) in self.signatures.iter().enumerate() {
                let told = if signature.is_empty() { "not known" } else { signature };
                writeln!(self.out, "<li id=\"s{}\">{}</li>", idx + 1, escaped(told))?;
            }
            writeln!(self.out, "</ol>")?;
        }
        if n_unlisted > 0 {
            writeln!(self.out, "<p>Pairs of further signatures, which are not listed: {n_unlisted}</p>")?;
        }
        writeln!(self.out, "</footer>")
    }
}

impl PairWriter for Html {
    fn begin(&mut self) -> io::Result<()> {
        writeln!(self.out, "{HEAD}{STYLE}</style>\n</head>\n<body>")?;
        writeln!(self.out, "<header><h1>Arabic–English pairs</h1></header>\n<main>")
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        self.count(pair);
        self.document(&pair.document_id)?;
        let (n, kind, status) = (self.counts.n_pairs, kind_class(pair.kind), pair.status.name());
        writeln!(self.out, "<article class=\"pair {kind} {status}\" id=\"p{n}\">")?;
        self.about(pair)?;
        self.sides(pair)?;
        self.remarks(pair)?;
        writeln!(self.out, "</article>")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.document.is_some() {
            writeln!(self.out, "</section>")?;
        }
        writeln!(self.out, "</main>")?;
        self.footer()?;
        writeln!(self.out, "</body>\n</html>")?;
        self.out.flush()
    }
}

/// The spans of one side with the severity of their findings.
fn spans(findings: &[Finding], side: fn(&Finding) -> &[Span]) -> Vec<(Span, Severity)> {
    let spans = |finding| side(finding).iter().map(|span| (*span, finding.severity));
    findings.iter().flat_map(spans).collect()
}

fn kind_class(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Sentence => "sentence",
        SegmentKind::Heading => "heading",
        SegmentKind::ListItem => "list-item",
    }
}

fn reason_label(status: Status) -> &'static str {
    match status {
        Status::Failed => "Failed:",
        Status::Passed => "Passed over:",
        Status::Untranslated => "Not translated:",
        Status::Done | Status::Reviewed | Status::Final => "Beware:",
    }
}

#[cfg(test)]
mod tests;
