"""Random scenarios of unreliable_nodes.py, and where the program tells what the reference says."""
from case import EXACT, HOUR, INSTANT, PLAIN_SITE, ROUNDING, Case, csv_text, instant, seconds
from outages import Failures
from unreliable_nodes import Job, Scenario, Simulation, Work

# Times are random to the microsecond, so that nothing but what belongs together falls together.


def random_span(draw, least, most):
    return draw.randrange(least * 1000, most * 1000) * 10**6 + draw.randrange(1, 1000) * 1000


def random_scenario(draw):
    nodes, accelerators, idle = draw.randint(1, 6), draw.choice([1, 2, 4]), draw.randint(20, 80)
    works, jobs = [], []
    for w in range(draw.randint(1, 2)):
        saves = draw.random() < 0.7
        works.append(Work(draw.choice([0.0, 0.25, 0.5, 0.75, 1.0]), draw.choice([0, random_span(draw, 1, 60)]),
                          random_span(draw, 10, 200) if saves else 0, random_span(draw, 0, 30) if saves else 0))
        at = 0
        for number in range(1, draw.randint(2, 11)):
            at += random_span(draw, 0, 200)
            jobs.append(Job(w, number, at, random_span(draw, 1, 900), draw.randint(1, nodes * accelerators)))
    return Scenario(nodes, accelerators, idle, idle + draw.randint(10, 200), works, jobs, [],
                    warmup=draw.choice([0, 0, random_span(draw, 1, 2000)]))


def add_failures(draw, scenario):
    for table in range(draw.randint(1, 3)):
        unit, rack = draw.choice(["accelerator", "node", "rack", "cluster"]), draw.randint(1, scenario.nodes)
        together = {"accelerator": 1, "node": 1, "rack": rack, "cluster": scenario.nodes}[unit]
        groups = [list(range(n, min(n + together, scenario.nodes))) for n in range(0, scenario.nodes, together)]
        units = [group for group in groups for _ in range(scenario.accelerators if unit == "accelerator" else 1)]
        failures = Failures(table, unit, rack, units)
        if draw.random() < 0.5:
            at, failures.rows = 0, []
            for _ in range(draw.randint(1, 6)):
                at += random_span(draw, 1, 1000)
                failures.rows.append((at, draw.choice([0, random_span(draw, 1, 1000)]), draw.randrange(len(units))))
        else:
            failures.every, failures.repair = random_span(draw, 300, 3000), random_span(draw, 1, 300)
        scenario.failures.append(failures)
    if any(failures.rows is None for failures in scenario.failures):
        scenario.crews = draw.choice([None, None, 1, 2, 3])


def add_sleep(draw, scenario):
    idle = scenario.idle * scenario.accelerators
    scenario.sleep = {"after": draw.choice([0, random_span(draw, 1, 300)]), "power": draw.randint(0, 20),
                      "wake": random_span(draw, 1, 100), "wake_power": idle + draw.choice([0, draw.randint(1, 100)]),
                      "keep": draw.choice([0, 0, 1, 2])}


def expectations(case, scenario):
    simulation = Simulation(scenario)
    simulation.run()
    kwh = HOUR * 1000
    counted = [job for job in scenario.jobs if job.submit >= scenario.warmup]
    for job in counted:
        where = (f"w{job.workload}", job.number)
        case.job(*where, INSTANT, start_s=instant(job.started), end_s=instant(job.ended), wait_s=instant(job.wait),
                 run_s=instant(job.run))
        case.job(*where, EXACT, interruptions=job.interruptions)
        case.job(*where, ROUNDING, energy_kwh=job.energy / kwh)
    window = scenario.end - scenario.warmup
    capacity = scenario.nodes * scenario.accelerators * window
    held, lost, rest, save = (simulation.hours[kind] for kind in ("held", "lost", "rest", "save"))
    productive = held - lost - rest - save
    sleeping = simulation.asleep * (scenario.sleep["power"] - scenario.idle * scenario.accelerators) if scenario.sleep else 0
    case.metrics(ROUNDING, accelerator_hours=held / HOUR, utilisation=held / capacity, lost_accelerator_hours=lost / HOUR,
                 restart_accelerator_hours=rest / HOUR, save_accelerator_hours=save / HOUR,
                 productive_accelerator_hours=productive / HOUR, effective_time=productive / held if held else None,
                 availability=1 - simulation.down / (scenario.nodes * window), energy_jobs_kwh=simulation.energy / kwh,
                 energy_lost_kwh=simulation.lost_energy / kwh, node_hours_asleep=simulation.asleep / HOUR,
                 energy_it_kwh=((capacity - held) * scenario.idle + simulation.energy + sleeping) / kwh)
    case.metrics(EXACT, failures=simulation.outages.failed, interruptions=simulation.interruptions, jobs_submitted=len(counted),
                 jobs_completed=sum(job.ended is not None for job in counted))
    return case


