//! The columns that are written, as a table, and the schema and metadata that describe them.

use serde_json::{Value, json};

use crate::bitext::Pair;

/// What a leaf column holds of a pair.
pub enum Leaf {
    Text(fn(&Pair) -> Option<&str>),
    Number(fn(&Pair) -> Option<i64>),
    Score(fn(&Pair) -> Option<f32>),
    Texts(fn(&Pair) -> &[String]),
}

/// The leaf columns in the order of [`SCHEMA`].
pub const LEAVES: [Leaf; 12] = [
    Leaf::Text(|pair| Some(&pair.source)),
    Leaf::Text(|pair| pair.target.as_deref()),
    Leaf::Text(|pair| Some(&pair.document_id.0)),
    Leaf::Number(|pair| Some(i64::from(pair.segment_id.0))),
    Leaf::Text(|pair| Some(pair.kind.name())),
    Leaf::Number(|pair| pair.span.and_then(|span| i64::try_from(span.start()).ok())),
    Leaf::Number(|pair| pair.span.and_then(|span| i64::try_from(span.end()).ok())),
    Leaf::Score(|pair| pair.score),
    Leaf::Text(|pair| Some(pair.status.name())),
    Leaf::Text(|pair| pair.reason.as_deref()),
    Leaf::Text(|pair| Some(&pair.signature)),
    Leaf::Texts(|pair| &pair.notes),
];

/// The columns. All may be null, as in files of other tools: `datasets` knows its features in no others.
pub const SCHEMA: &str = "
message naql {
  optional group translation {
    optional binary ar (STRING);
    optional binary en (STRING);
  }
  optional binary document_id (STRING);
  optional int64 segment_id;
  optional binary kind (STRING);
  optional int64 start;
  optional int64 end;
  optional float score;
  optional binary status (STRING);
  optional binary reason (STRING);
  optional binary signature (STRING);
  optional group notes (LIST) {
    repeated group list {
      optional binary element (STRING);
    }
  }
}";

/// Columns of few different texts, which are kept once.
pub const REPETITIVE: [&str; 5] = ["document_id", "kind", "status", "reason", "signature"];

/// The key of the metadata that `datasets` looks for.
pub const FEATURES_KEY: &str = "huggingface";

/// What `datasets` is told about the columns: above all that `translation` is of the feature `Translation`.
pub fn features() -> Value {
    let value = |dtype: &str| json!({"dtype": dtype, "_type": "Value"});
    json!({"info": {"features": {
        "translation": {"languages": ["ar", "en"], "_type": "Translation"},
        "document_id": value("string"),
        "segment_id": value("int64"),
        "kind": value("string"),
        "start": value("int64"),
        "end": value("int64"),
        "score": value("float32"),
        "status": value("string"),
        "reason": value("string"),
        "signature": value("string"),
        "notes": [value("string")],
    }}})
}
