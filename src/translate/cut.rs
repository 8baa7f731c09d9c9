//! Cuts a segment that is longer than a model takes, at the best places that there are.
//!
//! Words are taken while they fit; the cut then goes to the strongest boundary in the second half of what was taken:
//! after a stop or semicolon, after a comma, before a coordinating word, between any words. A word that is too long
//! by itself is cut between characters. Linear in the length of the segment.

use crate::text::Span;

/// Counts the tokens of a part, special ones included.
type Count<'a> = &'a dyn Fn(&str) -> Result<usize, String>;

/// Cuts `text` into parts of at most `most` tokens, each with its number of tokens.
///
/// The parts are in order, do not overlap, and hold all of the text but white space.
///
/// # Errors
/// When counting fails, or a single character has more tokens than `most`.
pub fn cut(text: &str, most: usize, n_tokens: Count) -> Result<Vec<(Span, usize)>, String> {
    // A token is at least a byte in all but freak texts, so a longer one is not counted as a whole.
    if text.len() <= most * BYTES_PER_TOKEN {
        let all = n_tokens(text)?;
        if all <= most {
            return Ok(vec![(Span::new(0, text.len()), all)]);
        }
    }
    let words = words(text, most, n_tokens)?;
    // What each part has beyond its words: the end token and the like.
    let extra = n_tokens("")?;
    let mut parts = Vec::new();
    let mut rest = &words[..];
    while !rest.is_empty() {
        let n_words = n_words_of_part(rest, most.saturating_sub(extra));
        let span = rest[0].span.cover(rest[n_words - 1].span);
        push_fitting(text, span, (most, n_tokens), &mut parts)?;
        rest = &rest[n_words..];
    }
    Ok(parts)
}

/// Longer texts than this for each token are cut into words before they are counted.
const BYTES_PER_TOKEN: usize = 64;

struct Word {
    span: Span,
    /// Without special tokens.
    n_tokens: usize,
    /// How good a place for a cut the beginning of this word is.
    before: Strength,
}

/// How good a place for a cut is; later ones are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    InsideWord,
    Space,
    Coordination,
    Comma,
    Stop,
}

fn words(text: &str, most: usize, n_tokens: Count) -> Result<Vec<Word>, String> {
    let extra = n_tokens("")?;
    let mut words: Vec<Word> = Vec::new();
    let mut previous = "";
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let mut before = strength(previous, word);
        for piece in pieces(word, most) {
            let n_tokens = n_tokens(piece.of(word))?.saturating_sub(extra);
            words.push(Word { span: piece.shifted(start), n_tokens, before });
            before = Strength::InsideWord;
        }
        previous = word;
    }
    Ok(words)
}

/// A word in pieces of at most `most` characters, which no reader writes, so that counting stays linear.
fn pieces(word: &str, most: usize) -> Vec<Span> {
    let mut starts: Vec<usize> = word.char_indices().map(|(at, _)| at).step_by(most).collect();
    starts.push(word.len());
    starts.windows(2).map(|pair| Span::new(pair[0], pair[1])).collect()
}

fn strength(previous: &str, word: &str) -> Strength {
    let bare = previous.trim_end_matches(['"', '»', '”', ')', ']', '’']);
    let coordinates = |word: &str| word.chars().count() > 3 && word.starts_with('و');
    match bare.chars().last() {
        Some('.' | '!' | '؟' | '?' | '؛' | ';' | ':' | '…') => Strength::Stop,
        Some('،' | ',' | '–' | '—') => Strength::Comma,
        _ if coordinates(word) || matches!(word, "ثم" | "أو" | "لكن" | "حيث" | "بينما" | "فيما") => {
            Strength::Coordination
        }
        _ => Strength::Space,
    }
}

/// How many of the first words make the next part; at least one.
fn n_words_of_part(words: &[Word], most: usize) -> usize {
    let mut n_tokens = 0;
    let fitting = words.iter().take_while(|word| {
        n_tokens += word.n_tokens;
        n_tokens <= most
    });
    let n_fitting = fitting.count().max(1);
    if n_fitting == words.len() {
        return n_fitting;
    }
    // `max_by_key` returns the last of equals, which leaves the fewest parts.
    let cuts = n_fitting.div_ceil(2)..=n_fitting;
    cuts.max_by_key(|&n_words| words[n_words].before).unwrap_or(n_fitting)
}

