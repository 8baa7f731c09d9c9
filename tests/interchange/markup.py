"""Checks that TMX and XLIFF hold with other tools: that these read what naql writes, and naql what they write.

    python tests/interchange/markup.py target/release/naql [--model tests/tiny-model]

Needs the packages of requirements.txt beside it. Pairs with everything difficult are written as TMX and XLIFF, which
must be valid by the schemas in `schemas`, keep the rules that OmegaT's reader relies on, and give translate-toolkit the
same texts; then translate-toolkit writes files, and `foreign` holds files in the shapes of editors, which `naql export`
must read; last come files made to do harm. Ends with 1 and says where, at the first difference.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from lxml import etree
from translate.convert import po2tmx, po2xliff
from translate.storage import tmx, xliff, xliff2

sys.dont_write_bytecode = True

import hostile
from program import Program, fail, same

HERE = Path(__file__).parent
XML = "{http://www.w3.org/XML/1998/namespace}"
CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
METADATA = "{urn:oasis:names:tc:xliff:metadata:2.0}"

# Characters that XML 1.0 cannot hold, by its production 2, "Char".
UNHOLDABLE = [chr(code) for code in range(0x20) if code not in (0x9, 0xA, 0xD)] + ["\ufffe", "\uffff"]

# What markup, line ends, directions and normal forms do to texts.
TEXTS = [
    ("قال \"الوزير\" 'أمس': <b>نعم</b> & &amp; ]]> <!-- x -->", "He said \"yes\" & 'no' <i>then</i> &#65; ]]>"),
    ("عمود\tوعمود\nوسطر\r\nوسطر\rآخر", "a\tcolumn\nand a line\r\nand\rothers"),
    ("  قبل وبعد  ", "\n around \t"),
    ("\u00a0بين\u00a0كلمتين\u202fضيق\u3000", "no\u00a0break\u2007space"),
    ("\u200eيسار\u200f \u202bنص\u202c \u2066ab\u2069 \u2067نص\u2069 \u2068c\u2069", "\u202ab\u202c \u2066نص\u2069"),
    ("\u0628\u0650\u0633\u0652\u0645\u0650 \u0644\u0651\u064e\u0647\u0650 \u0622 \u0627\u0653", "cafe\u0301 caf\u00e9"),
    ("سطر\u2028وفقرة\u2029و\u0085", "next\u0085line\u2028and\u2029paragraph"),
    ("\ufeffعلامة\u200bصفر \u00ad\u200d\u200c", "\ufeffmark\u200b"),
    ("رموز 😀👩\u200d👩\u200d👧 \U0001e900 \ufffd", "symbols 😀 \U0010fffd"),
    ("قبل" + "".join(UNHOLDABLE) + "بعد", "a\u0001b\u001fc\u007fd\u009fe\ufffff"),
]

STATUSES = ["untranslated", "failed", "passed", "done", "reviewed", "final"]
STATES = ["initial", "initial", "translated", "translated", "reviewed", "final"]


def pair(document, segment, source, target, **more):
    status = "done" if target else "untranslated"
    usual = {"kind": "sentence", "score": None, "status": status, "reason": None, "signature": ""}
    return {"document_id": document, "segment_id": segment, "source": source, "target": target, **usual, **more}


def difficult():
    """Pairs with all that naql keeps of one, in several documents; those of the last do not rise."""
    hypothesis = {"target": "b", "score": -0.5, "log_prob": -2.5, "n_tokens": 3, "stop": "end", "links": [[0, 6, 0, 1]]}
    finding = {"kind": "number", "severity": "error", "message": "5; not <6> & \"7\""}
    finding |= {"source_spans": [[0, 2]], "target_spans": []}
    pairs = [pair("a <\"b\"> & c\\d/é.txt", n, *texts) for n, texts in enumerate(TEXTS, 1)]
    for n, status in enumerate(STATUSES, 1):
        target = None if STATUSES.index(status) < 2 else "text"
        pairs.append(pair("نص.txt", n * 10, "نص", target, status=status, reason=f"why & <{n}>"))
    more = {"kind": "list item", "score": -0.25, "signature": "model:x|beam:4 <&>"}
    pairs.append(pair("نص.txt", 4294967295, "بند", "item", **more))
    notes = ["see <1> & \"2\"", "سطر\nوآخر", "third"]
    pairs.append(pair("x#1", 9, "قال", "b", notes=notes, findings=[finding, finding], nbest=[hypothesis] * 2))
    return pairs + [pair("x#1", 9, "عنوان", "Title", kind="heading"), pair("x#1", 2, "قبل", None)]


def seen(text):
    """A text as a program sees it that does not know what stands for the characters that XML cannot hold."""
    return None if text is None else text.translate({ord(c): None for c in UNHOLDABLE})


def check_schema(path):
    document = etree.parse(path)
    if path.suffix == ".tmx":
        schema = etree.DTD(str(HERE / "schemas" / "tmx14.dtd"))
    else:
        schema = etree.XMLSchema(etree.parse(HERE / "schemas" / "xliff.xsd"))
    if not schema.validate(document):
        fail(path.name, f"is not valid: {schema.error_log.filter_from_errors()}")
    return document.getroot()


def level_1(seg):
    """What OmegaT takes from a segment: what is not in an inline element (TMXReader2.parseSegExtLevel1)."""
    return (seg.text or "") + "".join(inline.tail or "" for inline in seg)


def check_omegat(root, expected):
    """The rules of OmegaT's TMXReader2 (version 3.6), method by method."""
    header = root.find("header")
    # parseHeader: all of these are looked up, and a missing srclang ends the program. A srclang that is not the
    # project's is a warning; "paragraph" would have segments cut again.
    for name in ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"]:
        if not header.get(name):
            fail("OmegaT's rules", f"the header has no {name}")
    if header.get("segtype") != "sentence" or header.get("srclang").lower() != "ar":
        fail("OmegaT's rules", "the segments are not sentences, or not from Arabic")
    # readTMX: inline elements of a file that says it is OmegaT's own would be read as text.
    if header.get("creationtool") == "OmegaT":
        fail("OmegaT's rules", "it says that it is OmegaT's own")
    found = []
    for unit in root.iter("tu"):
        sides = {}
        for variant in unit.iter("tuv"):
            # getTuvByLang: the first two letters are compared, and a missing language ends the program.
            language = variant.get(f"{XML}lang")[:2].lower()
            # parseTuv: the last seg of a tuv and the last tuv of a language would win.
            if len(variant.findall("seg")) != 1 or language in sides:
                fail("OmegaT's rules", f"{unit.get('tuid')} has two texts of one language")
            sides[language] = variant.find("seg")
            # parseSegExtLevel2: an ept without its bpt empties the segment.
            if any(inline.tag != "ph" or len(inline) or inline.text for inline in sides[language]):
                fail("OmegaT's rules", f"{unit.get('tuid')} has codes with text in them")
        if set(sides) - {"ar", "en"} or "ar" not in sides:
            fail("OmegaT's rules", f"{unit.get('tuid')} is in {sorted(sides)}")
        found.append((level_1(sides["ar"]), level_1(sides["en"]) if "en" in sides else None))
    same("TMX by OmegaT's rules", found, [(seen(p["source"]), seen(p["target"])) for p in expected])


