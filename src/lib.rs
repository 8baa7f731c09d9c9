//! naql (نقل, the carrying over of a text) turns Arabic statements into a reviewed Arabic–English parallel corpus, on
//! one's own machine. This page is the architecture; the README is for the user.
//!
//! # Bird's eye view
//!
//! Documents come in as files of Arabic text. Each is cut into segments, each segment is translated by a neural model
//! that runs on this CPU, and pairs of source and target go out in the order of the text. Nothing is ever sent
//! anywhere: no HTTP client is linked, which a test of the dependencies proves.
//!
//! The data flows `Document → Segment → Outcome → Pair`, straight to the outputs, or through a store, in which a run can
//! be broken off and goes on; a `Finding` says what to look at in a pair. Beside it,
//! `Document × human translation → Link` says which segments of both say the same. Planned, and not yet here, is
//! `Pair → Review`.
//!
//! # Layers
//!
//! A module uses only modules of strictly lower layers; `tests/it/tidy.rs` checks it.
//!
//! | layer | module | responsibility | must not |
//! |---|---|---|---|
//! | 0 | [`text`] | documents, segments, spans, languages, the normalised view that models see, bidi-safe printing | read files |
//! | 0 | [`kernels`] | matrix products, attention, layer norm, softmax on slices; instruction sets chosen at run time | know text; the only place with `unsafe` |
//! | 1 | [`input`] | finds files, reads and decodes them into documents | cut them |
//! | 1 | [`segment`] | document → segments, Arabic and English rules | change the text |
//! | 1 | [`values`] | numbers: what a span of either language means, compared by value | know alignment |
//! | 1 | [`vocab`] | text ↔ token ids | know the model |
//! | 1 | [`model`] | configuration, weights, encoder and decoder steps | search, read text |
//! | 2 | [`align`] | segments ↔ segments of a human translation: links with nulls and confidence, through a bridge | call the model |
//! | 2 | [`decode`] | greedy and beam search, n-best, length penalty, attention → word links | tokenise |
//! | 2 | [`metrics`] | BLEU, chrF and TER with signatures, confidence, tests of significance; as sacreBLEU has them | pair texts by position |
//! | 3 | [`engine`] | the [`engine::Engine`] trait, hypotheses, outcomes; the native engine | write files |
//! | 3 | [`check`] | what a reader should look at in a pair: a finding names its spans | repair a text |
//! | 4 | [`translate`] | segments through an engine: what is too long is cut, batches are filled, parts joined | write files |
//! | 4 | [`bitext`] | pairs, one file for each format they are kept in, and the store | translate |
//! | 5 | [`batch`] | translates into the store: what is done, resuming, shards; requests in a pipe | parse arguments, print |
//! | 5 | [`corpus`] | from pairs to a corpus: filters with their ledger, duplicates, parts, statistics, card | know how pairs are stored |
//! | 6 | [`models`] | finds a model: inside the program, a folder, a name | translate |
//! | 7 | [`cli`] | arguments, settings, one file for each command, messages, exit codes | hold logic that a test would want |
//!
//! # Invariants, each with a property test
//!
//! - *Rebuilding*: gaps and segments in order give the document byte for byte ([`segment`]).
//! - *Nothing vanishes*: every segment comes out as a translation, as passed over or as failed with its reason
//!   ([`translate`]).
//! - *One link each*: every segment of a text and of its human translation is in exactly one link, if only with nothing
//!   on the other side ([`align`]).
//! - *Independence*: a segment's translation does not depend on batch, thread count or neighbours. Sentences are never
//!   padded, a row of a product is computed the same whatever rows are beside it ([`kernels`]), and a search sees only
//!   its own scores ([`decode`]). The same input, model and settings give the same bytes on one kind of CPU; the
//!   signature names the instruction set, with which the last digit of a score may differ.
//! - *Provenance*: every pair carries the signature of what made it.
//! - *Ledgers add up*: every pair is kept, or counted for the first filter that drops it ([`corpus`]).
//! - *Whole files or none*: an output is written beside its place and renamed; the store alone is changed in place, in
//!   transactions, and a run that was killed ends with the bytes of an unbroken one ([`bitext`], [`batch`]).
//! - *Weights* are shared and read-only; a memory or state of the decoder belongs to one worker.
//! - *The reader's text is never altered*: normalisation is a view, and offsets are bytes into the original ([`text`]).
//!
//! # Names
//!
//! document, segment (the unit that is translated; not sentence, line or chunk), gap, source and target (by direction),
//! hypothesis (machine), reference (human), n-best, beam, vocabulary, token, pair, bitext (in prose: parallel corpus),
//! word link, signature. Counts are `n_tokens`, indices `segment_idx`, sizes carry their unit.
//!
//! # Errors
//!
//! Each layer has one error type that carries its subject and the next step; `anyhow` is used in [`cli`] alone, where
//! one function turns errors into exit codes. One bad file or segment neither stops a run nor disappears.
//!
//! # Where to add what
//!
//! - A rule of segmentation: a row in a table of [`segment`], with its case.
//! - A number word: a row in a table of [`values`], with its case.
//! - A check: a file in [`check`] with a variant of [`check::FindingKind`].
//! - A format: a file in [`bitext`] with a reader and a writer, a variant of [`bitext::Format`] and a row in
//!   [`bitext::FORMATS`]; the command line takes it from there.
//! - A metric: a file in [`metrics`] that implements [`metrics::Metric`]; resampling needs nothing more.
//! - A table of the store: a script beside `bitext/store/v1.sql`, in `schema.rs` with a sample of the version before.
//! - A filter: a file in [`corpus::filter`] with a row in [`corpus::filter::ROWS`] and a table in its `defaults.toml`.
//! - An instruction set: a file in [`kernels`] with a variant of [`kernels::Isa`]; its tests run by themselves.
//! - An engine: a file in [`engine`].
//! - A command: a file in [`cli`] with a variant of its arguments.

pub mod text;

pub mod kernels;

pub mod input;

pub mod segment;

pub mod values;

pub mod vocab;

pub mod model;

pub mod align;

pub mod decode;

pub mod metrics;

pub mod engine;

pub mod check;

pub mod translate;

pub mod bitext;

pub mod batch;

pub mod corpus;

pub mod models;

pub mod cli;
