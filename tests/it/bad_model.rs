//! Models that cannot be used: each is refused before anything is translated, in words that name the file or the
//! tensor and the next step.

use std::fs;
use std::path::Path;

use crate::harness::{Folder, ROOT, TINY};

/// What is done to a sound model in the folder `m`.
type Damage = fn(&Folder);

const ONE_MODEL: &str = "check that config.json and the weights are of one model";

/// A folder with a text and a sound model.
fn sound() -> Folder {
    let folder = Folder::with(&[("a.txt", "قال الوزير.")]);
    for file in fs::read_dir(TINY).unwrap().map(|entry| entry.unwrap()) {
        folder.write(format!("m/{}", file.file_name().display()), fs::read(file.path()).unwrap());
    }
    folder
}

/// Refuses a damaged model; `messages` are parts of what is said of it.
#[track_caller]
fn check(damage: Damage, messages: &[&str]) {
    let folder = sound();
    damage(&folder);
    let before = folder.names();
    let mut ran = folder.naql(&["translate", "--model", "m", "a.txt", "-o", "x.tsv"]).code(3).stdout_is("");
    ran.check(ran.stderr.starts_with("naql: ") && ran.stderr.lines().count() == 1, "expected one message");
    for message in messages {
        ran = ran.stderr_has(message);
    }
    assert_eq!(folder.names(), before, "no output is made");
}

fn remove(folder: &Folder, file: &str) {
    fs::remove_file(folder.path(file)).unwrap();
}

fn replace(folder: &Folder, file: &str, (from, to): (&str, &str)) {
    let text = folder.read(file);
    assert!(text.contains(from), "{file} has no {from}");
    folder.write(file, text.replace(from, to));
}

/// Puts one of the files of `tests/golden/torch` where the weights were.
fn torch(folder: &Folder, fixture: &str) {
    remove(folder, "m/model.safetensors");
    let bytes = fs::read(Path::new(ROOT).join("tests/golden/torch").join(fixture)).unwrap();
    folder.write("m/pytorch_model.bin", bytes);
}

fn weights(folder: &Folder, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(folder.path("m/model.safetensors")).unwrap();
    change(&mut bytes);
    folder.write("m/model.safetensors", bytes);
}

#[test]
fn the_sound_model_is_sound() {
    let folder = sound();
    folder.naql(&["translate", "--model", "m", "a.txt"]).code(0);
}

