"""Random servers and demands of item_work.py, and where the program tells what the reference says."""
from case import PLAIN_SITE, Case, Tolerance
from item_work import CAUSES, Link, Server, Work, apply, energies, times

KWH = 3.6e6  # in joules
TIME = Tolerance(relative=1e-9, absolute=1e-8)
ENERGY = Tolerance(relative=1e-9, absolute=1e-12)
SHARES = 2.0 ** -23  # of an energy by cause: the program keeps them in floats of 24 bits


def random_server(draw):
    dense = round(draw.uniform(50, 1000), 1)
    scale_up = Link(draw.randint(0, 20) * 1e-6, draw.randint(0, 5) * 1e-6, draw.randint(50, 500) * 1e9)
    idle = draw.randint(20, 100)
    return Server(accelerators=draw.choice([1, 2, 4, 8]), cores=draw.choice([8, 64, 112]), core_power=draw.choice([2.5, 4.0]),
                  host=draw.randint(100, 2000), slope=draw.choice([0.0, 0.05, 0.11]), idle=idle,
                  max=idle + draw.randint(100, 600),
                  peak={"bf16": dense * 1e12, "int8": 2 * dense * 1e12, "fp8": 2 * dense * 1e12},
                  bandwidth=draw.randint(500, 5000) * 1e9, reached_compute=round(draw.uniform(0.3, 1), 2),
                  reached_memory=round(draw.uniform(0.3, 1), 2), two_of_four=draw.choice([1.5, 2.0]),
                  power={"compute": round(draw.uniform(0.8, 1), 2), "memory": round(draw.uniform(0.4, 0.8), 2),
                         "communication": round(draw.uniform(0.2, 0.5), 2), "data": round(draw.uniform(0, 0.2), 2)},
                  scale_up=scale_up, network=Link(scale_up.start + draw.randint(0, 20) * 1e-6,
                                                  scale_up.hop + draw.randint(0, 9) * 1e-6, draw.randint(5, 50) * 1e9))


def random_techniques(draw):
    """Each kind at most once, and one that sets the precision."""
    def part(least=0.2):
        return round(draw.uniform(least, 1), 4)
    all_kinds = [{"kind": "structured-pruning", "kept": part(), "activations": part()},
                 {"kind": "lightweight", "operations": part(), "bytes": part(), "parameters": part()},
                 {"kind": draw.choice(["int8", "fp8"]), "matrices": part(), "activations": part()},
                 {"kind": "two-of-four", "matrices": part(), "quality": part()},
                 {"kind": "hardware-aware-training", "compute_time": part(0.5), "memory_time": part(0.5)},
                 {"kind": "cached-features", "core_time": part()}]
    return draw.sample(all_kinds, draw.choice([0, 0, 1, 2, 3]))


def random_work(draw, server):
    size = draw.choice([*range(1, server.accelerators + 1), *(server.accelerators * n for n in (2, 3, 8))])
    return Work(accelerators=size, items=float(draw.randint(1, 10**6)), bytes=round(draw.uniform(0, 9), 5) * 1e9,
                core_time=round(draw.choice([0.01, 0.1, 1]) * draw.uniform(0.01, 1), 6),
                all_reduce=draw.choice([0.0, round(draw.uniform(0.001, 2), 5)]) * 1e9, start_up=float(draw.randint(0, 900)),
                parts=[(round(draw.uniform(0.001, 5), 6) * 1e12, "bf16", 1.0)])


def table(values):
    cells = {key: f'"{value}"' if isinstance(value, str) else value for key, value in values.items()}
    return "{ " + ", ".join(f"{key} = {value}" for key, value in cells.items()) + " }"


def link_text(link):
    return table({"start": f"{link.start!r} s", "hop": f"{link.hop!r} s", "bandwidth": f"{link.bandwidth!r} B/s"})


def cluster_text(server):
    peak = table({form: f"{rate!r} FLOP/s" for form, rate in server.peak.items()})
    return f"""[scenario]
duration = "1 h"
drain = "200 d"
end = "drained"
[cluster]
nodes = 64
accelerators = {server.accelerators}
cores = {server.cores}
core_power = "{server.core_power} W"
power = {{ kind = "server", host = "{server.host} W", host_slope = {server.slope} }}
[cluster.accelerator]
idle = "{server.idle} W"
max = "{server.max} W"
peak = {peak}
two_of_four = {server.two_of_four}
bandwidth = "{server.bandwidth!r} B/s"
achievable = {{ compute = {server.reached_compute}, memory = {server.reached_memory} }}
training_power = {table(server.power)}
scale_up = {link_text(server.scale_up)}
network = {link_text(server.network)}
{PLAIN_SITE}[output]
jobs = "all"
traces = "none"
"""


def workload_text(name, work, techniques):
    names = [f"{name}-{i}" for i in range(len(techniques))]
    rows = ""
    for own, technique in zip(names, techniques):
        lines = table(technique).strip("{ }").replace(", ", "\n")
        rows += f"[catalog.technique.{own}]\n{lines}\n"
    return rows + f"""[workload.{name}]
arrivals = {{ kind = "at-start", count = 1 }}
gpus = {work.accelerators}
techniques = {str(names).replace("'", '"')}
[workload.{name}.work]
kind = "items"
items = {work.items}
flops = "{work.parts[0][0]!r} FLOP"
bytes = "{work.bytes!r} B"
core_time = "{work.core_time!r} s"
all_reduce = "{work.all_reduce!r} B"
start_up = "{work.start_up} s"
"""


def random_case(draw):
    server = random_server(draw)
    case = Case({"scenario.toml": cluster_text(server)})
    for w in range(12):
        work, techniques = random_work(draw, server), random_techniques(draw)
        case.files["scenario.toml"] += workload_text(f"w{w}", work, techniques)
        for technique in techniques:
            apply(technique, work, server)
        expectations(case, f"w{w}", server, work)
    return case


def expectations(case, name, server, work):
    joules, time = energies(server, work), sum(times(server, work).values())
    case.job(name, 1, TIME, run_s=time)
    case.job(name, 1, ENERGY, energy_kwh=sum(joules.values()) / KWH)
    case.workload(name, ENERGY, energy_kwh=sum(joules.values()) / KWH)
    case.workload(name, Tolerance(absolute=SHARES * sum(joules.values()) / KWH),
                  **{f"energy_{cause}_kwh": joules[cause] / KWH for cause in CAUSES})
