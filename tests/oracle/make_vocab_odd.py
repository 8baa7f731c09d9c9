#!/usr/bin/env python3
"""Write tests/golden/vocab-odd.json: odd strings and their source ids by sentencepiece.

    python tests/oracle/make_vocab_odd.py [--model DIR] [--out FILE]

Each string goes to source.spm as it is (no normalisation but that of the .spm file itself); pieces become ids by
vocab.json, what it lacks becomes <unk>, and </s> is appended. MarianTokenizer does the same, except that it cuts
"</s>", "<unk>", "<pad>" and a leading ">>xx<<" out of the text first; here they are text.
The file holds ASCII only (JSON escapes), so that no editor can repair the strings.
"""
import argparse
import hashlib
import json
import os

import sentencepiece

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

TEXTS = [
    # Nothing, spaces, line ends, control characters.
    "", " ", "   ", "\u00a0", "\u200b", "\n", "\t", "\x00", "\x07",
    " السلام", "السلام ", "  السلام  عليكم  ", "السلام\u00a0عليكم", "10\u2009000", "السلام\tعليكم", "السلام\nعليكم",
    "السلام\r\nعليكم", "سلام\u3000سلام", "سلام\u2028سلام\u2029سلام", "سلام\x00سلام", "سلام\x07\x1b[0m سلام",
    "\x7f سلام \x85 سلام \xad",
    # Arabic forms.
    "أَكَّدَ الرَّئِيسُ مُجَدَّدًا", "الـــســـلام", "ﷲ أكبر", "محمد ﷺ", "ﷻ ﷽", "ﻻ ﻷ ﻹ ﻵ", "ﺍﻟﺴﻼﻡ", "ﭐﭑ ﮐ ﯽ",
    "\u0627\u0653\u0644\u0627\u0654\u0646 \u0648\u0654 \u064a\u0654", "آلأن ؤ ئ", "گفتگوی ایران پژوهش چین", "یک کتاب", "ٱلكتاب هٰذا",
    "١٢٣٤٥٦٧٨٩٠", "۱۲۳۴۵۶۷۸۹۰", "٣٫١٤ و١٬٠٠٠ و٥٠٪", "نعم؟ لا؛ ربما، «اقتباس» ۔ ٭", "ـ", "\u064b", "\u0651\u064e", " \u0651 ",
    "ق\u06db ل\u06d6",
    # Invisible characters.
    "السلام\u200bعليكم", "می\u200cخواهم", "ال\u200dسلام", "\u200fالسلام\u200e (UN)\u200f", "\u202bنص\u202c \u2067نص\u2069", "\ufeffالسلام",
    "السلا\u00adم", "ا\u2060ب\u2063ج", "ا\ufe0fب",
    # Latin and other letters.
    "cafe\u0301 Cafe\u0301 café", "A\u030angstro\u0308m Å Å", "ＡＢＣ ａｂｃ １２３！", "ﬁnance oﬃce ß ẞ ĳ", "𝐀𝐁𝐂 𝒜 ℝ ℵ", "½ ¼ x² H₂O №5 ™ ㎏",
    "İstanbul ıI ŒUVRE", "Москва Ελλάδα שלום", "漢字 中文 日本語 한국어 \u1112\u1161\u11ab", "ｶﾞｷﾞ ㌔ ①②", "नमस्ते",
    # Emoji, symbols, unassigned.
    "😀", "سلام😀سلام", "👨‍👩‍👧‍👦 👍🏽 🇪🇬 1\ufe0f\u20e3", "☃ ★ → ∑ ≠", "\ufffd", "سلام\ufffdسلام", "\ue000\uf8ff", "\U0010ffff \U000e0001 \u0378",
    "…… — – ‐ ‑ − ' ’ ‘ ‛ “ ” „ ‟ ` ´", "a\u0300\u0301\u0302\u0323\u0489", "\u0301",
    # What looks like pieces and special tokens.
    "▁", "▁السلام▁عليكم", "</s>", "<unk> <pad> <s>", ">>ara<< سلام", "<0x0A> %% \\n &amp; &#x27;", "http://example.org/a?b=ج#د",
    "a" * 300, "والاستقلاليات" * 20, "ووووووووووووووووووووووووووووووووووووووو", ". . . . ..... ،،،،", "1,234,567.89 12:30 2021/03/04 ٤/٣/٢٠٢١",
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", default=os.path.join(ROOT, "models", "ar-en"))
    arguments.add_argument("--out", default=os.path.join(ROOT, "tests", "golden", "vocab-odd.json"))
    a = arguments.parse_args()
    source = os.path.join(a.model, "source.spm")
    spm = sentencepiece.SentencePieceProcessor(model_file=source)
    with open(os.path.join(a.model, "vocab.json"), encoding="utf-8") as f:
        vocab = json.load(f)
    encode = lambda text: [vocab.get(p, vocab["<unk>"]) for p in spm.encode(text, out_type=str)] + [vocab["</s>"]]
    assert len(set(TEXTS)) == len(TEXTS)
    with open(source, "rb") as f:
        meta = {"sentencepiece": sentencepiece.__version__, "source_spm_sha256": hashlib.sha256(f.read()).hexdigest()}
    rows = ",\n".join(json.dumps({"text": text, "ids": encode(text)}) for text in TEXTS)
    with open(a.out, "w", encoding="utf-8") as f:
        f.write('{"meta": ' + json.dumps(meta) + ',\n"cases": [\n' + rows + "\n]}\n")
    print(f"{a.out}: {len(TEXTS)} strings")


if __name__ == "__main__":
    main()