#[test]
fn missing_files() {
    let again = "download the model again with all its files";
    let table: [(Damage, &[&str]); 8] = [
        (
            |f| fs::remove_dir_all(f.path("m")).unwrap(),
            &["no model \"m\": it is neither a folder nor a name in models", "config.json"],
        ),
        (|f| remove(f, "m/config.json"), &["no config.json in m; ", again]),
        (|f| remove(f, "m/source.spm"), &["no source.spm in m; ", again]),
        (|f| remove(f, "m/vocab.json"), &["no vocab.json in m; ", again]),
        (|f| remove(f, "m/model.safetensors"), &["no weights in m; put model.safetensors or pytorch_model.bin there"]),
        (
            |f| {
                fs::remove_dir_all(f.path("m")).unwrap();
                fs::create_dir(f.path("m")).unwrap();
            },
            &["no config.json in m; ", again],
        ),
        (
            |f| {
                remove(f, "m/config.json");
                fs::create_dir(f.path("m/config.json")).unwrap();
            },
            &["cannot read m/config.json: ", "check its permissions"],
        ),
        (
            |f| f.write("m/model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
            &["m/model.safetensors is a Git LFS pointer, not the weights; run `git lfs pull`"],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}

#[test]
fn damaged_safetensors() {
    let damaged = "file m/model.safetensors is damaged: ";
    let again = "; download it again";
    let table: [(Damage, &[&str]); 7] = [
        (|f| f.write("m/model.safetensors", ""), &[damaged, "it ends before the header", again]),
        (|f| weights(f, |bytes| bytes.truncate(5)), &[damaged, "it ends before the header", again]),
        (|f| weights(f, |bytes| bytes.truncate(100)), &[damaged, "it claims a header of", "but has only 92", again]),
        (|f| weights(f, |bytes| bytes.truncate(200_000)), &[damaged, "its header describes", "follow", again]),
        (|f| weights(f, |bytes| bytes[7] = 0x7f), &[damaged, "it claims a header of", again]),
        (|f| weights(f, |bytes| bytes[8] = b'['), &[damaged, "its header is wrong", again]),
        (
            |f| {
                weights(f, |bytes| {
                    let at = bytes.windows(12).position(|window| window == b"data_offsets").unwrap() + 15;
                    assert!(bytes[at].is_ascii_digit());
                    bytes[at] = if bytes[at] == b'9' { b'1' } else { b'9' };
                });
            },
            &[damaged, "its header is wrong", again],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}

#[test]
fn pickles() {
    let table: [(Damage, &[&str]); 5] = [
        (
            |f| torch(f, "checkpoint.bin"),
            &["file m/pytorch_model.bin holds more than tensors: ", "it was not run: where you trust it, load it with"],
        ),
        (
            |f| {
                remove(f, "m/model.safetensors");
                f.write("m/pytorch_model.bin", b"\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R.");
            },
            &["file m/pytorch_model.bin holds more than tensors: the global `os.system`", "save the model as"],
        ),
        (|f| torch(f, "module-zip.bin"), &["no tensor `", "in the weights of m; ", ONE_MODEL]),
        (|f| torch(f, "module-legacy.bin"), &["no tensor `", "in the weights of m; ", ONE_MODEL]),
        (
            |f| {
                torch(f, "module-zip.bin");
                let bytes = fs::read(f.path("m/pytorch_model.bin")).unwrap();
                f.write("m/pytorch_model.bin", &bytes[..bytes.len() / 2]);
            },
            &["file m/pytorch_model.bin is damaged: ", "; download it again"],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}

const CONFIG: &str = "m/config.json";

#[test]
fn tensors_that_do_not_fit_the_configuration() {
    let table: [(Damage, &[&str]); 5] = [
        (
            |f| replace(f, CONFIG, ("\"d_model\": 32", "\"d_model\": 64")),
            &["tensor `model.", " of m has shape [223, 32], expected [223, 64]; ", ONE_MODEL],
        ),
        (
            |f| replace(f, CONFIG, ("vocab_size\": 223", "vocab_size\": 230")),
            &["tensor `", " of m has shape [", "223", "230", ONE_MODEL],
        ),
        (
            |f| replace(f, CONFIG, ("\"encoder_ffn_dim\": 64", "\"encoder_ffn_dim\": 128")),
            &["tensor `model.encoder.layers.0.fc1.weight` of m has shape [64, 32], expected [128, 32]; ", ONE_MODEL],
        ),
        (
            |f| replace(f, CONFIG, ("\"decoder_layers\": 2", "\"decoder_layers\": 3")),
            &["no tensor `model.decoder.layers.2.", "in the weights of m; ", ONE_MODEL],
        ),
        (
            |f| {
                weights(f, |bytes| {
                    let n_bytes = bytes.len();
                    bytes[n_bytes - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
                });
            },
            &["tensor `", "of m is NaN at element ", "download the model again or save it in f32"],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}

#[test]
fn wrong_settings() {
    let table: [(Damage, &[&str]); 8] = [
        (|f| f.write(CONFIG, "{"), &["cannot use m/config.json: ", "; correct it, or give another model"]),
        (|f| replace(f, CONFIG, ("\"d_model\": 32,", "")), &["cannot use m/config.json: missing field `d_model`"]),
        (
            |f| replace(f, CONFIG, ("\"marian\"", "\"t5\"")),
            &["cannot use m/config.json: model_type is \"t5\", and this engine runs \"marian\" only; ", "give another"],
        ),
        (
            |f| replace(f, CONFIG, ("\"swish\"", "\"gelu\"")),
            &["cannot use m/config.json: activation_function is \"gelu\", and this engine computes \"swish\" and"],
        ),
        (
            |f| replace(f, CONFIG, ("attention_heads\": 4", "attention_heads\": 5")),
            &["cannot use m/config.json: [5, 5] attention heads do not divide d_model 32"],
        ),
        (|f| f.write("m/generation_config.json", "[]"), &["cannot use m/generation_config.json: "]),
        (|f| f.write("m/naql.toml", "max_source_tokens = \n"), &["cannot use m/naql.toml: ", "line 1"]),
        (
            |f| f.write("m/naql.toml", "max_source_token = 9\n"),
            &[
                "cannot use m/naql.toml: line 1: unknown field `max_source_token`",
                "expected one of",
                "max_source_tokens",
            ],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}

#[test]
fn vocabularies_that_do_not_match() {
    let same = "take all files from one and the same model";
    let table: [(Damage, &[&str]); 6] = [
        (|f| f.write("m/vocab.json", r#"{"</s>": 0, "<unk>": 1, "x": 2}"#), &["in m: ", "vocabulary", same]),
        (|f| f.write("m/vocab.json", r#"{"a": 0"#), &["in m: vocab.json cannot be used as a vocabulary: ", "again"]),
        (
            |f| replace(f, "m/vocab.json", ("\"<unk>\"", "\"<unknown>\"")),
            &["in m: ", "vocab.json has no entry <unk>", same],
        ),
        (
            |f| replace(f, "m/vocab.json", ("222", "300")),
            &["in m: ", "the vocabulary has 301 ids, but vocab_size in config.json is 223; ", same],
        ),
        (|f| f.write("m/source.spm", "no protobuf"), &["in m: source.spm cannot be used as a vocabulary: ", "again"]),
        (
            |f| f.write("m/naql.toml", "language_token = \">>eng<<\"\n"),
            &[
                "cannot use m/naql.toml: the vocabulary does not have the language token \">>eng<<\"",
                "correct it, or give another model",
            ],
        ),
    ];
    table.into_iter().for_each(|(damage, messages)| check(damage, messages));
}
