"""Queues of jobs on one node, by the definitions of who may overtake whom.

strict: nobody. skip: whoever fits. easy: who delays the job at the head by nothing [Lifka, JSSPP 1995]: it is believed to
end by the time at which there will be room for the head, or leaves that room beside it. conservative: who delays nobody
that came before [Mu'alem and Feitelson, IEEE TPDS 12(6), 2001]: a job gets the earliest start that the starts of all
others leave it, and an earlier one, in the order of the queue, when something ends before it was believed to. The queue is
in the order of submission, or of what is believed of the length (sjf).

A job takes accelerators, cores and memory together. It is killed at its wall time, and believed to last as long as its
estimate says, at most its wall time; who outruns that is believed to end at once. It waits for those that it comes after,
and is cancelled if one of them does not complete. Power is linear in accelerators that work; jobs on cores alone draw
`core` for each, on top.
"""
from dataclasses import dataclass

from case import EXACT, HOUR, INSTANT, ROUNDING, SECOND, Case, csv_text, instant, seconds


@dataclass
class Job:
    number: int
    submit: int
    duration: int
    needs: tuple  # accelerators, cores, gigabytes
    estimate: int
    walltime: int  # None: no limit
    after: list
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
    def __init__(self, jobs, capacity, rule, shortest_first):
        self.jobs, self.capacity, self.rule, self.now = jobs, capacity, rule, 0
        self.rank = (lambda j: (j.believed, j.submit, j.number)) if shortest_first else (lambda j: (j.submit, j.number))
        self.early = False  # something ended before it was believed to

    def those(self, state):
        return sorted((job for job in self.jobs if job.state == state), key=self.rank)

    def room(self, busy=None):
        """Beside those who run, or beside those of them in `busy`."""
        room = self.capacity
        for job in self.those("running") if busy is None else busy:
            room = less(room, job.needs)
        return room

    def run(self):
        while instant := self.next_instant():
            self.now = instant[0]
            for job in self.those("running"):
                if job.start + job.length <= self.now:
                    job.end, job.state = self.now, "completed" if job.length == job.duration else "killed"
                    self.early = self.early or job.start + job.believed > self.now
            for job in self.those("future"):
                if job.submit <= self.now:
                    fits = within(job.needs, self.capacity)
                    job.state, job.end = ("held", None) if fits else ("rejected", self.now)
            self.let_go()
            {"strict": self.strict, "skip": self.skip, "easy": self.easy, "conservative": self.conservative}[self.rule]()
            self.early = False

    def next_instant(self):
        ends = [job.start + job.length for job in self.those("running")]
        comes = [job.submit for job in self.those("future")]
        starts = [job.reserved for job in self.those("queued") if job.reserved is not None]
        return sorted(ends + comes + starts)[:1]

    def let_go(self):
        """In the order of submission, so that a job is seen after all that it waits for."""
        for job in self.jobs:
            before = {self.jobs[i].state for i in job.after}
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


# -- scenarios

