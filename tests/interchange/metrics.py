"""Checks that `naql score` gives what sacreBLEU gives, to the last digit, on texts made at random.

    python tests/interchange/metrics.py target/release/naql [--rounds 12] [--seed 1]

Needs the packages of requirements.txt beside it. Each round makes a corpus of awkward segments with one to three
references, draws settings for each metric, and compares: the scores of segments, those of the corpus with their
signatures, intervals, and both paired tests. Ends with 1 at the first round with a difference, and prints it.
"""

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import unicodedata

from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

# From 3.12 on Python's own sum makes up for rounding; sacreBLEU sums logarithms with it.
TOLERANCE = 0.0 if sys.version_info < (3, 12) else 1e-13

WORDS = """the The THE minister said that work goes on a b c It's don't state-of-the-art e.g. U.S. p.m. 5 10 1,000.50
3.5% $40 2024-25 (see below) "quoted" 'single' -- - ... . , ; : ! ? ?! & &amp; &quot; &lt; &gt; &#39; &amp;lt; <skipped>
<b> [x] {y} a/b c\\d e_f g^h i|j ~k @l #m *n +o =p `q` john's 's قال الوزير إن العمل مستمر. «نعم»، ؟ ؛ ٪ ١٢٣ ٣٫٥ ١٬٠٠٠
مُحَمَّد الســلام 日本 語 。 、 （ ） ！ カナ ひらがな 中文 ㍿ 豈 한국어 Straße İ ß ΟΔΟΣ Σ ǅ ½ ² Ⅷ € ₪ © 😀 👨‍👩‍👧 é e\u0301 ﬁ – — “ ” ‘ ’ … •
\u200b \u200f \u202b \ufeff \u00ad""".split()
SPACES = [" "] * 30 + ["  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\u0085", "\u001c", "\u001f", "\r", ""]
FLAGS = {
    CHRF: {"lowercase": "--chrf-lowercase", "whitespace": "--chrf-whitespace", "eps_smoothing": "--chrf-eps-smoothing"},
    TER: {"normalized": "--ter-normalized", "no_punct": "--ter-no-punct", "asian_support": "--ter-asian-support",
          "case_sensitive": "--ter-case-sensitive"},
}


def character(rng):
    """Any character but a line feed; of those that every version of Unicode in use knows."""
    while True:
        found = chr(rng.choice([rng.randrange(0x20, 0x3000), rng.randrange(0x20, 0x20000)]))
        if unicodedata.category(found) not in ("Cn", "Cs", "Co"):
            return found


def words(rng):
    length = rng.choice([0, 1, 2, 3, 5, 8, 12, 20, 30, 60 if rng.random() < 0.2 else 15])
    # Few kinds of words make many ways to move them.
    kinds = rng.sample(WORDS, rng.choice([4, 12, 40, len(WORDS)]))
    return ["".join(character(rng) for _ in range(3)) if rng.random() < 0.04 else rng.choice(kinds) for _ in range(length)]


def edited(rng, text):
    """The words with some lost, doubled, replaced, in other case or moved."""
    out = []
    for word in text:
        change = rng.random()
        if change < 0.06:
            continue
        out.append(rng.choice(WORDS) if change < 0.14 else word.swapcase() if change < 0.17 else word)
        if change > 0.97:
            out.append(word)
    for _ in range(rng.choice([0, 0, 1, 3])):
        if len(out) > 2:
            start = rng.randrange(len(out))
            block = out[start:start + rng.randrange(1, 12)]
            del out[start:start + len(block)]
            target = rng.randrange(len(out) + 1)
            out[target:target] = block
    return out


def joined(rng, text):
    """A line as programs read it, without white space at its end."""
    return "".join(word + rng.choice(SPACES) for word in text).rstrip()


def corpus(rng, n_segments, n_references):
    """Two systems and the references, each a list of lines."""
    systems, references = [[], []], [[] for _ in range(n_references)]
    for _ in range(n_segments):
        text = words(rng)
        for stream in systems + references:
            other = rng.random() < 0.05
            stream.append(joined(rng, words(rng) if other else edited(rng, text)))
    return systems, references


def drawn_settings(rng):
    """For each metric the arguments of sacreBLEU and those of naql."""
    tokenizer = rng.choice(["13a", "13a", "intl", "char", "none"])
    method = rng.choice(["exp", "exp", "none", "floor", "add-k"])
    bleu = {"tokenize": tokenizer, "smooth_method": method, "max_ngram_order": rng.choice([4, 4, 1, 2, 6])}
    options = ["--tokenize", tokenizer, "--smooth-method", method, "--max-ngram-order", str(bleu["max_ngram_order"])]
    if method in ("floor", "add-k") and rng.random() < 0.5:
        # Whole numbers only for add-k: with others sacreBLEU's exchange test cuts the fraction off.
        bleu["smooth_value"] = rng.choice([0.01, 0.3, 1.0]) if method == "floor" else rng.choice([2, 3])
        options += ["--smooth-value", str(bleu["smooth_value"])]
    for name, flag in (("lowercase", "--lowercase"), ("effective_order", "--effective-order")):
        if rng.random() < 0.3:
            bleu[name] = True
            options.append(flag)
    orders = {"char_order": rng.choice([6, 6, 1, 4]), "word_order": rng.choice([0, 0, 1, 2]), "beta": rng.choice([2, 1, 3])}
    options_chrf = [part for name, value in orders.items() for part in (f"--chrf-{name.replace('_', '-')}", str(value))]
    drawn = [(BLEU, "bleu", bleu, options), (CHRF, "chrf", orders, options_chrf), (TER, "ter", {}, [])]
    for kind, _, settings, arguments in drawn[1:]:
        chosen = [(name, flag) for name, flag in FLAGS[kind].items() if rng.random() < 0.4]
        settings.update({name: True for name, _ in chosen})
        arguments.extend(flag for _, flag in chosen)
    return drawn


