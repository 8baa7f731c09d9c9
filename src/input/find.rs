//! From arguments to sources. Looks at names only and never into a file.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::{InputError, Place, Source, folder, pattern, suggest};
use crate::text::DocumentId;

/// The id of the document that comes from standard input.
const STDIN_ID: &str = "stdin";

/// Finds what `arguments` name, in order: files, folders, patterns, `-`; no argument at all means standard input.
///
/// A file that is reached twice comes once, where it was reached first. From a folder come the `.txt` and `.md` files
/// below it, sorted by path, without hidden ones.
///
/// # Errors
/// Each argument that leads to nothing is an error of its own, in its place, and does not stop the others.
pub fn find(arguments: &[impl AsRef<OsStr>]) -> Vec<Result<Source, InputError>> {
    let mut finder = Finder::default();
    if arguments.is_empty() {
        finder.stdin();
    }
    for argument in arguments {
        finder.argument(argument.as_ref());
    }
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Vec<Result<Source, InputError>>,
    /// Canonical paths of the files found.
    files: HashSet<PathBuf>,
    ids: HashSet<String>,
    has_stdin: bool,
}

impl Finder {
    fn argument(&mut self, argument: &OsStr) {
        let path = Path::new(argument);
        // A pattern is UTF-8; a name need not be.
        let pattern = argument.to_str().filter(|text| pattern::is_pattern(text));
        match (fs::metadata(path), pattern) {
            _ if argument == "-" => self.stdin(),
            _ if argument.is_empty() => self.error(InputError::NoName),
            (Ok(meta), _) if meta.is_dir() => self.folder(path),
            (Ok(_), _) => self.file(path),
            // A broken link that is named like a pattern is still meant by its name.
            (Err(_), Some(pattern)) if !path.is_symlink() => self.pattern(pattern),
            (Err(cause), _) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let (name, advice) = (argument.to_string_lossy().into_owned(), suggest::advice(path));
                self.error(InputError::Missing { path: name, advice });
            }
            (Err(cause), _) => self.error(folder::unreadable(path, cause)),
        }
    }

    fn stdin(&mut self) {
        if !self.has_stdin {
            self.has_stdin = true;
            self.source(STDIN_ID.to_owned(), Place::Stdin);
        }
    }

    fn file(&mut self, path: &Path) {
        // What has no canonical path, such as the pipe behind `/dev/fd/63`, is compared by the path as it was given.
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if self.files.insert(canonical) {
            self.source(id(path), Place::File(path.to_owned()));
        }
    }

    fn folder(&mut self, path: &Path) {
        let texts = folder::texts(path);
        if texts.is_empty() {
            self.error(InputError::EmptyFolder { path: path.display().to_string() });
        }
        self.files(texts);
    }

    fn pattern(&mut self, argument: &str) {
        let places = match pattern::expand(argument) {
            Ok(places) => places,
            Err(error) => return self.error(error),
        };
        // A folder among the matches is read like a named one, as if the shell had expanded the pattern; but that one
        // of many holds no text is no mistake of the reader.
        let texts = |place: Result<PathBuf, InputError>| match place {
            Ok(path) if path.is_dir() => folder::texts(&path),
            other => vec![other],
        };
        let files: Vec<_> = places.into_iter().flat_map(texts).collect();
        if files.is_empty() {
            self.error(InputError::NoMatch { pattern: argument.to_owned() });
        }
        self.files(files);
    }

    fn files(&mut self, files: Vec<Result<PathBuf, InputError>>) {
        for file in files {
            match file {
                Ok(path) => self.file(&path),
                Err(error) => self.error(error),
            }
        }
    }

    fn error(&mut self, error: InputError) {
        self.found.push(Err(error));
    }

    /// Adds a source; two that would share an id, such as names that differ only in bytes that are not UTF-8, are
    /// numbered, because everything downstream joins by id.
    fn source(&mut self, id: String, place: Place) {
        let numbered = (2..).map(|number| format!("{id}#{number}"));
        let free = std::iter::once(id.clone()).chain(numbered).find(|id| !self.ids.contains(id));
        let id = free.expect("there are more numbers than documents");
        self.ids.insert(id.clone());
        self.found.push(Ok(Source { id: DocumentId(id), place }));
    }
}

