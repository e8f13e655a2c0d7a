#!/usr/bin/env python3
"""Check the whole job, tokenize | pack | shard, on a real file, and say in a line what each check found.

  whole_job.py --prep PATH --tokenizer cl100k_base.tiktoken --map prompt=question,completion=answer RECORDS.jsonl[.gz]

RECORDS are prompts and completions. The checks:
  text    view --decode gives prompt + completion of every record back, byte for byte; with --boundary split as two spans
  bytes   an uncompressed set is parsed here by the description in prep-shards(5) and built again: the files are equal
  mds     MosaicML's own MDSWriter, given the same rows, writes the same shards (needs mosaicml-streaming and torch or a stub)
  threads the set has the same bytes with --threads 1 and 2, and with the input in one-byte pieces through a pipe
Exits 1 when a check fails. Only Python's own library is needed, but for mds.
"""
import argparse, gzip, hashlib, json, os, struct, subprocess, sys, tempfile, time

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("records")
arguments.add_argument("--prep", default="prep")
arguments.add_argument("--tokenizer")
arguments.add_argument("--map", default="prompt=prompt,completion=completion")
arguments.add_argument("--length", default="2048")
options = arguments.parse_args()
failures = 0


def check(name, holds, words):
    global failures
    failures += not holds
    print(f"{name:8} {'ok' if holds else 'WRONG':6} {words}", flush=True)


def job(directory, *tokenize, threads=None, source=None, shard=()):
    """Runs the three stages with records from a file, or from the pipe that `source` writes."""
    run = ["--threads", str(threads)] if threads else []
    tokenizer = ["--tokenizer", options.tokenizer] if options.tokenizer else []
    first = [options.prep, "tokenize", "-q", "--map", options.map, *tokenizer, *tokenize, *run]
    one = subprocess.Popen(first + ([] if source else [options.records]), stdin=source, stdout=subprocess.PIPE)
    two = subprocess.Popen(
        [options.prep, "pack", "-q", "--length", options.length, *run], stdin=one.stdout, stdout=subprocess.PIPE)
    three = subprocess.Popen([options.prep, "shard", "-q", "-o", directory, *shard, *run], stdin=two.stdout)
    one.stdout.close(), two.stdout.close()
    for stage in three, two, one:
        if stage.wait() != 0:
            sys.exit(f"a stage failed: {stage.args}")


def files(directory):
    return {name: hashlib.sha256(open(os.path.join(directory, name), "rb").read()).hexdigest()
            for name in sorted(os.listdir(directory))}


def documents(directory):
    """The documents of a set by their ids, as `prep view --decode` shows them; the parts of one are joined."""
    tokenizer = ["--tokenizer", options.tokenizer] if options.tokenizer else []
    view = subprocess.run(
        [options.prep, "view", "-q", "--decode", *tokenizer, directory], stdout=subprocess.PIPE, check=True).stdout
    found = {}
    for line in view.splitlines():
        for document in json.loads(line)["documents"]:
            there = found.setdefault(document["doc_id"], {"text": "", "spans": []})
            there["text"] += document["text"]
            there["spans"] += [(span["trained"], span["text"]) for span in document["spans"]]
    return found


def rows(shard, index):
    """The rows of an uncompressed shard, by the description in prep-shards(5)."""
    types = {"int32": "i", "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q", "float32": "f"}
    columns = list(zip(index["column_names"], [types[kind.split(":")[1]] for kind in index["column_encodings"]]))
    count, = struct.unpack_from("<I", shard, 0)
    offsets = struct.unpack_from(f"<{count + 1}I", shard, 4)
    for start in offsets[:-1]:
        sizes = struct.unpack_from(f"<{len(columns)}I", shard, start)
        start += 4 * len(columns)
        row = {}
        for (name, letter), size in zip(columns, sizes):
            width = 1 << (shard[start] & 3)
            entries = int.from_bytes(shard[start + 1:start + 1 + width], "little")
            row[name] = struct.unpack_from(f"<{entries}{letter}", shard, start + 1 + width)
            start += size
        yield row


