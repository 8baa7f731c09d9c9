"""Times `naql score` against sacreBLEU: BLEU, chrF and TER of the same files, in one run.

    python3 -m venv target/interchange && target/interchange/bin/pip install -r tests/interchange/requirements.txt
    cargo build --release
    target/interchange/bin/python tests/bench/metrics.py HYP REF [--naql target/release/naql] [--runs 5] [--segments 2000]

HYP and REF are plain text, one segment a line; short files are repeated up to so many segments. sacreBLEU is timed as
its own command with one process, and as a library without the start of Python. naql is timed as a command, on one
thread and on all. The scores must be equal; each time is the best of the runs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from sacrebleu.metrics import BLEU, CHRF, TER


def best(runs, work):
    """The least seconds of some runs, and what the last gave."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return min(times), result


def output(command):
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def repeated(path, n_segments):
    with open(path, encoding="utf-8", newline="\n") as lines:
        lines = [line.rstrip() for line in lines]
    return [lines[idx % len(lines)] for idx in range(n_segments)]


def scored(hypotheses, references):
    """Anew each time: sacreBLEU keeps the tokens of texts that a metric has seen."""
    return [metric().corpus_score(hypotheses, [references]).score for metric in (BLEU, CHRF, TER)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("hypothesis")
    parser.add_argument("reference")
    parser.add_argument("--naql", default="target/release/naql")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--segments", type=int, default=2000)
    args = parser.parse_args()
    texts = [repeated(path, args.segments) for path in (args.hypothesis, args.reference)]
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("hypothesis.txt", "reference.txt")]
        for path, lines in zip(paths, texts):
            with open(path, "w", encoding="utf-8", newline="\n") as out:
                out.writelines(line + "\n" for line in lines)
        hypothesis, reference = paths
        ours = [args.naql, "score", hypothesis, "-r", reference, "--json"]
        one, found = best(args.runs, lambda: output([*ours, "--threads", "1"]))
        every, _ = best(args.runs, lambda: output(ours))
        theirs = [sys.executable, "-m", "sacrebleu", reference, "-i", hypothesis, "-m", "bleu", "chrf", "ter"]
        command, _ = best(args.runs, lambda: output(theirs))
    library, expected = best(args.runs, lambda: scored(*texts))
    same = [row["score"] for row in json.loads(found)] == expected
    print(f"{args.segments} segments, scores {'equal' if same else 'DIFFER'}: {expected}")
    print(f"naql, 1 thread     {one:8.3f} s")
    print(f"naql, {os.cpu_count():2} threads    {every:8.3f} s")
    print(f"sacreBLEU, command {command:8.3f} s, {command / one:5.1f} times, {command / every:5.1f} on all threads")
    print(f"sacreBLEU, library {library:8.3f} s, {library / one:5.1f} times, {library / every:5.1f} on all threads")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
