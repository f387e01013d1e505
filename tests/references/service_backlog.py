"""A service that is asked for more than it can do: how long its line is, who leaves it, who is answered in time.

Requests come evenly over an interval, are answered first come, first served, at the capacity, and leave when they have
waited for `patience`. As a fluid [Newell, Applications of Queueing Theory, 1982, ch. 2] all follows from the wait V(t) of
who comes at t: V' = rate / capacity - 1, between 0 and the patience, where just the capacity stays. Who comes when there is
no line, at less than the capacity, meets M/D/1 queues, one for each replica [Erlang 1909]:
P(wait <= x) = (1 - load) sum over k <= x / T of (l (kT - x))^k exp(-l (kT - x)) / k!.
"""
import datetime
import math
from dataclasses import dataclass
from decimal import Decimal, localcontext

from case import EXACT, PLAIN_SITE, Case, Tolerance, csv_text

SERIES = Tolerance(relative=1e-6, absolute=1e-2)  # of 32 bits, rounded to a power of two
FLUID = Tolerance(relative=1e-9, absolute=1e-6)
ROUNDING = 1e-9  # of a wait, in seconds
WITHIN = Tolerance(absolute=0.01)  # docs/services.md: shares within the objective to one point


@dataclass
class Piece:
    """Of time, in which the wait is linear."""
    since: float
    until: float
    wait: float
    wait_after: float
    enter: float  # requests per second that will be answered
    leave: float  # and that will not
    calm: bool  # nobody waits for capacity

    def answered(self, end):
        """Part of those who enter that has been answered by `end`."""
        first, last = self.since + self.wait, self.until + self.wait_after
        return min(1.0, max(0.0, (end - first) / (last - first))) if last > first else float(last <= end)

    def gone(self, end, patience):
        """Part of those who leave that has left by `end`."""
        return min(1.0, max(0.0, (end - patience - self.since) / (self.until - self.since)))

    def length(self):
        return self.until - self.since


def pieces(counts, length, capacity, patience):
    wait, result = 0.0, []
    for i, count in enumerate(counts):
        now, end, rate = i * length, (i + 1) * length, count / length
        while now < end:
            slope = rate / capacity - 1
            if wait <= ROUNDING and slope <= 0:
                piece = Piece(now, end, 0.0, 0.0, rate, 0.0, True)
            elif wait >= patience - ROUNDING and slope > 0:
                piece = Piece(now, end, patience, patience, capacity, rate - capacity, False)
            else:
                bound = patience if slope > 0 else 0.0
                until = min(end, now + (bound - wait) / slope) if slope else end
                after = bound if until < end else wait + slope * (until - now)
                piece = Piece(now, until, wait, after, rate, 0.0, False)
            result.append(piece)
            now, wait = piece.until, piece.wait_after
    return result


def waits_at_most(x, rate, time):
    """In M/D/1: large terms of both signs, up to where nothing is left at the loads below."""
    if x < 0 or x > 60 * time:
        return float(x > 0)
    with localcontext() as context:
        context.prec = 100
        rate, time, x = Decimal(rate), Decimal(time), Decimal(x)
        ahead = [rate * (k * time - x) for k in range(int(x / time) + 1)]
        return float((1 - rate * time) * sum(a**k / math.factorial(k) * (-a).exp() for k, a in enumerate(ahead)))


def in_time(piece, end, objective, time, replicas):
    """Part of those answered by `end` that wait for at most objective - time."""
    if piece.calm:
        return waits_at_most(objective - time, piece.enter / replicas, time)
    last = piece.wait + piece.answered(end) * (piece.wait_after - piece.wait)
    low, high = sorted((piece.wait, last))
    return min(1.0, max(0.0, (objective - time - low) / (high - low))) if high > low else float(low <= objective - time)


# -- scenarios

def scenario_text(length, intervals, time, replicas, patience, objective):
    leaves = f'patience = "{patience} s"' if patience < math.inf else ""
    return f"""[scenario]
start = 2025-06-02T00:00:00Z
duration = "{length * intervals} s"
[cluster]
nodes = 1
[cluster.accelerator]
peak = {{ bf16 = "1e6 TFLOP/s" }}
bandwidth = "1e6 GB/s"
{PLAIN_SITE}[workload.v]
kind = "service"
arrivals = {{ kind = "trace", file = "requests.csv" }}
interval = "{length} s"
autoscale = {{ kind = "fixed", replicas = {replicas} }}
slo = {{ ttft = "{objective} s" }}
{leaves}
[workload.v.serve]
kind = "vision"
model = {{ architecture = "network", parameters = 1.0, forward = "1e-6 TFLOP" }}
batch = 1
per_batch = "{time} s"
[output]
traces = "first"
sample_every = "{length} s"
"""


def request_rows(counts, length):
    start = datetime.datetime(2025, 6, 2)
    for i, count in enumerate(counts):
        for k in range(count):
            at = start + datetime.timedelta(seconds=length * (i + k / count))
            yield at.strftime("%Y-%m-%d %H:%M:%S.%f"), 100, 10


def random_case(draw):
    time, length, replicas = draw.choice([0.5, 1.0, 2.0]), draw.choice([30, 60, 300]), draw.randint(1, 3)
    patience = draw.choice([math.inf, math.inf, 5, 60, 600])
    objective = time + draw.choice([0.7, 2.3, 4.1, 30.2, 100.3])
    full = length * replicas / time
    counts = [max(1, round(full * draw.choice([0.1, 0.4, 0.8, 1.1, 1.5, 3.0]))) for _ in range(draw.randint(3, 10))]
    case = Case({"scenario.toml": scenario_text(length, len(counts), time, replicas, patience, objective),
                 "requests.csv": csv_text("TIMESTAMP,ContextTokens,GeneratedTokens", request_rows(counts, length))})
    return expectations(case, counts, length, time, replicas, patience, objective)


def expectations(case, counts, length, time, replicas, patience, objective):
    course, end = pieces(counts, length, replicas / time, patience), len(counts) * length

    def so_far(now):
        """Answered and lost by then."""
        answered = sum(p.enter * p.length() * p.answered(now) for p in course if p.since < now)
        return answered, sum(p.leave * p.length() * p.gone(now, patience) for p in course if p.since < now)

    answered, lost = so_far(end)
    met = sum(p.enter * p.length() * p.answered(end) * in_time(p, end, objective, time, replicas) for p in course)
    case.metrics(EXACT, requests=sum(counts))
    case.metrics(FLUID, requests_served=answered, requests_lost=lost)
    case.metrics(WITHIN, slo_attainment=met / (answered + lost))
    waiting = [sum(counts[:i + 1]) - sum(so_far((i + 1) * length)) for i in range(len(counts))]
    case.series("service_v_waiting", SERIES, waiting)
    return case
