//! The figures as a page for a browser: one file, which loads nothing and has no script, as its
//! Content-Security-Policy makes the browser enforce.

use std::fmt::Write;

use super::plot::{FIRST, PlotError, SECOND, SIZE, Series, histogram, signed};
use super::report::Table;
use super::{Distribution, Report, Side, Stats};

/// All before the title.
const HEAD: &str = include_str!("head.html");

/// Light and dark, wide and narrow, and print. The colours of the plots are those of `plot`.
const STYLE: &str = include_str!("page.css");

/// What the words on the page mean.
const MEANINGS: &str = "\
Words are those of Unicode\u{2019}s word boundaries (UAX 29) that have a letter or a digit; tokens are words and \
punctuation marks. Distinct words are told apart but for case. Duplicates repeat an earlier pair on both sides: letter \
for letter, or, when normalised, but for marks, variants of letters, case and punctuation. The length ratio is \
characters of the target for one of the source. A score is the mean log-probability of a target token; 0 is certain.";

/// What plots of lengths and ratios leave out.
const CUT: &str = "The longest of each hundred are left out.";

impl Stats {
    /// The page, with a title that names the corpus.
    ///
    /// # Errors
    /// When a plot cannot be drawn; no cause is known.
    pub fn page(&self, title: &str) -> Result<String, PlotError> {
        let report = self.report();
        let title = escaped(title);
        let tables: String = report.tables().iter().map(section).collect();
        let plots = self.plots(&report)?;
        Ok(format!(
            "{HEAD}<title>Statistics: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>Statistics of a parallel corpus</h1>\n<p><bdi>{title}</bdi></p>\n\
             <div class=\"tables\">\n{tables}</div>\n<div class=\"plots\">\n{plots}</div>\n\
             <p>{MEANINGS}</p>\n</body>\n</html>\n"
        ))
    }

    /// The plots for which there are values.
    fn plots(&self, report: &Report) -> Result<String, PlotError> {
        let [source, target] = &self.sides;
        let both = |of: fn(&Side) -> &Distribution| {
            [("source", source, FIRST), ("target", target, SECOND)].map(|(name, side, colour)| Series {
                name,
                values: of(side),
                colour,
            })
        };
        let one = |values| [Series { name: "", values, colour: FIRST }];
        let mut plots = String::new();
        if report.n_pairs > 0 {
            figure(&mut plots, "Words of a text", CUT, &histogram(&both(|side| &side.words), "words", "texts")?);
            let svg = histogram(&both(|side| &side.characters), "characters", "texts")?;
            figure(&mut plots, "Characters of a text", CUT, &svg);
        }
        if report.length_ratio.is_some() {
            let svg = histogram(&one(&self.ratios), "target characters for one of the source", "pairs")?;
            figure(&mut plots, "Length ratio", CUT, &svg);
        }
        if report.score.is_some() {
            let svg = histogram(&one(&self.scores), "score", "pairs")?;
            figure(&mut plots, "Score", "The lowest of each hundred are left out.", &svg);
        }
        Ok(plots)
    }
}

fn figure(out: &mut String, caption: &str, cut: &str, svg: &str) {
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{caption}, a histogram\" "), 1);
    // The style sheet sets the size.
    let (width, height) = SIZE;
    let svg = svg.replacen(&format!("width=\"{width}\" height=\"{height}\" "), "", 1);
    // A writer to memory does not fail.
    _ = writeln!(out, "<figure>\n<figcaption>{caption}</figcaption>\n{}<p>{cut}</p>\n</figure>", svg.trim_start());
}

fn section(table: &Table) -> String {
    let head: String = table.columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    let row = |(name, cells): &(String, Vec<String>)| {
        let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", signed(cell))).collect();
        format!("<tr><th scope=\"row\"><bdi>{}</bdi></th>{cells}</tr>\n", escaped(name))
    };
    let rows: String = table.rows.iter().map(row).collect();
    format!(
        "<section>\n<h2>{}</h2>\n<table>\n<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </section>\n",
        table.title
    )
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
