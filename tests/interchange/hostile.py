"""Files that are damaged or made to do harm: each is refused with its name and line, soon and within little memory.

The tests in src/bitext hold the words of the messages; here the whole program is run, whose time and memory are
measured, and nothing outside of the file may be asked for.
"""

import random
import re
import socket
from itertools import chain, repeat

from program import fail

HEAD = '<tmx version="1.4"><header/><body><tu><tuv xml:lang="ar"><seg>'
TAIL = "</seg></tuv></tu></body></tmx>"
UNIT = "<file id='f'><unit id='1'><segment><source>{}</source></segment></unit></file>"
XLIFF = "<xliff version='2.0' xmlns='urn:oasis:names:tc:xliff:document:2.0' srcLang='ar'>" + UNIT + "</xliff>"

DEPTH = 100_000
MIB = "a" * (1 << 20)


def laughs(root):
    """A few lines that stand for 3 GB, if entities are expanded."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">\n' for n in range(1, 10))
    return f'<?xml version="1.0"?>\n<!DOCTYPE {root} [\n<!ENTITY l0 "lol">\n{entities}]>\n'


def external(address):
    return f'<?xml version="1.0"?>\n<!DOCTYPE tmx [<!ENTITY x SYSTEM "{address}">]>\n{HEAD}&x;{TAIL}'


def damaging(port, secret):
    """Files with the lines that they must be refused at; none where naql cannot know one.

    The large ones are in parts, so that this script stays small: its memory counts as that of what it starts.
    """
    nested = "<hi>" * DEPTH + "x" + "</hi>" * DEPTH
    groups = "<group id='g'>" * DEPTH + "</group>" * DEPTH
    http = f"http://127.0.0.1:{port}/x"
    parameter = f'<!DOCTYPE tmx [<!ENTITY % x SYSTEM "{http}"> %x;]>\n{HEAD}x{TAIL}'
    windows = f'<?xml version="1.0" encoding="UTF-8"?>\n{HEAD}\nقال{TAIL}'.encode("windows-1256")
    arabic = "قال نعم\nثم خرج\n"
    return {
        "laughs.tmx": (laughs("tmx") + f"{HEAD}&l9;{TAIL}", 2),
        "laughs.xlf": (laughs("xliff") + XLIFF.format("&l9;"), 2),
        "undefined.tmx": (f"{HEAD}\n&l9;{TAIL}", 2),
        "file.tmx": (external(secret.as_uri()), 2),
        "http.tmx": (external(http), 2),
        "parameter.tmx": (parameter, 1),
        "deep.tmx": (f"{HEAD}\n{nested}{TAIL}", 2),
        "deep.xlf": (XLIFF.format(f"\n{nested}"), 2),
        "groups.xlf": (XLIFF.replace(UNIT, "<file id='f'>\n" + groups + "</file>"), 2),
        "deep.jsonl": ('\n{"source":' + "[" * DEPTH, 2),
        "deeper.jsonl": ('\n{"x":' + '{"x":' * DEPTH, 2),
        "large.tmx": (chain([HEAD, "\n"], repeat(MIB, 200), [TAIL]), 2),
        "parts.tmx": (chain([HEAD, "\n"], repeat("<ph/>" + MIB[:1000], 100_000), [TAIL]), 2),
        "many.xlf": (chain([XLIFF.split("{}")[0], "\n"], repeat("<ph id='1'/>", 2_000_000)), 2),
        "name.tmx": (chain(["<tmx>\n<"], repeat(MIB, 100), ["/></tmx>"]), 2),
        "attributes.tmx": (chain(["<tmx>\n<tu"], (f" a{n:x}=''" for n in range(4_000_000)), ["/></tmx>"]), 2),
        "comment.tmx": (chain(["<tmx>\n<!--"], repeat(MIB, 100), ["--></tmx>"]), 2),
        "line.jsonl": (chain(['{"source":"'], repeat(MIB, 100), ['","target":null}']), 1),
        "line.tsv": (chain(["source\ttarget\n"], repeat(MIB, 100), ["\t\n"]), 2),
        "quote.csv": (chain(['source,target\n"'], repeat(MIB, 100)), 2),
        "cells.csv": (chain(["source,target\n"], repeat("," * len(MIB), 100)), 2),
        "header.csv": (repeat("," * 1000, 15_000), 1),
        "header.tsv": (repeat("\t" * len(MIB), 60), 1),
        "windows.tmx": (windows, 3),
        "declared.xlf": ('<?xml version="1.0" encoding="UTF-16"?>' + XLIFF.format("x"), 1),
        "unknown.xlf": ('<?xml version="1.0" encoding="x-arabic"?>' + XLIFF.format("x"), 1),
        "arabic-le.ar": (arabic.encode("utf-16-le"), None),
        "arabic-be.ar": (arabic.encode("utf-16-be"), None),
        "table.tsv": ("source\ttarget\nنعم\tYes\n".encode("utf-16-le"), None),
        "arabic.tsv": ("نعم\tلا\n".encode("utf-16-be"), None),
        "objects.jsonl": ('{"source":"نعم","target":null}\n'.encode("utf-16-le"), None),
        "zip.tmx": (b"PK\x03\x04" + bytes(range(256)) * 100, 1),
        "gzip.xlf": (b"\x1f\x8b\x08\x00" + bytes(range(256)) * 100, 1),
        "zeros.tmx": (bytes(1 << 20), 1),
        "fewer.ar": (arabic, None),
    }


def refused(program, path, line, made):
    """Checks that a file is refused with its name and line, and that no file was made of it."""
    _, told = program.run("export", path, "-o", made, allowed=(3,))
    place = re.escape(path.name) + (f":{line}: " if line else "(: | has )")
    if not re.search(place, told):
        fail(path.name, f"not named with line {line}: {told}")
    if made.exists():
        fail(path.name, f"something was written: {told}")
    return told


def check_damaging(program, folder):
    secret = folder / "secret.txt"
    secret.write_text("a word from outside")
    with socket.create_server(("127.0.0.1", 0)) as server:
        files = damaging(server.getsockname()[1], secret)
        for name, (content, line) in files.items():
            path = folder / name
            with open(path, "wb") as file:
                parts = [content] if isinstance(content, (str, bytes)) else content
                file.writelines(part if isinstance(part, bytes) else part.encode() for part in parts)
            if path.suffix == ".ar":
                path.with_suffix(".en").write_text("yes\n" if name == "fewer.ar" else "yes\nno\n")
            told = refused(program, path, line, folder / "made.jsonl")
            if "a word from outside" in told:
                fail(name, "another file was read")
            path.unlink()
        # A document type may be named, and is not looked for.
        named = folder / "named.tmx"
        named.write_text(f'<!DOCTYPE tmx SYSTEM "http://127.0.0.1:{server.getsockname()[1]}/tmx14.dtd">\n{HEAD}x{TAIL}')
        program.run("export", named, "-o", folder / "named.jsonl")
        server.setblocking(False)
        try:
            server.accept()
            fail("documents elsewhere", "a connection was opened")
        except BlockingIOError:
            pass
    print(f"refused: {len(files)} files made to do harm")


def whole(program, folder, extension):
    """The bytes of a sound file with a few hundred pairs."""
    given = folder / "sound.jsonl"
    line = '{{"source":"قال <{0}> & نعم","target":"said {0}","document_id":"d{1}","notes":["n"],"score":-1}}\n'
    given.write_text("".join(line.format(n, n // 50) for n in range(200)), encoding="utf-8")
    return program.export(given, folder / f"sound{extension}").read_bytes()


def check_damaged(program, folder):
    """Files that are cut off are refused, and those with changed bytes at worst."""
    chance = random.Random(4)
    for extension in (".tmx", ".xlf"):
        sound = whole(program, folder, extension)
        path, made = folder / f"damaged{extension}", folder / "made.jsonl"
        # Without the line end after the root element nothing is lost.
        for n_bytes in sorted(chance.sample(range(len(sound) - 1), 100)):
            path.write_bytes(sound[:n_bytes])
            refused(program, path, r"\d+", made)
        n_refused = 0
        for _ in range(200):
            damaged = bytearray(sound)
            for _ in range(chance.choice([1, 10])):
                damaged[chance.randrange(len(damaged))] = chance.choice(b"<>&\"'/!?[]=; \0\xff\xd9ax")
            path.write_bytes(damaged)
            code, told = program.run("export", path, "-o", made, allowed=(0, 3))
            n_refused += code == 3
            if code == 3 and not re.search(rf"{re.escape(path.name)}:\d+: ", told):
                fail(path.name, f"not named with its line: {told}")
            made.unlink(missing_ok=True)
        print(f"refused: sound{extension} cut off at 100 places, and {n_refused} of 200 times with changed bytes")


def check(program, folder):
    check_damaging(program, folder)
    check_damaged(program, folder)
