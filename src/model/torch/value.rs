//! The values that a pickle of tensors is made of. Runs nothing.

use crate::model::tensor::Dtype;

/// A value on the stack of the pickle machine.
///
/// It is `Copy`: strings are borrowed from the file, and what has parts is an index into [`Arena`]. So no file can make
/// values that take long to copy, refer to themselves, or nest so deep that dropping them overflows the stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Bool(bool),
    /// Wide enough for the magic number of the legacy container.
    Int(i128),
    Float,
    Str(&'a str),
    Tuple(usize),
    List(usize),
    Dict(usize),
    Global(Global),
    Storage(usize),
    Tensor(usize),
}

impl Value<'_> {
    /// What it is, in messages.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::None => "an empty value",
            Self::Bool(_) => "a truth value",
            Self::Int(_) => "an integer",
            Self::Float => "a number",
            Self::Str(_) => "a string",
            Self::Tuple(_) => "a tuple",
            Self::List(_) => "a list",
            Self::Dict(_) => "a dictionary",
            Self::Global(_) => "a class or function",
            Self::Storage(_) => "a storage without a tensor",
            Self::Tensor(_) => "a tensor",
        }
    }

    /// The number, where it is one that can count elements.
    pub(super) fn as_count(self) -> Option<usize> {
        match self {
            Self::Int(n) => usize::try_from(n).ok(),
            _ => None,
        }
    }
}

/// The parts of the values that have parts.
#[derive(Debug, Default)]
pub(super) struct Arena<'a> {
    pub tuples: Vec<Vec<Value<'a>>>,
    pub lists: Vec<Vec<Value<'a>>>,
    /// Keys and values in the order in which they were set; of two equal keys the later one counts.
    pub dicts: Vec<Vec<(Value<'a>, Value<'a>)>>,
    pub storages: Vec<StorageRef<'a>>,
    pub tensors: Vec<TensorRef>,
}

/// A storage as the pickle names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StorageRef<'a> {
    pub key: &'a str,
    pub kind: StorageKind,
    /// Length in elements.
    pub numel: usize,
}

/// A tensor as the pickle describes it; all in elements, nothing checked against the storage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TensorRef {
    pub storage_idx: usize,
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
}

/// The classes and functions that a table of tensors needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Global {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage(StorageKind),
}

impl Global {
    /// The global of that name, where it is one of those.
    ///
    /// `torch.storage._load_from_bytes` is not: it unpickles what it is given.
    pub(super) fn find(module: &str, name: &str) -> Option<Self> {
        match (module, name) {
            ("collections", "OrderedDict") => Some(Self::OrderedDict),
            ("torch._utils", "_rebuild_tensor_v2") => Some(Self::RebuildTensor),
            ("torch._utils", "_rebuild_parameter") => Some(Self::RebuildParameter),
            ("torch", class) => StorageKind::find(class).map(Self::Storage),
            _ => None,
        }
    }

    /// PyTorch's or Python's name, in messages.
    pub(super) fn name(self) -> String {
        match self {
            Self::OrderedDict => "collections.OrderedDict".to_owned(),
            Self::RebuildTensor => "torch._utils._rebuild_tensor_v2".to_owned(),
            Self::RebuildParameter => "torch._utils._rebuild_parameter".to_owned(),
            Self::Storage(kind) => format!("torch.{}Storage", kind.name),
        }
    }
}

/// The type of a storage's elements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StorageKind {
    /// PyTorch's name of the class, without `Storage`.
    pub name: &'static str,
    /// Bytes of one element.
    pub n_bytes: usize,
}

/// Every storage class that is read, with the bytes of one element.
const STORAGE_KINDS: [(&str, usize); 10] = [
    ("Float", 4),
    ("Half", 2),
    ("BFloat16", 2),
    ("Double", 8),
    ("Long", 8),
    ("Int", 4),
    ("Short", 2),
    ("Char", 1),
    ("Byte", 1),
    ("Bool", 1),
];

impl StorageKind {
    fn find(class: &str) -> Option<Self> {
        let wanted = class.strip_suffix("Storage")?;
        STORAGE_KINDS.iter().find(|(name, _)| *name == wanted).map(|&(name, n_bytes)| Self { name, n_bytes })
    }

    /// The type of a tensor over such a storage.
    pub(super) fn dtype(self) -> Dtype {
        match self.name {
            "Float" => Dtype::F32,
            "Half" => Dtype::F16,
            "BFloat16" => Dtype::Bf16,
            "Double" => Dtype::F64,
            other => Dtype::Other(other.to_owned()),
        }
    }
}
