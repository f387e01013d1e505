"""Random scenarios of power_cap.py, and where the program tells what the reference says."""
from dataclasses import dataclass

from case import PLAIN_SITE, Case, Tolerance, csv_text
from power_cap import Cluster, Job, NodeLimit

KWH = 3.6e6  # in joules
# The program rounds every instant up to a nanosecond, and there are some hundred until a job ends.
INSTANT = Tolerance(absolute=2e-7)
HOURS = Tolerance(relative=1e-9, absolute=1e-9)
ENERGY = Tolerance(relative=1e-8, absolute=1e-12)


@dataclass
class Scenario:
    nodes: int
    accelerators: int
    host: int
    slope: float
    idle: int
    max: int
    fixed: int
    exponent: float
    knee: float
    least: float
    least_clock: float
    compute: float
    memory: float
    utilisation: float
    node_limits: list
    limit: float = None
    end: float = 30000.0


def random_scenario(draw):
    idle, nodes, accelerators = draw.randint(20, 60), draw.randint(1, 5), draw.choice([1, 2, 4])
    limits = []
    for _ in range(draw.choice([0, 0, 1, 2])):
        first, hours = draw.randrange(nodes), draw.sample(range(9), 2)
        limits.append(NodeLimit(first, draw.randint(1, nodes - first), draw.choice([0.95, 0.9, 0.855, 0.5, 0.333, 0.15]),
                                draw.choice([[], hours])))
    s = Scenario(nodes=nodes, accelerators=accelerators, host=draw.randint(50, 300), slope=draw.choice([0.0, 0.05, 0.1]),
                 idle=idle, max=idle + draw.randint(50, 400), fixed=draw.choice([0, idle + draw.randint(0, 30)]),
                 exponent=draw.choice([1, 2, 2.4, 3]), knee=draw.choice([0.0, 0.3, 0.5, 0.57, 0.8, 1.0]),
                 least=draw.choice([0.1, 0.2, 0.35]), least_clock=draw.choice([0.1, 0.25, 0.3, 0.5]),
                 compute=draw.choice([0.9, 1.0]), memory=draw.choice([0.4, 0.68]), utilisation=draw.choice([0.5, 1.0]),
                 node_limits=limits)
    if not limits or draw.random() < 0.5:
        full = nodes * accelerators * (s.max - idle) * (1 + s.slope)
        s.limit = round(nodes * (s.host + accelerators * idle) + full * draw.uniform(0, 1), 3)
    return s


def random_times(draw, most, gap):
    """In whole milliseconds, from the start on."""
    times = [0.0]
    for _ in range(draw.randint(0, most)):
        times.append(round(times[-1] + draw.randint(1, gap) / 1000, 3))
    return times


def random_jobs(draw, s):
    jobs = []
    for w in range(draw.randint(1, 4)):
        size = draw.choice([*range(1, s.accelerators + 1), *(s.accelerators * n for n in range(2, s.nodes + 1))])
        kind, items = draw.choice(["flops", "bytes", "both"]), draw.randint(50, 2000)
        start_up = draw.choice([0, 0, draw.randint(1, 300)])
        flops = draw.randint(1, 40) / 10 if kind != "bytes" else 0.0
        read = draw.randint(1, 40) / 10 if kind != "flops" else 0.0
        for number, at in enumerate(random_times(draw, 3, 600_000), 1):
            jobs.append(Job((f"w{w}", number), at, size, float(items), flops, read, float(start_up)))
    for number, at in enumerate(random_times(draw, 4, 500_000) if draw.random() < 0.6 else [], 1):
        length = draw.randint(1000, 1_000_000) / 1000
        jobs.append(Job(("z", number), at, draw.randint(1, s.accelerators), length, is_work=False))
    return jobs


def limits_text(s):
    text = f'[control.power_cap]\nlimit = "{s.limit} W"\nleast_clock = {s.least_clock}\n' if s.limit is not None else ""
    for i, limit in enumerate(s.node_limits):
        hours = f"hours = {limit.hours}\n" if limit.hours else ""
        text += f"[control.nodes.n{i}]\nfirst = {limit.first}\ncount = {limit.count}\nclock = {limit.clock}\n{hours}"
    return text


def scenario_text(s):
    return f"""[scenario]
duration = "{s.end} s"
[cluster]
nodes = {s.nodes}
accelerators = {s.accelerators}
power = {{ kind = "server", host = "{s.host} W", host_slope = {s.slope} }}
[cluster.accelerator]
idle = "{s.idle} W"
max = "{s.max} W"
peak = {{ bf16 = "1 TFLOP/s" }}
bandwidth = "1 TB/s"
achievable = {{ compute = 1.0, memory = 1.0, start = "0 s", sharpness = 1 }}
clock_law = {{ fixed = "{s.fixed} W", exponent = {s.exponent}, knee = {s.knee}, least = {s.least} }}
training_power = {{ compute = {s.compute}, memory = {s.memory} }}
{PLAIN_SITE}[scheduling]
kind = "fcfs"
[output]
jobs = "all"
traces = "none"
{limits_text(s)}"""


def stamp(at):
    thousandths = round(at * 1000)
    return (f"2023-11-16 {thousandths // 3_600_000:02d}:{thousandths // 60_000 % 60:02d}:{thousandths // 1000 % 60:02d}."
            f"{thousandths % 1000:03d}000", 1, 1)


def workload_files(s, jobs):
    """Text of the scenario, and the files that it names."""
    text, files = "", {}
    for w in dict.fromkeys(job.name[0] for job in jobs):
        those = [job for job in jobs if job.name[0] == w]
        files[f"{w}.csv"] = (csv_text("TIMESTAMP,ContextTokens,GeneratedTokens", [stamp(job.submit) for job in those])
                             if those[0].is_work else
                             csv_text("submit,duration,accelerators", [(job.submit, job.left, job.size) for job in those]))
        first = those[0]
        text += f'[workload.{w}]\n' + (f"""arrivals = {{ kind = "trace", file = "{w}.csv" }}
gpus = {first.size}
[workload.{w}.work]
kind = "items"
items = {first.left}
flops = "{first.flops} TFLOP"
bytes = "{first.bytes} TB"
start_up = "{first.start_up} s"
""" if first.is_work else f'kind = "csv"\nfile = "{w}.csv"\nutilisation = {s.utilisation}\n')
    return text, files


def random_case(draw):
    scenario = random_scenario(draw)
    jobs = random_jobs(draw, scenario)
    text, files = workload_files(scenario, jobs)
    case = Case({"scenario.toml": scenario_text(scenario) + text, **files})
    cluster = Cluster(scenario, jobs)
    cluster.run()
    for job in jobs:
        case.job(*job.name, INSTANT, start_s=job.started, end_s=job.ended)
        case.job(*job.name, ENERGY, energy_kwh=job.energy / KWH)
    case.metrics(ENERGY, energy_it_kwh=cluster.energy / KWH)
    case.metrics(HOURS, over_power_cap_hours=cluster.over / 3600, slowed_accelerator_hours=cluster.slowed / 3600)
    return case
