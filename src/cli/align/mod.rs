//! `naql align`: a text and a translation of it by others in, linked segments out.

mod sides;

use std::io::{self, Write};

use anyhow::anyhow;

use super::args::{AlignArgs, AlignFormat};
use super::exit::UsageError;
use super::{Exit, interrupt, messages, outputs};
use crate::align::{Coverage, Link, Model, Texts, align, coverage};
use crate::bitext::{BitextError, Format, Output, Pair};
use crate::text::SegmentId;
use sides::{Bridge, Side};

/// # Errors
/// When the arguments make no sense, an input cannot be read, the model not be loaded or an output not be written.
pub fn run(args: &AlignArgs) -> anyhow::Result<Exit> {
    check(args)?;
    interrupt::end_at_once();
    let source = Side::read(&args.source, args.source_lang.into(), args)?;
    let target = Side::read(&args.target, args.target_lang.into(), args)?;
    outputs::check_apart(&args.output, [&source, &target].into_iter().filter_map(Side::path))?;
    args.output.iter().try_for_each(|path| Output::probe(path))?;
    let bridge = Bridge::of(&source, args)?;
    let (source_texts, target_texts, bridge_texts) = (source.texts(), target.texts(), bridge.texts());
    let texts = Texts { source: &source_texts, bridge: &bridge_texts, target: &target_texts };
    let links = align(&texts, &Model::LEARNT);
    let covered = coverage(&texts, &links)?;
    write(args, &links, |number, link| pair(number, link, &source, &target, &bridge.signature))?;
    tell(&links, covered);
    Ok(if bridge.n_failed > 0 { Exit::Partly } else { Exit::Done })
}

fn check(args: &AlignArgs) -> Result<(), UsageError> {
    if args.source == "-" && args.target == "-" {
        return Err(UsageError(anyhow!("source and target cannot both be standard input; name a file")));
    }
    outputs::check_formats(&args.output)?;
    outputs::check_once(&args.output)
}

/// Writes the links, or the pairs that they make, to all outputs.
fn write(args: &AlignArgs, links: &[Link], pair: impl Fn(usize, &Link) -> Pair) -> Result<(), BitextError> {
    let printed = match args.format {
        Some(AlignFormat::Links) => {
            print(links).map_err(|source| BitextError::Write { name: "standard output".to_owned(), source })?;
            None
        }
        Some(AlignFormat::Pairs(format)) => Some(format),
        None if !args.output.is_empty() => None,
        None if console::Term::stdout().is_term() => Some(Format::Pairs),
        None => Some(Format::Tsv),
    };
    let mut outputs = outputs::open(&args.output, printed)?;
    for (idx, link) in links.iter().enumerate() {
        let pair = pair(idx + 1, link);
        outputs.iter_mut().try_for_each(|output| output.write(&pair))?;
    }
    outputs::finish(outputs, args.quiet)
}

fn print(links: &[Link]) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for link in links {
        writeln!(out, "{}:{:.4}", link.linked(), link.confidence)?;
    }
    out.flush()
}

/// The pair of a link: its number stands for the segment, its confidence for the score.
fn pair(number: usize, link: &Link, source: &Side, target: &Side, signature: &str) -> Pair {
    let reason = match (link.source.is_empty(), link.target.is_empty()) {
        (true, _) => Some("no counterpart in the source"),
        (_, true) => Some("no counterpart in the target"),
        _ => link.is_moved.then_some("moved: it stands elsewhere in the target"),
    };
    let number = SegmentId(u32::try_from(number).unwrap_or(u32::MAX));
    let id = source.document.id.clone();
    let target = (!link.target.is_empty()).then(|| target.joined(&link.target));
    Pair {
        kind: source.kind(&link.source),
        span: source.span(&link.source),
        score: Some(link.confidence as f32),
        reason: reason.map(str::to_owned),
        signature: signature.to_owned(),
        ..Pair::given(id, number, source.joined(&link.source), target)
    }
}

/// Says how much of each side is linked.
fn tell(links: &[Link], covered: [Coverage; 2]) {
    let n_nulls = links.iter().filter(|link| link.is_null()).count();
    let n_moved = links.iter().filter(|link| link.is_moved).count();
    let linked = messages::counted(links.len() - n_nulls, "link");
    messages::print(&format!("{linked}, {n_moved} of them moved, {} without counterpart", n_nulls));
    for (side, Coverage { n_single, n_several, n_null, .. }) in ["source", "target"].into_iter().zip(covered) {
        let all = messages::counted(n_single + n_several + n_null, "character");
        messages::print(&format!("{side}: {all}: {n_single} linked 1:1, {n_several} m:n, {n_null} null"));
    }
}
