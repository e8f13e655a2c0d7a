import os
import re
import unittest

from support import ROOT, FolderCase


class ReadmeTests(FolderCase):
    def test_the_samples_work_when_pasted(self):
        """One after the other, as a reader would paste them."""
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            samples = re.findall(r"```python\n(.*?)```", file.read(), re.S)
        self.assertGreaterEqual(len(samples), 3)
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.folder)
        names = {}
        for sample in samples:
            exec(compile(sample, "README.md", "exec"), names)
        self.assertEqual([finding.code for finding in names["findings"]], ["number-of-examples"] if names["findings"] else [])
        self.assertGreater(len(names["shards"]), 3)


if __name__ == "__main__":
    unittest.main()
