//! Units of XLIFF 2.x.

use super::super::Status;
use super::super::properties::Given;
use super::super::xml::{Element, Inline, REPLACEMENT};
use super::read::Segment;
use super::{CATEGORY, STATES};

/// `pc` and `mrk` have text inside; `ph`, `sc`, `ec`, `sm` and `em` are codes.
const INLINE: Inline = Inline { is_kept: |element| matches!(&*element.name, "pc" | "mrk"), character };

/// The character that a `cp` element stands for.
fn character(element: &Element) -> Option<char> {
    let hex = element.attribute("hex").filter(|_| element.name == "cp")?;
    let character = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    Some(character.unwrap_or(REPLACEMENT))
}

/// The segments of a unit, without what is `ignorable` between them.
///
/// The notes go to the first. Where there are several, an editor has cut ours, so that their spans, numbers, scores
/// and findings hold for none of them.
pub fn segments(unit: &Element) -> Vec<Segment> {
    let is_cut = unit.named("segment").nth(1).is_some();
    let mut notes: Vec<String> = unit.named("notes").flat_map(|notes| notes.named("note")).map(Element::text).collect();
    let segment = |element: &Element| {
        let text = |name| Some(element.named(name).next()?.inline(&INLINE));
        let state = element.attribute("state");
        let mut given = given(unit);
        if is_cut {
            given.forget_segment();
        }
        Segment {
            source: text("source").unwrap_or_default(),
            target: text("target"),
            status: status(state, element.attribute("subState").unwrap_or_default()),
            is_new: state.is_none_or(|state| state == "initial"),
            given,
            notes: std::mem::take(&mut notes),
        }
    };
    unit.named("segment").map(segment).collect()
}

/// The status of a state, by its subState if that is ours.
fn status(state: Option<&str>, sub_state: &str) -> Option<Status> {
    let of_state = || STATES.iter().filter(|(_, known, _)| Some(*known) == state);
    let exact = of_state().find(|(_, _, known)| *known == sub_state);
    let status = exact.or_else(|| of_state().find(|(_, _, known)| known.is_empty()));
    status.map(|(status, ..)| *status)
}

/// What our metadata says.
fn given(unit: &Element) -> Given {
    let mut given = Given::default();
    let groups = unit.named("metadata").flat_map(|metadata| metadata.named("metaGroup"));
    let ours = groups.filter(|group| group.attribute("category") == Some(CATEGORY));
    for meta in ours.flat_map(|group| group.named("meta")) {
        given.take(meta.attribute("type").unwrap_or_default(), meta.text());
    }
    given
}
