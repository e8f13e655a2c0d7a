#!/usr/bin/env python3
"""JSON Lines to the bytes of one field: prep-bench beside orjson, alternating fresh processes pinned to one core.

  jsonl.py [--field text] [--reps 5] [--prep .build/release/prep-bench] FILE.jsonl…

Both have the file in memory before the clock starts. orjson parses each line (`orjson.loads`) and takes the field as a Python
string, not yet encoded; prep-bench reads the same memory through its reader, chunk by chunk, and writes the field's UTF-8 bytes.
Records and characters are compared.
"""
import argparse, os, re, subprocess, sys, time


def worker(path, field, passes):
    import orjson

    data = open(path, "rb").read()
    for number in range(passes):
        start = time.perf_counter()
        records = 0
        for line in data.split(b"\n"):
            if line:
                text = orjson.loads(line).get(field)
                records += 1
        print(f"pass {number + 1} {time.perf_counter() - start:.6f}")
    size = sum(len(orjson.loads(line).get(field, "").encode()) for line in data.split(b"\n") if line)
    print("field", records, size)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--field", default="text")
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--prep", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), ".build/release/prep-bench"))
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    if options.worker:
        return worker(options.files[0], options.field, options.passes)
    print("file            MB   orjson MB/s    prep MB/s   ratio   (best; median of the runs' bests)")
    for path in options.files:
        common = ["--field", options.field, "--passes", str(options.passes)]
        commands = {
            "orjson": [sys.executable, os.path.abspath(__file__), "--worker", *common, path],
            "prep": [options.prep, "jsonl", *common, "--input", path],
        }
        speeds, answers = {}, {}
        for _ in range(options.reps):
            for name, command in commands.items():
                output = subprocess.run(["taskset", "-c", "1", *command], capture_output=True, text=True, check=True).stdout
                best = min(float(seconds) for seconds in re.findall(r"^pass \d+ ([\d.e-]+)", output, re.M))
                speeds.setdefault(name, []).append(os.path.getsize(path) / best / 1e6)
                answers[name] = re.search(r"^field (\d+ \d+)", output, re.M).group(1)
        if len(set(answers.values())) != 1:
            sys.exit(f"{path}: the fields differ: {answers}")
        best = {name: max(values) for name, values in speeds.items()}
        median = {name: sorted(values)[len(values) // 2] for name, values in speeds.items()}
        print(
            f"{os.path.basename(path):14s} {os.path.getsize(path) / 1e6:5.1f}  {best['orjson']:5.0f} ({median['orjson']:.0f})"
            f"   {best['prep']:5.0f} ({median['prep']:.0f})    {best['prep'] / best['orjson']:.1f}"
        )


main()
