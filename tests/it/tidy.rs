//! Rules of the repository that no compiler checks: layers, opening comments, sizes, `unsafe`, offline, top level.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::harness::ROOT;

/// The modules with their layers, as in the table of `src/lib.rs`; one uses only those of strictly lower layers.
const LAYERS: [(&str, u8); 18] = [
    ("text", 0),
    ("kernels", 0),
    ("input", 1),
    ("segment", 1),
    ("values", 1),
    ("vocab", 1),
    ("model", 1),
    ("align", 2),
    ("decode", 2),
    ("metrics", 2),
    ("engine", 3),
    ("check", 3),
    ("translate", 4),
    ("bitext", 4),
    ("batch", 5),
    ("corpus", 5),
    ("models", 6),
    ("cli", 7),
];

/// Lines of a file without its tests.
const MOST_LINES: usize = 500;

/// Files that may be longer, each for a reason that was reviewed.
const LONG_FILES: [&str; 0] = [];

/// Crates that reach a network, or exist for those that do.
const NETWORK_CRATES: [&str; 32] = [
    "actix-web",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "h2",
    "hf-hub",
    "http",
    "hyper",
    "hyper-util",
    "isahc",
    "minreq",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "rustls-pki-types",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki",
    "webpki-roots",
];

/// All that lies at the top, dot-files apart.
const TOP: [&str; 8] = ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "models", "seeds", "src", "tests"];

fn root() -> &'static Path {
    Path::new(ROOT)
}

/// The Rust files below a folder of the repository, by their path in it, with their text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut pending = vec![root().join(folder)];
    let mut sources = Vec::new();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(members(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            sources.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!sources.is_empty(), "{folder} has Rust files");
    sources.sort();
    sources
}

fn members(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Lines of code with their numbers, comments left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(idx, line)| (idx + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[track_caller]
fn none(violations: &[String]) {
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// Uses of modules that are not of a lower layer, in the file of a module.
fn wrong_uses(file: &str, text: &str) -> Vec<String> {
    let Some(module) = module_of(file) else { return Vec::new() };
    let layer = |name: &str| LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer);
    let Some(own) = layer(module) else { return vec![format!("{file}: module {module} has no layer")] };
    let uses = code(text).flat_map(|(number, line)| used(line).into_iter().map(move |used| (number, used)));
    let wrong = uses.filter(|(_, used)| used != module && layer(used).is_none_or(|layer| layer >= own));
    wrong.map(|(number, used)| format!("{file}:{number}: {module} may not use {used}")).collect()
}

/// The module of a file of `src`; none for the library and the program themselves, which see all.
fn module_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("src/")?;
    let module = inside.split('/').next()?.trim_end_matches(".rs");
    (!matches!(inside, "lib.rs" | "main.rs")).then_some(module)
}

/// The modules behind each `crate::` in a line, of groups too.
fn used(line: &str) -> Vec<String> {
    let mut used = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => used.extend(heads(group)),
            None => used.push(head(rest)),
        }
    }
    used
}

fn head(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each path in a group, whose opening brace is before it.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let items = group.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth < 0 || (depth == 0 && c == ',')
    });
    items.map(|item| head(item.trim())).filter(|head| !head.is_empty()).collect()
}

#[test]
fn modules_use_lower_layers_alone() {
    none(&sources("src").iter().flat_map(|(file, text)| wrong_uses(file, text)).collect::<Vec<_>>());
}

#[test]
fn uses_of_higher_layers_are_caught() {
    let table = [
        ("src/text/view.rs", "use crate::text::Span;\n", vec![]),
        ("src/lib.rs", "use crate::cli::main;", vec![]),
        (
            "src/text/view.rs",
            "//! x\n\n    use crate::model::Config;\n",
            vec!["src/text/view.rs:3: text may not use model"],
        ),
        (
            "src/vocab/mod.rs",
            "pub(in crate::vocab) fn x(model: crate::model::Marian) {}\n",
            vec!["src/vocab/mod.rs:1: vocab may not use model"],
        ),
        (
            "src/decode/mod.rs",
            "use crate::{model::{Model, cli}, text::Span, cli::Exit};",
            vec!["src/decode/mod.rs:1: decode may not use cli"],
        ),
        (
            "src/engine.rs",
            "use crate::engine::X;\nuse crate::nothing::Y;",
            vec!["src/engine.rs:2: engine may not use nothing"],
        ),
        ("src/new/mod.rs", "", vec!["src/new/mod.rs: module new has no layer"]),
        ("src/text/mod.rs", "// crate::cli\n/// [`crate::cli`]\n", vec![]),
    ];
    for (file, text, expected) in table {
        assert_eq!(wrong_uses(file, text), expected, "{file}");
    }
}

