#!/usr/bin/env python3
"""Compare the native engine with transformers, line by line, on a model folder and a text file.

    python tests/oracle/compare.py --lines FILE [--model models/ar-en] [--limit 300] [--logits 5]
    python tests/oracle/compare.py --lines FILE --vocab-only

The engine speaks through `cargo run --release --example oracle-dump -- --model DIR --lines FILE [--limit N]
[--logits N] [--ids-only]`: one JSON object for each line of FILE (as str::lines() cuts it; empty lines count),

    {"source_ids": [..], "greedy_ids": [..], "greedy_log_probs": [..], "logits": [[..], ..],
     "beam": [{"ids": [..], "log_prob": x, "score": y}, ..]}

in full f32 precision, beam 4, length penalty 1, ids without the decoder start token, </s> included where it was
generated; `logits` (one row per greedy step, nothing suppressed) for the first --logits lines only; with --ids-only
just `source_ids`. The engine gets the raw lines. transformers gets its own tokenisation of the line, normalised
here as the model's naql.toml says (`source_view = "statement"`), each line alone, in float32.

Every difference is printed with both outputs' scores under transformers (forced decoding), so that a near tie can be
told from an error. Exit status 1 when a target is missed:
source ids and greedy ids all equal, logits within 1e-3, best of beam equal in 98 % of the lines.
"""
import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import unicodedata

