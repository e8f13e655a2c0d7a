#!/usr/bin/env python3
"""Write STRUCTURE.md: files and lines by module at two commits, and which module imports which.

  structure.py [BEFORE [AFTER]]    commits; BEFORE is the last one of the first round, AFTER the checked-out one

Lines are all lines of .swift, .c and .h files below Sources/MODULE, blank ones and comments included.
"""
import io, os, re, subprocess, sys, tarfile

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
before = sys.argv[1] if len(sys.argv) > 1 else "e1548bc"
after = sys.argv[2] if len(sys.argv) > 2 else "HEAD"


def git(*words, text=True):
    return subprocess.run(["git", "-C", root, *words], check=True, capture_output=True, text=text).stdout


def modules(commit):
    """Module -> (files, lines, modules of ours that its sources import)."""
    archive = git("archive", "--format=tar", commit, "Sources", text=False)
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            parts = member.name.split("/")
            if not member.isfile() or len(parts) < 3 or not member.name.endswith((".swift", ".c", ".h", ".inc")):
                continue
            source = tar.extractfile(member).read().decode("utf-8", "replace")
            module = found.setdefault(parts[1], [0, 0, set()])
            module[0] += 1
            module[1] += source.count("\n")
            if member.name.endswith(".swift"):
                module[2].update(re.findall(r"^\s*(?:@\w+\s+)*(?:public |internal |package )?import (\w+)", source, re.M))
    for name, module in found.items():
        module[2] = sorted(other for other in module[2] if other in found and other != name)
    return found


def number(value):
    return f"{value:,}" if value else "–"


old, new = modules(before), modules(after)
names = sorted(set(old) | set(new), key=lambda name: (name.startswith("C"), name))
lines = [
    "# Structure",
    "",
    f"Made by `Tests/Benchmarks/structure.py {before}`: files and lines by module at {before} and at "
    f"{git('rev-parse', '--short', after).strip()}, blank lines and comments included, and what each imports of the others.",
    "",
    "| module | files before | after | lines before | after | imports |",
    "| --- | --- | --- | --- | --- | --- |",
]
for name in names:
    one, other = old.get(name, [0, 0, []]), new.get(name, [0, 0, []])
    imports = ", ".join(word.removeprefix("Prep") if word.startswith("Prep") else word for word in other[2])
    lines.append(f"| {name} | {number(one[0])} | {number(other[0])} | {number(one[1])} | {number(other[1])} | {imports} |")
totals = [sum(module[index] for module in side.values()) for index in (0, 1) for side in (old, new)]
lines.append("| all | " + " | ".join(number(value) for value in totals) + " | |")
with open(os.path.join(here, "STRUCTURE.md"), "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
