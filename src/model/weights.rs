//! The named tensors of a model, wherever they lie. Does not know which ones an architecture needs.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use sha2::{Digest, Sha256};

use super::error::Fault;
use super::tensor::{Dtype, Tensor};
use super::{ModelError, ModelFiles, safetensors, shards, torch};

/// Hex digits of a checksum: 48 bits, enough to tell the models that one person has apart.
const CHECKSUM_DIGITS: usize = 12;

/// How a Git LFS pointer begins (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const LFS_START: &[u8] = b"version https://git-lfs.github.com/spec/";

/// A reader of one weight format.
type Reader = fn(Cow<'static, [u8]>) -> Result<HashMap<String, Tensor>, Fault>;

/// The places that weights are looked for, in this order: a file, the index of its shards, the reader.
///
/// safetensors first: where a model has both, it is the one that needs no pickle.
const PLACES: [(&str, &str, Reader); 2] = [
    ("model.safetensors", "model.safetensors.index.json", safetensors::read),
    ("pytorch_model.bin", "pytorch_model.bin.index.json", torch::read),
];

/// The named tensors of a model, as its files hold them until they are taken.
pub struct Weights {
    label: String,
    checksum: String,
    tensors: HashMap<String, Tensor>,
}

impl Weights {
    /// Reads the weights of a model: `model.safetensors` or its shards, else `pytorch_model.bin` or its shards.
    ///
    /// The memory is that of the files' bytes, and while a file is read that of its largest tensor besides; embedded
    /// files need none.
    ///
    /// # Errors
    /// When there are no weights, or a file cannot be read, is damaged, holds more than tensors, or contradicts the
    /// index of shards.
    pub fn load(files: &ModelFiles) -> Result<Weights, ModelError> {
        for (file, index, reader) in PLACES {
            let mut loading = Loading { files, reader, sha: Sha256::new(), tensors: HashMap::new() };
            if let Some(bytes) = files.read(file)? {
                loading.tensors = loading.add(file, bytes)?;
            } else if let Some(shards) = shards::read(files, index)? {
                for (shard, names) in shards {
                    loading.add_shard(&shard, names)?;
                }
            } else {
                continue;
            }
            return Ok(loading.done());
        }
        Err(files.absent(ModelError::NoWeights { label: files.label() }))
    }

    /// The first 12 hex digits of the SHA-256 over the bytes of the weight files, in order of file name.
    ///
    /// For a model of one file, `sha256sum` prints the same digits.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// Whether there is such a tensor that has not been taken.
    pub fn contains(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The length along each axis of a tensor that has not been taken.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.get(name).map(Tensor::shape)
    }

    /// Takes a tensor out as f32 in row-major order, and frees its bytes unless another tensor shares them.
    ///
    /// # Errors
    /// When the tensor is not there or has another shape than `shape`, when its numbers are not floating point, or when
    /// one of them is not finite as f32. A tensor of another shape stays in.
    pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let (tensor, label) = (name.to_owned(), self.label.clone());
        match self.shape(name) {
            None => return Err(ModelError::TensorMissing { tensor, label }),
            Some(found) if found != shape => {
                return Err(ModelError::Shape { tensor, label, expected: shape.to_vec(), found: found.to_vec() });
            }
            Some(_) => {}
        }
        let taken = self.tensors.remove(name).expect("its shape was found above");
        let Some(values) = taken.to_f32() else {
            let dtype = match taken.dtype {
                Dtype::Other(dtype) => dtype,
                known => format!("{known:?}"),
            };
            return Err(ModelError::Dtype { tensor, label, dtype });
        };
        match values.iter().position(|x| !x.is_finite()) {
            Some(idx) => Err(ModelError::NotFinite { tensor, label, value: values[idx], idx }),
            None => Ok(values),
        }
    }
}

impl fmt::Debug for Weights {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Weights({}, {} tensors, {})", self.label, self.tensors.len(), self.checksum)
    }
}

/// The state while files are read.
struct Loading<'a> {
    files: &'a ModelFiles,
    reader: Reader,
    sha: Sha256,
    tensors: HashMap<String, Tensor>,
}

