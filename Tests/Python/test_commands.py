import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import prep_tokens as prep
from prep_tokens._library import program
from prep_tokens.commands import words
from support import ROOT, FolderCase, run

BAD = '{"messages":[{"role":"user","content":"Hi"}]}\n{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n{"x":\n'


class CommandTests(FolderCase):
    def test_options_are_words(self):
        self.assertEqual(words({"max_tokens": 5, "quiet": True, "json": False, "none": None}), ["--max-tokens=5", "--quiet"])
        self.assertEqual(words({"against": ["a", "b"], "map": {"prompt": "q"}}), ["--against=a", "--against=b", "--map=prompt=q"])

    def test_findings(self):
        path = self.write("bad.jsonl", BAD)
        findings = prep.validate(path, target="openai-chat")
        self.assertFalse(findings.ok)
        self.assertGreater(findings.error_count, 1)
        self.assertTrue(all(finding.file == path for finding in findings))
        self.assertIn(3, {finding.line for finding in findings})
        self.assertTrue(all(finding.code and finding.message and finding.severity in ("error", "warning", "info") for finding in findings))
        with self.assertRaises(prep.BadData) as caught:
            findings.raise_for_errors()
        self.assertIs(caught.exception.findings, findings)
        good = prep.validate(input=[{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}])
        self.assertTrue(good.ok)

    def test_records_go_in_and_come_out(self):
        records = [{"conversations": [{"from": "human", "value": "q%d é" % n}, {"from": "gpt", "value": "a"}]} for n in range(100)]
        result = prep.convert(input=records, to="openai-chat")
        made = list(result.records())
        self.assertEqual([record["messages"][0]["content"] for record in made], ["q%d é" % n for n in range(100)])
        self.assertEqual(result["records"], 100)
        for given in ("".join(json.dumps(record) + "\n" for record in records), (json.dumps(record) for record in records)):
            self.assertEqual(prep.convert(input=given, to="openai-chat").stdout, result.stdout)
        path = self.write("in.jsonl", "".join(json.dumps(record) + "\n" for record in records))
        with open(path, "rb") as file:
            self.assertEqual(prep.convert(input=file, to="openai-chat").stdout, result.stdout)
        self.assertEqual(prep.convert([path], to="openai-chat").stdout, result.stdout)
        sniffed = prep.sniff(path)
        self.assertEqual(len(sniffed), 1)

    def test_an_input_is_a_file_where_it_is_the_name_of_one(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "two.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.write('{"text":"one"}\n{"text":"two"}\n')
            for given in (path, pathlib.Path(path)):
                self.assertEqual(len(list(prep.convert(input=given, to="text").records())), 2)
            self.assertEqual(len(list(prep.convert(input="two.jsonl", cwd=folder, to="text").records())), 2)
            with self.assertRaises(prep.CannotRead):
                prep.convert(input="nothing.csv", to="text")
            self.assertEqual(prep.convert(input="two words.\n", to="text").stdout, b'{"text":"two words."}\n')

    def test_failures_have_the_class_of_their_status(self):
        path = self.write("bad.jsonl", BAD)
        for call, kind, other in [
            (lambda: prep.tokenize(path, template="chatml", output=self.path("o")), prep.BadData, ValueError),
            (lambda: prep.tokenize(path, templat="chatml"), prep.UsageError, ValueError),
            (lambda: prep.tokenize(self.path("nothing.jsonl")), prep.CannotRead, OSError),
            (lambda: prep.count(path, tokenizer="none-such"), prep.Missing, FileNotFoundError),
            (lambda: prep.convert(path, to="records", output="/proc/no/such"), prep.PrepError, Exception),
        ]:
            with self.assertRaises(kind) as caught:
                call()
            self.assertIsInstance(caught.exception, other)
            self.assertTrue(str(caught.exception))
        with self.assertRaises(ZeroDivisionError):
            prep.convert(input=({"text": str(1 // n)} for n in (1, 0)), to="records")
        os.environ["PREP"] = self.path("no-program")
        self.addCleanup(os.environ.pop, "PREP", None)
        with self.assertRaisesRegex(prep.Missing, "cannot be started"):
            prep.count(path)

    def test_progress(self):
        path = self.write("long.jsonl", "".join('{"text":"line %d of many words"}\n' % n for n in range(60000)))
        told = []
        prep.count(path, progress=told.append)
        self.assertTrue(told)
        self.assertEqual(set(told[-1]), {"bytes", "total", "records"})
        self.assertEqual([entry["bytes"] for entry in told], sorted(entry["bytes"] for entry in told))
        self.assertEqual((told[-1]["total"], told[-1]["bytes"]), (os.path.getsize(path),) * 2)
        prep.count(path, progress=True)

    def test_a_whole_job(self):
        path = self.make_set(records=50)
        self.assertEqual(len(prep.Shards(path)), 50)
        self.write("r.yaml", "input: ['${IN}']\ntokenize: {tokenizer: prep-8k}\nshard: {output: '${OUT}'}\npaths: working-directory\n")
        report = prep.run(self.path("r.yaml"), set={"IN": self.path("set.jsonl"), "OUT": self.path("other")})
        self.assertTrue(report)
        self.assertTrue(prep.verify(self.path("other")).messages or True)

    def test_interrupts_end_the_process(self):
        code = "import prep_tokens as prep\nprint('ready', flush=True)\nprep.count(input=iter(lambda: '{\"text\":\"x\"}', None))\n"
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            # A shell starts what runs in the background with interrupts ignored, and Python leaves them so.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        process.stdout.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
        self.assertIn(b"KeyboardInterrupt", messages)


class ProgramTests(FolderCase):
    def test_the_program_and_the_module_are_the_command_line(self):
        status, out, _ = run("--version")
        self.assertEqual(status, 0)
        self.assertIn(prep.__version__.encode(), out)
        done = subprocess.run([sys.executable, "-m", "prep_tokens", "--version"], capture_output=True)
        self.assertEqual((done.returncode, done.stdout), (0, out))
        self.assertEqual(run("nonsense")[0], 64)
        self.assertEqual(run("count", "-q", "-t", "prep-8k", input=b"one two")[1].strip(), b"2")

    def test_the_header_is_there(self):
        self.assertTrue(os.path.exists(os.path.join(prep.get_include(), "prep.h")) or "PREP_LIBRARY_PATH" in os.environ)

    def test_the_command_line_does_what_is_recorded(self):
        """All golden command lines, with this program."""
        if not os.environ.get("PREP_GOLDEN"):
            self.skipTest("PREP_GOLDEN=1 runs them")
        folder, wrong, count = os.path.join(ROOT, "Fixtures", "cli"), [], 0
        for command in sorted(os.listdir(folder)):
            for case in sorted(os.listdir(os.path.join(folder, command))):
                place = os.path.join(folder, command, case)
                count += 1
                if not self._holds(place, self.path("%s-%s" % (command, case))):
                    wrong.append("%s/%s" % (command, case))
        print("%d golden command lines" % count)
        self.assertEqual(wrong, [])

    def _holds(self, place, copy):
        import shutil

        shutil.copytree(place, copy)

        def recorded(name):
            path = os.path.join(place, name)
            return open(path, "rb").read() if os.path.exists(path) else None

        environment = {**os.environ, "PATH": os.path.dirname(program()) + ":" + os.environ["PATH"], "LC_ALL": "C.UTF-8",
                       "FIXTURES": os.path.join(ROOT, "Fixtures")}
        done = subprocess.run(["/bin/sh", "-c", recorded("cmd").decode()], input=recorded("stdin") or b"", capture_output=True, cwd=copy, env=environment)
        status = int((recorded("exit") or b"0").strip() or b"0")
        return (done.returncode, done.stdout, done.stderr) == (status, recorded("stdout") or b"", recorded("stderr") or b"")


if __name__ == "__main__":
    unittest.main()
