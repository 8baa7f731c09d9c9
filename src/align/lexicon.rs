//! Texts as weighted features, which the two sides share.

use std::collections::{HashMap, HashSet};

use super::Texts;
use super::words::{Word, bare_forms, grams, skeleton, words};
use crate::text::{Lang, is_arabic_letter};
use crate::values::numbers;

/// What a part of a word weighs beside a whole word that is as rare; a word of eight letters has five parts.
const GRAM_WEIGHT: f32 = 0.25;

/// What the sound of a name weighs beside a whole word.
const SOUND_WEIGHT: f32 = 0.6;

/// What a number weighs beside a word.
const NUMBER_WEIGHT: f32 = 1.0;

/// A feature with how often it occurs.
pub type Count = (u32, u16);

/// A segment, or several in a row, of one side.
#[derive(Clone, Debug, Default)]
pub struct Bag {
    /// By rising feature.
    pub counts: Vec<Count>,
    /// The weights of all occurrences together, in nats.
    pub weight: f32,
    /// Length of the text in characters.
    pub n_chars: f32,
}

impl Bag {
    /// Both together.
    pub fn plus(&self, other: &Self) -> Self {
        let mut counts = Vec::with_capacity(self.counts.len() + other.counts.len());
        let (mut left, mut right) = (self.counts.as_slice(), other.counts.as_slice());
        while let (Some(a), Some(b)) = (left.first(), right.first()) {
            counts.push(match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => *a,
                std::cmp::Ordering::Greater => *b,
                std::cmp::Ordering::Equal => (a.0, a.1.saturating_add(b.1)),
            });
            left = &left[usize::from(a.0 <= b.0)..];
            right = &right[usize::from(b.0 <= a.0)..];
        }
        counts.extend_from_slice(left);
        counts.extend_from_slice(right);
        Self { counts, weight: self.weight + other.weight, n_chars: self.n_chars + other.n_chars }
    }
}

/// Both sides of a document as bags, with the weight of each feature.
pub struct Lexicon {
    /// The source, as it is in the bridge and in what it has in common with the target as it stands.
    pub source: Vec<Bag>,
    /// The target.
    pub target: Vec<Bag>,
    /// In nats: how surprising it is to meet the feature in a segment.
    pub weights: Vec<f32>,
}

impl Lexicon {
    /// Reads the texts.
    pub fn new(texts: &Texts) -> Self {
        let mut ids = Ids::default();
        let target: Vec<Vec<u32>> = texts.target.iter().map(|text| ids.features(text)).collect();
        let n_shared = ids.kinds.len();
        let mut source: Vec<Vec<u32>> = texts.bridge.iter().map(|text| ids.features(text)).collect();
        for (features, text) in source.iter_mut().zip(texts.source) {
            let direct = ids.direct_features(text, n_shared as u32);
            let own: HashSet<u32> = features.iter().copied().collect();
            features.extend(direct.into_iter().filter(|feature| !own.contains(feature)));
        }
        let weights = ids.weights(source.iter().chain(&target));
        let bag = |features: &Vec<u32>, text: &str| bag(features, &weights, text);
        Self {
            source: source.iter().zip(texts.source).map(|(features, text)| bag(features, text)).collect(),
            target: target.iter().zip(texts.target).map(|(features, text)| bag(features, text)).collect(),
            weights,
        }
    }

    /// Both sides.
    pub fn sides(&self) -> Sides<'_> {
        Sides { source: &self.source, target: &self.target, weights: &self.weights }
    }
}

/// Segments of both sides in a row, with the weight of each feature.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// Of the source.
    pub source: &'a [Bag],
    /// Of the target.
    pub target: &'a [Bag],
    /// In nats.
    pub weights: &'a [f32],
}

impl Sides<'_> {
    /// The weight that two bags have in common.
    pub fn overlap(&self, a: &Bag, b: &Bag) -> f32 {
        let (mut left, mut right) = (a.counts.iter().peekable(), b.counts.iter().peekable());
        let mut sum = 0.0;
        while let (Some(&&(x, n_x)), Some(&&(y, n_y))) = (left.peek(), right.peek()) {
            if x == y {
                sum += self.weights[x as usize] * f32::from(n_x.min(n_y));
            }
            if x <= y {
                left.next();
            }
            if y <= x {
                right.next();
            }
        }
        sum
    }
}

