//! Word links from attention: which source word a target word was translated from.
//!
//! The attention is that of the last decoder layer, averaged over its heads, which no aligner has taught: links are a
//! hint for the eye, not evidence.

use std::rc::Rc;

use crate::text::Span;

/// A target word with the source word that it looked at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordLink {
    /// Bytes of the source.
    pub source: Span,
    /// Bytes of the target.
    pub target: Span,
}

impl WordLink {
    /// The ends of both spans, `[source start, source end, target start, target end]`, as outputs have them.
    pub fn ends(self) -> [usize; 4] {
        let ([from, to], [start, end]) = (self.source.ends(), self.target.ends());
        [from, to, start, end]
    }

    /// The link with these ends; none where they are no parts of the texts.
    pub fn within([from, to, start, end]: [usize; 4], source: &str, target: &str) -> Option<Self> {
        Some(Self { source: Span::within([from, to], source)?, target: Span::within([start, end], target)? })
    }
}

/// Least share of a target word's attention that its source word must have.
const LEAST_SHARE: f32 = 0.2;

/// Links each word of the target to one word of the source, where one stands out.
///
/// `attention` holds for each target token a row over source tokens. The spans are those of the tokens in their
/// texts; tokens whose spans touch form one word, and tokens with empty spans belong to none.
pub fn word_links(attention: &[Rc<[f32]>], source_spans: &[Span], target_spans: &[Span]) -> Vec<WordLink> {
    let source_words = words(source_spans);
    let mut links = Vec::new();
    for (target, tokens) in words(target_spans) {
        let rows: Vec<&Rc<[f32]>> = tokens.iter().filter_map(|&token| attention.get(token)).collect();
        let share = |tokens: &[usize]| {
            let each = rows.iter().flat_map(|row| tokens.iter().filter_map(|&token| row.get(token)));
            each.sum::<f32>() / rows.len() as f32
        };
        let shares = source_words.iter().map(|(source, tokens)| (*source, share(tokens)));
        let best = shares.reduce(|a, b| if b.1 > a.1 { b } else { a });
        links.extend(best.filter(|(_, share)| *share >= LEAST_SHARE).map(|(source, _)| WordLink { source, target }));
    }
    links
}

/// Words with the indices of their tokens.
fn words(spans: &[Span]) -> Vec<(Span, Vec<usize>)> {
    let mut words: Vec<(Span, Vec<usize>)> = Vec::new();
    for (token, &span) in spans.iter().enumerate().filter(|(_, span)| !span.is_empty()) {
        match words.last_mut() {
            Some((word, tokens)) if span.start() <= word.end() => {
                *word = word.cover(span);
                tokens.push(token);
            }
            _ => words.push((span, vec![token])),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_linked_where_one_stands_out() {
        let span = |start, end| Span::new(start, end);
        // Source "ab c", tokens a, b, c, end; target "x yz w", tokens x, y, z, w, end.
        let source = [span(0, 1), span(1, 2), span(3, 4), span(4, 4)];
        let target = [span(0, 1), span(2, 3), span(3, 4), span(5, 6), span(6, 6)];
        let attention: Vec<Rc<[f32]>> = vec![
            [0.1, 0.2, 0.6, 0.1].into(),
            [0.5, 0.1, 0.2, 0.2].into(),
            [0.0, 0.4, 0.2, 0.4].into(),
            [0.05, 0.05, 0.1, 0.8].into(),
            [0.0, 0.0, 0.0, 1.0].into(),
        ];
        let links = word_links(&attention, &source, &target);
        let expected =
            [WordLink { source: span(3, 4), target: span(0, 1) }, WordLink { source: span(0, 2), target: span(2, 4) }];
        assert_eq!(links, expected);
    }
}
