"""Random scenarios of shared_nodes.py, and where the program tells what the reference says."""
from dataclasses import dataclass

from case import EXACT, HOUR, INSTANT, PLAIN_SITE, SECOND, Case, Tolerance, csv_text, instant, seconds
from shared_nodes import LAWS, Cluster, Job

# The program rounds what a job draws to a nanowatt: of a tenth of an accelerator that idles 1e-9 or less.
NANOWATTS = Tolerance(relative=1e-9, absolute=1e-12)
RATIO = Tolerance(relative=1e-12)


@dataclass
class Work:
    utilisation: float
    restart: int
    exclusive: bool
    interruptible: bool
    priority: int


@dataclass
class Scenario:
    nodes: int
    accelerators: int
    cores: int
    law: str
    idle: int
    full: int
    core: float
    scheduler: str
    preempt: bool
    min_run: int
    works: list
    warmup: int
    duration: int
    end: int


def random_scenario(draw, scheduler):
    idle = draw.randint(50, 300)
    works = [Work(draw.choice([0.0, 0.25, 0.5, 1.0]), draw.choice([0, 5, 12]) * SECOND, draw.random() < 0.15,
                  w == 0 or draw.random() < 0.5, w) for w in range(draw.randint(2, 3))]
    duration = draw.choice([150, 400, 1000]) * SECOND
    return Scenario(nodes=draw.randint(1, 4), accelerators=draw.choice([1, 2, 4, 8]), cores=draw.choice([16, 32]),
                    law=draw.choice(list(LAWS)), idle=idle, full=idle + draw.randint(100, 900), core=10.0, scheduler=scheduler,
                    preempt=scheduler == "priority", min_run=draw.choice([0, 0, 15]) * SECOND if scheduler == "priority" else 0,
                    works=works, warmup=draw.choice([0, 0, 33, 60]) * SECOND, duration=duration,
                    end=duration + draw.choice([0, 100]) * SECOND)


def random_jobs(draw, s):
    """Whole seconds, so that much happens at one instant; workloads in turn, as the program breaks ties."""
    jobs, at, numbers = [], 0, [0] * len(s.works)
    for _ in range(draw.randint(1, 14)):
        at += draw.choice([0, 0, 5, 10, 17, 40]) * SECOND
        w, kind, nodes = draw.randrange(len(s.works)), draw.random(), draw.choice([1, 1, 1, 2])
        if at >= s.duration:
            break
        if kind < 0.15:
            thousandths, cores = 0, draw.randint(1, s.cores)
        elif kind < 0.45:
            thousandths, cores, nodes = draw.choice([100, 200, 500]), draw.randint(0, 4), 1
        else:
            thousandths, cores = 1000 * draw.randint(1, s.accelerators), draw.randint(0, 4)
        work = draw.choice([1, 10, 20, 30, 50, 77, 100, 200]) * SECOND
        walltime = draw.choice([None, None, None, 20 * SECOND, 60 * SECOND, 100 * SECOND, work])
        numbers[w] += 1
        jobs.append(Job(numbers[w], w, at, work, thousandths, cores, nodes, walltime))
    return jobs


def work_text(w, work):
    return f"""[workload.w{w}]
kind = "csv"
file = "jobs{w}.csv"
cpu_jobs = true
columns = {{ cores = "cores", nodes = "nodes", walltime = "walltime" }}
utilisation = {work.utilisation}
exclusive = {str(work.exclusive).lower()}
priority = {work.priority}
flexibility = {{ restart = "{seconds(work.restart)} s", interruptible = {str(work.interruptible).lower()} }}
"""


def scenario_text(s):
    preempt = f'fill = "strict"\npreempt = true\nmin_run = "{seconds(s.min_run)} s"' if s.preempt else ""
    return f"""[scenario]
duration = "{seconds(s.duration)} s"
warmup = "{seconds(s.warmup)} s"
drain = "{seconds(s.end - s.duration)} s"
[cluster]
nodes = {s.nodes}
accelerators = {s.accelerators}
cores = {s.cores}
core_power = "{s.core} W"
power = {{ kind = "{s.law}", idle = "{s.idle} W", full = "{s.full} W" }}
{PLAIN_SITE}[output]
jobs = "all"
traces = "none"
[scheduling]
kind = "{s.scheduler}"
{preempt}
{"".join(work_text(w, work) for w, work in enumerate(s.works))}"""


def job_row(job):
    return (seconds(job.submit), seconds(job.work), job.thousandths * job.nodes / 1000, job.cores * job.nodes, job.nodes,
            "" if job.walltime is None else seconds(job.walltime))


def sharing(scheduler):
    def area(draw):
        scenario = random_scenario(draw, scheduler)
        jobs = random_jobs(draw, scenario)
        files = {"scenario.toml": scenario_text(scenario)}
        for w in range(len(scenario.works)):
            rows = [job_row(job) for job in jobs if job.workload == w]
            files[f"jobs{w}.csv"] = csv_text("submit,duration,accelerators,cores,nodes,walltime", rows)
        cluster = Cluster(scenario, jobs)
        cluster.run()
        return expectations(Case(files), scenario, cluster)
    return area


def expectations(case, s, cluster):
    counted = [job for job in cluster.jobs if job.submit >= s.warmup]
    for job in counted:
        where = (f"w{job.workload}", job.number)
        case.job(*where, EXACT, status=job.state, interruptions=job.interruptions)
        case.job(*where, INSTANT, start_s=instant(job.started), end_s=instant(job.ended), wait_s=instant(job.wait),
                 run_s=instant(job.run))
        case.job(*where, NANOWATTS, energy_kwh=job.energy / HOUR / 1000)
    capacity, window, held = s.nodes * s.accelerators, s.end - s.warmup, cluster.held
    case.metrics(EXACT, interruptions=cluster.preempted, **{f"jobs_{state}": sum(job.state == state for job in counted)
                                                            for state in ("completed", "killed", "rejected")})
    energy = {name: value / HOUR / 1000 for name, value in cluster.energy.items()}
    case.metrics(NANOWATTS, **{f"energy_{name}_kwh": value for name, value in energy.items()})
    case.metrics(RATIO, accelerator_hours=held["accelerators"] / 1000 / HOUR, core_hours=held["cores"] / HOUR,
                 utilisation=held["accelerators"] / 1000 / capacity / window,
                 core_utilisation=held["cores"] / s.nodes / s.cores / window,
                 restart_accelerator_hours=held["rest"] / 1000 / HOUR)
    waits = [job.wait for job in counted if job.started is not None]
    ends = [job.ended for job in cluster.jobs if job.state in ("completed", "killed")]
    case.metrics(RATIO, wait_mean_s=instant(sum(waits) / len(waits)) if waits else None)
    if ends:
        case.metrics(INSTANT, makespan_s=instant(max(ends)))
    return case