def random_jobs(draw, capacity, conservative):
    jobs, at = [], 0
    exact = draw.random() < 0.6  # whole seconds, so that much happens at one instant

    def span(least, most):
        return draw.randint(least, most) * SECOND + (0 if exact else draw.randrange(SECOND))

    for number in range(1, draw.randint(2, 15)):
        at += draw.choice([0, 0, span(1, 20)])
        duration, accelerators = span(1, 60), draw.randint(0, capacity[0] + (draw.random() < 0.1))
        cores = draw.randint(accelerators == 0, capacity[1] // 2 + draw.choice([0, 0, 0, capacity[1]]))
        needs = (accelerators, cores, draw.choice([0, 1, capacity[2] // 3, capacity[2] // 2, capacity[2]]))
        # Who outruns what is believed of him under `conservative` moves what was promised, which has no definition.
        estimate = duration + span(0, 50) if conservative or draw.random() < 0.6 else span(1, 60)
        walltime = draw.choice([None, None, duration, span(1, 60)])
        after = draw.sample(range(number - 1), min(number - 1, draw.choice([0, 0, 1, 2])))
        jobs.append(Job(number, at, duration, needs, estimate, walltime, after))
    return jobs


def job_rows(jobs):
    for job in jobs:
        accelerators, cores, memory = job.needs
        yield (f"j{job.number}", seconds(job.submit), seconds(job.duration), accelerators, cores, memory * 10**9,
               seconds(job.estimate), "" if job.walltime is None else seconds(job.walltime),
               " ".join(f"j{jobs[i].number}" for i in job.after))


def scenario_text(capacity, power, scheduling):
    return f"""[scenario]
duration = "1 h"
drain = "1 d"
end = "drained"
[cluster]
nodes = 1
accelerators = {capacity[0]}
cores = {capacity[1]}
memory = "{capacity[2]} GB"
core_power = "{power["core"]} W"
power = {{ kind = "linear", idle = "{power["idle"]} W", full = "{power["full"]} W" }}
[scheduling]
{scheduling}
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
[workload.w]
kind = "csv"
file = "jobs.csv"
cpu_jobs = true
utilisation = {power["utilisation"]}
[workload.w.columns]
id = "id"
after = "after"
cores = "cores"
memory_bytes = "memory"
estimate = "estimate"
walltime = "walltime"
[output]
jobs = "all"
traces = "none"
"""


def energy_of(job, capacity, power):
    """In watts times nanoseconds: that of what it holds, idle, and of its work."""
    held = 0 if job.start is None else job.end - job.start
    part = job.needs[0] / capacity[0]
    work = (power["full"] - power["idle"]) * part if job.needs[0] else power["core"] * job.needs[1]
    return held * power["idle"] * part, held * work * power["utilisation"]


def expectations(case, jobs, capacity, power):
    for job in jobs:
        ran = 0 if job.start is None else job.end - job.start
        waited_until = job.end if job.start is None else job.start
        case.job("w", job.number, EXACT, status=job.state)
        case.job("w", job.number, INSTANT, start_s=instant(job.start), end_s=instant(job.end), run_s=instant(ran),
                 wait_s=instant(waited_until - job.submit))
        case.job("w", job.number, ROUNDING, energy_kwh=sum(energy_of(job, capacity, power)) / HOUR / 1000)
    ran = [job for job in jobs if job.start is not None]
    end = max(job.end for job in jobs)
    waits = [job.start - job.submit for job in ran]
    slowdowns = [max(1, (job.end - job.submit) / max(job.end - job.start, 10 * SECOND)) for job in ran]
    work = sum(energy_of(job, capacity, power)[1] for job in jobs)
    case.metrics(EXACT, **{f"jobs_{state}": sum(job.state == state for job in jobs)
                           for state in ("completed", "killed", "rejected", "cancelled")})
    case.metrics(ROUNDING, accelerator_hours=sum((job.end - job.start) * job.needs[0] for job in ran) / HOUR,
                 core_hours=sum((job.end - job.start) * job.needs[1] for job in ran) / HOUR if end else None,
                 energy_it_kwh=(end * power["idle"] + work) / HOUR / 1000,
                 wait_mean_s=sum(waits) / len(ran) / SECOND if ran else None,
                 bounded_slowdown_mean=sum(slowdowns) / len(ran) if ran else None)
    return case


def queueing(rule, kind):
    """An area: of the scheduler `kind`, or as what fills in under shortest jobs first."""
    def area(draw):
        capacity = (draw.choice([1, 2, 3, 4, 8]), draw.choice([4, 8, 16]), draw.choice([10, 64]))
        power = {"idle": draw.choice([0, 95, 100]), "full": draw.choice([200, 333]), "core": draw.choice([2.5, 4.0]),
                 "utilisation": draw.randint(0, 10) / 10}
        jobs, shortest_first = random_jobs(draw, capacity, rule == "conservative"), draw.random() < 0.4
        Queue(jobs, capacity, rule, shortest_first).run()
        scheduling = f'kind = "sjf"\nfill = "{rule}"' if shortest_first else f'kind = "{kind}"'
        header = "id,submit,duration,accelerators,cores,memory,estimate,walltime,after"
        files = {"scenario.toml": scenario_text(capacity, power, scheduling),
                 "jobs.csv": csv_text(header, job_rows(jobs))}
        return expectations(Case(files), jobs, capacity, power)
    return area
