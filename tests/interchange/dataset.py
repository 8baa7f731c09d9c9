"""Checks that Hugging Face datasets, pandas, pyarrow and lxml read the folder that `naql corpus export` makes.

    python tests/interchange/dataset.py target/release/naql

Needs the packages of requirements.txt beside it. Pairs are made here, parted by `naql corpus split`, and exported; then
each package must find the same pairs, and what the card says must be what the files hold. Ends with 1 and says where,
at the first difference.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Before datasets is imported: nothing may be fetched, and the cache is a folder that goes away.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
CACHE = tempfile.TemporaryDirectory()
os.environ["HF_HOME"] = CACHE.name

import datasets
import huggingface_hub
import lxml.etree
import pandas
import pyarrow.parquet

# Splits as they are exported, and the files of `corpus split` that they are made of.
SPLITS = {"train": "train", "validation": "dev", "test": "test"}

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# A name that YAML and Markdown would take for something else.
NAME = 'Statements: "بيان" #1 | *x* \\ y'

# Texts that each format has its own trouble with.
TEXTS = [
    ("بيان مشترك", "Joint statement"),
    ('قال "نعم"، ثم خرج', 'He said "yes", then left'),
    ("سطر\nثان\tوعمود", "a line\nand a\tcolumn"),
    ("مسار C:\\temp\\n", "the path C:\\temp\\n"),
    ("\u202bنص\u202c 😀 <b>", "text 😀 & <b>"),
    ("فاصل\u2028سطور\u0085هنا", "a break\u2028of lines\u0085here"),
]

# A licence of its own.
TERMS = "For tests of the program alone.\n"

# What the card says of the statuses.
MEANINGS = {
    "done": "has a target, which no person is known to have reviewed",
    "reviewed": "a person has accepted or corrected it",
    "final": "settled",
}

SIGNATURES = ["model:x|weights:00ff|beam:4", "", "ترجمة <بشرية> `x`"]


def fail(where, message):
    sys.exit(f"dataset.py: {where}: {message}")


def same(where, found, expected):
    """Ends the program where two values differ; of lists, with the first difference."""
    if isinstance(expected, list):
        if len(found) != len(expected):
            fail(where, f"{len(found)} rows instead of {len(expected)}")
        for number, (one, other) in enumerate(zip(found, expected), 1):
            if one != other:
                fail(where, f"row {number} differs\n  found    {one!r}\n  expected {other!r}")
        print(f"same: {where}, {len(found)} rows")
    elif found != expected:
        fail(where, f"\n  found    {found!r}\n  expected {expected!r}")
    else:
        print(f"same: {where}")


def naql(binary, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        fail(f"naql {' '.join(map(str, arguments))}", f"ended with {done.returncode}: {done.stderr.strip()}")


def made_pairs():
    """Forty documents of ten pairs, of which one has no target, and five pairs twice."""
    pairs = []
    for document in range(40):
        for number in range(10):
            source, target = TEXTS[(document + number) % len(TEXTS)]
            kind = "heading" if number == 0 else "sentence"
            record = {"document_id": f"بيان-{document}", "segment_id": number + 1, "kind": kind}
            record |= {"source": f"{source} {document}.{number}", "signature": SIGNATURES[number % len(SIGNATURES)]}
            if number == 9:
                record |= {"target": None, "score": None, "status": "untranslated"}
            else:
                status = ["done", "reviewed", "final"][number % 3]
                record |= {"target": f"{target} {document}.{number}", "score": -number / 8, "status": status}
            pairs.append(record)
    return pairs + pairs[:5]


def export(binary, folder):
    """Makes the pairs, parts and exports them. Gives the place, and the pairs that each split must have."""
    pairs, parts, place = folder / "pairs.jsonl", folder / "parts", folder / "corpus"
    lines = [json.dumps(pair, ensure_ascii=False) + "\n" for pair in made_pairs()]
    pairs.write_text("".join(lines), encoding="utf-8")
    ledger, kept = folder / "ledger.json", folder / "kept.jsonl"
    naql(binary, "corpus", "dedup", pairs, "--by", "exact", "-o", kept, "--ledger", ledger)
    naql(binary, "corpus", "split", kept, "--dev", 60, "--test", 60, "--format", "jsonl", "-o", parts)
    (folder / "terms.txt").write_text(TERMS, encoding="utf-8")
    about = ["--license", "other", "--license-file", folder / "terms.txt", "--name", NAME, "--ledger", ledger]
    naql(binary, "corpus", "export", parts, "-o", place, *about)
    expected = {}
    for split, part in SPLITS.items():
        with open(parts / f"{part}.jsonl", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        expected[split] = [row(record) for record in records if record.get("target")]
    same("splits of forty documents", [n > 0 for n in map(len, expected.values())], [True] * 3)
    # The same again must give the same bytes.
    before = {path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    naql(binary, "corpus", "export", parts, "-o", place, *about)
    after = {path: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    same("the folder made twice", before == after, True)
    return place, expected


def row(record):
    """A pair as a tuple; nothing is None."""
    translation = record.get("translation") or {"ar": record.get("source"), "en": record.get("target")}
    names = ("document_id", "segment_id", "kind", "score", "status", "signature")
    values = [None if record.get(name) != record.get(name) else record.get(name) for name in names]
    return (translation["ar"], translation["en"], *(value if value != "" else None for value in values))


def check_datasets(place, expected):
    """The folder by its name alone, as somebody would load it. Gives what was loaded."""
    loaded = datasets.load_dataset(str(place))
    same("splits by datasets", sorted(loaded), sorted(expected))
    for split, pairs in expected.items():
        translation = loaded[split].features["translation"]
        if not isinstance(translation, datasets.Translation) or sorted(translation.languages) != ["ar", "en"]:
            fail(f"{split} by datasets", f"translation is loaded as {translation!r}, not as Translation")
        same(f"{split} by datasets", [row(record) for record in loaded[split]], pairs)
    # What the card says of the columns must be what the files say of themselves.
    alone = datasets.load_dataset("parquet", data_files=str(place / "data/test-00000-of-00001.parquet"), split="train")
    same("features of the card and of the file", loaded["test"].features, alone.features)
    return loaded


def check_parquet(place, expected):
    for split, pairs in expected.items():
        path = place / f"data/{split}-00000-of-00001.parquet"
        same(f"{split} by pyarrow", [row(record) for record in pyarrow.parquet.read_table(path).to_pylist()], pairs)
        frame = pandas.read_parquet(path)
        same(f"{split} by pandas", [row(record) for record in frame.to_dict("records")], pairs)


def escaped(text):
    """A text as it stands in a cell of Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|&~$])", r"\\\1", text)


