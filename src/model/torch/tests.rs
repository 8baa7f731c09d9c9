//! Tests of both containers with files that PyTorch wrote (`tests/oracle/make_torch_fixtures.py`) and with files made
//! by hand to lie.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../tests/golden/torch/", $name)).as_slice())
    };
}

const TENSORS: [(&str, &[u8]); 5] = [
    fixture!("tensors-zip.bin"),
    fixture!("tensors-legacy.bin"),
    fixture!("tensors-protocol3.bin"),
    fixture!("tensors-protocol4.bin"),
    fixture!("tensors-protocol5.bin"),
];
const MODULES: [(&str, &[u8]); 2] = [fixture!("module-zip.bin"), fixture!("module-legacy.bin")];
const CHECKPOINT: (&str, &[u8]) = fixture!("checkpoint.bin");

fn fault(bytes: Vec<u8>) -> Fault {
    read(Cow::Owned(bytes)).err().expect("the file is wrong")
}

/// Text of a fault, with the variant in front.
fn text(bytes: Vec<u8>) -> String {
    format!("{:?}", fault(bytes))
}

/// Name, shape, and the values where they can be taken.
type Expected = (&'static str, &'static [usize], Option<&'static [f32]>);

#[test]
fn tensors_of_torch_are_read() {
    let expected: [Expected; 11] = [
        ("full", &[2, 3], Some(&[0., 1., 2., 3., 4., 5.])),
        ("half", &[4], Some(&[0.5, -1., 2., 65504.])),
        ("bf16", &[2, 1], Some(&[1., -3.])),
        ("double", &[1], Some(&[0.25])),
        ("ids", &[3], None),
        ("transposed", &[3, 2], Some(&[0., 3., 1., 4., 2., 5.])),
        ("tied", &[2, 3], Some(&[0., 1., 2., 3., 4., 5.])),
        ("row", &[3], Some(&[3., 4., 5.])),
        ("parameter", &[2], Some(&[7., 8.])),
        ("empty", &[0, 4], Some(&[])),
        ("scalar", &[], Some(&[9.])),
    ];
    for (file, bytes) in TENSORS {
        for bytes in [Cow::Borrowed(bytes), Cow::Owned(bytes.to_vec())] {
            let tensors = read(bytes).unwrap_or_else(|fault| panic!("{file}: {fault:?}"));
            assert_eq!(tensors.len(), expected.len(), "{file}");
            for (name, shape, values) in expected {
                assert_eq!(tensors[name].shape(), shape, "{file} {name}");
                assert_eq!(tensors[name].to_f32().as_deref(), values, "{file} {name}");
            }
        }
    }
}

#[test]
fn state_of_a_module_is_read() {
    for (file, bytes) in MODULES {
        let tensors = read(Cow::Borrowed(bytes)).unwrap_or_else(|fault| panic!("{file}: {fault:?}"));
        assert_eq!(tensors["weight"].to_f32().unwrap(), [0., 1., 2., 3., 4., 5.], "{file}");
        assert_eq!(tensors["bias"].to_f32().unwrap(), [1., 1.], "{file}");
    }
}

#[test]
fn a_checkpoint_is_refused() {
    assert_eq!(fault(CHECKPOINT.1.to_vec()), Fault::NotOnlyTensors("an integer at `epoch`".into()));
}

/// Pickle instructions, by hand.
#[derive(Clone, Default)]
struct Pickle(Vec<u8>);

impl Pickle {
    fn new() -> Self {
        Self(vec![0x80, 2])
    }
    fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }
    fn str(self, text: &str) -> Self {
        self.raw(b"X").raw(&(text.len() as u32).to_le_bytes()).raw(text.as_bytes())
    }
    fn int(self, n: i32) -> Self {
        self.raw(b"J").raw(&n.to_le_bytes())
    }
    fn global(self, name: &str) -> Self {
        self.raw(b"c").raw(name.replace(' ', "\n").as_bytes()).raw(b"\n")
    }
    fn ints(self, ints: &[i32]) -> Self {
        ints.iter().fold(self.raw(b"("), |p, &n| p.int(n)).raw(b"t")
    }
    fn dict(self) -> Self {
        self.global("collections OrderedDict").raw(b")R")
    }
    fn storage(self, class: &str, key: &str, numel: i32) -> Self {
        self.raw(b"(").str("storage").global(class).str(key).str("cpu").int(numel).raw(b"tQ")
    }
    fn tensor(self, spec: &Spec) -> Self {
        self.global("torch._utils _rebuild_tensor_v2")
            .raw(b"(")
            .storage(spec.class, "0", spec.numel)
            .int(spec.offset)
            .ints(spec.shape)
            .ints(spec.strides)
            .raw(b"\x89")
            .dict()
            .raw(b"tR")
    }
    fn stop(self) -> Vec<u8> {
        self.raw(b".").0
    }
}