def check_standard(root, expected):
    """What the standard of XLIFF 2.1 wants beyond its schema, section by section."""
    if root.get("version") != "2.1" or root.get("srcLang") != "ar" or root.get("trgLang") != "en":
        fail("XLIFF by its standard", "the version or a language is wrong")
    files = root.findall(f"{CORE}file")
    # 4.3.1.19, id: unique among files, and among the units of a file.
    for where, elements in [("files", files), *((f.get("id"), list(f.iter(f"{CORE}unit"))) for f in files)]:
        ids = [element.get("id") for element in elements]
        if len(ids) != len(set(ids)):
            fail("XLIFF by its standard", f"ids are not unique: {where} {ids}")
    found = []
    for file in files:
        for unit in file.iter(f"{CORE}unit"):
            [segment] = unit.findall(f"{CORE}segment")
            # 4.3.1.34, subState: prefix:value, and not without a state.
            sub_state = segment.get("subState")
            if sub_state and (":" not in sub_state or not segment.get("state")):
                fail("XLIFF by its standard", f"subState {sub_state!r}")
            found.append((file.get("original"), int(unit.get("id")), segment.get("state")))
    states = dict(zip(STATUSES, STATES))
    expected = [(p["document_id"], p["segment_id"], states[p["status"]]) for p in expected]
    same("XLIFF by its standard", found, expected)


