"""The commands of prep as functions. Each runs as a process of its own, so that signals, memory and faults stay outside of yours."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Callable, Iterable, Iterator, Sequence

from . import _errors
from ._library import program

if TYPE_CHECKING:
    Progress = Callable[[dict[str, Any]], None] | bool | None

#: What is read: the name of a file or folder, several, bytes, or records.
Input = Any


class Report(dict[str, Any]):
    """The counts of a run, as `--report` has them, with what the run wrote.

    Attributes:
        stdout: What it wrote to standard output, as bytes; empty where it wrote to a file.
        messages: What it said on standard error.
    """

    stdout: bytes = b""
    messages: str = ""

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8", "replace")

    def records(self) -> Iterator[Any]:
        """Standard output as the values of JSON Lines."""
        for line in self.stdout.splitlines():
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with data.

    Attributes:
        code: What, for programs: `missing-field`. It is never renamed; `prep validate --explain CODE` says more.
        severity: "error", "warning" or "info".
        message: What, for people.
        file: The file, or `<stdin>`.
        line: The line, from 1, or None where it is the file as a whole.
        column: The column in bytes, from 1, or None.
        offset: The byte of the file, from 0, or None.
        pointer: A JSON pointer to the value in its record, or None.
        rule: The number of the rule: `M04`.
        targets: The targets that will refuse it.
    """

    code: str
    severity: str
    message: str
    file: str
    line: int | None = None
    column: int | None = None
    offset: int | None = None
    pointer: str | None = None
    rule: str = ""
    targets: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = self.file + (":%d" % self.line if self.line else "") + (":%d" % self.column if self.line and self.column else "")
        return "%s: %s: %s [%s]" % (place, self.severity, self.message, self.code)


