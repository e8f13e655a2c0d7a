"""One job in parts, by whatever engine runs Python or shell commands: threads, Spark, Ray, Dask, datatrove, Slurm, Kubernetes.

    job = Job("recipe.yaml", output="/shared/shards", parts=64, directory="/shared/data")
    report = local(job, processes=8)            # or spark(job, sc), ray(job), dask(job, client), step(job) in a pipeline of datatrove
    merge(job)

A part is one process, `prep run --part i/N`. Its exit status decides: what another attempt may heal raises Retry, and the engine tries
again; what it cannot heal comes back as a report, and JobFailed is raised in the driver once. prep writes each attempt into a folder of its
own and renames it when it is complete: attempts may die, be doubled, or come back from the dead, and the files are the same bytes.

    python3 -m prep_tokens.jobs RECIPE OUTPUT i/N [NAME=VALUE ...]      # one part; the exit status is prep's
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, Iterable, Iterator, Sequence

from . import _errors
from ._library import program

#: A disk that was full, another run, signals. A negative status is a signal too.
RETRY = frozenset({74, 75, 130, 137, 143})


class Retry(RuntimeError):
    """The attempt failed in a way in which another may not."""


class JobFailed(RuntimeError):
    """A part failed, and would again; or they cannot be merged. `reports` has all parts, or one without a number for the merge."""

    def __init__(self, reports: list[dict[str, Any]]) -> None:
        self.reports = reports
        bad = [report for report in reports if report["status"]]
        first = "with %d: %s" % (bad[0]["status"], bad[0].get("message", "")) if bad else "no part"
        if bad and bad[0]["part"] is None:
            super().__init__("the parts cannot be merged; it ended %s" % first)
        elif bad:
            super().__init__("%d of %d parts failed; part %d %s" % (len(bad), len(reports), bad[0]["part"], first))
        else:
            super().__init__("no part failed")

    def __reduce__(self) -> Any:
        return JobFailed, (self.reports,)


@dataclasses.dataclass(frozen=True)
class Job:
    """A recipe, run in parts.

    Attributes:
        recipe: The file; where it is relative, it lies in `directory`. What it reads is looked for beside it, as `prep run` does.
        output: The folder that gets a folder a part, the same for all workers; its shards are one set after merge.
        parts: How many; about four for each worker.
        directory: Where the recipe is, and where attempts run.
        values: More NAME=VALUE for the recipe.
        threads: How many threads a part has.
        prep: The program; empty is that of the package.
        trust: Whether a part that is there is taken as this job's by its number alone. Else it is made again, and has to be the same: what a part is
            made of, data and options, can only be told so.
    """

    recipe: str
    output: str
    parts: int
    directory: str = "."
    values: tuple[str, ...] = ()
    threads: int = 1
    prep: str = ""
    trust: bool = False

    def __post_init__(self) -> None:
        if self.parts < 1:
            raise ValueError("parts is %d, not at least 1" % self.parts)

    def target(self, part: int) -> str:
        """The folder of a part."""
        return os.path.join(self.output, "part-%05d" % part)

    def _command(self, part: int) -> list[str]:
        values = [word for value in self.values for word in ("--set", value)]
        return [
            self.prep or program(), "run", os.path.join(os.path.abspath(self.directory), self.recipe), "--quiet", "--threads",
            str(self.threads), *values, "--set", "shard.output=" + os.path.abspath(self.output), "--part", "%d/%d" % (part, self.parts)]


def is_complete(path: str) -> bool:
    """Whether a folder holds a part, whose index is written last."""
    return os.path.exists(os.path.join(path, "index.json"))


def run_part(job: Job, part: int) -> dict[str, Any]:
    """One attempt at a part.

    Returns:
        Its report: part, status, seconds, found (whether it was there already, the same), and where the status is 0 the counts; else the message.

    Raises:
        Retry: Another attempt may succeed.
    """
    if not 0 <= part < job.parts:
        raise ValueError("part %d of %d" % (part, job.parts))
    start, target = time.time(), job.target(part)
    base = {"part": part, "host": os.uname().nodename, "found": False}
    is_there = is_complete(target)
    if is_there and job.trust:
        return _found(job, part, {**base, "seconds": 0.0})
    try:
        done = subprocess.run(
            job._command(part), cwd=job.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        seconds, message = time.time() - start, done.stderr.strip()
        if done.returncode in RETRY or done.returncode < 0:
            raise Retry("part %d of %d: exit status %d: %s" % (part, job.parts, done.returncode, message))
        if done.returncode:
            return {**base, "status": done.returncode, "seconds": seconds, "message": message}
        return {**base, "seconds": seconds, "status": 0, **_counts(target), "found": is_there}
    except OSError as error:  # the file system, not the data
        raise Retry("part %d of %d: %s" % (part, job.parts, error)) from error


def _found(job: Job, part: int, base: dict[str, Any]) -> dict[str, Any]:
    """The report of a part that is there already."""
    target = job.target(part)
    if _place(target) != [part, job.parts]:
        return {**base, "status": 70, "message": "the part is there, of a job with other parts: %s" % target}
    return {**base, "status": 0, **_counts(target), "found": True}


def _manifest(path: str) -> dict[str, Any]:
    with open(os.path.join(path, "prep.manifest"), "rb") as file:
        found: dict[str, Any] = json.load(file)
    return found


def _place(path: str) -> Any:
    """Which part of how many it is."""
    return _manifest(path)["stream"].get("part")


def _counts(path: str) -> dict[str, Any]:
    manifest = _manifest(path)
    shards = manifest["shards"]
    return {
        "dataset_id": manifest["dataset_id"], "samples": manifest["samples"], "tokens": manifest["tokens"], "shards": len(shards),
        "bytes": sum(shard["bytes"] for shard in shards)}


def add(reports: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The counts of all parts. Raises JobFailed when one failed, ValueError when one stands twice."""
    given = sorted(reports, key=lambda report: report["part"])
    if any(report["status"] for report in given):
        raise JobFailed(given)
    if len({report["part"] for report in given}) < len(given):
        raise ValueError("a part stands twice among the reports")
    total = {key: sum(report[key] for report in given) for key in ("samples", "tokens", "shards", "bytes", "seconds")}
    return {**total, "parts": len(given), "found": sum(report["found"] for report in given)}


