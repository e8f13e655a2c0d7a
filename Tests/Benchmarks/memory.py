#!/usr/bin/env python3
"""Measure the peak memory of each stage of tokenize | pack | shard, on records repeated to several sizes.

  memory.py --prep PATH --tokenizer cl100k_base.tiktoken [--sizes 100M,1G] [--map text=body] RECORDS.jsonl…

The first line is what a process takes that only loads the tokenizer. Memory has to stay the same from size to size.
"""
import argparse, os, subprocess, tempfile, threading, time

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("records", nargs="+")
arguments.add_argument("--prep", default="prep")
arguments.add_argument("--tokenizer", default="prep-8k")
arguments.add_argument("--length", default="2048")
arguments.add_argument("--threads", default="2")
arguments.add_argument("--sizes", default="100M,1G")
arguments.add_argument("--map", default="text=text")
options = arguments.parse_args()


def feed(pipe, size):
    """Writes the records over and over, whole lines only, until there are so many bytes."""
    written = 0
    while True:
        for path in options.records:
            with open(path, "rb") as file:
                for lines in iter(lambda: file.readlines(1 << 20), []):
                    for line in lines:
                        if written + len(line) > size:
                            pipe.close()
                            return
                        pipe.write(line)
                        written += len(line)


def peak(process):
    """Waits for a process; its peak memory in MiB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.args
    return usage.ru_maxrss / 1024


load = subprocess.Popen(
    [options.prep, "count", "-q", "--tokenizer", options.tokenizer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
print(f"{'tokenizer':>10} {peak(load):8.0f} MiB")
for text in options.sizes.split(","):
    size = int(text[:-1]) * {"M": 10**6, "G": 10**9}[text[-1]]
    with tempfile.TemporaryDirectory() as folder:
        run = ["-q", "--threads", options.threads]
        begin = time.perf_counter()
        one = subprocess.Popen(
            [options.prep, "tokenize", *run, "--tokenizer", options.tokenizer, "--map", options.map],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        two = subprocess.Popen(
            [options.prep, "pack", *run, "--length", options.length], stdin=one.stdout, stdout=subprocess.PIPE)
        three = subprocess.Popen([options.prep, "shard", *run, "-o", folder + "/set"], stdin=two.stdout)
        one.stdout.close(), two.stdout.close()
        feeder = threading.Thread(target=feed, args=(one.stdin, size))
        feeder.start()
        peaks = [peak(stage) for stage in (one, two, three)]
        feeder.join()
        seconds = time.perf_counter() - begin
    print(f"{text:>10}", " ".join(
        f"{name} {mib:5.0f} MiB " for name, mib in zip(("tokenize", "pack", "shard"), peaks)), f" {seconds:.1f} s", flush=True)
