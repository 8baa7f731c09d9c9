//! Tests of the vocabulary: against tables that sentencepiece made, on both models of the repository.

use super::*;

fn file(path: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn default_vocab() -> Vocab {
    let (source_spm, vocab_json) = (file("models/ar-en/source.spm"), file("models/ar-en/vocab.json"));
    Vocab::new(VocabFiles::Spm { source_spm: &source_spm, vocab_json: &vocab_json }, 0).expect("a vocabulary")
}

#[test]
fn decoding_joins_pieces_and_keeps_their_places() {
    let vocab = default_vocab();
    let ids = ["▁the", "▁to", "s", ".", "</s>"].map(|piece| vocab.id(piece).expect("a piece"));
    let decoded = vocab.decode(&ids);
    assert_eq!(decoded.text, "the tos.");
    let parts: Vec<&str> = decoded.spans.iter().map(|span| span.of(&decoded.text)).collect();
    assert_eq!(parts, ["the", "to", "s", ".", ""]);
    assert_eq!(vocab.decode(&[4_000_000]).text, "");
}

#[test]
fn spans_of_tokens_cover_the_text_in_order() {
    let vocab = default_vocab();
    let text = "قال  الوزير ﷲ 漢字 x.";
    let encoded = vocab.encode(text).expect("divided");
    assert_eq!(encoded.ids.len(), encoded.spans.len());
    let covered: String = encoded.spans.iter().map(|span| span.of(text)).collect();
    assert_eq!(covered, text.replace(' ', ""));
}

#[test]
fn wrong_files_are_refused_with_their_names() {
    let (spm, json) = (file("models/ar-en/source.spm"), file("models/ar-en/vocab.json"));
    let text = String::from_utf8(json.clone()).expect("UTF-8");
    let doubled = text.replace("\"▁to\": 8", "\"▁to\": 5").into_bytes();
    let moved = text.replace("\"</s>\": 0", "\"</S>\": 0").into_bytes();
    let cases: [(&[u8], &[u8], &str); 8] = [
        (&spm[..spm.len() - 3], &json, "source.spm cannot be used as a vocabulary: it ends in the middle of a field"),
        (b"", &json, "source.spm cannot be used as a vocabulary: it holds no pieces"),
        (b"hello", &json, "source.spm cannot be used as a vocabulary"),
        (&spm, b"{\"a\": -1}", "vocab.json cannot be used as a vocabulary: invalid value"),
        (&spm, b"{\"<unk>\": 1, \"a\": 4000000000}", "vocab.json lacks 7"),
        (&spm, &doubled, "vocab.json cannot be used as a vocabulary: two pieces have the id 5"),
        (&spm, &moved, "the vocabulary does not match: vocab.json does not have </s> at 0"),
        (&spm, b"{\"a\": 0}", "the vocabulary does not match: vocab.json has no entry <unk>"),
    ];
    for (source_spm, vocab_json, expected) in cases {
        let error = Vocab::new(VocabFiles::Spm { source_spm, vocab_json }, 0).err().expect("an error").to_string();
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
        assert!(error.contains("model"), "{error:?} says what to do next");
    }
    let error = Vocab::new(VocabFiles::TokenizerJson(b"{}"), 0).err().expect("an error").to_string();
    assert!(error.starts_with("tokenizer.json cannot be used"), "{error}");
}

/// Strings with everything that normalising and dividing can stumble over; ids by sentencepiece.
#[test]
fn odd_strings_are_divided_as_sentencepiece_does() {
    let vocab = default_vocab();
    let golden: serde_json::Value = serde_json::from_slice(&file("tests/golden/vocab-odd.json")).expect("JSON");
    let cases = golden["cases"].as_array().expect("cases");
    assert!(cases.len() > 80);
    let mut wrong = Vec::new();
    for case in cases {
        let text = case["text"].as_str().expect("a text");
        let expected: Vec<TokenId> = serde_json::from_value(case["ids"].clone()).expect("ids");
        let ids = vocab.encode(text).expect("divided").ids;
        if ids != expected {
            wrong.push(format!("{text:?}: {ids:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