fn bag(features: &[u32], weights: &[f32], text: &str) -> Bag {
    let mut sorted = features.to_vec();
    sorted.sort_unstable();
    let counts: Vec<Count> =
        sorted.chunk_by(|a, b| a == b).map(|same| (same[0], u16::try_from(same.len()).unwrap_or(u16::MAX))).collect();
    let weight = counts.iter().map(|&(id, n)| weights[id as usize] * f32::from(n)).sum();
    Bag { counts, weight, n_chars: text.chars().filter(|c| !c.is_whitespace()).count() as f32 }
}

/// What a feature is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Word,
    Gram,
    Number,
    Sound,
}

impl Kind {
    fn weight(self) -> f32 {
        match self {
            Self::Word => 1.0,
            Self::Gram => GRAM_WEIGHT,
            Self::Number => NUMBER_WEIGHT,
            Self::Sound => SOUND_WEIGHT,
        }
    }
}

/// The features that have been met.
#[derive(Default)]
struct Ids {
    by_name: HashMap<(Kind, String), u32>,
    kinds: Vec<Kind>,
}

impl Ids {
    fn id(&mut self, kind: Kind, name: &str) -> u32 {
        let next = self.kinds.len() as u32;
        let id = *self.by_name.entry((kind, name.to_owned())).or_insert(next);
        if id == next {
            self.kinds.push(kind);
        }
        id
    }

    /// The features of a text, each as often as it occurs.
    fn features(&mut self, text: &str) -> Vec<u32> {
        let mut found = Vec::new();
        for word in words(text) {
            found.push(self.id(Kind::Word, &word.folded));
            found.extend(grams(&word.folded).into_iter().map(|gram| self.id(Kind::Gram, gram)).collect::<Vec<_>>());
            found.extend(sounds(&word).iter().map(|sound| self.id(Kind::Sound, sound)).collect::<Vec<_>>());
        }
        found.extend(number_names(text).iter().map(|name| self.id(Kind::Number, name)).collect::<Vec<_>>());
        found
    }

    /// The features of a source as it stands that are among the first `n` that were met: words and names that are
    /// written alike, numbers by value, and Arabic names by their sound.
    fn direct_features(&self, text: &str, n: u32) -> Vec<u32> {
        let mut names: Vec<(Kind, String)> = Vec::new();
        for word in words(text) {
            names.extend(sounds(&word).into_iter().map(|sound| (Kind::Sound, sound)));
            names.push((Kind::Word, word.folded));
        }
        names.extend(number_names(text).into_iter().map(|name| (Kind::Number, name)));
        names.iter().filter_map(|name| self.by_name.get(name).copied()).filter(|id| *id < n).collect()
    }

    /// The weights, after the number of segments that each feature occurs in.
    fn weights<'a>(&self, segments: impl Iterator<Item = &'a Vec<u32>>) -> Vec<f32> {
        let mut n_with = vec![0_u32; self.kinds.len()];
        let mut last = vec![0_u32; self.kinds.len()];
        let mut n_segments = 0;
        for segment in segments {
            n_segments += 1;
            for &feature in segment {
                let feature = feature as usize;
                n_with[feature] += u32::from(last[feature] != n_segments);
                last[feature] = n_segments;
            }
        }
        let weight =
            |(n, kind): (&u32, &Kind)| ((n_segments as f32 + 1.0) / (*n as f32 + 0.5)).ln().max(0.0) * kind.weight();
        n_with.iter().zip(&self.kinds).map(weight).collect()
    }
}

/// The sounds of a word that may be a name.
fn sounds(word: &Word) -> Vec<String> {
    if word.is_capital {
        return skeleton(&word.folded).into_iter().collect();
    }
    if !word.folded.starts_with(is_arabic_letter) {
        return Vec::new();
    }
    let mut found: Vec<String> = bare_forms(&word.folded).into_iter().filter_map(skeleton).collect();
    found.dedup();
    found
}

/// The numbers of a text, in a form in which equal ones are equal.
fn number_names(text: &str) -> Vec<String> {
    let lang = if text.chars().any(is_arabic_letter) { Lang::Arabic } else { Lang::English };
    numbers(text, lang).iter().map(|value| format!("{:?}", value.number.magnitude())).collect()
}
