//! One tensor as its file holds it, and its conversion to f32. Knows no file format.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use half::{bf16, f16};

use super::error::{Fault, damaged};

/// The bytes of one or more tensors, dropped with the last of them.
pub(super) type Storage = Arc<Cow<'static, [u8]>>;

/// The type of a tensor's numbers, all little-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    F32,
    F16,
    Bf16,
    F64,
    /// Anything else, by the file's name for it; such a tensor may lie in a file, but cannot be taken.
    Other(String),
}

impl Dtype {
    /// Bytes of one number, where the type is one that can be converted.
    fn n_bytes(&self) -> Option<usize> {
        match self {
            Self::F32 => Some(4),
            Self::F16 | Self::Bf16 => Some(2),
            Self::F64 => Some(8),
            Self::Other(_) => None,
        }
    }
}

/// Where a tensor's elements lie in its storage, all in elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub shape: Vec<usize>,
    /// Steps between neighbours along each axis; as many as there are axes.
    pub strides: Vec<usize>,
    /// The first element.
    pub offset: usize,
}

impl Layout {
    /// The row-major layout without gaps.
    pub(super) fn contiguous(shape: Vec<usize>) -> Self {
        let mut strides = vec![1_usize; shape.len()];
        for axis in (1..shape.len()).rev() {
            // Saturating, since an axis of length zero allows any other length; such a stride is never walked.
            strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
        }
        Self { shape, strides, offset: 0 }
    }

    /// Checks that every element lies within a storage of `n_elements`.
    ///
    /// It also refuses a tensor of more elements than its storage has: a stride of zero would let a file of some bytes
    /// ask for any amount of memory, and no weight is saved so.
    pub(super) fn check(&self, n_elements: usize) -> Result<(), Fault> {
        if self.shape.len() != self.strides.len() {
            return damaged(format!("shape {:?} with strides {:?}", self.shape, self.strides));
        }
        let numel = self.shape.iter().try_fold(1_usize, |n, &len| n.checked_mul(len));
        if numel == Some(0) {
            return Ok(());
        }
        let last =
            self.shape.iter().zip(&self.strides).try_fold(self.offset, |last, (&len, &stride)| {
                last.checked_add(len.checked_sub(1)?.checked_mul(stride)?)
            });
        match (numel, last) {
            (Some(numel), Some(last)) if numel <= n_elements && last < n_elements => Ok(()),
            _ => damaged(format!(
                "shape {:?} with strides {:?} and offset {} goes beyond a storage of {n_elements} elements",
                self.shape, self.strides, self.offset
            )),
        }
    }

    /// Whether the elements lie in row-major order without gaps.
    fn is_contiguous(&self) -> bool {
        let packed = Self::contiguous(self.shape.clone()).strides;
        // The stride of an axis of length one is never walked, and PyTorch leaves anything there.
        self.shape.iter().zip(&self.strides).zip(&packed).all(|((&len, a), b)| len == 1 || a == b)
    }

    /// Calls `visit` with the storage index of each element in row-major order.
    fn walk(&self, mut visit: impl FnMut(usize)) {
        if self.shape.contains(&0) {
            return;
        }
        let mut idx = vec![0; self.shape.len()];
        let mut at = self.offset;
        loop {
            visit(at);
            let Some(axis) = (0..idx.len()).rev().find(|&axis| idx[axis] + 1 < self.shape[axis]) else { return };
            for (later, stride) in idx.iter_mut().zip(&self.strides).skip(axis + 1) {
                at -= *later * stride;
                *later = 0;
            }
            idx[axis] += 1;
            at += self.strides[axis];
        }
    }
}

/// A tensor with its bytes.
#[derive(Clone)]
pub(super) struct Tensor {
    pub dtype: Dtype,
    /// Checked against `storage`, unless the type is [`Dtype::Other`].
    layout: Layout,
    storage: Storage,
}

impl Tensor {
    /// Joins a layout with its bytes.
    pub(super) fn new(dtype: Dtype, layout: Layout, storage: Storage) -> Result<Self, Fault> {
        if let Some(n_bytes) = dtype.n_bytes() {
            layout.check(storage.len() / n_bytes)?;
        }
        Ok(Self { dtype, layout, storage })
    }

    /// The length along each axis.
    pub(super) fn shape(&self) -> &[usize] {
        &self.layout.shape
    }

    /// The elements in row-major order, or `None` where the type is not floating point.
    ///
    /// f64 is rounded to the nearest f32, and what f32 cannot hold becomes infinite.
    pub(super) fn to_f32(&self) -> Option<Vec<f32>> {
        match &self.dtype {
            Dtype::F32 => Some(self.convert(f32::from_le_bytes)),
            Dtype::F16 => Some(self.convert(|b| f16::from_le_bytes(b).to_f32())),
            Dtype::Bf16 => Some(self.convert(|b| bf16::from_le_bytes(b).to_f32())),
            Dtype::F64 => Some(self.convert(|b| f64::from_le_bytes(b) as f32)),
            Dtype::Other(_) => None,
        }
    }

    fn convert<const N: usize>(&self, one: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        let (elements, _) = self.storage.as_chunks::<N>();
        let numel = self.layout.shape.iter().product();
        if numel == 0 {
            return Vec::new();
        }
        if self.layout.is_contiguous() {
            return elements[self.layout.offset..][..numel].iter().map(|&b| one(b)).collect();
        }
        let mut out = Vec::with_capacity(numel);
        self.layout.walk(|at| out.push(one(elements[at])));
        out
    }
}

