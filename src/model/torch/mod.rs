//! Tensors out of a `pytorch_model.bin`, without running the pickle in it.
//!
//! `torch.save` writes one of two containers: since PyTorch 1.6 a zip archive, before that a sequence of pickles followed
//! by raw storages (<https://pytorch.org/docs/stable/notes/serialization.html>, `torch/serialization.py`). Both hold
//! the same pickle: an ordered dictionary from names to views of storages. [`pickle`] and [`state_dict`] read that,
//! [`archive`] and [`legacy`] find the storages.

mod archive;
mod legacy;
mod pickle;
mod state_dict;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::error::{Fault, damaged};
use super::tensor::{Storage, Tensor, carve};
use state_dict::{StateDict, StorageSpec};

/// Where each storage's bytes lie in the file, by the storage's key.
type Places = HashMap<String, Range<usize>>;

/// The tensors of one file.
pub(super) fn read(bytes: Cow<'static, [u8]>) -> Result<HashMap<String, Tensor>, Fault> {
    let (dict, places) = match *bytes {
        [b'P', b'K', ..] => archive::read(&bytes)?,
        [0x80, ..] => legacy::read(&bytes)?,
        _ => return damaged("it is neither a zip archive nor a pickle"),
    };
    build(dict, &places, bytes)
}

/// Joins the tensors with their storages.
fn build(dict: StateDict, places: &Places, bytes: Cow<'static, [u8]>) -> Result<HashMap<String, Tensor>, Fault> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::with_capacity(dict.storages.len());
    for (idx, spec) in dict.storages.iter().enumerate() {
        found.push((place(spec, places)?, idx));
    }
    found.sort_by_key(|(range, _)| (range.start, range.end));
    let (ranges, order): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    if ranges.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return damaged("two storages overlap");
    }
    let storages: HashMap<usize, Storage> = order.into_iter().zip(carve(bytes, &ranges)).collect();
    let tensors = dict.tensors.into_iter().map(|(name, spec)| {
        let dtype = dict.storages[spec.storage_idx].kind.dtype();
        match Tensor::new(dtype, spec.layout, storages[&spec.storage_idx].clone()) {
            Err(Fault::Damaged(reason)) => damaged(format!("tensor `{name}`: {reason}")),
            other => Ok((name, other?)),
        }
    });
    tensors.collect()
}

/// The bytes of a storage, which are exactly as many as its elements need.
fn place(spec: &StorageSpec, places: &Places) -> Result<Range<usize>, Fault> {
    let Some(range) = places.get(&spec.key) else { return damaged(format!("storage `{}` is not there", spec.key)) };
    if spec.n_bytes() != Some(range.len()) {
        return damaged(format!(
            "storage `{}` has {} bytes instead of {} elements of {} bytes",
            spec.key,
            range.len(),
            spec.numel,
            spec.kind.n_bytes
        ));
    }
    Ok(range.clone())
}
