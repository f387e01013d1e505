"""Random queues of backfilling.py, and where the program tells what the reference says."""
from backfilling import Job, Queue, Workload
from case import EXACT, HOUR, INSTANT, PLAIN_SITE, ROUNDING, SECOND, Case, csv_text, instant, seconds


def random_workloads(draw):
    return [Workload(draw.randint(0, 3), draw.randint(10, 200) * SECOND, draw.choice([0.5, 1.0, 3.0]))
            for _ in range(draw.randint(1, 3))]


def random_jobs(draw, capacity, workloads, conservative):
    jobs, at = [], 0
    exact = draw.random() < 0.6  # whole seconds, so that much happens at one instant

    def span(least, most):
        return draw.randint(least, most) * SECOND + (0 if exact else draw.randrange(SECOND))

    for _ in range(draw.randint(1, 14)):
        at += draw.choice([0, 0, span(1, 20)])
        duration, accelerators = span(1, 60), draw.randint(0, capacity[0] + (draw.random() < 0.1))
        cores = draw.randint(accelerators == 0, capacity[1] // 2 + draw.choice([0, 0, 0, capacity[1]]))
        needs = (accelerators, cores, draw.choice([0, 1, capacity[2] // 3, capacity[2] // 2, capacity[2]]))
        # Who outruns what is believed of him under `conservative` moves what was promised, which has no definition.
        estimate = duration + span(0, 50) if conservative or draw.random() < 0.6 else span(1, 60)
        w = draw.randrange(len(workloads))
        before = [job for job in jobs if job.workload == w]
        jobs.append(Job(w, len(before) + 1, at, duration, needs, estimate, draw.choice([None, None, duration, span(1, 60)]),
                        draw.sample(before, min(len(before), draw.choice([0, 0, 1, 2])))))
    return sorted(jobs, key=lambda job: (job.submit, job.workload, job.number))


def job_rows(jobs):
    for job in jobs:
        accelerators, cores, memory = job.needs
        yield (f"j{job.number}", seconds(job.submit), seconds(job.duration), accelerators, cores, memory * 10**9,
               seconds(job.estimate), "" if job.walltime is None else seconds(job.walltime),
               " ".join(f"j{other.number}" for other in job.after))


def workload_text(w, workload, utilisation):
    return f"""[workload.w{w}]
kind = "csv"
file = "jobs{w}.csv"
cpu_jobs = true
utilisation = {utilisation}
priority = {workload.priority}
deadline = "{seconds(workload.deadline)} s"
share = {workload.share}
[workload.w{w}.columns]
id = "id"
after = "after"
cores = "cores"
memory_bytes = "memory"
estimate = "estimate"
walltime = "walltime"
"""


def scenario_text(capacity, power, scheduling, workloads):
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
{PLAIN_SITE}[output]
jobs = "all"
traces = "none"
{"".join(workload_text(w, workload, power["utilisation"]) for w, workload in enumerate(workloads))}"""


def energy_of(job, capacity, power):
    """In watts times nanoseconds: that of what it holds, idle, and of its work."""
    held = 0 if job.start is None else job.end - job.start
    part = job.needs[0] / capacity[0]
    work = (power["full"] - power["idle"]) * part if job.needs[0] else power["core"] * job.needs[1]
    return held * power["idle"] * part, held * work * power["utilisation"]


def expectations(case, jobs, capacity, power):
    for job in jobs:
        where, ran = (f"w{job.workload}", job.number), 0 if job.start is None else job.end - job.start
        waited_until = job.end if job.start is None else job.start
        case.job(*where, EXACT, status=job.state)
        case.job(*where, INSTANT, start_s=instant(job.start), end_s=instant(job.end), run_s=instant(ran),
                 wait_s=instant(waited_until - job.submit))
        case.job(*where, ROUNDING, energy_kwh=sum(energy_of(job, capacity, power)) / HOUR / 1000)
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


ORDERS = ["submission", "submission", "sjf", "priority", "edf"]


def queueing(rule, kind, orders=ORDERS):
    """An area: of the scheduler `kind`, or as what fills in under another order of the queue."""
    def area(draw):
        capacity = (draw.choice([1, 2, 3, 4, 8]), draw.choice([4, 8, 16]), draw.choice([10, 64]))
        power = {"idle": draw.choice([0, 95, 100]), "full": draw.choice([200, 333]), "core": draw.choice([2.5, 4.0]),
                 "utilisation": draw.randint(0, 10) / 10}
        workloads, order, half_life = random_workloads(draw), draw.choice(orders), draw.choice([100, 600, 86400])
        jobs = random_jobs(draw, capacity, workloads, rule == "conservative")
        Queue(jobs, workloads, capacity, rule, order, half_life * SECOND).run()
        scheduling = f'kind = "{kind}"' if order == "submission" else f'kind = "{order}"\nfill = "{rule}"'
        scheduling += f'\nhalf_life = "{half_life} s"' if order == "fair-share" else ""
        files = {"scenario.toml": scenario_text(capacity, power, scheduling, workloads)}
        for w in range(len(workloads)):
            files[f"jobs{w}.csv"] = csv_text("id,submit,duration,accelerators,cores,memory,estimate,walltime,after",
                                             job_rows([job for job in jobs if job.workload == w]))
        return expectations(Case(files), jobs, capacity, power)
    return area


def fair_share(draw):
    rule = draw.choice(["strict", "skip", "easy"])
    return queueing(rule, rule, ["fair-share"])(draw)
