//! `language`: whether the source is Arabic and the target English, where the text is long enough to tell.
//!
//! Scripts are the matter of `character_score`; this tells Arabic from Persian and Urdu, English from French. A text in
//! which the commonest words of its language are frequent is of that language; nearly all are, and it costs little. The
//! others are given to whatlang, which compares the frequencies of letter triples, and dropped where it is sure enough
//! that they are of another language.

use std::sync::LazyLock;

use serde::Deserialize;
use whatlang::{Detector, Lang as Guess};

use super::{Filter, Problem, Side, Sides};
use crate::bitext::Pair;
use crate::text::Lang;

/// Words that are frequent in Arabic and not in Persian or Urdu; `من` and `ما` are words of Persian too.
const ARABIC_WORDS: [&str; 16] =
    ["في", "على", "إلى", "أن", "إن", "التي", "الذي", "هذا", "هذه", "عن", "مع", "كما", "قال", "ذلك", "أنه", "أو"];

/// How words begin that have the Arabic article.
const ARABIC_STARTS: [&str; 6] = ["ال", "وال", "بال", "لل", "كال", "فال"];

/// Words that are frequent in English and not in its neighbours; `in`, `on`, `is`, `was` and `of` are Dutch or German.
const ENGLISH_WORDS: [&str; 20] = [
    "the", "and", "to", "that", "with", "this", "from", "which", "their", "has", "have", "been", "will", "by", "its",
    "it", "for", "said", "are", "at",
];

/// The least share of words that are the language's own.
const LEAST_SHARE: f64 = 0.12;

/// The languages that a text in Latin letters may be of: English, and those that press offices of the region and their
/// partners write in. The fewer they are, the fewer mistakes.
const LATIN: [Guess; 9] =
    [Guess::Eng, Guess::Fra, Guess::Spa, Guess::Por, Guess::Ita, Guess::Deu, Guess::Nld, Guess::Tur, Guess::Ind];

static AMONG_ARABIC: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(vec![Guess::Ara, Guess::Pes, Guess::Urd]));
static AMONG_LATIN: LazyLock<Detector> = LazyLock::new(|| Detector::with_allowlist(LATIN.to_vec()));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Letters of its script that a side must have to be judged.
    min_letters: usize,
    /// How sure whatlang must be that it is another language.
    threshold: f64,
}

impl Filter for Language {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("threshold", self.threshold, [0.0, 1.0])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let Sides { source, target } = sides;
        self.foreign("source", source, source.n_arabic, Lang::Arabic)
            .or_else(|| self.foreign("target", target, target.n_latin, Lang::English))
    }
}

impl Language {
    fn foreign(&self, name: &str, side: &Side, n_letters: usize, lang: Lang) -> Option<String> {
        if n_letters < self.min_letters || own_share(side, lang) >= LEAST_SHARE {
            return None;
        }
        let (detector, own) = match lang {
            Lang::Arabic => (&*AMONG_ARABIC, Guess::Ara),
            Lang::English => (&*AMONG_LATIN, Guess::Eng),
        };
        let guess = detector.detect(side.text)?;
        let (found, confidence) = (guess.lang(), guess.confidence());
        let is_foreign = found != own && confidence >= self.threshold;
        is_foreign.then(|| format!("{name} reads as {} ({confidence:.2} sure)", found.eng_name()))
    }
}

/// The share of words that are the language's own.
fn own_share(side: &Side, lang: Lang) -> f64 {
    let is_own: fn(&str) -> bool = match lang {
        Lang::Arabic => |w| ARABIC_WORDS.contains(&w) || ARABIC_STARTS.iter().any(|start| w.starts_with(start)),
        Lang::English => |w| ENGLISH_WORDS.iter().any(|own| own.eq_ignore_ascii_case(w)),
    };
    side.text.split_whitespace().filter(|word| is_own(word)).count() as f64 / side.n_words as f64
}

#[cfg(test)]
mod tests {
    use crate::corpus::filter::tests::check;

    const AR: &str = "أكد معالي رئيس مجلس الوزراء وزير الخارجية على أهمية التعاون بين البلدين";
    const EN: &str = "The Prime Minister and Minister of Foreign Affairs stressed the importance of cooperation";

    #[test]
    fn other_languages_are_told() {
        let sure = |reason: &str, text: &str| reason.starts_with(text);
        let table = [
            (AR, EN, ""),
            // Little to judge by.
            ("نعم", "Oui", ""),
            // No frequent word.
            ("بيان صادر عن وزارة خارجية دولة قطر", "Joint Statement, Doha, Qatar, December 2025", ""),
            ("نخست وزیر ایران امروز در دیدار با مقامات قطر بر گسترش همکاری‌ها تاکید کرد", EN, "source reads as Persian"),
            ("وزیر اعظم نے آج قطر کے حکام کے ساتھ ملاقات میں تعاون بڑھانے پر زور دیا ہے", EN, "source reads as Urdu"),
            (
                AR,
                "Le Premier ministre et ministre des Affaires étrangères a souligné l'importance de la coopération",
                "target reads as French",
            ),
            (
                AR,
                "El primer ministro subrayó la importancia de la cooperación entre los dos países hermanos",
                "target reads as Spanish",
            ),
            (
                AR,
                "Başbakan iki ülke arasındaki işbirliğinin önemini ve bölgedeki son gelişmeleri vurguladı",
                "target reads as Turkish",
            ),
        ];
        for (source, target, expected) in table {
            let reason = check("language", "", source, target).unwrap_or_default();
            assert!(
                if expected.is_empty() { reason.is_empty() } else { sure(&reason, expected) },
                "{source} | {target}: {reason}"
            );
        }
    }

    #[test]
    fn how_long_and_how_sure_can_be_set() {
        let french = "Le Premier ministre a souligné l'importance de la coopération";
        assert!(check("language", "min_letters = 200", AR, french).is_none());
        assert!(check("language", "threshold = 0.0", AR, french).is_some());
    }
}
