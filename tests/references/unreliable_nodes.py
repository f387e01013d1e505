"""Jobs on nodes that fail, are repaired, sleep and wake, event by event [Law, Simulation Modeling and Analysis, 2015].

Jobs of given duration start first come, first served, each on the lowest nodes with room, those that are awake before
those that sleep. A node draws `idle` per accelerator, awake or waking, and `full - idle` more for each one that works,
times its utilisation.

Failures come from outages.py. A job that is interrupted keeps what its last save holds, goes back to its place in the
queue, and spends `restart` at rest when it starts again. It saves whenever it has worked for `interval`, which takes `write`.

Sleep: a node that nobody has used for `after` falls asleep, those unused for longest first, as long as more than `keep`
unused ones are awake. The job that wakes it pays for `wake`, whoever comes meanwhile waits for what is left of that.

At one instant jobs end, then units are repaired, others fail, jobs come, nodes fall asleep, jobs start.
"""
import heapq
from dataclasses import dataclass, field
from itertools import count

from outages import Outages


@dataclass
class Work:
    """What the jobs of a workload have in common."""
    utilisation: float
    restart: int
    interval: int  # 0: never saves
    write: int


@dataclass
class Job:
    workload: int
    number: int
    submit: int
    duration: int
    size: int
    kept: int = 0
    started: int = None
    ended: int = None
    waiting_since: int = None
    wait: int = 0
    run: int = 0
    energy: float = 0.0  # in watt nanoseconds
    interruptions: int = 0
    gang: list = field(default_factory=list)  # (node, accelerators) while it runs
    attempt: int = 0
    began: int = None  # of the attempt
    segments: list = None
    woken: list = None


@dataclass
class Node:
    free: int
    turn: int  # of its last use, older first
    down: int = 0  # units that keep it down
    down_since: int = None
    asleep: bool = False
    asleep_since: int = None
    unused_since: int = 0
    wakes_at: int = 0


@dataclass
class Scenario:
    nodes: int
    accelerators: int
    idle: int  # in watts, per accelerator
    full: int
    works: list
    jobs: list
    failures: list
    crews: int = None
    sleep: dict = None  # after, power, wake, wake_power, keep
    warmup: int = 0  # what is before is not counted
    end: int = 7200 * 10**9


