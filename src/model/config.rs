//! The configuration of a model: `config.json`, `generation_config.json` and our own optional `naql.toml`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::{ModelError, ModelFiles};
use crate::text::Normalisation;

/// The architecture and the decoding defaults of a Marian model.
#[derive(Clone, Debug)]
pub struct Config {
    /// Tokens in the vocabulary.
    pub vocab_size: usize,
    /// Width of a token's representation.
    pub d_model: usize,
    /// The encoder's layers.
    pub encoder: Stack,
    /// The decoder's layers.
    pub decoder: Stack,
    /// Between the two products of a feed-forward layer.
    pub activation: Activation,
    /// Whether embeddings are multiplied by √d_model.
    pub scale_embedding: bool,
    /// Whether encoder and decoder have one embedding.
    pub share_embeddings: bool,
    /// Whether the output projection is the decoder's embedding.
    pub tie_embeddings: bool,
    /// Most positions on either side, in tokens with the end token.
    pub max_positions: usize,
    /// The end token.
    pub eos: u32,
    /// What the decoder starts from.
    pub decoder_start: u32,
    /// Decoding defaults.
    pub generation: Generation,
    /// How its source is prepared.
    pub source: SourceRules,
}

/// Size of a stack of layers.
#[derive(Clone, Copy, Debug)]
pub struct Stack {
    /// Number of layers.
    pub n_layers: usize,
    /// Attention heads; divides d_model.
    pub n_heads: usize,
    /// Width inside the feed-forward layer.
    pub d_ffn: usize,
}

/// The function inside a feed-forward layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// x · sigmoid(x).
    Swish,
    /// max(x, 0).
    Relu,
}

/// Decoding defaults that come with a model.
#[derive(Clone, Debug)]
pub struct Generation {
    /// Hypotheses kept while searching.
    pub beam_size: usize,
    /// Exponent of the length in a score.
    pub length_penalty: f32,
    /// Most target tokens, the end token included.
    pub max_tokens: usize,
    /// Tokens that are never chosen.
    pub suppressed: Vec<u32>,
    /// Whether a target that reaches `max_tokens` is ended with the end token there.
    pub forced_eos: bool,
}

/// What a model wants its source to look like; from `naql.toml`, else the Marian defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRules {
    /// How a source is normalised before it is divided.
    #[serde(default)]
    pub source_view: Normalisation,
    /// A token such as `>>eng<<` that is put before every source.
    #[serde(default)]
    pub language_token: Option<String>,
    /// Most source tokens, the end token included, that the model translates well; longer segments are cut.
    #[serde(default)]
    pub max_source_tokens: Option<usize>,
}

/// `config.json` as it is written; many of its keys concern training alone.
#[derive(Deserialize)]
struct RawConfig {
    model_type: String,
    vocab_size: usize,
    decoder_vocab_size: Option<usize>,
    d_model: usize,
    encoder_layers: usize,
    decoder_layers: usize,
    encoder_attention_heads: usize,
    decoder_attention_heads: usize,
    encoder_ffn_dim: usize,
    decoder_ffn_dim: usize,
    activation_function: String,
    #[serde(default)]
    scale_embedding: bool,
    #[serde(default = "yes")]
    share_encoder_decoder_embeddings: bool,
    #[serde(default = "yes")]
    tie_word_embeddings: bool,
    max_position_embeddings: usize,
    #[serde(deserialize_with = "one_id")]
    eos_token_id: u32,
    decoder_start_token_id: u32,
    #[serde(flatten)]
    generation: RawGeneration,
}

/// More hypotheses than anybody searches; memory grows with them.
pub const MOST_BEAMS: usize = 64;

/// More positions than any Marian model has; a table of them stays small.
const MOST_POSITIONS: usize = 1 << 14;

fn yes() -> bool {
    true
}

