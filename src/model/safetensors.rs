//! Tensors out of a safetensors file. Does not convert them.
//!
//! The format: eight bytes of header length (little-endian), a JSON header that gives each tensor's type, shape and
//! byte range, and the data (<https://huggingface.co/docs/safetensors>). The crate checks that the ranges follow one
//! another without gap or overlap and that each fits its shape.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use safetensors::tensor::{Dtype as FileDtype, Metadata};

use super::error::{Fault, damaged};
use super::tensor::{Dtype, Layout, Tensor, carve};

/// Bytes of the length before the header.
const N_LEN: usize = 8;

/// The tensors of one file.
pub(super) fn read(bytes: Cow<'static, [u8]>) -> Result<HashMap<String, Tensor>, Fault> {
    let (metadata, data_start) = header(&bytes)?;
    let names = metadata.offset_keys();
    let infos: Vec<_> = names.iter().filter_map(|name| metadata.info(name)).collect();
    assert_eq!(names.len(), infos.len(), "each name is from the same table");
    let ranges: Vec<Range<usize>> =
        infos.iter().map(|info| data_start + info.data_offsets.0..data_start + info.data_offsets.1).collect();
    let storages = carve(bytes, &ranges);
    let tensors = infos
        .iter()
        .zip(storages)
        .map(|(info, storage)| Tensor::new(dtype(info.dtype), Layout::contiguous(info.shape.clone()), storage));
    names.iter().zip(tensors).map(|(name, tensor)| Ok((name.clone(), tensor?))).collect()
}

/// The checked header, and where the data starts.
///
/// Not by the crate's `SafeTensors::read_metadata`: it adds the file's claims without checking for overflow.
fn header(bytes: &[u8]) -> Result<(Metadata, usize), Fault> {
    let Some((len, rest)) = bytes.split_first_chunk::<N_LEN>() else {
        return damaged("it ends before the header");
    };
    let claimed = u64::from_le_bytes(*len);
    let Some((json, data)) = usize::try_from(claimed).ok().and_then(|n| rest.split_at_checked(n)) else {
        return damaged(format!("it claims a header of {claimed} bytes, but has only {}", rest.len()));
    };
    let metadata: Metadata =
        serde_json::from_slice(json).map_err(|e| Fault::Damaged(format!("its header is wrong: {e}")))?;
    if metadata.data_len() != data.len() {
        return damaged(format!(
            "its header describes {} bytes of data, but {} follow",
            metadata.data_len(),
            data.len()
        ));
    }
    Ok((metadata, N_LEN + json.len()))
}

fn dtype(dtype: FileDtype) -> Dtype {
    match dtype {
        FileDtype::F32 => Dtype::F32,
        FileDtype::F16 => Dtype::F16,
        FileDtype::BF16 => Dtype::Bf16,
        FileDtype::F64 => Dtype::F64,
        other => Dtype::Other(other.to_string()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use safetensors::tensor::{TensorView, serialize};

    /// A file of f32 tensors with ascending values.
    pub(in crate::model) fn file(tensors: &[(&str, &[usize])]) -> Vec<u8> {
        let data: Vec<Vec<u8>> = tensors
            .iter()
            .map(|(_, shape)| (0..shape.iter().product()).flat_map(|i: usize| (i as f32).to_le_bytes()).collect())
            .collect();
        let views = tensors
            .iter()
            .zip(&data)
            .map(|(&(name, shape), data)| (name, TensorView::new(FileDtype::F32, shape.to_vec(), data).unwrap()));
        serialize(views, None).unwrap()
    }

    fn raw(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    #[test]
    fn tensors_are_read() {
        let tensors = read(Cow::Owned(file(&[("a", &[2, 3]), ("b", &[1]), ("empty", &[0, 5])]))).unwrap();
        assert_eq!(tensors["a"].shape(), [2, 3]);
        assert_eq!(tensors["a"].to_f32().unwrap(), [0., 1., 2., 3., 4., 5.]);
        assert_eq!(tensors["b"].to_f32().unwrap(), [0.]);
        assert!(tensors["empty"].to_f32().unwrap().is_empty());
    }

    #[test]
    fn lies_are_found() {
        let one = |dtype: &str, shape: &str, offsets: &str| {
            raw(&format!(r#"{{"t":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}}}"#), &[0; 8])
        };
        let two = |b: &str| {
            let a = r#""a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}"#;
            raw(&format!(r#"{{{a},"b":{{"dtype":"U8","shape":[4],"data_offsets":{b}}}}}"#), &[0; 8])
        };
        let huge = "18446744073709551615";
        let table = [
            (vec![], "ends before the header"),
            (vec![1; 7], "ends before the header"),
            (u64::MAX.to_le_bytes().to_vec(), "claims a header of 18446744073709551615 bytes, but has only 0"),
            (99_000_000_u64.to_le_bytes().to_vec(), "claims a header of 99000000 bytes, but has only 0"),
            (raw("{", &[]), "header is wrong"),
            (raw(&"[".repeat(10_000), &[]), "header is wrong"),
            (raw("\u{0}", &[]), "header is wrong"),
            (one("F32", "[2]", "[0,7]"), "header is wrong"),
            (one("F32", "[3]", "[0,8]"), "header is wrong"),
            (one("F33", "[2]", "[0,8]"), "header is wrong"),
            (one("F32", "[-2]", "[0,8]"), "header is wrong"),
            (one("F32", "[2]", "[8,0]"), "header is wrong"),
            (one("F32", "[4]", "[0,16]"), "describes 16 bytes of data, but 8 follow"),
            (one("F32", "[1]", "[0,4]"), "describes 4 bytes of data, but 8 follow"),
            (one("F32", &format!("[{huge},{huge}]"), "[0,8]"), "header is wrong"),
            (one("U8", &format!("[{huge}]"), &format!("[0,{huge}]")), "header is wrong"),
            (two("[2,6]"), "header is wrong"),
            (two("[5,9]"), "header is wrong"),
        ];
        for (bytes, expected) in table {
            match read(Cow::Owned(bytes)).err() {
                Some(Fault::Damaged(reason)) => assert!(reason.contains(expected), "{reason} / {expected}"),
                other => panic!("{expected}: {other:?}"),
            }
        }
        assert!(read(Cow::Owned(two("[4,8]"))).is_ok());
    }

    proptest! {
        #[test]
        fn damage_never_panics(at in 0_usize..200, byte: u8, keep in 0_usize..300) {
            let mut bytes = file(&[("a", &[2, 3]), ("b", &[4])]);
            let n_bytes = bytes.len();
            bytes[at % n_bytes] = byte;
            bytes.truncate(keep);
            if let Ok(tensors) = read(Cow::Owned(bytes)) {
                tensors.values().for_each(|t| drop(t.to_f32()));
            }
        }
    }
}
