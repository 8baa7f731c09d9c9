//! Progress on standard error: a bar on a terminal, a plain line now and then elsewhere, nothing when asked for quiet.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::messages;
use crate::translate::Progress;

/// How often a plain line is printed.
const EVERY: Duration = Duration::from_secs(10);

/// Shows how far a run is; shared by all workers.
pub struct Reporter {
    /// Bytes of all inputs; 0 where they are not known.
    n_bytes: u64,
    started: Instant,
    shown: Shown,
    so_far: Mutex<SoFar>,
}

enum Shown {
    Nothing,
    Lines,
    Bar(ProgressBar),
}

struct SoFar {
    done: Progress,
    last_line: Instant,
}

impl Reporter {
    /// Starts to show a run over inputs of `n_bytes`; nothing is shown where that is not wanted.
    pub fn new(n_bytes: u64, is_wanted: bool) -> Self {
        let shown = match is_wanted {
            false => Shown::Nothing,
            true if std::io::stderr().is_terminal() => Shown::Bar(bar(n_bytes)),
            true => Shown::Lines,
        };
        let started = Instant::now();
        let so_far = Mutex::new(SoFar { done: Progress::default(), last_line: started });
        Self { n_bytes, started, shown, so_far }
    }

    /// Adds what a worker has finished.
    pub fn add(&self, more: Progress) {
        let mut so_far = self.so_far.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        so_far.done.n_segments += more.n_segments;
        so_far.done.n_bytes += more.n_bytes;
        so_far.done.n_tokens += more.n_tokens;
        match &self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position((so_far.done.n_bytes as u64).min(self.n_bytes));
                bar.set_message(self.line(so_far.done));
            }
            Shown::Lines if so_far.last_line.elapsed() >= EVERY => {
                so_far.last_line = Instant::now();
                messages::print(&format!("naql: {}{}", self.line(so_far.done), self.left(so_far.done)));
            }
            Shown::Lines => {}
        }
    }

    /// Prints a message without tearing the bar.
    pub fn message(&self, print: impl FnOnce()) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(print),
            _ => print(),
        }
    }

    /// Ends the display and returns the time taken with the rate, for the last line.
    pub fn finish(&self) -> String {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
        let so_far = self.so_far.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        format!("{:.1} s, {:.0} tokens/s", self.started.elapsed().as_secs_f64(), self.rate(so_far.done.n_tokens))
    }

    fn line(&self, done: Progress) -> String {
        format!("{} segments, {:.0} tokens/s", done.n_segments, self.rate(done.n_tokens))
    }

    /// Time left by the share of bytes that is done.
    fn left(&self, done: Progress) -> String {
        match (done.n_bytes as u64, self.n_bytes) {
            (0, _) | (_, 0) => String::new(),
            (n_done, n_all) => {
                let share = (n_done as f64 / n_all as f64).min(1.0);
                let left = self.started.elapsed().as_secs_f64() * (1.0 - share) / share;
                format!(", {:.0} %, {left:.0} s left", share * 100.0)
            }
        }
    }

    fn rate(&self, n_tokens: usize) -> f64 {
        n_tokens as f64 / self.started.elapsed().as_secs_f64().max(1e-3)
    }
}

fn bar(n_bytes: u64) -> ProgressBar {
    let (bar, template) = match n_bytes {
        0 => (ProgressBar::no_length(), "{spinner} {msg}"),
        _ => (ProgressBar::new(n_bytes), "{bar:24} {percent:>3} %  {msg}  {eta} left"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
