#!/usr/bin/env python3
"""Time two builds in turn on the same inputs, and print the ratio before / after of each command, pair by pair.

  side_by_side.py --before OLD --after NEW [--runs 9] [--mb 20] RECORDS.jsonl

RECORDS are prompts and completions; they are repeated up to --mb megabytes. A ratio above 1 says that the newer build is faster. User and
system time are counted, because the clock of a shared machine is not to be trusted; the clock stands beside it. Only Python's own library is needed.
"""
import argparse, os, resource, shutil, statistics, subprocess, sys, tempfile, time

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("records")
arguments.add_argument("--before", required=True)
arguments.add_argument("--after", required=True)
arguments.add_argument("--runs", type=int, default=9)
arguments.add_argument("--mb", type=float, default=20)
arguments.add_argument("--only")
options = arguments.parse_args()
folder = tempfile.mkdtemp()
source = open(options.records, "rb").read()
path = os.path.join(folder, "records.jsonl")
with open(path, "wb") as file:
    for _ in range(max(1, int(options.mb * 1e6 / len(source)))):
        file.write(source)
with open(os.path.join(folder, "recipe.yaml"), "w") as file:
    file.write("input: records.jsonl\npack: {length: 2048}\nshard: {output: out}\n")
CHECKS = {
    "tokenize": ["tokenize", "-q", "-o", "out", path],
    "validate": ["validate", "-q", "--fail-on", "never", path],
    "convert": ["convert", "-q", "--to", "chat", "-o", "out", path],
    "fix": ["fix", "-q", "-o", "out", path],
    "dedup": ["dedup", "-q", "-o", "out", path],
    "count": ["count", "-q", "--field", "completion", path],
    "run": ["run", "-q", "recipe.yaml"],
    "start": ["--version"],
}


def run(binary, command):
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    if os.path.exists(out):
        os.remove(out)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run([binary] + command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    clock = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{binary} {' '.join(command)}: {done.returncode}: {done.stderr.decode()[-300:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


print(f"{os.path.getsize(path) / 1e6:.1f} MB, {options.runs} pairs; medians\n")
print("| command | before, cpu s | after | cpu ratio | clock ratio | best against best |")
print("| --- | --- | --- | --- | --- | --- |")
for name, command in CHECKS.items():
    if options.only and name not in options.only.split(","):
        continue
    pairs = []
    for number in range(options.runs + 1):
        old, new = run(options.before, command), run(options.after, command)
        if number > 0:
            pairs.append((old, new))
    cpu = statistics.median(old[0] / new[0] for old, new in pairs)
    clock = statistics.median(old[1] / new[1] for old, new in pairs)
    best = min(old[0] for old, _ in pairs) / min(new[0] for _, new in pairs)
    first, second = (statistics.median(pair[which][0] for pair in pairs) for which in (0, 1))
    print(f"| {name} | {first:.3f} | {second:.3f} | {cpu:.2f} | {clock:.2f} | {best:.2f} |", flush=True)
shutil.rmtree(folder)
