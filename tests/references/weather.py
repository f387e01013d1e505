"""Weather between the hours of a file: temperature, humidity ratio and pressure on straight lines, the wet bulb from these.

A record of an EnergyPlus file tells the state at the end of its hour, in local standard time; what lies between two is
interpolated in what mixes, never in relative humidity or wet bulb [ASHRAE Fundamentals 2017, ch. 1]. Air holds no more water
than saturated air does. The year of the file is 365 days long and begins again.
"""
import datetime

from case import PLAIN_GRID, PLAIN_PLANT, Case, Tolerance, csv_text
from cooling_plant import humidity, wet_bulb
from epw import HOURS_OF_YEAR, Record, epw_text

HOURS = 12
# Of 32 bits, rounded to a power of two below 1e-4 K; the program's wet bulb is solved to 1e-6 K.
KELVIN = Tolerance(absolute=1e-4)


def random_rows(draw, level):
    """(degC, relative humidity in percent, pascals) of each hour, around a level."""
    return [(round(level + draw.uniform(-12, 12), 1), draw.choice([1, 100, draw.randint(5, 100)]), draw.randint(80000, 103000))
            for _ in range(HOURS_OF_YEAR)]


def state(rows, local):
    """Temperature and wet bulb at a local time."""
    def row_that_ends(at):
        hour = at - datetime.timedelta(hours=1)
        return rows[(datetime.date(2025, hour.month, hour.day) - datetime.date(2025, 1, 1)).days * 24 + hour.hour]

    before = local.replace(minute=0, second=0)
    part = (local - before).total_seconds() / 3600
    ends = [(celsius, humidity(celsius, max(0.01, relative / 100), pascal), pascal)
            for celsius, relative, pascal in (row_that_ends(before), row_that_ends(before + datetime.timedelta(hours=1)))]
    celsius, w, pascal = (a * (1 - part) + b * part for a, b in zip(*ends))
    return celsius, wet_bulb(celsius, min(w, humidity(celsius, 1, pascal)), pascal)


def scenario_text(start, step):
    return f"""[scenario]
start = {start.strftime("%Y-%m-%dT%H:%M:%SZ")}
duration = "{HOURS} h"
[climate]
kind = "epw"
file = "weather.epw"
[cluster]
nodes = 1
accelerators = 1
power = {{ kind = "linear", idle = "100 W", full = "200 W" }}
{PLAIN_PLANT}settle_every = "{step} min"
{PLAIN_GRID}[workload.w]
kind = "csv"
file = "jobs.csv"
[output]
traces = "first"
sample_every = "{step} min"
"""


def random_case(draw):
    """The program sees the middle of each step."""
    offset, step = draw.choice([-8, -5, 0, 1, 8, 10]), draw.choice([5, 15, 60])
    rows = random_rows(draw, draw.choice([-15, 0, 5, 20, 30]))
    day = draw.choice([draw.randint(0, 365), draw.randint(57, 60), draw.choice([0, 364, 365])])  # of 366
    year = 2025 if 56 <= day <= 61 else draw.choice([2024, 2025])  # a leap day has no weather by definition
    start = datetime.datetime(year, 1, 1) + datetime.timedelta(days=day, hours=draw.randint(0, 23))
    middles = [start + datetime.timedelta(hours=offset, minutes=step * (i + 0.5)) for i in range(60 * HOURS // step)]
    states = [state(rows, middle) for middle in middles]
    case = Case({"scenario.toml": scenario_text(start, step),
                 "weather.epw": epw_text((50, 15 * offset, offset), [Record(*row) for row in rows]),
                 "jobs.csv": csv_text("submit,duration,accelerators", [(1, 1, 1)])})
    case.series("dry_bulb_temperature", KELVIN, [celsius for celsius, _ in states])
    case.series("wet_bulb_temperature", KELVIN, [wet for _, wet in states])
    return case