def told_lines(expected):
    """How the rows of the card's tables begin: pairs and documents of splits, pairs of signatures and statuses."""
    for split, pairs in expected.items():
        yield f"| {split} | {len(pairs)} | {len({pair[2] for pair in pairs})} | "
    everything = [pair for pairs in expected.values() for pair in pairs]
    for signature, n in collections.Counter(pair[7] for pair in everything).items():
        yield f"| {escaped(signature) if signature else 'not stated'} | {n} | {n * 100 / len(everything):.2f} |"
    for status, n in collections.Counter(pair[6] for pair in everything).items():
        yield f"| `{status}`: {MEANINGS[status]} | {n} | "


def check_card(place, expected, loaded):
    """The numbers of the card, by the Hub's own parsers."""
    card = huggingface_hub.DatasetCard.load(place / "README.md")
    data = card.data.to_dict()
    fixed = {"language": ["ar", "en"], "license": "other", "license_link": "LICENSE", "pretty_name": NAME}
    fixed |= {"multilinguality": ["translation"], "task_categories": ["translation"], "size_categories": ["n<1K"]}
    same("the card's metadata", {key: data.get(key) for key in fixed}, fixed)
    info = datasets.info.DatasetInfosDict.from_directory(place)["default"]
    sizes = {name: split.num_examples for name, split in info.splits.items()}
    same("sizes in the card", sizes, {split: len(pairs) for split, pairs in expected.items()})
    files = sum(path.stat().st_size for path in (place / "data").iterdir())
    same("download size in the card", info.download_size, files)
    same("size in the card", info.dataset_size, sum(split.num_bytes for split in info.splits.values()))
    for name, split in info.splits.items():
        n_bytes = loaded[name].data.nbytes
        # Bits for what is missing, and rounding for alignment, are not in it.
        if abs(split.num_bytes - n_bytes) > n_bytes * 0.05:
            fail(f"{name} in the card", f"{split.num_bytes} bytes, and {n_bytes} in memory")
    lines = card.text.splitlines()
    for line in told_lines(expected):
        if not any(found.startswith(line) for found in lines):
            fail("the card", f"has no line that begins with {line!r}")
    for line in ("1. Deduplication", "| dropped: exact | 5 | 1.23 |", "| kept | 400 | 98.77 |"):
        if line not in lines:
            fail("the card", f"does not say {line!r} of the ledger")
    same("the licence's text", (place / "LICENSE").read_text(encoding="utf-8"), TERMS)


def spaced(text):
    """A text as a line of Moses."""
    return " ".join(text.replace("\t", " ").splitlines())


def check_moses(place, expected):
    for split, pairs in expected.items():
        sides = [(place / f"moses/{split}.{side}").read_text(encoding="utf-8").splitlines() for side in ("ar", "en")]
        same(f"{split} as Moses", list(zip(*sides, strict=True)), [(spaced(p[0]), spaced(p[1])) for p in pairs])


def check_tmx(place, expected):
    for split, pairs in expected.items():
        root = lxml.etree.parse(place / f"tmx/{split}.tmx").getroot()
        units = [{tuv.get(LANG): tuv.findtext("seg") for tuv in unit.iter("tuv")} for unit in root.iter("tu")]
        same(f"{split} as TMX", [(unit["ar"], unit["en"]) for unit in units], [pair[:2] for pair in pairs])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help="the naql program")
    binary = parser.parse_args().binary.resolve()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        place, expected = export(binary, Path(folder))
        loaded = check_datasets(place, expected)
        check_parquet(place, expected)
        check_card(place, expected, loaded)
        check_moses(place, expected)
        check_tmx(place, expected)
    print("all the same")


if __name__ == "__main__":
    main()
