#!/usr/bin/env python3
"""Disturb `prep shard` and `prep run` in every way a machine does, and see what is left.

  faults.py RECORDS.jsonl [--prep PATH] [--kills 200] [--seed 1]

Needs a C compiler for interrupted and short reads and writes (disturb.c is preloaded), and root for the full disk (a small tmpfs, in a mount namespace of its own); says so and goes on without. Prints a line for each fault: what was
done, how often, which exit statuses came, and whether everything held: no damaged file under a final name ever, no index of an unfinished set, and
after `--resume` the bytes of an undisturbed run.
"""
import argparse, collections, hashlib, os, random, re, shutil, signal, subprocess, sys, tempfile, time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("records")
p.add_argument("--prep", default="prep")
p.add_argument("--kills", type=int, default=200)
p.add_argument("--seed", type=int, default=1)
a = p.parse_args()
random.seed(a.seed)
prep, records, script = shutil.which(a.prep), os.path.abspath(a.records), os.path.abspath(__file__)
work = tempfile.mkdtemp(prefix="prep-faults-")
os.chdir(work)
stream = "rows.tokens"
subprocess.run(f"{prep} tokenize -q {records} | {prep} pack -q --length 256 -o {stream}", shell=True, check=True)
size = max(20_000, os.path.getsize(stream) // 24)
with open("recipe.yaml", "w") as file:
    file.write(f"input: {records}\ntokenize: {{}}\npack:\n  length: 256\nshard:\n  size: {size}\n  output: set\n")
shard = [prep, "shard", "-q", "--size", str(size), "-o", "set", stream]
run = [prep, "run", "-q", "recipe.yaml"]


def contents(folder):
    found = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        if name == "prep.journal":
            continue
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def sound(folder):
    """Every shard is the file its name says; an index only if everything is right."""
    found = contents(folder)
    for name, digest in found.items():
        match = re.fullmatch(r"shard\.\d{5,}\.([0-9a-f]{8})\.mds(\.zstd)?", name)
        if match and match.group(1) != digest[:8]:
            return False
    if "index.json" in found:
        return subprocess.run([prep, "verify", "-q", folder], stdout=subprocess.DEVNULL).returncode == 0
    return True


def undisturbed(command):
    shutil.rmtree("set", ignore_errors=True)
    start = time.time()
    subprocess.run(command, check=True)
    return contents("set"), time.time() - start


def report(what, times, statuses, faults, more=""):
    words = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    print(f"{what}: {times} times; exit statuses {{{words}}}; {'held' if not faults else 'FAILED ' + str(faults)}{more}", flush=True)
    return not faults


library, counting = os.path.join(work, "disturb.so"), None
source = os.path.join(os.path.dirname(os.path.abspath(script)), "disturb.c")
if subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source]).returncode:
    print("skipped: interrupted reads and writes need a C compiler")
    library = None
else:
    counting = {**os.environ, "LD_PRELOAD": library, "DISTURB": "0", "COUNTED": os.path.realpath(records), "COUNT": os.path.join(work, "count")}
good = True
for name, command in [("shard", shard), ("run", run)]:
    expected, seconds = undisturbed(command)
    again = command + ["--resume"]
    statuses, faults, kept, shards = collections.Counter(), [], [], sum(n.startswith("shard.") for n in expected)
    repeated, total = [], os.path.getsize(records)
    for number in range(a.kills):
        shutil.rmtree("set", ignore_errors=True)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * seconds)
        process.send_signal(signal.SIGKILL)
        statuses[process.wait()] += 1
        left = contents("set")
        if not sound("set") or ("index.json" in left and left != expected):
            faults.append((number, "left"))
        kept.append(sum(n.startswith("shard.") and left[n] == expected.get(n) for n in left))
        result = subprocess.run(again, stderr=subprocess.PIPE, env=counting)
        if result.returncode or contents("set") != expected or os.path.exists("set/prep.journal"):
            faults.append((number, "resumed", result.returncode, result.stderr[-200:]))
        if name == "run" and counting and "index.json" not in left and kept[-1]:
            # What was read again, in shards: where the run began to read lies so far before the shards that were there.
            with open("count") as file:
                repeated.append(kept[-1] - (total - int(file.read())) / total * shards)
    good &= report(f"kill -9 of {name} at a random moment, then --resume", a.kills, statuses, faults,
                   f"; of {shards} shards {min(kept)} to {max(kept)} were there already"
                   + (f"; {max(repeated):.1f} shards' records were read again at most, {sum(repeated) / len(repeated):.1f} on average"
                      if repeated else ""))

