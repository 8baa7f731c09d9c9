//! Raw arguments become metrics and what is to be done with them, once.

use std::path::Path;

use anyhow::{bail, ensure};

use super::args::{BleuArgs, ChrfArgs, MetricArg, ScoreArgs, SmoothArg, TerArgs, TokenizerArg};
use crate::metrics::{Bleu, Chrf, Metric, Sampling, Smoothing, Ter, Tokenizer};

/// What is done beside computing scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Nothing.
    Score,
    /// Each segment gets its scores.
    Sentences,
    /// A system gets intervals.
    Confidence,
    /// Systems are compared with the first.
    Compare,
}

impl ScoreArgs {
    /// # Errors
    /// When arguments contradict each other; wrong usage all.
    pub fn task(&self) -> anyhow::Result<Task> {
        let n_systems = self.hypotheses.len();
        let sampling = &self.sampling;
        let is_paired = sampling.paired_bs || sampling.paired_ar;
        let twice = self.hypotheses.iter().enumerate().find(|(idx, path)| self.hypotheses[..*idx].contains(path));
        if let Some((_, path)) = twice {
            bail!("{} is given twice; name each file once", path.display());
        }
        let stdin = Path::new("-");
        let from_stdin = self.hypotheses.iter().chain(&self.references).filter(|path| path.as_path() == stdin);
        ensure!(from_stdin.count() <= 1, "standard input is named twice; it can be read once");
        ensure!(!is_paired || n_systems > 1, "a paired test needs several HYP; name the baseline first");
        ensure!(!sampling.confidence || n_systems == 1, "--confidence is for one HYP; use --paired-bs for several");
        ensure!(!self.sentence_level || n_systems == 1, "--sentence-level is for one HYP; run it for each");
        Ok(if self.sentence_level {
            Task::Sentences
        } else if is_paired {
            Task::Compare
        } else if sampling.confidence {
            Task::Confidence
        } else {
            Task::Score
        })
    }

    /// The resampling that signatures name; none where none was asked for.
    pub fn sampling(&self) -> Option<Sampling> {
        let args = &self.sampling;
        match (args.confidence, args.paired_bs, args.paired_ar) {
            (true, ..) => Some(Sampling::Bootstrap(args.confidence_n as usize)),
            (_, true, _) => Some(Sampling::Bootstrap(args.paired_bs_n as usize)),
            (.., true) => Some(Sampling::Randomisation(args.paired_ar_n as usize)),
            _ => None,
        }
    }

    /// The metrics, in their usual order, each once.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn metrics(&self) -> anyhow::Result<Vec<Box<dyn Metric>>> {
        let mut wanted = self.metrics.clone();
        if wanted.is_empty() {
            wanted = vec![MetricArg::Bleu, MetricArg::Chrf, MetricArg::Ter];
        }
        wanted.sort_unstable();
        wanted.dedup();
        let made = wanted.into_iter().map(|metric| -> anyhow::Result<Box<dyn Metric>> {
            Ok(match metric {
                MetricArg::Bleu => Box::new(self.bleu.metric(self.sentence_level)?),
                MetricArg::Chrf => Box::new(self.chrf.metric()),
                MetricArg::Ter => Box::new(self.ter.metric()),
            })
        });
        made.collect()
    }
}

impl BleuArgs {
    fn metric(&self, is_sentence: bool) -> anyhow::Result<Bleu> {
        Ok(Bleu {
            tokenizer: match self.tokenize {
                TokenizerArg::V13a => Tokenizer::V13a,
                TokenizerArg::Intl => Tokenizer::Intl,
                TokenizerArg::Char => Tokenizer::Char,
                TokenizerArg::None => Tokenizer::None,
            },
            lowercase: self.lowercase,
            smoothing: self.smoothing()?,
            max_order: usize::from(self.max_ngram_order),
            effective_order: self.effective_order || is_sentence,
        })
    }

    fn smoothing(&self) -> anyhow::Result<Smoothing> {
        let value = self.smooth_value;
        ensure!(value.is_none_or(|value| value.is_finite() && value >= 0.0), "--smooth-value is a number from 0 on");
        let has_value = matches!(self.smooth_method, SmoothArg::Floor | SmoothArg::AddK);
        ensure!(value.is_none() || has_value, "--smooth-value is for --smooth-method floor and add-k");
        Ok(match self.smooth_method {
            SmoothArg::None => Smoothing::None,
            SmoothArg::Floor => Smoothing::Floor(value.unwrap_or(Smoothing::DEFAULT_FLOOR)),
            SmoothArg::AddK => Smoothing::AddK(value.unwrap_or(Smoothing::DEFAULT_K)),
            SmoothArg::Exp => Smoothing::Exp,
        })
    }
}

impl ChrfArgs {
    fn metric(&self) -> Chrf {
        Chrf {
            char_order: usize::from(self.chrf_char_order),
            word_order: usize::from(self.chrf_word_order),
            beta: u32::from(self.chrf_beta),
            lowercase: self.chrf_lowercase,
            whitespace: self.chrf_whitespace,
            eps_smoothing: self.chrf_eps_smoothing,
        }
    }
}

impl TerArgs {
    fn metric(&self) -> Ter {
        Ter {
            normalized: self.ter_normalized,
            no_punct: self.ter_no_punct,
            asian_support: self.ter_asian_support,
            case_sensitive: self.ter_case_sensitive,
        }
    }
}
