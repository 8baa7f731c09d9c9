"""Holds `naql corpus filter` against OpusFilter: the same pairs, the same thresholds, decisions and time.

    python3 -m venv target/filters && target/filters/bin/pip install opusfilter==3.3.1
    cargo build --release
    target/filters/bin/python tests/bench/filters.py PAIRS.tsv [--naql target/release/naql] [--jobs N] [--show N]

PAIRS.tsv is any file with a header that names the columns `source` (Arabic) and `target` (English). Both programs get
the eight filters that they share, with the thresholds in FILTERS, read and write files, and may use N processes or
threads. Then each filter's decision on each pair is compared, and pairs on which they differ are printed.

Decisions differ by design in two filters: OpusFilter's CharacterScoreFilter counts Arabic vowel marks and tatweel as
letters of another script, and its HtmlTagFilter sees no closing tag alone and no comment.
"""

import argparse
import collections
import csv
import os
import subprocess
import sys
import tempfile
import time

# Name here; settings here; class there; its arguments.
FILTERS = [
    ("length", 'unit = "words"\nsource_min = 1\nsource_max = 200\ntarget_min = 1\ntarget_max = 250',
     "LengthFilter", {"unit": "word", "min_length": [1, 1], "max_length": [200, 250]}),
    ("length_ratio", 'unit = "characters"\nthreshold = 3.0', "LengthRatioFilter", {"unit": "char", "threshold": 3.0}),
    ("long_word", "threshold = 40", "LongWordFilter", {"threshold": 40}),
    ("alphabet_ratio", "source_threshold = 0.5\ntarget_threshold = 0.5\nexclude_whitespace = false",
     "AlphabetRatioFilter", {"threshold": 0.5, "exclude_whitespace": False}),
    ("character_score", "source_threshold = 0.6\ntarget_threshold = 0.9",
     "CharacterScoreFilter", {"scripts": ["Arabic", "Latin"], "thresholds": [0.6, 0.9]}),
    ("terminal_punctuation", "threshold = -2.0\narabic_marks = false", "TerminalPunctuationFilter", {"threshold": -2}),
    ("repetition", "threshold = 2\nmin_length = 3\nmax_length = 100",
     "RepetitionFilter", {"threshold": 2, "min_length": 3, "max_length": 100}),
    ("markup", "tags = true\nentities = false\nbrackets = false", "HtmlTagFilter", {}),
]
OTHERS = ["empty", "status", "score", "language", "untranslated", "urls_emails", "numbers"]


def read(path):
    """The pairs of a TSV whose fields are not quoted."""
    with open(path, encoding="utf-8", newline="\n") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows)
        source, target = header.index("source"), header.index("target")
        # A side without text is the matter of another filter, and a backslash would be read as an escape.
        pairs = ((row[source].replace("\\", "/"), row[target].replace("\\", "/")) for row in rows)
        return [pair for pair in pairs if pair[0].strip() and pair[1].strip()]


def run_naql(naql, pairs, folder, jobs):
    """Seconds, and for each filter the numbers of the pairs that it drops."""
    settings = "".join(f"[{name}]\n{text}\n" for name, text, _, _ in FILTERS)
    settings += "".join(f"[{name}]\nenabled = false\n" for name in OTHERS)
    paths = {name: os.path.join(folder, name) for name in ("filters.toml", "in.tsv", "kept.tsv", "dropped.tsv")}
    with open(paths["filters.toml"], "w", encoding="utf-8") as out:
        out.write(settings)
    with open(paths["in.tsv"], "w", encoding="utf-8", newline="\n") as out:
        out.write("document_id\tsegment_id\tsource\ttarget\n")
        out.writelines(f"x\t{idx}\t{source}\t{target}\n" for idx, (source, target) in enumerate(pairs))
    command = [naql, "corpus", "filter", paths["in.tsv"], "--config", paths["filters.toml"], "-o", paths["kept.tsv"],
               "--dropped", paths["dropped.tsv"], "--threads", str(jobs), "--quiet"]
    started = time.monotonic()
    subprocess.run(command, check=True)
    seconds = time.monotonic() - started
    dropped = collections.defaultdict(set)
    with open(paths["dropped.tsv"], encoding="utf-8", newline="\n") as lines:
        next(lines)
        for line in lines:
            _, idx, *_, reason, _ = line.rstrip("\n").split("\t")
            for name in (name for name, *_ in FILTERS):
                if reason.startswith(name + ": ") or f"; {name}: " in reason:
                    dropped[name].add(int(idx))
    return seconds, dropped


def run_opusfilter(pairs, folder, jobs):
    """Seconds of its `filter` step, which asks a filter only for what those before it keep."""
    sides = [os.path.join(folder, name) for name in ("in.ar", "in.en")]
    for path, side in zip(sides, zip(*pairs)):
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.writelines(line + "\n" for line in side)
    parameters = {"inputs": sides, "outputs": [path + ".kept" for path in sides],
                  "filters": [{kind: arguments} for _, _, kind, arguments in FILTERS]}
    from opusfilter.opusfilter import OpusFilter
    common = {"output_directory": folder, "default_n_jobs": jobs}
    steps = OpusFilter({"common": common, "steps": [{"type": "filter", "parameters": parameters}]})
    started = time.monotonic()
    steps.execute_steps()
    return time.monotonic() - started


def decisions(pairs):
    """For each filter of OpusFilter the numbers of the pairs that it drops, and the seconds that it takes."""
    from opusfilter import filters
    dropped, seconds = {}, {}
    for name, _, kind, arguments in FILTERS:
        judge = getattr(filters, kind)(**arguments)
        started = time.monotonic()
        dropped[name] = {idx for idx, score in enumerate(judge.score(pairs)) if not judge.accept(score)}
        seconds[name] = time.monotonic() - started
    return dropped, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pairs")
    parser.add_argument("--naql", default="target/release/naql")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--show", type=int, default=3, help="pairs to print for each filter that differs")
    args = parser.parse_args()
    pairs = read(args.pairs)
    with tempfile.TemporaryDirectory() as folder:
        ours, dropped = run_naql(args.naql, pairs, folder, args.jobs)
        theirs = run_opusfilter(pairs, folder, args.jobs)
    expected, seconds = decisions(pairs)
    print(f"{len(pairs)} pairs, {args.jobs} jobs: naql {ours:.2f} s, OpusFilter {theirs:.2f} s, {theirs / ours:.1f} times")
    print(f"{'filter':22} {'naql':>8} {'OpusFilter':>10} {'differ':>7}  seconds there, one process")
    for name, *_ in FILTERS:
        differ = sorted(dropped[name] ^ expected[name])
        print(f"{name:22} {len(dropped[name]):8} {len(expected[name]):10} {len(differ):7}  {seconds[name]:.2f}")
        for idx in differ[:args.show]:
            who = "naql" if idx in dropped[name] else "OpusFilter"
            print(f"    {who} alone drops: {pairs[idx][0][:150]!r} | {pairs[idx][1][:150]!r}")


if __name__ == "__main__":
    sys.exit(main())
