//! The default engine: Marian models on the CPU.

use sha2::{Digest, Sha256};

use super::{Engine, EngineError, Found, Hypothesis};
use crate::decode::{Sequence, Settings, search, word_links};
use crate::model::{Config, Marian, ModelError, ModelFiles};
use crate::text::{Normalisation, Span, TokenId, View};
use crate::vocab::{Encoded, Vocab, VocabError, VocabFiles};

/// What a user may change about the search.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Hypotheses kept side by side; the model's own choice where none is given.
    pub beam_size: Option<usize>,
    /// Hypotheses returned; one where none is given.
    pub nbest: Option<usize>,
}

/// Most scores that one step computes: 64 MiB of them, for each worker.
const MOST_SCORES: usize = (64 << 20) / size_of::<f32>();

/// A Marian model with its vocabulary and settings.
pub struct Native {
    marian: Marian,
    vocab: Vocab,
    normalisation: Normalisation,
    /// Put before every source.
    language_token: Option<TokenId>,
    settings: Settings,
    signature: String,
}

/// A source as the model sees it.
struct Prepared {
    tokens: Vec<TokenId>,
    /// For each token, bytes of the source as given.
    spans: Vec<Span>,
}

impl Native {
    /// Loads a model.
    ///
    /// # Errors
    /// When a file is missing or malformed, or the files do not fit each other or the options.
    pub fn load(files: &ModelFiles, options: Options) -> Result<Self, EngineError> {
        let config = Config::load(files)?;
        let mut settings = Settings::of(&config);
        settings.beam_size = options.beam_size.unwrap_or(settings.beam_size);
        settings.nbest = options.nbest.unwrap_or(1);
        if settings.nbest > settings.beam_size {
            return Err(EngineError::Nbest { nbest: settings.nbest, beam_size: settings.beam_size });
        }
        let (vocab, vocab_checksum) = load_vocab(files, &config)?;
        let language_token = language_token(files, &config, &vocab)?;
        let marian = Marian::load(files, config)?;
        let normalisation = marian.config().source.source_view;
        let signature = signature(&files.name(), &marian, &settings, &vocab_checksum);
        Ok(Self { marian, vocab, normalisation, language_token, settings, signature })
    }

    /// The tokens of a source, the language token and the end token included.
    ///
    /// # Errors
    /// When the vocabulary fails on this text.
    pub fn tokens(&self, source: &str) -> Result<Vec<TokenId>, VocabError> {
        Ok(self.prepare(source)?.tokens)
    }

    /// The text of target tokens.
    pub fn text(&self, tokens: &[TokenId]) -> String {
        self.vocab.decode(tokens).text
    }

    /// The settings of the search.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model.
    pub fn model(&self) -> &Marian {
        &self.marian
    }

    fn prepare(&self, source: &str) -> Result<Prepared, VocabError> {
        let view = View::new(source, self.normalisation);
        let Encoded { ids, spans } = self.vocab.encode(view.text())?;
        let first = self.language_token.map(|token| (token, Span::new(0, 0)));
        let rest = ids.into_iter().zip(spans.into_iter().map(|span| view.origin(span)));
        let (tokens, spans) = first.into_iter().chain(rest).unzip();
        Ok(Prepared { tokens, spans })
    }

    fn check_length(&self, prepared: Prepared) -> Result<Prepared, String> {
        match (prepared.tokens.len(), self.max_source_tokens()) {
            (n_tokens, most) if n_tokens > most => {
                Err(format!("{n_tokens} tokens, more than the {most} that the model takes"))
            }
            _ => Ok(prepared),
        }
    }

    fn hypothesis(&self, source: &Prepared, sequence: Sequence) -> Hypothesis {
        let decoded = self.vocab.decode(&sequence.tokens);
        let links = word_links(&sequence.attention, &source.spans, &decoded.spans);
        let Sequence { tokens, log_prob, score, stop, .. } = sequence;
        Hypothesis { text: decoded.text, tokens, log_prob, score, stop, links }
    }
}

impl Engine for Native {
    fn signature(&self) -> &str {
        &self.signature
    }

    fn max_source_tokens(&self) -> usize {
        self.marian.config().max_source_tokens()
    }