import sentencepiece

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DUMP = "cargo run --release --quiet --example oracle-dump --"
BEAMS, LENGTH_PENALTY = 4, 1.0
MAX_LOGIT_DIFFERENCE, MIN_BEAM_SHARE = 1e-3, 0.98

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u06d6-\u06ed\u0610-\u061a]")
SIGNS = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚`", "'"),
                       "\u00a0": " ", "…": "...", "٪": "%"})
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SEPARATORS = ((re.compile("(?<=[0-9])\u066b(?=[0-9])"), "."), (re.compile("(?<=[0-9])\u066c(?=[0-9])"), ","))


def statement_view(text):
    """What a model with `source_view = "statement"` sees. The order of the steps matters."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(SIGNS)
    text = re.sub(r"\s+", " ", text).strip()
    text = MARKS.sub("", text).translate(DIGITS)
    for pattern, sign in SEPARATORS:
        text = pattern.sub(sign, text)
    return text.replace("\u06cc", "\u064a").replace("\u06a9", "\u0643")


def source_view(folder):
    path = os.path.join(folder, "naql.toml")
    if not os.path.exists(path):
        return lambda text: text
    with open(path, "rb") as f:
        view = tomllib.load(f).get("source_view")
    return statement_view if view == "statement" else lambda text: text


class Tokeniser:
    """Pieces of source.spm by vocab.json, what it lacks as <unk>, then </s>."""

    def __init__(self, folder):
        self.view = source_view(folder)
        self.spm = sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "source.spm"))
        with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as f:
            self.ids = json.load(f)
        self.pieces = {i: piece for piece, i in self.ids.items()}

    def encode(self, text):
        unknown = self.ids["<unk>"]
        return [self.ids.get(p, unknown) for p in self.spm.encode(self.view(text), out_type=str)] + [self.ids["</s>"]]

    def show(self, ids):
        return " ".join(self.pieces.get(i, f"#{i}") for i in ids)


class Transformers:
    """The model in float32, one segment at a time."""

    def __init__(self, folder):
        import torch
        import transformers
        torch.set_num_threads(1)
        transformers.utils.logging.disable_progress_bar()
        self.torch = torch
        self.model = transformers.MarianMTModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager").eval()
        self.config = self.model.generation_config

    def generate(self, source_ids, num_beams):
        with self.torch.no_grad():
            out = self.model.generate(
                input_ids=self.torch.tensor([source_ids]), attention_mask=self.torch.ones(1, len(source_ids)).long(),
                num_beams=num_beams, do_sample=False, early_stopping=False, length_penalty=LENGTH_PENALTY)
        return [i for i in out[0].tolist() if i != self.config.pad_token_id]

    def logits(self, source_ids, target_ids):
        """[step][token], with target_ids forced; nothing suppressed."""
        start = [self.config.decoder_start_token_id]
        with self.torch.no_grad():
            return self.model(
                input_ids=self.torch.tensor([source_ids]),
                decoder_input_ids=self.torch.tensor([start + target_ids[:-1]])).logits[0]

    def log_probs(self, source_ids, target_ids, with_pad=True):
        """With <pad> in the softmax's sum, as generate()'s beam search counts, or without, as its greedy search does."""
        logits = self.logits(source_ids, target_ids)
        if not with_pad:
            logits[:, self.config.pad_token_id] = -self.torch.inf
        every = self.torch.log_softmax(logits, -1)
        return every.gather(1, self.torch.tensor(target_ids).unsqueeze(1)).squeeze(1)

    def score(self, source_ids, target_ids):
        return (self.log_probs(source_ids, target_ids).sum() / len(target_ids) ** LENGTH_PENALTY).item()


def dump(command, model, path, *more):
    """The engine's answer, one object for each line."""
    run = subprocess.Popen([*shlex.split(command), "--model", model, "--lines", path, *more], cwd=ROOT,
                           stdout=subprocess.PIPE, text=True, encoding="utf-8")
    for line in run.stdout:
        yield json.loads(line)
    if run.wait():
        sys.exit(f"the engine stopped with status {run.returncode}")


def read_lines(path, limit):
    """As Rust's str::lines() cuts them."""
    with open(path, encoding="utf-8", newline="") as f:
        lines = f.read().split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)[:limit]]


def compare_vocab(tokeniser, lines, answers):
    n_equal, n = 0, 0
    for n, (line, answer) in enumerate(zip(lines, answers, strict=True), 1):
        want, got = tokeniser.encode(line), answer["source_ids"]
        n_equal += want == got
        if want != got:
            print(f"line {n}: {line!r}\n  sentencepiece {tokeniser.show(want)}\n  naql          {tokeniser.show(got)}")
    print(f"source ids equal: {n_equal}/{n}")
    return n_equal == n


def report_difference(oracle, tokeniser, what, n, source_ids, want, got):
    """Both outputs with their scores, and how near the two tokens were where the outputs part."""
    at = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
    print(f"line {n}: {what} differs from step {at}")
    for name, ids in (("transformers", want), ("naql", got)):
        print(f"  {name:12} {oracle.score(source_ids, ids):.6f}  {tokeniser.show(ids)}")
    gap = oracle.score(source_ids, want) - oracle.score(source_ids, got)
    step = ""
    if at < min(len(want), len(got)):
        row = oracle.logits(source_ids, want)[at]
        step = f"; logits at step {at}: {row[want[at]].item() - row[got[at]].item():+.6f}"
    print(f"  score gap {gap:+.6f}{step}")


def compare_search(oracle, tokeniser, lines, answers):
    n_source = n_greedy = n_beam = n_long = n = n_steps = 0
    logit_difference = score_difference = 0.0
    log_prob_difference = {True: 0.0, False: 0.0}
    for n, (line, answer) in enumerate(zip(lines, answers, strict=True), 1):
        source_ids = tokeniser.encode(line)
        n_source += source_ids == answer["source_ids"]
        if source_ids != answer["source_ids"]:
            print(f"line {n}: source ids differ\n  sentencepiece {tokeniser.show(source_ids)}\n"
                  f"  naql          {tokeniser.show(answer['source_ids'])}")
            continue  # the outputs could only differ
        if len(source_ids) > oracle.model.config.max_position_embeddings:
            n_long += 1  # transformers has no positions for it and fails
            continue
        greedy, best = answer["greedy_ids"], answer["beam"][0]
        want = oracle.generate(source_ids, 1)
        n_greedy += want == greedy
        if want != greedy:
            report_difference(oracle, tokeniser, "greedy", n, source_ids, want, greedy)
        want = oracle.generate(source_ids, BEAMS)
        n_beam += want == best["ids"]
        if want != best["ids"]:
            report_difference(oracle, tokeniser, "best of beam", n, source_ids, want, best["ids"])
        score_difference = max(score_difference, abs(oracle.score(source_ids, best["ids"]) - best["score"]))
        # Of the engine's own path, so that one different token does not make every later step differ.
        if "logits" in answer:
            ours = oracle.torch.tensor(answer["logits"])
            logit_difference = max(logit_difference, (ours - oracle.logits(source_ids, greedy)).abs().max().item())
            n_steps += len(ours)
        ours = oracle.torch.tensor(answer["greedy_log_probs"])
        for with_pad, most in log_prob_difference.items():
            theirs = oracle.log_probs(source_ids, greedy, with_pad)
            log_prob_difference[with_pad] = max(most, (ours - theirs).abs().max().item())
    n_searched = n - n_long
    print(f"source ids equal:    {n_source}/{n}")
    if n_long:
        print(f"too long for transformers, not compared further: {n_long}")
    print(f"greedy ids equal:    {n_greedy}/{n_searched}")
    print(f"logits:              max |difference| {logit_difference:.2e} over {n_steps} steps")
    print(f"greedy log probs:    max |difference| {log_prob_difference[False]:.2e} with <pad> suppressed before the "
          f"softmax, {log_prob_difference[True]:.2e} after it")
    print(f"beam best ids equal: {n_beam}/{n_searched}")
    print(f"beam score:          max |difference| {score_difference:.2e} from forced decoding of the same ids")
    return (n_source == n and n_greedy == n_searched > 0 and n_steps > 0 and logit_difference <= MAX_LOGIT_DIFFERENCE
            and n_beam >= MIN_BEAM_SHARE * n_searched)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", default=os.path.join(ROOT, "models", "ar-en"))
    arguments.add_argument("--lines", required=True, help="a text file, one source segment a line")
    arguments.add_argument("--limit", type=int, help="only the first N lines (300; with --vocab-only all)")
    arguments.add_argument("--logits", type=int, default=5, help="compare all logits of the first N lines")
    arguments.add_argument("--vocab-only", action="store_true", help="compare the tokenisation and nothing else")
    arguments.add_argument("--dump", default=DUMP, help="the engine's command (default: %(default)s)")
    a = arguments.parse_args()
    model, path = os.path.abspath(a.model), os.path.abspath(a.lines)
    limit = a.limit if a.limit or a.vocab_only else 300
    lines, tokeniser = read_lines(path, limit), Tokeniser(model)
    more = ["--limit", str(limit)] if limit else []
    if a.vocab_only:
        passed = compare_vocab(tokeniser, lines, dump(a.dump, model, path, "--ids-only", *more))
    else:
        answers = dump(a.dump, model, path, "--logits", str(a.logits), *more)
        passed = compare_search(Transformers(model), tokeniser, lines, answers)
    print("passed" if passed else "a target was missed")
    sys.exit(not passed)


if __name__ == "__main__":
    main()