def merge(job: Job) -> None:
    """Makes one set of the parts, and removes what attempts that died have left. Raises JobFailed when one is missing or of another job."""
    done = subprocess.run(
        [job.prep or program(), "merge", "--quiet", "--clean", job.output], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise JobFailed([{"part": None, "status": done.returncode, "message": done.stderr.strip()}])


def _patient(job: Job, part: int, retries: int) -> dict[str, Any]:
    for attempt in range(retries + 1):
        try:
            return run_part(job, part)
        except Retry as error:
            if attempt == retries:
                return {"part": part, "status": 75, "found": False, "message": str(error)}
            time.sleep(random.random() * 2**attempt / 10)
    raise AssertionError


def local(job: Job, processes: int | None = None, retries: int = 3) -> dict[str, Any]:
    """All parts on this machine, so many at a time."""
    with concurrent.futures.ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:  # each waits for a process
        return add(pool.map(lambda part: _patient(job, part, retries), range(job.parts)))


def spark(job: Job, sc: Any) -> dict[str, Any]:
    """A task a part. `spark.task.maxFailures` says how often one is tried; `spark.speculation` may be on."""
    return add(sc.parallelize(range(job.parts), job.parts).map(lambda part: run_part(job, part)).collect())


def ray(job: Job, retries: int = 3, **options: Any) -> dict[str, Any]:
    """A task a part, spread over the nodes."""
    import ray as engine

    given = {"num_cpus": job.threads, "max_retries": retries, "retry_exceptions": [Retry], "scheduling_strategy": "SPREAD", **options}
    task = engine.remote(**given)(run_part)
    return add(engine.get([task.remote(job, part) for part in range(job.parts)]))


def dask(job: Job, client: Any, retries: int = 3) -> dict[str, Any]:
    """A task a part."""
    return add(client.gather(client.map(run_part, [job] * job.parts, range(job.parts), retries=retries, pure=False)))


def step(job: Job) -> Any:
    """A step of a datatrove pipeline, whose rank is the part; the tasks of the executor have to be `job.parts`."""
    from datatrove.pipeline.base import PipelineStep

    class Prep(PipelineStep):  # type: ignore[misc]
        name, type = "prep", "prep"

        def __init__(self, job: Job) -> None:
            super().__init__()
            self.job = job

        def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
            if world_size != self.job.parts:
                raise ValueError("the executor has %d tasks, the job %d parts" % (world_size, self.job.parts))
            report = add([run_part(self.job, rank)])
            for name in ("samples", "tokens", "bytes"):
                self.stat_update(name, value=report[name])
            yield from ()

    return Prep(job)


def count_words(files: Sequence[str], part: int, parts: int, options: Sequence[str] = (), prep: str = "") -> bytes:
    """The words of a part of some files and how often each occurs, as `prep train count` writes them; see `merge_counts`.

    Raises:
        Retry: Another attempt may succeed.
        PrepError: None will: what is wrong with the files or the options.
    """
    return _output([prep or program(), "train", "count", "-q", "--part", "%d/%d" % (part, parts), *options, *files], "part %d of %d" % (part, parts))


def merge_counts(one: bytes, other: bytes, prep: str = "") -> bytes:
    """Counts added up. In any tree they give the same bytes, and the vocabulary that one machine would train:

        counts = sc.parallelize(range(n), n).map(lambda part: count_words(files, part, n)).treeReduce(merge_counts)

    What is written of them to a file is for `prep train --from-counts`.
    """
    with tempfile.TemporaryDirectory(prefix="prep-counts-") as folder:
        names = [os.path.join(folder, name) for name in ("one", "other")]
        for name, counts in zip(names, (one, other)):
            with open(name, "wb") as file:
                file.write(counts)
        return _output([prep or program(), "train", "merge", "-q", *names], "counts")


@dataclasses.dataclass(frozen=True)
class NearDuplicates:
    """Near-duplicates left out in parts, by the steps of `prep dedup --near`: the bytes of one machine, whatever the engine.

        job = NearDuplicates(("web/0.jsonl", "web/1.jsonl"), work="/shared/near", output="/shared/clean", parts=64)
        paths = near_duplicates(job, spark_map(sc))       # or local_map(8), dask_map(client), ray_map()

    Attributes:
        files: What is read, in order, by names that all workers know.
        work: A folder that all share, for what is between the steps: about 900 bytes a record. A step that is done there is not done again.
        output: The folder that gets a file a part, which one behind the other are the records that stay; and `proof.jsonl`.
        parts: How many parts of the inputs, and of what is between the steps.
        rule: --near, --keep and --against, as `prep dedup sign` has them.
        content: --by, --fields and what else says what is compared.
        reading: How the files are read.
        threads: How many threads a part has.
        prep: The program; empty is that of the package.
    """

    files: tuple[str, ...]
    work: str
    output: str
    parts: int
    rule: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    threads: int = 1
    prep: str = ""

    def __post_init__(self) -> None:
        if self.parts < 1 or not self.files:
            raise ValueError("near-duplicates are looked for in files, and in one part at least")

    def step(self, name: str, part: int) -> str:
        """What a step writes for a part."""
        return os.path.join(self.work, "%s-%05d" % (name, part))

    def target(self, part: int) -> str:
        """The records of a part that stay."""
        return os.path.join(self.output, "part-%05d.jsonl" % part)

    def _given(self, option: str, step: str) -> list[str]:
        return [word for part in range(self.parts) for word in (option, self.step(step, part))]

    def _words(self, name: str, part: int) -> list[str]:
        piece = "%d/%d" % (part, self.parts)
        all_options = [*self.rule, *self.content, *self.reading]
        signed, paired = self._given("--signatures", "sign"), self._given("--pairs", "group")
        words = {
            "sign": [*all_options, "--part", piece, "-o", self.step("sign", part), *self.files],
            "group": ["--reduce", piece, "-o", self.step("group", part), *(self.step("sign", other) for other in range(self.parts))],
            "verify": [*all_options, *signed, *paired, "--reduce", piece, "-o", self.step("verify", part), *self.files],
            "decide": [
                *self.content, *signed, *paired, "-o", self.step("decide", 0), "--proof", os.path.join(self.output, "proof.jsonl"),
                *(self.step("verify", other) for other in range(self.parts))],
            "apply": [*self.reading, "--decisions", self.step("decide", 0), "--part", piece, "-o", self.target(part), *self.files],
        }[name]
        threads = [] if name == "decide" else ["--threads", str(self.threads)]
        return [self.prep or program(), "dedup", name, "--quiet", *threads, *words]


def near_step(job: NearDuplicates, name: str, part: int) -> str:
    """One step of one part; the path of what it wrote, which appears only when it is whole.

    Raises:
        Retry: Another attempt may succeed.
        PrepError: None will.
    """
    target = job.target(part) if name == "apply" else job.step(name, part)
    if not os.path.exists(target):
        _output(job._words(name, part), "%s, part %d of %d" % (name, part, job.parts))
    return target


#: Calls a function with each number below another, on whatever workers there are, and gives what it returns, in order.
PartMap = Callable[[Callable[[int], str], int], "list[str]"]


def near_duplicates(job: NearDuplicates, run: PartMap | None = None) -> list[str]:
    """All steps; the paths of the records that stay. Raises ValueError where `work` is another job's."""
    run = run or local_map()
    os.makedirs(job.work, exist_ok=True)
    os.makedirs(job.output, exist_ok=True)
    mark, meant = os.path.join(job.work, "job.json"), json.dumps(dataclasses.asdict(dataclasses.replace(job, threads=1, prep="")))
    if os.path.exists(mark):
        with open(mark) as file:
            if file.read() != meant:
                raise ValueError("%s holds the steps of another job" % job.work)
    else:
        with open(mark + ".new", "w") as file:
            file.write(meant)
        os.replace(mark + ".new", mark)
    for name in ("sign", "group", "verify"):
        run(functools.partial(near_step, job, name), job.parts)
    near_step(job, "decide", 0)  # one process: a pass over what may go
    return run(functools.partial(near_step, job, "apply"), job.parts)


def local_map(processes: int | None = None, retries: int = 3) -> PartMap:
    """So many parts at a time on this machine."""

    def patient(function: Callable[[int], str], part: int) -> str:
        for attempt in range(retries):
            try:
                return function(part)
            except Retry:
                time.sleep(random.random() * 2**attempt / 10)
        return function(part)

    def run(function: Callable[[int], str], count: int) -> list[str]:
        with concurrent.futures.ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:  # each waits for a process
            return list(pool.map(functools.partial(patient, function), range(count)))

    return run


def spark_map(sc: Any) -> PartMap:
    """A task a part; `spark.task.maxFailures` says how often one is tried."""
    return lambda function, count: list(sc.parallelize(range(count), count).map(function).collect())


def dask_map(client: Any, retries: int = 3) -> PartMap:
    """A task a part."""
    return lambda function, count: list(client.gather(client.map(function, range(count), retries=retries, pure=False)))


def ray_map(retries: int = 3, **options: Any) -> PartMap:
    """A task a part, spread over the nodes."""

    def run(function: Callable[[int], str], count: int) -> list[str]:
        import ray as engine

        given = {"max_retries": retries, "retry_exceptions": [Retry], "scheduling_strategy": "SPREAD", **options}
        task = engine.remote(**given)(lambda part: function(part))
        return list(engine.get([task.remote(part) for part in range(count)]))

    return run


def _output(words: list[str], what: str) -> bytes:
    """What a program writes."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True)
    message = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode in RETRY or done.returncode < 0:
        raise Retry("%s: exit status %d: %s" % (what, done.returncode, message))
    if done.returncode:
        raise _errors.error(done.returncode, message)
    return done.stdout


def main(arguments: list[str]) -> int:
    if len(arguments) < 3 or not all(number.isdigit() for number in arguments[2].split("/", 1)) or "/" not in arguments[2]:
        print("usage: python3 -m prep_tokens.jobs RECIPE OUTPUT i/N [NAME=VALUE ...]", file=sys.stderr)
        return 64
    recipe, output, (part, parts) = arguments[0], arguments[1], map(int, arguments[2].split("/"))
    if not 0 <= part < parts:
        print("prep_tokens.jobs: part %d of %d" % (part, parts), file=sys.stderr)
        return 64
    try:
        report = run_part(Job(recipe, output, parts, values=tuple(arguments[3:]), prep=os.environ.get("PREP", "")), part)
    except Retry as error:
        print(error, file=sys.stderr)
        return 75
    if report["status"]:
        print(report["message"], file=sys.stderr)
    else:
        print(json.dumps(report))
    return int(report["status"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
