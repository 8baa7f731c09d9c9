//! What made a score, in one line: the reproducibility signature of sacreBLEU.

use std::fmt;

use super::Metric;

/// The version of sacreBLEU that the scores are equal to. Signatures name it and not that of this program, so that
/// equal scores have equal signatures and can be compared with published ones.
pub const SACREBLEU_VERSION: &str = "2.6.0";

/// A setting in a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub key: &'static str,
    /// Its name in a short signature.
    pub short: &'static str,
    /// Its value.
    pub value: String,
}

/// What made a score. Displayed in the long form, and with `{:#}` in the short one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    items: Vec<Item>,
}

/// The settings of a resampling that a signature names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Bootstrap resamples, so many.
    Bootstrap(usize),
    /// Trials of approximate randomisation, so many.
    Randomisation(usize),
}

impl Signature {
    /// The signature of a metric over segments with so many references each, or with varying numbers of them.
    pub fn new(metric: &dyn Metric, n_references: Option<usize>) -> Self {
        let n_references = n_references.map_or("var".to_owned(), |n| n.to_string());
        let mut items = vec![item("nrefs", "#", &n_references)];
        items.extend(metric.items());
        items.push(item("version", "v", SACREBLEU_VERSION));
        Self { items }
    }

    /// With the resampling that was done.
    #[must_use]
    pub fn with_sampling(mut self, sampling: Sampling, seed: u64) -> Self {
        let done = match sampling {
            Sampling::Bootstrap(n) => item("bs", "bs", &n.to_string()),
            Sampling::Randomisation(n) => item("ar", "ar", &n.to_string()),
        };
        self.items.splice(1..1, [done, item("seed", "rs", &seed.to_string())]);
        self
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (idx, item) in self.items.iter().enumerate() {
            let key = if f.alternate() { item.short } else { item.key };
            let bar = if idx == 0 { "" } else { "|" };
            write!(f, "{bar}{key}:{}", item.value)?;
        }
        Ok(())
    }
}

/// A setting in a signature.
pub fn item(key: &'static str, short: &'static str, value: &str) -> Item {
    Item { key, short, value: value.to_owned() }
}

/// A switch in a signature.
pub fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Case in a signature.
pub fn case(is_lowered: bool) -> &'static str {
    if is_lowered { "lc" } else { "mixed" }
}

#[cfg(test)]
mod tests {
    use super::{Sampling, Signature};
    use crate::metrics::{Bleu, Chrf, Metric, Smoothing, Ter, Tokenizer};

    #[test]
    fn signatures_are_those_of_sacrebleu() {
        let strange = Bleu {
            tokenizer: Tokenizer::Intl,
            lowercase: true,
            smoothing: Smoothing::Floor(Smoothing::DEFAULT_FLOOR),
            effective_order: true,
            ..Bleu::default()
        };
        let words = Chrf { word_order: 2, whitespace: true, eps_smoothing: true, ..Chrf::default() };
        let table: [(&dyn Metric, Option<usize>, &str, &str); 5] = [
            (
                &Bleu::default(),
                Some(1),
                "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0",
                "#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0",
            ),
            (
                &strange,
                None,
                "nrefs:var|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|version:2.6.0",
                "#:var|c:lc|e:yes|tok:intl|s:floor[0.10]|v:2.6.0",
            ),
            (
                &Chrf::default(),
                Some(2),
                "nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0",
                "#:2|c:mixed|e:yes|nc:6|nw:0|s:no|v:2.6.0",
            ),
            (
                &words,
                Some(1),
                "nrefs:1|case:mixed|eff:no|nc:6|nw:2|space:yes|version:2.6.0",
                "#:1|c:mixed|e:no|nc:6|nw:2|s:yes|v:2.6.0",
            ),
            (
                &Ter::default(),
                Some(1),
                "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0",
                "#:1|c:lc|t:tercom|nr:no|pn:yes|as:no|v:2.6.0",
            ),
        ];
        for (metric, n_references, long, short) in table {
            let signature = Signature::new(metric, n_references);
            assert_eq!(signature.to_string(), long);
            assert_eq!(format!("{signature:#}"), short);
        }
        let sampled = Signature::new(&Ter::default(), Some(1)).with_sampling(Sampling::Randomisation(10_000), 12345);
        assert!(sampled.to_string().starts_with("nrefs:1|ar:10000|seed:12345|case:lc|"), "{sampled}");
    }
}
