"""Runs naql for the scripts beside it, with an eye on its time and memory, and compares what comes out."""

import json
import os
import subprocess
import sys
import tempfile
import time

# What a file of any kind may cost.
MOST_SECONDS = 5
MOST_MIB = 200


def fail(where, message):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {where}: {message}")


def same(where, found, expected):
    """Ends the program where two lists differ, with the first difference."""
    for number, (one, other) in enumerate(zip(found, expected), 1):
        if one != other:
            fail(where, f"item {number} differs\n  found    {one!r}\n  expected {other!r}")
    if len(found) != len(expected):
        fail(where, f"{len(found)} items instead of {len(expected)}")
    print(f"same: {where}, {len(found)} items")


class Program:
    """The naql program, and a folder for what it reads files into."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        folder.mkdir()
        self.n_runs = 0
        self.most_seconds = 0.0
        self.most_mib = 0.0

    def run(self, *arguments, allowed=(0,)):
        """The exit code and the messages of a run, which must keep to the limits and not be a bug."""
        called = [str(argument) for argument in arguments]
        where = f"naql {' '.join(called)}"
        with tempfile.TemporaryFile() as messages:
            start = time.monotonic()
            running = subprocess.Popen([self.binary, *called], stdout=subprocess.DEVNULL, stderr=messages)
            # The memory is the largest of the program and of what this script had when it started it.
            _, status, usage = os.wait4(running.pid, 0)
            running.returncode = code = os.waitstatus_to_exitcode(status)
            seconds, mib = time.monotonic() - start, usage.ru_maxrss / 1024
            messages.seek(0)
            told = messages.read().decode("utf-8")
        self.n_runs += 1
        self.most_seconds, self.most_mib = max(self.most_seconds, seconds), max(self.most_mib, mib)
        if code not in allowed or "panicked" in told:
            fail(where, f"ended with {code}: {told.strip()}")
        if seconds > MOST_SECONDS or mib > MOST_MIB:
            fail(where, f"took {seconds:.1f} s and {mib:.0f} MiB")
        return code, told

    def export(self, given, made):
        """Exports a file and names what was made of it."""
        self.run("export", "-q", given, "-o", made)
        return made

    def pairs(self, path):
        """What a file is read as."""
        made = self.export(path, self.folder / f"{path.name}.jsonl")
        # Not splitlines, which takes characters for line ends that JSON leaves as they are.
        return [json.loads(line) for line in made.read_text(encoding="utf-8").split("\n") if line]

    def told(self):
        """What the runs cost."""
        return f"{self.n_runs} runs, at most {self.most_seconds:.2f} s and {self.most_mib:.0f} MiB"
