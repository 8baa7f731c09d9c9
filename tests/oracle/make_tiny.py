#!/usr/bin/env python3
"""Make tests/tiny-model: a tiny random Marian model in the Hugging Face folder layout.

    python tests/oracle/make_tiny.py [--out DIR]

The same bytes each time. Everything that a reader or an engine could overlook is made to matter: all biases,
layer-norm weights and `final_logits_bias` are far from 0 and 1, the ids of vocab.json differ from those of the
.spm files, a few source pieces are missing from vocab.json (they become <unk>), and <pad> is likely enough to
win a step when it is not suppressed. The model has learned nothing: its output is noise, but it depends on the source.

The .spm files carry only the part of sentencepiece's rule set nmt_nfkc that concerns spaces, invisible characters,
Latin and Arabic; the full table is larger than the rest of the folder.
"""
import argparse
import io
import json
import os
import random
import tempfile

import sentencepiece
import torch
from safetensors.torch import save

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

D_MODEL, D_FFN, N_LAYERS, N_HEADS = 32, 64, 2, 4
MAX_LENGTH = 40  # of the target, the start token included
N_PIECES = 120  # of each .spm file
SEED = 1
WEIGHTS_SEED = 167507  # found by trial: outputs that differ, end, and have no near ties
NOT_IN_VOCAB = 3  # source pieces left out of vocab.json

ARABIC = """
أعلنت وزارة الخارجية اليوم عن زيارة رسمية.
قال الوزير إن الحكومة ستعمل مع جميع الأطراف.
عقد مجلس الأمن جلسة طارئة يوم الأحد.
أكد الرئيس أهمية التعاون بين البلدين.
ندعو إلى وقف إطلاق النار فورا.
بلغ عدد القتلى 25 شخصا، وفق البيان.
وصل الوفد إلى العاصمة في 3 مارس 2021.
لم تصدر الوزارة أي بيان حتى الآن.
نرحب بقرار الجمعية العامة للأمم المتحدة.
استقبل رئيس الوزراء سفير مصر.
تدين المملكة الهجوم على المدنيين.
يجب على الجميع احترام القانون الدولي.
ناقش الجانبان الوضع في المنطقة.
وقعت الدولتان اتفاقا جديدا للتجارة.
نشكر الأمين العام على تقريره.
زادت الصادرات بنسبة 12 في المئة.
هذا القرار لا يخدم السلام.
تعرب الحكومة عن قلقها إزاء الوضع الإنساني.
سيبدأ العمل بالقرار غدا.
طلب المجلس تقريرا عن حقوق الإنسان.
قدمت اللجنة خطة من أربع نقاط.
تؤكد الدولة دعمها للشعب.
فتحت المدارس أبوابها بعد أسبوع.
أرسلت المنظمة مساعدات إلى النازحين.
قتل 7 جنود وأصيب آخرون.
ستجرى الانتخابات في شهر مايو.
أشاد السفير بجهود الوساطة.
رفضت المحكمة الطلب "بالإجماع".
انتهى الاجتماع (مساء أمس) دون اتفاق.
هل ستشارك الحكومة في المفاوضات؟
""".strip().split("\n")

ENGLISH = """
The Ministry of Foreign Affairs today announced an official visit.
The minister said that the government will work with all parties.
The Security Council held an emergency session on Sunday.
The President stressed the importance of cooperation between the two countries.
We call for an immediate ceasefire.
The death toll reached 25, according to the statement.
The delegation arrived in the capital on 3 March 2021.
The ministry has not issued any statement so far.
We welcome the decision of the United Nations General Assembly.
The Prime Minister received the ambassador of Egypt.
The Kingdom condemns the attack on civilians.
Everyone must respect international law.
Both sides discussed the situation in the region.
The two states signed a new trade agreement.
We thank the Secretary-General for his report.
Exports grew by 12 per cent.
This decision does not serve peace.
The government expresses its concern over the humanitarian situation.
The decision takes effect tomorrow.
The Council requested a report on human rights.
The committee presented a plan of four points.
The State reaffirms its support for the people.
Schools opened their doors after a week.
The organization sent aid to the displaced.
7 soldiers were killed and others were injured.
Elections will take place in May.
The ambassador praised the mediation efforts.
The court rejected the request "unanimously".
The meeting ended (last night) without agreement.
Will the government take part in the negotiations?
""".strip().split("\n")


def rules():
    """The part of nmt_nfkc that this model carries, as sentencepiece's TSV of hexadecimal code points."""
    normaliser = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc")
    # Between two letters that combine with nothing: at the edges spaces would be trimmed and added.
    normalise = lambda text: normaliser.normalize(f"字{text}字").strip("\u2581")[1:-1].replace("\u2581", " ")
    blocks = [(0x01, 0x17F), (0x600, 0x6FF), (0x2000, 0x206F), (0x3000, 0x3000), (0xFE70, 0xFEFF), (0xFF01, 0xFF5E)]
    sources = [chr(c) for low, high in blocks for c in range(low, high + 1)]
    sources += [letter + mark for letter in "AEIOUaeiouاوي" for mark in "\u0300\u0301\u0302\u0308\u0653\u0654\u0655"]
    to_hex = lambda text: " ".join(f"{ord(c):X}" for c in text)
    return "".join(f"{to_hex(s)}\t{to_hex(normalise(s))}\n" for s in sources if s != "\n" and normalise(s) != s)


