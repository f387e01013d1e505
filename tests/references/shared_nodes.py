"""Jobs that share nodes and may be preempted, event by event: who runs, and who pays for which part of a node's power.

A node draws law(u) at the mean utilisation u of its accelerators. law(0) is paid by those who hold accelerators, by what they
hold, the rest is unallocated, or idle where nobody holds the node; law(u) - law(0) is paid by those who work, by their loads.
Jobs on cores alone pay `core` for each, times the utilisation, on top. An exclusive job holds whole nodes. A job takes the
lowest nodes with room, equal parts on each.

fcfs: in the order of submission. skip: whoever fits. priority: the most urgent first, strictly; with preemption it takes the
nodes of interruptible ones that are less urgent and have run for `min_run` since they started: the least urgent first, of
equals the last started, those who are not needed in the end run on. Who gives way keeps what he has done, and spends
`restart` at rest when he resumes. A job is killed when it has run for its wall time, time at rest included.
"""
from dataclasses import dataclass, field
from math import sqrt

LAWS = {"linear": lambda u: u, "square": lambda u: u**2, "cubic": lambda u: u**3, "square-root": sqrt}


@dataclass(eq=False)
class Job:
    number: int
    workload: int
    submit: int
    work: int
    thousandths: int  # of an accelerator on each node
    cores: int  # on each node
    nodes: int
    walltime: int = None
    state: str = "future"
    started: int = None
    ended: int = None
    began: int = None  # of the attempt
    turn: int = 0
    gang: list = field(default_factory=list)
    rest: int = 0  # still to spend
    done: int = 0
    wait: int = 0
    run: int = 0
    rested: int = 0
    interruptions: int = 0
    energy: float = 0.0


class Cluster:
    """`s`: nodes, accelerators, cores, law of (idle, full), core, works, scheduler, preempt, min_run, warmup, end."""

    def __init__(self, s, jobs):
        self.s, self.jobs, self.now, self.turns = s, jobs, 0, 0
        self.energy = dict.fromkeys(("it", "jobs", "idle", "unallocated"), 0.0)  # in watts times nanoseconds
        self.held = dict.fromkeys(("accelerators", "cores", "rest"), 0)
        self.preempted = 0

    def those(self, state):
        return sorted((job for job in self.jobs if job.state == state), key=self.rank)

    def rank(self, job):
        urgency = self.s.works[job.workload].priority if self.s.scheduler == "priority" else 0
        return -urgency, job.submit, job.workload, job.number

    def law(self, u):
        return self.s.idle + (self.s.full - self.s.idle) * LAWS[self.s.law](u)

    def exclusive(self, job):
        return self.s.works[job.workload].exclusive

    def holds(self, job):
        """Thousandths of accelerators and cores of each of its nodes."""
        return (1000 * self.s.accelerators, self.s.cores) if self.exclusive(job) else (job.thousandths, job.cores)

    # -- time passes

    def run(self):
        self.act()
        while self.now < self.s.end:
            then = min(self.next_instants())
            self.accrue(then)
            self.now = then
            if then < self.s.end:
                self.act()

    def next_instants(self):
        yield self.s.end
        yield from (job.submit for job in self.those("future") if job.submit > self.now)
        if self.now < self.s.warmup:
            yield self.s.warmup
        for job in self.those("running"):
            yield self.now + job.rest + (0 if job.rest else job.work - job.done)
            if job.walltime is not None:
                yield self.now + job.walltime - job.run
            if job.began + self.s.min_run > self.now:
                yield job.began + self.s.min_run

    def accrue(self, then):
        time, counted = then - self.now, max(0, then - max(self.now, self.s.warmup))
        running = self.those("running")
        for node in range(self.s.nodes):
            self.accrue_power(node, [job for job in running if node in job.gang], time, counted)
        for job in self.those("queued"):
            job.wait += time
        for job in running:
            job.run += time
            accelerators, cores = (part * job.nodes for part in self.holds(job))
            self.held["accelerators"] += accelerators * counted
            self.held["cores"] += cores * counted
            if job.rest:
                job.rest -= time
                job.rested += time
                self.held["rest"] += accelerators * counted
            else:
                job.done += time

    def accrue_power(self, node, jobs, time, counted):
        used = [0.0 if job.rest else self.s.works[job.workload].utilisation for job in jobs]
        loads = [share * job.thousandths / 1000 for share, job in zip(used, jobs)]
        working = self.law(sum(loads) / self.s.accelerators) - self.s.idle
        held, total = sum(self.holds(job)[0] for job in jobs), 1000 * self.s.accelerators
        for job, share, load in zip(jobs, used, loads):
            power = self.s.idle * self.holds(job)[0] / total + (working * load / sum(loads) if load else 0.0)
            power += share * job.cores * self.s.core if job.thousandths == 0 else 0.0
            job.energy += power * time
            self.energy["jobs"] += power * counted
            self.energy["it"] += power * counted
        rest = self.s.idle * (1 - held / total) * counted
        self.energy["unallocated" if jobs else "idle"] += rest
        self.energy["it"] += rest

    # -- what happens at an instant

    def act(self):
        for job in self.those("running"):
            if job.done == job.work or job.run == job.walltime:
                job.state, job.ended, job.gang = ("completed" if job.done == job.work else "killed"), self.now, []
        for job in self.those("future"):
            if job.submit == self.now:
                able = (job.nodes <= self.s.nodes and job.thousandths <= 1000 * self.s.accelerators
                        and job.cores <= self.s.cores)
                job.state, job.ended = ("queued", None) if able else ("rejected", self.now)
        while (queue := self.those("queued")) and self.start_one(queue):
            pass

    def start_one(self, queue):
        for job in queue if self.s.scheduler == "skip" else queue[:1]:
            if gang := self.place(job):
                return self.start(job, gang)
        victims = self.victims(queue[0]) if self.s.preempt else []
        for victim in victims:
            victim.state, victim.gang, victim.rest = "queued", [], self.s.works[victim.workload].restart
            victim.interruptions += 1
            self.preempted += self.now >= self.s.warmup
        return self.start(queue[0], self.place(queue[0])) if victims else False

    def start(self, job, gang):
        self.turns += 1
        job.state, job.gang, job.began, job.turn = "running", gang, self.now, self.turns
        job.started = self.now if job.started is None else job.started
        return True

    def place(self, job, without=()):
        others = [other for other in self.those("running") if other not in without]
        able = [node for node in range(self.s.nodes) if self.has_room(job, [other for other in others if node in other.gang])]
        return able[:job.nodes] if len(able) >= job.nodes else None

    def has_room(self, job, others):
        if others and (self.exclusive(job) or any(self.exclusive(other) for other in others)):
            return False
        held = [sum(parts) for parts in zip((0, 0), *map(self.holds, others))]
        return held[0] + job.thousandths <= 1000 * self.s.accelerators and held[1] + job.cores <= self.s.cores

    def victims(self, job):
        works, urgency = self.s.works, self.s.works[job.workload].priority
        able = [v for v in self.those("running") if works[v.workload].interruptible and works[v.workload].priority < urgency
                and self.now - v.began >= self.s.min_run]
        able.sort(key=lambda v: (works[v.workload].priority, -v.turn))
        for number in range(1, len(able) + 1):
            if self.place(job, able[:number]):
                chosen = able[:number]
                break
        else:
            return []
        for victim in reversed(chosen[:]):
            fewer = [v for v in chosen if v is not victim]
            chosen = fewer if fewer and self.place(job, fewer) else chosen
        return chosen
