//! The figures as a page for a browser: one file, which loads nothing.

use std::error::Error;
use std::fmt::Write;

use super::plot::{FIRST, SECOND, Series, histogram};
use super::report::Table;
use super::{Report, Stats};

/// Light and dark, wide and narrow. The colours of the plots are those of `plot`.
const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #5b6169; --line: #d5d8dc; --paper: #fff; --first: #1f6fb2; \
--second: #d9822b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e6; --soft: #a2a8ae; --line: #3c4248; --paper: #16191c; \
--first: #6db3f2; --second: #f0a85c; } }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; \
color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
p { color: var(--soft); margin: .25rem 0 1.5rem; }
.tables, .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 29rem), 1fr)); gap: 2rem; }
.plots { margin-top: 2rem; }
section, figure { margin: 0; min-width: 0; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .5rem; border-bottom: 1px solid var(--line); text-align: end; vertical-align: baseline; }
th:first-child { text-align: start; font-weight: normal; padding-inline-start: 0; overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: normal; }
figcaption { font-weight: bold; }
svg { width: 100%; height: auto; display: block; }
[fill='#010101'] { fill: var(--ink); } [stroke='#010101'] { stroke: var(--ink); }
[fill='#020202'] { fill: var(--line); } [stroke='#020202'] { stroke: var(--line); }
[fill='#030303'] { fill: var(--first); } [stroke='#030303'] { stroke: var(--first); }
[fill='#040404'] { fill: var(--second); } [stroke='#040404'] { stroke: var(--second); }
";

impl Stats {
    /// The page, with a title that names the corpus.
    ///
    /// # Errors
    /// When a plot cannot be drawn; no cause is known.
    pub fn page(&self, title: &str) -> Result<String, Box<dyn Error>> {
        let report = self.report();
        let title = escaped(title);
        let tables: String = report.tables().iter().map(section).collect();
        let plots = self.plots(&report)?;
        Ok(format!(
            "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Statistics: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <h1>Statistics of a parallel corpus</h1>\n<p><bdi>{title}</bdi></p>\n\
             <div class=\"tables\">\n{tables}</div>\n<div class=\"plots\">\n{plots}</div>\n\
             <p>Words are those of UAX 29, tokens are words and punctuation marks, distinct words are in lower case. \
             The length ratio is characters of the target for one of the source.</p>\n</body>\n</html>\n"
        ))
    }

    /// The plots for which there are values.
    fn plots(&self, report: &Report) -> Result<String, Box<dyn Error>> {
        let [source, target] = &self.sides;
        let series = |name, values, colour| Series { name, values, colour };
        let both = |of: fn(&super::Side) -> &super::Distribution| {
            [series("source", of(source), FIRST), series("target", of(target), SECOND)]
        };
        let one = |values| [series("", values, FIRST)];
        let mut plots = String::new();
        let cut = "without the longest of a hundred";
        if report.n_pairs > 0 {
            figure(&mut plots, "Words of a text", cut, &histogram(&both(|side| &side.words), "words")?);
            figure(&mut plots, "Characters of a text", cut, &histogram(&both(|side| &side.characters), "characters")?);
        }
        if report.length_ratio.is_some() {
            let svg = histogram(&one(&self.ratios), "characters of the target for one of the source")?;
            figure(&mut plots, "Length ratio", "without the greatest of a hundred", &svg);
        }
        if report.score.is_some() {
            let svg = histogram(&one(&self.scores), "score, 0 is certain")?;
            figure(&mut plots, "Score", "without the lowest of a hundred", &svg);
        }
        Ok(plots)
    }
}

fn figure(out: &mut String, caption: &str, cut: &str, svg: &str) {
    // A writer to memory does not fail.
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{caption}\" "), 1);
    let svg = svg.replacen("width=\"640\" height=\"280\" ", "", 1);
    _ = writeln!(out, "<figure>\n<figcaption>{caption}</figcaption>\n{}<p>{cut}</p>\n</figure>", svg.trim_start());
}

fn section(table: &Table) -> String {
    let head: String = table.columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let row = |(name, cells): &(String, Vec<String>)| {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr><th scope=\"row\"><bdi>{}</bdi></th>{cells}</tr>\n", escaped(name))
    };
    let rows: String = table.rows.iter().map(row).collect();
    format!(
        "<section>\n<h2>{}</h2>\n<table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </section>\n",
        table.title
    )
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
