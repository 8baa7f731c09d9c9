//! Plots as SVG, whose colours the style sheet of the page gives them.

use std::error::Error;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::Distribution;
use super::distribution::Bins;
use super::report::{grouped, number};

/// A width and a height in pixels, about those of a column of the page, so that letters have the size that they say.
pub const SIZE: (u32, u32) = (520, 280);

/// Bars of a series at most.
const N_BINS: i64 = 32;

/// The colours by which the style sheet knows what is drawn.
pub const INK: RGBColor = RGBColor(1, 1, 1);
/// Lines behind the bars.
pub const GRID: RGBColor = RGBColor(2, 2, 2);
/// The first series.
pub const FIRST: RGBColor = RGBColor(3, 3, 3);
/// The second series.
pub const SECOND: RGBColor = RGBColor(4, 4, 4);

/// A series of a plot.
pub struct Series<'a> {
    /// Its name in the legend; no legend where there is one series alone.
    pub name: &'static str,
    /// Its values; all series of a plot have them in the same steps.
    pub values: &'a Distribution,
    /// Its colour.
    pub colour: RGBColor,
}

/// A plot could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw a plot of {axis}: {source}; please report it")]
pub struct PlotError {
    axis: String,
    source: Box<dyn Error + Send + Sync>,
}

/// Draws how many texts or pairs (`what`) have which value. What is beyond the 99th percentile is left out, so that the
/// rest can be seen.
///
/// # Errors
/// Those of the library; none is known.
pub fn histogram(series: &[Series], axis: &str, what: &str) -> Result<String, PlotError> {
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
    let drawn = draw(&area, series, axis, what);
    drop(area);
    match drawn {
        Ok(()) => Ok(svg),
        Err(source) => Err(PlotError { axis: axis.to_owned(), source }),
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw(area: &Area, series: &[Series], axis: &str, what: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let bins = bins(series);
    let value = |steps: i64| series.first().map_or(0.0, |series| series.values.value(steps));
    let counts: Vec<Vec<u64>> = series.iter().map(|series| series.values.binned(bins)).collect();
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let (from, to) = (value(bins.first), value(bins.end()));
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(20)
        .x_label_area_size(48)
        .y_label_area_size(92)
        .build_cartesian_2d(from..to, 0..most + most / 12 + 1)?;
    let label = ("sans-serif", 16).into_font().color(&INK);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .label_style(label.clone())
        .axis_desc_style(label.clone())
        .x_desc(axis)
        .y_desc(what)
        .x_labels(8)
        .y_labels(5)
        .x_label_formatter(&|value| tick(*value))
        .y_label_formatter(&|n| grouped(*n))
        .draw()?;
    // The bars of a bin stand side by side, with a gap to those of the next.
    let width = (to - from) / bins.n as f64;
    let bar_width = width * 0.9 / series.len() as f64;
    for (place, (series, counts)) in series.iter().zip(&counts).enumerate() {
        let style = series.colour.filled();
        let bar = |(idx, n): (usize, &u64)| {
            let left = from + width * idx as f64 + bar_width * place as f64;
            Rectangle::new([(left, 0), (left + bar_width, *n)], style)
        };
        let drawn = chart.draw_series(counts.iter().enumerate().filter(|(_, n)| **n > 0).map(bar))?;
        drawn.label(series.name).legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 10, y + 5)], style));
    }
    if series.len() > 1 {
        let position = SeriesLabelPosition::UpperRight;
        chart.configure_series_labels().position(position).label_font(label).border_style(TRANSPARENT).draw()?;
    }
    area.present()?;
    Ok(())
}

/// The label of a value at the axis, without zeros that say nothing.
fn tick(value: f64) -> String {
    let label = number(value);
    let short = if label.contains('.') { label.trim_end_matches('0').trim_end_matches('.') } else { &label };
    signed(short)
}

/// A number with a minus sign in place of its hyphen.
pub fn signed(number: &str) -> String {
    number.replace('-', "\u{2212}")
}

/// Lengths and ratios from zero to their 99th percentile; what is below zero from its first to zero.
fn bins(series: &[Series]) -> Bins {
    let all = |share: f64| series.iter().filter_map(move |series| series.values.quantile_steps(share));
    let least = all(0.01).min().unwrap_or(0).min(0);
    let most = all(if least < 0 { 1.0 } else { 0.99 }).max().unwrap_or(0).max(0);
    // A value that is whole lies at the beginning of its bin.
    Bins::over(least, most, N_BINS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(step: f64, values: &[f64]) -> Distribution {
        let mut distribution = Distribution::new(step);
        values.iter().for_each(|value| distribution.add(*value));
        distribution
    }

    #[test]
    fn bins_hold_the_values_but_for_the_outermost() {
        let mut lengths = vec![10.0; 99];
        lengths.extend([20.0, 5000.0]);
        let table = [(1.0, lengths, (0, 21)), (0.1, vec![-1.0, -0.5], (-10, 1)), (1.0, vec![], (0, 1))];
        for (step, values, expected) in table {
            let distribution = of(step, &values);
            let found = bins(&[Series { name: "", values: &distribution, colour: FIRST }]);
            assert_eq!((found.first, found.end()), expected, "{values:?}");
        }
    }

    #[test]
    fn each_bar_and_no_other_colour_is_drawn() {
        let (one, other) = (of(1.0, &[1.0, 1.0, 7.0]), of(1.0, &[3.0]));
        let series = [
            Series { name: "source", values: &one, colour: FIRST },
            Series { name: "target", values: &other, colour: SECOND },
        ];
        let svg = histogram(&series, "words", "texts").unwrap();
        // Two bars and the square of the legend, one bar and another.
        assert_eq!([svg.matches("fill=\"#030303\"").count(), svg.matches("fill=\"#040404\"").count()], [3, 2]);
        let colours: std::collections::BTreeSet<&str> =
            svg.match_indices("\"#").map(|(at, _)| &svg[at + 1..at + 8]).collect();
        let known = ["#010101", "#020202", "#030303", "#040404"];
        let strange: Vec<_> = colours.iter().filter(|colour| !known.contains(colour)).collect();
        assert!(
            strange.iter().all(|colour| svg.contains(&format!("opacity=\"0\" stroke=\"{colour}\""))),
            "{strange:?}\n{svg}"
        );
        assert_eq!(histogram(&series, "words", "texts").unwrap(), svg);
    }

    #[test]
    fn ticks_have_no_needless_zeros() {
        let table = [(0.0, "0"), (-0.2, "\u{2212}0.2"), (1.5, "1.5"), (0.25, "0.25"), (1000.0, "1,000"), (0.001, "0")];
        for (value, expected) in table {
            assert_eq!(tick(value), expected);
        }
    }

    #[test]
    fn labels_are_as_people_write_numbers() {
        let many = of(1.0, &[10.0; 40_000]);
        let svg = histogram(&[Series { name: "", values: &many, colour: FIRST }], "words", "texts").unwrap();
        assert!(svg.contains("10,000") && !svg.contains("10000") && !svg.contains("5.0"), "{svg}");
        let scores = of(0.01, &[-1.5, -0.5]);
        let svg = histogram(&[Series { name: "", values: &scores, colour: FIRST }], "score", "pairs").unwrap();
        assert!(svg.contains("\u{2212}1") && !svg.contains("-0\n"), "{svg}");
    }
}
