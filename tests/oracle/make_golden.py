#!/usr/bin/env python3
"""Write tests/golden/tiny-model.json: what transformers makes of a few lines with tests/tiny-model.

    python tests/oracle/make_golden.py [--model DIR] [--out FILE]

The model runs in float32, one line at a time, so that nothing is padded. The fields:

meta                  versions and the SHA-256 of the weights; max_length counts the decoder start token.
cases[].source        the text, tokenised as it is (no normalisation but that of source.spm).
  source_ids          pieces of source.spm by vocab.json, what it lacks as <unk>, then </s>.
  greedy_ids          generate(num_beams=1) without the decoder start token; ends with </s> unless max_length was hit.
  greedy_log_probs    natural log, one per token of greedy_ids: log-softmax of the logits after <pad> was set to -inf,
                      as generate() does in greedy search by bad_words_ids. They sum to 1 without <pad>.
  greedy_log_probs_pad_kept
                      the same tokens by the convention of generate()'s beam search: log-softmax of all logits, <pad>
                      included, and only then <pad> set to -inf. They sum to less than 1 without <pad>.
  greedy_margin       the smallest distance between best and second logit on the greedy path; where it is small,
                      another summation order may lead elsewhere.
  greedy_logits_first full logits of the first two steps, nothing suppressed (some cases).
  cross_attention     of the greedy path, last decoder layer, mean over heads: [target step][source token] (some cases).
                      Row t is where the model looked while choosing greedy_ids[t].
  beam4               generate(num_beams=4, num_return_sequences=4, length_penalty=1, early_stopping=False): ids without
                      start token and padding, score = sequences_scores.
  text                the best of beam4, by target.spm; </s>, <unk> and <pad> dropped. A piece that target.spm lacks is
                      kept as it is, its ▁ a space.
  beam2_penalty_0_6   num_beams=2, length_penalty=0.6 (some cases).
  greedy_ids_forced_eos, beam4_forced_eos
                      with forced_eos_token_id = </s> (cases that hit max_length): config.json asks for that, but
                      generate() heeds only generation_config.json where there is one, and that does not.
"""
import argparse
import hashlib
import json
import os

import sentencepiece
import torch
import transformers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SOURCES = [
    "أعلنت وزارة الخارجية اليوم عن زيارة رسمية.",
    "قال الوزير إن الحكومة ستعمل مع جميع الأطراف.",
    "عقد مجلس الأمن جلسة طارئة",
    "بلغ عدد القتلى 25 شخصا، وفق البيان.",
    "ندعو إلى وقف إطلاق النار فورا.",
    "نشكر الأمين العام على تقريره.",
    "هذا القرار لا يخدم السلام.",
    "هل ستشارك الحكومة في المفاوضات؟",
    "السلام",
    "لا",
    "",
    " ",
    ".",
    "1234567890",
    "١٢ مارس ٢٠٢١",
    "NATO and the UN",
    "اجتمع وفد UNHCR مع الوزير",
    "字 漢字 😀",
    "كلمة 😀 مجهولة ☃ هنا",
    "  مسافات   كثيرة \t هنا  ",
    "ﻻ ﺳﻼم Ｏｋ",
    "أَكَّدَ الرَّئِيسُ",
    "وووووووووووووووو",
    "أكد الرئيس أهمية التعاون بين البلدين، وقال إن الحكومة ستعمل مع الأمم المتحدة على وقف إطلاق النار في "
    "المنطقة وإرسال المساعدات إلى المدنيين.",
    "قال on ment نعم",  # unknown to source.spm, but pieces of target.spm: their ids, not <unk>
]
WITH_LOGITS = [0, 3, 10, 16, 18, 23]
WITH_ATTENTION = [3, 8, 23]
WITH_BEAM2 = [0, 2, 4, 10, 16, 23]


class Oracle:
    """The model, the pieces and the vocabulary of a folder."""

    def __init__(self, folder):
        torch.set_num_threads(1)
        transformers.utils.logging.disable_progress_bar()
        self.model = transformers.MarianMTModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager").eval()
        load = lambda name: sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, name))
        self.source, self.target = load("source.spm"), load("target.spm")
        with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as f:
            self.vocab = json.load(f)
        self.pieces = {i: piece for piece, i in self.vocab.items()}
        self.config = self.model.generation_config

    def encode(self, text):
        unknown = self.vocab["<unk>"]
        return [self.vocab.get(p, unknown) for p in self.source.encode(text, out_type=str)] + [self.vocab["</s>"]]

    def decode(self, ids):
        pieces = [self.pieces[i] for i in ids]
        kept = [p for p in pieces if p not in ("</s>", "<unk>", "<pad>")]
        return self.target.decode_pieces(kept).replace("▁", " ").strip()

    def generate(self, ids, **settings):
        with torch.inference_mode():
            return self.model.generate(
                input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                do_sample=False, return_dict_in_generate=True, **settings)

    def strip(self, sequence):
        """Generated ids without the decoder start token and padding; both are <pad>, which is never generated."""
        return [i for i in sequence.tolist() if i != self.config.pad_token_id]

    def beam(self, ids, num_beams, length_penalty, **settings):
        out = self.generate(ids, num_beams=num_beams, num_return_sequences=num_beams, length_penalty=length_penalty,
                            early_stopping=False, output_scores=True, **settings)
        return [{"ids": self.strip(s), "score": digits(score)}
                for s, score in zip(out.sequences, out.sequences_scores.tolist())]