/// The path as it was given, with `/` between its parts and without parts that are only a dot.
fn id(path: &Path) -> String {
    let mut id = String::new();
    for component in path.components().filter(|component| *component != Component::CurDir) {
        let is_root = component == Component::RootDir;
        if !is_root && !id.is_empty() && !id.ends_with('/') {
            id.push('/');
        }
        id.push_str(&if is_root { "/".into() } else { component.as_os_str().to_string_lossy() });
    }
    id
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    const FILES: [&str; 9] =
        ["a.txt", "b.MD", "c.tsv", ".hidden.txt", "sub/d.Txt", "sub/.git/e.txt", "sub/x1.md", "sub/x22.md", "[x].txt"];

    fn folder() -> TempDir {
        let folder = TempDir::new().unwrap();
        for file in FILES {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        fs::create_dir(folder.path().join("none")).unwrap();
        folder
    }

    /// Finds what `arguments` name below `folder`, and gives ids and error texts without its path.
    fn found(folder: &TempDir, arguments: &[&str]) -> Vec<String> {
        let root = folder.path().to_str().unwrap();
        let arguments: Vec<_> = arguments.iter().map(|argument| format!("{root}/{argument}")).collect();
        let text = |result| match result {
            Ok(Source { id, .. }) => id.to_string(),
            Err(error) => InputError::to_string(&error),
        };
        find(&arguments).into_iter().map(text).map(|text| text.replace(&format!("{root}/"), "")).collect()
    }

    #[test]
    fn arguments_lead_to_documents() {
        let folder = folder();
        let table: [(&[&str], &[&str]); 12] = [
            (&["c.tsv", "a.txt"], &["c.tsv", "a.txt"]),
            (&[""], &["[x].txt", "a.txt", "b.MD", "sub/d.Txt", "sub/x1.md", "sub/x22.md"]),
            (&["sub"], &["sub/d.Txt", "sub/x1.md", "sub/x22.md"]),
            (&["sub/./x1.md", "sub/../a.txt"], &["sub/x1.md", "sub/../a.txt"]),
            (&["sub/x1.md", "sub", "sub/../sub/d.Txt"], &["sub/x1.md", "sub/d.Txt", "sub/x22.md"]),
            (&["*.txt"], &["[x].txt", "a.txt"]),
            (&["**/x?.md"], &["sub/x1.md"]),
            (&["**/*.md"], &["sub/x1.md", "sub/x22.md"]),
            (&["s*/x[0-9].md"], &["sub/x1.md"]),
            (&["[x].txt"], &["[x].txt"]),
            (&[".*.txt"], &[".hidden.txt"]),
            (&["*b"], &["sub/d.Txt", "sub/x1.md", "sub/x22.md"]),
        ];
        for (arguments, ids) in table {
            assert_eq!(found(&folder, arguments), ids, "{arguments:?}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_an_error_of_its_own() {
        let folder = folder();
        let table = [
            ("none", "none: no .txt or .md file in this folder; to read a file of another kind as plain text, name it"),
            ("*.doc", "*.doc: no file fits this pattern; check the pattern, or name a file or folder"),
            ("n*", "n*: no file fits this pattern; check the pattern, or name a file or folder"),
            (
                "a[.txt",
                "a[.txt: neither a file nor a pattern (invalid range pattern); check the name, or write `[[]` for `[`",
            ),
            ("sub/xx22.md", "sub/xx22.md: no such file or folder; did you mean sub/x22.md?"),
            ("a.text", "a.text: no such file or folder; did you mean a.txt?"),
            ("zzz.txt", "zzz.txt: no such file or folder; check the path"),
            ("no/a.txt", "no/a.txt: no such file or folder; the folder no does not exist either, so check the path"),
            ("a.txt/b", "a.txt/b: no such file or folder; the folder a.txt does not exist either, so check the path"),
        ];
        for (argument, text) in table {
            assert_eq!(found(&folder, &["c.tsv", argument, "a.txt"]), ["c.tsv", text, "a.txt"]);
        }
    }

    #[test]
    fn relative_paths_say_where_they_were_looked_for() {
        let here = std::env::current_dir().unwrap();
        let errors: Vec<_> =
            find(&["no such name".to_owned(), String::new()]).into_iter().map(Result::unwrap_err).collect();
        let advice = format!("it was looked for in {}, so check the name or give the whole path", here.display());
        assert_eq!(errors[0].to_string(), format!("no such name: no such file or folder; {advice}"));
        assert!(matches!(errors[1], InputError::NoName));
    }

    #[test]
    fn patterns_begin_in_the_current_folder() {
        let ids =
            |argument: &str| find(&[argument.to_owned()]).into_iter().map(|it| it.unwrap().id.0).collect::<Vec<_>>();
        for pattern in ["Cargo.tom?", "./Cargo.tom?", "**/Cargo.tom?"] {
            assert_eq!(ids(pattern), ["Cargo.toml"], "{pattern}");
        }
    }

    #[test]
    fn standard_input_comes_once() {
        let stdin = Source { id: DocumentId("stdin".to_owned()), place: Place::Stdin };
        for arguments in [&[][..], &["-"], &["-", "-"]] {
            let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
            let found: Vec<_> = find(&arguments).into_iter().map(Result::unwrap).collect();
            assert_eq!(found, std::slice::from_ref(&stdin));
        }
    }

    #[test]
    fn ids() {
        let table = [
            ("./a.txt", "a.txt"),
            ("../a.txt", "../a.txt"),
            ("/x//y.txt", "/x/y.txt"),
            ("a/./b", "a/b"),
            ("نص.txt", "نص.txt"),
        ];
        for (path, expected) in table {
            assert_eq!(id(Path::new(path)), expected);
        }
    }

    #[cfg(unix)]
    mod unix {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn loops_of_links_end() {
            let folder = folder();
            symlink(folder.path(), folder.path().join("sub/up")).unwrap();
            symlink(folder.path().join("sub"), folder.path().join("sub/self")).unwrap();
            symlink(folder.path().join("a.txt"), folder.path().join("z.txt")).unwrap();
            let all = ["[x].txt", "a.txt", "b.MD", "sub/d.Txt", "sub/x1.md", "sub/x22.md"];
            assert_eq!(found(&folder, &[""]), all);
            assert_eq!(found(&folder, &["**/*.md"]), ["sub/x1.md", "sub/x22.md"]);
        }

        #[test]
        fn broken_links_are_reported() {
            let folder = folder();
            symlink("gone", folder.path().join("none/l.txt")).unwrap();
            symlink("gone", folder.path().join("none/l.bin")).unwrap();
            assert_eq!(
                found(&folder, &["none"]),
                [
                    "none/l.txt: cannot be read (it leads to nothing); check that it is still there, and what it links to"
                ]
            );
            let advice = "it is a link to something that is gone, so mend or remove it";
            assert_eq!(found(&folder, &["none/l.bin"]), [format!("none/l.bin: no such file or folder; {advice}")]);
        }

        #[test]
        fn names_that_are_not_utf8_have_ids_of_their_own() {
            let folder = folder();
            for name in [b"\xe9.txt", b"\xe8.txt"] {
                fs::write(folder.path().join("none").join(OsStr::from_bytes(name)), "text").unwrap();
            }
            for argument in ["none", "none/*.txt"] {
                assert_eq!(found(&folder, &[argument]), ["none/\u{fffd}.txt", "none/\u{fffd}.txt#2"]);
            }
        }
    }
}
