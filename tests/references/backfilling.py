"""Queues of jobs on one node, by the definitions of who may overtake whom.

strict: nobody. skip: whoever fits. easy: who delays the job at the head by nothing [Lifka, JSSPP 1995]: it is believed to
end by the time at which there will be room for the head, or leaves that room beside it. conservative: who delays nobody
that came before [Mu'alem and Feitelson, IEEE TPDS 12(6), 2001]: a job gets the earliest start that the starts of all
others leave it, and an earlier one, in the order of the queue, when something ends before it was believed to.

The queue is in the order of submission, of what is believed of the length (sjf), of priorities, of deadlines (edf), or of
what workloads have used of their shares (fair-share) [Kay and Lauder, CACM 31, 1988]: accelerator time, which counts half
when it lies a half-life back.

A job takes accelerators, cores and memory together. It is killed at its wall time, and believed to last as long as its
estimate says, at most its wall time; who outruns that is believed to end at once. It waits for those that it comes after,
and is cancelled if one of them does not complete. Power is linear in accelerators that work; jobs on cores alone draw
`core` for each, on top.
"""
from dataclasses import dataclass


@dataclass
class Workload:
    priority: int
    deadline: int  # after the submission
    share: float


@dataclass(eq=False)
class Job:
    workload: int
    number: int
    submit: int
    duration: int
    needs: tuple  # accelerators, cores, gigabytes
    estimate: int
    walltime: int  # None: no limit
    after: list  # of jobs
    state: str = "future"
    start: int = None
    end: int = None
    reserved: int = None

    @property
    def length(self):
        return self.duration if self.walltime is None else min(self.duration, self.walltime)

    @property
    def believed(self):
        return self.estimate if self.walltime is None else min(self.estimate, self.walltime)

    def believed_end(self, now):
        return max(now, self.start + self.believed)


def within(needs, room):
    return all(need <= left for need, left in zip(needs, room))


def less(room, needs):
    return tuple(left - need for left, need in zip(room, needs))


class Queue:
    """`jobs` in the order of submission."""

    def __init__(self, jobs, workloads, capacity, rule, order, half_life):
        self.jobs, self.workloads, self.capacity, self.half_life, self.now = jobs, workloads, capacity, half_life, 0
        self.rule = {"strict": self.strict, "skip": self.skip, "easy": self.easy, "conservative": self.conservative}[rule]
        self.urgency = {"submission": lambda job: 0, "sjf": lambda job: job.believed,
                        "priority": lambda job: -workloads[job.workload].priority,
                        "edf": lambda job: job.submit + workloads[job.workload].deadline,
                        "fair-share": lambda job: self.used_of_share(job.workload)}[order]
        self.early = False  # something ended before it was believed to

    def those(self, state):
        return sorted((job for job in self.jobs if job.state == state), key=self.urgency)

    def used_of_share(self, workload):
        """To a billionth, so that workloads that have used the same are equal."""
        def decayed(until):
            return 2.0 ** (-(self.now - until) / self.half_life)
        started = (job for job in self.jobs if job.workload == workload and job.start is not None)
        used = sum(job.needs[0] * (decayed(self.now if job.end is None else job.end) - decayed(job.start)) for job in started)
        return float(f"{used / self.workloads[workload].share:.9g}")

    def room(self, busy=None):
        """Beside those who run, or beside those of them in `busy`."""
        room = self.capacity
        for job in self.those("running") if busy is None else busy:
            room = less(room, job.needs)
        return room

    def run(self):
        while instant := self.next_instant():
            self.now = instant[0]
            before = self.those("running"), self.those("queued")
            for job in self.those("running"):
                if job.start + job.length <= self.now:
                    job.end, job.state = self.now, "completed" if job.length == job.duration else "killed"
                    self.early = self.early or job.start + job.believed > self.now
            for job in self.those("future"):
                if job.submit <= self.now:
                    fits = within(job.needs, self.capacity)
                    job.state, job.end = ("held", None) if fits else ("rejected", self.now)
            self.let_go()
            # a job that is held back, or goes at once, gives no reason to look at the others
            if before != (self.those("running"), self.those("queued")) or any(job.reserved == self.now for job in before[1]):
                self.rule()
            self.early = False

    def next_instant(self):
        ends = [job.start + job.length for job in self.those("running")]
        comes = [job.submit for job in self.those("future")]
        starts = [job.reserved for job in self.those("queued") if job.reserved is not None]
        return sorted(ends + comes + starts)[:1]

    def let_go(self):
        """A job is seen after all that it waits for, which came before."""
        for job in self.jobs:
            before = {other.state for other in job.after}
            if job.state == "held" and before & {"killed", "rejected", "cancelled"}:
                job.state, job.end = "cancelled", self.now
            elif job.state == "held" and before <= {"completed"}:
                job.state = "queued"

    def begin(self, job):
        job.state, job.start = "running", self.now

    def strict(self):
        for job in self.those("queued"):
            if not within(job.needs, self.room()):
                break
            self.begin(job)

    def skip(self):
        for job in self.those("queued"):
            if within(job.needs, self.room()):
                self.begin(job)

    def easy(self):
        self.strict()
        queue, running = self.those("queued"), self.those("running")
        if not queue:
            return
        head, *others = queue
        for at in sorted({job.believed_end(self.now) for job in running}):
            beside = self.room([job for job in running if job.believed_end(self.now) > at])
            if within(head.needs, beside):
                break
        beside = less(beside, head.needs)
        for job in others:
            if not within(job.needs, self.room()):
                continue
            ends_before = self.now + job.believed <= at
            if ends_before or within(job.needs, beside):
                beside = beside if ends_before else less(beside, job.needs)
                self.begin(job)

    def conservative(self):
        queue = self.those("queued")
        for job in queue:
            if job.reserved is None:
                job.reserved = self.earliest(job, queue)
            elif self.early:
                job.reserved = min(job.reserved, self.earliest(job, queue))
        for job in queue:
            if job.reserved <= self.now:
                self.begin(job)

    def earliest(self, job, queue):
        taken = [(self.now, other.believed_end(self.now), other.needs) for other in self.those("running")]
        taken += [(other.reserved, other.reserved + other.believed, other.needs)
                  for other in queue if other is not job and other.reserved is not None]
        for start in sorted({self.now} | {until for _, until, _ in taken if until > self.now}):
            instants = {start} | {since for since, _, _ in taken if start < since < start + job.believed}
            if all(self.has_room(job, taken, instant) for instant in instants):
                return start
        raise AssertionError("when all have ended there is room")

    def has_room(self, job, taken, instant):
        room = self.capacity
        for since, until, needs in taken:
            room = less(room, needs) if since <= instant < until else room
        return within(job.needs, room)