/// What `generation_config.json` may say, and older `config.json` said.
#[derive(Default, Deserialize)]
struct RawGeneration {
    num_beams: Option<usize>,
    length_penalty: Option<f32>,
    max_length: Option<usize>,
    bad_words_ids: Option<Vec<Vec<u32>>>,
    #[serde(default, deserialize_with = "maybe_one_id")]
    forced_eos_token_id: Option<u32>,
}

/// An id as some write it: bare, or as a list of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneId {
    Bare(u32),
    List([u32; 1]),
}

fn one_id<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let (OneId::Bare(id) | OneId::List([id])) = OneId::deserialize(from)?;
    Ok(id)
}

fn maybe_one_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    let id = Option::<OneId>::deserialize(from)?;
    Ok(id.map(|(OneId::Bare(id) | OneId::List([id]))| id))
}

impl RawGeneration {
    /// Says what no search could do.
    fn check(&self) -> Result<(), String> {
        if let Some(beams) = self.num_beams.filter(|beams| !(1..=MOST_BEAMS).contains(beams)) {
            return Err(format!("num_beams is {beams}, not between 1 and {MOST_BEAMS}"));
        }
        match self.length_penalty {
            Some(penalty) if !(-10.0..=10.0).contains(&penalty) => {
                Err(format!("length_penalty is {penalty}, not between -10 and 10"))
            }
            _ => Ok(()),
        }
    }
}

impl Config {
    /// Reads the configuration of a model.
    ///
    /// # Errors
    /// When a file is missing or malformed, or describes something that this engine does not compute.
    pub fn load(files: &ModelFiles) -> Result<Self, ModelError> {
        let raw: RawConfig = json(files, "config.json", &files.require("config.json")?)?;
        let named = |name: &'static str| move |reason| ModelError::Config { path: files.path_label(name), reason };
        raw.check().and_then(|()| raw.generation.check()).map_err(named("config.json"))?;
        let activation = activation(&raw.activation_function).map_err(named("config.json"))?;
        let generation: Option<RawGeneration> = match files.read("generation_config.json")? {
            Some(bytes) => Some(json(files, "generation_config.json", &bytes)?),
            None => None,
        };
        if let Some(generation) = &generation {
            generation.check().map_err(named("generation_config.json"))?;
        }
        let source = match files.read("naql.toml")? {
            Some(bytes) => source_rules(files, &bytes)?,
            None => SourceRules::default(),
        };
        Ok(raw.into_config(activation, generation, source))
    }

    /// Most source tokens that a segment may have, the end token included.
    pub fn max_source_tokens(&self) -> usize {
        self.source.max_source_tokens.unwrap_or(self.max_positions).min(self.max_positions)
    }
}

fn json<T: DeserializeOwned>(files: &ModelFiles, name: &str, bytes: &[u8]) -> Result<T, ModelError> {
    serde_json::from_slice(bytes)
        .map_err(|e| ModelError::Config { path: files.path_label(name), reason: e.to_string() })
}

fn source_rules(files: &ModelFiles, bytes: &[u8]) -> Result<SourceRules, ModelError> {
    let malformed = |reason| ModelError::Config { path: files.path_label("naql.toml"), reason };
    let text = std::str::from_utf8(bytes).map_err(|e| malformed(e.to_string()))?;
    let line = |e: &toml::de::Error| e.span().map_or(0, |span| text[..span.start].matches('\n').count()) + 1;
    let rules: SourceRules =
        toml::from_str(text).map_err(|e| malformed(format!("line {}: {}", line(&e), e.message())))?;
    match rules.max_source_tokens {
        Some(n) if n < 8 => Err(malformed(format!("max_source_tokens is {n}, less than the 8 that a cut needs"))),
        _ => Ok(rules),
    }
}

