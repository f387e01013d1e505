"""A server that answers requests in batches, request by request.

Requests come by a Poisson law. Whenever the server is free it takes all that wait, at most `most` at once, or the next that
comes; a batch of k takes fixed + each k [Bailey, J. R. Stat. Soc. B 16 (1954)]. Standard errors are those of means over
consecutive blocks [Law, Simulation Modeling and Analysis, 2015, 9.5.3].
"""
import math
from bisect import bisect_right
from statistics import fmean, stdev

from case import PLAIN_SITE, Case, Tolerance

REQUESTS, BLOCKS, WARMUP = 120_000, 30, 6_000
# docs/services.md: shares within the objective to one point, tables of loads to .2 percent; the program counts latencies by
# sketches of 1 percent, medians to half a percent, and tails to 1 percent: who is still before a request in the middle of a
# batch it takes from quarters of the batch. Besides, what chance does: one of 10^5 means lies 5.2 standard errors of 30
# blocks away (Student t).
MEDIAN, SHARE, TAIL, MEAN, CHANCE = 0.015, 0.01, 0.02, 0.002, 5.2


def simulate(draw, rate, fixed, each, most):
    """Times from coming to answer, and (length, size) of batches."""
    comes, at = [], 0.0
    for _ in range(REQUESTS):
        at += draw.expovariate(rate)
        comes.append(at)
    answered, batches, now, first = [], [], 0.0, 0
    while first < REQUESTS:
        begins = max(now, comes[first])
        size = min(most, bisect_right(comes, begins, first) - first)
        length = fixed + each * size
        batches.append((length, size))
        now = begins + length
        answered += [now - comes[i] for i in range(first, first + size)]
        first += size
    return answered, batches


def blocks(values):
    length = len(values) // BLOCKS
    return [values[i * length:(i + 1) * length] for i in range(BLOCKS)]


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


def mean_in_progress(batches):
    """While there are any."""
    return sum(length * size for length, size in batches) / sum(length for length, _ in batches)


def estimate(values, of):
    """Of all values, and its standard error from blocks."""
    return of(values), stdev(of(block) for block in blocks(values)) / math.sqrt(BLOCKS)


def tolerance(error, relative=0.0, absolute=0.0):
    return Tolerance(relative=relative, absolute=absolute + CHANCE * error)


def scenario_text(rate, fixed, each, most, objective):
    return f"""[scenario]
duration = "1 d"
[cluster]
nodes = 1
[cluster.accelerator]
peak = {{ bf16 = "1000 TFLOP/s" }}
bandwidth = "1e6 GB/s"
achievable = {{ compute = 1.0, memory = 1.0, sharpness = 100.0 }}
{PLAIN_SITE}[workload.v]
kind = "service"
arrivals = {{ kind = "poisson", rate = "{rate!r} /s" }}
interval = "1 d"
autoscale = {{ kind = "fixed", replicas = 1 }}
slo = {{ ttft = "{objective!r} s" }}
[workload.v.serve]
kind = "vision"
model = {{ architecture = "network", parameters = 1e3, forward = "{each * 1000!r} TFLOP" }}
batch = {most}
per_batch = "{fixed!r} s"
[output]
traces = "first"
sample_every = "1 d"
"""


def random_case(draw):
    most = draw.choice([1, 2, 4, 8, 16, 32])
    fixed, each = draw.choice([(1.0, 1e-6), (0.5, 0.05), (0.1, 0.1), (0.01, 0.2)])
    load, factor = draw.uniform(0.05, 0.8), draw.choice([1.2, 1.5, 2.0, 3.0])
    rate, objective = load * most / (fixed + each * most), factor * (fixed + each * most)
    answered, batches = simulate(draw, rate, fixed, each, most)
    answered, batches = answered[WARMUP:], batches[WARMUP // most:]
    case = Case({"scenario.toml": scenario_text(rate, fixed, each, most, objective)})
    value, error = estimate(answered, lambda values: quantile(values, 0.5))
    case.metrics(tolerance(error, relative=MEDIAN), ttft_p50_s=value)
    value, error = estimate(answered, lambda values: quantile(values, 0.99))
    case.metrics(tolerance(error, relative=TAIL), ttft_p99_s=value)
    value, error = estimate(answered, lambda values: fmean(v <= objective for v in values))
    case.metrics(tolerance(error, absolute=SHARE), slo_attainment=value)
    value, error = estimate(batches, mean_in_progress)
    case.series("service_v_batch", tolerance(error, relative=MEAN), [value])
    return case
