"""Gangs that slow each other on the cables between switches, event by event, with max-min fair rates.

An iteration computes and then sums a message over its nodes, one accelerator each, by the faster of two algorithms: a ring
in the order of the nodes, which sends 2 (n - 1) / n of the message over each of its edges, or two binary trees [Sanders,
Speck and Traeff, Parallel Computing 35, 2009] that carry half of it each, up and down. Flows take all shortest routes, evenly
over the routes; a gang's rate is bounded by its ports and by every cable, and max-min fair between gangs [Bertsekas and
Gallager, Data Networks, 1992, 6.5.2]. overlapping: who sends at all always sends, so that sending takes its volume over the
rate. interleaved: a gang asks for its mean over an iteration alone, and the iteration lasts as long as the volume takes at
the rate that it gets. A gang under one switch meets nobody. Rates in GB/s, times in seconds.
"""
from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import inf

PORT = 1.0
SENDING = 0.35  # of the range from idle to max, while an accelerator waits in a collective


@dataclass(eq=False)
class Job:
    name: tuple  # workload, number
    submit: float
    size: int
    left: float  # iterations
    compute: float  # of one, seconds
    message: float  # GB
    start_up: float
    started: float = None
    ended: float = None
    energy: float = 0.0
    gang: list = field(default_factory=list)
    flows: dict = field(default_factory=dict)  # by directed cable between switches: GB/s for each GB/s of its rate
    volume: float = 0.0  # GB of an iteration
    alone: float = inf  # GB/s
    length: float = 0.0  # of an iteration now

    def sending_alone(self):
        return self.volume / self.alone


def is_node(end):
    return isinstance(end, int)


class Network:
    """`cables`: {(end, end): GB/s}, nodes are numbers, switches names."""

    def __init__(self, cables):
        self.capacity = {**cables, **{(b, a): rate for (a, b), rate in cables.items()}}
        self.next = defaultdict(list)
        for a, b in self.capacity:
            self.next[a].append(b)

    def leaf(self, node):
        return self.next[node][0]

    def route(self, start, end):
        """Part of a flow on each cable: shortest routes, all alike."""
        hops, ways, before, queue = {start: 0}, {start: 1}, defaultdict(list), deque([start])
        while queue:
            at = queue.popleft()
            for to in self.next[at] if at == start or not is_node(at) else ():
                if to not in hops:
                    hops[to], ways[to] = hops[at] + 1, 0
                    queue.append(to)
                if hops[to] == hops[at] + 1:
                    ways[to] += ways[at]
                    before[to].append(at)
        parts, through = {}, defaultdict(float, {end: 1.0})
        for to in sorted(before, key=lambda place: -hops[place]):
            for at in before[to] if through[to] else ():
                parts[at, to] = through[to] * ways[at] / ways[to]
                through[at] += parts[at, to]
        return parts

    def flows(self, sends):
        """Of (node, node, weight)."""
        total = defaultdict(float)
        for start, end, weight in sends:
            for cable, part in self.route(start, end).items():
                total[cable] += weight * part
        return dict(total)

    def bound(self, flows):
        return min([PORT, *(self.capacity[cable] / part for cable, part in flows.items())])

    def between_switches(self, flows):
        return {cable: part for cable, part in flows.items() if not any(map(is_node, cable))}


def ring(gang):
    return [(a, b, 1.0) for a, b in zip(gang, gang[1:] + gang[:1])]


def two_trees(gang):
    """The second is the first with its ranks reversed, or shifted by one where their number is odd."""
    size = len(gang)

    def parent(rank):
        low = rank & -rank
        above = (rank - low) | (2 * low)
        return above if above < size else rank - low

    edges = [(rank, parent(rank)) for rank in range(1, size)]
    other = (lambda rank: size - 1 - rank) if size % 2 == 0 else (lambda rank: (rank + 1) % size)
    edges += [(other(a), other(b)) for a, b in edges]
    return [(gang[x], gang[y], 0.25) for a, b in edges for x, y in ((a, b), (b, a))]


