//! A pair: a source segment with what stands for it on the target side.

use crate::check::Finding;
use crate::decode::{Stop, WordLink};
use crate::engine::{self, Outcome};
use crate::text::{Document, DocumentId, Segment, SegmentId, SegmentKind, Span};

/// A source segment with what stands for it on the target side.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The document.
    pub document_id: DocumentId,
    /// The segment in it; both ids together name the pair.
    pub segment_id: SegmentId,
    /// What the segment is.
    pub kind: SegmentKind,
    /// Where the source lies in its document, in bytes; none where the file that the pair was read from does not say.
    pub span: Option<Span>,
    /// The segment's text, untouched.
    pub source: String,
    /// The target text, never empty; none where there is no translation.
    pub target: Option<String>,
    /// Of a translation the mean log-probability of a target token, with the length penalty of the model: 0 is certain.
    /// Of an alignment the probability that the link is right, from 0 to 1.
    pub score: Option<f32>,
    /// How the target came about, and how far it has come.
    pub status: Status,
    /// Why it failed or was passed over, or what to beware of.
    pub reason: Option<String>,
    /// What made the target; empty where that is not known.
    pub signature: String,
    /// All hypotheses, best first; empty unless they were asked for.
    pub nbest: Vec<Hypothesis>,
    /// What people have written about the pair.
    pub notes: Vec<String>,
    /// What a reader should look at.
    pub findings: Vec<Finding>,
}

/// One way of translating a source, as it is kept: without its token ids, which say nothing without the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// The target text.
    pub text: String,
    /// How many tokens it had, with the end token if that was reached.
    pub n_tokens: usize,
    /// Natural log, summed over tokens.
    pub log_prob: f32,
    /// `log_prob` after the length penalty; the order of an n-best list.
    pub score: f32,
    /// Why the search ended here.
    pub stop: Stop,
    /// Which word came from which; bytes of the source and of `text`.
    pub links: Vec<WordLink>,
}

impl From<&engine::Hypothesis> for Hypothesis {
    fn from(found: &engine::Hypothesis) -> Self {
        Self {
            text: found.text.clone(),
            n_tokens: found.tokens.len(),
            log_prob: found.log_prob,
            score: found.score,
            stop: found.stop,
            links: found.links.clone(),
        }
    }
}

/// How the target of a pair came about, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It was translated.
    Done,
    /// The source needs no translation.
    Passed,
    /// There is none, because translating failed.
    Failed,
    /// There is none yet.
    Untranslated,
    /// A person has accepted or corrected it.
    Reviewed,
    /// It is settled.
    Final,
}

impl Status {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 6] =
        [Self::Untranslated, Self::Failed, Self::Passed, Self::Done, Self::Reviewed, Self::Final];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Untranslated => "untranslated",
            Self::Reviewed => "reviewed",
            Self::Final => "final",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl Pair {
    /// The pair of texts that were found in a file, whose origin is not known: a sentence without a signature.
    ///
    /// An empty target is none, and the pair then untranslated.
    pub fn given(document_id: DocumentId, segment_id: SegmentId, source: String, target: Option<String>) -> Self {
        let target = target.filter(|target| !target.is_empty());
        Self {
            document_id,
            segment_id,
            kind: SegmentKind::Sentence,
            span: None,
            source,
            status: if target.is_some() { Status::Done } else { Status::Untranslated },
            target,
            score: None,
            reason: None,
            signature: String::new(),
            nbest: Vec::new(),
            notes: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Makes the pair of a segment and its outcome; without its n-best list.
    pub fn new(document: &Document, segment: &Segment, outcome: &Outcome, signature: &str) -> Self {
        let (target, score, status, reason) = match outcome {
            Outcome::Done { nbest, caution } => {
                let best = nbest.first();
                (best.map(|b| b.text.clone()), best.map(|b| b.score), Status::Done, caution.map(str::to_owned))
            }
            Outcome::Passed { target, reason } => {
                (Some(target.clone()), None, Status::Passed, Some((*reason).to_owned()))
            }
            Outcome::Failed { reason } => (None, None, Status::Failed, Some(reason.clone())),
        };
        let source = segment.span.of(&document.text).to_owned();
        Self {
            kind: segment.kind,
            span: Some(segment.span),
            score,
            status,
            reason,
            signature: signature.to_owned(),
            ..Self::given(document.id.clone(), segment.id, source, target)
        }
    }

    /// The same with all hypotheses of the outcome.
    pub fn with_nbest(self, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done { nbest, .. } => Self { nbest: nbest.iter().map(Hypothesis::from).collect(), ..self },
            _ => self,
        }
    }
}
