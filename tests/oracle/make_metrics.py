#!/usr/bin/env python3
"""Write tests/golden/metrics.json: what sacreBLEU 2.6.0 makes of awkward segments.

    pip install sacrebleu==2.6.0
    python tests/oracle/make_metrics.py [--out FILE]

Scores are unrounded; those that NumPy computes in 32 bits are written as the 64-bit numbers equal to them. The fields:

random                the first numbers of numpy.random.default_rng for some seeds: choice(n), integers(2, dtype=bool).
tokenized[]           tokenizer, text, tokens: BLEU's tokens of the text, joined by spaces.
segments[]            hypothesis; other, the hypothesis of a second system; references, null where one lacks it.
metrics[]             metric and settings: the class of sacreBLEU and its arguments; name and signature.
  segments            the score of each hypothesis.
  corpus, other       the score of each system; details: what is printed behind the first.
  confidence          mean and half width by bootstrap with N_RESAMPLES; signature: with the resampling.
  paired_bs, paired_ar  the second system against the first: [p-value, mean, half width] and [p-value].
  baseline            [mean, half width] of the first system as the paired bootstrap gives it.
"""
import argparse
import json
import os
import random

import numpy
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
N_RESAMPLES, N_TRIALS = 300, 200

# Hypothesis, other hypothesis, references.
SEGMENTS = [
    ("The minister said that the work goes on.", "The minister says the work is going on.",
     ["The minister said that the work continues.", "The work goes on, the minister said.", None]),
    ("The cat sat on the mat.", "The cat sat on the mat.", ["The cat sat on the mat.", None, None]),
    ("completely different words here", "nothing in common at all", ["يوم جديد في المدينة", None, None]),
    ("", "Some words.", ["Not an empty reference.", None, None]),
    ("Some words.", "", ["", None, None]),
    ("", "", ["", None, None]),
    (" \t ", "x", ["x", " ", None]),
    ("a", "a b", ["a", None, None]),
    ("a b", "b a", ["a b c", "b a", "c"]),
    ("one two three", "one two", ["one two three", "three two one", "two"]),
    ("the the the the the the the", "the cat is there", ["the cat is on the mat", "there is a cat on the mat", None]),
    ("قال الوزير إن العمل مستمر.", "ذكر الوزير أن العمل مستمر", ["قال الوزير إن العمل سيستمر.", None, None]),
    ("«نعم»، قال الرئيس؛ هل هذا صحيح؟", "نعم، قال الرئيس: هل هذا صحيح؟",
     ["قال الرئيس: «نعم»، فهل هذا صحيح؟", "«نعم»، قال الرئيس؛ هل هذا صحيح؟", None]),
    ("بلغت القيمة ٢٤٠٫٥ مليار دولار (١٢٪).", "بلغت القيمة 240.5 مليار دولار (12%).",
     ["بلغت قيمتها ٢٤٠٫٥ مليار دولار، أي ١٢٪.", None, None]),
    ("It cost $1,000.50, i.e. 5% more than in 2024-25.", "It cost 1000.50 dollars, 5 % more than in 2024–25.",
     ["It cost $1,000.5 - 5% more than in 2024-2025.", "The cost was $ 1,000.50 , or 5 % more .", None]),
    ("Tom &amp; Jerry said &quot;hello&quot; &lt;b&gt; &#39;x&#39;", "Tom & Jerry said \"hello\" <b> 'x'",
     ["Tom & Jerry said \"hello\" <b> 'x'", "&amp;lt; is not &lt; but &amp;amp;", None]),
    ("It's John's, isn't it? <skipped> Yes-no -- 'twas.", "It is John's , is n't it ? Yes - no .",
     ["It 's John 's, is it not? Yes-no — 'twas.", None, None]),
    ("no\u00a0break\u2003em\u3000ideographic\u200bzero\u001cseparator\u0085next\u2028line", "no break em ideographic zero",
     ["no break em ideographic\u200bzero separator next line", None, None]),
    ("trailing space and return \r", "trailing space and return", ["trailing space and return\u2029", None, None]),
    ("STRASSE İstanbul ΟΔΟΣ ǅ ΑΣ. Σ", "straße istanbul οδος ǆ ας. σ",
     ["straße i̇stanbul οδος ǆ ας. σ", "Straße Istanbul οδός", None]),
    ("日本語の文章です。これは試験です！", "日本語です。試験。", ["日本語の文です、これは試験です。", "これは日本語の試験です！", None]),
    ("中文（测试）：你好，世界。㍿ 豈 ⼀ ㇀", "中文测试：世界，你好。", ["中文测试：你好，世界！㍿ 豈", None, None]),
    ("😀 emoji 👨‍👩‍👧 and e\u0301 accents ½ ² Ⅷ €", "emoji 😀 and é accents", ["😀 emoji and é accents ½ ²", None, None]),
    ("(hi) ((hi)) \"quoted.\" a.b.c U.S.A. ... ..", "hi (hi) quoted. a.b.c USA", ["(hi) \"quoted\". a.b.c. U.S.A ...", None, None]),
    ("a , b . c ; d .", "a, b. c; d.", ["a, b. c; d.", None, None]),
    ("_ under_score ^ ` ~ | { } [ ] \\ / * + = < > @ # % $", "under score", ["_ under_score ^ ` ~ | {} [] \\ / * + =<>@#%$", None, None]),
    ("b c d e a", "e d c b a", ["a b c d e", None, None]),
    ("x1 x2 x3 x4 x5 x6 x7 x8", "x5 x6 x7 x8 x1 x2 x3 x4", ["x5 x6 x7 x8 x1 x2 x3 x4", "x8 x7 x6", "x1"]),
    ("to be or not to be that is the question", "not to be or to be is that the question",
     ["that is the question to be or not to be", "to be or not to be", "the question is that"]),
]