def choose_algorithm(network, job):
    """Sets its volume, flows and rate alone."""
    if job.size == 1 or job.message == 0:
        job.volume, job.flows = 0.0, {}
        return
    flows = network.flows(ring(job.gang))
    job.volume, job.alone = 2 * (job.size - 1) / job.size * job.message, network.bound(flows)
    flows = network.between_switches(flows)
    trees = network.between_switches(network.flows(two_trees(job.gang)))
    if 2 * job.message / network.bound(trees) < job.sending_alone() * (1 - 1e-12):
        job.volume, job.alone, flows = 2 * job.message, network.bound(trees), trees
    job.flows = flows if len({network.leaf(node) for node in job.gang}) > 1 else {}


def max_min(network, jobs, asked):
    """Rates rise together, each until it has what it asks for or a cable of its own is full."""
    rates, rising = {}, set(jobs)
    while rising:
        limits = {job: asked[job] for job in rising}
        for cable in {cable for job in rising for cable in job.flows}:
            left = network.capacity[cable] - sum(rate * job.flows.get(cable, 0.0) for job, rate in rates.items())
            level = left / sum(job.flows.get(cable, 0.0) for job in rising)
            for job in rising:
                if cable in job.flows:
                    limits[job] = min(limits[job], level)
        level = min(limits.values())
        for job in [job for job in rising if limits[job] <= level * (1 + 1e-12)]:
            rates[job] = level
            rising.remove(job)
    return rates


class Cluster:
    """`s`: nodes, contention, host, slope, idle, max, end."""

    def __init__(self, s, network, jobs):
        self.s, self.network, self.now, self.queue, self.running = s, network, 0.0, [], []
        self.pending = sorted(jobs, key=lambda job: (job.submit, job.name))
        self.free = set(range(s.nodes))
        self.slowed = self.held = 0.0  # seconds of accelerators

    def run(self):
        while self.now < self.s.end:
            self.admit()
            self.set_lengths()
            then = min([self.s.end, *(job.submit for job in self.pending[:1]),
                        *(self.now + (job.start_up or job.left * job.length) for job in self.running)])
            self.advance(then - self.now)
            self.now = then
            for job in self.running[:]:
                if self.now < self.s.end and job.start_up == 0 and job.left * job.length < 1e-7:
                    job.ended = self.now
                    self.running.remove(job)
                    self.free |= set(job.gang)

    def admit(self):
        while self.pending and self.pending[0].submit <= self.now + 1e-9:
            self.queue.append(self.pending.pop(0))
        while self.queue and self.queue[0].size <= len(self.free):
            job = self.queue.pop(0)
            job.started, job.gang = self.now, sorted(self.free)[:job.size]
            self.free -= set(job.gang)
            self.running.append(job)
            choose_algorithm(self.network, job)

    def set_lengths(self):
        senders = [job for job in self.running if job.start_up == 0 and job.flows]
        means = self.s.contention == "interleaved"
        asked = {job: job.volume / (job.compute + job.sending_alone()) if means else job.alone for job in senders}
        rates = max_min(self.network, senders, asked)
        for job in self.running:
            job.length = job.compute + job.sending_alone()
            if job in rates:
                sending = job.volume / rates[job]
                job.length = max(job.length, sending) if means else job.compute + sending

    def advance(self, time):
        for job in self.running:
            self.held += time * job.size
            job.energy += time * job.size * (self.s.host + self.s.idle)
            if job.start_up:
                job.start_up = job.start_up - time if job.start_up - time > 1e-8 else 0.0
                continue
            busy = (job.compute + SENDING * (job.length - job.compute)) / job.length
            job.energy += time * job.size * busy * (self.s.max - self.s.idle) * (1 + self.s.slope)
            job.left -= time / job.length
            self.slowed += time * job.size * (1 - (job.compute + job.sending_alone()) / job.length)
