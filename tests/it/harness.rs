//! A folder for each test, the program run in it, and what came of that. Knows nothing of any command.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A random model of two small layers: fast, and its text means nothing.
pub const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tiny-model");

/// Where the package is.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The columns of a TSV and the keys of a line of JSONL, in order.
pub const COLUMNS: [&str; 9] =
    ["document_id", "segment_id", "kind", "source", "target", "score", "status", "reason", "signature"];

/// The folder that a test works in.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    pub fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.0.path().join(name.as_ref())
    }

    /// Writes a file, with the folders that it lies in.
    pub fn write(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Sorted names of everything in the folder, hidden files too.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program with these arguments, not yet run: in this folder, with nothing in its environment but a home and a
    /// width, and nothing on standard input.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_naql"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env_clear().env("HOME", self.0.path()).env("PATH", "").env("COLUMNS", "100");
        command
    }

    /// Runs the program.
    #[must_use]
    pub fn naql(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments))
    }

    /// Runs the program with text on standard input.
    #[must_use]
    pub fn naql_with_stdin(&self, arguments: &[&str], stdin: &str) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        Ran::to_end(child)
    }

    /// Runs `naql translate` with the tiny model.
    #[must_use]
    pub fn translate(&self, arguments: &[&str]) -> Ran {
        self.naql(&[&["translate", "--model", TINY], arguments].concat())
    }
}

/// What came of a run. Whoever runs the program has to look at it; `#[must_use]` is on what runs it, because each check
/// hands it on.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Ran {
    /// Runs a command to its end.
    #[must_use]
    pub fn of(mut command: Command) -> Self {
        Self::ended(command.output().unwrap())
    }

    /// Waits for the end of a command that runs already.
    #[must_use]
    pub fn to_end(child: Child) -> Self {
        Self::ended(child.wait_with_output().unwrap())
    }

    fn ended(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8 alone");
        let code = output.status.code().expect("no signal ends the program");
        Self { stdout: text(output.stdout), stderr: text(output.stderr), code }
    }

    /// Fails with both streams unless `holds`.
    #[track_caller]
    pub fn check(&self, holds: bool, what: &str) {
        let Self { stdout, stderr, code } = self;
        let (stdout, stderr) = (shown(stdout), shown(stderr));
        assert!(holds, "{what}\n--- exit code {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---");
    }

    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        self.check(self.code == expected, &format!("expected exit code {expected}"));
        self
    }

    #[track_caller]
    pub fn stdout_is(self, expected: &str) -> Self {
        self.check(self.stdout == expected, &format!("expected on stdout: {}", escaped(expected)));
        self
    }

    #[track_caller]
    pub fn stderr_is(self, expected: &str) -> Self {
        self.check(self.stderr == expected, &format!("expected on stderr: {}", escaped(expected)));
        self
    }

    #[track_caller]
    pub fn stderr_has(self, expected: &str) -> Self {
        self.check(self.stderr.contains(expected), &format!("expected within stderr: {}", escaped(expected)));
        self
    }

    /// The pairs in the TSV on standard output.
    #[track_caller]
    pub fn rows(&self) -> Vec<Row> {
        self.check(self.stdout.starts_with(&COLUMNS.join("\t")), "expected a TSV on stdout");
        rows(&self.stdout)
    }

    /// The objects in the JSONL on standard output.
    #[track_caller]
    pub fn objects(&self) -> Vec<Value> {
        objects(&self.stdout)
    }
}

/// A pair as a TSV has it, with its escapes undone.
#[derive(Debug, PartialEq)]
pub struct Row {
    pub document_id: String,
    pub segment_id: u32,
    pub kind: String,
    pub source: String,
    pub target: String,
    pub score: Option<f32>,
    pub status: String,
    pub reason: String,
    pub signature: String,
}

/// The pairs in a TSV whose header is as it should be.
#[track_caller]
pub fn rows(tsv: &str) -> Vec<Row> {
    let mut lines = tsv.split_terminator('\n');
    assert_eq!(lines.next(), Some(&*COLUMNS.join("\t")), "the header");
    lines.map(row).collect()
}

#[track_caller]
fn row(line: &str) -> Row {
    let fields: Vec<String> = line.split('\t').map(unescaped).collect();
    let Ok([document_id, segment_id, kind, source, target, score, status, reason, signature]) =
        <[String; 9]>::try_from(fields)
    else {
        panic!("not nine fields: {}", escaped(line))
    };
    let (segment_id, score) = (segment_id.parse().unwrap(), score.parse().ok());
    Row { document_id, segment_id, kind, source, target, score, status, reason, signature }
}

fn unescaped(field: &str) -> String {
    let mut characters = field.chars();
    let mut out = String::new();
    while let Some(c) = characters.next() {
        out.push(match c {
            '\\' => match characters.next().unwrap() {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                other => other,
            },
            _ => c,
        });
    }
    out
}

/// The objects in lines of JSON.
#[track_caller]
pub fn objects(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The keys of an object in the order in which the line has them.
pub fn keys(line: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Keys {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Visitor)
        }
    }
    struct Visitor;
    impl<'de> serde::de::Visitor<'de> for Visitor {
        type Value = Keys;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                keys.push(key);
            }
            Ok(Keys(keys))
        }
    }
    serde_json::from_str::<Keys>(line).unwrap().0
}

/// Text with everything written out that a terminal obeys or does not show.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            _ if is_unseen(c) => write!(out, "{}", c.escape_unicode()).unwrap(),
            _ => out.push(c),
        }
    }
    out
}

/// The beginning of a stream, escaped.
fn shown(stream: &str) -> String {
    let most = 4000;
    let more = if stream.chars().count() > most { " … and more" } else { "" };
    escaped(&stream.chars().take(most).collect::<String>()) + more
}

/// Control characters, and those without width or with a direction alone.
pub fn is_unseen(c: char) -> bool {
    let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    c.is_control() || invisible || matches!(c, '\u{ad}' | '\u{61c}' | '\u{feff}')
}

/// Compares with a golden file, which `UPDATE_GOLDEN=1` rewrites.
#[track_caller]
pub fn golden(name: &str, actual: &str) {
    let path = Path::new(ROOT).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let advice = "run the tests with UPDATE_GOLDEN=1 and review the difference";
    let (expected, actual) = (escaped(&expected), escaped(actual));
    assert!(expected == actual, "{name} differs; {advice}\n--- expected\n{expected}\n--- actual\n{actual}\n---");
}

#[test]
fn what_is_not_seen_is_written_out() {
    assert_eq!(escaped("نص\u{202e}\u{200b}\u{1b}[1m\n"), "نص\\u{202e}\\u{200b}\\u{1b}[1m\n");
    assert_eq!(unescaped(r"a\tb\\n\n"), "a\tb\\n\n");
}
