//! `naql score-links`: how links agree with the gold.

use std::io::{self, Write};

use serde::Serialize;

use super::Exit;
use super::args::ScoreLinksArgs;
use crate::align::links;
use crate::align::scoring::{Agreement, score};
use crate::bitext::BitextError;

/// An agreement as it is printed.
#[derive(Serialize)]
struct Figures {
    precision: f64,
    recall: f64,
    f1: f64,
    n_right: usize,
    n_test: usize,
    n_found: usize,
    n_gold: usize,
}

impl From<Agreement> for Figures {
    fn from(agreement: Agreement) -> Self {
        let Agreement { n_right, n_test, n_found, n_gold } = agreement;
        let (precision, recall, f1) = (agreement.precision(), agreement.recall(), agreement.f1());
        Self { precision, recall, f1, n_right, n_test, n_found, n_gold }
    }
}

#[derive(Serialize)]
struct Report {
    strict: Figures,
    lax: Figures,
    null: Figures,
}

/// # Errors
/// When a file cannot be read or holds something else than links, or standard output cannot be written to.
pub fn run(args: &ScoreLinksArgs) -> anyhow::Result<Exit> {
    let found = score(&links::read(&args.gold)?, &links::read(&args.test)?, args.nulls);
    let report = Report { strict: found.strict.into(), lax: found.lax.into(), null: found.null.into() };
    print(&report, args.json).map_err(|source| BitextError::Write { name: "standard output".to_owned(), source })?;
    Ok(Exit::Done)
}

fn print(report: &Report, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, report)?;
        return writeln!(out);
    }
    writeln!(out, "        precision  recall      F1")?;
    for (name, row) in [("strict", &report.strict), ("lax", &report.lax), ("null", &report.null)] {
        writeln!(out, "{name:<8}{:>9.4}{:>8.4}{:>8.4}", row.precision, row.recall, row.f1)?;
    }
    Ok(())
}
