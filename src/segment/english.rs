//! What the rules know of English. No rules are here.

use std::sync::LazyLock;

use super::abbreviations::{Class, Row, table};
use super::language::Language;

/// The rules' knowledge of English.
pub static LANGUAGE: Language = Language { abbreviations: LazyLock::new(|| table(&ABBREVIATIONS)), begins, speaks };

/// Initials and letters with full stops between, as `U.S.`, need no row: see `abbreviations`.
const ABBREVIATIONS: [Row; 8] = [
    (Class::Title, "Mr Mrs Ms Mx Messrs Dr Prof Rev Fr Hon Pres Gov Sen Sens Rep Reps Amb Supt Atty"),
    (Class::Title, "Gen Lt Col Maj Capt Cmdr Cdr Adm Brig Sgt Cpl Pvt Pte Insp Det H.E H.H H.R.H"),
    (Class::Title, "vs v e.g i.e eg ie cf viz ca approx"),
    (Class::Counter, "No Nos no nos Art Arts art arts Sec sec Ch ch Fig Figs fig figs Vol vol p pp para paras Tel tel"),
    (Class::Counter, "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"),
    (Class::Closing, "Inc Ltd Co Corp Cos Bros LLC plc Jr Sr Esq Ph.D Univ Dept"),
    (Class::Closing, "St Ste Mt Ft Ave Blvd Rd Mon Tue Tues Wed Thu Thurs Fri Sat"),
    (Class::Closing, "etc al a.m p.m"),
];

/// Words that, with a capital, begin a sentence more often than a name.
const BEGINNERS: &str = "The A An He She It They We I You His Her Its Their Our My This That These Those There Here \
    In On At By For From To With Of As After Before Since During Under Over Until According Despite And But Or So Yet \
    If When While Where Who What Why How Which Then Now Also However Although Though Because Meanwhile Moreover Not \
    No Yes Most Many Some All Both Each Every One Another Such Other Others Still Even Only Once Let Please";

fn begins(word: &str) -> bool {
    BEGINNERS.split_whitespace().any(|beginner| beginner == word)
}

/// In English the small letter of `said` decides, so that no list is needed.
fn speaks(_: &str) -> bool {
    false
}
