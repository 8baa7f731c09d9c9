//! Arabic number words: their folding, the particles written together with them, and the table.
//!
//! Marks, tatweel and the hamza on alef and waw do not count, ta marbuta is ha, alef maksura is ya. Both genders and all cases
//! are rows of the table. The dual of a counted noun, «ساعتان», is not read: it would take a dictionary of nouns.

use std::sync::LazyLock;

use super::number::Number;
use super::words::{Dictionary, Key, Role, Twice, Word, dictionary};

/// The units from 1: cardinals of both genders and all cases, with the forms in front of «عشر».
const UNITS: [&str; 10] = [
    "صفر",
    "واحد واحدة واحدا أحد إحدى احدا",
    "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي إتنين ثنتان ثنتين",
    "ثلاث ثلاثة ثلاثا",
    "أربع أربعة أربعا",
    "خمس خمسة خمسا",
    "ست ستة ستا",
    "سبع سبعة سبعا",
    "ثمان ثماني ثمانية ثمانيا",
    "تسع تسعة تسعا",
];

const ORDINALS: [&str; 11] = [
    "",
    "أول أولى أولا حادي حادية",
    "ثاني ثانية ثان ثانيا",
    "ثالث ثالثة ثالثا",
    "رابع رابعة رابعا",
    "خامس خامسة خامسا",
    "سادس سادسة سادسا",
    "سابع سابعة سابعا",
    "ثامن ثامنة ثامنا",
    "تاسع تاسعة تاسعا",
    "عاشر عاشرة عاشرا",
];

const TEENS: &str = "عشر عشرة عشرا";

/// The tens from 20, as stems to which the endings of case and of decades are added.
const TENS: [&str; 8] = ["عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"];

/// «مية» is left out, since «كمية» is a quantity and «ميت» is dead.
const HUNDRED: &str = "مئة مائة";
const TWO_HUNDRED: &str = "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي";

/// What stands before «مئة» in one word, from 300.
const HUNDREDS: [&str; 7] = ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"];

/// Scales: the power of ten, the singulars to which the endings of the dual are added, and the plurals.
const SCALES: [(u32, &str, &str); 5] = [
    (3, "ألف", "آلاف ألوف"),
    (6, "مليون", "ملايين"),
    (9, "مليار بليون", "مليارات بلايين ملياردات"),
    (12, "تريليون ترليون", "تريليونات ترليونات"),
    (15, "كوادريليون كدريليون", "كوادريليونات"),
];

/// Fractions: the denominator, the singulars, the plurals.
const FRACTIONS: [(u64, &str, &str); 9] = [
    (2, "نصف نصفا", "أنصاف"),
    (3, "ثلث ثلثا", "أثلاث"),
    (4, "ربع ربعا", "أرباع"),
    (5, "خمس", "أخماس"),
    (6, "سدس", "أسداس"),
    (7, "سبع", "أسباع"),
    (8, "ثمن", "أثمان"),
    (9, "تسع", "أتساع"),
    (10, "عشر", "أعشار"),
];

/// Words that imply a number: months by both calendars of names, pairs, spans of years.
const HINTS: [(i128, &str); 22] = [
    (1, "يناير جانفي مرة"),
    (2, "فبراير فيفري شباط كلا كلتا كلي كلتي كليهما كلاهما مرتين مرتان ضعف ضعفي ضعفين"),
    (3, "مارس آذار مثلث ثلاثي"),
    (4, "أبريل إبريل أفريل نيسان رباعي"),
    (5, "مايو ماي أيار خماسي"),
    (6, "يونيو يونيه جوان حزيران سداسي"),
    (7, "يوليو يوليه جويلية تموز سباعي"),
    (8, "أغسطس غشت آب أوت ثماني"),
    (9, "سبتمبر شتنبر أيلول"),
    (10, "أكتوبر"),
    (11, "نوفمبر نونبر"),
    (12, "ديسمبر دجنبر ظهر ظهيرة منتصف"),
    (2, "ثنائي ثنائية زوج زوجان زوجين"),
    (3, "ثلاثية"),
    (4, "رباعية"),
    (5, "خماسية"),
    (6, "سداسية"),
    (7, "سباعية"),
    (10, "عقد"),
    (20, "عقدين عقدان"),
    (100, "قرن"),
    (200, "قرنين قرنان"),
];

/// Months that share their first word, told apart by an ordinal which comes after.
const SHARED_MONTHS: [(i128, i128, &str); 2] = [(10, 11, "تشرين"), (12, 1, "كانون")];

const CLOCK: &str = "مساء ليلا ظهرا عصرا صباحا فجرا";

static WORDS: LazyLock<Dictionary> = LazyLock::new(|| {
    // Where a word is in two tables, the later one wins: «خمس» is rather five than a fifth.
    let mut words = dictionary(fractions().chain(hints()), key_of);
    words.extend(dictionary(small(), key_of));
    for (word, meaning) in tens().chain(hundreds()).chain(scales()) {
        words.insert(key_of(&word).letters, meaning);
    }
    words
});

