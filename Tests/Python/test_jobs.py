import concurrent.futures
import dataclasses
import filecmp
import os
import pickle
import random
import subprocess
import sys
import time
import unittest

import prep_tokens as prep
from prep_tokens import jobs
from prep_tokens._library import program
from support import ROOT, FolderCase

PARTS = 5


def bytes_of(folder):
    """All files of a folder with their bytes."""
    found = {}
    for place, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(place, name), "rb") as file:
                found[os.path.relpath(os.path.join(place, name), folder)] = file.read()
    return found


class JobTests(FolderCase):
    def setUp(self):
        super().setUp()
        self.write("in.jsonl", "".join('{"text":"record %d %s"}\n' % (n, "word " * (n % 17)) for n in range(400)))
        self.write("recipe.yaml", "input: in.jsonl\ntokenize: {tokenizer: prep-8k}\nshard: {output: none, size: 2Ki}\n")

    def job(self, name="out", **options):
        return jobs.Job("recipe.yaml", self.path(name), options.pop("parts", PARTS), directory=self.folder, **options)

    def expected(self):
        """The set as plain processes make it, one after the other."""
        out = self.path("plain")
        for part in range(PARTS):
            prep.run(self.path("recipe.yaml"), quiet=True, set={"shard.output": out, "tokenize.part": "%d/%d" % (part, PARTS)})
        prep.merge(out, quiet=True)
        return bytes_of(out)

    def test_parts_on_this_machine_are_the_same_bytes(self):
        expected = self.expected()
        job = self.job()
        report = jobs.local(pickle.loads(pickle.dumps(job)), processes=3)
        self.assertEqual((report["parts"], report["samples"], report["found"]), (PARTS, 400, 0))
        jobs.merge(job)
        self.assertEqual(bytes_of(job.output), expected)
        again = jobs.local(job, processes=2)
        self.assertEqual((again["found"], again["tokens"]), (PARTS, report["tokens"]))
        self.assertEqual(bytes_of(job.output), expected)
        self.assertEqual(len(prep.Shards(job.output)), 400)

    def test_attempts_that_are_killed_and_doubled(self):
        expected = self.expected()
        # A program that is killed sometimes, before, while or after it works.
        dying = self.write("prep-that-dies", "\n".join([
            "#!%s" % sys.executable, "import os, random, signal, subprocess, sys, time",
            "process = subprocess.Popen([%r] + sys.argv[1:])" % program(),
            "if random.random() < 0.5:", "    time.sleep(random.random() * 0.05)", "    process.kill()",
            "status = process.wait()", "os.kill(os.getpid(), -status) if status < 0 else sys.exit(status)", ""]))
        os.chmod(dying, 0o755)
        for seed in range(4):
            job = self.job("out%d" % seed, prep=dying)
            generator = random.Random(seed)
            parts = [part for part in range(PARTS) for _ in range(generator.randrange(1, 4))]
            generator.shuffle(parts)

            def attempt(part):
                for _ in range(60):
                    try:
                        return jobs.run_part(job, part)
                    except jobs.Retry:
                        continue
                raise AssertionError("part %d never comes to its end" % part)

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                reports = list(pool.map(attempt, parts))
            self.assertEqual({report["status"] for report in reports}, {0})
            jobs.merge(self.job("out%d" % seed))
            self.assertEqual(bytes_of(job.output), expected)
            with self.assertRaises(ValueError):
                jobs.add(reports + reports)

    def test_what_no_attempt_can_heal_is_told_once(self):
        self.write("bad.jsonl", '{"text":"a"}\n{"nothing":1}\n' * 40)
        job = jobs.Job("recipe.yaml", self.path("bad"), 3, directory=self.folder, values=("input=bad.jsonl",))
        start = time.time()
        with self.assertRaises(jobs.JobFailed) as caught:
            jobs.local(job, processes=2, retries=30)
        self.assertLess(time.time() - start, 60)
        self.assertEqual({report["status"] for report in caught.exception.reports}, {65})
        self.assertEqual([name for name in os.listdir(self.path("bad")) if "attempt" in name], [])
        with self.assertRaisesRegex(jobs.JobFailed, "^the parts cannot be merged; it ended with 66: "):
            jobs.merge(self.job("nothing"))
        with self.assertRaises(ValueError):
            self.job(parts=0)
        self.assertEqual(str(pickle.loads(pickle.dumps(caught.exception))), str(caught.exception))

    def test_a_part_of_another_job_is_not_replaced(self):
        job = self.job()
        jobs.run_part(job, 0)
        kept = bytes_of(job.target(0))
        other = jobs.Job("recipe.yaml", job.output, PARTS, directory=self.folder, values=("tokenize.eos=none",))
        with self.assertRaises(prep.PrepError) as caught:
            prep.run(self.path("recipe.yaml"), quiet=True, part="0/%d" % PARTS, set={"shard.output": job.output, "tokenize.eos": "none"})
        self.assertEqual(caught.exception.status, 70)
        self.assertEqual(bytes_of(job.target(0)), kept)
        # It is not taken as this job's either, whatever differs: a step, a number of parts, the recipe, the data.
        values = (("tokenize.eos=none",), ("pack.length=128",), ("shard.size=4Ki",), ("shard.level=none",), ("tokenize.tokenizer=prep-32k",))
        others = [jobs.Job("recipe.yaml", job.output, PARTS, directory=self.folder, values=given) for given in values]
        others.append(jobs.Job("recipe.yaml", job.output, PARTS + 1, directory=self.folder))
        for another in others:
            self.assertEqual(jobs.run_part(another, 0)["status"], 70, another)
        with self.assertRaisesRegex(jobs.JobFailed, "^1 of 1 parts failed; part 0 with 70: "):
            jobs.local(dataclasses.replace(others[0], parts=1), processes=1, retries=0)
        data = self.read("in.jsonl")
        for changed in (data.replace(b"record 3 ", b"record 5 "), data[:-40]):
            self.write("in.jsonl", changed)
            self.assertEqual(jobs.run_part(job, 0)["status"], 70)
        self.write("in.jsonl", data)
        self.assertEqual(jobs.run_part(job, 0)["found"], True)
        self.assertEqual(bytes_of(job.target(0)), kept)
        # Who knows that it is may say so: nothing is run.
        self.assertEqual(jobs.run_part(dataclasses.replace(job, trust=True, prep="/nowhere"), 0)["found"], True)
        # The target of the next is there, but not complete: nothing that another attempt could heal.
        os.mkdir(job.target(1))
        self.write(os.path.join(job.target(1), "something"), "")
        self.assertEqual(jobs.run_part(other, 1)["status"], 73)
        self.assertEqual([name for name in os.listdir(job.output) if "attempt" in name], [])

    def test_the_module_is_a_program_for_shells(self):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

        def run(*words):
            return subprocess.run([sys.executable, "-m", "prep_tokens.jobs", *words], capture_output=True, text=True, env=environment, cwd=self.folder)

        for part in range(2):
            done = run("recipe.yaml", self.path("shell"), "%d/2" % part)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("recipe.yaml", self.path("shell"), "2/2").returncode, 64)
        self.assertEqual(run("recipe.yaml").returncode, 64)
        self.assertEqual(run("recipe.yaml", self.path("shell"), "0/3").returncode, 70)
        self.assertEqual(run("none.yaml", self.path("other"), "0/3").returncode, 66)
        prep.merge(self.path("shell"), quiet=True)
        self.assertEqual(len(prep.Shards(self.path("shell"))), 400)

    def test_the_examples_for_shells_run(self):
        examples = os.path.join(ROOT, "examples")
        environment = {
            **os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
            "PATH": os.pathsep.join([os.path.dirname(program()), os.path.dirname(sys.executable), os.environ["PATH"]])}
        done = subprocess.run(
            [os.path.join(examples, "parallel.sh"), "recipe.yaml", self.path("all"), str(PARTS), "3"], capture_output=True, text=True, cwd=self.folder,
            env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(bytes_of(self.path("all")), self.expected())
        done = subprocess.run(
            [os.path.join(examples, "part.sh"), "none.yaml", self.path("none"), "0", "1"], capture_output=True, text=True, cwd=self.folder, env=environment)
        self.assertEqual(done.returncode, 66, done.stderr)
        # One task of an array that is repeated is a part of as many as before.
        with open(os.path.join(examples, "slurm.sbatch"), encoding="utf-8") as file:
            script = file.read().replace("exec examples/part.sh", "echo")
        self.assertIn("echo", script)
        for last in (63, 5):
            done = subprocess.run(
                ["bash", "-c", script, "slurm.sbatch", "r.yaml", "out"], capture_output=True, text=True,
                env={**os.environ, "SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MAX": str(last)})
            self.assertEqual(done.stdout, "r.yaml out 5 64\n", done.stderr)
        for name in ("slurm.sbatch", "part.sh", "parallel.sh"):
            subprocess.run(["bash", "-n", os.path.join(examples, name)], check=True)

    def test_spark_and_dask_and_ray_get_a_task_a_part(self):
        """The engines' own calls, as far as they are used."""

        class Numbers:
            def __init__(self, values):
                self.values = values

            def map(self, function):
                return Numbers([function(value) for value in self.values])

            def collect(self):
                return self.values

        class Spark:
            def parallelize(self, values, slices):
                return Numbers(list(values))

        class Dask:
            def map(self, function, *arguments, retries, pure):
                return [function(*values) for values in zip(*arguments)]

            def gather(self, values):
                return values

        expected = jobs.local(self.job("local"))
        for name, run in (("spark", lambda job: jobs.spark(job, Spark())), ("dask", lambda job: jobs.dask(job, Dask()))):
            report = run(self.job(name))
            self.assertEqual((report["samples"], report["tokens"], report["parts"]), (expected["samples"], expected["tokens"], PARTS))
            self.assertEqual(filecmp.dircmp(self.path(name), self.path("local")).diff_files, [])


if __name__ == "__main__":
    unittest.main()
