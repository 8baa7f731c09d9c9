//! Edit distance in a band, and the edits behind it.

/// Half of the width of the band, in words of the reference.
const BEAM_WIDTH: usize = 25;

/// More than any distance, and far from the end of its type.
const FAR: u32 = u32::MAX / 2;

/// What is done to come from the hypothesis to the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A word is kept.
    Keep,
    /// A word takes the place of another.
    Substitute,
    /// A word of the hypothesis goes.
    Delete,
    /// A word of the reference comes.
    Insert,
}

/// Distances from beginnings of a hypothesis to beginnings of a reference, by rows of the hypothesis.
///
/// Only a band round the line from corner to corner is computed, as in sacreBLEU, which follows Tercom's beam; for
/// texts of very different order that is more than the true distance. The last row is computed whole.
pub struct Distances<'a> {
    reference: &'a [u32],
    n_hypothesis: usize,
    /// Rows of `reference.len() + 1`, of which there are `n_hypothesis + 1`.
    costs: Vec<u32>,
    /// For each row the columns in the band, as a half-open range.
    bands: Vec<(usize, usize)>,
}

impl<'a> Distances<'a> {
    /// Room for the distances from any hypothesis of a length to a reference, with the row of the empty hypothesis.
    pub fn new(n_hypothesis: usize, reference: &'a [u32]) -> Self {
        let n_columns = reference.len() + 1;
        let mut costs = vec![FAR; n_columns * (n_hypothesis + 1)];
        for (cost, n_inserted) in costs[..n_columns].iter_mut().zip(0..) {
            *cost = n_inserted;
        }
        Self { reference, n_hypothesis, costs, bands: bands(n_hypothesis, reference.len()) }
    }

    /// Computes the rows after the first `n_known` words, whose rows are right already, and gives the distance.
    pub fn fill(&mut self, hypothesis: impl Fn(usize) -> u32, n_known: usize) -> u32 {
        let n_columns = self.reference.len() + 1;
        for row in n_known + 1..=self.n_hypothesis {
            let (above, below) = self.costs.split_at_mut(row * n_columns);
            let above = &above[(row - 1) * n_columns..];
            fill_row(above, &mut below[..n_columns], self.bands[row], hypothesis(row - 1), self.reference);
        }
        self.costs[self.costs.len() - 1]
    }

    /// Takes over the first rows of another, which is for texts of the same lengths.
    pub fn copy_rows(&mut self, other: &Self, n_rows: usize) {
        let end = n_rows * (self.reference.len() + 1);
        self.costs[..end].copy_from_slice(&other.costs[..end]);
    }

    /// The edits behind the distance of a hypothesis whose rows are filled, from the beginning on.
    ///
    /// Of equally cheap ones keeping or substituting comes first, then deleting, then inserting. That is Tercom's
    /// order with the last two exchanged, because it goes from reference to hypothesis.
    pub fn edits(&self, hypothesis: &[u32]) -> Vec<Edit> {
        let n_columns = self.reference.len() + 1;
        let cost = |row: usize, column: usize| self.costs[row * n_columns + column];
        let (mut row, mut column) = (hypothesis.len(), self.reference.len());
        let mut edits = Vec::with_capacity(row + column);
        while row > 0 || column > 0 {
            let here = cost(row, column);
            let is_same = row > 0 && column > 0 && hypothesis[row - 1] == self.reference[column - 1];
            let edit = if row > 0 && column > 0 && cost(row - 1, column - 1) + u32::from(!is_same) == here {
                if is_same { Edit::Keep } else { Edit::Substitute }
            } else if row > 0 && cost(row - 1, column) + 1 == here {
                Edit::Delete
            } else {
                Edit::Insert
            };
            row -= usize::from(edit != Edit::Insert);
            column -= usize::from(edit != Edit::Delete);
            edits.push(edit);
        }
        edits.reverse();
        edits
    }
}

