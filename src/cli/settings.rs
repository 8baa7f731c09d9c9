//! Raw arguments become validated settings, once; nothing after this sees a flag.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::ensure;

use super::args::{LangArg, TranslateArgs};
use super::outputs;
use crate::batch::Shard;
use crate::bitext::store::is_store;
use crate::bitext::{BitextError, Format, Output};
use crate::engine::Options;
use crate::input::{Place, Source};
use crate::text::Lang;

/// What `translate` is to do.
pub struct TranslateSettings {
    pub inputs: Vec<OsString>,
    pub outputs: Vec<PathBuf>,
    /// Format of standard output; none where nothing is printed.
    pub printed: Option<Format>,
    pub model: Option<String>,
    pub models_dir: Option<PathBuf>,
    pub options: Options,
    pub n_threads: usize,
    pub max_batch_tokens: usize,
    pub lines: bool,
    pub quiet: bool,
    /// The store that is worked in; the outputs are then written from it.
    pub store: Option<PathBuf>,
    pub shard: Option<Shard>,
    /// Segments that are translated and written together.
    pub window: usize,
    /// The time between two lines of progress; 0 for one after each write to the store.
    pub progress_every: Duration,
    /// Whether requests are answered instead of files translated.
    pub requests: bool,
}

impl TranslateSettings {
    /// # Errors
    /// When arguments contradict each other; wrong usage all.
    pub fn new(args: TranslateArgs) -> anyhow::Result<Self> {
        outputs::check_once(&args.output)?;
        let (stores, outputs): (Vec<PathBuf>, Vec<PathBuf>) =
            args.output.iter().cloned().partition(|path| is_store(path));
        outputs::check_formats(&outputs)?;
        ensure!(stores.len() <= 1, "-o names {} stores; one run works in one store", stores.len());
        if let (Some(beam), Some(nbest)) = (args.beam, args.nbest) {
            ensure!(nbest <= beam, "--nbest {nbest} is more than --beam {beam}; raise --beam or lower --nbest");
        }
        let printed = match args.format {
            Some(format) => Some(format),
            None if !args.output.is_empty() => None,
            None if console::Term::stdout().is_term() => Some(Format::Pairs),
            None => Some(Format::Tsv),
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            inputs: args.inputs,
            outputs,
            printed,
            model: args.model,
            models_dir: args.models_dir,
            options: Options { beam_size: args.beam.map(usize::from), nbest: args.nbest.map(usize::from) },
            n_threads: args.threads.map_or(cores, usize::from),
            max_batch_tokens: args.max_batch_tokens as usize,
            lines: args.lines,
            quiet: args.quiet,
            store: stores.into_iter().next(),
            shard: args.shard,
            window: args.window as usize,
            progress_every: Duration::from_secs(args.progress_every),
            requests: args.jsonl,
        })
    }

    /// Whether pairs appear on a terminal, where they are progress enough.
    pub fn prints_on_terminal(&self) -> bool {
        self.printed.is_some() && console::Term::stdout().is_term()
    }

    /// Whether the n-best lists are wanted.
    pub fn wants_nbest(&self) -> bool {
        self.options.nbest.is_some()
    }

    /// Looks whether everything can be written, before the first expensive step.
    ///
    /// # Errors
    /// When an output is one of the inputs or cannot be opened.
    pub fn probe_outputs(&self, sources: &[Source]) -> anyhow::Result<()> {
        let inputs = sources.iter().filter_map(|source| match &source.place {
            Place::Stdin => None,
            Place::File(path) => Some(path),
        });
        outputs::check_apart(self.outputs.iter().chain(&self.store), inputs)?;
        Ok(self.outputs.iter().try_for_each(|path| Output::probe(path))?)
    }

    /// Opens everything that will be written.
    ///
    /// # Errors
    /// When an output cannot be opened.
    pub fn outputs(&self) -> Result<Vec<Output>, BitextError> {
        outputs::open(&self.outputs, self.printed)
    }
}

/// Says on a terminal that the program waits for text, which would else look like a standstill.
pub fn tell_if_waiting(inputs: &[OsString]) {
    let reads_stdin = inputs.is_empty() || inputs.iter().any(|input| input == "-");
    if reads_stdin && std::io::stdin().is_terminal() {
        eprintln!("naql: reading from the terminal; end the text with Ctrl-D, or give a file (see --help)");
    }
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Ar => Self::Arabic,
            LangArg::En => Self::English,
        }
    }
}
