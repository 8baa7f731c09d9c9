//! Raw arguments become validated settings, once; nothing after this sees a flag.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{anyhow, ensure};

use super::args::{FormatArg, LangArg, TranslateArgs};
use super::exit::UsageError;
use crate::batch::Shard;
use crate::bitext::store::is_store;
use crate::bitext::{BitextError, Format, Output, place};
use crate::engine::Options;
use crate::input::{Place, Source};
use crate::text::Lang;

/// Columns of a terminal that does not say how many it has.
const DEFAULT_WIDTH: usize = 80;

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
        check_outputs(&args.output)?;
        let (stores, outputs): (Vec<PathBuf>, Vec<PathBuf>) =
            args.output.iter().cloned().partition(|path| is_store(path));
        ensure!(stores.len() <= 1, "-o names {} stores; one run works in one store", stores.len());
        if let (Some(beam), Some(nbest)) = (args.beam, args.nbest) {
            ensure!(nbest <= beam, "--nbest {nbest} is more than --beam {beam}; raise --beam or lower --nbest");
        }
        let printed = match args.format {
            Some(format) => Some(format.into()),
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
        for path in self.outputs.iter().chain(&self.store) {
            let files = Format::of_path(path).map_or_else(|_| vec![path.clone()], |format| format.files(path));
            if files.iter().any(|file| is_among(file, sources)) {
                let message = format!("-o {} is also an input; choose another name for the output", path.display());
                return Err(UsageError(anyhow!(message)).into());
            }
        }
        Ok(self.outputs.iter().try_for_each(|path| Output::probe(path))?)
    }

    /// Opens everything that will be written.
    ///
    /// # Errors
    /// When an output cannot be opened.
    pub fn outputs(&self) -> Result<Vec<Output>, BitextError> {
        open(&self.outputs, self.printed)
    }
}

/// Opens files, and standard output where something is to be printed.
///
/// # Errors
/// When one cannot be opened.
pub fn open(paths: &[PathBuf], printed: Option<Format>) -> Result<Vec<Output>, BitextError> {
    let mut outputs = paths.iter().map(|path| Output::file(path)).collect::<Result<Vec<_>, _>>()?;
    if let Some(format) = printed {
        let width = console::Term::stdout().size_checked().map_or(DEFAULT_WIDTH, |(_, columns)| usize::from(columns));
        outputs.push(Output::stdout(format, width)?);
    }
    Ok(outputs)
}

/// # Errors
/// When the format of an output is not known, or one is given twice, if only as the other side of a Moses pair.
pub fn check_outputs(paths: &[PathBuf]) -> anyhow::Result<()> {
    let mut taken: Vec<PathBuf> = Vec::new();
    for path in paths {
        let files = if is_store(path) { vec![path.clone()] } else { Format::of_path(path)?.files(path) };
        let places: Vec<PathBuf> = files.iter().map(|file| place(file)).collect();
        ensure!(!places.iter().any(|it| taken.contains(it)), "-o {} is given twice; once is enough", path.display());
        taken.extend(places);
    }
    Ok(())
}

/// Says on a terminal that the program waits for text, which would else look like a standstill.
pub fn tell_if_waiting(inputs: &[OsString]) {
    let reads_stdin = inputs.is_empty() || inputs.iter().any(|input| input == "-");
    if reads_stdin && std::io::stdin().is_terminal() {
        eprintln!("naql: reading from the terminal; end the text with Ctrl-D, or give a file (see --help)");
    }
}

fn is_among(path: &Path, sources: &[Source]) -> bool {
    let output = place(path);
    sources.iter().any(|source| match &source.place {
        Place::Stdin => false,
        Place::File(input) => input.canonicalize().is_ok_and(|input| input == output),
    })
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Pairs => Self::Pairs,
            FormatArg::Tsv => Self::Tsv,
            FormatArg::Csv => Self::Csv,
            FormatArg::Jsonl => Self::Jsonl,
            FormatArg::Tmx => Self::Tmx,
            FormatArg::Xliff => Self::Xliff,
        }
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
