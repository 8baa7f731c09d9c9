"""Measures `naql align`: strict and lax agreement, nulls, confidence, time and memory, in one run.

    cargo build --release
    python3 tests/bench/align.py DATA [--naql target/release/naql] [--bridge BRIDGE.en] [--seed N] [--part I/N]

DATA holds align/dev.de, dev.fr, dev.de.mt.fr and dev.defr (Text+Berg; from the project Bleualign) and mt/ntrex.ar,
ntrex.en and ntrex.docs.tsv; with mt/flores-dev.ar, .en and .PEER.en those are measured too. BRIDGE.en is a translation
of ntrex.ar; without it the program makes one. Cases come from `align_cases.py`; the constants of `src/align/model.rs`
were fitted on parts 0/3 and 1/3 of the documents, so that part 2/3, the default, is apart from them (FLORES: 1/2).

For each set: precision, recall and F1 of links (strict), F1 of links that share something (lax), recall of nulls,
precision of all links and of the 80 % with the highest confidence, nulls included, and the expected calibration error
in ten bins. At the end how often links are right by their confidence, and 10,000 segments on either side.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
N_BINS = 10

# Name, arguments of align_cases.py.
SETS = [
    (f"{kind}, {rate} % left out", [*arguments, "--delete", str(rate / 100)])
    for rate in (0, 5, 10, 20)
    for kind, arguments in (
        ("documents of 150", ["--cases", "8", "--segments", "150"]),
        ("documents of 20", ["--cases", "16", "--segments", "20"]),
        ("nothing else", ["--cases", "8", "--segments", "150", "--merge", "0", "--split", "0", "--cross", "0"]),
    )
] + [
    ("many merged and split", "--cases 6 --segments 120 --delete 0.1 --merge 0.2 --split 0.25 --cross 0.1".split()),
    ("paragraphs swapped", "--cases 6 --segments 120 --swap 0.15".split()),
]
PEERS = ["opusmt", "argos", "google"]


def run(*command):
    subprocess.run(list(map(str, command)), check=True, stderr=subprocess.DEVNULL)


def links(path):
    """The links of a file with their scores."""
    found = []
    for line in pathlib.Path(path).read_text().splitlines():
        source, target, *score = line.split(":")
        found.append(((source.replace(" ", ""), target.replace(" ", "")), float(score[0]) if score else None))
    return found


class Sums:
    def __init__(self):
        self.counts = {}
        self.judged = []

    def add(self, naql, gold, test):
        report = json.loads(subprocess.check_output([naql, "score-links", gold, test, "--json"]))
        for kind, row in report.items():
            for key in ("n_right", "n_test", "n_found", "n_gold"):
                self.counts[kind, key] = self.counts.get((kind, key), 0) + row[key]
        known = {link for link, _ in links(gold)}
        self.judged += [(score, link in known) for link, score in links(test)]

    def ratio(self, kind, part, whole):
        return self.counts[kind, part] / max(1, self.counts[kind, whole])

    def figures(self, kind):
        precision, recall = self.ratio(kind, "n_right", "n_test"), self.ratio(kind, "n_found", "n_gold")
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

    def row(self):
        judged = sorted(self.judged, reverse=True)
        best = judged[: len(judged) * 8 // 10]
        right = lambda part: sum(is_right for _, is_right in part) / max(1, len(part))
        precision, recall, f1 = self.figures("strict")
        null = f"{self.figures('null')[1]:.3f}" if self.counts["null", "n_gold"] else "  -  "
        return (f"{precision:.3f} {recall:.3f} {f1:.3f}  {self.figures('lax')[2]:.3f}  {null}  {right(judged):.3f} "
                f"{right(best):.3f}  {error(judged):.3f}")


def bins(judged):
    found = [[] for _ in range(N_BINS)]
    for score, is_right in judged:
        found[min(int(score * N_BINS), N_BINS - 1)].append((score, is_right))
    return found


def error(judged):
    off = sum(abs(sum(score - is_right for score, is_right in part)) for part in bins(judged))
    return off / max(1, len(judged))


def align(naql, case, output, lines=("source", "target", "bridge")):
    source, target, bridge = (f"{case}.{kind}" for kind in lines)
    with open(output, "wb") as out:
        command = [naql, "align", source, target, "--lines", "--via", bridge, "--format", "links"]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_maxrss / 1024


def measure(naql, folder):
    sums = Sums()
    for gold in sorted(pathlib.Path(folder).glob("*.gold")):
        test = gold.with_suffix(".test")
        align(naql, gold.with_suffix(""), test)
        sums.add(naql, gold, test)
    return sums


def text_berg(naql, data, folder):
    test = folder / "dev.test"
    align(naql, data / "align/dev", test, ("de", "fr", "de.mt.fr"))
    sums = Sums()
    sums.add(naql, data / "align/dev.defr", test)
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--naql", default="target/release/naql")
    parser.add_argument("--bridge")
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--part", default="2/3")
    arguments = parser.parse_args()
    naql, data = arguments.naql, arguments.data
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bridge = arguments.bridge
        if not bridge:
            bridge = folder / "bridge.en"
            made = folder / "bridge.jsonl"
            run(naql, "translate", "--lines", data / "mt/ntrex.ar", "-o", made, "-q")
            texts = [json.loads(line)["target"] or "" for line in made.read_text(encoding="utf-8").splitlines()]
            bridge.write_text("".join(text.replace("\n", " ") + "\n" for text in texts), encoding="utf-8")
        corpus = [data / "mt/ntrex.ar", data / "mt/ntrex.en", bridge, "--documents", data / "mt/ntrex.docs.tsv"]
        make = [sys.executable, HERE / "align_cases.py"]
        print(f"{'':38}strict P R F1      lax    null   all   80 %   error")
        print(f"{'Text+Berg dev':<38}{text_berg(naql, data, folder).row()}", flush=True)
        everything = []
        for at, (name, options) in enumerate(SETS):
            cases = folder / f"set-{at}"
            run(*make, *corpus, "-o", cases, "--seed", arguments.seed + at, "--part", arguments.part, *options)
            sums = measure(naql, cases)
            everything += sums.judged
            print(f"{'NTREX ' + name:<38}{sums.row()}", flush=True)
        for peer in PEERS:
            flores = data / "mt/flores-dev"
            if not pathlib.Path(f"{flores}.{peer}.en").exists():
                continue
            for rate in (5, 10, 20):
                cases = folder / f"{peer}-{rate}"
                options = ["--cases", 4, "--segments", 150, "--part", "1/2", "--delete", rate / 100]
                texts = [f"{flores}.ar", f"{flores}.en", f"{flores}.{peer}.en"]
                run(*make, *texts, "-o", cases, "--seed", arguments.seed, *options)
                sums = measure(naql, cases)
                everything += sums.judged
                print(f"{f'FLORES {peer}, {rate} % left out':<38}{sums.row()}", flush=True)
        print("\nconfidence      links  mean   right")
        for at, part in enumerate(bins(everything)):
            if part:
                mean, right = (sum(column) / len(part) for column in zip(*part))
                print(f"{at / N_BINS:.1f} to {(at + 1) / N_BINS:.1f}  {len(part):>8}  {mean:.3f}  {right:.3f}")
        print(f"all         {len(everything):>8}  expected calibration error {error(everything):.3f}")
        run(*make, *corpus, "-o", folder / "large", "--cases", 1, "--segments", 10000)
        start = time.monotonic()
        n_mib = align(naql, folder / "large/000", folder / "large.test")
        n_seconds = time.monotonic() - start
        sizes = [len((folder / f"large/000.{kind}").read_text().splitlines()) for kind in ("source", "target")]
        print(f"\n{sizes[0]} × {sizes[1]} segments: {n_seconds:.1f} s, {n_mib:.0f} MiB")


if __name__ == "__main__":
    main()
