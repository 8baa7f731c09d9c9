//! Raw arguments become validated settings, once; nothing after this sees a flag.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};

use super::args::{FormatArg, LangArg, TranslateArgs};
use super::exit::UsageError;
use crate::bitext::{Format, Output, place};
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
}

impl TranslateSettings {
    /// # Errors
    /// When arguments contradict each other; wrong usage all.
    pub fn new(args: TranslateArgs) -> anyhow::Result<Self> {
        for (idx, path) in args.output.iter().enumerate() {
            Format::of_path(path)?;
            let is_new = args.output[..idx].iter().all(|other| places(other) != places(path));
            ensure!(is_new, "-o {} is given twice; once is enough", path.display());
        }
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
            outputs: args.output,
            printed,
            model: args.model,
            models_dir: args.models_dir,
            options: Options { beam_size: args.beam.map(usize::from), nbest: args.nbest.map(usize::from) },
            n_threads: args.threads.map_or(cores, usize::from),
            max_batch_tokens: args.max_batch_tokens as usize,
            lines: args.lines,
            quiet: args.quiet,
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

    /// Opens everything that will be written, before the first expensive step.
    ///
    /// # Errors
    /// When an output is one of the inputs or cannot be opened.
    pub fn open_outputs(&self, sources: &[Source]) -> anyhow::Result<Vec<Output>> {
        let mut outputs = Vec::new();
        for path in &self.outputs {
            if is_among(path, sources) {
                let message = format!("-o {} is also an input; choose another name for the output", path.display());
                return Err(UsageError(anyhow!(message)).into());
            }
            outputs.push(Output::file(path)?);
        }
        let width = console::Term::stdout().size_checked().map_or(DEFAULT_WIDTH, |(_, columns)| usize::from(columns));
        if let Some(format) = self.printed {
            outputs.push(Output::stdout(format, width)?);
        }
        Ok(outputs)
    }
}

/// Says on a terminal that the program waits for text, which would else look like a standstill.
pub fn tell_if_waiting(inputs: &[OsString]) {
    let reads_stdin = inputs.is_empty() || inputs.iter().any(|input| input == "-");
    if reads_stdin && std::io::stdin().is_terminal() {
        eprintln!("naql: reading from the terminal; end the text with Ctrl-D, or give a file (see --help)");
    }
}

/// Where the files of an output lie.
fn places(path: &Path) -> Vec<PathBuf> {
    Format::of_path(path).map_or_else(|_| vec![], |format| format.files(path)).iter().map(|file| place(file)).collect()
}

fn is_among(path: &Path, sources: &[Source]) -> bool {
    let outputs = places(path);
    sources.iter().any(|source| match &source.place {
        Place::Stdin => false,
        Place::File(input) => input.canonicalize().is_ok_and(|input| outputs.contains(&input)),
    })
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Pairs => Self::Pairs,
            FormatArg::Tsv => Self::Tsv,
            FormatArg::Jsonl => Self::Jsonl,
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