impl Loading<'_> {
    /// Reads the tensors of a file and counts it into the checksum.
    fn add(&mut self, file: &str, bytes: Cow<'static, [u8]>) -> Result<HashMap<String, Tensor>, ModelError> {
        let path = || self.files.path_label(file);
        if bytes.starts_with(LFS_START) {
            return Err(ModelError::LfsPointer { path: path() });
        }
        self.sha.update(&bytes);
        (self.reader)(bytes).map_err(|fault| fault.at(path()))
    }

    /// Adds the tensors `names` of a shard; what else lies in it is dropped, as the index gives it no meaning.
    fn add_shard(&mut self, shard: &str, names: Vec<String>) -> Result<(), ModelError> {
        let bytes = self.files.require(shard)?;
        let mut found = self.add(shard, bytes)?;
        for tensor in names {
            match found.remove(&tensor) {
                Some(value) => self.tensors.insert(tensor, value),
                None => return Err(ModelError::ShardLacks { path: self.files.path_label(shard), tensor }),
            };
        }
        Ok(())
    }

    fn done(self) -> Weights {
        let digest = self.sha.finalize();
        let mut checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        checksum.truncate(CHECKSUM_DIGITS);
        Weights { label: self.files.label(), checksum, tensors: self.tensors }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ::safetensors::tensor::{Dtype as FileDtype, TensorView, serialize};

    use super::*;
    use crate::model::safetensors::tests::file;

    /// A folder of these files.
    fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, ModelFiles) {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        let files = ModelFiles::Folder(dir.path().to_owned());
        (dir, files)
    }

    fn load(files: &[(&str, &[u8])]) -> Result<Weights, ModelError> {
        let (_dir, files) = folder(files);
        Weights::load(&files)
    }

    const TORCH: &[u8] = include_bytes!("../../tests/golden/torch/module-legacy.bin");

    #[test]
    fn tensors_are_taken_once() {
        let mut weights = load(&[("model.safetensors", &file(&[("a", &[2, 2]), ("b", &[3])]))]).unwrap();
        assert_eq!(weights.shape("a"), Some([2, 2].as_slice()));
        let error = weights.take("a", &[4]).unwrap_err().to_string();
        assert!(error.contains("has shape [2, 2], expected [4]"), "{error}");
        assert_eq!(weights.take("a", &[2, 2]).unwrap(), [0., 1., 2., 3.]);
        assert!(!weights.contains("a") && weights.contains("b"));
        assert!(matches!(weights.take("a", &[2, 2]), Err(ModelError::TensorMissing { .. })));
    }

    #[test]
    fn checksum_is_that_of_the_bytes() {
        let bytes: &'static [u8] = file(&[("a", &[2])]).leak();
        let hex: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let folder = load(&[("model.safetensors", bytes)]).unwrap();
        assert_eq!(folder.checksum(), &hex[..12]);
        let files = vec![("model.safetensors", bytes)].leak();
        let embedded = Weights::load(&ModelFiles::Embedded { name: "m", files }).unwrap();
        assert_eq!(embedded.checksum(), &hex[..12]);
    }

    #[test]
    fn safetensors_come_before_a_pickle() {
        let bytes = file(&[("a", &[1])]);
        let both = load(&[("model.safetensors", &bytes), ("pytorch_model.bin", TORCH)]).unwrap();
        assert!(both.contains("a") && !both.contains("weight"));
        let mut only = load(&[("pytorch_model.bin", TORCH)]).unwrap();
        assert_eq!(only.take("bias", &[2]).unwrap(), [1., 1.]);
    }

    #[test]
    fn shards_are_joined() {
        let (one, two) = (file(&[("a", &[2])]), file(&[("b", &[1]), ("not in the index", &[1])]));
        let index = br#"{"metadata":{"total_size":12},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#;
        let mut weights =
            load(&[("model.safetensors.index.json", index), ("2.safetensors", &two), ("1.safetensors", &one)]).unwrap();
        assert_eq!(weights.take("a", &[2]).unwrap(), [0., 1.]);
        assert!(weights.contains("b") && !weights.contains("not in the index"));
        let whole = load(&[("model.safetensors", &one)]).unwrap();
        assert_ne!(weights.checksum(), whole.checksum());
        let torch = br#"{"weight_map":{"bias":"1.bin"}}"#;
        assert!(load(&[("pytorch_model.bin.index.json", torch), ("1.bin", TORCH)]).unwrap().contains("bias"));
    }

    #[test]
    fn wrong_files_are_named() {
        let bytes = file(&[("a", &[1])]);
        let index = |shard: &str| format!(r#"{{"weight_map":{{"x":"{shard}"}}}}"#);
        let check = |files: &[(&str, &[u8])], expected: &str| {
            let error = load(files).unwrap_err().to_string();
            assert!(error.contains(expected), "{error} / {expected}");
        };
        let name = "model.safetensors.index.json";
        check(&[], "no weights in ");
        check(&[("model.safetensors", b"version https://git-lfs.github.com/spec/v1\n")], "is a Git LFS pointer");
        check(&[("model.safetensors", &bytes[..20])], "model.safetensors is damaged: it claims a header of");
        check(&[(name, b"{}")], "index.json is damaged: missing field `weight_map`");
        check(&[(name, index("../s").as_bytes())], "names the shard `../s`, which is not a plain file name");
        check(&[(name, index("s").as_bytes())], "no s in ");
        check(&[(name, index("s").as_bytes()), ("s", &bytes)], "lacks the tensor `x`");
        check(&[("pytorch_model.bin", b"\x80\x02cos\nsystem\n.")], "holds more than tensors: the global `os.system`");
        let none = ModelFiles::Folder("no/such/folder".into());
        let error = Weights::load(&none).unwrap_err().to_string();
        assert!(error.starts_with("no model folder at no/such/folder; "), "{error}");
    }

    #[test]
    fn numbers_that_are_no_weights_are_refused() {
        let (nan, inf, big) = (f32::NAN.to_le_bytes(), f32::NEG_INFINITY.to_le_bytes(), 1e300_f64.to_le_bytes());
        let views = [
            ("nan", FileDtype::F32, nan.as_slice()),
            ("inf", FileDtype::F32, inf.as_slice()),
            ("big", FileDtype::F64, big.as_slice()),
            ("ids", FileDtype::I64, &[0; 8]),
        ];
        let views = views.map(|(name, dtype, data)| (name, TensorView::new(dtype, vec![1], data).unwrap()));
        let mut weights = load(&[("model.safetensors", &serialize(views, None).unwrap())]).unwrap();
        let table = [
            ("nan", "is NaN at element 0"),
            ("inf", "is -inf at element 0"),
            ("big", "is inf at element 0"),
            ("ids", "holds I64 numbers"),
        ];
        for (name, expected) in table {
            let error = weights.take(name, &[1]).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains(&format!("`{name}`")), "{error}");
        }
    }
}