def check_toolkit(path, expected):
    """translate-toolkit finds the same texts; it must be told which version of XLIFF a file is."""
    kind = tmx.tmxfile if path.suffix == ".tmx" else xliff2.Xliff2File
    store = kind.parsefile(str(path))
    if isinstance(store, tmx.tmxfile):
        store.settargetlanguage("en")
        ids = [f"{p['document_id']}#{p['segment_id']}" for p in expected]
    else:
        ids = [str(p["segment_id"]) for p in expected]
    found = [(unit.getid(), unit.source, unit.target or None) for unit in store.units]
    texts = [(seen(p["source"]), seen(p["target"])) for p in expected]
    name = f"{type(store).__name__} by translate-toolkit"
    same(name, found, [(id, *both) for id, both in zip(ids, texts)])
    if isinstance(store, tmx.tmxfile):
        same(f"notes of {name}", [u.getnotes() for u in store.units], ["\n".join(p.get("notes", [])) for p in expected])
    else:
        approved = [p["status"] in ("reviewed", "final") for p in expected]
        same(f"states of {name}", [u.isapproved() for u in store.units], approved)


def check_written(program, folder):
    """What naql writes is valid, is what other tools read, and comes back whole but for what is documented."""
    pairs = difficult()
    given = folder / "pairs.jsonl"
    lines = [json.dumps(p, ensure_ascii=False) + "\n" for p in pairs]
    given.write_text("".join(lines), encoding="utf-8", newline="")
    kept = [{name: value for name, value in p.items() if name != "nbest"} for p in pairs]
    empty = folder / "empty.jsonl"
    empty.touch()
    for extension in (".tmx", ".xlf"):
        check_schema(program.export(empty, folder / f"empty{extension}"))
        path = program.export(given, folder / f"pairs{extension}")
        root = check_schema(path)
        print(f"valid: {path.name}, {len(pairs)} pairs")
        (check_omegat if extension == ".tmx" else check_standard)(root, pairs)
        check_toolkit(path, pairs)
        same(f"{path.name} by naql", program.pairs(path), kept)
        again = program.export(path, folder / f"again{extension}")
        same(f"{path.name} written again", again.read_bytes().splitlines(), path.read_bytes().splitlines())


def check_edited(program, folder):
    """What translate-toolkit changes in our files and saves comes back, and all else is as it was."""
    pairs = [{name: value for name, value in p.items() if name != "nbest"} for p in difficult()]
    given = folder / "pairs.jsonl"
    given.write_text("".join(json.dumps(p) + "\n" for p in pairs), encoding="utf-8")
    for kind, extension in [(tmx.tmxfile, "tmx"), (xliff2.Xliff2File, "xlf")]:
        store = kind.parsefile(str(program.export(given, folder / f"pairs.{extension}")))
        edited = [dict(p) for p in pairs]
        for unit, p in zip(store.units, edited):
            if p["segment_id"] not in (1, 2):
                continue
            text = f"edited: \t<{p['segment_id']}> & \u2066نص\u2069"
            p["target"] = text
            if extension == "tmx":
                unit.settarget(text, "en")
                p["status"] = "done"
            else:
                unit.target = text
                unit.markapproved()
                p["status"] = "reviewed"
        saved = folder / f"edited.{extension}"
        store.savefile(str(saved))
        same(f"{saved.name} by naql", program.pairs(saved), edited)


