//! The single-byte encodings: Windows-1256, ISO-8859-6 and Windows-1252. Does not handle bytes that are UTF-8.
//!
//! `chardetng` guesses by letter pairs, which tells Windows-1256 from ISO-8859-6 even in short texts, but it always
//! names some encoding. So its guess counts only if the words that come out can be words. In another encoding they
//! cannot: Latin letters with accents stand among Arabic ones, a ta marbuta stands within a word, a vowel mark stands on
//! a Latin letter. Where it guesses a script that newsrooms between Arabic and English do not use, the words decide
//! alone. Of 2989 lines of FLORES-200 and NTREX-128 that fit into Windows-1256, cut to five words, all come back as they
//! were; by the guess alone twelve do not.

use std::array;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, WINDOWS_1252, WINDOWS_1256};

use super::decode::{Decoded, converted_note};
use crate::text::is_arabic_letter;

/// The characters of the 256 bytes; `None` for a byte that texts in that encoding do not use.
type Table = [Option<char>; 256];

/// The text of `bytes` in the likeliest of the encodings, or nothing if none is likely.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let guess = guess(bytes);
    let candidates = [("Windows-1256", WINDOWS_1256, 0), ("ISO-8859-6", ISO_8859_6, FEW_LETTERS)];
    let arabic = candidates.into_iter().filter_map(|(name, encoding, min_letters)| {
        let table = table(encoding);
        let counts = count(bytes, &table)?;
        let is_guess = encoding == guess;
        let is_likely = if is_guess { counts.can_be_arabic() } else { counts.must_be_arabic() };
        let score = counts.score() + if is_guess { GUESS } else { 0 };
        (is_likely && counts.n_letters >= min_letters).then_some((score, name, table))
    });
    // Reversed, since the last of equals is taken: Windows-1256 is by far the more used.
    let best = arabic.rev().max_by_key(|(score, ..)| *score);
    let (name, table) = match best {
        Some((.., name, table)) => (name, table),
        None => ("Windows-1252", Some(table(WINDOWS_1252)).filter(|table| is_latin(bytes, table))?),
    };
    Some(Decoded { text: convert(bytes, &table)?, notes: vec![converted_note(name)] })
}

/// What the guess of `chardetng` counts, in frequent letters.
const GUESS: i64 = 4;

/// Up to how many letters say little about shares, and are more likely something else than the rare ISO-8859-6.
const FEW_LETTERS: i64 = 12;

/// How much `chardetng` sees, from shortly before the first byte beyond ASCII: it takes a second for ten million bytes.
const GUESSED_BYTES: usize = 64 << 10;

/// What `chardetng` takes `bytes` for, told that they come from an Arabic country.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(16);
    let part = &bytes[start..bytes.len().min(start + GUESSED_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(part, true);
    detector.guess(Some(b"eg"), Utf8Detection::Deny)
}

fn table(encoding: &'static Encoding) -> Table {
    array::from_fn(|byte| {
        let byte = [u8::try_from(byte).expect("a table has 256 entries")];
        let text = encoding.decode_without_bom_handling_and_without_replacement(&byte)?;
        // Where an encoding has no character, the table has the control character of the same number.
        text.chars().next().filter(|c| !matches!(c, '\u{80}'..='\u{9f}'))
    })
}

/// The text, in a string of exactly its size, or nothing when a byte is not used in that encoding.
fn convert(bytes: &[u8], table: &Table) -> Option<String> {
    let n_bytes = bytes.iter().map(|&byte| table[usize::from(byte)].map_or(0, char::len_utf8)).sum();
    let mut text = String::with_capacity(n_bytes);
    for &byte in bytes {
        text.push(table[usize::from(byte)]?);
    }
    Some(text)
}

/// What a character is to the judgement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Arabic,
    /// ة and ى, which end a word.
    ArabicEnd,
    /// A vowel mark, which follows a letter.
    Mark,
    /// The vowel marks ٌ and ٍ, which end a word.
    EndMark,
    /// The tatweel, which joins Arabic letters, and them to a Latin name.
    Tatweel,
    Ascii,
    /// A Latin letter beyond ASCII.
    Accented,
    /// Signs that Arabic texts have.
    Usual,
    /// Signs that they rarely have.
    Odd,
}