def failure_files(scenario):
    for i, f in enumerate(scenario.failures):
        if f.rows is not None:
            yield f"outages{i}.csv", csv_text("time,repair,unit", [(seconds(t), seconds(r), u) for t, r, u in f.rows])


def failure_text(scenario):
    text = f"[reliability]\ncrews = {scenario.crews}\n" if scenario.crews else ""
    for i, f in enumerate(scenario.failures):
        text += f'[reliability.failures.f{i}]\nunit = "{f.unit}"\n'
        text += f"rack_nodes = {f.rack}\n" if f.unit == "rack" else ""
        text += f'file = "outages{i}.csv"\n' if f.rows is not None else f"""age = "new"
every = {{ kind = "fixed", mean = "{seconds(f.every)} s" }}
repair = {{ kind = "fixed", mean = "{seconds(f.repair)} s" }}
"""
    return text


def work_text(w, work):
    saves = f'checkpoint = {{ kind = "fixed", interval = "{seconds(work.interval)} s", write = "{seconds(work.write)} s" }}\n'
    return f"""[workload.w{w}]
kind = "csv"
file = "jobs{w}.csv"
utilisation = {work.utilisation}
flexibility = {{ restart = "{seconds(work.restart)} s" }}
{saves if work.interval else ""}"""


def sleep_text(sleep):
    return f"""[control.sleep]
after = "{seconds(sleep["after"])} s"
power = "{sleep["power"]} W"
wake = "{seconds(sleep["wake"])} s"
wake_power = "{sleep["wake_power"]} W"
keep_awake = {sleep["keep"]}
""" if sleep else ""


def scenario_text(s):
    return f"""[scenario]
duration = "{seconds(s.end)} s"
warmup = "{seconds(s.warmup)} s"
[cluster]
nodes = {s.nodes}
accelerators = {s.accelerators}
power = {{ kind = "linear", idle = "{s.idle * s.accelerators} W", full = "{s.full * s.accelerators} W" }}
[scheduling]
kind = "fcfs"
{PLAIN_SITE}[output]
jobs = "all"
traces = "none"
{sleep_text(s.sleep)}{failure_text(s)}{"".join(work_text(w, work) for w, work in enumerate(s.works))}"""


def case_of(scenario):
    files = {"scenario.toml": scenario_text(scenario), **dict(failure_files(scenario))}
    for w in range(len(scenario.works)):
        rows = [(seconds(j.submit), seconds(j.duration), j.size) for j in scenario.jobs if j.workload == w]
        files[f"jobs{w}.csv"] = csv_text("submit,duration,accelerators", rows)
    return expectations(Case(files), scenario)


def sleeping(draw):
    scenario = random_scenario(draw)
    add_sleep(draw, scenario)
    return case_of(scenario)


def failing(draw):
    scenario = random_scenario(draw)
    add_failures(draw, scenario)
    return case_of(scenario)


def failing_and_sleeping(draw):
    scenario = random_scenario(draw)
    add_failures(draw, scenario)
    add_sleep(draw, scenario)
    return case_of(scenario)