    fn max_batch_sources(&self) -> usize {
        let n_scores = self.settings.beam_size * self.marian.config().vocab_size;
        (MOST_SCORES / n_scores).max(1)
    }

    fn n_tokens(&self, source: &str) -> Result<usize, VocabError> {
        Ok(self.prepare(source)?.tokens.len())
    }

    fn translate(&self, sources: &[&str]) -> Vec<Found> {
        let prepared: Vec<Result<Prepared, String>> = sources
            .iter()
            .map(|source| self.prepare(source).map_err(|e| e.to_string()).and_then(|p| self.check_length(p)))
            .collect();
        let batch: Vec<&[TokenId]> = prepared.iter().flatten().map(|p| &p.tokens[..]).collect();
        let mut found = search(&self.marian, &batch, &self.settings).into_iter();
        prepared
            .into_iter()
            .map(|source| {
                let source = source?;
                let sequences = found.next().unwrap_or_default();
                match sequences.is_empty() {
                    true => Err("the model gave no number for any token; its weights are broken, or its settings suppress every token".to_owned()),
                    false => Ok(sequences.into_iter().map(|sequence| self.hypothesis(&source, sequence)).collect()),
                }
            })
            .collect()
    }
}

/// The vocabulary, and a checksum of the files that it was read from.
fn load_vocab(files: &ModelFiles, config: &Config) -> Result<(Vocab, String), EngineError> {
    let vocab_error = |source| EngineError::Vocab { label: files.label(), source };
    let (vocab, checksum) = match (files.read("source.spm")?, files.read("tokenizer.json")?) {
        (None, Some(json)) => (Vocab::new(VocabFiles::TokenizerJson(&json), config.eos), checksum(&[&json])),
        (spm, _) => {
            let source_spm = spm.map_or_else(|| files.require("source.spm"), Ok)?;
            let vocab_json = files.require("vocab.json")?;
            let found = VocabFiles::Spm { source_spm: &source_spm, vocab_json: &vocab_json };
            (Vocab::new(found, config.eos), checksum(&[&source_spm, &vocab_json]))
        }
    };
    let vocab = vocab.map_err(vocab_error)?;
    // Some vocabularies are a little smaller than the model's tables, whose sizes were rounded up.
    let (found, wanted) = (vocab.len(), config.vocab_size);
    if found > wanted || found < wanted - wanted / 10 {
        let reason = format!("the vocabulary has {found} ids, but vocab_size in config.json is {wanted}");
        return Err(EngineError::Mismatch { label: files.label(), reason });
    }
    Ok((vocab, checksum))
}

/// The first eight hexadecimal digits of the SHA-256 over files, one after another.
fn checksum(files: &[&[u8]]) -> String {
    let sha = files.iter().fold(Sha256::new(), |sha, bytes| sha.chain_update(bytes));
    sha.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn language_token(files: &ModelFiles, config: &Config, vocab: &Vocab) -> Result<Option<TokenId>, EngineError> {
    let Some(piece) = &config.source.language_token else { return Ok(None) };
    match vocab.id(piece) {
        Some(id) => Ok(Some(id)),
        None => {
            let reason = format!("the vocabulary does not have the language token {piece:?}");
            Err(ModelError::Config { path: files.path_label("naql.toml"), reason }.into())
        }
    }
}

/// In the manner of sacreBLEU: keys and values that together say how a translation came about.
fn signature(name: &str, marian: &Marian, settings: &Settings, vocab: &str) -> String {
    let (checksum, isa, version) = (marian.checksum(), marian.isa().name(), env!("CARGO_PKG_VERSION"));
    let source = &marian.config().source;
    let view = source.source_view.name();
    let cut = marian.config().max_source_tokens();
    let token = source.language_token.as_ref().map(|token| format!("|token:{token}")).unwrap_or_default();
    let Settings { beam_size, length_penalty, .. } = settings;
    format!(
        "model:{name}|weights:{checksum}|vocab:{vocab}|view:{view}{token}|cut:{cut}|engine:native-{isa}|precision:f32\
         |beam:{beam_size}|penalty:{length_penalty}|version:{version}"
    )
}