def built(rows, index):
    """A shard made from rows: what prep wrote has to be equal to it."""
    letters = {"int32": "i", "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q", "float32": "f"}
    kinds = [kind.split(":")[1] for kind in index["column_encodings"]]
    names = index["column_names"]
    described = {key: index[key] for key in (
        "version", "format", "compression", "hashes", "size_limit", "column_names", "column_encodings", "column_sizes")}
    text = json.dumps(described, sort_keys=True).encode()
    samples = []
    for row in rows:
        columns = []
        for name, kind in zip(names, kinds):
            entries = len(row[name])
            width = 0 if entries < 1 << 8 else 1 if entries < 1 << 16 else 2
            columns.append(bytes([4 | width]) + entries.to_bytes(1 << width, "little")
                           + struct.pack(f"<{entries}{letters[kind]}", *row[name]))
        samples.append(b"".join(struct.pack("<I", len(column)) for column in columns) + b"".join(columns))
    start = 4 + 4 * (len(samples) + 1) + len(text)
    offsets = [start]
    for sample in samples:
        offsets.append(offsets[-1] + len(sample))
    return struct.pack("<I", len(samples)) + struct.pack(f"<{len(offsets)}I", *offsets) + text + b"".join(samples)


def mosaicml(rows, index, directory):
    """The same rows written by MDSWriter; None when it is not installed."""
    try:
        import site, types
        for folder in site.getsitepackages():  # The writer alone: the package itself asks for much more.
            if os.path.isdir(folder + "/streaming"):
                sys.modules.setdefault("streaming", types.ModuleType("streaming")).__path__ = [folder + "/streaming"]
        import numpy
        from streaming.base.format.mds.writer import MDSWriter
    except ImportError:
        return None
    columns = dict(zip(index["column_names"], index["column_encodings"]))
    with MDSWriter(out=directory, columns=columns, compression=None, hashes=["sha256"], size_limit=index["size_limit"]) as writer:
        for row in rows:
            writer.write({name: numpy.array(row[name], kind.split(":")[1]) for name, kind in columns.items()})
    return [open(os.path.join(directory, name), "rb").read() for name in sorted(os.listdir(directory)) if name.endswith(".mds")]


read = gzip.open if options.records.endswith(".gz") else open
names = dict(pair.split("=") for pair in options.map.split(","))
records = [json.loads(line) for line in read(options.records, "rt", encoding="utf-8")]
prompts = [(record[names.get("prompt", "prompt")], record[names.get("completion", "completion")]) for record in records]

with tempfile.TemporaryDirectory() as folder:
    def at(name):
        return os.path.join(folder, name)

    begin = time.perf_counter()
    job(at("joint"))
    seconds = time.perf_counter() - begin
    index = json.load(open(at("joint/index.json")))
    tokens = sum(index["prep"]["tokens"])
    samples = sum(shard["samples"] for shard in index["shards"])
    print(f"{len(records)} records, {tokens} tokens in {samples} rows and {len(index['shards'])} shards, {seconds:.2f} s")
    verify = subprocess.run([options.prep, "verify", "-q", at("joint")], stdout=subprocess.PIPE)
    check("verify", verify.returncode == 0, "prep verify finds nothing")

    found = documents(at("joint"))
    equal = sum(found.get(number, {}).get("text") == prompt + completion for number, (prompt, completion) in enumerate(prompts))
    check("text", equal == len(found) == len(records), f"{equal} of {len(records)} records are given back as one string")
    job(at("split"), "--boundary", "split")
    found = documents(at("split"))
    equal = sum(found.get(number, {}).get("spans") == [(False, prompt), (True, completion)]
                for number, (prompt, completion) in enumerate(prompts))
    check("text", equal == len(found) == len(records), f"{equal} of {len(records)} as two spans with --boundary split")

    job(at("raw"), shard=["--level", "none", "--size", "1Mi"])
    shards = json.load(open(at("raw/index.json")))["shards"]
    raw = [open(os.path.join(at("raw"), shard["raw_data"]["basename"]), "rb").read() for shard in shards]
    parsed = [list(rows(*pair)) for pair in zip(raw, shards)]
    again = [built(*pair) for pair in zip(parsed, shards)]
    check("bytes", raw == again, f"{len(raw)} shards, {sum(map(len, raw))} bytes, built again from their rows")
    theirs = mosaicml([row for shard in parsed for row in shard], shards[0], at("theirs"))
    if theirs is None:
        print("mds      skipped: mosaicml-streaming is not installed")
    else:
        check("mds", raw == theirs, f"MDSWriter writes the same {len(theirs)} shards")

    for threads in 1, 2:
        job(at(f"threads{threads}"), threads=threads)
        check("threads", files(at(f"threads{threads}")) == files(at("joint")), f"the same files with --threads {threads}")
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        for byte in open(options.records, "rb").read():
            os.write(writer, bytes([byte]))
        os._exit(0)
    os.close(writer)
    job(at("pieces"), source=reader)
    check("threads", files(at("pieces")) == files(at("joint")), "the same files with the input in pieces of one byte")
sys.exit(failures > 0)
