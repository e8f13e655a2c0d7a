"""A controller and a node of Slurm on this machine, for one array of parts: from packages that were unpacked into $SLURM_ROOT, with a key, sockets and
folders of their own, which are removed behind it."""

import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

CONFIGURATION = """ClusterName=parts
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={work}/run/munge.sock
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
PluginDir={plugins}
StateSaveLocation={work}/spool
SlurmdSpoolDir={work}/spool/node
SlurmctldPidFile={work}/run/slurmctld.pid
SlurmdPidFile={work}/run/slurmd.pid
SlurmctldLogFile={work}/log/slurmctld.log
SlurmdLogFile={work}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobRequeue=1
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def wait(condition, seconds, what):
    end = time.time() + seconds
    while not condition():
        if time.time() > end:
            raise TimeoutError("%s: nothing for %d s" % (what, seconds))
        time.sleep(0.1)


class Cluster:
    """Runs as long as the `with` block."""

    def __init__(self, root):
        self.root = root
        self.work = tempfile.mkdtemp(prefix="slurm-", dir="/tmp")  # sockets have short names
        libraries = glob.glob(root + "/usr/lib/*-linux-gnu")[0]
        plugins = libraries + "/slurm-wlm"
        self.environment = {**os.environ, "LD_LIBRARY_PATH": libraries + ":" + plugins, "SLURM_CONF": self.work + "/slurm.conf"}
        self.daemons = []
        os.chmod(self.work, 0o755)
        for name in ("etc", "run", "log", "spool"):
            os.mkdir(os.path.join(self.work, name), 0o700)
        with open(self.work + "/etc/munge.key", "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(os.urandom(1024))
        sockets = [socket.socket() for _ in range(2)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        ports = [one.getsockname()[1] for one in sockets]
        for one in sockets:
            one.close()
        host = socket.gethostname().split(".")[0]
        with open(self.work + "/slurm.conf", "w") as file:
            file.write(CONFIGURATION.format(host=host, ports=ports, work=self.work, plugins=plugins))

    def tool(self, name):
        for place in ("usr/bin/", "usr/sbin/"):
            for ending in ("", "-wlm"):
                if os.path.exists(os.path.join(self.root, place + name + ending)):
                    return os.path.join(self.root, place + name + ending)
        raise FileNotFoundError(name)

    def start(self, *words):
        self.daemons.append(subprocess.Popen(
            words, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def ask(self, name, *words, **options):
        return subprocess.run([self.tool(name), *words], env=self.environment, capture_output=True, text=True, **options).stdout

    def logs(self):
        return " ".join(open(name, errors="replace").read()[-600:] for name in sorted(glob.glob(self.work + "/log/*")))

    def __enter__(self):
        try:
            self.start(
                self.tool("munged"), "--foreground", "--force", "--key-file", self.work + "/etc/munge.key", "--socket", self.work + "/run/munge.sock",
                "--pid-file", self.work + "/run/munged.pid", "--seed-file", self.work + "/run/seed", "--log-file", self.work + "/log/munged.log")
            wait(lambda: os.path.exists(self.work + "/run/munge.sock"), 20, "munged")
            self.start(self.tool("slurmctld"), "-D")
            self.start(self.tool("slurmd"), "-D", "-d", self.tool("slurmstepd"))
            wait(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), 60, "slurmd")
        except BaseException as error:
            words = self.logs()
            self.__exit__()
            raise RuntimeError("%s; %s" % (error, words)) from error
        return self

    def submit(self, script, *options, folder):
        done = subprocess.run(
            [self.tool("sbatch"), "--parsable", "--chdir=" + folder, *options], input=script, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.split(";")[0].strip()

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.work, ignore_errors=True)


def run(job, part_script, missing):
    """A job as an array of `examples/part.sh`."""
    root = os.environ.get("SLURM_ROOT", "")
    if not root or not glob.glob(root + "/usr/sbin/slurmctld*"):
        raise missing("Slurm in $SLURM_ROOT")
    if os.getuid():
        raise missing("root, as whom Slurm's node runs")
    with Cluster(root) as cluster:
        script = "#!/bin/bash\nexport PREP=%s PYTHONPATH=%s PATH=%s:$PATH\nexec %s %s %s $SLURM_ARRAY_TASK_ID %d\n" % (
            job.prep, os.pathsep.join(sys.path), os.path.dirname(sys.executable), part_script, job.recipe, job.output, job.parts)
        cluster.submit(
            script, "--array=0-%d" % (job.parts - 1), "--output=%s/log/part-%%a.out" % cluster.work, folder=os.path.abspath(job.directory))
        try:
            wait(lambda: not cluster.ask("squeue", "-h", "-o", "%i %T").strip(), 240, "the array")
        except TimeoutError as error:
            raise RuntimeError("%s; %s" % (error, cluster.logs())) from error
        done = sum(os.path.exists(os.path.join(job.target(part), "index.json")) for part in range(job.parts))
        if done < job.parts:
            raise RuntimeError("%d of %d parts are done; %s" % (done, job.parts, cluster.logs()))
        return {"parts": done}
