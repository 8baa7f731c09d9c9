//! What a text is compared by: its words without case and accents, their parts, and what names sound like.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters of a part of a word.
const GRAM: usize = 4;

/// Least consonants by which a name is known.
const LEAST_CONSONANTS: usize = 3;

/// A word as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without combining marks.
    pub folded: String,
    /// Whether it begins with a capital letter, as names do in scripts that have them.
    pub is_capital: bool,
}

/// The words of a text: runs of letters and digits. Of scripts that write no spaces, each letter is one.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut open = Word { folded: String::new(), is_capital: false };
    for c in text.nfd() {
        if is_combining_mark(c) || c == 'ـ' {
            continue;
        }
        let is_alone = has_no_spaces(c);
        if (!c.is_alphanumeric() || is_alone) && !open.folded.is_empty() {
            found.push(std::mem::replace(&mut open, Word { folded: String::new(), is_capital: false }));
        }
        if is_alone {
            found.push(Word { folded: c.to_string(), is_capital: false });
        } else if c.is_alphanumeric() {
            open.is_capital |= open.folded.is_empty() && c.is_uppercase();
            open.folded.extend(c.to_lowercase());
        }
    }
    if !open.folded.is_empty() {
        found.push(open);
    }
    found
}

/// Whether a letter is of a script that writes no spaces: Chinese and Japanese, Thai, Lao, Burmese, Khmer.
fn has_no_spaces(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF
        | 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF)
        && c.is_alphanumeric()
}

/// The parts of a word, of four letters each, by which other forms of it are known; none of a short word.
pub fn grams(word: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    starts.push(word.len());
    starts.windows(GRAM + 1).map(|ends| &word[ends[0]..ends[GRAM]]).collect()
}

/// The consonants of a word of Latin or Arabic letters, as classes that survive being written in the other script.
///
/// None where they are too few to know a name by, or where a letter is of another script.
pub fn skeleton(word: &str) -> Option<String> {
    let (mut classes, mut last) = (String::new(), ' ');
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        let is_soft = matches!(letters.peek(), Some('e' | 'i' | 'y'));
        let class = consonant(c, is_soft)?;
        // A doubled letter is one sound, the same one after a vowel is another.
        if class != ' ' && class != last {
            classes.push(class);
        }
        last = class;
    }
    (classes.len() >= LEAST_CONSONANTS).then_some(classes)
}

/// The class of a letter; a space for those that do not count: vowels, and h, which also marks the second sound of
/// another letter.
fn consonant(c: char, is_soft: bool) -> Option<char> {
    Some(match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 'w' | 'y' | 'h' | 'ا' | 'و' | 'ي' | 'ى' | 'ه' | 'ة' | 'ح' | 'ع' | 'ء' => {
            ' '
        }
        'b' | 'p' | 'ب' | 'پ' => 'b',
        't' | 'ت' | 'ط' | 'ث' => 't',
        'd' | 'د' | 'ض' | 'ذ' => 'd',
        'c' if is_soft => 's',
        's' | 'z' | 'س' | 'ص' | 'ز' | 'ش' | 'ظ' => 's',
        'g' | 'j' | 'ج' | 'غ' | 'چ' => 'g',
        'k' | 'c' | 'q' | 'x' | 'ك' | 'ق' | 'خ' | 'ک' => 'k',
        'f' | 'v' | 'ف' | 'ڤ' => 'f',
        'l' | 'ل' => 'l',
        'm' | 'م' => 'm',
        'n' | 'ن' => 'n',
        'r' | 'ر' => 'r',
        _ => return None,
    })
}

/// The readings of an Arabic word as a name: as it is, and without the particles that are written as one with it.
pub fn bare_forms(word: &str) -> Vec<&str> {
    let mut forms = vec![word];
    let mut rest = word;
    for particles in [&["و", "ف"][..], &["ب", "ل", "ك"], &["ال", "ل"]] {
        if let Some(bare) = particles.iter().find_map(|particle| rest.strip_prefix(particle)) {
            forms.push(bare);
            rest = bare;
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::{bare_forms, grams, skeleton, words};

    #[test]
    fn words_are_folded() {
        let table: [(&str, &[&str]); 5] = [
            ("L'Été 1956, à Zürich", &["l", "ete", "1956", "a", "zurich"]),
            ("أَكَّدَ الوزيـر", &["اكد", "الوزير"]),
            ("don\u{2019}t — x", &["don", "t", "x"]),
            ("我在here", &["我", "在", "here"]),
            ("…!", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert!(words("Doha")[0].is_capital && !words("doha")[0].is_capital && !words("الدوحة")[0].is_capital);
    }

    #[test]
    fn parts_of_words() {
        assert_eq!(grams("doha"), ["doha"]);
        assert_eq!(grams("école"), ["écol", "cole"]);
        assert_eq!(grams("the"), [""; 0]);
    }

    #[test]
    fn names_sound_alike_in_both_scripts() {
        for (arabic, latin) in [("محمد", "mohammed"), ("ومحمد", "muhammad"), ("باريس", "paris"), ("بلندن", "london")]
        {
            let sounds: Vec<_> = bare_forms(arabic).into_iter().filter_map(skeleton).collect();
            let sound = skeleton(latin);
            assert!(sound.is_some_and(|sound| sounds.contains(&sound)), "{arabic} {sounds:?}, {latin}");
        }
        assert_eq!(skeleton("ali"), None);
        assert_eq!(skeleton("москва"), None);
    }
}