fn small() -> impl Iterator<Item = (&'static str, Word)> {
    let units = (0..).zip(UNITS).map(|(n, words)| (words, Word::new(Role::Plain, n)));
    let ordinals = (0..).zip(ORDINALS).map(|(n, words)| (words, Word::new(Role::Plain, n).ordinal()));
    let others = [
        (TEENS, Word::new(Role::Teen, 10)),
        (HUNDRED, Word::new(Role::Times, 100)),
        (TWO_HUNDRED, Word::new(Role::Plain, 200)),
        ("و", Word::new(Role::And, 0)),
        (CLOCK, Word::new(Role::Clock, 0)),
    ];
    units.chain(ordinals).chain(others)
}

fn tens() -> impl Iterator<Item = (String, Word)> {
    let endings = [("ون ين", Role::Plain), ("ينيات ينات يني ينية ونيات", Role::Decade)];
    (2..).zip(TENS).flat_map(move |(n, stem)| {
        endings.into_iter().flat_map(move |(endings, role)| {
            endings.split(' ').map(move |ending| (format!("{stem}{ending}"), Word::new(role, 10 * n)))
        })
    })
}

fn hundreds() -> impl Iterator<Item = (String, Word)> {
    (3..).zip(HUNDREDS).flat_map(|(n, stem)| {
        let stems = if stem == "ثمان" { ["ثمان", "ثماني"] } else { [stem, stem] };
        let hundreds = ["مئة", "مائة", "مية"];
        stems
            .into_iter()
            .flat_map(move |stem| hundreds.map(|h| (format!("{stem}{h}"), Word::new(Role::Plain, 100 * n))))
    })
}

fn scales() -> impl Iterator<Item = (String, Word)> {
    SCALES.into_iter().flat_map(|(power, singulars, plurals)| {
        let word = move |role| Word::new(role, 10_i128.pow(power));
        let plurals = plurals.split_whitespace().map(move |plural| (plural.to_owned(), word(Role::Scales)));
        let endings =
            [("", Twice::No), ("ان", Twice::Yes), ("ين", Twice::Yes), ("ي", Twice::Yes), ("ا", Twice::Perhaps)];
        let forms = move |singular: &'static str| {
            endings.map(|(ending, twice)| (format!("{singular}{ending}"), word(Role::Scale { twice })))
        };
        plurals.chain(singulars.split_whitespace().flat_map(forms))
    })
}

fn fractions() -> impl Iterator<Item = (&'static str, Word)> {
    FRACTIONS.into_iter().flat_map(|(n, singular, plural)| {
        [(singular, Word::fraction(Role::Fraction, n)), (plural, Word::fraction(Role::Fractions, n))]
    })
}

fn hints() -> impl Iterator<Item = (&'static str, Word)> {
    let hints = HINTS.map(|(n, words)| (words, Word::new(Role::Hint, n)));
    let shared = SHARED_MONTHS.map(|(n, other, words)| (words, Word::new(Role::Hint, n).or(other)));
    let thirds = Word { number: Number::ratio(2, 3).unwrap_or(Number::integer(1)), ..Word::new(Role::Fraction, 1) };
    hints.into_iter().chain(shared).chain([("ثلثي ثلثين ثلثان", thirds)])
}

/// A word with what is written together with it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub word: Word,
    /// «و» is in front.
    pub is_joined: bool,
    /// «ال» is in front.
    pub is_definite: bool,
}

/// «واحد», which without its hamza is «وأحد» as well.
pub const ONE: Key = Key { letters: 0x48_27_2d_2f, n_letters: 4 };

const WAW: u8 = 0x48;
const FEH: u8 = 0x41;
const BEH: u8 = 0x28;
const LAM: u8 = 0x44;
const KAF: u8 = 0x43;
const ALEF: u8 = 0x27;

/// Looks a folded word up, as it stands and without the particles in front: «و» or «ف», then «ب», «ل» or «ك», then «ال».
pub fn find(key: Key) -> Option<Found> {
    let mut rest = key;
    let mut is_joined = false;
    if let Some(word) = lookup(rest) {
        return Some(Found { word, is_joined, is_definite: false });
    }
    let particles: [&[u8]; 2] = [&[WAW, FEH], &[BEH, LAM, KAF]];
    for particle in particles {
        let Some(letter) = rest.letter(0).filter(|letter| particle.contains(letter)) else { continue };
        is_joined |= letter == WAW;
        rest = rest.without_first(1);
        if let Some(word) = lookup(rest) {
            return Some(Found { word, is_joined, is_definite: false });
        }
    }
    // «ل» and «ال» together are «لل».
    let article = match (rest.letter(0), rest.letter(1)) {
        (Some(ALEF), Some(LAM)) => 2,
        (Some(LAM), _) if rest.n_letters < key.n_letters => 1,
        _ => return None,
    };
    lookup(rest.without_first(article)).map(|word| Found { word, is_joined, is_definite: true })
}

fn lookup(key: Key) -> Option<Word> {
    WORDS.get(&key.letters).filter(|_| key.is_whole()).copied()
}

/// The byte that stands for an Arabic letter, given by its place in the block at U+0600.
///
/// Alef with and without hamza or madda is one letter, and so are the others that are written for each other.
pub fn folded(place: u8) -> u8 {
    match place {
        0x22 | 0x23 | 0x25 | 0x71 => ALEF,
        0x24 => WAW,
        0x49 | 0xcc => 0x4a,
        0x29 => 0x47,
        0xa9 => KAF,
        _ => place,
    }
}

fn key_of(word: &str) -> Key {
    let mut key = Key::default();
    for c in word.chars() {
        key.push(folded((c as u32 & 0xff) as u8));
    }
    key
}
