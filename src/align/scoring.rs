//! How well links agree with those that are known to be right: strict and lax precision and recall.
//!
//! As vecalign's `score.py` has it (Thompson and Koehn 2019): a link is strictly right where the same one is in the
//! gold, and laxly where one in the gold shares a segment with it on both sides. Links with an empty side are not
//! counted, unless asked for.

use std::collections::HashSet;

use super::links::Linked;

/// Precision and recall of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Links of the test that are right.
    pub n_right: usize,
    /// Links of the test.
    pub n_test: usize,
    /// Links of the gold that were found.
    pub n_found: usize,
    /// Links of the gold.
    pub n_gold: usize,
}

impl Agreement {
    /// The share of the test that is right; 0 for an empty test.
    pub fn precision(&self) -> f64 {
        ratio(self.n_right, self.n_test)
    }

    /// The share of the gold that was found; 0 for an empty gold.
    pub fn recall(&self) -> f64 {
        ratio(self.n_found, self.n_gold)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

/// How the links of a test agree with the gold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreements {
    /// Whole links.
    pub strict: Agreement,
    /// Links that share a segment on both sides.
    pub lax: Agreement,
    /// Links with an empty side, alone, segment by segment.
    pub null: Agreement,
}

/// Compares links with the gold; `with_nulls` says whether links with an empty side count in the strict and lax
/// figures, where each is right if it is in both.
pub fn score(gold: &[Linked], test: &[Linked], with_nulls: bool) -> Agreements {
    let counted = |links: &[Linked]| -> HashSet<Linked> {
        links.iter().filter(|link| with_nulls || !link.is_null()).cloned().collect()
    };
    let (gold_links, test_links) = (counted(gold), counted(test));
    let n_same = gold_links.intersection(&test_links).count();
    let (gold_pairs, test_pairs) = (pairs(&gold_links), pairs(&test_links));
    let touches = |links: &HashSet<Linked>, others: &HashSet<Linked>, pairs: &HashSet<(usize, usize)>| {
        links.iter().filter(|link| others.contains(*link) || pairs_of(link).any(|pair| pairs.contains(&pair))).count()
    };
    let agreement =
        |n_right, n_found| Agreement { n_right, n_test: test_links.len(), n_found, n_gold: gold_links.len() };
    Agreements {
        strict: agreement(n_same, n_same),
        lax: agreement(touches(&test_links, &gold_links, &gold_pairs), touches(&gold_links, &test_links, &test_pairs)),
        null: of_nulls(gold, test),
    }
}

fn pairs_of(link: &Linked) -> impl Iterator<Item = (usize, usize)> + '_ {
    link.source.iter().flat_map(|i| link.target.iter().map(move |j| (*i, *j)))
}

fn pairs(links: &HashSet<Linked>) -> HashSet<(usize, usize)> {
    links.iter().flat_map(pairs_of).collect()
}

fn of_nulls(gold: &[Linked], test: &[Linked]) -> Agreement {
    let alone = |links: &[Linked]| -> HashSet<(bool, usize)> {
        let nulls = links.iter().filter(|link| link.is_null());
        let both = nulls
            .flat_map(|link| link.source.iter().map(|i| (false, *i)).chain(link.target.iter().map(|j| (true, *j))));
        both.collect()
    };
    let (gold, test) = (alone(gold), alone(test));
    let n_same = gold.intersection(&test).count();
    Agreement { n_right: n_same, n_test: test.len(), n_found: n_same, n_gold: gold.len() }
}

#[cfg(test)]
mod tests {
    use super::{Agreements, score};
    use crate::align::links::{Linked, parse};

    fn links(lines: &[&str]) -> Vec<Linked> {
        lines.iter().map(|line| parse(line).unwrap()).collect()
    }

    /// Counts of strict, lax and null: right, test, found, gold.
    #[track_caller]
    fn check(gold: &[&str], test: &[&str], with_nulls: bool, expected: [[usize; 4]; 3]) {
        let Agreements { strict, lax, null } = score(&links(gold), &links(test), with_nulls);
        let counts = [strict, lax, null].map(|a| [a.n_right, a.n_test, a.n_found, a.n_gold]);
        assert_eq!(counts, expected);
    }

    #[test]
    fn strict_and_lax() {
        let gold = ["[0]:[0]", "[1,2]:[1]", "[3]:[]", "[4]:[2]"];
        check(&gold, &gold, false, [[3, 3, 3, 3], [3, 3, 3, 3], [1, 1, 1, 1]]);
        let test = ["[0]:[0]", "[1]:[1]", "[2]:[]", "[3]:[]", "[4]:[2]"];
        check(&gold, &test, false, [[2, 3, 2, 3], [3, 3, 3, 3], [1, 2, 1, 1]]);
        check(&gold, &test, true, [[3, 5, 3, 4], [4, 5, 4, 4], [1, 2, 1, 1]]);
        check(&gold, &["[0]:[2]", "[4]:[0]"], false, [[0, 2, 0, 3], [0, 2, 0, 3], [0, 0, 0, 1]]);
        check(&gold, &[], false, [[0, 0, 0, 3], [0, 0, 0, 3], [0, 0, 0, 1]]);
    }

    #[test]
    fn figures() {
        let found = score(&links(&["[0]:[0]", "[1]:[1]"]), &links(&["[0]:[0]"]), false).strict;
        assert_eq!((found.precision(), found.recall()), (1.0, 0.5));
        assert!((found.f1() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(score(&[], &[], false).strict.f1(), 0.0);
    }
}
