"""Random fields and weather of photovoltaics.py, and where the program tells what the reference says."""
import datetime

from case import PLAIN_GRID, PLAIN_PLANT, Case, Tolerance, csv_text
from epw import HOURS_OF_YEAR, Record, epw_text
from photovoltaics import MOUNTING, Field, Weather, ac_power, sun

HOURS = 48
ENERGY = Tolerance(relative=1e-9, absolute=1e-6)
YEAR = datetime.datetime(2025, 1, 1)


def random_weather(draw, place):
    """By hour of the year, in standard time, dark at night."""
    rows = []
    for i in range(HOURS_OF_YEAR):
        cosine, _ = sun(i // 24 + 1, i % 24 + 0.5, *place)
        dni, dhi = (draw.choice([0, draw.randint(0, 900)]), draw.randint(0, 400)) if cosine > 0 else (0, 0)
        ghi = dni * max(0.0, cosine) + dhi
        rows.append(Weather(round(draw.uniform(-10, 35), 1), round(draw.uniform(0, 12), 1), ghi, dni, dhi))
    return rows


def random_field(draw):
    return Field(peak=1e6, tilt_deg=round(draw.uniform(0, 90), 1), azimuth_deg=round(draw.uniform(0, 360), 1),
                 albedo=round(draw.uniform(0, 1), 2), sky=draw.choice(["isotropic", "hay-davies"]),
                 cover=draw.choice(["physical", "ashrae", "none"]), mounting=draw.choice(list(MOUNTING)),
                 temperature_coefficient=-round(draw.uniform(0, 0.006), 4), losses=round(draw.uniform(0, 0.3), 3),
                 dc_ac_ratio=round(draw.uniform(0.8, 1.6), 2), inverter_efficiency=round(draw.uniform(0.9, 1), 3))


def scenario_text(start, field):
    keys = {key: value for key, value in vars(field).items() if key != "peak"}
    lines = "\n".join(f"{key} = " + (f'"{value}"' if isinstance(value, str) else str(value)) for key, value in keys.items())
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
{PLAIN_PLANT}{PLAIN_GRID}[supply.solar]
peak = "{field.peak} W"
{lines}
[workload.w]
kind = "csv"
file = "jobs.csv"
[output]
traces = "first"
sample_every = "1 h"
"""


def random_case(draw):
    zone = draw.choice([-8, -5, 0, 1, 8, 10])
    place = (round(draw.uniform(-65, 65), 3), round(15 * zone + draw.uniform(-7, 7), 3), zone)
    rows, field = random_weather(draw, place), random_field(draw)
    start = YEAR + datetime.timedelta(hours=draw.randint(24, 8600))  # UTC
    watts = []
    for i in range(HOURS):
        middle = start + datetime.timedelta(hours=i + zone, minutes=30)  # in standard time
        row = int((middle - YEAR).total_seconds() // 3600)
        now, before = rows[row], rows[row - 1]  # rows tell the state at the end of their hour, and light over it
        state = Weather((now.celsius + before.celsius) / 2, (now.wind + before.wind) / 2, now.ghi, now.dni, now.dhi)
        watts.append(ac_power(field, state, middle.timetuple().tm_yday, middle.hour + 0.5, *place))
    case = Case({"scenario.toml": scenario_text(start, field),
                 "weather.epw": epw_text(place, [Record(**vars(row)) for row in rows]),
                 "jobs.csv": csv_text("submit,duration,accelerators", [(1, 1, 1)])})
    case.metrics(ENERGY, energy_solar_kwh=sum(watts) / 1000)
    case.series("solar_power", Tolerance(absolute=2.0 ** -23 * field.peak), watts)  # of 32 bits
    return case