/// One tensor over storage `0`, to vary.
#[derive(Clone, Copy)]
struct Spec {
    class: &'static str,
    numel: i32,
    offset: i32,
    shape: &'static [i32],
    strides: &'static [i32],
}

const GOOD: Spec = Spec { class: "torch FloatStorage", numel: 4, offset: 0, shape: &[2, 2], strides: &[2, 1] };

/// The table `{"t": TENSOR}`.
fn table(spec: &Spec) -> Vec<u8> {
    Pickle::new().dict().str("t").tensor(spec).raw(b"s").stop()
}

fn archive_with(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in entries {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn archive_of(pickle: &[u8]) -> Vec<u8> {
    archive_with(&[("m/data.pkl", pickle), ("m/data/0", &[0; 16])])
}

fn check(table: &[(Vec<u8>, &str)]) {
    for (bytes, expected) in table {
        let text = text(bytes.clone());
        assert!(text.contains(expected), "{text} / {expected}");
    }
}

#[test]
fn handmade_table_is_read() {
    let tensors = read(Cow::Owned(archive_of(&table(&GOOD)))).unwrap();
    assert_eq!(tensors["t"].to_f32().unwrap(), [0.; 4]);
}

#[test]
fn wrong_tensors_are_named() {
    let of = |spec: Spec| archive_of(&table(&spec));
    check(&[
        (of(Spec { shape: &[2, 3], ..GOOD }), "tensor `t`: shape [2, 3] with strides [2, 1] and offset 0 goes beyond"),
        (of(Spec { offset: 1, ..GOOD }), "tensor `t`: shape [2, 2] with strides [2, 1] and offset 1 goes beyond"),
        (of(Spec { offset: -1, ..GOOD }), "describes a tensor wrongly"),
        (of(Spec { shape: &[-2, 2], ..GOOD }), "describes a tensor wrongly"),
        (of(Spec { strides: &[1], ..GOOD }), "with strides [1]"),
        (of(Spec { shape: &[9, 9], strides: &[0, 0], ..GOOD }), "goes beyond a storage of 4"),
        (of(Spec { shape: &[i32::MAX; 8], strides: &[i32::MAX; 8], ..GOOD }), "goes beyond a storage of 4"),
        (of(Spec { shape: &[1; 9], strides: &[1; 9], ..GOOD }), "describes a tensor wrongly"),
        (of(Spec { numel: 5, ..GOOD }), "storage `0` has 16 bytes instead of 5 elements of 4 bytes"),
        (of(Spec { numel: -1, ..GOOD }), "storage `0` has no length"),
        (of(Spec { class: "torch HalfStorage", ..GOOD }), "storage `0` has 16 bytes instead of 4 elements of 2 bytes"),
        (of(Spec { class: "torch QInt8Storage", ..GOOD }), "NotOnlyTensors(\"the global `torch.QInt8Storage`\")"),
        (archive_with(&[("m/data.pkl", &table(&GOOD))]), "storage `0` is not there"),
    ]);
}

#[test]
fn what_is_no_tensor_is_refused() {
    let of = |pickle: Pickle| archive_of(&pickle.stop());
    let entry = || Pickle::new().dict().str("k");
    let call = |name: &str| Pickle::new().global(name).raw(b"(").str("true").raw(b"tR");
    check(&[
        (of(call("os system")), "NotOnlyTensors(\"the global `os.system`\")"),
        (of(call("torch.storage _load_from_bytes")), "the global `torch.storage._load_from_bytes`"),
        (of(call("builtins eval")), "the global `builtins.eval`"),
        (of(Pickle::new().str("os").str("system").raw(b"\x93")), "the global `os.system`"),
        (of(call("collections OrderedDict")), "a call of `collections.OrderedDict` with unknown arguments"),
        (
            of(call("torch._utils _rebuild_parameter")),
            "a call of `torch._utils._rebuild_parameter` with unknown arguments",
        ),
        (of(call("torch FloatStorage")), "a call of `torch.FloatStorage`"),
        (of(entry().int(3).raw(b"s")), "an integer at `k`"),
        (of(entry().raw(b"G\0\0\0\0\0\0\0\0s")), "a number at `k`"),
        (of(entry().str("v").raw(b"s")), "a string at `k`"),
        (of(entry().raw(b"}s")), "a dictionary at `k`"),
        (of(entry().raw(b"]s")), "a list at `k`"),
        (of(entry().raw(b")s")), "a tuple at `k`"),
        (of(entry().raw(b"Ns")), "an empty value at `k`"),
        (of(entry().raw(b"\x88s")), "a truth value at `k`"),
        (of(entry().storage("torch FloatStorage", "0", 4).raw(b"s")), "a storage without a tensor at `k`"),
        (of(entry().global("torch FloatStorage").raw(b"s")), "a class or function at `k`"),
        (of(Pickle::new().dict().int(1).int(2).raw(b"s")), "an integer as a name"),
        (of(Pickle::new().raw(b"]")), "a list instead of a table"),
        (of(Pickle::new().tensor(&GOOD)), "a tensor instead of a table"),
        (of(Pickle::new().dict().raw(b"}").str("x").int(1).raw(b"sb")), "an object with a state of its own"),
        (of(Pickle::new().dict().raw(b"\x81")), "the pickle instruction"),
        (of(Pickle::new().raw(b"ios\nsystem\n")), "the pickle instruction 'i'"),
        (archive_with(&[("a.txt", b"")]), "a zip archive without data.pkl"),
        (Pickle::new().int(1).stop(), "a pickle that torch.save did not write"),
    ]);
}

#[test]
fn broken_pickles_are_found() {
    let of = |bytes: &[u8]| archive_of(bytes);
    check(&[
        (of(b""), "cut off"),
        (of(b"\x80"), "cut off"),
        (of(b"\x80\x06."), "Unsupported(\"pickle protocol 6"),
        (of(b"."), "empty stack"),
        (of(b"NN."), "leaves values over"),
        (of(b"(N."), "leaves values over"),
        (of(b"N(."), "empty stack"),
        (of(b"t."), "lacks a mark"),
        (of(b"N\x86."), "empty stack"),
        (of(b"h\x05."), "lacks memo 5"),
        (of(b"q\x05."), "empty stack"),
        (of(b"X\xff\xff\xff\xffab."), "cut off"),
        (of(b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffab."), "cut off"),
        (of(b"X\x01\0\0\0\xff."), "not UTF-8"),
        (of(b"\x8a\x11aaaaaaaaaaaaaaaaa."), "a number of 17 bytes"),
        (of(b"Na."), "empty stack"),
        (of(b"NNa."), "appends to what is no list"),
        (of(b"NNNs."), "sets items without a dictionary"),
        (of(b"}(Nu."), "sets items without a dictionary or a value"),
        (of(b"NN\x93."), "names a global by what is no string"),
        (of(b"N)R."), "calls what is no function"),
        (of(b"NNR."), "lacks a tuple"),
        (of(b")Q."), "refers to something else than a storage"),
        (of(b"cos"), "cut off"),
        (of(&vec![b')'; (1 << 20) + 9]), "has more than 1048576 instructions"),
        (of(&vec![b'('; (1 << 20) + 9]), "has more than 1048576 instructions"),
    ]);
    // Deep nesting costs neither recursion nor time.
    let deep = [vec![b')'], vec![0x85; 1 << 19], vec![b'.']].concat();
    check(&[(of(&deep), "a tuple instead of a table")]);
}

#[test]
fn broken_archives_are_found() {
    let pickle = table(&GOOD);
    let good = archive_of(&pickle);
    let patched = |from_end: usize, bytes: &[u8]| {
        let mut file = good.clone();
        let at = file.len() - from_end;
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let mut compressed = good.clone();
    let central = compressed.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    compressed[central + 10] = 8;
    let mut big = Vec::from(TENSORS[0].1);
    let order = big.windows(6).position(|w| w == b"little").unwrap();
    // PyTorch writes `big`; the spaces keep the length, and whatever is not `little` is refused.
    big[order..order + 6].copy_from_slice(b"big   ");
    check(&[
        (b"PK".to_vec(), "ends before its zip directory"),
        (good[..good.len() - 1].to_vec(), "ends before its zip directory"),
        (patched(10, &[0xff; 4]), "not where it should be"),
        (patched(6, &[0xff; 4]), "not where it should be"),
        (compressed, "its entry m/data.pkl is compressed"),
        (big, "Unsupported(\"big-endian numbers"),
        (archive_with(&[("a/data.pkl", &pickle), ("b/data.pkl", &pickle)]), "more than one data.pkl"),
        (b"<html>".to_vec(), "neither a zip archive nor a pickle"),
        (vec![], "neither a zip archive nor a pickle"),
    ]);
}

#[test]
fn storages_may_not_overlap() {
    let second = Pickle::new().dict().str("a").tensor(&GOOD).raw(b"s").str("b");
    let second = second.global("torch._utils _rebuild_tensor_v2").raw(b"(").storage(GOOD.class, "1", 4);
    let second = second.int(0).ints(&[4]).ints(&[1]).raw(b"\x89").dict().raw(b"tRs").stop();
    let mut file = archive_with(&[("m/data.pkl", &second), ("m/data/0", &[0; 16]), ("m/data/1", &[0; 16])]);
    assert!(read(Cow::Owned(file.clone())).is_ok());
    let entries: Vec<usize> = (0..file.len()).filter(|&at| file[at..].starts_with(b"PK\x01\x02")).collect();
    // The last directory entry gets the place of the one before.
    file.copy_within(entries[1] + 42..entries[1] + 46, entries[2] + 42);
    check(&[(file, "two storages overlap")]);
}

#[test]
fn a_claim_of_many_entries_reserves_nothing() {
    let mut file = TENSORS[0].1.to_vec();
    let record = file.windows(4).rposition(|w| w == b"PK\x06\x06").unwrap();
    file[record + 32..record + 40].copy_from_slice(&u64::MAX.to_le_bytes());
    check(&[(file, "claims 18446744073709551615 entries")]);
}

/// A legacy file from its parts.
fn legacy_of(info: Vec<u8>, object: Vec<u8>, keys: &[&str], data: &[u8]) -> Vec<u8> {
    let magic = Pickle::new().raw(b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").stop();
    let protocol = Pickle::new().raw(b"M\xe9\x03").stop();
    let keys = keys.iter().fold(Pickle::new().raw(b"]("), |p, key| p.str(key)).raw(b"e").stop();
    [magic, protocol, info, object, keys, data.to_vec()].concat()
}

fn machine(little_endian: bool) -> Vec<u8> {
    Pickle::new().raw(b"}").str("little_endian").raw(if little_endian { b"\x88s" } else { b"\x89s" }).stop()
}

#[test]
fn broken_legacy_files_are_found() {
    let of = |keys: &[&str], numel: i64, n_bytes: usize| {
        legacy_of(machine(true), table(&GOOD), keys, &[numel.to_le_bytes().to_vec(), vec![0; n_bytes]].concat())
    };
    assert!(read(Cow::Owned(of(&["0"], 4, 16))).is_ok());
    let with_view = Pickle::new().raw(b"(").str("storage").global("torch FloatStorage").str("0").str("cpu").int(4);
    let twice = [4_i64.to_le_bytes().as_slice(), &[0; 16]].concat().repeat(2);
    check(&[
        (of(&["0"], 4, 15), "ends within storage `0`"),
        (of(&["0"], 4, 17), "more bytes follow"),
        (of(&["0"], 5, 20), "storage `0` has 5 elements instead of 4"),
        (of(&["0"], i64::MIN, 16), "elements instead of 4"),
        (of(&["1"], 4, 16), "storage `1` belongs to no tensor"),
        (of(&["0", "0"], 4, 16), "ends within storage `0`"),
        (legacy_of(machine(true), table(&GOOD), &["0", "0"], &twice), "storage `0` is there twice"),
        (legacy_of(machine(true), table(&GOOD), &[], &[]), "storage `0` is not there"),
        (legacy_of(machine(false), table(&GOOD), &[], &[]), "Unsupported(\"big-endian numbers"),
        (legacy_of(Pickle::new().raw(b"}").stop(), table(&GOOD), &[], &[]), "byte order is missing"),
        (legacy_of(Pickle::new().raw(b"N").stop(), table(&GOOD), &[], &[]), "facts about the machine"),
        (legacy_of(machine(true), with_view.raw(b")tQ").stop(), &[], &[]), "Unsupported(\"views of storages"),
    ]);
    let (_, whole) = TENSORS[1];
    for n_bytes in 0..whole.len() {
        assert!(read(Cow::Owned(whole[..n_bytes].to_vec())).is_err(), "{n_bytes}");
    }
}

#[test]
fn a_storage_has_one_description() {
    let two = |second: &Spec| {
        archive_of(&Pickle::new().dict().str("a").tensor(&GOOD).raw(b"s").str("b").tensor(second).raw(b"s").stop())
    };
    assert_eq!(read(Cow::Owned(two(&GOOD))).unwrap().len(), 2);
    check(&[(two(&Spec { class: "torch IntStorage", ..GOOD }), "storage `0` is described in two ways")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damage_never_panics(
        which in 0..TENSORS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        keep in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = TENSORS[which].1.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(keep) = keep {
            bytes.truncate(keep.index(bytes.len()));
        }
        if let Ok(tensors) = read(Cow::Owned(bytes)) {
            tensors.values().for_each(|t| drop(t.to_f32()));
        }
    }

    #[test]
    fn any_pickle_ends_without_panic(ops in prop::collection::vec(
        prop::sample::select(b"\x80\x02.(qrhj\x94NKMJX\x8c)t\x85\x86\x87]ae}suQRb\x93\x88\x89\x8aG\0\x01".to_vec()), 0..60,
    )) {
        drop(pickle::read(&ops));
    }
}
