"""Random sites of battery_bus.py, and where the program tells what the reference says."""
import datetime
from dataclasses import dataclass

from battery_bus import Battery, carbon_free_score, pv_power, simulate
from case import PLAIN_PLANT, Case, Tolerance, csv_text
from epw import HOURS_OF_YEAR, Record, epw_text

# A bound is met at the next whole nanosecond: at 5 MW 1.4e-9 kWh, some hundred times.
BOUNDS = Tolerance(relative=1e-10, absolute=1e-6)
SHARES = Tolerance(relative=1e-10)

BEFORE = 30 * 60  # signals begin so many minutes before the hour of the start
FUELS = {"COL": ("coal", 820), "NG": ("gas", 490), "OIL": ("oil", 650), "WND": ("wind", 11), "SUN": ("solar", 41),
         "WAT": ("hydro", 24), "NUC": ("nuclear", 12), "OTH": ("other", 230)}  # grams per kWh
WITHOUT_DIRECT_EMISSIONS = ("WND", "SUN", "WAT", "NUC")
IDLE, EACH = 1000.0, 100.0  # kW: of the nodes, and more for each accelerator that works
NODES = 10


@dataclass
class Site:
    start: datetime.datetime
    minutes: int
    warmup: int
    drain: int
    battery: Battery
    rule: dict
    mix_step: int
    mix: list
    price_step: int
    prices: list
    irradiance: list  # by hour
    peak: float
    jobs: list
    export_limit: float
    export_price: float

    def __post_init__(self):
        self.minute_of_hour = self.start.minute
        grams = [sum(row[fuel] * FUELS[fuel][1] for fuel in FUELS) / sum(row.values()) for row in self.mix]
        free = [sum(row[fuel] for fuel in WITHOUT_DIRECT_EMISSIONS) / sum(row.values()) for row in self.mix]
        minutes = range(self.minutes)
        self.grams = grams
        self.intensity = [grams[self.index(m, self.mix_step)] for m in minutes]
        self.carbon_free = [free[self.index(m, self.mix_step)] for m in minutes]
        self.price = [self.prices[self.index(m, self.price_step)] for m in minutes]
        self.solar = [pv_power(self.irradiance[(self.minute_of_hour + m) // 60], self.peak) for m in minutes]
        self.load = [IDLE + EACH * sum(size for at, length, size in self.jobs if at <= m < at + length) for m in minutes]
        self.coming = {}
        if self.battery:
            self.battery.carbon = self.battery.stored * sum(self.intensity) / self.minutes
            self.battery.carbon_free = self.battery.stored * sum(self.carbon_free) / self.minutes

    def index(self, minute, step):
        return (BEFORE + self.minute_of_hour + minute) // step

    def signal(self, minute):
        """Its value, and those of all its steps over the horizon of the rule."""
        if "horizon" not in self.rule:
            return 0.0, [0.0]
        values, step = ((self.grams, self.mix_step) if self.rule["kind"] == "carbon-threshold" else
                        (self.prices, self.price_step))
        first = self.index(minute, step)
        if first not in self.coming:
            self.coming[first] = values[first:self.index(minute + 60 * self.rule["horizon"] - 1, step) + 1]
        return values[first], self.coming[first]


def random_battery(draw):
    energy, taper = draw.choice([500.0, 2000.0, 5000.0]), None
    if draw.random() < 0.3:
        taper = {"charge_time": draw.choice([60, 144, 600, 3600]) / 3600,
                 "discharge_time": draw.choice([36, 300, 3600]) / 3600,
                 "top": draw.choice([0.9, 1.0]) * energy, "bottom": draw.choice([0.0, 0.05, 0.2]) * energy}
    return Battery(energy=energy, power=draw.choice([300.0, 1000.0, 2500.0]), eta_charge=draw.choice([0.9, 0.95, 1.0]),
                   eta_discharge=draw.choice([0.87, 0.95, 1.0]), least=draw.choice([0.0, 0.1, 0.3]) * energy,
                   leak=0.0 if taper else draw.choice([0.0, 0.0, 0.001, 0.02]), taper=taper,
                   stored=draw.choice([0.3, 0.5, 1.0]) * energy)


def random_rule(draw):
    kind = draw.choice(["self-consumption", "carbon-threshold", "price-threshold", "grid-target", "none"])
    if kind == "grid-target":
        return {"kind": kind, "target": draw.choice([0.0, 500.0, 1000.0, 1500.0]), "charge_from_grid": draw.random() < 0.6}
    if kind.endswith("threshold"):
        low = round(draw.uniform(0, 0.5), 2)
        return {"kind": kind, "low": low, "high": round(draw.uniform(low, 1), 2),
                "horizon": draw.choice([6, 24, 36]), "charge_from_grid": draw.random() < 0.6}
    return {"kind": kind}


def random_signals(draw, minutes):
    """The steps of mix and prices, and their values."""
    mix_step, price_step = draw.choice([5, 15, 30, 60, 60]), draw.choice([15, 30, 60, 60])
    mix = [{fuel: draw.choice([0, draw.randint(0, 5000)]) + (fuel == "NG") for fuel in FUELS}
           for _ in range(minutes // mix_step)]
    two_prices = price_step == 60 and draw.random() < 0.3
    prices = [draw.choice([40.0, 120.0]) if two_prices else round(draw.uniform(-20, 200), 3)
              for _ in range(minutes // price_step)]
    return {"mix_step": mix_step, "mix": mix, "price_step": price_step, "prices": prices}


def random_site(draw):
    hours, drain, jobs, at = draw.choice([8, 12, 24, 48]), draw.choice([0, 0, 5]), [], 0
    for _ in range(draw.randint(1, 4)):
        at += draw.randint(1, hours * 15)
        jobs.append((at, draw.randint(1, hours * 30), draw.randint(1, 2)))
    return Site(start=datetime.datetime(2025, draw.randint(1, 12), draw.randint(1, 25), draw.randint(0, 23),
                                        draw.choice([0, 0, 7, 20, 45])),
                minutes=60 * (hours + drain), warmup=60 * draw.choice([0, 0, 3, 7]), drain=60 * drain,
                battery=random_battery(draw) if draw.random() < 0.9 else None, rule=random_rule(draw),
                **random_signals(draw, BEFORE + 60 * (hours + drain + 48)),
                irradiance=[draw.choice([0, draw.randint(0, 1400)]) for _ in range(hours + drain + 1)],
                peak=draw.choice([0.0, 500.0, 2000.0, 4000.0]), jobs=jobs, export_limit=draw.choice([0.0, 0.0, 200.0, 1e5]),
                export_price=draw.choice([0.0, 40.0]))


def stamps(site, step):
    at = site.start - datetime.timedelta(minutes=BEFORE + site.minute_of_hour)
    while True:
        yield at.strftime("%Y-%m-%d %H:%M:%S+00:00")
        at += datetime.timedelta(minutes=step)


def weather_text(site):
    """Dark but in the hours of the run, all light diffuse."""
    first = (site.start.replace(minute=0) - datetime.datetime(site.start.year, 1, 1)) // datetime.timedelta(hours=1)
    light = dict(enumerate(site.irradiance, first))
    hours = [light.get(hour, 0) for hour in range(HOURS_OF_YEAR)]
    return epw_text((50, 0, 0), [Record(ghi=watts, dhi=watts) for watts in hours])


def dispatch_text(rule):
    units = {"target": '"{} kW"', "horizon": '"{} h"', "kind": '"{}"'}
    return ", ".join(f"{key} = " + units.get(key, "{}").format(str(value).lower()) for key, value in rule.items())


def battery_text(battery, rule):
    if not battery:
        return ""
    b, t = battery, battery.taper
    taper = f"""taper = {{ charge_time = "{t["charge_time"] * 3600} s", discharge_time = "{t["discharge_time"] * 3600} s", \
top = {t["top"] / b.energy}, bottom = {t["bottom"] / b.energy} }}
""" if t else ""
    return f"""[supply.battery]
energy = "{b.energy} kWh"
power = "{b.power} kW"
eta_charge = {b.eta_charge}
eta_discharge = {b.eta_discharge}
min_soc = {b.least / b.energy}
initial_soc = {b.stored / b.energy}
self_discharge = "{b.leak} /h"
dispatch = {{ {dispatch_text(rule)} }}
{taper}"""


def scenario_text(site):
    factors = "\n".join(f'{name} = "{grams} g/kWh"' for name, grams in FUELS.values())
    return f"""[scenario]
start = {site.start.strftime("%Y-%m-%dT%H:%M:%SZ")}
duration = "{site.minutes - site.drain} min"
warmup = "{site.warmup} min"
drain = "{site.drain} min"
[climate]
kind = "epw"
file = "weather.epw"
[cluster]
nodes = {NODES}
accelerators = 1
power = {{ kind = "linear", idle = "{IDLE / NODES} kW", full = "{IDLE / NODES + EACH} kW" }}
{PLAIN_PLANT}power = {{ kind = "none" }}
[supply.grid]
kind = "mix-csv"
file = "mix.csv"
implausible_below = 0.0
price = {{ kind = "csv", file = "prices.csv" }}
forecast = {{ kind = "oracle" }}
price_forecast = {{ kind = "oracle" }}
[supply.grid.emission_factors]
{factors}
[supply.solar]
peak = "{site.peak} kW"
tilt_deg = 0
albedo = 0.0
sky = "isotropic"
cover = "none"
temperature_coefficient = 0.0
losses = 0.1
dc_ac_ratio = 1.2
inverter_efficiency = 0.96
[supply.export]
limit = "{site.export_limit} kW"
price = "{site.export_price} EUR/MWh"
{battery_text(site.battery, site.rule)}[workload.w]
kind = "csv"
file = "jobs.csv"
[output]
traces = "none"
"""


def random_case(draw):
    site = random_site(draw)
    jobs = [(60 * at, 60 * length, size) for at, length, size in site.jobs]
    mix = [(at, *row.values()) for at, row in zip(stamps(site, site.mix_step), site.mix)]
    prices = zip(stamps(site, site.price_step), site.prices)
    case = Case({"scenario.toml": scenario_text(site), "jobs.csv": csv_text("submit,duration,accelerators", jobs),
                 "mix.csv": csv_text("timestamp," + ",".join(FUELS), mix),
                 "prices.csv": csv_text("Datetime (UTC),Price (EUR/MWh)", prices), "weather.epw": weather_text(site)})
    return expectations(case, site, simulate(site))


def expectations(case, site, window):
    f, b, counted = window.flows, site.battery, range(site.warmup, site.minutes)
    bought = 0.0  # what the change of the stored energy is worth at the meter
    if b:
        bought = -window.stored / b.eta_charge if window.stored < 0 else -window.stored * b.eta_discharge
    mean_intensity = sum(site.intensity[m] for m in counted) / len(counted)
    mean_price = sum(site.price[m] for m in counted) / len(counted)
    peak = 4 * max(window.quarters.values())
    case.metrics(BOUNDS, energy_facility_kwh=f["load"], energy_solar_kwh=f["solar"], energy_grid_import_kwh=f["import"],
                 energy_grid_export_kwh=f["export"], energy_curtailed_kwh=f["curtailed"], peak_import_kw=peak,
                 energy_battery_charge_kwh=f["charge"], energy_battery_discharge_kwh=f["discharge"],
                 energy_stored_delta_kwh=window.stored, co2e_stored_delta_kg=window.stored_carbon / 1000,
                 co2e_location_kg=f["carbon"], co2e_location_adjusted_kg=f["carbon"] + bought * mean_intensity / 1000,
                 cost_energy=f["cost"], cost_energy_adjusted=f["cost"] + bought * mean_price / 1000)
    case.metrics(SHARES, coverage=f["own"] / f["load"], cfe=carbon_free_score(window))
    return case
