//! Two files of plain text as Moses and OPUS have them: a line of Arabic in `x.ar` is translated by the same line of
//! `x.en`. Either name stands for both.
//!
//! Texts alone are held, and only pairs with a target: others are left out, so that numbers of segments may change. What
//! any tool takes for the end of a line becomes a space, so that all count the same lines, and so do tabs, zero bytes
//! and U+FEFF, which at the start of a file would be a byte order mark.
//!
//! Both files are counted before the first pair, so that they must be files and not pipes; where the counts differ,
//! nothing is read. A line that is empty in one file makes a pair that lacks this side; one that is empty in both is
//! passed over. The document is the name of the files, the segments have the numbers of their lines.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use super::columns::numbered;
use super::lines::{self, Lines, each};
use super::{BitextError, Format, Pair, PairStream, PairWriter, Sink, foreign};
use crate::text::DocumentId;

/// The extensions: the source's, then the target's.
pub const EXTENSIONS: [&str; 2] = ["ar", "en"];

/// Both files, by the name of either, which stays as it is.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let given = path.extension().unwrap_or_default();
    let side = |extension: &str| match given.eq_ignore_ascii_case(extension) {
        true => path.to_owned(),
        false => path.with_extension(extension),
    };
    EXTENSIONS.map(side).to_vec()
}

/// Writes them.
pub struct Moses {
    source: Sink,
    target: Sink,
    n_left_out: usize,
}

impl Moses {
    /// To the sinks of both sides, in the order of [`files`].
    pub fn new(sinks: Vec<Sink>) -> Self {
        let [source, target] = <[Sink; 2]>::try_from(sinks).ok().expect("a sink for each file");
        Self { source, target, n_left_out: 0 }
    }
}

impl PairWriter for Moses {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        let Some(target) = &pair.target else {
            self.n_left_out += 1;
            return Ok(());
        };
        write_line(&mut self.source, &pair.source)?;
        write_line(&mut self.target, target)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.source.flush()?;
        self.target.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.flush()
    }

    fn n_left_out(&self) -> usize {
        self.n_left_out
    }
}

fn write_line(out: &mut impl Write, text: &str) -> io::Result<()> {
    match text.contains(breaks) {
        true => writeln!(out, "{}", text.replace(breaks, " ")),
        false => writeln!(out, "{text}"),
    }
}

/// Whether some tool takes `c` for the end of a line (Unicode's, and those of Python's `splitlines`), a cell or a text.
fn breaks(c: char) -> bool {
    matches!(c, '\0' | '\t'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Reads them.
///
/// # Errors
/// When one of the files cannot be opened, or they differ in their number of lines.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let files = Format::Moses.files(path);
    let [source, target] = [&files[0], &files[1]];
    let (n_source, n_target) = (n_lines(source)?, n_lines(target)?);
    if n_source != n_target {
        let (source_name, target_name) = (source.display(), target.display());
        let problem = format!("{source_name} has {n_source} lines, and {target_name} {n_target}");
        return Err(BitextError::malformed(path, None, problem, "make the lines match"));
    }
    let document_id = DocumentId(foreign::document(path));
    let mut sides =
        Sides { source: Lines::open(source)?, target: Lines::open(target)?, path: path.to_owned(), document_id };
    Ok(Box::new(each(move || sides.next())))
}

fn n_lines(path: &Path) -> Result<u64, BitextError> {
    let failed = |source| BitextError::Read { path: path.to_owned(), source };
    let mut file = lines::open(path)?;
    let (mut n_lines, mut is_within) = (0, false);
    loop {
        let bytes = file.fill_buf().map_err(failed)?;
        let Some(last) = bytes.last() else { break };
        is_within = *last != b'\n';
        n_lines += bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let n_bytes = bytes.len();
        file.consume(n_bytes);
    }
    Ok(n_lines + u64::from(is_within))
}

/// Both files, read side by side.
struct Sides {
    source: Lines,
    target: Lines,
    path: PathBuf,
    document_id: DocumentId,
}

impl Sides {
    fn next(&mut self) -> Result<Option<Pair>, BitextError> {
        while let (Some((number, source)), Some((_, target))) = (self.source.read()?, self.target.read()?) {
            if source.is_empty() && target.is_empty() {
                continue;
            }
            let malformed = |(problem, advice)| BitextError::malformed(&self.path, number, problem, advice);
            let segment_id = numbered(number).map_err(malformed)?;
            let (source, target) = (source.to_owned(), Some(target.to_owned()));
            return Ok(Some(Pair::given(self.document_id.clone(), segment_id, source, target)));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_name_stands_for_both() {
        let cases =
            [("x.ar", ["x.ar", "x.en"]), ("a.b/x.1.en", ["a.b/x.1.ar", "a.b/x.1.en"]), ("x.AR", ["x.AR", "x.en"])];
        for (path, expected) in cases {
            assert_eq!(files(Path::new(path)), expected.map(PathBuf::from), "{path}");
        }
    }

    #[test]
    fn no_tool_finds_more_lines_than_were_written() {
        let mut out = Vec::new();
        write_line(&mut out, "a\tb\nc\rd\u{b}e\u{c}f\u{1c}g\u{85}h\u{2028}i\u{2029}j\0k\u{feff}l").expect("written");
        assert_eq!(out, b"a b c d e f g h i j k l\n");
    }
}
