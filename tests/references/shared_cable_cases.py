"""Random networks of shared_cables.py, and where the program tells what the reference says."""
from dataclasses import dataclass

from case import PLAIN_SITE, Case, Tolerance, csv_text
from power_cap_cases import ENERGY, INSTANT, KWH, random_times, stamp
from shared_cables import PORT, Cluster, Job, Network

RATES = [0.2, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0]


@dataclass
class Scenario:
    nodes: int
    cables: dict
    contention: str
    host: int = 100
    slope: float = 0.1
    idle: int = 50
    max: int = 250
    end: float = 400000.0


def random_network(draw):
    """A tree of switches, at times with cycles, and nodes at all of them."""
    switches, cables = draw.randint(2, 5), {}
    for i in range(1, switches):
        cables[f"s{i}", f"s{draw.randrange(i)}"] = draw.choice(RATES)
    for _ in range(draw.choice([0, 0, 1, 2]) if switches > 2 else 0):
        a, b = draw.sample(range(switches), 2)
        if (f"s{a}", f"s{b}") not in cables and (f"s{b}", f"s{a}") not in cables:
            cables[f"s{a}", f"s{b}"] = draw.choice(RATES)
    leaves = [i for i in range(switches) for _ in range(draw.randint(1, 4))]
    if draw.random() < 0.3:
        draw.shuffle(leaves)
    cables.update({(node, f"s{leaf}"): PORT for node, leaf in enumerate(leaves)})
    return Scenario(len(leaves), cables, draw.choice(["overlapping", "interleaved"]))


def random_jobs(draw, s):
    jobs = []
    for w in range(draw.randint(1, 4)):
        size, items, start_up = draw.randint(1, s.nodes), draw.randint(20, 500), draw.choice([0, 0, draw.randint(1, 300)])
        compute, message = draw.choice([0.0, draw.randint(1, 100) / 10]), draw.choice([0.0, draw.randint(1, 80) / 10])
        compute = 1.0 if compute == 0 and (message == 0 or size == 1) else compute
        for number, at in enumerate(random_times(draw, 3, 1_000_000), 1):
            jobs.append(Job((f"w{w}", number), at, size, float(items), compute, message, float(start_up)))
    return jobs


def scenario_text(s):
    names = {end: f"node{end}" if isinstance(end, int) else end for cable in s.cables for end in cable}
    cables = ", ".join(f'"{names[a]} {names[b]} {rate} GB/s"' for (a, b), rate in s.cables.items())
    return f"""[scenario]
duration = "{s.end} s"
[cluster]
nodes = {s.nodes}
accelerators = 1
power = {{ kind = "server", host = "{s.host} W", host_slope = {s.slope} }}
[cluster.network]
kind = "explicit"
cables = [{cables}]
latency = "0 s"
bandwidth = "{PORT} GB/s"
switch_idle = "0 W"
switch_port = "0 W"
contention = "{s.contention}"
[cluster.accelerator]
idle = "{s.idle} W"
max = "{s.max} W"
peak = {{ bf16 = "1 TFLOP/s" }}
bandwidth = "1 TB/s"
achievable = {{ compute = 1.0, memory = 1.0, start = "0 s", sharpness = 1 }}
training_power = {{ compute = 1.0, communication = 0.35 }}
scale_up = {{ start = "0 s", hop = "0 s", bandwidth = "100 GB/s" }}
network = {{ start = "0 s", hop = "0 s", bandwidth = "{PORT} GB/s" }}
[scheduling]
kind = "fcfs"
{PLAIN_SITE}[output]
jobs = "all"
traces = "none"
"""


def workload_text(job):
    return f"""[workload.{job.name[0]}]
arrivals = {{ kind = "trace", file = "{job.name[0]}.csv" }}
gpus = {job.size}
[workload.{job.name[0]}.work]
kind = "items"
items = {job.left}
flops = "{job.compute * job.size} TFLOP"
all_reduce = "{job.message} GB"
start_up = "{job.start_up} s"
"""


def random_case(draw):
    scenario = random_network(draw)
    jobs, files = random_jobs(draw, scenario), {}
    text = scenario_text(scenario) + "".join(workload_text(job) for job in jobs if job.name[1] == 1)
    for w in dict.fromkeys(job.name[0] for job in jobs):
        rows = [stamp(job.submit) for job in jobs if job.name[0] == w]
        files[f"{w}.csv"] = csv_text("TIMESTAMP,ContextTokens,GeneratedTokens", rows)
    cluster = Cluster(scenario, Network(scenario.cables), jobs)
    cluster.run()
    case = Case({"scenario.toml": text, **files})
    for job in jobs:
        case.job(*job.name, INSTANT, start_s=job.started, end_s=job.ended)
        case.job(*job.name, ENERGY, energy_kwh=job.energy / KWH)
    # The program rounds the part of an accelerator's time to a millionth.
    case.metrics(Tolerance(absolute=5e-7 * cluster.held / 3600), contention_accelerator_hours=cluster.slowed / 3600)
    return case
