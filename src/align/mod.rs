//! Segments of a text and of its translation by others that say the same: links, of several segments if need be, with
//! how probable it is that each is exactly right. Never translates: a bridge, which is a translation of each source
//! segment, is given.
//!
//! Both sides are bags of weighted features (`lexicon`): words and parts of words of bridge and target, numbers by their
//! value, names by their sound. Segments that are each other's most similar give a band of the plane of positions
//! (`band`), so that the time is near linear. In it each possible bead is scored by what it has in common, its lengths
//! and its shape (`bead`, `model`); the sum over all paths says how probable each is, and the links are those of which
//! most are right to be expected (`path`). What is left over on both sides and says the same was moved (`moved`).
//!
//! Every segment of either side is in exactly one link. The same texts give the same links.

mod band;
pub mod bead;
mod coverage;
pub mod fit;
mod lexicon;
pub mod links;
mod model;
mod moved;
mod path;
pub mod scoring;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

pub use coverage::{Coverage, CoverageError, coverage};
pub use model::{Calibration, Model, Weights};

use band::Band;
use lexicon::Lexicon;
use links::Linked;
use path::{Lattice, Posteriors};

/// How many links a segment without counterpart counts as, where links are weighed against each other.
const NULL_WEIGHT: f32 = 1.0;

/// A document on both sides, cut into segments.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// The segments of the source.
    pub source: &'a [&'a str],
    /// A translation of each of them into the language of the target.
    pub bridge: &'a [&'a str],
    /// The segments of the target.
    pub target: &'a [&'a str],
}

/// Segments that say the same; with one side empty, a segment without counterpart.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Indices of the source, from 0.
    pub source: Range<usize>,
    /// Indices of the target, from 0.
    pub target: Range<usize>,
    /// How probable it is that this link is exactly right, from 0 to 1.
    pub confidence: f64,
    /// Whether the counterpart stands in another order among the others.
    pub is_moved: bool,
}

impl Link {
    /// The link without its confidence.
    pub fn linked(&self) -> Linked {
        Linked { source: self.source.clone().collect(), target: self.target.clone().collect() }
    }

    /// Whether one side is empty.
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Aligns a document: every segment of either side in exactly one link, in the order of the source; those of the target
/// alone stand after what comes before them there.
///
/// # Panics
/// When the bridge has not as many segments as the source.
pub fn align(texts: &Texts, model: &Model) -> Vec<Link> {
    assert_eq!(texts.bridge.len(), texts.source.len(), "a translation for each source segment");
    let lexicon = Lexicon::new(texts);
    let points = band::points(&lexicon.sides());
    let band = Band::new(lexicon.sides(), &points);
    let lattice = Lattice::new(&band, bead::scores(lexicon.sides(), &band, &model.weights), &model.weights);
    let mut found = steps_of(&band, &lattice.posteriors());
    let moved = moved::find(lexicon.sides(), &points, &found, &model.weights, band.length_ratio);
    replace(&mut found, moved);
    let link = |found: Found| Link {
        source: found.source,
        target: found.target,
        confidence: model.calibration.apply(found.probability),
        is_moved: found.is_moved,
    };
    found.into_iter().map(link).collect()
}

/// A link with its probability over all paths.
#[derive(Clone, Debug)]
struct Found {
    source: Range<usize>,
    target: Range<usize>,
    probability: f64,
    is_moved: bool,
}

impl Found {
    fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// The links of which the most are right, to be expected.
fn steps_of(band: &Band, posteriors: &Posteriors) -> Vec<Found> {
    let steps = Lattice::of_posteriors(band, posteriors, NULL_WEIGHT).best().into_iter();
    let found = steps.map(|step| {
        let (i, j) = (step.source_end, step.target_end);
        let probability = f64::from(posteriors.of(band, &step)).min(1.0);
        Found { source: i - step.shape.0..i, target: j - step.shape.1..j, probability, is_moved: false }
    });
    found.collect()
}

/// Puts moved links in the place of those of their segments alone.
fn replace(found: &mut Vec<Found>, moved: Vec<Found>) {
    found.retain(|link| {
        let is_taken = |other: &Found| match link.source.is_empty() {
            true => other.target.contains(&link.target.start),
            false => other.source.contains(&link.source.start),
        };
        !link.is_null() || !moved.iter().any(is_taken)
    });
    for link in moved {
        let after = |other: &Found| !other.source.is_empty() && other.source.start > link.source.start;
        let at = found.iter().position(after).unwrap_or(found.len());
        found.insert(at, link);
    }
}
