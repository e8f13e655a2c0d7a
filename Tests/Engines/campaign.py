#!/usr/bin/env python3
"""Jobs in parts under faults that chance chooses; every set has to be the bytes of one that was made without.

    campaign.py [--jobs 100] [--seconds 0] [--parts 16] [--records 1500] [--seed 1]

Every attempt at a part (`prep run --part`, nothing around it) may be killed, ended by SIGTERM, stopped and continued when another attempt has
committed the part, doubled, or find the disk full. Every third job runs where `flock` and `link` fail. A part is tried until an attempt ends with 0.
The program is $PREP or that of prep_tokens. Stops after --seconds where that is not 0. Ends with "N passed, N failed".
"""

import argparse
import collections
import concurrent.futures
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import engines
from prep_tokens._library import program

AGAIN = {74, 75, 130, 137, 143}


class Campaign:
    def __init__(self, given, top):
        self.given, self.top = given, top
        self.happened = collections.Counter()
        self.lock = threading.Lock()
        self.chance = random.Random(given.seed)
        self.preload = self.compile()

    def compile(self):
        library = os.path.join(self.top, "faults.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "faults.c")
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler or subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source]).returncode:
            print("skipped: jobs without locks, because there is no C compiler")
            return None
        return library

    def note(self, what):
        with self.lock:
            self.happened[what] += 1

    def draw(self):
        with self.lock:
            return [self.chance.random() for _ in range(4)]

    def attempt(self, output, part, environment):
        """One attempt, with a fault or without; its exit status."""
        hit, kind, when, long = self.draw()
        fault = "quiet" if hit > self.given.fault else ["killed", "terminated", "stopped", "full"][int(kind * 4)]
        limit = None
        if fault == "full":
            def limit():
                # A file grows no larger; writing on is an error, as on a disk without room.
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(when * 30000), resource.RLIM_INFINITY))
        process = subprocess.Popen(
            [program(), "run", "-q", "recipe.yaml", "--set", "shard.output=" + output, "--part", "%d/%d" % (part, self.given.parts), "--threads", "1"],
            cwd=self.top, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=limit)
        if fault in ("killed", "terminated", "stopped"):
            time.sleep(when * self.given.span)
            process.send_signal({"killed": signal.SIGKILL, "terminated": signal.SIGTERM, "stopped": signal.SIGSTOP}[fault])
        if fault == "stopped":
            time.sleep(0.1 + long * 0.3)  # meanwhile another attempt at the part commits it, where there is one
            process.send_signal(signal.SIGCONT)
        message = process.communicate()[1]
        status = process.returncode if process.returncode >= 0 else 128 - process.returncode
        self.note("%s: %d" % (fault, status))
        if status and status not in AGAIN and not (fault == "full" and status == 73):
            raise RuntimeError("part %d, %s: %d: %s" % (part, fault, status, message.strip()))
        return status

    def part(self, output, part, environment):
        for _ in range(60):
            if self.attempt(output, part, environment) == 0:
                return
        raise RuntimeError("part %d: 60 attempts" % part)

    def job(self, number, output):
        environment = dict(os.environ)
        if self.preload and number % 3 == 2:
            environment["LD_PRELOAD"] = self.preload
        with self.lock:
            tasks = list(range(self.given.parts))
            tasks += [part for part in tasks if self.chance.random() < 0.25]  # doubled, as by speculation
            self.chance.shuffle(tasks)
        with concurrent.futures.ThreadPoolExecutor(self.given.threads) as pool:
            list(pool.map(lambda part: self.part(output, part, environment), tasks))
        left = [name for name in os.listdir(output) if not name.startswith("part-")]
        subprocess.run([program(), "merge", "-q", "--clean", output], check=True, capture_output=True)
        return left


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--parts", type=int, default=16)
    parser.add_argument("--records", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fault", type=float, default=0.4, help="how likely an attempt meets a fault")
    parser.add_argument("--span", type=float, default=0.06, help="within how many seconds it does")
    given = parser.parse_args()
    top = tempfile.mkdtemp(prefix="prep-campaign-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    passed = failed = 0
    try:
        engines.make_data(top, given.records, given.seed)
        campaign = Campaign(given, top)
        plain = os.path.join(top, "plain")
        for part in range(given.parts):
            subprocess.run(
                [program(), "run", "-q", "recipe.yaml", "--set", "shard.output=" + plain, "--part", "%d/%d" % (part, given.parts)], cwd=top, check=True)
        subprocess.run([program(), "merge", "-q", plain], check=True)
        expected = engines.files_of(plain)
        start = time.time()
        for number in range(given.jobs):
            if given.seconds and time.time() - start > given.seconds:
                break
            output = os.path.join(top, "job")
            try:
                left = campaign.job(number, output)
                word = engines.difference(engines.files_of(output), expected) or ("left over: %s" % left[:3] if left else "")
            except Exception as error:
                word = str(error)
            passed, failed = passed + (not word), failed + bool(word)
            if word:
                print("job %d: %s" % (number, word), flush=True)
            shutil.rmtree(output, ignore_errors=True)
        words = ", ".join("%s %d" % one for one in sorted(campaign.happened.items()))
        print("%d jobs of %d parts in %.0f s: %s" % (passed + failed, given.parts, time.time() - start, words))
    finally:
        shutil.rmtree(top, ignore_errors=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
