//! The licence of a corpus, as the Hub of Hugging Face names it. It is said by who exports, never guessed.

/// The identifier of a licence, such as `cc-by-4.0`, or `unknown` or `other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence(String);

/// What cannot be an identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{0:?} is no licence identifier; give one such as cc-by-4.0 or cc0-1.0, `other` with the text of the licence, or \
     `unknown`"
)]
pub struct LicenceError(String);

/// The licence that no list has.
const OTHER: &str = "other";

/// What is told of a licence that is none.
const NOTES: [(&str, &str); 2] = [
    (OTHER, "The licence is none of the usual ones; its text is in the file LICENSE."),
    (
        "unknown",
        "The licence is **not known**: nobody has said under which terms the texts and translations may be used. Whoever \
         wants to pass them on has to find that out first.",
    ),
];

impl Licence {
    /// The licence of an identifier, which is made lower case, as the Hub writes it.
    ///
    /// # Errors
    /// When it has other characters than letters, digits, `.`, `-` and `+`.
    pub fn new(id: &str) -> Result<Self, LicenceError> {
        let is_known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let is_id = id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(is_known);
        if is_id { Ok(Self(id.to_ascii_lowercase())) } else { Err(LicenceError(id.to_owned())) }
    }

    /// The identifier.
    pub fn id(&self) -> &str {
        &self.0
    }

    /// Whether it says nothing without its text.
    pub fn needs_text(&self) -> bool {
        self.0 == OTHER
    }

    /// What the card says of it.
    pub(super) fn note(&self, has_text: bool) -> String {
        if let Some((_, note)) = NOTES.iter().find(|(id, _)| *id == self.0) {
            return (*note).to_owned();
        }
        let text = if has_text { " Its text is in the file LICENSE." } else { "" };
        format!("`{}`, as stated by whoever exported the corpus.{text}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_from_other_words() {
        for (given, expected) in [("cc-by-4.0", "cc-by-4.0"), ("CC0-1.0", "cc0-1.0"), ("openrail++", "openrail++")] {
            assert_eq!(Licence::new(given).unwrap().id(), expected);
        }
        for given in ["", "cc by", "4.0", "رخصة", "mit\n", "a:b"] {
            assert_eq!(Licence::new(given), Err(LicenceError(given.to_owned())), "{given:?}");
        }
    }

    #[test]
    fn no_licence_is_not_dressed_up_as_one() {
        let note = |id| Licence::new(id).unwrap().note(false);
        assert!(note("unknown").contains("not known"));
        assert_eq!(note("mit"), "`mit`, as stated by whoever exported the corpus.");
        assert_eq!([OTHER, "unknown", "mit"].map(|id| Licence::new(id).unwrap().needs_text()), [true, false, false]);
    }
}
