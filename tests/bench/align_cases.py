"""Makes documents with known alignment from a corpus that is aligned line by line.

    python3 tests/bench/align_cases.py CORPUS.ar CORPUS.en BRIDGE.en -o FOLDER [--documents CORPUS.docs.tsv] [--seed N]
        [--cases N] [--segments N] [--merge R] [--split R] [--cross R] [--delete R] [--swap R] [--part I/N]

BRIDGE.en holds a translation of each source line. Each case is a run of whole documents of the corpus, of about
--segments lines, in which segments are merged on either side (--merge), split at the end of a sentence or a comma
(--split), cut at other places on the two sides (--cross), left out on one side (--delete) and in which paragraphs of the
target are swapped (--swap); a rate is the share of lines, or of paragraphs, that it befalls. With --part 0/2 only every
second document of the corpus is used, so that what is fitted on one half can be measured on the other.

A case NAME is the files NAME.source, NAME.target, NAME.bridge (a segment a line) and NAME.gold (links, from 0). The same
arguments give the same bytes.
"""

import argparse
import pathlib
import random
import re

SENTENCE_END = re.compile(r'(?<=[.!?؟])["”\'»)]*\s+')
CLAUSE_END = re.compile(r"(?<=[,;:،؛])\s+|\s+(?=and |but |which |who |because )")
SHORTEST_PIECE = 15  # characters


class Side:
    """The segments of one side, as they come about."""

    def __init__(self):
        self.segments = []

    def add(self, *segments):
        first = len(self.segments)
        self.segments += segments
        return list(range(first, len(self.segments)))


def pieces(text, rng):
    """The text in two or more pieces; in one where it cannot be split well."""
    for boundary in (SENTENCE_END, CLAUSE_END):
        found = [piece.strip() for piece in boundary.split(text)]
        found = [piece for piece in found if piece]
        if len(found) > 1 and min(map(len, found)) >= SHORTEST_PIECE:
            if len(found) > 2 and rng.random() < 0.6:
                cut = rng.randrange(1, len(found))
                found = [" ".join(found[:cut]), " ".join(found[cut:])]
            return found
    return [text]


def sentences(text):
    return [piece.strip() for piece in SENTENCE_END.split(text) if piece.strip()]


def halves(text, rng):
    """Two parts of a text, cut between words in the middle half; the second may be empty."""
    found = pieces(text, rng)
    return (found[0], " ".join(found[1:]))


def segments_of(rows, rates, rng):
    """Turns rows (source, target, bridge) into groups (sources with bridges, targets) that say the same."""
    at = 0
    while at < len(rows):
        source, target, bridge = rows[at]
        chance = rng.random()
        left = len(rows) - at
        if (chance := chance - rates.merge) < 0 and left > 1:
            n = min(left, rng.choice([2, 2, 2, 3, 3, 4, 5]))
            group = rows[at:at + n]
            at += n
            if rng.random() < 0.5:
                yield [(s, b) for s, _, b in group], [" ".join(t for _, t, _ in group)]
            else:
                yield [(" ".join(s for s, _, _ in group), " ".join(b for _, _, b in group))], [t for _, t, _ in group]
        elif (chance := chance - rates.split) < 0:
            at += 1
            of_source, of_bridge = sentences(source), sentences(bridge)
            if len(of_source) == len(of_bridge) > 1 and rng.random() < 0.5:
                yield list(zip(of_source, of_bridge)), [target]
            else:
                yield [(source, bridge)], pieces(target, rng)
        elif (chance := chance - rates.cross) < 0 and left > 1:
            # Two lines whose boundary lies elsewhere on the target side.
            second = rows[at + 1]
            at += 2
            head, tail = halves(second[1], rng)
            if tail:
                yield [(source, bridge), (second[0], second[2])], [f"{target} {head}", tail]
            else:
                yield [(source, bridge)], [target]
                yield [(second[0], second[2])], [second[1]]
        elif (chance := chance - rates.delete) < 0:
            at += 1
            if rng.random() < 0.5:
                yield [(source, bridge)], []
            else:
                yield [], [target]
        else:
            at += 1
            yield [(source, bridge)], [target]


def swapped(groups, rate, rng):
    """The order of the target: groups in paragraphs of 3 to 8, of which some change places with the next."""
    paragraphs, at = [], 0
    while at < len(groups):
        n = rng.randrange(3, 9)
        paragraphs.append(list(range(at, min(at + n, len(groups)))))
        at += n
    at = 0
    while at + 1 < len(paragraphs):
        if rng.random() < rate:
            paragraphs[at], paragraphs[at + 1] = paragraphs[at + 1], paragraphs[at]
            at += 1
        at += 1
    return [group for paragraph in paragraphs for group in paragraph]


def case(rows, rates, rng):
    groups = list(segments_of(rows, rates, rng))
    source, bridge, target = Side(), Side(), Side()
    of_source = [source.add(*(s for s, _ in group)) for group, _ in groups]
    for group, _ in groups:
        bridge.add(*(b for _, b in group))
    of_target = {idx: target.add(*groups[idx][1]) for idx in swapped(groups, rates.swap, rng)}
    links = []
    for idx in range(len(groups)):
        sources, targets = of_source[idx], of_target[idx]
        if sources and targets:
            links.append((sources, targets))
        else:
            links += [([one], []) for one in sources] + [([], [one]) for one in targets]
    return source.segments, target.segments, bridge.segments, links


def documents(arguments):
    """The rows of each document of the part."""
    read = lambda path: pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    columns = [read(path) for path in (arguments.source, arguments.target, arguments.bridge)]
    names = read(arguments.documents) if arguments.documents else [str(at // 20) for at in range(len(columns[0]))]
    if len({len(column) for column in columns + [names]}) != 1:
        raise SystemExit("the files have different numbers of lines")
    found = {}
    for name, *row in zip(names, *columns):
        if all(row):
            found.setdefault(name.split("\t")[0], []).append(tuple(row))
    part, n_parts = map(int, arguments.part.split("/"))
    return [rows for at, rows in enumerate(found.values()) if at % n_parts == part]


def parser():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("source", "target", "bridge"):
        parser.add_argument(name)
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=10)
    parser.add_argument("--segments", type=int, default=100)
    parser.add_argument("--part", default="0/1")
    for name, rate in (("merge", 0.05), ("split", 0.1), ("cross", 0.02), ("delete", 0.05), ("swap", 0.0)):
        parser.add_argument(f"--{name}", type=float, default=rate)
    return parser


def write(arguments):
    rng = random.Random(arguments.seed)
    all_rows = documents(arguments)
    folder = pathlib.Path(arguments.output)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.cases):
        order = rng.sample(range(len(all_rows)), len(all_rows))
        rows = []
        while len(rows) < arguments.segments:
            rows += all_rows[order.pop() if order else rng.randrange(len(all_rows))]
        source, target, bridge, links = case(rows, arguments, rng)
        for kind, lines in (("source", source), ("target", target), ("bridge", bridge)):
            text = "".join(f"{line}\n" for line in lines)
            folder.joinpath(f"{number:03}.{kind}").write_text(text, encoding="utf-8")
        text = "".join(f"{sources}:{targets}\n" for sources, targets in links)
        folder.joinpath(f"{number:03}.gold").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(parser().parse_args())
