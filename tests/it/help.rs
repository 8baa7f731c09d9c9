//! Help and version, word for word, and what wrong usage is answered with.

use crate::harness::{Folder, golden};

#[test]
fn help_is_golden() {
    let folder = Folder::new();
    let table: [(&[&str], &str); 20] = [
        (&["--help"], "naql.txt"),
        (&["-h"], "naql-short.txt"),
        (&["translate", "--help"], "translate.txt"),
        (&["translate", "-h"], "translate-short.txt"),
        (&["align", "--help"], "align.txt"),
        (&["score-links", "--help"], "score-links.txt"),
        (&["segment", "--help"], "segment.txt"),
        (&["segment", "-h"], "segment-short.txt"),
        (&["score", "--help"], "score.txt"),
        (&["score", "-h"], "score-short.txt"),
        (&["export", "--help"], "export.txt"),
        (&["merge", "--help"], "merge.txt"),
        (&["corpus", "--help"], "corpus.txt"),
        (&["corpus", "-h"], "corpus-short.txt"),
        (&["corpus", "dedup", "--help"], "corpus-dedup.txt"),
        (&["corpus", "split", "--help"], "corpus-split.txt"),
        (&["corpus", "filter", "--help"], "corpus-filter.txt"),
        (&["corpus", "filter", "-h"], "corpus-filter-short.txt"),
        (&["corpus", "stats", "--help"], "corpus-stats.txt"),
        (&["corpus", "export", "--help"], "corpus-export.txt"),
    ];
    for (arguments, name) in table {
        let ran = folder.naql(arguments).code(0).stderr_is("");
        golden(&format!("help/{name}"), &ran.stdout);
    }
}

#[test]
fn help_is_the_same_by_its_command() {
    let folder = Folder::new();
    for command in ["translate", "segment", "score", "corpus"] {
        let expected = folder.naql(&[command, "--help"]).stdout;
        folder.naql(&["help", command]).code(0).stdout_is(&expected).stderr_is("");
    }
}

#[test]
fn help_does_not_tell_the_environment() {
    let folder = Folder::new();
    let expected = folder.naql(&["translate", "--help"]).stdout;
    let mut command = folder.command(&["translate", "--help"]);
    command.env("NAQL_MODELS", "a folder of mine");
    crate::harness::Ran::of(command).code(0).stdout_is(&expected).stderr_is("");
}

#[test]
fn version() {
    let expected = format!("naql {}\n", env!("CARGO_PKG_VERSION"));
    for flag in ["--version", "-V"] {
        Folder::new().naql(&[flag]).code(0).stdout_is(&expected).stderr_is("");
    }
}

#[test]
fn no_arguments_are_answered_with_the_usage() {
    let ran = Folder::new().naql(&[]).code(2).stdout_is("");
    golden("help/naql-short.txt", &ran.stderr);
}

#[test]
fn wrong_arguments_are_named() {
    let table: [(&[&str], &str); 12] = [
        (&["--frob"], "unexpected argument '--frob'"),
        (&["translat"], "unrecognized subcommand 'translat'"),
        (&["translate", "--frob"], "unexpected argument '--frob'"),
        (&["segment", "--frob"], "unexpected argument '--frob'"),
        (&["segment", "--lang", "fr"], "invalid value 'fr' for '--lang <LANG>'"),
        (&["translate", "--format", "pdf"], "invalid value 'pdf' for '--format <FORMAT>'"),
        (&["translate", "--beam", "0"], "invalid value '0' for '--beam <N>'"),
        (&["translate", "--beam", "65"], "invalid value '65' for '--beam <N>'"),
        (&["translate", "--nbest", "0"], "invalid value '0' for '--nbest <N>'"),
        (&["translate", "--threads", "0"], "invalid value '0' for '--threads <N>'"),
        (&["translate", "--max-batch-tokens", "0"], "invalid value '0' for '--max-batch-tokens <N>'"),
        (&["translate", "--model"], "a value is required for '--model <DIR>'"),
    ];
    let folder = Folder::new();
    for (arguments, message) in table {
        folder.naql(arguments).code(2).stdout_is("").stderr_has(message);
    }
}
