"""Flexible jobs that wait for clean or cheap hours, by exhaustive search in integers.

A job may start at any instant from its submission until its slack is over. lowest-window [Hanafy et al., GAIA, ASPLOS 2024]
starts it where the mean of the forecast over its expected length is least, lowest-slot where the forecast's value is; of
equals at the first. The mean is linear in the start between instants at which a step of the forecast begins or ends with
the job, so that only these need to be looked at, or with `grid` only the multiples of that. The cluster has room for all.

oracle: the forecast is what comes. persistence: at any hour what was a whole number of days before, as of the submission.
"""
import datetime

from case import EXACT, HOUR, INSTANT, PLAIN_PLANT, ROUNDING, SECOND, Case, csv_text, instant, seconds

DAY = 24 * HOUR
BEFORE = 26 * HOUR  # signals begin so long before the hour of the start
HOURS, DRAIN = 48, 100
IDLE, FULL, NODES = 100, 300, 20  # watts of a node
COAL, WIND = 820, 11  # grams per kWh


class Signal:
    """Steps of integers from BEFORE the hour of the start on; instants count from there."""

    def __init__(self, step, values):
        self.step, self.values = step, values

    def at(self, time):
        return self.values[time // self.step]

    def changes(self, since, until):
        return range(since // self.step * self.step + self.step, until + 1, self.step)

    def integral(self, since, until):
        cuts = [since, *(t for t in self.changes(since, until) if t < until), until]
        return sum(self.at(a) * (b - a) for a, b in zip(cuts, cuts[1:]))


class Persistence:
    def __init__(self, signal, issued):
        self.signal, self.issued = signal, issued

    def days_before(self, time):
        return (time - self.issued) // DAY + 1

    def at(self, time):
        return self.signal.at(time - DAY * self.days_before(time))

    def changes(self, since, until):
        wraps = range(self.issued + DAY * self.days_before(since), until + 1, DAY)
        return sorted({*self.signal.changes(since, until), *wraps})  # steps divide a day

    def integral(self, since, until):
        cuts = [since, *(t for t in self.changes(since, until) if t < until), until]
        return sum(self.at(a) * (b - a) for a, b in zip(cuts, cuts[1:]))


def best_start(forecast, rule, submit, slack, expected):
    latest = submit + slack
    if rule["kind"] == "lowest-slot":
        starts = [submit, *forecast.changes(submit, latest)]
        return min(starts, key=lambda start: (forecast.at(start), start))
    if "grid" in rule:
        starts = range(submit, latest + 1, rule["grid"])
    else:
        begins = [start for t in forecast.changes(submit, latest + expected) for start in (t, t - expected)]
        starts = [submit, latest, *(start for start in begins if submit < start < latest)]
    return min(starts, key=lambda start: (forecast.integral(start, start + expected), start))


# -- scenarios

def random_jobs(draw):
    """(submit, length, expected length) in order."""
    fine, wrong, jobs, last = draw.random() < 0.5, draw.random() < 0.3, [], HOURS - 1
    for submit in sorted(draw.choice([3600 * draw.randint(0, last), draw.randint(0, 3600 * last)]) for _ in range(12)):
        length = draw.choice([draw.randint(1, 7200), 3600 * draw.randint(1, 12), draw.randint(1, 86400)]) * SECOND
        length += draw.randrange(SECOND) if fine else 0
        jobs.append((submit * SECOND, length, int(length * draw.uniform(0.5, 2)) + 1 if wrong else length))
    return jobs


def random_rule(draw):
    rule = {"kind": draw.choice(["lowest-window", "lowest-window", "lowest-slot"]),
            "signal": draw.choice(["intensity", "price"])}
    if rule["kind"] == "lowest-window" and draw.random() < 0.5:
        rule["grid"] = draw.choice([7, 30, 60]) * 60 * SECOND
    return rule


def stamps(start, step, number):
    first = start.replace(minute=0) - datetime.timedelta(seconds=BEFORE // SECOND)
    return [(first + datetime.timedelta(seconds=i * step // SECOND)).strftime("%Y-%m-%d %H:%M:%S+00:00") for i in range(number)]


def scenario_text(start, rule, slack, forecast):
    words = {"grid": lambda grid: f'"{grid // SECOND} s"'}
    defer = ", ".join(f"{key} = " + words.get(key, '"{}"'.format)(value) for key, value in rule.items())
    return f"""[scenario]
start = {start.strftime("%Y-%m-%dT%H:%M:%SZ")}
duration = "{HOURS} h"
drain = "{DRAIN} h"
[climate]
kind = "constant"
[cluster]
nodes = {NODES}
accelerators = 1
power = {{ kind = "linear", idle = "{IDLE} W", full = "{FULL} W" }}
[scheduling]
kind = "fcfs"
defer = {{ {defer} }}
{PLAIN_PLANT}power = {{ kind = "none" }}
[supply.grid]
kind = "mix-csv"
file = "mix.csv"
implausible_below = 0.0
emission_factors = {{ coal = "{COAL} g/kWh", wind = "{WIND} g/kWh" }}
price = {{ kind = "csv", file = "prices.csv" }}
forecast = {{ kind = "{forecast}" }}
price_forecast = {{ kind = "{forecast}" }}
[workload.w]
kind = "csv"
file = "jobs.csv"
columns = {{ estimate = "estimate" }}
flexibility = {{ slack = "{seconds(slack)} s" }}
[output]
jobs = "all"
traces = "none"
"""


def random_case(draw):
    start = datetime.datetime(2025, draw.randint(1, 12), draw.randint(1, 25), draw.randint(0, 23), draw.choice([0, 0, 13]))
    step = draw.choice([5, 15, 60, 60]) * 60 * SECOND
    number = (BEFORE + (HOURS + DRAIN + 24) * HOUR) // step
    few = draw.random() < 0.4  # values, so that there are equals
    coal = [draw.randint(1, 4) * 100 if few else draw.randint(0, 1000) for _ in range(number)]  # of 1000 MW
    prices = [draw.randint(1, 5) * 1000 if few else draw.randint(1, 100000) for _ in range(number)]  # in 1/1000 EUR/MWh
    rule, jobs, forecast = random_rule(draw), random_jobs(draw), draw.choice(["oracle", "oracle", "persistence"])
    slack = draw.choice([0, 3600, 3 * 3600, 6 * 3600 + 600, 24 * 3600, 40 * 3600]) * SECOND
    at = stamps(start, step, number)
    rows = [(seconds(submit), seconds(length), 1, seconds(expected)) for submit, length, expected in jobs]
    mix = [(stamp, c, 1000 - c) for stamp, c in zip(at, coal)]
    price_rows = [(stamp, price / 1000) for stamp, price in zip(at, prices)]
    case = Case({"scenario.toml": scenario_text(start, rule, slack, forecast),
                 "jobs.csv": csv_text("submit,duration,accelerators,estimate", rows),
                 "mix.csv": csv_text("timestamp,COL,WND", mix),
                 "prices.csv": csv_text("Datetime (UTC),Price (EUR/MWh)", price_rows)})
    intensity = Signal(step, [COAL * c + WIND * (1000 - c) for c in coal])  # in 1/1000 g/kWh
    return expectations(case, jobs, rule, slack, forecast, {"intensity": intensity, "price": Signal(step, prices)},
                        BEFORE + start.minute * 60 * SECOND)


def expectations(case, jobs, rule, slack, forecast, signals, origin):
    """`origin`: the start of the run on the clock of the signals."""
    preferred, end = signals[rule["signal"]], origin + (HOURS + DRAIN) * HOUR
    carbon, cost = (NODES * IDLE * signal.integral(origin, end) for signal in signals.values())
    for number, (submit, length, expected) in enumerate(jobs, 1):
        told = preferred if forecast == "oracle" else Persistence(preferred, origin + submit)
        start = best_start(told, rule, origin + submit, slack, expected)
        case.job("w", number, INSTANT, submit_s=instant(submit), start_s=instant(start - origin), run_s=instant(length),
                 wait_s=instant(start - origin - submit), end_s=instant(start - origin + length))
        carbon += (FULL - IDLE) * signals["intensity"].integral(start, start + length)
        cost += (FULL - IDLE) * signals["price"].integral(start, start + length)
    case.metrics(EXACT, jobs_completed=len(jobs))
    case.metrics(ROUNDING, co2e_location_kg=carbon / HOUR / 1e9, cost_energy=cost / HOUR / 1e9)
    return case
