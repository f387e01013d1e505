"""Gangs whose clocks a limit of power lowers, event by event.

An item takes flops / f + bytes over what k accelerators do at the clock f, and draws `compute` and `memory` of the range
from idle to max meanwhile. Of an accelerator's power what is above `fixed` follows f^exponent, below the knee the clock
itself; the server draws `slope` of all that on top. What the limit leaves above the idle nodes and the jobs of given duration
is shared max-min by accelerators [Bertsekas and Gallager, Data Networks, 1992, 6.5.2]: each gang runs at the highest
hundredth of the clock whose draw its share covers, at the least clock whatever that draws. Some nodes have a limit of their
own, always or between two hours of the day; a gang works in step, at the least limit of its nodes.

Times in seconds, powers in watts; jobs start first come, first served, on the first nodes with room.
"""
from dataclasses import dataclass, field

HOUR = 3600.0
SAME = 1e-9


@dataclass(eq=False)
class Job:
    name: tuple  # workload, number
    submit: float
    size: int
    left: float  # items, or seconds
    flops: float = 0.0  # of an item, over those of an accelerator in a second
    bytes: float = 0.0
    start_up: float = 0.0
    is_work: bool = True
    started: float = None
    ended: float = None
    energy: float = 0.0
    gang: dict = field(default_factory=dict)  # accelerators by node
    rate: float = 0.0
    power: float = 0.0  # above idle
    slowed: bool = False


@dataclass
class NodeLimit:
    first: int
    count: int
    clock: float
    hours: list  # from and until, or none

    def holds(self, time):
        if not self.hours:
            return True
        since, until = self.hours
        hour = time / HOUR % 24
        return since <= hour < until if since < until else hour >= since or hour < until


class Cluster:
    """`s`: nodes, accelerators, host, slope, idle, max, fixed, exponent, knee, least, compute, memory, end; limit and
    least_clock (limit None: no cap); node_limits; utilisation of jobs of given duration."""

    def __init__(self, s, jobs):
        self.s, self.now, self.queue, self.running = s, 0.0, [], []
        self.pending = sorted(jobs, key=lambda job: (job.submit, job.name))
        self.free = [s.accelerators] * s.nodes
        self.idle = s.nodes * (s.host + s.accelerators * s.idle)
        self.energy = self.over = self.slowed = 0.0

    def run(self):
        while self.now < self.s.end:
            self.admit()
            self.set_clocks()
            then = min(self.next_instants())
            self.advance(then - self.now)
            self.now = then
            for job in self.running[:]:
                if self.now < self.s.end and job.start_up == 0 and job.rate and job.left / job.rate < 1e-7:
                    job.ended = self.now
                    self.running.remove(job)
                    for node, held in job.gang.items():
                        self.free[node] += held

    def admit(self):
        while self.pending and self.pending[0].submit <= self.now + SAME:
            self.queue.append(self.pending.pop(0))
        while self.queue and (gang := self.place(self.queue[0].size)):
            job = self.queue.pop(0)
            job.started, job.gang = self.now, gang
            self.running.append(job)
            for node, held in gang.items():
                self.free[node] -= held

    def place(self, size):
        each = min(size, self.s.accelerators)
        able = [node for node in range(self.s.nodes) if self.free[node] >= each]
        number = size // each
        return dict.fromkeys(able[:number], each) if len(able) >= number else None

    def draw(self, part, clock):
        """Of one accelerator above idle, in kernels that draw `part` of its range at the highest clock."""
        s, fixed = self.s, max(self.s.fixed, self.s.idle)
        falls = clock**s.exponent if clock >= s.knee else s.knee**s.exponent * clock / s.knee
        full = s.idle + (s.max - s.idle) * part
        return min(full, fixed) + max(0.0, full - fixed) * falls - s.idle

    def pace(self, job, clock):
        """Items per second, and power above idle."""
        compute, memory = job.flops / job.size / clock, job.bytes / job.size
        joules = compute * self.draw(self.s.compute, clock) + memory * self.draw(self.s.memory, clock)
        return 1 / (compute + memory), job.size * joules / (compute + memory) * (1 + self.s.slope)

    def own_clock(self, job):
        limits = [limit.clock for limit in self.s.node_limits if limit.holds(self.now)
                  and any(limit.first <= node < limit.first + limit.count for node in job.gang)]
        return max(self.s.least, min([1.0, *limits]))

    def ladder(self, job):
        """(clock, rate, power) from its own clock down."""
        own, least = self.own_clock(job), max(self.s.least, self.s.least_clock)
        clocks = [own, *(step / 100 for step in range(100, 0, -1) if least < step / 100 < own - SAME), *[least] * (least < own)]
        return [(clock, *self.pace(job, clock)) for clock in clocks]

    def set_clocks(self):
        s, working = self.s, [job for job in self.running if job.is_work and job.start_up == 0]
        for job in self.running:
            job.power = 0.0 if job.is_work else s.utilisation * (s.max - s.idle) * job.size * (1 + s.slope)
            job.rate = 0.0 if job.is_work else 1.0
        ladders = {job: self.ladder(job) for job in working}
        share = float("inf")
        if s.limit is not None:
            share = self.fair_share(ladders, s.limit - self.idle - sum(job.power for job in self.running))
        for job, rungs in ladders.items():
            affordable = (rung for rung in rungs if rung[2] <= share * job.size * (1 + SAME) + SAME)
            clock, job.rate, job.power = next(affordable, rungs[-1])
            job.slowed = clock < rungs[0][0] - 1e-12 and job.power < rungs[0][2] * (1 - 1e-12)  # else it gains nothing

    @staticmethod
    def fair_share(ladders, left):
        """Watts of one accelerator."""
        def taken(share):
            return sum(max(rungs[-1][2], min(share * job.size, rungs[0][2])) for job, rungs in ladders.items())
        if taken(float("inf")) <= left + SAME:
            return float("inf")
        low, high = 0.0, 1e5
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if taken(middle) <= left else (low, middle)
        return low

    def next_instants(self):
        yield self.s.end
        yield from (job.submit for job in self.pending[:1])
        for limit in self.s.node_limits:
            yield from (at for day in range(2) for hour in limit.hours if (at := HOUR * (24 * day + hour)) > self.now + SAME)
        for job in self.running:
            yield self.now + (job.start_up or job.left / job.rate)

    def advance(self, time):
        drawn = self.idle + sum(job.power for job in self.running)
        self.energy += drawn * time
        if self.s.limit is not None and drawn > self.s.limit + 1e-6:
            self.over += time
        for job in self.running:
            job.energy += time * (job.power + job.size * (self.s.host / self.s.accelerators + self.s.idle))
            if job.start_up:
                job.start_up = max(0.0, job.start_up - time) if job.start_up - time > 1e-8 else 0.0
            else:
                job.left -= time * job.rate
                self.slowed += time * job.size if job.slowed else 0.0
