#!/usr/bin/env python3
"""Write RESULTS.md from the newest record of each subject in results.

  report.py [--check]      --check only says whether RESULTS.md is what the records give (status 1 when it is not)

A record is one JSON file, results/DATE-SUBJECT.json:

  subject, title, order   what was measured, and where it stands on the page
  date, commit, machine   when, of which state of the sources, on what
  command                 what gave the figures
  peers                   name -> version of those beside prep
  measures                [{"name", "unit", "better": "more" | "less"}]; "" is a name where there is one
  figures                 [{"case", "who", MEASURE: number, ...}]; who is "prep" or a peer, or a kind of prep ("prep run")
  note                    what else has to be known to read them; optional
"""
import glob, json, os, sys

here = os.path.dirname(os.path.abspath(__file__))


def newest():
    """The newest record of each subject, in the order of the page."""
    found = {}
    for path in sorted(glob.glob(os.path.join(here, "results", "*.json"))):
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        old = found.get(record["subject"])
        if old is None or record["date"] >= old["date"]:
            found[record["subject"]] = record
    return sorted(found.values(), key=lambda record: record["order"])


def text(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def beside(record, rows, case, ours, measure):
    """How many times as good as the best peer, in the same case."""
    name = measure["name"] or "value"
    peers = [row[name] for (at, who), row in rows.items() if at == case and who in record["peers"] and row.get(name)]
    own = rows.get((case, ours), {}).get(name)
    if not peers or not own:
        return "–"
    ratio = own / max(peers) if measure["better"] == "more" else min(peers) / own
    return f"{ratio:.2f}"


def table(record):
    rows = {(row["case"], row["who"]): row for row in record["figures"]}
    cases = list(dict.fromkeys(row["case"] for row in record["figures"]))
    everyone = list(dict.fromkeys(row["who"] for row in record["figures"]))
    who = [name for name in everyone if name in record["peers"]] + [name for name in everyone if name not in record["peers"]]
    ours = [name for name in who if name not in record["peers"]]
    measures = record["measures"]
    names = ", ".join(f"{m['name']} {m['unit']}".strip() for m in measures)
    head = [names] + who + ([f"{name}, times the best peer" for name in ours] if record["peers"] else [])
    if who == ["prep"] and len(cases) > 1:
        # One program alone: its cases stand side by side.
        cells = [", ".join(text(rows[case, "prep"].get(m["name"] or "value")) for m in measures) for case in cases]
        head = [names] + cases
        return ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), "| " + " | ".join(["prep"] + cells) + " |"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for case in cases:
        cells = [case]
        for name in who:
            row = rows.get((case, name), {})
            cells.append(", ".join(text(row.get(m["name"] or "value")) for m in measures) if row else "–")
        if record["peers"]:
            cells += [", ".join(beside(record, rows, case, name, m) for m in measures) for name in ours]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def page():
    lines = [
        "# Figures", "",
        "Made by `Tests/Benchmarks/report.py` from the newest record of each subject in `results`; `Tests/Benchmarks/run` makes records. Only ratios",
        "from one run on one machine count. What helped, what did not and older figures: [NOTES.md](NOTES.md). Files, lines\nand imports by module: [STRUCTURE.md](STRUCTURE.md).",
    ]
    for record in newest():
        peers = ", ".join(f"{name} {version}".strip() for name, version in record["peers"].items())
        lines += ["", f"**{record['title']}.** {record['date']}, commit {record['commit']}, {record['machine']}" + (f"; beside {peers}" if peers else "") + "."]
        if record.get("note"):
            lines[-1] += " " + record["note"]
        lines += [""] + table(record)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    made = page()
    if made.count("\n") > 120:
        sys.exit(f"RESULTS.md would have {made.count(chr(10))} lines, more than 120")
    path = os.path.join(here, "RESULTS.md")
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if os.path.exists(path) and open(path, encoding="utf-8").read() == made else "RESULTS.md is not what results give: run Tests/Benchmarks/report.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(made)