for name, command in [("shard", shard), ("run", run)] if library else []:
    expected, seconds = undisturbed(command)
    statuses, faults = collections.Counter(), []
    for number in range(20):
        shutil.rmtree("set", ignore_errors=True)
        result = subprocess.run(command, stderr=subprocess.PIPE, env={**os.environ, "LD_PRELOAD": library})
        statuses[result.returncode] += 1
        if result.returncode or contents("set") != expected:
            faults.append((number, result.returncode, result.stderr[-200:]))
    good &= report(f"{name}: reads, writes and fsync are interrupted (EINTR) or do less than was asked", 20, statuses, faults)

expected, seconds = undisturbed(shard)
statuses, faults = collections.Counter(), []
for number in range(20):
    shutil.rmtree("set", ignore_errors=True)
    process = subprocess.Popen(shard, stderr=subprocess.DEVNULL)
    time.sleep(random.random() * seconds)
    process.send_signal(signal.SIGTERM)
    statuses[process.wait()] += 1
    if not sound("set") or any(n.endswith(".part") for n in contents("set")):
        faults.append(number)
good &= report("SIGTERM to shard at a random moment: no temporary is left", 20, statuses, faults)

statuses, faults = collections.Counter(), []
for number in range(20):
    shutil.rmtree("set", ignore_errors=True)
    two = [subprocess.Popen(shard + ["--resume"], stderr=subprocess.PIPE) for _ in range(2)]
    ended = tuple(sorted(process.wait() for process in two))
    statuses[ended] += 1
    if contents("set") != expected or ended[0] != 0 or ended[1] not in (0, 75):
        faults.append((number, ended))
good &= report("two runs for one directory at once", 20, statuses, faults)

statuses, faults = collections.Counter(), []
for number in range(20):
    shutil.rmtree("set", ignore_errors=True)
    process = subprocess.Popen(shard, stderr=subprocess.PIPE)
    time.sleep(seconds * (0.2 + 0.6 * random.random()))
    subprocess.run("mv set gone && rm -r gone", shell=True, stderr=subprocess.DEVNULL)
    message = process.communicate()[1]
    statuses[process.returncode] += 1
    if process.returncode == 0 and not sound("set") or process.returncode not in (0, 73, 74) or process.returncode and not message:
        faults.append((number, process.returncode, message[-200:]))
good &= report("the directory vanishes at a random moment", 20, statuses, faults)

statuses, faults = collections.Counter(), []
for limit in range(1, 12):
    shutil.rmtree("set", ignore_errors=True)
    result = subprocess.run(["sh", "-c", f"ulimit -f {limit}; exec \"$@\"", "sh"] + shard, stderr=subprocess.PIPE)
    statuses[result.returncode] += 1
    if result.returncode == 0 and contents("set") != expected or result.returncode not in (0, 74) or not sound("set"):
        faults.append((limit, result.returncode, result.stderr[-200:]))
good &= report("files may not grow beyond a few blocks", 11, statuses, faults)

statuses, faults = collections.Counter(), []
total = sum(os.path.getsize("set/" + n) for n in os.listdir("set")) if undisturbed(shard) else 0
os.makedirs("disk", exist_ok=True)
for number in range(12):
    room = 4096 * max(3, total * (number + 1) // 13 // 4096)
    command = [prep, "shard", "-q", "--size", str(size), "-o", "disk/set", stream]
    script = 'mount -t tmpfs -o size="$1" none disk || exit 99; shift; "$@"; status=$?; cp -r disk/set left 2>/dev/null; exit $status'
    shutil.rmtree("left", ignore_errors=True)
    result = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", str(room)] + command, stderr=subprocess.PIPE)
    if result.returncode == 99:
        print("skipped: the full disk needs a mount namespace, which only root may make")
        break
    statuses[result.returncode] += 1
    left = contents("left")
    if result.returncode != 74 or not sound("left") or "index.json" in left or any(n.endswith(".part") for n in left) or b"No space" not in result.stderr:
        faults.append((room, result.returncode, result.stderr[-200:]))
good &= report("the disk is full", sum(statuses.values()), statuses, faults)
shutil.rmtree(work)
sys.exit(0 if good else 1)