/// Memory that [`carve`] may leave unused, in bytes, before it asks the allocator to take it back.
///
/// Giving back after each piece would copy the rest each time where the allocator cannot shrink in place.
const SPARE_BYTES: usize = 64 << 20;

/// Cuts a file into the storages at `ranges`, which are in order and do not overlap.
///
/// The pieces of an owned file are split off its end, so that file and pieces together take little more than the file
/// alone, and each piece can be freed on its own.
pub(super) fn carve(bytes: Cow<'static, [u8]>, ranges: &[Range<usize>]) -> Vec<Storage> {
    let mut owned = match bytes {
        Cow::Borrowed(bytes) => return ranges.iter().map(|r| Arc::new(Cow::Borrowed(&bytes[r.clone()]))).collect(),
        Cow::Owned(owned) => owned,
    };
    let mut pieces: Vec<Storage> = Vec::with_capacity(ranges.len());
    for range in ranges.iter().rev() {
        owned.truncate(range.end);
        pieces.push(Arc::new(Cow::Owned(owned.split_off(range.start))));
        if owned.capacity() - owned.len() > SPARE_BYTES {
            owned.shrink_to_fit();
        }
    }
    pieces.reverse();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(shape: &[usize], strides: &[usize], offset: usize) -> Layout {
        Layout { shape: shape.into(), strides: strides.into(), offset }
    }

    fn values(dtype: Dtype, layout: Layout, bytes: Vec<u8>) -> Option<Vec<f32>> {
        Tensor::new(dtype, layout, Arc::new(Cow::Owned(bytes))).unwrap().to_f32()
    }

    #[test]
    fn layouts_are_checked_against_the_storage() {
        let ok = [
            (layout(&[2, 3], &[3, 1], 0), 6),
            (layout(&[3, 2], &[1, 3], 0), 6),
            (layout(&[2], &[1], 4), 6),
            (layout(&[], &[], 0), 1),
            (layout(&[0, usize::MAX], &[9, 1], 0), 0),
            (layout(&[1, 2], &[usize::MAX, 1], 0), 2),
        ];
        for (layout, n_elements) in ok {
            assert_eq!(layout.check(n_elements), Ok(()), "{layout:?}");
        }
        let wrong = [
            (layout(&[2, 3], &[3, 1], 1), 6),
            (layout(&[2, 3], &[3], 0), 6),
            (layout(&[7], &[0], 0), 6),
            (layout(&[usize::MAX, 2], &[0, 0], 0), 6),
            (layout(&[2, 2], &[usize::MAX, 1], 0), 6),
            (layout(&[2], &[1], usize::MAX), 6),
        ];
        for (layout, n_elements) in wrong {
            assert!(matches!(layout.check(n_elements), Err(Fault::Damaged(_))), "{layout:?}");
        }
    }

    #[test]
    fn every_float_type_becomes_f32() {
        let one = [1.5_f32, -2.0];
        let bytes = |f: &dyn Fn(f32) -> Vec<u8>| one.iter().flat_map(|&x| f(x)).collect::<Vec<u8>>();
        let table = [
            (Dtype::F32, bytes(&|x| x.to_le_bytes().to_vec())),
            (Dtype::F16, bytes(&|x| f16::from_f32(x).to_le_bytes().to_vec())),
            (Dtype::Bf16, bytes(&|x| bf16::from_f32(x).to_le_bytes().to_vec())),
            (Dtype::F64, bytes(&|x| f64::from(x).to_le_bytes().to_vec())),
        ];
        for (dtype, bytes) in table {
            assert_eq!(values(dtype.clone(), Layout::contiguous(vec![2]), bytes), Some(one.to_vec()), "{dtype:?}");
        }
        assert_eq!(values(Dtype::Other("I8".into()), Layout::contiguous(vec![9]), vec![1]), None);
    }

    #[test]
    fn strides_are_walked_in_row_major_order() {
        let bytes: Vec<u8> = (0..6_u8).flat_map(|x| f32::from(x).to_le_bytes()).collect();
        let table: [(Layout, &[f32]); 5] = [
            (layout(&[3, 2], &[1, 3], 0), &[0., 3., 1., 4., 2., 5.]),
            (layout(&[2, 2], &[3, 1], 1), &[1., 2., 4., 5.]),
            (layout(&[2, 1, 3], &[3, 7, 1], 0), &[0., 1., 2., 3., 4., 5.]),
            (layout(&[], &[], 5), &[5.]),
            (layout(&[3, 0], &[4, 4], 0), &[]),
        ];
        for (layout, expected) in table {
            assert_eq!(values(Dtype::F32, layout.clone(), bytes.clone()).as_deref(), Some(expected), "{layout:?}");
        }
    }

    #[test]
    fn carving_gives_the_pieces() {
        let ranges = [1..3, 3..3, 4..6];
        for bytes in [Cow::Borrowed(b"abcdefg".as_slice()), Cow::Owned(b"abcdefg".to_vec())] {
            let pieces = carve(bytes, &ranges);
            let pieces: Vec<&[u8]> = pieces.iter().map(|p| p.as_ref().as_ref()).collect();
            assert_eq!(pieces, [b"bc".as_slice(), b"", b"ef"]);
        }
    }
}
