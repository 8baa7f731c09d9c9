//! What can be wrong with a model, in words that name the subject and the next step. Decides nothing.

use std::io;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The model's folder does not exist, or is a file.
    #[error("no model folder at {path}; give the folder that holds config.json and the weights")]
    FolderMissing {
        /// The folder as given.
        path: String,
    },
    /// A file that every model of this kind has is absent.
    #[error("no {file} in {label}; download the model again with all its files")]
    FileMissing {
        /// The file's name.
        file: String,
        /// The folder, or the embedded model.
        label: String,
    },
    /// None of the files that can hold weights is there.
    #[error("no weights in {label}; put model.safetensors or pytorch_model.bin there")]
    NoWeights {
        /// The folder, or the embedded model.
        label: String,
    },
    /// A file is there, but reading it failed.
    #[error("cannot read {path}: {source}; check its permissions and the disk")]
    Read {
        /// The file.
        path: String,
        /// The system's answer.
        source: io::Error,
    },
    /// A file contradicts itself or its format, or ends too early.
    #[error("file {path} is damaged: {reason}; download it again")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong in it.
        reason: String,
    },
    /// A file holds the address of the weights instead of the weights.
    #[error("file {path} is a Git LFS pointer, not the weights; run `git lfs pull` in the model's folder")]
    LfsPointer {
        /// The file.
        path: String,
    },
    /// A PyTorch file holds something else than a table of tensors, which could be code.
    #[error(
        "file {path} holds more than tensors: {found}; it was not run: where you trust it, load it with PyTorch and \
         save the model as model.safetensors"
    )]
    NotOnlyTensors {
        /// The file.
        path: String,
        /// What was found, with its place.
        found: String,
    },
    /// The settings of the model are wrong.
    #[error("cannot use {path}: {reason}; correct it, or give another model")]
    Config {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The model is sound, but of a kind that this program does not run.
    #[error("no support for {path}: {reason}")]
    Unsupported {
        /// The file.
        path: String,
        /// What is not supported and what to do.
        reason: String,
    },
    /// The index of a sharded model leads out of the model's folder.
    #[error("index {path} names the shard `{shard}`, which is not a plain file name; download the model again")]
    ShardName {
        /// The index file.
        path: String,
        /// The name.
        shard: String,
    },
    /// A shard does not hold what the index says.
    #[error("shard {path} lacks the tensor `{tensor}` that the index places there; download the model again")]
    ShardLacks {
        /// The shard.
        path: String,
        /// The tensor.
        tensor: String,
    },
    /// The architecture needs a tensor that the weights do not have.
    #[error("no tensor `{tensor}` in the weights of {label}; check that config.json and the weights are of one model")]
    TensorMissing {
        /// The tensor.
        tensor: String,
        /// The folder, or the embedded model.
        label: String,
    },
    /// A tensor's shape is not the one that the configuration implies.
    #[error(
        "tensor `{tensor}` of {label} has shape {found:?}, expected {expected:?}; check that config.json and the \
         weights are of one model"
    )]
    Shape {
        /// The tensor.
        tensor: String,
        /// The folder, or the embedded model.
        label: String,
        /// By the configuration.
        expected: Vec<usize>,
        /// In the file.
        found: Vec<usize>,
    },
    /// A tensor's numbers are not floating point.
    #[error("tensor `{tensor}` of {label} holds {dtype} numbers; save the model in f32, f16 or bf16")]
    Dtype {
        /// The tensor.
        tensor: String,
        /// The folder, or the embedded model.
        label: String,
        /// The file's name of the number type.
        dtype: String,
    },
    /// A weight is NaN or infinite, with which every translation would be noise.
    #[error("tensor `{tensor}` of {label} is {value} at element {idx}; download the model again or save it in f32")]
    NotFinite {
        /// The tensor.
        tensor: String,
        /// The folder, or the embedded model.
        label: String,
        /// The first such weight, as f32.
        value: f32,
        /// Its index in row-major order.
        idx: usize,
    },
}

