#!/usr/bin/env python3
"""Write the same rows as shards: by `prep shard`, by MosaicML's MDSWriter, and the compression alone by zstd.

  shards.py STREAM [--prep PATH] [--level 2] [--threads N] [--reps 3] [--column input_ids]

STREAM is a token stream of packed rows. Everything is written below --folder (default: memory). Three figures for the same bytes:
  zstd       every shard's bytes compressed in memory by N threads of the package zstandard, nothing else done
  prep       the whole process `prep shard`: the stream is read, rows laid out, compressed, hashed, written and synced
  MDSWriter  MosaicML's writer, one process (it has one thread), the same columns, level and hash; numpy rows ready in memory
Best of the repetitions, taken in turn. MDSWriter is compared by core: with `prep shard --threads 1`.
"""
import argparse, concurrent.futures, json, os, shutil, site, subprocess, sys, time, types

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "Sources", "python"))
import prep_shards

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("stream")
p.add_argument("--prep", default="prep")
p.add_argument("--level", type=int, default=2)
p.add_argument("--threads", type=int, default=os.cpu_count())
p.add_argument("--reps", type=int, default=3)
p.add_argument("--folder", default="/dev/shm/prep-shards-bench")
p.add_argument("--torch-stub", help="a folder with a stand-in for torch, which MDSWriter's package imports")
a = p.parse_args()


def cpu():
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def timed(action):
    """Seconds, and seconds of processors: the latter depend less on what else the machine does."""
    start, used = time.perf_counter(), cpu()
    action()
    return time.perf_counter() - start, cpu() - used


def prep(level, threads):
    shutil.rmtree(a.folder + "/set", ignore_errors=True)
    command = [a.prep, "shard", "-q", "--level", str(level), "--threads", str(threads), "-o", a.folder + "/set", a.stream]
    return timed(lambda: subprocess.run(command, check=True))


os.makedirs(a.folder, exist_ok=True)
prep("none", a.threads)
shards = prep_shards.ShardSet(a.folder + "/set")
raw = [open(os.path.join(a.folder, "set", s["raw_data"]["basename"]), "rb").read() for s in shards.shards]
rows = [{name: values.copy() for name, values in row.items()} for row in shards]
tokens = sum(len(row["input_ids"]) for row in rows)
size = sum(map(len, raw))

import zstandard


def zstd():
    def work(data):
        return len(zstandard.ZstdCompressor(level=a.level, write_checksum=True).compress(data))

    with concurrent.futures.ThreadPoolExecutor(a.threads) as pool:
        return sum(pool.map(work, raw))


if a.torch_stub:
    sys.path.insert(0, a.torch_stub)
for packages in site.getsitepackages():
    if os.path.isdir(packages + "/streaming"):
        module = types.ModuleType("streaming")
        module.__path__ = [packages + "/streaming"]
        sys.modules["streaming"] = module
try:
    from streaming.base.format.mds.writer import MDSWriter
except ImportError as error:
    print("MDSWriter cannot be had:", error)
    MDSWriter = None


def mds():
    shutil.rmtree(a.folder + "/mds", ignore_errors=True)
    columns = dict(zip(shards.shards[0]["column_names"], shards.shards[0]["column_encodings"]))
    with MDSWriter(out=a.folder + "/mds", columns=columns, compression="zstd:%d" % a.level, hashes=["sha256"]) as writer:
        for row in rows:
            writer.write(row)


times = {}
for _ in range(a.reps):
    for name, action in [
        ("zstd, %d threads" % a.threads, lambda: timed(zstd)),
        ("prep, %d threads" % a.threads, lambda: prep(a.level, a.threads)),
        ("zstd, 1 thread", lambda: timed(lambda: [zstandard.ZstdCompressor(level=a.level, write_checksum=True).compress(d) for d in raw])),
        ("prep, 1 thread", lambda: prep(a.level, 1)),
        ("MDSWriter", (lambda: timed(mds)) if MDSWriter else None),
    ]:
        if action:
            times.setdefault(name, []).append(action())
print("%d rows, %d tokens, %d shards, %.1f MB uncompressed, zstd:%d" % (len(rows), tokens, len(raw), size / 1e6, a.level))
for column, unit in enumerate(["seconds", "processor seconds"]):
    best = {name: min(found[column] for found in all) for name, all in times.items()}
    for name, seconds in best.items():
        print("  %-18s %7.3f %s  %6.1f MB/s  %6.1f million tokens/s" % (name, seconds, unit, size / 1e6 / seconds, tokens / 1e6 / seconds))
    print("  prep takes %.2f of the %s of zstd on all threads, %.2f on one" % (
        best["prep, %d threads" % a.threads] / best["zstd, %d threads" % a.threads], unit, best["prep, 1 thread"] / best["zstd, 1 thread"]))
    if MDSWriter:
        print("  prep on one thread: %.2f times MDSWriter" % (best["MDSWriter"] / best["prep, 1 thread"]))
shutil.rmtree(a.folder)
