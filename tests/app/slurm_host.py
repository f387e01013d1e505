"""A Slurm of two nodes on this machine: real daemons on the loopback in a folder of their own, gone when it is closed.

Root on Debian only; daemons of others are never touched.
"""
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PACKAGES = ["slurm-wlm", "munge"]
NODES = ["n1", "n2"]

CONFIGURATION = """
ClusterName=dcsim
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdSpoolDir={folder}/spool/%n
SlurmdPidFile={folder}/run/slurmd-%n.pid
SlurmdLogFile={folder}/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=100000,batch_sched_delay=0
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SlurmdTimeout={notice}
MessageTimeout=3
KillWait=2
MinJobAge=10
{nodes}
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class Unavailable(Exception):
    """There can be no Slurm here, and why."""


def install():
    """Installs what is missing; raises Unavailable if it cannot be."""
    if os.geteuid() != 0:
        raise Unavailable("a Slurm of one's own needs root")
    if all(map(shutil.which, ["slurmctld", "slurmd", "munged"])):
        return
    if not shutil.which("apt-get") or os.environ.get("DCSIM_NO_INSTALL") == "1":
        raise Unavailable("Slurm is missing, and there is no apt-get or DCSIM_NO_INSTALL=1")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(apt + words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Unavailable("apt-get install failed: " + done.stdout[-500:])


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait_for(condition, what, seconds=120.0):
    """Until the condition returns something true, which is returned."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"after {seconds} s still waiting until {what}")


class SlurmHost:
    """Commands that are meant for it need its `environment`. Stop it whatever start() comes to."""

    def __init__(self, folder, seconds_to_notice=4):
        self.folder = Path(folder)
        self.configuration = self.folder / "slurm.conf"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("SLURM", "SBATCH"))}
        self.environment["SLURM_CONF"] = str(self.configuration)
        self.seconds_to_notice = seconds_to_notice

    def start(self):
        self.prepare()
        self.start_munge()
        self.launch("slurmctld", "-f", self.configuration)
        for node in NODES:
            self.start_node(node)
        wait_for(lambda: all(self.state(node) == "idle" for node in NODES), "both nodes are idle")

    def prepare(self):
        for part in ("state", "run", "log", "spool", "munge"):
            (self.folder / part).mkdir(parents=True)
        controller, *ports = free_ports(1 + len(NODES))
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=1 CoresPerSocket=1 "
                          "RealMemory=4000 State=UNKNOWN" for node, port in zip(NODES, ports))
        self.configuration.write_text(CONFIGURATION.format(host=host, controller=controller, folder=self.folder,
                                                           nodes=nodes, notice=self.seconds_to_notice))

    def start_munge(self):
        munge = self.folder / "munge"
        key = munge / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        for path in (munge, key):
            shutil.chown(path, "munge", "munge")
        files = [f"--{name}-file={munge / name}" for name in ("key", "pid", "log", "seed")]
        self.launch("munged", "--force", f"--socket={munge / 'socket'}", *files, user="munge", group="munge", extra_groups=[])

    def launch(self, program, *words, **options):
        started = subprocess.run([program, *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        if started.returncode != 0:
            raise AssertionError(f"{program} does not start: {started.stdout}")

    def start_node(self, node):
        self.launch("slurmd", "-f", self.configuration, "-N", node)

    def ask(self, *words):
        """What a command of Slurm prints; empty if it fails."""
        asked = subprocess.run(list(map(str, words)), env=self.environment, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
        return asked.stdout.strip() if asked.returncode == 0 else ""

    def state(self, node):
        return self.ask("sinfo", "-h", "-N", "-n", node, "-o", "%T")

    def jobs(self):
        """Lines of job or task, state and node."""
        return [line.split() for line in self.ask("squeue", "-h", "-r", "-o", "%i %t %N").splitlines()]

    def pid_of(self, daemon):
        try:
            return int((self.folder / "run" / f"{daemon}.pid").read_text())
        except (OSError, ValueError):
            return None

    def kill_node(self, node):
        """As if its plug was pulled under a task: its daemon, the steps, and what runs in them, with no time to tell
        anybody. Returns whether there was a task; else nothing is done.
        """
        ours = processes_with(f"SLURM_CONF={self.configuration}")
        tasks = [pid for pid in ours if f"SLURMD_NODENAME={node}" in environment_of(pid)]
        for pid in tasks:
            end(pid, signal.SIGSTOP)  # lest it ends, and its end is told, between this line and the next
        steps = [pid for pid in ours if command_of(pid).startswith("slurmstepd") and set(children_of(pid)) & set(tasks)]
        for pid in [self.pid_of(f"slurmd-{node}"), *steps] if steps else []:
            end(pid, signal.SIGKILL)
        for pid in tasks:
            end(pid, signal.SIGKILL if steps else signal.SIGCONT)
        return bool(steps)

    def stop(self):
        """Ends its daemons and all that runs in its jobs; stopping it again does nothing."""
        daemons = [self.pid_of(name) for name in ("slurmctld", *(f"slurmd-{node}" for node in NODES))]
        try:
            daemons.append(int((self.folder / "munge" / "pid").read_text()))
        except (OSError, ValueError):
            pass
        for force in (signal.SIGTERM, signal.SIGKILL):
            ours = [pid for pid in daemons if pid and str(self.folder) in command_of(pid)]
            ours += processes_with(f"SLURM_CONF={self.configuration}")
            for pid in set(ours) - {os.getpid()}:
                end(pid, force)
            deadline = time.monotonic() + 5
            while any(map(command_of, ours)) and time.monotonic() < deadline:
                time.sleep(0.02)


def read_of(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def environment_of(pid):
    return read_of(pid, "environ").split("\0")


def command_of(pid):
    return read_of(pid, "cmdline").replace("\0", " ")


def children_of(pid):
    return [int(child) for child in read_of(pid, f"task/{pid}/children").split()]


def processes_with(variable):
    """Those that have this in their environment: only a Slurm of this folder gives it to them."""
    return [int(entry.name) for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and variable in environment_of(entry.name)]


def end(pid, how):
    if pid:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            pass
