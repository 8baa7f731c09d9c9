//! The default model as bytes of the program, so that it translates wherever it is run from.

use super::DEFAULT;
use crate::model::ModelFiles;

/// Puts files of `models/ar-en` into the program, beside their names.
macro_rules! carry {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/ar-en/", $file)))),*]
    };
}

const FILES: &[(&str, &[u8])] =
    carry!["config.json", "generation_config.json", "model.safetensors", "naql.toml", "source.spm", "vocab.json",];

/// The files that the engine reads.
pub fn files() -> ModelFiles {
    ModelFiles::Embedded { name: DEFAULT, files: FILES }
}
