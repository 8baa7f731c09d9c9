"""Checks that pyarrow, pandas and Hugging Face datasets read what naql writes, and naql what they write.

    python tests/interchange/flat.py target/release/naql [--model tests/tiny-model]

Needs the packages of requirements.txt beside it. A few texts are translated into every format of rows and columns, and
each package must give the same pairs; then each package writes pairs of its own, which `naql export` must carry over
whole. Ends with 1 and says where, at the first difference.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# Before datasets is imported: nothing may be fetched, and the cache is a folder that goes away.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
CACHE = tempfile.TemporaryDirectory()
os.environ["HF_HOME"] = CACHE.name

import datasets
import pandas
import pyarrow
import pyarrow.csv
import pyarrow.parquet

COLUMNS = ["document_id", "segment_id", "kind", "source", "target", "score", "status", "reason", "signature"]

# A line each is a segment; the quotes, commas and backslashes are for the formats, the Latin line is passed over.
TEXT = """بيان مشترك
قال "الوزير"، في 17 ديسمبر 2025, إن الاتفاق; مهم \\n جدا.
Joint "statement", 2025
- وأكد الجانبان دعمهما للسلام 😀.
"""

# What other tools write: quotes, line ends, tabs, backslashes, a missing target.
FOREIGN = [
    {"source": "قال \"نعم\"، ثم خرج", "target": "He said \"yes\", then left"},
    {"source": "سطر\nثان\tوعمود", "target": "a line\nand a\tcolumn"},
    {"source": "مسار C:\\temp\\n", "target": "the path C:\\temp\\n"},
    {"source": "لا ترجمة", "target": None},
    {"source": "\u202bنص\u202c 😀", "target": "text 😀"},
]


def fail(where, message):
    sys.exit(f"flat.py: {where}: {message}")


def same(where, found, expected):
    """Ends the program where two lists differ, with the first difference."""
    if len(found) != len(expected):
        fail(where, f"{len(found)} rows instead of {len(expected)}")
    for number, (one, other) in enumerate(zip(found, expected), 1):
        if one != other:
            fail(where, f"row {number} differs\n  found    {one!r}\n  expected {other!r}")
    print(f"same: {where}, {len(found)} rows")


def naql(binary, *arguments, allowed=(0,)):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in allowed:
        fail(f"naql {' '.join(map(str, arguments))}", f"ended with {done.returncode}: {done.stderr.strip()}")


def rounded(score):
    """Scores are 32 bits wide here and 64 there."""
    return None if score is None else round(float(score), 4)


def row(record):
    """A pair as a tuple of the nine columns, None for nothing."""
    values = {name: record.get(name) for name in COLUMNS}
    values = {name: None if value is None or value == "" or value != value else value for name, value in values.items()}
    return tuple(int(v) if n == "segment_id" else rounded(v) if n == "score" else v for n, v in values.items())


def flattened(record):
    """A record of the Parquet file with its translation as source and target."""
    return {**record, "source": record["translation"]["ar"], "target": record["translation"]["en"]}


def rows_of_frame(frame):
    return [row(record) for record in frame.astype(object).where(frame.notna(), None).to_dict("records")]


def check_parquet(path, expected):
    same("Parquet by pyarrow", [row(flattened(r)) for r in pyarrow.parquet.read_table(path).to_pylist()], expected)
    frame = pandas.read_parquet(path)
    same("Parquet by pandas", [row(flattened(record)) for record in frame.to_dict("records")], expected)
    loaded = datasets.load_dataset("parquet", data_files=str(path), split="train")
    translation = loaded.features["translation"]
    if not isinstance(translation, datasets.Translation) or sorted(translation.languages) != ["ar", "en"]:
        fail("Parquet by datasets", f"translation is loaded as {translation!r}, not as Translation")
    same("Parquet by datasets", [row(flattened(record)) for record in loaded], expected)
    for record in loaded:
        if record["start"] is None or record["end"] - record["start"] != len(record["translation"]["ar"].encode()):
            fail("Parquet by datasets", f"start and end are not the span of the source: {record!r}")


def check_csv(path, expected):
    with open(path, encoding="utf-8", newline="") as file:
        same("CSV by Python", [row(record) for record in csv.DictReader(file)], expected)
    same("CSV by pandas", rows_of_frame(pandas.read_csv(path)), expected)
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    same("CSV by pyarrow", [row(r) for r in pyarrow.csv.read_csv(path, parse_options=options).to_pylist()], expected)
    loaded = datasets.load_dataset("csv", data_files=str(path), split="train")
    same("CSV by datasets", [row(record) for record in loaded], expected)


def check_tsv(path, expected):
    # Backslashes are escaped in it, and no other of the texts here holds what is escaped.
    frame = pandas.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE)
    frame["source"] = frame["source"].str.replace("\\\\", "\\", regex=False)
    frame["target"] = frame["target"].str.replace("\\\\", "\\", regex=False)
    same("TSV by pandas", rows_of_frame(frame), expected)


def check_jsonl(path, expected):
    same("JSON Lines by pandas", rows_of_frame(pandas.read_json(path, lines=True)), expected)
    loaded = datasets.load_dataset("json", data_files=str(path), split="train")
    same("JSON Lines by datasets", [row(record) for record in loaded], expected)


def check_moses(path, expected):
    both = [path.with_suffix(extension).read_text(encoding="utf-8").splitlines() for extension in (".ar", ".en")]
    texts = [(pair[3], pair[4]) for pair in expected if pair[4] is not None]
    same("Moses by Python", list(zip(*both, strict=True)), texts)
    loaded = datasets.load_dataset("text", data_files=str(path.with_suffix(".ar")), split="train")
    same("Moses by datasets", loaded["text"][:], [source for source, _ in texts])


def check_written(binary, model, folder):
    """What naql writes is what the packages read."""
    text = folder / "text.ar.txt"
    text.write_text(TEXT, encoding="utf-8")
    paths = {extension: folder / f"pairs.{extension}" for extension in ("jsonl", "parquet", "csv", "tsv", "ar")}
    outputs = [argument for path in paths.values() for argument in ("-o", path)]
    # With 1 a segment has failed, as some do with the tiny model: a row like others.
    naql(binary, "translate", "--model", model, "--lines", text, *outputs, allowed=(0, 1))
    with open(paths["jsonl"], encoding="utf-8") as file:
        expected = [row(json.loads(line)) for line in file]
    same("sources", [pair[3] for pair in expected], TEXT.splitlines())
    check_parquet(paths["parquet"], expected)
    check_csv(paths["csv"], expected)
    check_tsv(paths["tsv"], expected)
    check_jsonl(paths["jsonl"], expected)
    check_moses(paths["ar"], expected)


def foreign_files(folder):
    """Files of other tools: their names, as those who write such files write them."""
    sides = [{"ar": pair["source"], "en": pair["target"]} for pair in FOREIGN]
    struct = pyarrow.struct([("ar", pyarrow.string()), ("en", pyarrow.string())])
    table = pyarrow.table({"id": range(1, len(sides) + 1), "translation": pyarrow.array(sides, struct)})
    for compression in ("none", "snappy", "gzip", "zstd"):
        pyarrow.parquet.write_table(table, folder / f"pyarrow-{compression}.parquet", compression=compression)
    frame = pandas.DataFrame(FOREIGN)
    frame.rename(columns={"source": "src", "target": "mt"}).to_parquet(folder / "pandas.parquet")
    frame.to_csv(folder / "pandas.csv", index=False)
    frame[["target", "source"]].to_csv(folder / "pandas-semicolon.csv", sep=";")
    frame.to_json(folder / "pandas.jsonl", orient="records", lines=True)
    features = datasets.Features({"translation": datasets.Translation(languages=["ar", "en"])})
    dataset = datasets.Dataset.from_dict({"translation": sides}, features=features)
    dataset.to_json(folder / "datasets.jsonl", force_ascii=False)
    dataset.to_parquet(folder / "datasets.parquet")
    return sorted(path for path in folder.iterdir() if path.is_file())


def check_read(binary, folder):
    """What the packages write is what naql reads."""
    expected = [(number, pair["source"], pair["target"]) for number, pair in enumerate(FOREIGN, 1)]
    (folder / "carried").mkdir()
    for path in foreign_files(folder):
        carried = folder / "carried" / f"{path.name}.jsonl"
        naql(binary, "export", path, "-o", carried)
        with open(carried, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        found = [(record["segment_id"], record["source"], record["target"]) for record in records]
        same(f"{path.name} by naql", found, expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help="the naql program")
    parser.add_argument("--model", default="tests/tiny-model", help="the model that translates")
    arguments = parser.parse_args()
    datasets.disable_progress_bars()
    binary = arguments.binary.resolve()
    with tempfile.TemporaryDirectory() as written, tempfile.TemporaryDirectory() as foreign:
        check_written(binary, arguments.model, Path(written))
        check_read(binary, Path(foreign))
    print("all the same")


if __name__ == "__main__":
    main()
