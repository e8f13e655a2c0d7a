"""Runs the tests of the package for Python, its examples among them, and ends with "N passed, N failed"."""

import doctest
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def doctests():
    """The examples in the comments of the package."""
    from prep_tokens import _order, commands, ragged, records, tokenizer

    suite = unittest.TestSuite()
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    for module in (_order, commands, ragged, records, tokenizer):
        suite.addTests(doctest.DocTestSuite(module, optionflags=flags))
    return suite


def main():
    sys.path.insert(0, HERE)
    import prep_tokens

    print("prep_tokens %s in %s, Python %s" % (prep_tokens.__version__, os.path.dirname(prep_tokens.__file__), sys.version.split()[0]))
    suite = unittest.TestSuite([unittest.defaultTestLoader.discover(HERE), doctests()])
    start = time.time()
    result = unittest.TextTestRunner(verbosity=1, buffer=False).run(suite)
    failed = len(result.failures) + len(result.errors)
    for test, reason in result.skipped:
        print("skipped: %s: %s" % (test.id(), reason))
    print("%.0f s" % (time.time() - start))
    print("%d passed, %d failed" % (result.testsRun - failed - len(result.skipped), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
