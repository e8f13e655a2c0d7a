#!/usr/bin/env python3
"""Time whole commands: how fast they start, and how fast they read or write, best of several in turn.

  commands.py start  --prep PREP --vocab FOLDER          milliseconds from start to end
  commands.py speed  --prep PREP FILE.jsonl              MB of input, or of output where text is written, a second

Input is read from a file system in memory, and output goes to /dev/null.
"""
import argparse, os, subprocess, tempfile, time

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("what", choices=["start", "speed"])
options.add_argument("--prep", required=True)
options.add_argument("--vocab")
options.add_argument("--reps", type=int)
options.add_argument("input", nargs="?")
options = options.parse_intermixed_args()
shared = "/dev/shm" if os.path.isdir("/dev/shm") else None


def seconds(command, **more):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    return time.perf_counter() - start


def in_turn(commands, reps):
    taken = {name: [] for name in commands}
    for _ in range(reps):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    return {name: min(times) for name, times in taken.items()}


with tempfile.TemporaryDirectory(dir=shared) as folder:
    prep = os.path.abspath(options.prep)
    if options.what == "start":
        text = os.path.join(folder, "ten.txt")
        with open(text, "w") as file:
            file.write(("The ferry leaves at nine, and nobody waits for it twice. " * 200)[:10000])
        commands = {"prep --version": [prep, "--version"], "count of 10 kB, bundled": [prep, "count", "-q", text]}
        for name in ("cl100k", "o200k"):
            commands[f"count of 10 kB, {name}"] = [prep, "count", "-q", "-t", f"{options.vocab}/{name}_base.tiktoken", text]
        for name, best in in_turn(commands, options.reps or 40).items():
            print(f"{name}: {best * 1000:.1f} ms")
    else:
        with open(options.input, "rb") as file:
            data = file.read()
        lines = os.path.join(folder, "lines.jsonl")
        with open(lines, "wb") as file:
            file.write(data[: data.rindex(b"\n") + 1])
        size = os.path.getsize(lines)
        packed = os.path.join(folder, "packed")
        tokens = subprocess.run([prep, "tokenize", "-q", lines], stdout=subprocess.PIPE, check=True).stdout
        with open(packed, "wb") as file:
            subprocess.run([prep, "pack", "-q", "--length", "2048"], input=tokens, stdout=file, check=True)
        reading = {
            "sniff --all": ["sniff", "--all", lines], "validate": ["validate", "-q", lines], "fix": ["fix", "-q", lines],
            "validate with a tokenizer": ["validate", "-q", "-t", "prep-32k-v2", lines], "convert": ["convert", "-q", lines],
            "format": ["format", "-q", lines], "dedup": ["dedup", "-q", lines], "tokenize": ["tokenize", "-q", lines],
            "count": ["count", "-q", lines],
        }
        writing = {
            "tokenize --json": ["tokenize", "-q", "--json", lines], "encode": ["encode", "-q", lines],
            "view": ["view", "-q", packed], "view --decode": ["view", "-q", "--decode", packed],
        }
        commands = {name: [prep, *words] for name, words in (reading | writing).items()}
        sizes = {name: size for name in reading}
        for name in writing:
            sizes[name] = len(subprocess.run(commands[name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
        for name, command in commands.items():
            if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode not in (0, 1):
                raise SystemExit(f"{name} does not run")
        taken = {name: [] for name in commands}
        for _ in range(options.reps or 5):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                taken[name].append(time.perf_counter() - start)
        for name, times in taken.items():
            kind = "output" if name in writing else "input"
            print(f"{name}, {kind}: {sizes[name] / min(times) / 1e6:.0f} MB/s")