impl RawConfig {
    /// Says what this engine cannot compute.
    fn check(&self) -> Result<(), String> {
        if self.model_type != "marian" {
            return Err(format!("model_type is {:?}, and this engine runs \"marian\" only", self.model_type));
        }
        if self.decoder_vocab_size.is_some_and(|size| size != self.vocab_size) {
            return Err("source and target vocabularies differ, which is not supported".to_owned());
        }
        let heads = [self.encoder_attention_heads, self.decoder_attention_heads];
        if self.d_model == 0 || heads.iter().any(|&n| n == 0 || !self.d_model.is_multiple_of(n)) {
            return Err(format!("{heads:?} attention heads do not divide d_model {}", self.d_model));
        }
        let sizes = [self.vocab_size, self.encoder_layers, self.decoder_layers, self.encoder_ffn_dim];
        if sizes.contains(&0) || self.decoder_ffn_dim == 0 {
            return Err("a size is zero".to_owned());
        }
        if !(8..=MOST_POSITIONS).contains(&self.max_position_embeddings) {
            let found = self.max_position_embeddings;
            return Err(format!("max_position_embeddings is {found}, not between 8 and {MOST_POSITIONS}"));
        }
        if [self.eos_token_id, self.decoder_start_token_id].iter().any(|&id| id as usize >= self.vocab_size) {
            return Err(format!("a special token lies outside the vocabulary of {}", self.vocab_size));
        }
        Ok(())
    }

    fn into_config(self, activation: Activation, generation: Option<RawGeneration>, source: SourceRules) -> Config {
        // Where there is a generation_config.json, transformers ends targets by force only if it says so itself.
        let forced = generation.as_ref().unwrap_or(&self.generation).forced_eos_token_id;
        let first = generation.unwrap_or_default();
        let second = self.generation;
        let max_tokens = first.max_length.or(second.max_length).unwrap_or(self.max_position_embeddings);
        let bad_words = first.bad_words_ids.or(second.bad_words_ids).unwrap_or_default();
        let single = bad_words.into_iter().filter_map(|ids| <[u32; 1]>::try_from(ids).ok());
        Config {
            vocab_size: self.vocab_size,
            d_model: self.d_model,
            encoder: Stack {
                n_layers: self.encoder_layers,
                n_heads: self.encoder_attention_heads,
                d_ffn: self.encoder_ffn_dim,
            },
            decoder: Stack {
                n_layers: self.decoder_layers,
                n_heads: self.decoder_attention_heads,
                d_ffn: self.decoder_ffn_dim,
            },
            activation,
            scale_embedding: self.scale_embedding,
            share_embeddings: self.share_encoder_decoder_embeddings,
            tie_embeddings: self.tie_word_embeddings,
            max_positions: self.max_position_embeddings,
            eos: self.eos_token_id,
            decoder_start: self.decoder_start_token_id,
            generation: Generation {
                beam_size: first.num_beams.or(second.num_beams).unwrap_or(1).max(1),
                length_penalty: first.length_penalty.or(second.length_penalty).unwrap_or(1.0),
                // The start token counts in max_length, and is not a target token.
                max_tokens: max_tokens.min(self.max_position_embeddings).saturating_sub(1).max(1),
                suppressed: single.map(|[id]| id).filter(|&id| (id as usize) < self.vocab_size).collect(),
                forced_eos: forced == Some(self.eos_token_id),
            },
            source,
        }
    }
}

