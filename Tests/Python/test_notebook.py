"""The notebook in examples: its cells run one after the other, as a kernel runs them, and its file is one that Jupyter takes."""

import ast
import contextlib
import glob
import io
import json
import os
import unittest

from support import ROOT

FILES = sorted(glob.glob(os.path.join(ROOT, "examples", "notebook", "*.ipynb")))


def execute(source, names):
    """Runs a cell; gives the value of its last line, where that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


class NotebookTests(unittest.TestCase):
    def test_every_cell_runs(self):
        self.assertGreater(len(FILES), 0)
        for path in FILES:
            with open(path) as file:
                notebook = json.load(file)
            names = {"__name__": "__main__"}
            values = 0
            for number, cell in enumerate(notebook["cells"]):
                if cell["cell_type"] != "code":
                    continue
                with contextlib.redirect_stdout(io.StringIO()):
                    try:
                        values += execute("".join(cell["source"]), names) is not None
                    except BaseException as error:
                        raise AssertionError("%s, cell %d: %r" % (os.path.basename(path), number, error)) from error
            self.assertGreater(values, 3)

    def test_files_are_notebooks_without_outputs(self):
        for path in FILES:
            with open(path) as file:
                notebook = json.load(file)
            self.assertEqual((notebook["nbformat"], notebook["nbformat_minor"]), (4, 5))
            for cell in notebook["cells"]:
                self.assertIn(cell["cell_type"], ("markdown", "code"))
                self.assertEqual(cell.get("outputs", []), [])
                self.assertIsNone(cell.get("execution_count"))
            try:
                import nbformat
            except ImportError:
                print("skipped: nbformat is not there to look at %s" % os.path.basename(path))
                continue
            nbformat.validate(nbformat.from_dict(notebook))


if __name__ == "__main__":
    unittest.main()