def train_spm(lines):
    """A unigram model of the lines, serialised; no path of this machine ends up in it."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            with open("rules.tsv", "w", encoding="utf-8") as f:
                f.write(rules())
            model = io.BytesIO()
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(lines), model_writer=model, model_type="unigram", vocab_size=N_PIECES,
                character_coverage=1.0, normalization_rule_tsv="rules.tsv", num_threads=1, minloglevel=2)
            return model.getvalue()
        finally:
            os.chdir(here)


def make_vocab(source_spm, target_spm, rng):
    """Both files' pieces in a shuffled order, </s> and <unk> first and <pad> last."""
    def pieces(model):
        sp = sentencepiece.SentencePieceProcessor(model_proto=model)
        return [sp.id_to_piece(i) for i in range(sp.get_piece_size()) if not (sp.is_control(i) or sp.is_unknown(i))]

    source, target = pieces(source_spm), pieces(target_spm)
    only_source = [p for p in source if p not in target]
    left_out = rng.sample([p for p in only_source if len(p) > 1], NOT_IN_VOCAB)
    union = [p for p in target + only_source if p not in left_out]
    rng.shuffle(union)
    return {piece: i for i, piece in enumerate(["</s>", "<unk>", *union, "<pad>"])}, left_out


def make_weights(n_vocab):
    generator = torch.Generator().manual_seed(WEIGHTS_SEED)
    normal = lambda mean, std, *shape: mean + std * torch.randn(*shape, generator=generator)
    weights = {}

    def linear(name, n_out, n_in, gain):
        weights[f"{name}.weight"] = normal(0, gain / n_in ** 0.5, n_out, n_in)
        weights[f"{name}.bias"] = normal(0, 0.3, n_out)

    def layer_norm(name):
        weights[f"{name}.weight"] = normal(1, 0.25, D_MODEL).abs()
        weights[f"{name}.bias"] = normal(0, 0.25, D_MODEL)

    def attention(name, gain):
        for part in "qkv":
            linear(f"{name}.{part}_proj", D_MODEL, D_MODEL, gain)
        linear(f"{name}.out_proj", D_MODEL, D_MODEL, gain)
        layer_norm(f"{name}_layer_norm")

    def feed_forward(name):
        linear(f"{name}.fc1", D_FFN, D_MODEL, 0.6)
        linear(f"{name}.fc2", D_MODEL, D_FFN, 0.8)
        layer_norm(f"{name}.final_layer_norm")

    weights["model.shared.weight"] = normal(0, 0.13, n_vocab, D_MODEL)
    for i in range(N_LAYERS):
        attention(f"model.encoder.layers.{i}.self_attn", 0.6)
        feed_forward(f"model.encoder.layers.{i}")
        attention(f"model.decoder.layers.{i}.self_attn", 0.6)
        attention(f"model.decoder.layers.{i}.encoder_attn", 4.0)
        feed_forward(f"model.decoder.layers.{i}")
    weights[f"model.decoder.layers.{N_LAYERS - 1}.final_layer_norm.weight"] *= 4  # sharper probabilities
    bias = normal(0, 0.7, 1, n_vocab)
    bias[0, 0] += 5.5  # </s>: outputs end
    bias[0, -1] += 3.0  # <pad>: would be chosen if it were not suppressed
    weights["final_logits_bias"] = bias
    return weights


def configs(n_vocab):
    pad = n_vocab - 1
    config = {
        "architectures": ["MarianMTModel"], "model_type": "marian",
        "vocab_size": n_vocab, "decoder_vocab_size": n_vocab, "d_model": D_MODEL,
        "encoder_layers": N_LAYERS, "decoder_layers": N_LAYERS,
        "encoder_attention_heads": N_HEADS, "decoder_attention_heads": N_HEADS,
        "encoder_ffn_dim": D_FFN, "decoder_ffn_dim": D_FFN, "activation_function": "swish",
        "dropout": 0.1, "attention_dropout": 0.0, "activation_dropout": 0.0,
        "encoder_layerdrop": 0.0, "decoder_layerdrop": 0.0, "init_std": 0.02,
        "max_position_embeddings": 128, "max_length": MAX_LENGTH, "num_beams": 4,
        "scale_embedding": True, "static_position_embeddings": True, "normalize_before": False,
        "normalize_embedding": False, "add_final_layer_norm": False, "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True, "is_encoder_decoder": True, "use_cache": True,
        "bos_token_id": 0, "eos_token_id": 0, "forced_eos_token_id": 0, "pad_token_id": pad,
        "decoder_start_token_id": pad, "bad_words_ids": [[pad]], "torch_dtype": "float32",
    }
    generation = {
        "bad_words_ids": [[pad]], "decoder_start_token_id": pad, "eos_token_id": 0, "pad_token_id": pad,
        "max_length": MAX_LENGTH, "num_beams": 4,
    }
    tokenizer = {"source_lang": "ar", "target_lang": "en", "model_max_length": 128, "tokenizer_class": "MarianTokenizer"}
    return {"config.json": config, "generation_config.json": generation, "tokenizer_config.json": tokenizer}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", default=os.path.join(ROOT, "tests", "tiny-model"))
    out = arguments.parse_args().out
    os.makedirs(out, exist_ok=True)
    source_spm, target_spm = train_spm(ARABIC), train_spm(ENGLISH)
    vocab, left_out = make_vocab(source_spm, target_spm, random.Random(SEED))
    weights = save(make_weights(len(vocab)), metadata={"format": "pt"})
    for name, content in (("source.spm", source_spm), ("target.spm", target_spm), ("model.safetensors", weights)):
        with open(os.path.join(out, name), "wb") as f:
            f.write(content)
    for name, content in {"vocab.json": vocab, **configs(len(vocab))}.items():
        with open(os.path.join(out, name), "w", encoding="utf-8") as f:
            json.dump(content, f, ensure_ascii=False, indent=1)
            f.write("\n")
    size = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out))
    print(f"{out}: {len(vocab)} tokens, {size} bytes; not in vocab.json: {' '.join(left_out)}")


if __name__ == "__main__":
    main()
