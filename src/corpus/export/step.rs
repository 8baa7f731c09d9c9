//! The ledgers of `corpus filter` and `corpus dedup`, as steps that a corpus has gone through.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What one step did to the pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it was.
    pub name: &'static str,
    /// Pairs before it.
    pub n_read: u64,
    /// Pairs after it.
    pub n_kept: u64,
    /// Pairs that it dropped, by the reason that was found first; in the order of the ledger.
    pub dropped: Vec<(String, u64)>,
}

/// What of a ledger is needed; it may say more.
#[derive(Deserialize)]
struct Given {
    n_read: u64,
    n_kept: u64,
    /// Of a ledger of filters.
    filters: Option<Vec<Filter>>,
    /// Of a ledger of deduplication.
    n_dropped: Option<BTreeMap<String, u64>>,
}

#[derive(Deserialize)]
struct Filter {
    name: String,
    n_first: u64,
}

impl Step {
    /// Reads a ledger that `--ledger` of either command has written.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let given: Given = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let Given { n_read, n_kept, .. } = given;
        let (name, dropped) = match (given.filters, given.n_dropped) {
            (Some(filters), None) => {
                ("Filters", filters.into_iter().map(|filter| (filter.name, filter.n_first)).collect())
            }
            (None, Some(dropped)) => ("Deduplication", dropped.into_iter().collect::<Vec<_>>()),
            _ => return Err("it is a ledger neither of filters nor of deduplication".to_owned()),
        };
        let n_dropped = dropped.iter().try_fold(n_kept, |sum, (_, n)| sum.checked_add(*n));
        if n_dropped != Some(n_read) {
            return Err(format!("what was kept and dropped is not the {n_read} that were read"));
        }
        Ok(Self { name, n_read, n_kept, dropped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledgers_of_both_commands_are_read() {
        let filters = r#"{"n_read": 10, "n_kept": 7, "new": 1, "filters": [
            {"name": "markup", "n_kept": 8, "n_dropped": 2, "n_alone": 1, "n_first": 2},
            {"name": "empty", "n_kept": 9, "n_dropped": 1, "n_alone": 1, "n_first": 1}]}"#;
        let step = Step::from_json(filters).unwrap();
        let dropped = vec![("markup".to_owned(), 2), ("empty".to_owned(), 1)];
        assert_eq!(step, Step { name: "Filters", n_read: 10, n_kept: 7, dropped });
        let dedup = r#"{"command": "corpus dedup", "n_read": 7, "n_kept": 6, "n_dropped": {"near": 1, "exact": 0}}"#;
        let step = Step::from_json(dedup).unwrap();
        assert_eq!((step.name, step.n_kept, step.dropped.len()), ("Deduplication", 6, 2));
    }

    #[test]
    fn other_files_are_refused() {
        let table = [
            ("[]", "invalid"),
            (r#"{"n_read": 1, "n_kept": 1}"#, "neither of filters nor of deduplication"),
            (r#"{"n_read": 2, "n_kept": 1, "filters": []}"#, "not the 2 that were read"),
            (r#"{"n_read": 1, "n_kept": 18446744073709551615, "n_dropped": {"near": 1}}"#, "not the 1 that were read"),
        ];
        for (json, expected) in table {
            let error = Step::from_json(json).unwrap_err();
            assert!(error.contains(expected), "{json}: {error}");
        }
    }
}
