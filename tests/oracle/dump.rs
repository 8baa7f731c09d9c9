//! The engine's side of `compare.py`: what it computes for each line of a file, as a JSON object a line.
//!
//! Greedy, then beam 4 with length penalty 1 and the model's own `max_length`: the settings that the script gives to
//! transformers. With `--ids-only` the source tokens alone.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use naql::decode::{LengthLimit, Settings, search};
use naql::engine::{Native, Options};
use naql::kernels::Isa;
use naql::model::{Model, ModelFiles, Row};
use naql::text::TokenId;
use serde_json::json;

/// Prints what the engine computes for each line of a file.
#[derive(Parser)]
struct Arguments {
    /// A model folder.
    #[arg(long)]
    model: PathBuf,
    /// A text file, one source a line.
    #[arg(long)]
    lines: PathBuf,
    /// Most lines.
    #[arg(long)]
    limit: Option<usize>,
    /// Lines that get the logits of every greedy step.
    #[arg(long, default_value_t = 0)]
    logits: usize,
    /// Print source tokens alone.
    #[arg(long)]
    ids_only: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let engine = Native::load(&ModelFiles::Folder(arguments.model), Options::default())?;
    let text = std::fs::read_to_string(&arguments.lines).context("cannot read the lines")?;
    for (idx, line) in text.lines().take(arguments.limit.unwrap_or(usize::MAX)).enumerate() {
        let source = engine.tokens(line)?;
        let too_long = source.len() > engine.model().config().max_positions;
        let object = match arguments.ids_only || too_long {
            true => json!({ "source_ids": source }),
            false => translated(&engine, &source, idx < arguments.logits),
        };
        println!("{object}");
    }
    Ok(())
}

fn translated(engine: &Native, source: &[TokenId], with_logits: bool) -> serde_json::Value {
    let model = engine.model();
    let length = LengthLimit { per_source_token: None, ..engine.settings().length };
    let settings =
        |beam_size| Settings { beam_size, nbest: beam_size, length_penalty: 1.0, length, ..engine.settings().clone() };
    let greedy = search(model, &[source], &settings(1)).remove(0).remove(0);
    let steps = logits(model, source, &greedy.tokens);
    let log_probs = steps.iter().zip(&greedy.tokens).map(|(logits, &token)| {
        let mut scores = logits.clone();
        Isa::best().log_softmax(&mut scores);
        scores[token as usize]
    });
    let beam = search(model, &[source], &settings(4)).remove(0);
    let beam: Vec<_> =
        beam.iter().map(|s| json!({ "ids": s.tokens, "log_prob": s.log_prob, "score": s.score })).collect();
    let log_probs: Vec<f32> = log_probs.collect();
    let mut object =
        json!({ "source_ids": source, "greedy_ids": greedy.tokens, "greedy_log_probs": log_probs, "beam": beam });
    if with_logits {
        object["logits"] = json!(steps);
    }
    object
}

/// The logits of each step, the given tokens forced.
fn logits<M: Model>(model: &M, source: &[TokenId], target: &[TokenId]) -> Vec<Vec<f32>> {
    let memory = model.encode(&[source]);
    let mut rows = vec![Row { source: 0, token: model.start_token(), state: model.start() }];
    let mut steps = Vec::new();
    for &token in target {
        steps.push(model.step(&memory, &mut rows));
        rows[0].token = token;
    }
    steps
}
