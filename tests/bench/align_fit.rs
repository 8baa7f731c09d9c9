//! Learns the constants of `src/align/model.rs` from cases that `align_cases.py` has made.
//!
//!     cargo run --release --example align-fit -- STEPS [--fit FOLDER…] [--calibrate FOLDER…] [--measure FOLDER…]
//!
//! With STEPS 0 the weights are those of the program. What is measured should be kept apart from the rest. Prints the
//! constants, and for each folder strict and lax precision, recall and F1, the recall of nulls, the precision of all
//! links and of the best 80 %, and the expected calibration error in ten bins.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use naql::align::fit::{Case, calibrate, fit};
use naql::align::links::{self, Linked};
use naql::align::scoring::{Agreement, score};
use naql::align::{Calibration, Model, Texts, align, bead};

/// A document with known links.
struct Document {
    source: Vec<String>,
    bridge: Vec<String>,
    target: Vec<String>,
    gold: Vec<Linked>,
}

impl Document {
    fn with<T>(&self, act: impl FnOnce(&Texts) -> T) -> T {
        let [source, bridge, target] = [&self.source, &self.bridge, &self.target].map(|side| refs(side));
        act(&Texts { source: &source, bridge: &bridge, target: &target })
    }
}

fn refs(side: &[String]) -> Vec<&str> {
    side.iter().map(String::as_str).collect()
}

fn read(folder: &Path) -> Vec<Document> {
    let lines = |path: PathBuf| -> Vec<String> {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.lines().map(str::to_owned).collect()
    };
    let names = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut gold: Vec<PathBuf> = names.map(|name| name.expect("a name").path()).collect();
    gold.retain(|path| path.extension().is_some_and(|extension| extension == "gold"));
    gold.sort();
    let document = |path: &PathBuf| Document {
        source: lines(path.with_extension("source")),
        bridge: lines(path.with_extension("bridge")),
        target: lines(path.with_extension("target")),
        gold: links::read(path).unwrap_or_else(|error| panic!("{error}")),
    };
    gold.iter().map(document).collect()
}

/// Confidences of links with whether each is right.
type Judged = Vec<(f64, bool)>;

fn judged(documents: &[Document], model: &Model) -> (Judged, [Agreement; 3]) {
    let (mut all, mut sums) = (Vec::new(), [Agreement::default(); 3]);
    for document in documents {
        let links = document.with(|texts| align(texts, model));
        let gold: HashSet<&Linked> = document.gold.iter().collect();
        let test: Vec<Linked> = links.iter().map(naql::align::Link::linked).collect();
        all.extend(links.iter().zip(&test).map(|(link, linked)| (link.confidence, gold.contains(linked))));
        let found = score(&document.gold, &test, false);
        for (sum, found) in sums.iter_mut().zip([found.strict, found.lax, found.null]) {
            sum.n_right += found.n_right;
            sum.n_test += found.n_test;
            sum.n_found += found.n_found;
            sum.n_gold += found.n_gold;
        }
    }
    (all, sums)
}

fn measure(folder: &Path, model: &Model) {
    let (mut all, [strict, lax, null]) = judged(&read(folder), model);
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let precision = |part: &[(f64, bool)]| part.iter().filter(|(_, right)| *right).count() as f64 / part.len() as f64;
    let shown = |a: Agreement| format!("{:.3} {:.3} {:.3}", a.precision(), a.recall(), a.f1());
    let best = &all[..all.len() * 8 / 10];
    println!(
        "{:28} strict {} lax {} null {} all {:.3} best 80 % {:.3} error {:.3}",
        folder.file_name().unwrap_or_default().display(),
        shown(strict),
        shown(lax),
        shown(null),
        precision(&all),
        precision(best),
        calibration_error(&all)
    );
}

/// The mean distance of confidence and precision over ten bins of confidence, weighted by their links.
fn calibration_error(all: &[(f64, bool)]) -> f64 {
    let bin = |k: usize| all.iter().filter(move |(confidence, _)| ((confidence * 10.0) as usize).min(9) == k);
    let error = |k: usize| -> f64 {
        bin(k).map(|(confidence, right)| confidence - f64::from(u8::from(*right))).sum::<f64>().abs()
    };
    (0..10).map(error).sum::<f64>() / all.len() as f64
}

fn main() {
    let mut arguments = env::args().skip(1);
    let n_steps: usize = arguments.next().and_then(|steps| steps.parse().ok()).expect("the number of steps");
    let mut folders: [Vec<PathBuf>; 3] = Default::default();
    let mut kind = 0;
    for argument in arguments {
        match argument.as_str() {
            "--fit" => kind = 0,
            "--calibrate" => kind = 1,
            "--measure" => kind = 2,
            _ => folders[kind].push(argument.into()),
        }
    }
    let documents = |folders: &[PathBuf]| folders.iter().flat_map(|folder| read(folder)).collect::<Vec<_>>();
    let mut model = Model::LEARNT;
    if n_steps > 0 {
        let case = |document: &Document| document.with(|texts| Case::new(texts, &document.gold));
        let cases: Vec<Case> = documents(&folders[0]).iter().map(case).collect();
        model.weights = fit(&cases, n_steps, model.weights, |step, log| {
            if step % 10 == 0 {
                eprintln!("step {step}: {log:.3}");
            }
        });
    }
    if !folders[1].is_empty() {
        model.calibration = Calibration::NONE;
        model.calibration = calibrate(&judged(&documents(&folders[1]), &model).0);
    }
    println!("{:?}\n{model:?}", bead::NAMES);
    folders[2].iter().for_each(|folder| measure(folder, &model));
}
