"""`python3 -m prep_tokens ARGUMENTS` is the command line."""

import os
import sys

from prep_tokens._library import program

if __name__ == "__main__":
    os.execv(program(), ["prep", *sys.argv[1:]])