def tangled(seed, n_words, n_types, n_other):
    """Words in disorder: long moves, many candidates, a band that is left, very different lengths."""
    rng = random.Random(seed)
    words = [f"w{rng.randrange(n_types)}" for _ in range(n_words)]
    hypothesis, other = words[:], words[: n_words // 2]
    rng.shuffle(other)
    for _ in range(4):
        at, size = rng.randrange(n_words), rng.randrange(1, 14)
        block = [hypothesis.pop(min(at, len(hypothesis) - 1)) for _ in range(min(size, len(hypothesis) - 1))]
        to = rng.randrange(len(hypothesis) + 1)
        hypothesis[to:to] = block
    third = [f"w{rng.randrange(n_types)}" for _ in range(n_other)]
    return " ".join(hypothesis), " ".join(other), [" ".join(words), " ".join(third), None]


SEGMENTS += [tangled(1, 30, 30, 12), tangled(2, 70, 12, 60), tangled(3, 120, 400, 30), tangled(4, 90, 3, 4),
             tangled(5, 4, 4, 230), tangled(6, 60, 25, 61), tangled(7, 12, 5, 3)]

SETTINGS = [
    (BLEU, {}),
    (BLEU, {"effective_order": True}),
    (BLEU, {"tokenize": "intl"}),
    (BLEU, {"tokenize": "char", "lowercase": True}),
    (BLEU, {"tokenize": "none", "lowercase": True}),
    (BLEU, {"smooth_method": "none"}),
    (BLEU, {"smooth_method": "floor"}),
    (BLEU, {"smooth_method": "floor", "smooth_value": 0.5, "max_ngram_order": 6}),
    (BLEU, {"smooth_method": "add-k", "effective_order": True}),
    (BLEU, {"smooth_method": "add-k", "smooth_value": 2.0, "max_ngram_order": 1}),
    (BLEU, {"max_ngram_order": 7, "tokenize": "intl"}),
    (CHRF, {}),
    (CHRF, {"word_order": 2}),
    (CHRF, {"char_order": 3, "word_order": 1, "beta": 1, "lowercase": True}),
    (CHRF, {"beta": 3, "whitespace": True}),
    (CHRF, {"eps_smoothing": True}),
    (CHRF, {"eps_smoothing": True, "word_order": 2, "beta": 3}),
    (TER, {}),
    (TER, {"normalized": True}),
    (TER, {"normalized": True, "asian_support": True, "case_sensitive": True}),
    (TER, {"no_punct": True}),
    (TER, {"no_punct": True, "asian_support": True}),
    (TER, {"normalized": True, "no_punct": True, "asian_support": True}),
]


def unrounded(score):
    return None if score is None else float(score)


def paired(kind, settings, systems, references, test_type, n_samples):
    """Result of the first and of the second system."""
    metric = kind(**settings)
    _, scores = PairedTest(systems, {"X": metric}, references, test_type=test_type, n_samples=n_samples)()
    return next(results for name, results in scores.items() if name != "System")


def of_metric(kind, settings):
    hypotheses, others = [s[0] for s in SEGMENTS], [s[1] for s in SEGMENTS]
    references = [list(stream) for stream in zip(*(s[2] for s in SEGMENTS))]
    metric = kind(**settings)
    segments = [metric.sentence_score(hypothesis, refs).score for hypothesis, _, refs in SEGMENTS]
    other = metric.corpus_score(others, references).score
    corpus = metric.corpus_score(hypotheses, references)
    result = {"metric": kind.__name__, "settings": settings, "name": corpus.name, "signature": str(metric.get_signature()),
              "segments": segments, "corpus": corpus.score, "other": other, "details": corpus._verbose or None}
    sampled = metric.corpus_score(hypotheses, references, n_bootstrap=N_RESAMPLES)
    result["confidence"] = {"mean": unrounded(sampled._mean), "half_width": unrounded(sampled._ci),
                            "signature": str(metric.get_signature())}
    systems = [("first", hypotheses), ("second", others)]
    first, second = paired(kind, settings, systems, references, "bs", N_RESAMPLES)
    result["baseline"] = [unrounded(first.mean), unrounded(first.ci)]
    result["paired_bs"] = [second.p_value, unrounded(second.mean), unrounded(second.ci)]
    _, second = paired(kind, settings, systems, references, "ar", N_TRIALS)
    result["paired_ar"] = [second.p_value]
    return result


def tokenized():
    for name in ("13a", "intl", "char", "none"):
        tokenizer = BLEU(tokenize=name).tokenizer
        for text in sorted({text for hypothesis, other, _ in SEGMENTS[:29] for text in (hypothesis, other)}):
            yield {"tokenizer": name, "text": text, "tokens": " ".join(tokenizer(text.rstrip()).split())}


def drawn():
    for seed in (0, 1, 12345, 2**32 - 1, 2**40 + 17):
        for n in (1, 2, 1000, 3_000_000_000):
            numbers = numpy.random.default_rng(seed).choice(n, size=40)
            yield {"seed": seed, "n": n, "numbers": numbers.tolist()}
        coins = numpy.random.default_rng(seed).integers(2, size=(2, 35), dtype=bool)
        yield {"seed": seed, "coins": coins.ravel().tolist()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", default=os.path.join(ROOT, "tests/golden/metrics.json"))
    args = parser.parse_args()
    golden = {
        "versions": {"sacrebleu": sacrebleu.__version__, "numpy": numpy.__version__},
        "n_resamples": N_RESAMPLES,
        "n_trials": N_TRIALS,
        "random": list(drawn()),
        "tokenized": list(tokenized()),
        "segments": [{"hypothesis": h, "other": o, "references": r} for h, o, r in SEGMENTS],
        "metrics": [of_metric(kind, settings) for kind, settings in SETTINGS],
    }
    with open(args.out, "w", encoding="utf-8") as out:
        for key, value in golden.items():
            out.write("{\n" if key == "versions" else ",\n")
            if isinstance(value, list):
                rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
                out.write(f' "{key}": [\n{rows}\n ]')
            else:
                out.write(f' "{key}": {json.dumps(value)}')
        out.write("\n}\n")


if __name__ == "__main__":
    main()