/// What a reader of a format finds wrong, before the file's path is known to it.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// The bytes contradict the format.
    Damaged(String),
    /// A pickle asks for something that is no tensor.
    NotOnlyTensors(String),
    /// The bytes are sound, but of a variant that is not read.
    Unsupported(String),
}

impl Fault {
    /// Numbers of the other byte order.
    pub(super) fn big_endian() -> Self {
        Self::Unsupported("big-endian numbers; save the model as model.safetensors".into())
    }

    /// The error of the file at `path`.
    pub(super) fn at(self, path: String) -> ModelError {
        match self {
            Self::Damaged(reason) => ModelError::Damaged { path, reason },
            Self::NotOnlyTensors(found) => ModelError::NotOnlyTensors { path, found },
            Self::Unsupported(reason) => ModelError::Unsupported { path, reason },
        }
    }
}

/// Shorthand for `Err(Fault::Damaged(..))`.
pub(super) fn damaged<T>(reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Damaged(reason.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(text: &str) -> String {
        text.into()
    }

    fn check<const N: usize>(table: [(ModelError, &str); N]) {
        for (error, text) in table {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn texts_about_files_name_them_and_the_next_step() {
        let (path, label) = (|| s("m/f"), || s("m"));
        let source = io::Error::new(io::ErrorKind::PermissionDenied, "denied");
        let table = [
            (
                ModelError::FolderMissing { path: path() },
                "no model folder at m/f; give the folder that holds config.json and the weights",
            ),
            (
                ModelError::FileMissing { file: s("f"), label: label() },
                "no f in m; download the model again with all its files",
            ),
            (
                ModelError::NoWeights { label: label() },
                "no weights in m; put model.safetensors or pytorch_model.bin there",
            ),
            (ModelError::Read { path: path(), source }, "cannot read m/f: denied; check its permissions and the disk"),
            (Fault::Damaged(s("cut off")).at(path()), "file m/f is damaged: cut off; download it again"),
            (
                ModelError::LfsPointer { path: path() },
                "file m/f is a Git LFS pointer, not the weights; run `git lfs pull` in the model's folder",
            ),
            (
                Fault::NotOnlyTensors(s("the global `os.system`")).at(path()),
                "file m/f holds more than tensors: the global `os.system`; it was not run: where you trust it, load it with PyTorch and save the model as model.safetensors",
            ),
            (
                ModelError::Config { path: path(), reason: s("no d_model") },
                "cannot use m/f: no d_model; correct it, or give another model",
            ),
            (
                Fault::Unsupported(s("big-endian; save it anew")).at(path()),
                "no support for m/f: big-endian; save it anew",
            ),
            (
                ModelError::ShardName { path: path(), shard: s("../x") },
                "index m/f names the shard `../x`, which is not a plain file name; download the model again",
            ),
            (
                ModelError::ShardLacks { path: path(), tensor: s("lin.weight") },
                "shard m/f lacks the tensor `lin.weight` that the index places there; download the model again",
            ),
        ];
        check(table);
    }

    #[test]
    fn texts_about_tensors_name_them_and_the_next_step() {
        let (label, tensor) = (|| s("m"), || s("lin.weight"));
        let table = [
            (
                ModelError::TensorMissing { tensor: tensor(), label: label() },
                "no tensor `lin.weight` in the weights of m; check that config.json and the weights are of one model",
            ),
            (
                ModelError::Shape { tensor: tensor(), label: label(), expected: vec![2, 3], found: vec![3] },
                "tensor `lin.weight` of m has shape [3], expected [2, 3]; check that config.json and the weights are of one model",
            ),
            (
                ModelError::Dtype { tensor: tensor(), label: label(), dtype: s("I64") },
                "tensor `lin.weight` of m holds I64 numbers; save the model in f32, f16 or bf16",
            ),
            (
                ModelError::NotFinite { tensor: tensor(), label: label(), value: f32::NAN, idx: 7 },
                "tensor `lin.weight` of m is NaN at element 7; download the model again or save it in f32",
            ),
        ];
        check(table);
    }
}