/// Adds a part, halved as long as it has too many tokens after all: words together can have more than each alone.
fn push_fitting(
    text: &str,
    span: Span,
    (most, n_tokens): (usize, Count),
    parts: &mut Vec<(Span, usize)>,
) -> Result<(), String> {
    let part = span.of(text);
    let found = n_tokens(part)?;
    if found <= most {
        parts.push((span, found));
        return Ok(());
    }
    let Some(middle) = middle(part) else {
        return Err(format!("a single character has {found} tokens, more than the {most} that the model takes"));
    };
    for half in [Span::new(0, middle), Span::new(middle, part.len())] {
        let bare = half.of(part);
        let (lead, trail) = (bare.len() - bare.trim_start().len(), bare.trim_end().len());
        if lead < trail {
            let half = Span::new(half.start() + lead, half.start() + trail).shifted(span.start());
            push_fitting(text, half, (most, n_tokens), parts)?;
        }
    }
    Ok(())
}

/// A char boundary near the middle, at a space where one is near; none in a single character.
fn middle(part: &str) -> Option<usize> {
    let spaces = part.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let nearest = |places: &mut dyn Iterator<Item = usize>| places.min_by_key(|at| at.abs_diff(part.len() / 2));
    let at_space = nearest(&mut spaces.filter(|&at| at > part.len() / 4 && at < part.len() / 4 * 3));
    at_space.or_else(|| nearest(&mut part.char_indices().map(|(at, _)| at).filter(|&at| at > 0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A token for every two characters of a word, and two special ones.
    fn count(text: &str) -> Result<usize, String> {
        Ok(2 + text.split_whitespace().map(|word| word.chars().count().div_ceil(2)).sum::<usize>())
    }

    #[track_caller]
    fn check(text: &str, most: usize, expected: &[&str]) {
        let parts = cut(text, most, &count).expect("parts");
        let texts: Vec<&str> = parts.iter().map(|(span, _)| span.of(text)).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn cuts_go_to_the_strongest_boundary() {
        check("قال كلمة", 20, &["قال كلمة"]);
        check(
            "بحث الوزير الأمر؛ وقال إن الحل قريب، والعمل جار",
            14,
            &["بحث الوزير الأمر؛", "وقال إن الحل قريب،", "والعمل جار"],
        );
        check("بحث الوزير الأمر وتابع الحديث مع الوفد", 16, &["بحث الوزير الأمر", "وتابع الحديث مع الوفد"]);
        check("كلمة كلمة كلمة كلمة كلمة", 8, &["كلمة كلمة كلمة", "كلمة كلمة"]);
        check("اااااااااااااااا", 6, &["اااااا", "اااااا", "اااا"]);
        check("قال «نعم،» فبحثوا الأمر", 10, &["قال «نعم،»", "فبحثوا الأمر"]);
    }

    #[test]
    fn what_cannot_be_cut_is_an_error() {
        let error = cut("ﷺ", 10, &|text| Ok(text.chars().count() * 18 + 1)).expect_err("an error");
        assert_eq!(error, "a single character has 19 tokens, more than the 10 that the model takes");
    }

    #[test]
    fn a_long_text_is_cut_in_linear_time() {
        for text in ["ا".repeat(1_000_000), "كلمة ".repeat(200_000), "، ".repeat(500_000)] {
            let n_counted = std::cell::Cell::new(0);
            let parts = cut(text.trim(), 200, &|part| {
                n_counted.set(n_counted.get() + part.len());
                count(part)
            });
            assert!(parts.expect("parts").len() > 1000);
            assert!(n_counted.get() < 5 * text.len(), "{} bytes counted of {}", n_counted.get(), text.len());
        }
    }

    proptest! {
        #[test]
        fn parts_hold_all_of_the_text_and_fit(text in "[ ابو،؛.\\n]{0,200}\\PC{0,40}", most in 4usize..30) {
            let parts = cut(&text, most, &count).expect("parts");
            let joined: String = parts.iter().map(|(span, _)| span.of(&text)).collect();
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&joined), bare(&text));
            prop_assert!(parts.windows(2).all(|pair| pair[0].0.end() <= pair[1].0.start()));
            for (span, n_tokens) in parts {
                prop_assert!(n_tokens <= most);
                prop_assert_eq!(count(span.of(&text)), Ok(n_tokens));
            }
        }
    }
}
