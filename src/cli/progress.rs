//! Progress on standard error: a bar on a terminal, a plain line now and then elsewhere, nothing when asked for quiet.

use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::{interrupt, messages};
use crate::batch::{Counts, Listener};
use crate::text::{DocumentId, SegmentId};
use crate::translate::{Progress, Watch};

/// Shows how far a run is; shared by all workers.
pub struct Reporter {
    /// Bytes of all inputs; 0 where they are not known.
    n_bytes: u64,
    /// All documents that were found.
    n_documents: usize,
    started: Instant,
    shown: Shown,
    so_far: Mutex<SoFar>,
}

enum Shown {
    Nothing,
    /// With the time between two lines.
    Lines(Duration),
    Bar(ProgressBar),
}

struct SoFar {
    /// What the engine has finished, written or not.
    done: Progress,
    /// Bytes of source that needed no work.
    n_skipped_bytes: usize,
    /// What is written.
    counts: Counts,
    last_line: Instant,
}

impl Reporter {
    /// Starts to show a run over `n_documents` of `n_bytes` together; plain lines come no faster than `every`, and
    /// nothing is shown where that is not wanted.
    pub fn new(n_documents: usize, n_bytes: u64, every: Duration, is_wanted: bool) -> Self {
        let shown = match is_wanted {
            false => Shown::Nothing,
            true if std::io::stderr().is_terminal() => Shown::Bar(bar(n_bytes)),
            true => Shown::Lines(every),
        };
        let started = Instant::now();
        let counts = Counts::default();
        let so_far = SoFar { done: Progress::default(), n_skipped_bytes: 0, counts, last_line: started };
        Self { n_bytes, n_documents, started, shown, so_far: Mutex::new(so_far) }
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows where the run is; a line only if it is time, where `has_committed` says that there is something new.
    fn show(&self, so_far: &mut SoFar, has_committed: bool) {
        match &self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position((so_far.n_bytes() as u64).min(self.n_bytes));
                bar.set_message(self.line(so_far));
            }
            Shown::Lines(every) => {
                let is_time = if every.is_zero() { has_committed } else { so_far.last_line.elapsed() >= *every };
                if is_time {
                    so_far.last_line = Instant::now();
                    messages::print(&format!("naql: {}{}", self.line(so_far), self.left(so_far)));
                }
            }
        }
    }

    /// Prints a message without tearing the bar.
    pub fn message(&self, print: impl FnOnce()) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(print),
            _ => print(),
        }
    }

    /// Ends the display and returns the time taken with the rate, for a summary.
    pub fn finish(&self) -> String {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
        let n_tokens = self.so_far().done.n_tokens;
        format!("{:.1} s, {:.0} tokens/s", self.started.elapsed().as_secs_f64(), self.rate(n_tokens))
    }

    fn line(&self, so_far: &SoFar) -> String {
        if interrupt::is_stopped() {
            return interrupt::ENDING.to_owned();
        }
        let counts = so_far.counts;
        let (documents, segments) =
            (messages::counted(self.n_documents, "document"), messages::counted(counts.n_segments(), "segment"));
        let mut line = format!("{} of {documents}, {segments}", counts.n_documents);
        for (n, what) in [(counts.n_reused, "reused"), (counts.n_failed, "failed")] {
            if n > 0 {
                line += &format!(", {n} {what}");
            }
        }
        line + &format!(", {:.0} tokens/s", self.rate(so_far.done.n_tokens))
    }

    /// The share of bytes that is done, and the time left at the rate of those that needed work.
    fn left(&self, so_far: &SoFar) -> String {
        let n_all = self.n_bytes as f64;
        let (n_done, n_worked) = (so_far.n_bytes() as f64, so_far.done.n_bytes as f64);
        if n_all == 0.0 || n_done == 0.0 {
            return String::new();
        }
        let percent = (n_done / n_all).min(1.0) * 100.0;
        if n_worked == 0.0 {
            return format!(", {percent:.0} %");
        }
        let left = (n_all - n_done).max(0.0) * self.started.elapsed().as_secs_f64() / n_worked;
        format!(", {percent:.0} %, {left:.0} s left")
    }

    fn rate(&self, n_tokens: usize) -> f64 {
        n_tokens as f64 / self.started.elapsed().as_secs_f64().max(1e-3)
    }
}

impl SoFar {
    fn n_bytes(&self) -> usize {
        self.done.n_bytes + self.n_skipped_bytes
    }
}

impl Watch for Reporter {
    fn report(&self, more: Progress) {
        let mut so_far = self.so_far();
        so_far.done.n_segments += more.n_segments;
        so_far.done.n_bytes += more.n_bytes;
        so_far.done.n_tokens += more.n_tokens;
        self.show(&mut so_far, false);
    }

    fn is_stopped(&self) -> bool {
        interrupt::is_stopped()
    }
}

impl Listener for Reporter {
    fn skipped(&self, n_bytes: usize) {
        self.so_far().n_skipped_bytes += n_bytes;
    }

    fn committed(&self, counts: Counts) {
        let mut so_far = self.so_far();
        so_far.counts = counts;
        self.show(&mut so_far, true);
    }

    fn failed(&self, document: &DocumentId, segment: SegmentId, reason: &str) {
        self.message(|| messages::error(format_args!("{document} segment {segment}: {reason}")));
    }
}

fn bar(n_bytes: u64) -> ProgressBar {
    let (bar, template) = match n_bytes {
        0 => (ProgressBar::no_length(), "{spinner} {wide_msg}"),
        _ => (ProgressBar::new(n_bytes), "{bar:12} {percent:>3} %  {eta} left  {wide_msg}"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
