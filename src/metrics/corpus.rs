//! Where hypotheses and references meet, segment by segment.

use rayon::prelude::*;

use super::{Metric, MetricError};

/// The texts of one system or one translator, by segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// What messages call it: a file, a system.
    pub name: String,
    /// One for each segment. In a reference, none where it lacks the segment; in a hypothesis that is an empty text.
    pub segments: Vec<Option<String>>,
}

/// References that have a text for every segment, at least one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct References {
    all: Vec<Texts>,
}

impl References {
    /// Takes references of the same segments.
    ///
    /// # Errors
    /// When there are none, or none for a segment, or not as many segments in each.
    pub fn new(all: Vec<Texts>) -> Result<Self, MetricError> {
        let first = all.first().ok_or(MetricError::NoReference)?;
        if first.segments.is_empty() {
            return Err(MetricError::Empty { name: first.name.clone() });
        }
        all.iter().try_for_each(|other| check_equal(other, first))?;
        let references = Self { all };
        let unreferenced = (0..references.n_segments()).find(|idx| references.of(*idx).is_empty());
        unreferenced.map_or(Ok(references), |idx| Err(MetricError::Unreferenced { number: idx + 1 }))
    }

    /// How many references each segment has; none where they have not equally many.
    pub fn n_references(&self) -> Option<usize> {
        let n_first = self.of(0).len();
        (0..self.n_segments()).all(|idx| self.of(idx).len() == n_first).then_some(n_first)
    }

    /// How many segments there are; at least one.
    pub fn n_segments(&self) -> usize {
        self.all[0].segments.len()
    }

    /// The references of a segment, in the order in which they were given.
    ///
    /// # Panics
    /// When there is no such segment.
    pub fn of(&self, segment_idx: usize) -> Vec<&str> {
        self.all.iter().filter_map(|texts| texts.segments[segment_idx].as_deref()).collect()
    }
}

fn check_equal(texts: &Texts, other: &Texts) -> Result<(), MetricError> {
    let (n_segments, n_other) = (texts.segments.len(), other.segments.len());
    if n_segments == n_other {
        return Ok(());
    }
    Err(MetricError::Unequal { name: texts.name.clone(), n_segments, other: other.name.clone(), n_other })
}

/// The counts of each segment of a system, for one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    n_counts: usize,
    /// Row by row.
    counts: Vec<f64>,
}

impl Statistics {
    /// Counts, on the threads of the pool that this is called in.
    ///
    /// # Errors
    /// When the hypotheses are not as many as the segments of the references.
    pub fn new(metric: &dyn Metric, hypotheses: &Texts, references: &References) -> Result<Self, MetricError> {
        check_equal(hypotheses, &references.all[0])?;
        let segments = hypotheses.segments.par_iter().enumerate();
        let rows: Vec<Vec<f64>> = segments
            .map(|(idx, text)| metric.statistics(text.as_deref().unwrap_or_default(), &references.of(idx)))
            .collect();
        Ok(Self { n_counts: rows[0].len(), counts: rows.concat() })
    }

    /// How many counts a segment has.
    pub fn n_counts(&self) -> usize {
        self.n_counts
    }

    /// The counts, segment by segment.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.counts.chunks_exact(self.n_counts)
    }

    /// The counts of one segment.
    ///
    /// # Panics
    /// When there is no such segment.
    pub fn row(&self, segment_idx: usize) -> &[f64] {
        &self.counts[segment_idx * self.n_counts..][..self.n_counts]
    }

    /// The sums over all segments.
    pub fn sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_counts];
        for row in self.rows() {
            sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        }
        sums
    }
}
