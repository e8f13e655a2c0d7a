#!/usr/bin/env python3
"""Files of columns, written and read on one core: prep beside pyarrow, DuckDB and Polars, whole processes in turn.

  columns.py [--prep .build/prep] [--reps 5] FILE.jsonl…

Writing: JSON Lines to Parquet with zstd, by `prep convert --to records -o`, pyarrow's reader of JSON and its writer, DuckDB's COPY and
Polars' lazy sink. Reading: the file that prep wrote to JSON Lines, by `prep convert --to records` and DuckDB's COPY; pyarrow and Polars
read to a table, which is less. Megabytes are those of the JSON Lines. Rows are counted and must agree. Only run it when the machine does
nothing else.
"""
import argparse, os, subprocess, sys, tempfile, time

WRITERS = {
    "pyarrow": "import pyarrow.json as j, pyarrow.parquet as q; q.write_table(j.read_json({0!r}), {1!r}, compression='zstd')",
    "duckdb": "import duckdb; duckdb.sql(\"set threads=1\"); duckdb.sql(\"copy (from read_json_auto({0!r})) to {1!r} (format parquet, compression zstd)\")",
    "polars": "import polars as p; p.scan_ndjson({0!r}, infer_schema_length=None).sink_parquet({1!r}, compression='zstd')",
}
READERS = {
    "pyarrow": "import pyarrow.parquet as q; q.read_table({0!r}, use_threads=False)",
    "duckdb": "import duckdb; duckdb.sql(\"set threads=1\"); duckdb.sql(\"copy (from {0!r}) to '/dev/null' (format json)\")",
    "polars": "import polars as p; p.read_parquet({0!r})",
}
ROWS = "import pyarrow.parquet as q; print(q.ParquetFile({0!r}).metadata.num_rows)"


def once(command):
    start = time.perf_counter()
    result = subprocess.run(["taskset", "-c", "1", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if result.returncode:
        return None, result.stderr.strip().splitlines()[-1:] or [f"exit {result.returncode}"]
    return time.perf_counter() - start, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--prep", default=os.environ.get("PREP", ".build/prep"))
    options = parser.parse_args()
    python = [sys.executable, "-c"]
    for path in options.files:
        with tempfile.TemporaryDirectory() as folder:
            size, made = os.path.getsize(path), {}
            target = lambda name: os.path.join(folder, name + ".parquet")
            prep = [options.prep, "convert", "-q", "--threads", "1", "--to", "records"]
            commands = {("write", "prep"): prep + ["-o", target("prep"), path]}
            for name, code in WRITERS.items():
                commands["write", name] = python + [code.format(path, target(name))]
            commands["read", "prep"] = prep + [target("prep")]
            for name, code in READERS.items():
                commands["read", name] = python + [code.format(target("prep"))]
            times, faults = {}, {}
            for _ in range(options.reps):
                for key, command in commands.items():
                    seconds, fault = once(command)
                    if fault:
                        faults[key] = fault
                    else:
                        times.setdefault(key, []).append(seconds)
            for name in ["prep", *WRITERS]:
                if os.path.exists(target(name)):
                    made[name] = subprocess.run(python + [ROWS.format(target(name))], capture_output=True, text=True).stdout.strip()
            if len(set(made.values())) > 1:
                sys.exit(f"{path}: the numbers of rows differ: {made}")
            for (what, name), seconds in times.items():
                median = size / sorted(seconds)[len(seconds) // 2] / 1e6
                stored = f"(file of {os.path.getsize(target(name)) / 1e6:.2f} MB)" if what == "write" else ""
                print(f"{what} {os.path.basename(path)}  {name:8s} {median:6.0f} MB/s {stored}".rstrip())
            for (what, name), fault in faults.items():
                print(f"{what} {os.path.basename(path)}  {name:8s} fails: {' '.join(fault)[:100]}")


main()
