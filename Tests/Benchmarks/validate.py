#!/usr/bin/env python3
"""Validation of JSON Lines, whole processes: prep validate beside Together's checker and a loop over orjson.

  validate.py [--reps 3] [--prep 'prep validate'] [--together PYTHON] FILE.jsonl…

Together's checker is `check_file` of the package together, in the interpreter that --together names (left out when absent). The loop
parses each line with orjson and asks of chats what OpenAI's cookbook asked (a list of messages, role and content, known roles, an
answer) and of pairs that both are texts; it stands for the script people write. Wall time, alternating fresh processes, best of --reps.
"""
import argparse, os, resource, shlex, subprocess, sys, time

LOOP = r"""
import sys, orjson
faults = 0
for line in open(sys.argv[1], "rb"):
    try: record = orjson.loads(line)
    except ValueError: faults += 1; continue
    if not isinstance(record, dict): faults += 1; continue
    messages = record.get("messages")
    if messages is None:
        if not (isinstance(record.get("prompt"), str) and isinstance(record.get("completion"), str) or isinstance(record.get("text"), str)): faults += 1
        continue
    if not isinstance(messages, list): faults += 1; continue
    answered = False
    for message in messages:
        role = message.get("role")
        if role not in ("system", "user", "assistant", "tool") or not isinstance(message.get("content"), str): faults += 1
        if role == "assistant": answered = True
    if not answered: faults += 1
print(faults)
"""
CHECK = "import sys\nfrom together.utils import check_file\nprint(check_file(sys.argv[1])['is_check_passed'])"


def seconds(command):
    start = time.perf_counter()
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(run.pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--prep", default="prep validate")
    parser.add_argument("--together", default=os.path.expanduser("~/.cache/prep-together/bin/python"))
    options = parser.parse_args()
    for path in options.files:
        size = os.path.getsize(path) / 1e6
        commands = {"prep": shlex.split(options.prep) + ["--quiet", path], "orjson loop": [sys.executable, "-c", LOOP, path]}
        if os.path.exists(options.together):
            commands["together"] = [options.together, "-c", CHECK, path]
        best = {}
        for _ in range(options.reps):
            for name, command in commands.items():
                best[name] = min(best.get(name, (1e9,)), seconds(command))
        print(f"{os.path.basename(path)} ({size:.0f} MB)")
        for name, (wall, cpu, memory) in best.items():
            print(f"  {name:12s} {size / wall:7.0f} MB/s  {wall:6.2f} s  processor {cpu:5.2f} s  peak {memory:5.0f} MiB  {wall / best['prep'][0]:5.1f}x")


main()
