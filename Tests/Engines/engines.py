#!/usr/bin/env python3
"""One recipe in parts by every engine that is here, each with an attempt that is killed, held byte for byte against plain processes.

    engines.py [--engines NAME,...] [--parts 5] [--records 3000] [--seed 1] [--require NAME,...]

Each engine makes a set of its own. The first attempt at one part, which chance chooses, is killed at a random moment; the engine, or
prep_tokens.jobs, has to try it again. Then `prep merge`, and every file is compared with a set that was made without engine and kill.
`vocabulary` is no set of shards: Spark adds counts by treeReduce, and what is trained of them is compared with `prep train` on one machine. Nor are
those that end in `near`: near-duplicates by the steps of `prep dedup --near`, whose records and proof are compared.

prep_tokens has to be importable, in this Python and in its workers: PYTHONPATH, or installed. The program is $PREP, or that of the package. What is
not there is skipped, and said; with --require it is a failure. Slurm is a folder of unpacked packages, $SLURM_ROOT. Ends with "N passed, N failed".
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import slurm
from prep_tokens import jobs
from prep_tokens._library import program

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORDS = "a model reads rows of tokens that came from records people wrote down in many files on several machines".split()


class Missing(Exception):
    """An engine is not here."""


def make_data(folder, records, seed):
    chance = random.Random(seed)
    with open(os.path.join(folder, "data.jsonl"), "w") as file:
        for number in range(records):
            def say(most):
                return " ".join(chance.choice(WORDS) + str(chance.randrange(9)) for _ in range(chance.randint(1, most)))

            file.write(json.dumps({"messages": [
                {"role": "user", "content": "%d: %s" % (number, say(30))}, {"role": "assistant", "content": say(120)}]}) + "\n")
    with open(os.path.join(folder, "recipe.yaml"), "w") as file:
        file.write("input: data.jsonl\ntokenize: {tokenizer: prep-8k, template: chatml}\npack: {length: 512}\nshard: {output: none, size: 64Ki}\n")


def killer(folder, part, seconds):
    """A program in the place of prep: its first run for a part is killed within so many seconds."""
    path, mark = os.path.join(folder, "prep-%d" % part), os.path.join(folder, "killed-%d" % part)
    with open(path, "w") as file:
        file.write("\n".join([
            "#!%s" % sys.executable, "import os, random, subprocess, sys, time",
            "words = sys.argv[1:]",
            "mine = '--part' in words and words[words.index('--part') + 1].startswith('%d/')" % part,
            "try:",
            "    if mine: os.close(os.open(%r, os.O_CREAT | os.O_EXCL))" % mark,
            "except FileExistsError: mine = False",
            "if not mine: os.execv(%r, [%r] + words)" % (program(), program()),
            "process = subprocess.Popen([%r] + words)" % program(),
            "time.sleep(random.random() * %r)" % seconds,
            "alive = process.poll() is None",
            "process.kill()",
            "process.wait()",
            "open(%r, 'w').write('killed' if alive else 'done before it was killed')" % mark,
            "sys.exit(137)", ""]))
    os.chmod(path, 0o755)
    return path, mark


def files_of(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                found[os.path.relpath(os.path.join(place, name), folder)] = file.read()
    return found


def difference(one, other):
    """What is not the same, in words; nothing where all is."""
    names = sorted(name for name in set(one) | set(other) if one.get(name) != other.get(name))
    return "" if not names else "%d files differ: %s" % (len(names), ", ".join(names[:3]))


# The engines. Each takes a job, and gives the words for what it did.


def processes(job):
    return jobs.local(job, processes=2)


def shell(job, words):
    # The part's own environment: PREP is the program that is killed.
    environment = {**os.environ, "PREP": job.prep, "PYTHONPATH": os.pathsep.join(sys.path)}
    tools = job.output + ".tools"
    os.makedirs(tools)
    os.symlink(program(), os.path.join(tools, "prep"))
    environment["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), *words, tools, os.environ["PATH"]])
    subprocess.run(
        [os.path.join(ROOT, "examples", "parallel.sh"), job.recipe, job.output, str(job.parts), "2"], cwd=job.directory, env=environment, check=True,
        capture_output=True, timeout=300)
    return {"parts": job.parts}


def xargs(job):
    # The example takes GNU parallel where it is; here it is not to be found.
    places = os.environ["PATH"].split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(place for place in places if not os.path.exists(os.path.join(place, "parallel")))
    return shell(job, [])


def parallel(job):
    folder = os.environ.get("PARALLEL_FOLDER") or os.path.dirname(shutil.which("parallel") or "")
    if not folder or not os.path.exists(os.path.join(folder, "parallel")):
        raise Missing("GNU parallel")
    return shell(job, [folder])


def datatrove(job):
    try:
        from datatrove.executor import LocalPipelineExecutor
    except ImportError as error:
        raise Missing(error.name or str(error)) from None
    for attempt in range(4):  # the executor tries nothing again; run again, it skips what is done
        try:
            LocalPipelineExecutor(pipeline=[jobs.step(job)], tasks=job.parts, workers=2, logging_dir=job.output + ".logs").run()
            return {"parts": job.parts}
        except BaseException as error:
            if attempt == 3 or isinstance(error, KeyboardInterrupt):
                raise
    raise AssertionError


def dask(job):
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError as error:
        raise Missing(error.name or str(error)) from None
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        return jobs.dask(job, client)


def ray(job):
    try:
        import ray as engine
    except ImportError as error:
        raise Missing(error.name or str(error)) from None
    engine.init(
        num_cpus=2, include_dashboard=False, logging_level="ERROR", log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": os.pathsep.join(sys.path), "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}})
    try:
        return jobs.ray(job)
    finally:
        engine.shutdown()


def spark_context(master):
    if not shutil.which("java"):
        raise Missing("java")
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError as error:
        raise Missing(error.name or str(error)) from None
    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYTHONPATH=os.pathsep.join(sys.path))
    configuration = SparkConf().setMaster(master).setAppName("prep")
    for name, value in {
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.task.maxFailures": "4", "spark.speculation": "true",
            "spark.speculation.interval": "100ms", "spark.executor.memory": "512m"}.items():
        configuration.set(name, value)
    context = SparkContext(conf=configuration)
    context.setLogLevel("OFF")
    return context


def spark(job, master="local[2,4]"):
    context = spark_context(master)
    try:
        return jobs.spark(job, context)
    finally:
        context.stop()


def spark_cluster(job):
    return spark(job, "local-cluster[2,1,1024]")


def slurm_array(job):
    return slurm.run(job, os.path.join(ROOT, "examples", "part.sh"), Missing)


def vocabulary(job):
    """Counts of parts, added by Spark as a tree, and the vocabulary of them: the bytes of one machine."""
    data, parts = os.path.join(job.directory, "data.jsonl"), 7
    plain = os.path.join(job.directory, "plain.json")
    subprocess.run([program(), "train", "-q", data, "--vocab-size", "700", "-o", plain], check=True)
    context = spark_context("local[2,4]")
    try:
        numbers = context.parallelize(range(parts), parts)
        counts = numbers.map(lambda part: jobs.count_words([data], part, parts)).treeReduce(jobs.merge_counts, depth=3)
    finally:
        context.stop()
    added, trained = os.path.join(job.directory, "counts"), os.path.join(job.directory, "tree.json")
    with open(added, "wb") as file:
        file.write(counts)
    subprocess.run([program(), "train", "-q", "--from-counts", added, "--vocab-size", "700", "-o", trained], check=True)
    with open(plain, "rb") as one, open(trained, "rb") as other:
        if one.read() != other.read():
            raise AssertionError("the vocabulary differs from that of one machine")
    return None


def near(job, run=None):
    """Near-duplicates in parts, an attempt killed: the records and the proof of one machine."""
    data = os.path.join(job.directory, "near.jsonl")
    chance = random.Random(5)
    with open(os.path.join(job.directory, "data.jsonl")) as given, open(data, "w") as file:
        lines = given.readlines()[:600]
        for line in lines:
            file.write(line)
            if chance.random() < 0.3:
                record = json.loads(chance.choice(lines))
                record["copy"] = True
                record["messages"][1]["content"] = record["messages"][1]["content"].upper() + "."
                file.write(json.dumps(record) + "\n")
    plain, proof = (os.path.join(job.directory, name) for name in ("near.plain", "near.proof"))
    subprocess.run([program(), "dedup", "-q", "--near", data, "-o", plain, "--proof", proof], check=True)
    parted = jobs.NearDuplicates((data,), work=job.output + ".work", output=job.output, parts=job.parts, prep=job.prep)
    paths = jobs.near_duplicates(parted, run)
    whole = b"".join(open(path, "rb").read() for path in paths)
    with open(plain, "rb") as one, open(proof, "rb") as other, open(os.path.join(job.output, "proof.jsonl"), "rb") as parted_proof:
        records, lines = one.read(), other.read()
        if records.count(b"\n") > 600 or not lines:
            raise AssertionError("no record went")
        if whole != records or parted_proof.read() != lines:
            raise AssertionError("the records or the proof differ from those of one machine")
    return None


def spark_near(job):
    context = spark_context("local[2,4]")
    try:
        return near(job, jobs.spark_map(context))
    finally:
        context.stop()


def dask_near(job):
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError as error:
        raise Missing(error.name or str(error)) from None
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        return near(job, jobs.dask_map(client))


ENGINES = {
    "processes": processes, "xargs": xargs, "parallel": parallel, "slurm": slurm_array, "datatrove": datatrove, "dask": dask, "ray": ray,
    "spark": spark, "spark-cluster": spark_cluster, "vocabulary": vocabulary,
    "near": near, "spark-near": spark_near, "dask-near": dask_near}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.3, help="the attempt is killed within so many")
    parser.add_argument("--require", default="", help="engines whose absence is a failure")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        return one(*json.loads(given.one))
    chance = random.Random(given.seed)
    top = tempfile.mkdtemp(prefix="prep-engines-")
    passed = failed = 0
    try:
        make_data(top, given.records, given.seed)
        plain = os.path.join(top, "plain")
        start = time.time()
        for part in range(given.parts):
            subprocess.run(
                [program(), "run", "-q", "recipe.yaml", "--set", "shard.output=" + plain, "--part", "%d/%d" % (part, given.parts)], cwd=top, check=True)
        subprocess.run([program(), "merge", "-q", plain], check=True)
        expected = files_of(plain)
        print("%d parts one after the other: %.1f s, %d bytes" % (given.parts, time.time() - start, sum(map(len, expected.values()))), flush=True)
        for name in given.engines.split(","):
            part = chance.randrange(given.parts)
            wrapper, mark = killer(os.path.join(top), part, given.seconds)
            if os.path.exists(mark):
                os.remove(mark)
            output = os.path.join(top, name)
            start = time.time()
            # A process of its own for each, so that none of them can harm the next.
            done = subprocess.run(
                [sys.executable, os.path.abspath(__file__), "--one", json.dumps([name, output, top, given.parts, wrapper])], capture_output=True, text=True,
                timeout=600)
            word = done.stdout.strip().splitlines()[-1:] or [""]
            seconds = "%-14s %5.1f s" % (name, time.time() - start)
            if done.returncode == 3:
                failed += name in given.require.split(",")
                print("%s skipped: there is no %s" % (seconds, word[0]), flush=True)
                continue
            if done.returncode:
                failed += 1
                print("%s FAILED: %s" % (seconds, "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])), flush=True)
                continue
            if word[0] == "null":
                passed += 1
                print("%s the same as one machine" % seconds, flush=True)
                continue
            subprocess.run([program(), "merge", "-q", output], check=True)
            what = open(mark).read() if os.path.exists(mark) else "nothing was killed"
            differs = difference(files_of(output), expected)
            good = not differs and what != "nothing was killed"
            passed, failed = passed + good, failed + (not good)
            print("%s %s; part %d: %s" % (seconds, differs or "the same bytes", part, what or "died with its attempt"), flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


def one(name, output, folder, parts, wrapper):
    job = jobs.Job("recipe.yaml", output, parts, directory=folder, prep=wrapper)
    try:
        print(json.dumps(ENGINES[name](job)))
    except Missing as error:
        print(error)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
