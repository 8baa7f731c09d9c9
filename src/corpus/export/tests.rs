//! Tests of the folder as a whole.

use std::fs;

use super::*;
use crate::bitext::{Status, read};
use crate::text::{DocumentId, SegmentId};

fn about() -> About {
    About {
        name: "Statements: \"بيان\"".to_owned(),
        licence: Licence::new("unknown").unwrap(),
        licence_text: None,
        description: None,
        steps: Vec::new(),
    }
}

fn pair(id: u32, source: &str, target: &str) -> Pair {
    Pair::given(DocumentId("d".to_owned()), SegmentId(id), source.to_owned(), Some(target.to_owned()))
}

/// Five pairs, of which one has no target.
fn pairs(part: Part) -> Vec<Pair> {
    match part {
        Part::Train => vec![
            Pair { signature: "m|1".to_owned(), ..pair(1, "بيان\nمشترك", "Joint statement") },
            pair(2, "قال الوزير", "The minister said"),
            pair(3, "نص", ""),
        ],
        Part::Dev => vec![Pair { status: Status::Final, ..pair(4, "قالَ الوزير", "said the minister") }],
        Part::Test => vec![],
    }
}

fn export_to(place: &Path) -> Result<Exported, ExportError> {
    export(place, &about(), |part| pairs(part).into_iter().map(Ok))
}

/// All files below a folder, with their bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(tree(&path)),
            false => files.push((path.clone(), fs::read(path).unwrap())),
        }
    }
    files.sort();
    files
}

#[test]
fn every_format_holds_the_pairs_with_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("corpus");
    let exported = export_to(&place).unwrap();
    let sizes: Vec<_> =
        exported.splits.iter().map(|split| (split.part, split.report.n_pairs, split.n_shared)).collect();
    assert_eq!(sizes, [(Part::Train, 2, 1), (Part::Dev, 1, 0)]);
    assert_eq!(exported.n_left_out, 1);
    for (part, n_pairs) in [(Part::Train, 2), (Part::Dev, 1)] {
        for file in files(part) {
            let read: Vec<_> = read(&place.join(&file)).unwrap().map(|pair| pair.unwrap().target.unwrap()).collect();
            let targets: Vec<_> = pairs(part).into_iter().filter_map(|pair| pair.target).collect();
            assert_eq!((read.len(), read), (n_pairs, targets), "{file}");
        }
    }
    assert!(files(Part::Test).iter().all(|file| !place.join(file).exists()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn the_card_says_what_is_known_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("corpus");
    export_to(&place).unwrap();
    let card = fs::read_to_string(place.join("README.md")).unwrap();
    for line in [
        "pretty_name: \"Statements: \\\"بيان\\\"\"",
        "license: unknown",
        "- n<1K",
        "  - split: validation",
        "    num_examples: 2",
        "# Statements: \"بيان\"",
        "| train | 2 | 1 | 4 | 5 | 20 | 32 |",
        "| not stated | 2 | 66.67 |",
        "| m\\|1 | 1 | 33.33 |",
        "| `final`: settled | 1 | 33.33 |",
        "- Pairs without a source or without a target were left out: 1.",
        "- Pairs of `train` that have a side in a split after it, in whatever writing: 1.",
        "- Nothing was stated of where the Arabic texts are from, nor of who may publish them.",
    ] {
        assert!(card.lines().any(|found| found == line), "{line}\n---\n{card}");
    }
    assert!(!card.contains("license_link") && !place.join("LICENSE").exists());
}

#[test]
fn steps_are_told_and_held_against_the_pairs() {
    let step =
        Step { name: "Filters", n_read: 10, n_kept: 9, dropped: vec![("a_b".to_owned(), 1), ("c".to_owned(), 0)] };
    let about = About { steps: vec![step], description: Some("From *x*.\n".to_owned()), ..about() };
    let exported = Exported { splits: Vec::new(), n_left_out: 9 };
    let card = card::card(&about, &exported);
    assert!(
        card.contains("1. Filters\n\n| pairs | n | % |\n| --- | ---: | ---: |\n| read | 10 | 100.00 |\n| kept | 9 |")
    );
    assert!(card.contains("| dropped: a\\_b | 1 | 10.00 |\n") && !card.contains("dropped: c"));
    assert!(card.contains("\n\nFrom *x*.\n\n") && !card.contains("The last of them") && !card.contains("Nothing was"));
    let card = card::card(&about, &Exported { n_left_out: 8, ..exported });
    assert!(card.contains("The last of them kept 9 pairs, and 8 were given to the export."));
}

#[test]
fn the_same_pairs_give_the_same_bytes_and_replace_what_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("corpus");
    export_to(&place).unwrap();
    let before = tree(&place);
    assert_eq!(before.len(), 9);
    export_to(&place).unwrap();
    assert_eq!(tree(&place), before);
    fs::write(place.join("README.md"), "mine").unwrap();
    let error = export_to(&place).unwrap_err().to_string();
    assert!(
        error.contains("its README.md was changed, or not written by this command; choose a new folder"),
        "{error}"
    );
    assert_eq!(fs::read(place.join("README.md")).unwrap(), b"mine");
}

#[test]
fn what_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("corpus");
    let error = || BitextError::WriteOnly { path: PathBuf::from("x"), name: "x" };
    let failing = export(&place, &about(), |part| pairs(part).into_iter().map(Ok).chain([Err(error())]));
    assert!(matches!(failing, Err(ExportError::Bitext(_))));
    let empty = export(&place, &about(), |_| [Ok(pair(1, "نص", ""))].into_iter());
    assert!(matches!(empty, Err(ExportError::Empty { n_left_out: 3 })), "{empty:?}");
    let nowhere = export_to(&folder.path().join("none/corpus"));
    assert!(matches!(nowhere, Err(ExportError::Folder { .. })), "{nowhere:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
