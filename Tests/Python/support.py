"""What the tests of the package share: sets to read, and where things are."""

import os
import shutil
import subprocess
import tempfile
import unittest

import prep_tokens as prep
from prep_tokens._library import program

#: The folder of the source.
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIXTURES = os.path.join(ROOT, "Fixtures")


class FolderCase(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="prep-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def read(self, *names):
        with open(self.path(*names), "rb") as file:
            return file.read()

    def make_set(self, name="set", records=300, size="4Ki", **options):
        """A shard set of texts that differ, in several shards."""
        source = self.write(name + ".jsonl", "".join(
            '{"text":"record %d %s"}\n' % (number, "word " * (number * 7 % 23)) for number in range(records)))
        recipe = self.write(name + ".yaml", (
            "input: %s.jsonl\ntokenize: {tokenizer: prep-8k}\n%sshard: {output: %s, size: %s%s}\n" % (
                name, "pack: {length: %d%s}\n" % (options["length"], ", pad: right" if options.get("pad") else "") if options.get("length") else "", name,
                size, "".join(", %s: %s" % (key, value) for key, value in options.items() if key not in ("length", "pad")))))
        prep.run(recipe)
        del source
        return self.path(name)


def run(*words, input=b"", **options):
    """The command line as a program: its status, output and messages."""
    done = subprocess.run([program(), *words], input=input, capture_output=True, **options)
    return done.returncode, done.stdout, done.stderr.decode()
