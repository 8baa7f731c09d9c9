//! `naql translate --jsonl`: requests on standard input, answers on standard output.

use std::io::{self, BufReader, BufWriter};
use std::time::Duration;

use super::{load, pool, summary};
use crate::batch::requests::{Settings, answer};
use crate::cli::progress::Reporter;
use crate::cli::settings::TranslateSettings;
use crate::cli::{Exit, interrupt};

/// # Errors
/// When the model cannot be loaded, or standard input or output fail.
pub fn run(settings: &TranslateSettings) -> anyhow::Result<Exit> {
    interrupt::end_at_once();
    let engine = load(settings)?;
    let how = Settings {
        window: settings.window,
        max_batch_tokens: settings.max_batch_tokens,
        lines: settings.lines,
        with_nbest: settings.wants_nbest(),
    };
    let reporter = Reporter::new(0, 0, Duration::MAX, false);
    let mut output = BufWriter::new(io::stdout());
    let input = BufReader::new(io::stdin());
    let answered = pool(settings)?.install(|| answer(&engine, how, (input, &mut output), &reporter))?;
    summary(answered.counts);
    let has_failed = answered.n_errors + answered.counts.n_failed > 0;
    Ok(if has_failed { Exit::Partly } else { Exit::Done })
}
