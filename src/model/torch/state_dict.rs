//! From the value of a pickle to a table of tensors and the storages that they need. Reads no storage.

use std::collections::HashMap;

use super::value::{Arena, StorageKind, StorageRef, Value};
use crate::model::error::{Fault, damaged};
use crate::model::tensor::Layout;

/// The content of a PyTorch file, but for the numbers.
#[derive(Debug)]
pub(super) struct StateDict {
    pub storages: Vec<StorageSpec>,
    pub tensors: HashMap<String, TensorSpec>,
}

/// A storage, once however many tensors share it.
#[derive(Clone, Debug)]
pub(super) struct StorageSpec {
    pub key: String,
    pub kind: StorageKind,
    /// Length in elements.
    pub numel: usize,
}

impl StorageSpec {
    /// Length in bytes, unless that overflows.
    pub(super) fn n_bytes(&self) -> Option<usize> {
        self.numel.checked_mul(self.kind.n_bytes)
    }
}

/// A tensor as a view of a storage.
#[derive(Debug)]
pub(super) struct TensorSpec {
    /// Index into [`StateDict::storages`].
    pub storage_idx: usize,
    pub layout: Layout,
}

/// The table that `root` is, or what else it holds.
pub(super) fn read(root: Value, arena: &Arena) -> Result<StateDict, Fault> {
    let Value::Dict(idx) = root else {
        return Err(Fault::NotOnlyTensors(format!("{} instead of a table of tensors", root.kind())));
    };
    let (storages, by_ref) = unique_storages(&arena.storages)?;
    let mut tensors = HashMap::new();
    for &(key, value) in &arena.dicts[idx] {
        let (name, tensor) = match (key, value) {
            (Value::Str(name), Value::Tensor(tensor)) => (name.to_owned(), &arena.tensors[tensor]),
            (Value::Str(name), other) => return Err(Fault::NotOnlyTensors(format!("{} at `{name}`", other.kind()))),
            (other, _) => return Err(Fault::NotOnlyTensors(format!("{} as a name", other.kind()))),
        };
        let layout = Layout { shape: tensor.shape.clone(), strides: tensor.strides.clone(), offset: tensor.offset };
        tensors.insert(name, TensorSpec { storage_idx: by_ref[tensor.storage_idx], layout });
    }
    Ok(StateDict { storages, tensors })
}

/// The storages by key, and for each reference the index of its storage.
fn unique_storages(refs: &[StorageRef]) -> Result<(Vec<StorageSpec>, Vec<usize>), Fault> {
    let mut first: HashMap<&str, (usize, StorageRef)> = HashMap::new();
    let mut storages = Vec::new();
    let mut by_ref = Vec::with_capacity(refs.len());
    for &storage in refs {
        let &mut (idx, known) = first.entry(storage.key).or_insert((storages.len(), storage));
        if known != storage {
            return damaged(format!("storage `{}` is described in two ways", storage.key));
        }
        if idx == storages.len() {
            storages.push(StorageSpec { key: storage.key.to_owned(), kind: storage.kind, numel: storage.numel });
        }
        by_ref.push(idx);
    }
    Ok((storages, by_ref))
}