fn activation(name: &str) -> Result<Activation, String> {
    match name {
        "swish" | "silu" => Ok(Activation::Swish),
        "relu" => Ok(Activation::Relu),
        _ => Err(format!("activation_function is {name:?}, and this engine computes \"swish\" and \"relu\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{
        "model_type": "marian", "vocab_size": 100, "decoder_vocab_size": 100, "d_model": 16,
        "encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 4, "decoder_attention_heads": 2,
        "encoder_ffn_dim": 64, "decoder_ffn_dim": 32, "activation_function": "swish", "scale_embedding": true,
        "max_position_embeddings": 64, "max_length": 50, "num_beams": 6, "eos_token_id": 0,
        "decoder_start_token_id": 99, "bad_words_ids": [[99], [3, 4], [500]], "forced_eos_token_id": 0
    }"#;

    /// The configuration of a folder with these files.
    fn load(files: &[(&str, &str)]) -> Result<Config, ModelError> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        Config::load(&ModelFiles::Folder(folder.path().to_owned()))
    }

    #[test]
    fn decoding_defaults_come_from_either_file() {
        let config = load(&[("config.json", CONFIG)]).expect("loaded");
        let Generation { beam_size, length_penalty, max_tokens, suppressed, forced_eos } = config.generation;
        assert_eq!((beam_size, length_penalty, max_tokens, forced_eos), (6, 1.0, 49, true));
        assert_eq!(suppressed, [99]);
        let generation = r#"{"num_beams": 2, "length_penalty": 0.5, "max_length": 900}"#;
        let config = load(&[("config.json", CONFIG), ("generation_config.json", generation)]).expect("loaded");
        let Generation { beam_size, length_penalty, max_tokens, forced_eos, .. } = config.generation;
        assert_eq!((beam_size, length_penalty, max_tokens, forced_eos), (2, 0.5, 63, false));
    }

    #[test]
    fn special_tokens_may_be_lists_of_one() {
        let lists = CONFIG.replace("\"eos_token_id\": 0", "\"eos_token_id\": [7]");
        let generation = r#"{"forced_eos_token_id": [7]}"#;
        let config = load(&[("config.json", &lists), ("generation_config.json", generation)]).expect("loaded");
        assert_eq!((config.eos, config.generation.forced_eos), (7, true));
    }

    #[test]
    fn naql_toml_says_how_the_source_is_prepared() {
        let toml = "source_view = \"statement\"\nlanguage_token = \">>eng<<\"\nmax_source_tokens = 32\n";
        let config = load(&[("config.json", CONFIG), ("naql.toml", toml)]).expect("loaded");
        assert_eq!(config.source.source_view, Normalisation::Statement);
        assert_eq!(config.source.language_token.as_deref(), Some(">>eng<<"));
        assert_eq!(config.max_source_tokens(), 32);
        assert_eq!(load(&[("config.json", CONFIG)]).expect("loaded").max_source_tokens(), 64);
    }

    #[test]
    fn what_cannot_be_run_is_named() {
        let cases = [
            ("\"marian\"", "\"t5\"", "model_type is \"t5\", and this engine runs \"marian\" only"),
            ("\"swish\"", "\"gelu\"", "activation_function is \"gelu\""),
            ("\"decoder_vocab_size\": 100", "\"decoder_vocab_size\": 90", "source and target vocabularies differ"),
            ("\"d_model\": 16", "\"d_model\": 18", "[4, 2] attention heads do not divide d_model 18"),
            ("\"encoder_layers\": 2", "\"encoder_layers\": 0", "a size is zero"),
            ("embeddings\": 64", "embeddings\": 999999999", "max_position_embeddings is 999999999"),
            ("\"eos_token_id\": 0,", "\"eos_token_id\": 100,", "a special token lies outside the vocabulary of 100"),
            ("\"d_model\": 16,", "", "missing field `d_model`"),
            ("\"num_beams\": 6", "\"num_beams\": 1000000000", "num_beams is 1000000000, not between 1 and 64"),
            ("\"num_beams\": 6", "\"length_penalty\": 1e38", "length_penalty is 1"),
        ];
        for (from, to, expected) in cases {
            let error = load(&[("config.json", &CONFIG.replace(from, to))]).expect_err("refused").to_string();
            assert!(error.contains("/config.json: ") && error.contains(expected), "{error:?} is not {expected:?}");
        }
        let malformed = [
            ("source_view = \"statment\"", "unknown variant"),
            ("max_source_tokens = 4", "max_source_tokens is 4, less than the 8"),
            ("views = 1", "unknown field"),
        ];
        for (toml, expected) in malformed {
            let error = load(&[("config.json", CONFIG), ("naql.toml", toml)]).expect_err("refused").to_string();
            assert!(error.contains("/naql.toml: ") && error.contains(expected), "{error:?} is not {expected:?}");
        }
    }
}