fn class(c: char) -> Class {
    match c {
        'ة' | 'ى' => Class::ArabicEnd,
        'ـ' => Class::Tatweel,
        '\u{64c}' | '\u{64d}' => Class::EndMark,
        '\u{64b}'..='\u{652}' => Class::Mark,
        c if is_arabic_letter(c) => Class::Arabic,
        c if c.is_ascii_alphabetic() => Class::Ascii,
        c if c.is_alphabetic() => Class::Accented,
        c if c.is_ascii() => Class::Usual,
        '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '‘' | '’' | '–' | '—' | '…' | '•' | '\u{a0}' | '\u{ad}' => {
            Class::Usual
        }
        '\u{200c}'..='\u{200f}' => Class::Usual,
        _ => Class::Odd,
    }
}

fn is_mark(class: &Class) -> bool {
    matches!(class, Class::Mark | Class::EndMark)
}

/// What is counted over a text.
#[derive(Default)]
struct Counts {
    /// Words of at least two Arabic letters that can be words.
    n_good: i64,
    /// Words that cannot be.
    n_bad: i64,
    n_letters: i64,
    /// Among them the seven that make up more than half of any Arabic text.
    n_frequent: i64,
    n_odd: i64,
}

/// Counts the words of `bytes` by `table`; nothing if they hold a byte that is not used.
fn count(bytes: &[u8], table: &Table) -> Option<Counts> {
    let classes = table.map(|c| c.map(class));
    let mut counts = Counts::default();
    let mut word = Vec::new();
    for &byte in bytes {
        let class = classes[usize::from(byte)]?;
        match class {
            Class::Usual | Class::Odd => {
                counts.n_odd += i64::from(class == Class::Odd);
                counts.word(&word);
                word.clear();
            }
            _ => word.push(class),
        }
        if matches!(table[usize::from(byte)], Some('ا' | 'ل' | 'م' | 'ن' | 'و' | 'ه' | 'ي')) {
            counts.n_frequent += 1;
        }
    }
    counts.word(&word);
    Some(counts)
}

impl Counts {
    fn word(&mut self, word: &[Class]) {
        let is_letter = |class: &&Class| matches!(class, Class::Arabic | Class::ArabicEnd);
        let n_arabic = word.iter().filter(is_letter).count() as i64;
        self.n_letters += n_arabic;
        if n_arabic == 0 && !word.iter().any(is_mark) {
            return;
        }
        if is_bad(word) {
            self.n_bad += 1;
        } else if n_arabic >= 2 {
            self.n_good += 1;
        }
    }

    /// How well the text reads; only for comparison between tables.
    fn score(&self) -> i64 {
        self.n_frequent - 6 * (self.n_bad + self.n_odd)
    }

    /// Whether the words do not contradict a guess that they are Arabic. Measured by letters, since words that were
    /// glued together by a careless conversion are long.
    fn can_be_arabic(&self) -> bool {
        let are_words = self.n_letters >= 2 && self.n_bad * 8 <= self.n_letters && self.n_odd * 4 <= self.n_letters;
        are_words && (self.n_letters < FEW_LETTERS || self.has_arabic_shares())
    }

    /// Whether the words are Arabic by themselves, with a few slips and Latin names among them.
    fn must_be_arabic(&self) -> bool {
        let are_words = self.n_good > 0 && self.n_bad * 4 <= self.n_good && self.n_odd * 4 <= self.n_letters;
        are_words && self.has_arabic_shares()
    }

    /// Whether the usual letters are as frequent as Arabic has them; other scripts that the table turns into Arabic
    /// letters, such as Cyrillic in KOI8-R, have few of them.
    fn has_arabic_shares(&self) -> bool {
        self.n_frequent * 8 >= self.n_letters
    }
}

/// Whether a word that holds something Arabic cannot be a word.
fn is_bad(word: &[Class]) -> bool {
    let is_mixed = word.contains(&Class::Ascii) && !word.contains(&Class::Tatweel);
    let cannot_follow = |pair: &[Class]| match pair[1] {
        Class::Arabic | Class::ArabicEnd => matches!(pair[0], Class::ArabicEnd | Class::EndMark),
        Class::Mark | Class::EndMark => matches!(pair[0], Class::Ascii | Class::Accented),
        _ => false,
    };
    is_mark(&word[0]) || word.contains(&Class::Accented) || is_mixed || word.windows(2).any(cannot_follow)
}

