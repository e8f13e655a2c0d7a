"""Builds what the wheel holds besides Python: libprep.so, which is the whole of prep, and the small program that loads it.

hatchling calls this for `pip wheel .` and `pip install .`. Swift 6.3 has to be there; PREP_LIBRARY_FILE names a libprepc.so that was built
already instead.
"""

import os
import platform
import re
import shutil
import subprocess

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: The libraries that every system with glibc has, and that the library may therefore need.
ALLOWED = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needed(file):
    """The libraries that a file needs."""
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", output("readelf", "-d", file)))


def newest_glibc(*files):
    """The newest version of glibc of which a file takes a function, as two numbers."""
    found = [(2, 17)]
    for file in files:
        found += [(int(a), int(b)) for a, b in re.findall(r"\bGLIBC_(\d+)\.(\d+)", output("objdump", "-T", file))]
    return max(found)


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        folder = os.path.join(self.root, ".build", "wheel")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        library, launcher = os.path.join(folder, "libprep.so"), os.path.join(folder, "prep")
        # Nothing in it throws, and what a program unwinds ends where it calls Swift: tables for that are a tenth of it.
        tables = [word for name in (".eh_frame", ".eh_frame_hdr") for word in ("-R", name)]
        subprocess.run(["strip", "-s", *tables, "-o", library, os.environ.get("PREP_LIBRARY_FILE") or self.build()], check=True)
        source = os.path.join(self.root, "Sources", "python", "launcher.c")
        compiler = shutil.which("cc") or shutil.which("clang") or "gcc"
        subprocess.run(
            [compiler, "-O2", "-s", "-Wall", "-DPREP_VERSION=\"%s\"" % self.metadata.version, source, "-o", launcher, "-ldl"], check=True)
        others = needed(library) - ALLOWED
        if others:
            raise SystemExit("build_wheel: libprep.so needs libraries that may not be there: %s" % ", ".join(sorted(others)))
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-manylinux_%d_%d_%s" % (*newest_glibc(library, launcher), platform.machine())
        build_data["shared_scripts"][launcher] = "prep"
        files = {library: "libprep.so", launcher: "prep"}
        for name in ("prep.h", "prep_python.h"):
            files[os.path.join(self.root, "Sources", "CPrep", "include", name)] = "include/" + name
        files[os.path.join(self.root, "Sources", "python", "prep_shards.py")] = "_prep_shards.py"
        build_data["force_include"].update({source: "prep_tokens/" + name for source, name in files.items()})

    def build(self):
        """Builds the library and returns its path."""
        if not shutil.which("swift"):
            raise SystemExit("build_wheel: Swift 6.3 or later builds this: https://www.swift.org/install; or take a wheel (pip download prep-tokens)")
        subprocess.run(["sh", ".ci/setup"], cwd=self.root, check=True)
        command = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "prepc",
                   # As .ci/build has them, so that what is compiled for the program is not compiled again.
                   "-Xswiftc", "-L%s/.build/libraries" % self.root, "-Xswiftc", "-Xclang-linker", "-Xswiftc", "-static-libgcc"]
        scratch = os.environ.get("PREP_SCRATCH_PATH")
        if scratch:
            command += ["--scratch-path", scratch]
        environment = dict(os.environ, PREP_LIBRARY="1")
        subprocess.run(command, cwd=self.root, check=True, env=environment)
        shown = subprocess.run(command + ["--show-bin-path"], cwd=self.root, check=True, env=environment, capture_output=True, text=True)
        return os.path.join(shown.stdout.strip().splitlines()[-1], "libprepc.so")
