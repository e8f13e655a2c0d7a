#!/usr/bin/env python3
"""Send published sets through sniff, convert and validate, and print what was found as a table in Markdown.

  published_sets.py PREP FILE…
"""
import json, os, subprocess, sys

prep, files = sys.argv[1], sys.argv[2:]
print("| set | container | characters | shape | converted | validated: records by shape; errors, warnings |\n|---|---|---|---|---|---|")
for path in files:
    name = "/".join(path.split("/")[-2:])
    found = subprocess.run([prep, "sniff", "--json", path], capture_output=True, text=True)
    try:
        sniffed = json.loads(found.stdout)
    except ValueError:
        print(f"| {name} | refused ({found.returncode}): {found.stderr.strip()[:80]} | | | | |")
        continue
    encoding = sniffed.get("encoding") or ""
    isUTF8 = encoding in ("", "UTF-8", "US-ASCII")
    convert = [prep, "convert", "--on-invalid", "skip", "-o", "/dev/null"] + ([] if isUTF8 else ["--encoding", "auto"]) + [path]
    last = subprocess.run(convert, capture_output=True, text=True).stderr.strip().splitlines()[-1:]
    converted = last[0].split(": ", 1)[-1] if last else ""
    report = subprocess.run([prep, "validate", "--max-findings", "1", path], capture_output=True, text=True)
    lines = report.stdout.splitlines()
    shapes = [line[8:] for line in lines if line.startswith("shapes: ")]
    counts = {"error": 0, "warning": 0}
    for line in lines:
        words = line.split()
        if len(words) >= 4 and words[0] in counts and len(words[1]) == 3:
            counts[words[0]] += int(words[3].replace(",", ""))
    validated = f"{shapes[0] if shapes else 'none'}; {counts['error']:,}, {counts['warning']:,}" if report.returncode < 2 else f"exit {report.returncode}"
    print(f"| {name} | {sniffed.get('container')} | {encoding} | {sniffed.get('shape') or '–'} | {converted} | {validated} |")
