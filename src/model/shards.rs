//! The index of weights that lie in several files. Does not read the shards.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path};

use super::{ModelError, ModelFiles};

/// The part of `*.index.json` that matters; the rest is statistics.
#[derive(serde::Deserialize)]
struct Index {
    /// Tensor name → file name.
    weight_map: HashMap<String, String>,
}

/// Each shard with the tensors that the index file places there, in order of file name; `None` without an index.
pub(super) fn read(files: &ModelFiles, index: &str) -> Result<Option<BTreeMap<String, Vec<String>>>, ModelError> {
    let Some(bytes) = files.read(index)? else { return Ok(None) };
    let path = files.path_label(index);
    let Index { weight_map } = serde_json::from_slice(&bytes)
        .map_err(|e| ModelError::Damaged { path: path.clone(), reason: e.to_string() })?;
    let mut shards: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (tensor, shard) in weight_map {
        if !is_plain_name(&shard) {
            return Err(ModelError::ShardName { path, shard });
        }
        shards.entry(shard).or_default().push(tensor);
    }
    Ok(Some(shards))
}

/// Whether `name` can only mean a file in the model's own folder, on any system.
fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) && !name.contains(['/', '\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::is_plain_name;

    #[test]
    fn plain_names() {
        for name in ["model-00001-of-00002.safetensors", "a", "..a"] {
            assert!(is_plain_name(name), "{name}");
        }
        for name in ["", ".", "..", "/etc/passwd", "../a", "a/b", "a/", "./a", "a\\b", "C:a", "a\0"] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