#[test]
fn the_table_of_layers_is_that_of_the_documentation() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows = library.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("//! |")?.split('|').map(str::trim);
        let layer = cells.next()?.parse::<u8>().ok()?;
        let module = cells.next()?.trim_matches(['[', ']', '`']);
        Some((module, layer))
    });
    assert_eq!(rows.collect::<Vec<_>>(), LAYERS);
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    assert_eq!(modules.collect::<Vec<_>>(), LAYERS.map(|(module, _)| module));
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let files = ["src", "tests"].into_iter().flat_map(sources);
    let silent = files.filter(|(_, text)| !text.starts_with("//! "));
    none(&silent.map(|(file, _)| format!("{file}: does not open with //!")).collect::<Vec<_>>());
}

#[test]
fn unsafe_is_in_kernels_alone() {
    let files = sources("src").into_iter().filter(|(file, _)| !file.starts_with("src/kernels/"));
    none(&files.flat_map(|(file, text)| mentions(&file, &text, "unsafe")).collect::<Vec<_>>());
}

#[test]
fn no_code_opens_a_socket() {
    none(&sources("src").iter().flat_map(|(file, text)| mentions(file, text, "std::net")).collect::<Vec<_>>());
    assert_eq!(mentions("x.rs", "//! std::net\nuse std::net::TcpStream;\n", "std::net"), ["x.rs:2: std::net"]);
}

/// Lines of code with a word in them.
fn mentions(file: &str, text: &str, word: &str) -> Vec<String> {
    let is_word = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let beside = [line[..at].chars().next_back(), line[at + word.len()..].chars().next()];
            !beside.into_iter().flatten().any(|c| c.is_alphanumeric() || c == '_')
        })
    };
    code(text).filter(|(_, line)| is_word(line)).map(|(number, _)| format!("{file}:{number}: {word}")).collect()
}

#[test]
fn files_are_short() {
    let files = ["src", "tests"].into_iter().flat_map(sources);
    let long = files.filter_map(|(file, text)| {
        let n_lines = text.lines().take_while(|line| !line.starts_with("mod tests {")).count();
        (n_lines > MOST_LINES && !LONG_FILES.contains(&file.as_str())).then(|| format!("{file}: {n_lines} lines"))
    });
    none(&long.collect::<Vec<_>>());
}

#[test]
fn no_crate_reaches_a_network() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let crates: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(crates.contains(&"naql") && crates.contains(&"serde"), "the lock file was read");
    let found: Vec<String> =
        crates.into_iter().filter(|name| NETWORK_CRATES.contains(name)).map(ToOwned::to_owned).collect();
    none(&found);
}

#[test]
fn models_and_seeds_say_what_they_are() {
    let folders = members(&root().join("models")).into_iter().filter(|path| path.is_dir());
    for folder in folders.chain([root().join("seeds")]) {
        assert!(folder.join("README.md").is_file(), "{}: no README.md", folder.display());
    }
}

#[test]
fn the_default_model_is_what_its_checksums_say() {
    let folder = root().join("models/ar-en");
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let mut listed = Vec::new();
    for line in sums.lines() {
        let (sum, file) = line.split_once("  ").expect("HASH  FILE");
        let digest = Sha256::digest(fs::read(folder.join(file)).unwrap());
        let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{file}");
        listed.push(folder.join(file));
    }
    let of_the_model = |path: &PathBuf| !path.ends_with("README.md") && !path.ends_with("SHA256SUMS");
    let unlisted: Vec<String> = members(&folder)
        .into_iter()
        .filter(|path| of_the_model(path) && !listed.contains(path))
        .map(|path| format!("{}: not in SHA256SUMS", path.display()))
        .collect();
    none(&unlisted);
}

#[test]
fn the_top_level_holds_what_it_should() {
    let names = members(root()).into_iter().map(|path| path.file_name().unwrap().display().to_string());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.') && name != "target").collect();
    names.sort();
    assert_eq!(names, TOP);
}