def properties(root):
    """The properties of each pair of a file of naql, by their names without the prefix that TMX wants."""
    if root.tag == "tmx":
        return [{p.get("type").removeprefix("x-"): p.text for p in unit.iter("prop")} for unit in root.iter("tu")]
    return [{m.get("type"): m.text for m in unit.iter(f"{METADATA}meta")} for unit in root.iter(f"{CORE}unit")]


def check_translated(program, model, folder):
    """Spans, scores and signatures of a translation are in both files, which are valid."""
    text = folder / "text.ar.txt"
    text.write_text("بيان مشترك\nقال \"الوزير\"، في 17 ديسمبر 2025, إن الاتفاق; مهم & جديد.\n", encoding="utf-8")
    paths = [folder / f"text.{extension}" for extension in ("jsonl", "tmx", "xlf")]
    outputs = [argument for path in paths for argument in ("-o", path)]
    # With 1 a segment has failed, as some do with the tiny model: a pair like others.
    program.run("translate", "--model", model, "--lines", text, *outputs, allowed=(0, 1))
    pairs = [json.loads(line) for line in paths[0].read_text(encoding="utf-8").splitlines()]
    for path in paths[1:]:
        found = properties(check_schema(path))
        lengths = [int(p["end"]) - int(p["start"]) for p in found]
        same(f"spans in {path.name}", lengths, [len(p["source"].encode()) for p in pairs])
        same(f"signatures in {path.name}", [p["signature"] for p in found], [p["signature"] for p in pairs])
        scores = [None if p["score"] is None else round(p["score"], 5) for p in pairs]
        found = [round(float(p["score"]), 5) if "score" in p else None for p in found]
        same(f"scores in {path.name}", found, scores)


def toolkit_files(texts, folder):
    """The texts as translate-toolkit writes them, from Arabic and from English."""
    memory = tmx.tmxfile(sourcelanguage="ar")
    for number, (source, target) in enumerate(texts):
        memory.addtranslation(source, "ar", target or "", "en", comment=f"note {number}")
    memory.savefile(str(folder / "toolkit.tmx"))
    for name, kind in [("toolkit-1.xlf", xliff.xlifffile), ("toolkit-2.xlf", xliff2.Xliff2File)]:
        for languages in (("ar", "en"), ("en", "ar")):
            store = kind(sourcelanguage=languages[0], targetlanguage=languages[1])
            store.setsourcelanguage(languages[0])
            store.settargetlanguage(languages[1])
            for number, both in enumerate(texts, 1):
                source, target = both if languages[0] == "ar" else both[::-1]
                if source is None:
                    continue
                unit = store.addsourceunit(source)
                unit.setid(str(number))
                unit.target = target
            store.savefile(str(folder / f"{languages[0]}-{name}"))
    return sorted(folder.glob("*.*"))


def check_toolkit_files(program, folder):
    """What translate-toolkit writes is what naql reads."""
    # It leaves out what XML cannot hold, and cannot write a bare carriage return.
    texts = [tuple(seen(text).replace("\r", " ") for text in both) for both in TEXTS]
    texts.append(("لا ترجمة", None))
    for path in toolkit_files(texts, folder):
        expected = texts[:-1] if path.name.startswith("en-") else texts
        same(f"{path.name} by naql", [(p["source"], p["target"]) for p in program.pairs(path)], expected)


CATALOGUE = r"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
"Language: ar\n"

# A note.
#: a.c:1
msgid "Save \"it\" & go\n"
msgstr "احفظ «هذا» واذهب\n"

#, fuzzy
msgid "Yes"
msgstr "نعم"

