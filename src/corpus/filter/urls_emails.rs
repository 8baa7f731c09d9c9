//! `urls_emails`: the same web and e-mail addresses on both sides; OpusCleaner's `url_mismatch`, with e-mail.
//!
//! Addresses are compared without case, scheme, `www.` and a slash at the end, and each once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{Filter, Sides};
use crate::bitext::Pair;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    // Marks of direction and dashes end an address; what else has no place at its end is cut off later.
    let url = r#"(?:https?://|www\.)[^\s\p{Cf}<>"«»“”‘’،؛؟…–—]+"#;
    let email = r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+";
    Regex::new(&format!("(?i){url}|{email}")).expect("a pattern, as a test shows")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlsEmails {}

impl Filter for UrlsEmails {
    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let (source, target) = (addresses(sides.source.text), addresses(sides.target.text));
        let only = |name, address: &String| format!("{address} is on the {name} alone");
        let on_source = source.difference(&target).next().map(|address| only("source", address));
        on_source.or_else(|| target.difference(&source).next().map(|address| only("target", address)))
    }
}

fn addresses(text: &str) -> BTreeSet<String> {
    // Most texts have none.
    if !text.contains(['@', '.']) {
        return BTreeSet::new();
    }
    ADDRESS.find_iter(text).map(|found| normal(found.as_str())).collect()
}

fn normal(address: &str) -> String {
    let address = address.to_lowercase();
    let address = address.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let address = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    address.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use crate::corpus::filter::tests::check;

    #[test]
    fn addresses_must_be_on_both_sides() {
        let table = [
            ("بيان", "statement", ""),
            ("انظر https://mofa.gov.qa/ar.", "See https://mofa.gov.qa/ar", ""),
            ("انظر https://mofa.gov.qa/", "See (www.mofa.gov.qa).", ""),
            ("انظر https://mofa.gov.qa/ar", "See https://mofa.gov.qa/en", "mofa.gov.qa/ar is on the source alone"),
            ("بيان", "See www.mofa.gov.qa", "mofa.gov.qa is on the target alone"),
            ("راسلونا: Info@MOFA.gov.qa،", "Write to info@mofa.gov.qa!", ""),
            ("راسلونا: info@mofa.gov.qa", "Write to us", "info@mofa.gov.qa is on the source alone"),
            // What touches an address, and is none of it.
            ("انظر www.mofa.gov.qa\u{200f}.", "See www.mofa.gov.qa", ""),
            ("انظر Www.mofa.gov.qa…", "See (www.mofa.gov.qa)—now", ""),
            ("راسلونا: info@mofa.gov.qa-", "Write to <info@mofa.gov.qa>", ""),
            ("انظر WWW.mofa.gov.qa", "See us", "mofa.gov.qa is on the source alone"),
            // A handle is no address.
            ("حساب @MofaQatar", "the account @MofaQatar_EN", ""),
        ];
        for (source, target, expected) in table {
            assert_eq!(check("urls_emails", "", source, target).unwrap_or_default(), expected, "{source} | {target}");
        }
    }
}
