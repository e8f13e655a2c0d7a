"""Holds `prep dedup --near` against other programs on a judged set: how much each takes out, and how much of that says something new.

  python3 -m venv ENV && ENV/bin/pip install datasketch rensa datatrove==0.10.1 spacy tokenizers orjson xxhash==3.5.0
  ENV/bin/python Tests/Benchmarks/near_peers.py PREP SET.jsonl TRUTH.jsonl [TOOL ...]

A line of SET is a record with an `id`; one of TRUTH says of an id its `group`, its `role` in it (`a`, `b`, or neither where it has to
stay) and the `label` of the pair: `same` (either may go), `b_in_a`, `a_in_b`, `different`, `either` (not scored). A removal is false where the record has to
stay, or where both of a pair went. The others see the words of all strings of a record, five to a run, and 128 values, and drop what is
0.8 alike with something they kept; datatrove's own steps are run with its defaults. Seconds are of the processor, reading included.
"""
import glob, json, os, re, resource, subprocess, sys, tempfile, time

prep, path, truth_path = sys.argv[1:4]
tools = sys.argv[4:] or ["prep", "datasketch", "rensa", "datatrove"]
lines = [line for line in open(path, encoding="utf-8", newline="\n")]


def strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for element in value for text in strings(element)]
    if isinstance(value, dict):
        return [text for key, element in value.items() if key not in ("id", "role") for text in strings(element)]
    return []


def records():
    for line in lines:
        record = json.loads(line)
        yield record["id"], "\n".join(strings(record))


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i:i + 5]) for i in range(max(1, len(words) - 4))}


def by_prep():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [prep, "dedup", "-q", "--near", "--threads", "1", path, "-o", folder + "/kept.jsonl", "--removed", folder + "/gone.jsonl"],
            check=True)
        return {json.loads(line)["id"] for line in open(folder + "/gone.jsonl", encoding="utf-8")}


def by_datasketch():
    from datasketch import MinHash, MinHashLSH
    index, gone = MinHashLSH(threshold=0.8, num_perm=128), set()
    for name, text in records():
        sketch = MinHash(num_perm=128)
        sketch.update_batch([run.encode() for run in runs(text)])
        if index.query(sketch):
            gone.add(name)
        else:
            index.insert(str(name), sketch)
    return gone


def by_rensa():
    from rensa import RMinHash, RMinHashLSH
    index, kept, gone = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16), {}, set()
    for name, text in records():
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(list(runs(text)))
        if any(kept[other].jaccard(sketch) >= 0.8 for other in index.query(sketch)):
            gone.add(name)
        else:
            kept[name] = sketch
            index.insert(name, sketch)
    return gone


def by_datatrove():
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/in")
        with open(folder + "/in/0.jsonl", "w", encoding="utf-8") as file:
            for name, text in records():
                file.write(json.dumps({"id": str(name), "text": text}) + "\n")
        config, reader = MinhashConfig(), JsonlReader(folder + "/in")
        steps = [
            (1, [reader, MinhashDedupSignature(folder + "/signatures", config)]),
            (config.num_buckets, [MinhashDedupBuckets(folder + "/signatures", folder + "/buckets", config=config)]),
            (1, [MinhashDedupCluster(folder + "/buckets", folder + "/gone", config=config)]),
            (1, [reader, MinhashDedupFilter(folder + "/gone"), JsonlWriter(folder + "/kept", compression=None)]),
        ]
        for number, (tasks, pipeline) in enumerate(steps):
            LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{folder}/log{number}").run()
        kept = {json.loads(line)["id"] for name in glob.glob(folder + "/kept/*.jsonl") for line in open(name, encoding="utf-8")}
        return {name for name, _ in records() if str(name) not in kept}


truth = [json.loads(line) for line in open(truth_path, encoding="utf-8")]
pairs = {}
for row in truth:
    if row.get("role") in ("a", "b"):
        pairs.setdefault(row["group"], {})[row["role"]] = row
for tool in tools:
    def seconds():
        return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in (
            resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    began = seconds()
    gone = globals()["by_" + tool]()
    took = seconds() - began
    false, right = sum(row["id"] in gone for row in truth if row.get("role") not in ("a", "b")), 0
    for pair in pairs.values():
        if len(pair) < 2 or pair["a"]["label"] == "either":
            continue
        label, which = pair["a"]["label"], [role for role in "ab" if pair[role]["id"] in gone]
        if len(which) == 2:
            false += 1
        elif which:
            if label == "same" or label == ("a_in_b" if which == ["a"] else "b_in_a"):
                right += 1
            else:
                false += 1
    print("%-12s removed %5d  false %5d  right %4d  %7.2f s  %6.2f MB/s" % (
        tool, len(gone), false, right, took, sum(map(len, lines)) / took / 1e6))
