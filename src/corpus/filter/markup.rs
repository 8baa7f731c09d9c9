//! `markup`: tags, entities and brackets of HTML, wikis and templates that an extraction has left in a text.
//!
//! Tags are those of OpusFilter's `HtmlTagFilter`, which asks an HTML parser for any element, and closing tags and
//! comments besides. A `<` that no letter follows is none.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use super::{Filter, Sides};
use crate::bitext::Pair;

/// An opening or closing tag, a comment.
const TAG: &str = r"</?[A-Za-z][^<>]*>|<!--";

/// A numbered entity, or a named one that texts are seen with; not every `&` before a word and a semicolon is one.
const ENTITY: &str = concat!(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|(?i:quot|amp|apos|lt|gt|nbsp|copy|reg|trade|hellip|[nm]dash",
    r"|[lr][sd]quo|[lr]aquo|bull|middot|shy|zwn?j|[lr]lm|euro|pound|deg));"
);

/// A link of a wiki, a placeholder of a template.
const BRACKETS: &str = r"\[\[|\]\]|\{\{|\}\}";

static PATTERNS: LazyLock<[Regex; 3]> =
    LazyLock::new(|| [TAG, ENTITY, BRACKETS].map(|pattern| Regex::new(pattern).expect("a pattern, as a test shows")));
static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new([TAG, ENTITY, BRACKETS]).expect("patterns, as a test shows"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Markup {
    tags: bool,
    entities: bool,
    brackets: bool,
}

impl Filter for Markup {
    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let wanted = [self.tags, self.entities, self.brackets];
        sides.named().into_iter().find_map(|(name, side)| {
            let is_possible = side.text.contains(['<', '&', '[', ']', '{', '}']);
            let found = ANY.matches(if is_possible { side.text } else { "" });
            let which = found.iter().find(|&idx| wanted[idx])?;
            Some(format!("{name} has {}", PATTERNS[which].find(side.text)?.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::filter::tests::check;

    #[test]
    fn remains_are_told() {
        let table = [
            ("بيان <b>مشترك</b>", "Joint statement", "source has <b>"),
            ("بيان", "Joint</p> statement", "target has </p>"),
            ("بيان", "Joint<br/>statement", "target has <br/>"),
            ("بيان", "a <!-- note", "target has <!--"),
            ("بيان", "the &quot;peace&quot;", "target has &quot;"),
            ("بيان", "Qatar&#39;s", "target has &#39;"),
            ("بيان", "Qatar&#x27;s", "target has &#x27;"),
            ("بيان", "{{name}} [[link]]", "target has {{"),
            ("٣ < ٥ و ٥ > ٣", "3 < 5 and 5 > 3", ""),
            ("البحث والتطوير", "R&D; research & development; [sic] {1}", ""),
            ("بيان", "a <b without an end", ""),
        ];
        for (source, target, expected) in table {
            assert_eq!(check("markup", "", source, target).unwrap_or_default(), expected, "{source} | {target}");
        }
    }

    #[test]
    fn each_kind_can_be_let_pass() {
        let text = "<b> &amp; [[";
        let table = [
            ("tags = false", "target has &amp;"),
            ("tags = false\nentities = false", "target has [["),
            ("tags = false\nentities = false\nbrackets = false", ""),
        ];
        for (settings, expected) in table {
            assert_eq!(check("markup", settings, "بيان", text).unwrap_or_default(), expected, "{settings}");
        }
    }
}