def naql(binary, *arguments):
    done = subprocess.run([binary, "score", *arguments, "--json", "--quiet"], capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"metrics.py: naql score {' '.join(arguments)}\nended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


class Comparison:
    """Counts what is equal; what is not is kept to be printed."""

    def __init__(self):
        self.n_equal, self.differences = 0, []

    def same(self, what, found, expected):
        expected = None if expected is None else expected if isinstance(expected, str) else float(expected)
        near = isinstance(found, float) and isinstance(expected, float)
        if found == expected or near and abs(found - expected) <= TOLERANCE * abs(expected):
            self.n_equal += 1
        else:
            self.differences.append(f"{what}\n  naql      {found!r}\n  sacreBLEU {expected!r}")


def check_metric(binary, comparison, files, texts, drawn, n_samples):
    kind, name, settings, options = drawn
    (systems, references), (system_files, reference_files) = texts, files
    base = [*(part for file in reference_files for part in ("-r", file)), "-m", name, *options]
    label = f"{name} {' '.join(options)}"
    alone = kind(**settings, **({"effective_order": True} if kind is BLEU and "effective_order" not in settings else {}))
    rows = naql(binary, system_files[0], *base, "--sentence-level")
    for row, hypothesis, *refs in zip(rows, systems[0], *references, strict=True):
        comparison.same(f"{label}: {hypothesis!r} against {refs!r}", row["score"], alone.sentence_score(hypothesis, refs).score)
    metric = kind(**settings)
    try:
        score = metric.corpus_score(systems[0], references, n_bootstrap=n_samples)
    except TypeError:
        # sacreBLEU cannot average scores of 32 bits and of 64, which resamples without a match are.
        metric = kind(**settings)
        score = metric.corpus_score(systems[0], references)
    if metric.n_bootstrap:
        [found] = naql(binary, system_files[0], *base, "--confidence", "--confidence-n", str(n_samples))
        comparison.same(f"{label}: mean", found["confidence_mean"], score._mean)
        comparison.same(f"{label}: half width", found["confidence_var"], score._ci)
    else:
        [found] = naql(binary, system_files[0], *base)
    comparison.same(f"{label}: corpus", found["score"], score.score)
    comparison.same(f"{label}: signature", found["signature"], str(metric.get_signature()))
    comparison.same(f"{label}: details", found.get("verbose_score"), score._verbose or None)
    named = list(zip(("first", "second"), systems))
    for test in ("bs", "ar"):
        signatures, results = PairedTest(named, {name: kind(**settings)}, references, test_type=test, n_samples=n_samples)()
        [(title, signature)] = signatures.items()
        rows = naql(binary, *system_files, *base, f"--paired-{test}", f"--paired-{test}-n", str(n_samples))
        for row, result in zip(rows, results[title], strict=True):
            what = f"{label}: {test}, {os.path.basename(row['system'])}"
            comparison.same(f"{what}: signature", row["signature"], str(signature))
            for key, value in (("score", result.score), ("p_value", result.p_value), ("confidence_mean", result.mean),
                               ("confidence_var", result.ci)):
                comparison.same(f"{what}: {key}", row.get(key), value)


def check_round(binary, comparison, rng, folder):
    texts = corpus(rng, rng.choice([1, 2, 10, 20, 30]), rng.choice([1, 1, 2, 3]))
    files = []
    for kind, streams in zip(("system", "reference"), texts):
        files.append([os.path.join(folder, f"{kind}{idx}.txt") for idx in range(len(streams))])
        for path, lines in zip(files[-1], streams):
            with open(path, "w", encoding="utf-8", newline="\n") as out:
                out.writelines(line + "\n" for line in lines)
    for drawn in drawn_settings(rng):
        check_metric(binary, comparison, files, texts, drawn, rng.choice([40, 100, 301]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    comparison = Comparison()
    for number in range(args.rounds):
        with tempfile.TemporaryDirectory() as folder:
            check_round(args.binary, comparison, random.Random(args.seed * 1_000_003 + number), folder)
        if comparison.differences:
            print("\n".join(comparison.differences[:5]))
            sys.exit(f"metrics.py: round {number} of seed {args.seed}: {len(comparison.differences)} differences")
    print(f"same: {comparison.n_equal} scores, intervals, p-values and signatures in {args.rounds} rounds")


if __name__ == "__main__":
    main()