/// The columns to compute in each row.
fn bands(n_hypothesis: usize, n_reference: usize) -> Vec<(usize, usize)> {
    let ratio = if n_hypothesis == 0 { 1.0 } else { n_reference as f64 / n_hypothesis as f64 };
    // Where a row is so much further on than the row above it that their bands would not meet, they are wider.
    let width =
        if (BEAM_WIDTH as f64) < ratio / 2.0 { (ratio / 2.0 + BEAM_WIDTH as f64).ceil() as usize } else { BEAM_WIDTH };
    let band = |row: usize| {
        let middle = (row as f64 * ratio).floor() as usize;
        let end = if row == n_hypothesis { n_reference + 1 } else { (n_reference + 1).min(middle + width) };
        (middle.saturating_sub(width), end)
    };
    (0..=n_hypothesis).map(band).collect()
}

/// Computes the cells of a row that are in its band, from the row above it; the others stay far.
fn fill_row(above: &[u32], row: &mut [u32], (start, end): (usize, usize), word: u32, reference: &[u32]) {
    let mut left = FAR;
    for column in start..end {
        let cost = match column {
            0 => above[0] + 1,
            _ => {
                let substituted = above[column - 1] + u32::from(reference[column - 1] != word);
                substituted.min(above[column] + 1).min(left + 1).min(FAR)
            }
        };
        row[column] = cost;
        left = cost;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Distances, Edit};

    fn distance(hypothesis: &[u32], reference: &[u32]) -> u32 {
        Distances::new(hypothesis.len(), reference).fill(|at| hypothesis[at], 0)
    }

    /// Wagner and Fischer's, without a band.
    fn by_definition(hypothesis: &[u32], reference: &[u32]) -> u32 {
        let mut row: Vec<u32> = (0..).take(reference.len() + 1).collect();
        for (word, n_deleted) in hypothesis.iter().zip(1..) {
            let mut corner = std::mem::replace(&mut row[0], n_deleted);
            for (column, other) in reference.iter().enumerate() {
                let cost = (corner + u32::from(word != other)).min(row[column] + 1).min(row[column + 1] + 1);
                corner = std::mem::replace(&mut row[column + 1], cost);
            }
        }
        row[reference.len()]
    }

    fn words(most: usize) -> impl Strategy<Value = Vec<u32>> {
        proptest::collection::vec(0..5_u32, 0..most)
    }

    proptest! {
        #[test]
        fn within_the_band_it_is_the_distance(hypothesis in words(20), reference in words(20)) {
            prop_assert_eq!(distance(&hypothesis, &reference), by_definition(&hypothesis, &reference));
        }

        #[test]
        fn no_band_is_too_narrow_to_end(hypothesis in words(90), reference in words(300)) {
            let most = hypothesis.len().max(reference.len());
            prop_assert!(distance(&hypothesis, &reference) as usize <= hypothesis.len() + reference.len());
            prop_assert!(most == 0 || (distance(&hypothesis, &reference) as usize) < 2 * most);
        }

        #[test]
        fn edits_are_as_many_as_the_distance_and_lead_from_one_to_the_other(
            hypothesis in words(40),
            reference in words(60),
        ) {
            let mut distances = Distances::new(hypothesis.len(), &reference);
            let n_edits = distances.fill(|at| hypothesis[at], 0) as usize;
            let edits = distances.edits(&hypothesis);
            prop_assert_eq!(edits.iter().filter(|edit| **edit != Edit::Keep).count(), n_edits);
            let mut rest = (&hypothesis[..], &reference[..]);
            for edit in edits {
                prop_assert!(edit != Edit::Keep || rest.0[0] == rest.1[0]);
                rest.0 = &rest.0[usize::from(edit != Edit::Insert)..];
                rest.1 = &rest.1[usize::from(edit != Edit::Delete)..];
            }
            prop_assert_eq!(rest, (&[][..], &[][..]));
        }
    }
}
