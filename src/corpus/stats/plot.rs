//! Plots as SVG, whose colours the style sheet of the page gives them.

use std::error::Error;

use plotters::prelude::*;

use super::Distribution;

/// A width and a height in pixels of the page's own, which scales them.
const SIZE: (u32, u32) = (640, 280);

/// Bars of a plot.
const N_BINS: usize = 40;

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
    /// Its values.
    pub values: &'a Distribution,
    /// Its colour.
    pub colour: RGBColor,
}

/// Draws how many pairs have which value. What is beyond the 99th percentile is left out, so that the rest can be seen.
///
/// # Errors
/// Those of the library; none is known.
pub fn histogram(series: &[Series], axis: &str) -> Result<String, Box<dyn Error>> {
    let (from, to) = range(series);
    let bins: Vec<Vec<u64>> = series.iter().map(|series| series.values.binned(from, to, N_BINS)).collect();
    let most = bins.iter().flatten().copied().max().unwrap_or(1).max(1);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(64)
            .build_cartesian_2d(from..to, 0..most + most / 20 + 1)?;
        let label = ("sans-serif", 13).into_font().color(&INK);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .label_style(label.clone())
            .axis_desc_style(label.clone())
            .x_desc(axis)
            .y_desc("pairs")
            .y_labels(5)
            .draw()?;
        let width = (to - from) / N_BINS as f64;
        for (series, bins) in series.iter().zip(&bins) {
            let style = series.colour.mix(if bins.len() > 1 { 0.6 } else { 1.0 }).filled();
            let bar = |(idx, n): (usize, &u64)| {
                let left = from + width * idx as f64;
                Rectangle::new([(left, 0), (left + width * 0.9, *n)], style)
            };
            let drawn = chart.draw_series(bins.iter().enumerate().filter(|(_, n)| **n > 0).map(bar))?;
            drawn.label(series.name).legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 10, y + 5)], style));
        }
        if series.len() > 1 {
            chart.configure_series_labels().label_font(label).border_style(TRANSPARENT).draw()?;
        }
        area.present()?;
    }
    Ok(svg)
}

/// Lengths and ratios from zero to their 99th percentile, what is below zero from its first; never empty.
fn range(series: &[Series]) -> (f64, f64) {
    let all = |share: f64| series.iter().filter_map(move |series| series.values.quantile(share));
    let is_below_zero = all(0.0).any(|least| least < 0.0);
    let shares = if is_below_zero { (0.01, 1.0) } else { (0.0, 0.99) };
    let least = if is_below_zero { all(shares.0).fold(0.0, f64::min) } else { 0.0 };
    let most = all(shares.1).fold(least, f64::max);
    if most > least { (least, most + (most - least) * 1e-6) } else { (least, least + 1.0) }
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
    fn ranges_hold_the_values_but_for_the_outermost() {
        let mut lengths = vec![10.0; 99];
        lengths.extend([20.0, 5000.0]);
        let table = [(1.0, lengths, (0.0, 20.0)), (0.1, vec![-1.0, -0.5], (-1.0, -0.0)), (1.0, vec![], (0.0, 1.0))];
        for (step, values, expected) in table {
            let distribution = of(step, &values);
            let found = range(&[Series { name: "", values: &distribution, colour: FIRST }]);
            let is_near = (found.0 - expected.0).abs() < 0.01 && (found.1 - expected.1).abs() < 0.51;
            assert!(is_near, "{values:?} {found:?}");
        }
    }

    #[test]
    fn each_bar_and_no_other_colour_is_drawn() {
        let (one, other) = (of(1.0, &[1.0, 1.0, 7.0]), of(1.0, &[3.0]));
        let series = [
            Series { name: "source", values: &one, colour: FIRST },
            Series { name: "target", values: &other, colour: SECOND },
        ];
        let svg = histogram(&series, "words").unwrap();
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
        assert_eq!(histogram(&series, "words").unwrap(), svg);
    }
}