class Simulation:
    def __init__(self, scenario):
        self.s, self.now, self.events, self.sequence, self.turns = scenario, 0, [], count(), count()
        self.nodes = [Node(scenario.accelerators, -n) for n in range(scenario.nodes)]
        self.queue, self.running, self.outages = [], [], Outages(self, scenario.failures, scenario.crews)
        self.asleep = self.down = 0
        self.hours = dict.fromkeys(("held", "lost", "rest", "save"), 0)  # in accelerator nanoseconds
        self.energy = self.lost_energy = 0.0
        self.interruptions = 0

    def at(self, time, phase, action, *words, rank=(0, 0)):
        heapq.heappush(self.events, (time, phase, rank, next(self.sequence), action, words))

    def counted(self, since, until):
        return max(0, until - max(since, self.s.warmup))

    def run(self):
        for job in self.s.jobs:
            self.at(job.submit, 4, self.queue_up, job)
        self.outages.begin()
        for node in range(self.s.nodes):
            self.watch(node)
        while self.events and self.events[0][0] < self.s.end:
            self.now = self.events[0][0]
            while self.events and self.events[0][0] == self.now:
                *_, action, words = heapq.heappop(self.events)
                action(*words)
            self.fall_asleep()
            while self.queue and (gang := self.fit(self.queue[0].size)):
                self.start(self.queue.pop(0), gang)
        self.now = self.s.end
        for job in self.running:
            self.book(job, interrupted=False)
        for job in self.queue:
            job.wait += self.s.end - job.waiting_since
        self.asleep += sum(self.counted(node.asleep_since, self.now) for node in self.nodes if node.asleep)
        self.down += sum(self.counted(node.down_since, self.now) for node in self.nodes if node.down)

    def queue_up(self, job):
        job.waiting_since = self.now
        self.queue.append(job)
        self.queue.sort(key=lambda j: (j.submit, j.workload, j.number))

    def go_down(self, n):
        node = self.nodes[n]
        node.down += 1
        if node.down == 1:
            node.down_since = self.now
            self.wake(node)
            for job in [j for j in self.running if any(n == held for held, _ in j.gang)]:
                self.interrupt(job)

    def come_up(self, n):
        node = self.nodes[n]
        node.down -= 1
        if node.down == 0:
            self.down += self.counted(node.down_since, self.now)
            self.leave(n)

    # -- sleep

    def leave(self, n):
        self.nodes[n].unused_since, self.nodes[n].turn = self.now, next(self.turns) + 1
        self.watch(n)

    def watch(self, n):
        if self.s.sleep:
            self.at(self.nodes[n].unused_since + self.s.sleep["after"], 5, lambda: None)  # to look at that instant

    def unused(self, node):
        return node.free == self.s.accelerators and not node.down and not node.asleep

    def fall_asleep(self):
        if not self.s.sleep:
            return
        awake = [node for node in self.nodes if self.unused(node)]
        due = [node for node in awake if node.unused_since + self.s.sleep["after"] <= self.now]
        due.sort(key=lambda node: (node.unused_since, node.turn))
        for node in due[:max(0, len(awake) - self.s.sleep["keep"])]:
            node.asleep, node.asleep_since = True, self.now

    def wake(self, node):
        if node.asleep:
            node.asleep = False
            self.asleep += self.counted(node.asleep_since, self.now)

    # -- jobs

    def fit(self, size):
        """A gang takes whole nodes, and a part of one more for the rest."""
        able = sorted((n for n in range(self.s.nodes) if not self.nodes[n].down), key=lambda n: (self.nodes[n].asleep, n))
        whole, rest = divmod(size, self.s.accelerators)
        gang = [(n, self.s.accelerators) for n in able if self.nodes[n].free == self.s.accelerators][:whole]
        taken = {n for n, _ in gang}
        gang += [(n, rest) for n in able if rest and n not in taken and self.nodes[n].free >= rest][:1]
        return gang if len(gang) == whole + (rest > 0) else None

    def start(self, job, gang):
        job.started = self.now if job.started is None else job.started
        job.wait += self.now - job.waiting_since
        job.gang, job.began, job.woken, job.attempt = gang, self.now, [], job.attempt + 1
        for n, held in gang:
            node = self.nodes[n]
            if node.asleep:
                self.wake(node)
                node.wakes_at = self.now + self.s.sleep["wake"]
                job.woken.append(node.wakes_at)
            node.free -= held
        waking = max(0, *(self.nodes[n].wakes_at - self.now for n, _ in gang))
        job.segments = [("wake", waking)] * (waking > 0) + self.segments(job)
        self.running.append(job)
        self.at(self.now + sum(length for _, length in job.segments), 1, self.end, job, job.attempt)

    def segments(self, job):
        work, left = self.s.works[job.workload], job.duration - job.kept
        cut = [("rest", work.restart)] * (job.interruptions > 0)
        while work.interval and left > work.interval:
            cut += [("work", work.interval), ("save", work.write)]
            left -= work.interval
        return cut + [("work", left)]

    def end(self, job, attempt):
        if job in self.running and job.attempt == attempt:
            self.book(job, interrupted=False)
            self.release(job)
            job.ended = self.now

    def interrupt(self, job):
        self.book(job, interrupted=True)
        self.release(job)
        job.interruptions += 1
        self.interruptions += self.now >= self.s.warmup
        self.queue_up(job)

    def release(self, job):
        self.running.remove(job)
        for n, held in job.gang:
            self.nodes[n].free += held
            if self.nodes[n].free == self.s.accelerators:
                self.leave(n)

    def book(self, job, interrupted):
        """Time and energy of an attempt, which ends now, by what its segments were."""
        at_rest = job.size * self.s.idle
        working = at_rest + job.size * (self.s.full - self.s.idle) * self.s.works[job.workload].utilisation
        began, unsaved, unsaved_counted, cut = job.began, 0, 0, 0
        for kind, length in job.segments:
            ended = min(self.now, began + length)
            took, counted, is_cut = ended - began, self.counted(began, ended), ended < began + length
            self.draw(job, began, ended, working if kind == "work" else at_rest)
            if kind == "work":
                unsaved, unsaved_counted = unsaved + took, unsaved_counted + counted
            elif kind != "save":
                self.hours["rest"] += counted * job.size
            elif is_cut and interrupted:
                cut += counted
            else:
                self.hours["save"] += counted * job.size
                job.kept, unsaved, unsaved_counted = job.kept + unsaved, 0, 0
            began = ended
        for wakes_at in job.woken:
            self.draw(job, job.began, min(self.now, wakes_at), self.s.sleep["wake_power"] - self.s.idle * self.s.accelerators)
        if interrupted:
            self.hours["lost"] += (unsaved_counted + cut) * job.size
            self.lost_energy += unsaved_counted * working + cut * at_rest
        self.hours["held"] += self.counted(job.began, self.now) * job.size
        job.run += self.now - job.began

    def draw(self, job, since, until, power):
        job.energy += (until - since) * power
        self.energy += self.counted(since, until) * power
