//! Units of XLIFF 1.0 to 1.2.

use std::collections::BTreeMap;

use super::super::Status;
use super::super::xml::{Element, Inline};
use super::read::Segment;

/// `x`, `bx`, `ex`, `ph`, `it`, `bpt`, `ept` and `sub` are codes.
const INLINE: Inline = Inline { is_kept, character: |_| None };

/// What Trados Studio writes around text that a reviser has struck out.
const DELETED: &str = "x-sdl-deleted";

/// The states of a target that say that work is still to be done.
const NEW: [&str; 2] = ["new", "needs-translation"];

/// `g` and `mrk` have text inside; that of a deletion is no longer one.
fn is_kept(element: &Element) -> bool {
    match &*element.name {
        "g" => true,
        "mrk" => element.attribute("mtype") != Some(DELETED),
        _ => false,
    }
}

/// The segments of a unit: those that `seg-source` marks, where the target has them too or there is none; otherwise
/// one. The notes go to the first; suggestions (`alt-trans`) are left out.
pub fn segments(unit: &Element) -> Vec<Segment> {
    let target = unit.named("target").next();
    let state = target.and_then(|target| target.attribute("state"));
    let whole = |name| Some(unit.named(name).next()?.inline(&INLINE));
    let mut texts = split(unit, target).unwrap_or_default();
    if texts.is_empty() {
        texts.push((whole("source").unwrap_or_default(), target.map(|target| target.inline(&INLINE))));
    }
    let mut notes: Vec<String> = unit.named("note").map(Element::text).collect();
    let segment = |(source, target)| Segment {
        source,
        target,
        status: status(unit.attribute("approved") == Some("yes"), state),
        is_new: state.is_none_or(|state| NEW.contains(&state)),
        notes: std::mem::take(&mut notes),
        ..Segment::default()
    };
    texts.into_iter().map(segment).collect()
}

/// The segments of both sides; none where the two are not cut alike.
fn split(unit: &Element, target: Option<&Element>) -> Option<Vec<(String, Option<String>)>> {
    let sources = marks(unit.named("seg-source").next()?);
    let mut targets: BTreeMap<_, _> = target.map(marks).unwrap_or_default().into_iter().collect();
    if targets.is_empty() && target.is_some_and(|target| !target.inline(&INLINE).is_empty()) {
        return None;
    }
    let texts = sources.into_iter().map(|(id, source)| (source, targets.remove(&id))).collect();
    // What is left has no source.
    targets.is_empty().then_some(texts)
}

/// The texts of the marks of segments, wherever they lie, with their ids.
fn marks(element: &Element) -> Vec<(Option<&str>, String)> {
    let mut found = Vec::new();
    for inner in element.elements() {
        if inner.name == "mrk" && inner.attribute("mtype") == Some("seg") {
            found.push((inner.attribute("mid"), inner.inline(&INLINE)));
        } else {
            found.extend(marks(inner));
        }
    }
    found
}

fn status(is_approved: bool, state: Option<&str>) -> Option<Status> {
    match state {
        Some("final") => Some(Status::Final),
        Some("signed-off") => Some(Status::Reviewed),
        _ if is_approved => Some(Status::Reviewed),
        Some(state) if NEW.contains(&state) => Some(Status::Untranslated),
        _ => None,
    }
}