/// Whether `bytes` are text in a Latin alphabet by `table`: at most one letter in four beyond ASCII, no byte unused.
fn is_latin(bytes: &[u8], table: &Table) -> bool {
    let classes = table.map(|c| c.map(class));
    let (mut n_ascii, mut n_accented) = (0, 0);
    for &byte in bytes {
        match classes[usize::from(byte)] {
            Some(Class::Ascii) => n_ascii += 1,
            Some(Class::Accented) => n_accented += 1,
            Some(_) => {}
            None => return false,
        }
    }
    n_ascii > 0 && n_accented * 3 <= n_ascii
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sentences as they occur in statements, most of five words.
    const SENTENCES: [&str; 14] = [
        "رحب الوزير بنتائج القمة العربية",
        "أدانت الدولة الهجوم على المدنيين",
        "وقع الجانبان اتفاقية للتعاون الاقتصادي",
        "استقبل سمو الأمير سفير فرنسا",
        "بحث الطرفان سبل تعزيز العلاقات",
        "دعا البيان إلى وقف التصعيد",
        "قُتل ثلاثة أشخاص في انفجار",
        "ما موقف الحكومة من القرار؟",
        "يبدأ الاجتماع غدًا في الدوحة.",
        "أكدت الوزارة التزامها بالقانون الدولي",
        "بلغت قيمة المساعدات 25 مليون دولار",
        "غادر الوفد المطار مساء أمس",
        "تلقى اتصالًا هاتفيًا من نظيره الأمريكي",
        "إنّ اللهَ مع الصابرين جميعًا",
    ];

    fn check(text: &str, encoding: &'static Encoding, name: &str) {
        let bytes = encoding.encode(text).0;
        let decoded = decode(&bytes).unwrap_or_else(|| panic!("{name}: {text}"));
        assert_eq!((decoded.text.as_str(), decoded.notes), (text, vec![converted_note(name)]));
    }

    #[test]
    fn short_sentences() {
        for sentence in SENTENCES {
            check(sentence, WINDOWS_1256, "Windows-1256");
            check(sentence, ISO_8859_6, "ISO-8859-6");
        }
    }

    #[test]
    fn arabic_among_others() {
        let table = [
            "The word سلام means peace (محمد).",
            "قالت شبكة الـCNN إن الوزير «سيغادر» غدًا؛ ولم تذكر متى…",
            "وزارت امور خارجه پس از گفتگو چند بيانيه منتشر كرد",
            "عززمجلسالأمنبالإجماع منالعقوباتالمفروضة",
        ];
        for text in table {
            check(text, WINDOWS_1256, "Windows-1256");
        }
    }

    #[test]
    fn latin() {
        let table = [
            "The minister’s “statement” – issued in Doha – was welcomed.",
            "Le ministère des Affaires étrangères a déclaré que l'été serait chaud.",
            "El señor Muñoz llegó a Málaga después de la reunión.",
            "Die Bundesregierung erklärte, dass über Maßnahmen beraten würde.",
            "A café",
        ];
        for text in table {
            check(text, WINDOWS_1252, "Windows-1252");
        }
    }

    #[test]
    fn other_scripts_are_refused() {
        use encoding_rs::{EUC_KR, GBK, IBM866, ISO_8859_7, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1255};
        let table: [(&'static Encoding, &str); 9] = [
            (WINDOWS_1251, "Министерство иностранных дел опубликовало заявление в Москве."),
            (WINDOWS_1251, "МИНИСТЕРСТВО ИНОСТРАННЫХ ДЕЛ РОССИИ"),
            (KOI8_R, "Министерство иностранных дел опубликовало заявление в Москве."),
            (IBM866, "Министерство иностранных дел опубликовало заявление в Москве."),
            (ISO_8859_7, "Το Υπουργείο Εξωτερικών ανακοίνωσε σήμερα"),
            (WINDOWS_1255, "משרד החוץ הודיע היום על פגישה בירושלים"),
            (GBK, "外交部今天发表声明表示欢迎"),
            (SHIFT_JIS, "外務省は今日、声明を発表しました"),
            (EUC_KR, "외교부는 오늘 성명을 발표했다"),
        ];
        for (encoding, text) in table {
            assert_eq!(decode(&encoding.encode(text).0), None, "{text}");
        }
    }

    fn words() -> impl Strategy<Value = Vec<&'static str>> {
        let words: Vec<_> = SENTENCES.iter().flat_map(|sentence| sentence.split(' ')).collect();
        let others = ["و", "2024", "12,5%", "(", "»", "،", "؛", "؟", "\n", "\r\n", "Reuters", "–", "الـBBC", "ﷺ"];
        let others: Vec<_> = others.into_iter().filter(|other| !WINDOWS_1256.encode(other).2).collect();
        let arabic = prop::collection::vec(prop::sample::select(words), 6..60);
        let rest = prop::collection::vec(prop::sample::select(others), 0..6);
        (arabic, rest).prop_map(|(arabic, rest)| [arabic, rest].concat()).prop_shuffle()
    }

    proptest! {
        #[test]
        fn windows_1256_comes_back(words in words()) {
            check(&words.join(" "), WINDOWS_1256, "Windows-1256");
        }
    }
}
