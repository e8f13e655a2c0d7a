#!/usr/bin/env python3
"""Hold what two builds print beside each other: status, standard output and standard error of every command that reads records,
over every file of some folders.

  same_output.py --before OLD --after NEW [--list FILE] [--jobs N] FOLDER...

Commands that write a directory are compared by the SHA-256 of each file. The name of a build never reaches its output, because both are
started as `prep` from a folder of their own. Ends with `N same, M different` and exits 1 when any differ; --list keeps the whole texts of
what differs. Only Python's own library is needed.
"""
import argparse, concurrent.futures, hashlib, os, shutil, subprocess, sys, tempfile

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("folders", nargs="+")
arguments.add_argument("--before", required=True)
arguments.add_argument("--after", required=True)
arguments.add_argument("--list")
arguments.add_argument("--jobs", type=int, default=os.cpu_count())
arguments.add_argument("--largest", type=int, default=2_000_000, help="files beyond so many bytes are passed over")
options = arguments.parse_args()

TOKENIZE = ["tokenize", "--tokenizer", "prep-8k", "--template", "chatml", "--on-invalid", "skip", "--json"]
RECIPE = """input: {path}
tokenize: {{tokenizer: prep-8k, template: chatml, on-invalid: skip}}
pack: {{length: 512}}
shard: {{output: out, size: 100Ki}}
"""
# The name of each check, the command, and whether it writes the directory `out`.
CHECKS = [
    ("sniff", ["sniff", "{path}"]),
    ("validate", ["validate", "{path}"]),
    ("validate openai", ["validate", "--target", "openai-chat", "{path}"]),
    ("validate json", ["validate", "--format", "json", "{path}"]),
    ("convert", ["convert", "{path}"]),
    ("convert chat", ["convert", "--to", "chat", "--on-invalid", "skip", "{path}"]),
    ("fix", ["fix", "{path}"]),
    ("dedup", ["dedup", "{path}"]),
    ("count", ["count", "--tokenizer", "prep-8k", "{path}"]),
    ("tokenize", TOKENIZE + ["{path}"]),
    ("stages", None),
    ("run", ["run", "recipe.yaml"]),
    ("train", ["train", "--vocab-size", "400", "-o", "out.json", "{path}"]),
]


def digest(folder):
    found = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        found.append(name + " " + (digest(path) if os.path.isdir(path) else hashlib.sha256(open(path, "rb").read()).hexdigest()))
    return "\n".join(found)


def outcome(binary, command, path):
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "work")
        os.makedirs(os.path.join(folder, "bin"))
        os.makedirs(work)
        os.symlink(os.path.realpath(binary), os.path.join(folder, "bin", "prep"))
        name = os.path.basename(path)
        shutil.copy(path, os.path.join(work, name))
        with open(os.path.join(work, "recipe.yaml"), "w") as recipe:
            recipe.write(RECIPE.format(path=name))
        environment = dict(os.environ, PATH=os.path.join(folder, "bin") + ":" + os.environ["PATH"])
        if command is None:
            words = " ".join(TOKENIZE[:-1])
            command = ["sh", "-c", f"prep {words} '{name}' | prep pack --length 512 | prep shard --size 100Ki -o out"]
        else:
            command = ["prep"] + [word.replace("{path}", name) for word in command]
        try:
            done = subprocess.run(command, cwd=work, env=environment, capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return b"timeout"
        os.remove(os.path.join(work, name))
        # The stages of a pipeline speak in any order.
        said = b"\n".join(sorted(done.stderr.split(b"\n")))
        return b"exit %d\n" % done.returncode + done.stdout + b"\n--- stderr\n" + said + b"\n--- files\n" + digest(work).encode()


def compare(check, path):
    name, command = check
    before, after = (outcome(binary, command, path) for binary in (options.before, options.after))
    return name, path, before, after


files = []
for folder in options.folders:
    for root, _, names in os.walk(folder):
        files += [os.path.join(root, name) for name in names]
files = sorted(path for path in files if os.path.getsize(path) <= options.largest and "'" not in path)
same = different = 0
by_check = {}
listing = open(options.list, "wb") if options.list else None
with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
    for name, path, before, after in pool.map(lambda pair: compare(*pair), [(c, f) for f in files for c in CHECKS]):
        if before == after:
            same += 1
            continue
        different += 1
        by_check[name] = by_check.get(name, 0) + 1
        old, new = before.decode(errors="replace").split("\n"), after.decode(errors="replace").split("\n")
        pair = next(((a, b) for a, b in zip(old, new) if a != b), (old[-1], new[-1]))
        print(f"{name:16} {os.path.basename(path)}\n    - {pair[0][:150]}\n    + {pair[1][:150]}", flush=True)
        if listing:
            listing.write(f"##### {name} {path}\n".encode() + before + b"\n##### after\n" + after + b"\n")
print(f"{len(files)} files; by command: {by_check}")
print(f"{same} same, {different} different")
sys.exit(different > 0)
