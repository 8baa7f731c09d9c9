//! Scores as they are printed: for reading, or as JSON.

use std::fmt::Write;

use serde::Serialize;

use crate::metrics::Confidence;
use crate::text::visible;

/// A score with all that was asked about it; in JSON what is none is left out.
#[derive(Debug, Serialize)]
pub struct Scored {
    /// The file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The number of the segment, from 1, where each is scored by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<usize>,
    pub name: String,
    pub score: f64,
    pub signature: String,
    /// What stands behind the score; named as in sacreBLEU, like the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbose_score: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence_mean: Option<f64>,
    /// Half the width of the interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence_var: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
}

impl Scored {
    #[must_use]
    pub fn with_confidence(mut self, confidence: Option<Confidence>) -> Self {
        self.confidence_mean = confidence.map(|confidence| confidence.mean);
        self.confidence_var = confidence.map(|confidence| confidence.half_width);
        self
    }

    /// The score with its interval and p-value; a star marks a p-value of at most 0.05.
    fn shown(&self, decimals: usize) -> String {
        let mut out = format!("{:.decimals$}", self.score);
        if let (Some(mean), Some(half_width)) = (self.confidence_mean, self.confidence_var) {
            out += &format!(" (μ = {mean:.decimals$} ± {half_width:.decimals$})");
        }
        if let Some(p_value) = self.p_value {
            out += &format!(" (p = {p_value:.4}){}", if p_value > 0.05 { "" } else { "*" });
        }
        out
    }
}

/// A line for each score, as sacreBLEU has it.
pub fn of_one_system(scores: &[Scored], decimals: usize) -> String {
    let labels: Vec<String> = scores.iter().map(|score| format!("{}|{}", score.name, score.signature)).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
    let line = |(label, score): (&String, &Scored)| {
        let details = score.verbose_score.as_ref().map_or(String::new(), |details| format!(" {details}"));
        format!("{label:width$} = {}{details}\n", score.shown(decimals))
    };
    labels.iter().zip(scores).map(line).collect()
}

/// A block for each metric with a line for each system; `scores` are ordered by system.
pub fn of_systems(scores: &[Scored], n_systems: usize, decimals: usize) -> String {
    let names: Vec<String> = scores.iter().map(|score| visible(score.system.as_deref().unwrap_or_default())).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let n_metrics = scores.len() / n_systems;
    let mut out = String::new();
    for metric in 0..n_metrics {
        let rows = (metric..scores.len()).step_by(n_metrics);
        let head = &scores[metric];
        out += &format!("{}|{}\n", head.name, head.signature);
        for row in rows {
            out += &format!("  {:width$}  {}\n", names[row], scores[row].shown(decimals));
        }
    }
    out
}

/// A row for each segment, with tabs between the columns; `scores` are ordered by segment.
///
/// The header has the signature of the corpus in each column, as rows have no room for their own.
pub fn of_segments(scores: &[Scored], heads: &[String], decimals: usize) -> String {
    let mut out = format!("segment\t{}\n", heads.join("\t"));
    for (row, number) in scores.chunks_exact(heads.len()).zip(1..) {
        let cells: Vec<String> = row.iter().map(|score| score.shown(decimals)).collect();
        // Writing to a string does not fail.
        let _ = writeln!(out, "{number}\t{}", cells.join("\t"));
    }
    out
}