class Findings(list[Finding]):
    """What validate found, a list of Finding.

    Attributes:
        report: The counts of the run.
    """

    report: Report

    @property
    def error_count(self) -> int:
        """How many are errors."""
        return sum(1 for finding in self if finding.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.error_count == 0

    def raise_for_errors(self) -> None:
        """Raises BadData for the first error, if there is one; its `findings` are all."""
        first = next((finding for finding in self if finding.severity == "error"), None)
        if first is not None:
            raised = _errors.BadData(first.message, code=first.code, path=first.file, line=first.line, column=first.column)
            raised.findings = self  # type: ignore[attr-defined]
            raise raised


def words(options: dict[str, Any]) -> list[str]:
    """Options as words of a command line: `max_tokens=5` is `--max-tokens=5`, True a flag, a list the option several times."""
    result: list[str] = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            result.append(flag)
        elif isinstance(value, dict):
            result += ["%s=%s=%s" % (flag, key, entry) for key, entry in value.items()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            result += ["%s=%s" % (flag, os.fspath(entry) if isinstance(entry, os.PathLike) else entry) for entry in value]
        else:
            result.append("%s=%s" % (flag, os.fspath(value) if isinstance(value, os.PathLike) else value))
    return result


def command(
    *arguments: str | os.PathLike[str], input: Input = None, progress: Progress = None, accept: Sequence[int] = (0,),
    cwd: str | os.PathLike[str] | None = None, env: dict[str, str] | None = None, **options: Any,
) -> Report:
    """Runs a command of prep: `command("tokenize", "train.jsonl", template="chatml", output="tokens")`.

    Args:
        *arguments: The command and its operands.
        input: What it reads: the name of a file or folder (a path, or a str that is one); else what goes to standard input: bytes, a
            str, an open file, or an iterable of dicts.
        progress: A function that is called with {"bytes", "total", "records"}, at most five times a second, from a thread; or True for a
            bar of tqdm, where that is installed.
        accept: The exit statuses that are no failure.
        **options: Long options, with _ for -.

    Returns:
        The counts of the run, with what it wrote to standard output.

    Raises:
        PrepError: The class of its exit status; `findings`, `messages` and `status` say more.
    """
    if _is_name(input, cwd):
        arguments, input = (*arguments, input), None
    with tempfile.TemporaryDirectory(prefix="prep-") as folder:
        report = os.path.join(folder, "report.json")
        line = [program(), *(os.fspath(word) for word in arguments), *words(options)]
        own = "report" not in options and len(arguments) > 0 and os.fspath(arguments[0]) in _REPORTING
        if own:
            line += ["--report", report]
        status, out, err = _run(line, input, progress, cwd, env)
        result = Report()
        if own and os.path.exists(report):
            with open(report, encoding="utf-8") as file:
                result.update(json.load(file))
    result.stdout, result.messages = out, err.decode("utf-8", "replace")
    if status not in accept:
        raise _failure(status, result)
    return result


#: Commands that write a report.
_REPORTING = frozenset(
    "convert count decode decontaminate dedup encode export filter fix format join merge mix pack repack run sample shard shuffle sniff split "
    "tokenize train validate verify view".split())


def _is_name(input: Input, cwd: str | os.PathLike[str] | None) -> bool:
    """Whether an input is the name of a file, there or not, and no text."""
    if isinstance(input, os.PathLike):
        return True
    if not isinstance(input, str) or not input or "\n" in input or len(input) > 4096:
        return False
    return re.fullmatch(r"[^\s{}\[\]\"]+\.[A-Za-z]\w{0,8}(\.(gz|zst))?", input) is not None or os.path.exists(os.path.join(cwd or "", input))


def _failure(status: int, result: Report) -> _errors.PrepError:
    if status < 0:
        return _errors.PrepError("ended by signal %d" % -status, status=128 - status, code="signal")
    lines = result.messages.strip().splitlines()
    text = lines[-1] if lines else "ended with status %d" % status
    # prep NAME: FILE:LINE:COLUMN: MESSAGE [CODE]
    message, code = text, ""
    if message.endswith("]") and " [" in message:
        message, code = message[:-1].rsplit(" [", 1)
    raised = _errors.error(status, message, code=code)
    raised.messages = result.messages  # type: ignore[attr-defined]
    raised.report = result  # type: ignore[attr-defined]
    return raised


def _run(
    line: list[str], input: Input, progress: Progress, cwd: Any, env: dict[str, str] | None
) -> tuple[int, bytes, bytes]:
    listener = _Listener(progress) if progress else None
    environment = dict(os.environ, **env) if env else None
    is_file = hasattr(input, "fileno")
    source: Any = input if is_file else subprocess.DEVNULL if input is None else subprocess.PIPE
    try:
        process = subprocess.Popen(
            line + (listener.arguments if listener else []), stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd,
            env=environment, pass_fds=listener.descriptors if listener else ())
    except OSError as error:
        raise _errors.Missing("the program cannot be started: %s" % error.strerror, path=line[0], code="missing-program") from error
    if listener:
        listener.start()
    feeder = None
    if source is subprocess.PIPE:
        feeder = threading.Thread(target=_feed, args=(process.stdin, input), daemon=True)
        feeder.start()
        process.stdin = None
    try:
        out, err = process.communicate()
    except BaseException:
        # Ctrl-C: it removes its temporaries and ends.
        process.send_signal(signal.SIGINT)
        process.communicate()
        raise
    finally:
        if listener:
            listener.finish()
    if feeder is not None:
        feeder.join()
        fault = getattr(feeder, "fault", None)
        if fault is not None:
            raise fault
    return process.returncode, out, err


def _feed(pipe: IO[bytes], input: Input) -> None:
    """Writes what a process reads; it may have had enough before."""
    try:
        with pipe:
            if isinstance(input, (str, bytes, bytearray, memoryview)):
                pipe.write(input.encode() if isinstance(input, str) else input)
                return
            for record in input:
                if isinstance(record, bytes):
                    text = record
                else:
                    text = (record if isinstance(record, str) else json.dumps(record, ensure_ascii=True, allow_nan=False)).encode()
                pipe.write(text + b"\n")
    except BrokenPipeError:
        pass
    except BaseException as error:
        threading.current_thread().fault = error  # type: ignore[attr-defined]


class _Listener:
    """Hears how far a run is."""

    def __init__(self, progress: Any) -> None:
        self._bar = None
        if progress is True:
            progress = self._bar = _Bar()
        self._told = progress
        reading, self._writing = os.pipe()
        self._file = os.fdopen(reading, "rb")
        self.descriptors = (self._writing,)
        self.arguments = ["--progress-fd", str(self._writing)]
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def start(self) -> None:
        os.close(self._writing)
        self._thread.start()

    def _listen(self) -> None:
        for line in self._file:
            self._told(json.loads(line))

    def finish(self) -> None:
        if self._thread.ident is None:
            os.close(self._writing)
        else:
            self._thread.join()
        self._file.close()
        if self._bar is not None:
            self._bar.close()


class _Bar:
    """Progress as tqdm shows it, in terminals and notebooks; nothing where there is none."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm

            self._bar: Any = tqdm(unit="B", unit_scale=True)
        except ImportError:
            self._bar = None

    def __call__(self, told: dict[str, Any]) -> None:
        if self._bar is not None:
            self._bar.total = told["total"]
            self._bar.update(told["bytes"] - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _operands(files: tuple[Any, ...]) -> list[str]:
    result: list[str] = []
    for file in files:
        if isinstance(file, (str, os.PathLike)):
            result.append(os.fspath(file))
        elif isinstance(file, Iterable):
            result += [os.fspath(one) for one in file]
        else:
            raise TypeError("a file is %r, not a path" % (file,))
    return result


def validate(*files: Any, input: Input = None, progress: Progress = None, **options: Any) -> Findings:
    """What is wrong with training data, and who will refuse it: `validate("train.jsonl", target="trl-sft")`.

    Examples:
        >>> findings = validate(input=[{"messages": [{"role": "user", "content": "Hi"}]}], target="openai-chat")
        >>> findings.ok
        False
        >>> "missing-assistant" in {finding.code for finding in findings} or findings.error_count > 0
        True
    """
    result = command(
        "validate", *_operands(files), input=input, progress=progress, accept=(0, 1), **{"format": "json", "each": True, "quiet": True, **options})
    known: list[dict[str, Any]] = [{**found, "targets": tuple(found["targets"])} for found in result.records()]
    findings = Findings(Finding(**found) for found in known)
    findings.report = result
    return findings


def _function(name: str, does: str) -> Callable[..., Report]:
    def run(*files: Any, input: Input = None, progress: Progress = None, **options: Any) -> Report:
        return command(name, *_operands(files), input=input, progress=progress, **options)

    run.__name__ = run.__qualname__ = name
    run.__doc__ = "%s: `prep %s FILE…` with its long options, _ for -. Returns the counts, with standard output." % (does, name)
    return run


convert = _function("convert", "Convert records of any shape and file format to what a trainer or service expects")
count = _function("count", "Count tokens")
decontaminate = _function("decontaminate", "Find evaluation items in training records; report, mark or drop the records")
dedup = _function("dedup", "Remove duplicate records, and near-duplicates with near")
encode = _function("encode", "Turn text into token IDs")
export = _function("export", "Write tokens to other trainers' files")
filter = _function("filter", "Keep the records that an expression or a published preset accepts")
fix = _function("fix", "Repair records and broken JSON")
format = _function("format", "Add separators and stop sequences, or render chat templates")
join = _function("join", "Join token streams or MDS datasets into one")
merge = _function("merge", "Combine the parts of a job into one MDS dataset")
mix = _function("mix", "Mix sources by weights of tokens, bytes or records")
pack = _function("pack", "Pack token sequences into rows of at most `length` tokens")
repack = _function("repack", "Repack the rows of MDS datasets or token streams")
sample = _function("sample", "Take a sample of records or rows")
shard = _function("shard", "Write an MDS dataset")
shuffle = _function("shuffle", "Shuffle records or rows")
split = _function("split", "Split records into train, validation and other sets")
tokenize = _function("tokenize", "Turn records into token sequences with a loss mask")
train = _function("train", "Train a tokenizer")
verify = _function("verify", "Check the checksums and counts of token streams and MDS datasets")


def sniff(*files: Any, input: Input = None, progress: Progress = None, **options: Any) -> list[dict[str, Any]]:
    """Detect what files are: for each the object that `prep sniff --json` writes."""
    result = command("sniff", *_operands(files), input=input, progress=progress, json=True, quiet=True, **options)
    return list(result.records())


def run(
    recipe: str | os.PathLike[str], *, set: dict[str, Any] | None = None, progress: Progress = None, **options: Any
) -> Report:
    """Run the whole job of a recipe: `run("recipe.yaml", set={"OUT": "shards"}, progress=print)`."""
    values = ["%s=%s" % (name, os.fspath(value) if isinstance(value, os.PathLike) else value) for name, value in (set or {}).items()]
    return command("run", os.fspath(recipe), progress=progress, set=values, **options)
