//! `naql score`: translations and references in, scores with signatures out.

mod args;
mod read;
mod report;
mod settings;

use rayon::prelude::*;

pub use args::ScoreArgs;

use report::Scored;
use settings::Task;

use super::corpus::stdout;
use super::exit::UsageError;
use super::{Exit, interrupt, messages};
use crate::metrics::{
    Comparison, Confidence, Metric, References, Sampling, Signature, Statistics, Texts, approximate_randomisation,
    baseline_confidence, confidence, paired_bootstrap,
};

/// Lines that end with a full stop set apart, from which on sacreBLEU warns.
const MANY_TOKENIZED: usize = 100;

/// # Errors
/// When the arguments make no sense, a file cannot be read, or files do not have equally many segments.
pub fn run(args: &ScoreArgs) -> anyhow::Result<Exit> {
    let task = args.task().map_err(UsageError)?;
    let metrics = args.metrics().map_err(UsageError)?;
    interrupt::end_at_once();
    let references = references(args)?;
    let systems = args.hypotheses.iter().map(|path| read::texts(path)).collect::<anyhow::Result<Vec<_>>>()?;
    if !args.quiet && !args.bleu.force {
        systems.iter().for_each(warn_of_tokens);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.map_or(cores, usize::from)).build()?;
    let run = Run { args, task, metrics, references, systems };
    stdout::print(&pool.install(|| run.report())?)?;
    Ok(Exit::Done)
}

fn references(args: &ScoreArgs) -> anyhow::Result<References> {
    let mut references = args.references.iter().map(|path| read::texts(path)).collect::<anyhow::Result<Vec<_>>>()?;
    if args.skip_empty_refs {
        for text in references.iter_mut().flat_map(|texts| &mut texts.segments) {
            text.take_if(|text| text.is_empty());
        }
    }
    Ok(References::new(references)?)
}

/// Scores of tokenised text are not comparable.
fn warn_of_tokens(texts: &Texts) {
    let is_tokenized = |text: &&String| text.ends_with(" .");
    if texts.segments.iter().flatten().filter(is_tokenized).count() >= MANY_TOKENIZED {
        messages::note(format_args!(
            "{}: {MANY_TOKENIZED} lines or more end with a full stop behind a space; if the text was tokenised, undo \
             it first, or say --force",
            texts.name
        ));
    }
}

struct Run<'a> {
    args: &'a ScoreArgs,
    task: Task,
    metrics: Vec<Box<dyn Metric>>,
    references: References,
    systems: Vec<Texts>,
}

/// The counts of a system, for each metric.
type Counts = Vec<Statistics>;

impl Run<'_> {
    fn report(&self) -> anyhow::Result<String> {
        let count = |texts| -> anyhow::Result<Counts> {
            let counts = self.metrics.iter().map(|metric| Statistics::new(metric.as_ref(), texts, &self.references));
            Ok(counts.collect::<Result<_, _>>()?)
        };
        let counts = self.systems.iter().map(count).collect::<anyhow::Result<Vec<Counts>>>()?;
        let scores = match self.task {
            Task::Sentences => self.sentences(&counts[0]),
            _ => self.scores(&counts),
        };
        let decimals = usize::from(self.args.width);
        Ok(match self.task {
            _ if self.args.json => serde_json::to_string_pretty(&scores)? + "\n",
            Task::Sentences => report::of_segments(&scores, &self.heads(), decimals),
            _ if self.systems.len() == 1 => report::of_one_system(&scores, decimals),
            _ => report::of_systems(&scores, self.systems.len(), decimals),
        })
    }

    /// The scores of each segment, ordered by segment and metric.
    fn sentences(&self, counts: &Counts) -> Vec<Scored> {
        let score = |segment_idx: usize, metric_idx: usize| {
            let metric = self.metrics[metric_idx].as_ref();
            let n_references = self.references.of(segment_idx).len();
            let signature = Signature::new(metric, Some(n_references));
            let scored = self.scored(metric, counts[metric_idx].row(segment_idx), &signature);
            Scored { segment: Some(segment_idx + 1), ..scored }
        };
        let segments = 0..self.references.n_segments();
        segments.flat_map(|segment| (0..self.metrics.len()).map(move |metric| score(segment, metric))).collect()
    }

    /// The scores of each system, ordered by system and metric.
    fn scores(&self, counts: &[Counts]) -> Vec<Scored> {
        let cells: Vec<(usize, usize)> =
            (0..counts.len()).flat_map(|system| (0..self.metrics.len()).map(move |metric| (system, metric))).collect();
        let score = |(system, metric_idx): (usize, usize)| {
            let metric = self.metrics[metric_idx].as_ref();
            let of_metric = |system: usize| &counts[system][metric_idx];
            let scored = self.scored(metric, &of_metric(system).sums(), &self.signature(metric));
            let name = &self.systems[system].name;
            let scored = Scored { system: (counts.len() > 1).then(|| name.clone()), ..scored };
            match system {
                0 => scored.with_confidence(self.confidence(metric, of_metric(0))),
                _ => match self.comparison(metric, of_metric(0), of_metric(system)) {
                    Some(Comparison { p_value, confidence }) => {
                        Scored { p_value: Some(p_value), ..scored }.with_confidence(confidence)
                    }
                    None => scored,
                },
            }
        };
        cells.into_par_iter().map(score).collect()
    }

    fn scored(&self, metric: &dyn Metric, sums: &[f64], signature: &Signature) -> Scored {
        Scored {
            system: None,
            segment: None,
            name: metric.name(),
            score: metric.score(sums),
            signature: self.shown(signature),
            verbose_score: metric.details(sums),
            confidence_mean: None,
            confidence_var: None,
            p_value: None,
        }
    }

    fn shown(&self, signature: &Signature) -> String {
        if self.args.short { format!("{signature:#}") } else { signature.to_string() }
    }

    fn signature(&self, metric: &dyn Metric) -> Signature {
        let signature = Signature::new(metric, self.references.n_references());
        match self.args.sampling() {
            Some(sampling) => signature.with_sampling(sampling, self.args.sampling.seed),
            None => signature,
        }
    }

    fn heads(&self) -> Vec<String> {
        let metrics = self.metrics.iter().map(AsRef::as_ref);
        metrics.map(|metric| format!("{}|{}", metric.name(), self.shown(&self.signature(metric)))).collect()
    }

    fn confidence(&self, metric: &dyn Metric, counts: &Statistics) -> Option<Confidence> {
        let seed = self.args.sampling.seed;
        match (self.task, self.args.sampling()) {
            (Task::Confidence, Some(Sampling::Bootstrap(n))) => Some(confidence(metric, counts, n, seed)),
            (Task::Compare, Some(Sampling::Bootstrap(n))) => Some(baseline_confidence(metric, counts, n, seed)),
            _ => None,
        }
    }

    fn comparison(&self, metric: &dyn Metric, baseline: &Statistics, system: &Statistics) -> Option<Comparison> {
        let seed = self.args.sampling.seed;
        Some(match self.args.sampling()? {
            Sampling::Bootstrap(n) => paired_bootstrap(metric, baseline, system, n, seed),
            Sampling::Randomisation(n) => approximate_randomisation(metric, baseline, system, n, seed),
        })
    }
}