msgid "No"
msgstr ""
"""


def check_converted(program, folder):
    """What its converters make of a catalogue of messages, as localisation projects have them, is read too."""
    catalogue = folder / "site.po"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    saved, fuzzy = ("احفظ «هذا» واذهب\n", "Save \"it\" & go\n"), ("نعم", "Yes")
    # XLIFF has the header of the catalogue as a unit, whose text is on both sides.
    header = ("Content-Type: text/plain; charset=UTF-8\nLanguage: ar\n",) * 2
    makers = [(po2tmx, "po.tmx", ["-l", "ar"], [saved]), (po2xliff, "po.xlf", [], [header, saved, fuzzy])]
    for maker, name, options, expected in makers:
        made = folder / name
        maker.main(["--progress=none", *options, "-i", str(catalogue), "-o", str(made)])
        same(f"{name} by naql", [(p["source"], p["target"]) for p in program.pairs(made)], expected)


# What the files in `foreign` are: document, number, source, target, status, notes.
FOREIGN = {
    "matecat.xliff": [
        ("word/document.xml", 1, "قال الوزير.", "The minister spoke.", "done", []),
        ("word/document.xml", 2, "ثم خرج.", "Then he left.", "done", []),
        ("word/document.xml", 3, "نعم", None, "untranslated", []),
    ],
    "memoq.mqxliff": [
        ("statement.docx", 1, "قال الوزير.", "The minister spoke.", "done", []),
        ("statement.docx", 2, "نعم", None, "untranslated", []),
    ],
    "memoq.tmx": [("statement.docx", 1, "السلام والأمن", "Peace & security", "done", [])],
    "omegat.tmx": [
        ("omegat", 1, "<f0>قال</f0> الوزير إن العمل جار.", "<f0>The minister said</f0> the work goes on.", "done", []),
        ("report/page 1.txt", 2, "نعم", "Yes", "done", []),
        ("report/page 1.txt", 3, "نعم", "Indeed", "done", ["as in the treaty\nof 2019"]),
    ],
    "phrase.mxliff": [
        ("statement.docx", 1, "{b>قال الوزير<b}{1}.", "{b>The minister spoke<b}{1}.", "done", []),
        ("statement.docx", 2, "نعم", None, "untranslated", []),
    ],
    "trados.sdlxliff": [
        ("C:\\work\\statement.docx", 2, "قال الوزير.", "The new minister spoke.", "done", []),
        ("C:\\work\\statement.docx", 3, "ثم خرج.", "Then he left.", "done", []),
    ],
    "trados.tmx": [
        ("trados", 1, "بلغت 240 مليار دولار.", "It reached $240 billion.", "done", []),
        ("trados", 2, "نعم", "Yes", "done", []),
    ],
    "weblate.xlf": [
        ("portal/site", 1, "بقي %d يوم", "%d days\nleft", "final", ["plural to be checked"]),
        ("portal/site", 2, "احفظ", "Save", "done", []),
    ],
}


def check_foreign(program, folder):
    """Files in the shapes of editors are read; those of older versions are UTF-16."""
    same("files in foreign", sorted(path.name for path in (HERE / "foreign").iterdir()), sorted(FOREIGN))
    for name, expected in FOREIGN.items():
        text = (HERE / "foreign" / name).read_text(encoding="utf-8")
        utf_16 = folder / name
        utf_16.write_bytes(text.replace("utf-8", "utf-16").replace("UTF-8", "UTF-16").encode("utf-16"))
        for path in (HERE / "foreign" / name, utf_16):
            found = [
                tuple(p[c] for c in ("document_id", "segment_id", "source", "target", "status")) + (p.get("notes", []),)
                for p in program.pairs(path)
            ]
            same(f"{name} by naql", found, expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help="the naql program")
    parser.add_argument("--model", default="tests/tiny-model", help="the model that translates")
    arguments = parser.parse_args()
    checks = {
        "what naql writes": check_written,
        "what naql translates": lambda program, folder: check_translated(program, arguments.model, folder),
        "what translate-toolkit edits": check_edited,
        "what translate-toolkit writes": check_toolkit_files,
        "what translate-toolkit converts": check_converted,
        "what editors write": check_foreign,
        "what is made to do harm": hostile.check,
    }
    for name, check in checks.items():
        with tempfile.TemporaryDirectory() as folder:
            program = Program(arguments.binary.resolve(), Path(folder) / "carried")
            print(f"-- {name}")
            check(program, Path(folder))
            print(f"holds: {name}; {program.told()}")
    print("all the same")


if __name__ == "__main__":
    main()