def digits(x, n=7):
    return float(f"{x:.{n}g}")


def make_case(oracle, i, text):
    ids = oracle.encode(text)
    out = oracle.generate(ids, num_beams=1, output_logits=True, output_attentions=True)
    greedy = oracle.strip(out.sequences[0])
    logits = torch.cat(out.logits)
    chosen = torch.tensor(greedy).unsqueeze(1)
    suppressed = logits.clone()
    suppressed[:, oracle.config.pad_token_id] = -torch.inf
    log_probs = lambda x: [digits(v) for v in torch.log_softmax(x, -1).gather(1, chosen).squeeze(1).tolist()]
    best_two = suppressed.topk(2).values
    case = {
        "source": text,
        "source_ids": ids,
        "greedy_ids": greedy,
        "greedy_log_probs": log_probs(suppressed),
        "greedy_log_probs_pad_kept": log_probs(logits),
        "greedy_margin": digits((best_two[:, 0] - best_two[:, 1]).min().item(), 3),
        "beam4": oracle.beam(ids, 4, 1.0),
    }
    case["text"] = oracle.decode(case["beam4"][0]["ids"])
    if i in WITH_BEAM2:
        case["beam2_penalty_0_6"] = oracle.beam(ids, 2, 0.6)
    if greedy[-1] != oracle.config.eos_token_id:
        forced = oracle.generate(ids, num_beams=1, forced_eos_token_id=oracle.config.eos_token_id)
        case["greedy_ids_forced_eos"] = oracle.strip(forced.sequences[0])
        case["beam4_forced_eos"] = oracle.beam(ids, 4, 1.0, forced_eos_token_id=oracle.config.eos_token_id)
    if i in WITH_LOGITS:
        case["greedy_logits_first"] = [[digits(v, 6) for v in row] for row in logits[:2].tolist()]
    if i in WITH_ATTENTION:
        rows = [step[-1][0, :, -1].mean(0).tolist() for step in out.cross_attentions]
        case["cross_attention"] = [[round(v, 4) for v in row] for row in rows]
    return case


def check_tokenizer(folder, oracle):
    """MarianTokenizer must agree with encode() and decode() above."""
    tokenizer = transformers.MarianTokenizer.from_pretrained(folder)
    for text in SOURCES:
        assert tokenizer(text).input_ids == oracle.encode(text), text
        ids = oracle.strip(oracle.generate(oracle.encode(text), num_beams=1).sequences[0])
        theirs = tokenizer.decode(ids, skip_special_tokens=True, use_source_tokenizer=False)
        assert theirs == oracle.decode(ids), (theirs, oracle.decode(ids))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", default=os.path.join(ROOT, "tests", "tiny-model"))
    arguments.add_argument("--out", default=os.path.join(ROOT, "tests", "golden", "tiny-model.json"))
    a = arguments.parse_args()
    oracle = Oracle(a.model)
    check_tokenizer(a.model, oracle)
    with open(os.path.join(a.model, "model.safetensors"), "rb") as f:
        sha256 = hashlib.sha256(f.read()).hexdigest()
    meta = {"transformers": transformers.__version__, "torch": torch.__version__.split("+")[0],
            "sentencepiece": sentencepiece.__version__, "weights_sha256": sha256,
            "max_length": oracle.config.max_length, "pad_id": oracle.config.pad_token_id}
    cases = [make_case(oracle, i, text) for i, text in enumerate(SOURCES)]
    os.makedirs(os.path.dirname(a.out), exist_ok=True)
    line = lambda value: json.dumps(value, ensure_ascii=False)
    with open(a.out, "w", encoding="utf-8") as f:
        f.write('{"meta": ' + line(meta) + ',\n"cases": [\n' + ",\n".join(map(line, cases)) + "\n]}\n")
    greedy = [tuple(c["greedy_ids"]) for c in cases]
    stopped = sum(c["greedy_ids"][-1] != oracle.config.eos_token_id for c in cases)
    print(f"{a.out}: {len(cases)} cases, {len(set(greedy))} greedy outputs differ, {stopped} stop at max_length, "
          f"lengths {sorted(map(len, greedy))}, smallest margin {min(c['greedy_margin'] for c in cases)}, "
          f"best of beam is greedy in {sum(c['beam4'][0]['ids'] == c['greedy_ids'] for c in cases)}")


if __name__ == "__main__":
    main()
