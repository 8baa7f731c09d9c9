//! Which pairs are kept, by filters under the names that the field uses; each in a file of its own.
//!
//! A new filter is a file with its settings and its test of a pair, a row in [`ROWS`], and a table in `defaults.toml`,
//! which is what `--print-config` prints and what a reader's configuration is laid over.
//!
//! Definitions are those of OpusFilter 3.3 where it has the filter, so that its thresholds can be carried over; each
//! file says so, and where it differs. A word is what stands between white space, a character is a code point.

mod alphabet_ratio;
mod character_score;
mod config;
mod empty;
mod language;
mod ledger;
mod length;
mod length_ratio;
mod long_word;
mod markup;
mod numbers;
mod repetition;
mod score;
mod sides;
mod sift;
mod status;
mod terminal_punctuation;
mod untranslated;
mod urls_emails;

pub use config::{ConfigError, DEFAULTS, Problem};
pub(super) use ledger::shares;
pub use ledger::{Ledger, LedgerError, Tally};
pub use sides::{Side, Sides, Unit};
pub use sift::sift;

use crate::bitext::Pair;

/// A test that a pair has to pass.
///
/// Its law: the answer depends on this pair alone, neither on others nor on what other filters say. So the pairs that
/// all filters keep do not depend on the order of filters or pairs, nor on how the work is shared out.
pub trait Filter: Send + Sync {
    /// Whether the settings make sense.
    ///
    /// # Errors
    /// Names the key whose value does not.
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Why the pair is to be dropped, in a few words; none keeps it. The sides of a pair without a target are only
    /// seen by filters whose row says so.
    fn reason(&self, pair: &Pair, sides: &Sides) -> Option<String>;
}

/// What there is to know about a filter.
pub struct Row {
    /// Its name in a configuration, in reasons and in the ledger.
    pub name: &'static str,
    /// Whether it says nothing about a pair that lacks the source or the target.
    needs_both: bool,
    /// Makes it from its table in a configuration.
    make: config::Make,
}

/// The filters, in the order in which a drop is counted as somebody's first.
pub const ROWS: [Row; 15] = [
    Row { name: "empty", needs_both: false, make: config::make::<empty::Empty> },
    Row { name: "status", needs_both: true, make: config::make::<status::StatusFilter> },
    Row { name: "score", needs_both: true, make: config::make::<score::Score> },
    Row { name: "length", needs_both: true, make: config::make::<length::Length> },
    Row { name: "length_ratio", needs_both: true, make: config::make::<length_ratio::LengthRatio> },
    Row { name: "long_word", needs_both: true, make: config::make::<long_word::LongWord> },
    Row { name: "alphabet_ratio", needs_both: true, make: config::make::<alphabet_ratio::AlphabetRatio> },
    Row { name: "character_score", needs_both: true, make: config::make::<character_score::CharacterScore> },
    Row { name: "language", needs_both: true, make: config::make::<language::Language> },
    Row { name: "untranslated", needs_both: true, make: config::make::<untranslated::Untranslated> },
    Row { name: "repetition", needs_both: true, make: config::make::<repetition::Repetition> },
    Row { name: "markup", needs_both: true, make: config::make::<markup::Markup> },
    Row {
        name: "terminal_punctuation",
        needs_both: true,
        make: config::make::<terminal_punctuation::TerminalPunctuation>,
    },
    Row { name: "urls_emails", needs_both: true, make: config::make::<urls_emails::UrlsEmails> },
    Row { name: "numbers", needs_both: true, make: config::make::<numbers::Numbers> },
];

/// The filters that are switched on, in the order of [`ROWS`].
pub struct Filters {
    members: Vec<(&'static Row, Box<dyn Filter>)>,
}

/// What filters say about a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Each filter that drops the pair, by its place among [`Filters::names`] and in this order, with its reason;
    /// empty where all keep it.
    pub drops: Vec<(usize, String)>,
}

impl Filters {
    /// Their names, in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.members.iter().map(|(row, _)| row.name).collect()
    }

    /// What each filter says about a pair.
    pub fn judge(&self, pair: &Pair) -> Verdict {
        let sides = Sides::of(pair);
        let has_both = !sides.source.is_blank() && !sides.target.is_blank();
        let mut drops = Vec::new();
        for (idx, (row, filter)) in self.members.iter().enumerate() {
            if has_both || !row.needs_both {
                drops.extend(filter.reason(pair, &sides).map(|reason| (idx, reason)));
            }
        }
        Verdict { drops }
    }

    /// The reasons of a verdict as one text: `filter: reason; filter: reason`.
    pub fn told(&self, verdict: &Verdict) -> String {
        let told = verdict.drops.iter().map(|(idx, reason)| format!("{}: {reason}", self.members[*idx].0.name));
        told.collect::<Vec<_>>().join("; ")
    }
}

impl Verdict {
    /// Whether all filters keep the pair.
    pub fn keeps(&self) -> bool {
        self.drops.is_empty()
    }
}

#[cfg(test)]
mod tests;
