//! The container of PyTorch before 1.6: pickles and raw storages in a row. Interprets no tensor.
//!
//! In order (`_legacy_save` in `torch/serialization.py`): a pickled magic number, a pickled protocol version, a pickled
//! dictionary about the machine, the pickled object, the pickled list of storage keys, and for each key the number of
//! elements as i64 and the elements. The Helsinki-NLP models of 2020 are in this form.

use std::collections::HashMap;

use super::pickle;
use super::state_dict::{self, StateDict, StorageSpec};
use super::value::{Arena, Value};
use super::{Places, damaged};
use crate::model::error::Fault;

/// The first pickle of every such file.
const MAGIC: i128 = 0x1950_a86a_20f9_469c_fc6c;

/// The only version of the container that ever was.
const PROTOCOL: i128 = 1001;

/// The tensors of the file, and where their storages lie.
pub(super) fn read(bytes: &[u8]) -> Result<(StateDict, Places), Fault> {
    let mut at = 0;
    let mut next = || -> Result<(Value, Arena), Fault> {
        let (value, arena, n_bytes) = pickle::read(&bytes[at..])?;
        at += n_bytes;
        Ok((value, arena))
    };
    if next()?.0 != Value::Int(MAGIC) {
        return Err(Fault::NotOnlyTensors("a pickle that torch.save did not write".into()));
    }
    match next()?.0 {
        Value::Int(PROTOCOL) => {}
        _ => {
            return Err(Fault::Unsupported("an unknown container version; save the model as model.safetensors".into()));
        }
    }
    check_byte_order(next()?)?;
    let (root, arena) = next()?;
    let dict = state_dict::read(root, &arena)?;
    let (keys, arena) = next()?;
    let places = places(&dict.storages, &keys_of(keys, &arena)?, bytes, at)?;
    Ok((dict, places))
}

fn check_byte_order((info, arena): (Value, Arena)) -> Result<(), Fault> {
    let Value::Dict(idx) = info else { return damaged("the facts about the machine are missing") };
    match arena.dicts[idx].iter().find(|(key, _)| *key == Value::Str("little_endian")) {
        Some((_, Value::Bool(true))) => Ok(()),
        Some((_, Value::Bool(false))) => Err(Fault::big_endian()),
        _ => damaged("the byte order is missing"),
    }
}

fn keys_of<'a>(keys: Value<'a>, arena: &Arena<'a>) -> Result<Vec<&'a str>, Fault> {
    let Value::List(idx) = keys else { return damaged("the list of storages is missing") };
    let keys = arena.lists[idx].iter().map(|key| match key {
        Value::Str(key) => Ok(*key),
        _ => damaged("the list of storages holds something else"),
    });
    keys.collect()
}

/// Walks the storages from byte `at`, which can only be done with the sizes that the tensors gave.
fn places(storages: &[StorageSpec], keys: &[&str], bytes: &[u8], mut at: usize) -> Result<Places, Fault> {
    let specs: HashMap<&str, &StorageSpec> = storages.iter().map(|spec| (spec.key.as_str(), spec)).collect();
    let mut places = Places::new();
    for &key in keys {
        let Some(spec) = specs.get(key) else { return damaged(format!("storage `{key}` belongs to no tensor")) };
        let cut_off = || Fault::Damaged(format!("it ends within storage `{key}`"));
        let numel = bytes[at..].first_chunk().map(|b| i64::from_le_bytes(*b)).ok_or_else(cut_off)?;
        if usize::try_from(numel) != Ok(spec.numel) {
            return damaged(format!("storage `{key}` has {numel} elements instead of {}", spec.numel));
        }
        let start = at + size_of::<i64>();
        let end = spec.n_bytes().and_then(|n| start.checked_add(n)).filter(|&end| end <= bytes.len());
        at = end.ok_or_else(cut_off)?;
        if places.insert(key.to_owned(), start..at).is_some() {
            return damaged(format!("storage `{key}` is there twice"));
        }
    }
    if at != bytes.len() { damaged("more bytes follow after the last storage") } else { Ok(places) }
}
