//! What the rules know of Arabic. No rules are here.
//!
//! Arabic has no capitals, so that after an abbreviation only the next word tells whether a sentence begins. Official
//! prose helps: its sentences begin with «و» more often than not.

use std::sync::LazyLock;

use super::abbreviations::{Class, Row, table};
use super::language::Language;

/// The rules' knowledge of Arabic.
pub static LANGUAGE: Language = Language { abbreviations: LazyLock::new(|| table(&ABBREVIATIONS)), begins, speaks };

/// Words are looked up without vowel marks and tatweel.
///
/// Single letters, and letters with full stops between, need no row: see `abbreviations`. Units, as «كم», are written
/// without a full stop, so that one after them is the sentence's.
const ABBREVIATIONS: [Row; 4] = [
    (Class::Title, "أ.د ا.د أ.م أ.م.د م.د د.م دك بروف"),
    (Class::Counter, "ص.ب ص.ص صص مج ف.ق"),
    (Class::Closing, "الخ إلخ"),
    // Names of Latin letters, as initials of foreign names; those in which acronyms tend to end are left out.
    (Class::Closing, "دبليو جيه كيه إتش آر إس إل إف دي جي"),
];

/// Words that begin a sentence without «و».
const BEGINNERS: &str = "كما إن لكن هذا هذه ثم أما إذ لقد قد لا ليس بعد خلال وفق وفي";

/// Verbs that name the speaker after a quoted question or exclamation.
const VERBS_OF_SAYING: &str = "قال قالت قالوا يقول تقول أضاف أضافت أكد أكدت صرح صرحت تساءل تساءلت سأل سألت ذكر ذكرت \
    كتب كتبت هتف هتفت صاح صاحت قائلا قائلة حسبما بحسب";

fn begins(word: &str) -> bool {
    let is_conjoined = word.starts_with('و') && word.chars().count() >= 3;
    is_conjoined || BEGINNERS.split(' ').any(|beginner| beginner == word)
}

fn speaks(word: &str) -> bool {
    VERBS_OF_SAYING.split_whitespace().any(|verb| verb == word)
}
