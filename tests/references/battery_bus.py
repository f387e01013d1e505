"""A site's bus: a load, photovoltaics, a battery under a dispatch rule, and a grid whose mix and price change.

The store follows dE/dt = eta_c P_charge - P_discharge / eta_d - s E, exact between the instants at which anything changes
or a bound is met. With a taper [C/L/C model: Kazhamiaka et al., Energy Informatics 2 (2019)] charging at P ends above
top - P t_c, from where the rest of the way to the top closes by exp(-eta_c t / t_c), and discharging likewise.

Carbon, the site's own energy, and carbon-free energy enter the store with what charges it, mix, and leave as it does.
Energy free of carbon is matched by UTC hour: the site's own first, of the rest the share that the grid had when it was
bought. PV: horizontal modules under a diffuse sky, without a temperature coefficient [PVWatts version 5, NREL/TP-6A20-62641].

Energies in kWh, powers in kW, steps of a minute, within which nothing changes from outside.
"""
import math
from dataclasses import dataclass, field

MINUTE = 1 / 60  # in hours


@dataclass
class Battery:
    energy: float
    power: float
    eta_charge: float
    eta_discharge: float
    least: float  # of the energy, kWh
    leak: float  # per hour
    taper: dict  # charge_time, discharge_time in hours; top, bottom in kWh
    stored: float
    carbon: float = 0.0  # in grams
    own: float = 0.0
    carbon_free: float = 0.0

    def relaxed(self, value, inflow, hours):
        """Of dx/dt = inflow - leak x."""
        if self.leak == 0:
            return value + inflow * hours
        return value * math.exp(-self.leak * hours) + inflow / self.leak * -math.expm1(-self.leak * hours)

    def until(self, bound, inflow, hours):
        """How long the store takes to the bound, at most `hours`."""
        drift, gap = inflow - self.leak * self.stored, bound - self.stored
        if gap * drift <= 0:
            return hours
        left = 1 - self.leak * gap / drift
        time = gap / drift if self.leak == 0 else -math.log(left) / self.leak if left > 0 else hours
        return min(hours, time)

    def step(self, request, hours):
        """What it does of a request at first: (hours, power, stored after); power > 0 charges."""
        power = min(abs(request), self.power)
        if request > 0 and power > 0:
            return self.charge(power, hours)
        if request < 0 and power > 0 and self.stored > self.least:
            return self.discharge(power, hours)
        return hours, 0.0, self.relaxed(self.stored, 0.0, hours)

    def charge(self, power, hours):
        if self.taper:
            end, rate = self.taper["top"], self.eta_charge / self.taper["charge_time"]
            bound = end - power * self.taper["charge_time"]
            if self.stored >= bound - 1e-9:
                gain = max(0.0, end - self.stored) * -math.expm1(-rate * hours)
                return hours, gain / self.eta_charge / hours, self.stored + gain
        else:
            bound = self.energy
            if self.stored >= bound - 1e-9:  # what leaks can be replaced
                power = min(power, self.leak * bound / self.eta_charge)
                return hours, power, self.relaxed(self.stored, self.eta_charge * power, hours)
        time = self.until(bound, self.eta_charge * power, hours)
        return time, power, self.relaxed(self.stored, self.eta_charge * power, time)

    def discharge(self, power, hours):
        bound = self.least
        if self.taper:
            end, rate = self.taper["bottom"], 1 / (self.eta_discharge * self.taper["discharge_time"])
            line = end + power * self.taper["discharge_time"]
            if self.stored <= line + 1e-9:
                if self.least > end and self.stored > end:
                    hours = min(hours, math.log((self.stored - end) / (self.least - end)) / rate)
                loss = max(0.0, self.stored - end) * -math.expm1(-rate * hours)
                return hours, -loss * self.eta_discharge / hours, self.stored - loss
            bound = max(bound, line)
        time = self.until(bound, -power / self.eta_discharge, hours)
        return time, -power, self.relaxed(self.stored, -power / self.eta_discharge, time)

    def follow(self, hours, power, after, from_site, intensity, grid_share):
        """`from_site`: the part of a charging power that the site itself generates."""
        if power > 0:
            grid = power - from_site
            self.carbon = self.relaxed(self.carbon, grid * intensity, hours)
            self.own = self.relaxed(self.own, self.eta_charge * from_site, hours)
            self.carbon_free = self.relaxed(self.carbon_free, self.eta_charge * (from_site + grid * grid_share), hours)
        else:
            kept = after / self.stored if self.stored > 0 else 0.0
            self.carbon, self.own, self.carbon_free = kept * self.carbon, kept * self.own, kept * self.carbon_free
        self.stored = self.least if power < 0 and abs(after - self.least) < 1e-9 else after


def quantile(values, share):
    """Linear between order statistics [Hyndman and Fan 1996, definition 7]."""
    values = sorted(values)
    position = share * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def requested(rule, deficit, now, coming):
    """Power wanted of the battery. `now` and `coming`: the signal of a rule with thresholds, over its horizon."""
    surplus_alone, kind = max(0.0, -deficit), rule["kind"]
    if kind == "none":
        return 0.0
    if kind == "self-consumption":
        return -deficit
    if kind == "grid-target":
        if deficit > rule["target"]:
            return rule["target"] - deficit
        return rule["target"] - deficit if rule["charge_from_grid"] else surplus_alone
    low, high, varies = quantile(coming, rule["low"]), quantile(coming, rule["high"]), min(coming) < max(coming)
    highest_is_high = varies and rule["high"] < 1 and max(coming) == high == now
    lowest_is_low = varies and rule["low"] > 0 and min(coming) == low == now
    if now > high or highest_is_high:
        return -deficit
    return math.inf if rule["charge_from_grid"] and (now < low or lowest_is_low) else surplus_alone


@dataclass
class Window:
    """What was counted since the warm-up."""
    flows: dict = field(default_factory=lambda: dict.fromkeys(
        ("load", "solar", "import", "export", "curtailed", "charge", "discharge", "carbon", "cost", "own"), 0.0))
    hours: dict = field(default_factory=dict)  # load, own, bought before or now, carbon-free of that
    quarters: dict = field(default_factory=dict)  # energy bought
    stored: float = 0.0
    stored_carbon: float = 0.0


def simulate(site):
    """`site`: load, solar, intensity, price and share of carbon-free energy of each minute, and what is constant."""
    battery, window = site.battery, Window()
    for m in range(site.minutes):
        if m == site.warmup:
            window.stored, window.stored_carbon = (battery.stored, battery.carbon) if battery else (0.0, 0.0)
        deficit, hours = site.load[m] - site.solar[m], MINUTE
        request = requested(site.rule, deficit, *site.signal(m)) if battery else 0.0
        while hours > 1e-15:
            length, power, after = battery.step(request, hours) if battery else (hours, 0.0, 0.0)
            if length > 0:
                book(site, window, m, length, power)
            if battery:
                from_site = min(max(0.0, power), max(0.0, -deficit))
                battery.follow(length, power, after, from_site, site.intensity[m], site.carbon_free[m])
            hours -= length
    if battery:
        window.stored, window.stored_carbon = battery.stored - window.stored, battery.carbon - window.stored_carbon
    return window


def book(site, window, m, hours, power):
    load, solar, battery = site.load[m], site.solar[m], site.battery
    surplus = solar - load - power
    exported, bought = min(max(0.0, surplus), site.export_limit), max(0.0, -surplus)
    if m < site.warmup:
        return
    quarter = (site.minute_of_hour + m) // 15
    window.quarters[quarter] = window.quarters.get(quarter, 0.0) + bought * hours
    discharge, into_store = max(0.0, -power), max(0.0, power)
    own_share, free_share = ((battery.own / battery.stored, battery.carbon_free / battery.stored)
                             if battery and battery.stored > 0 else (0.0, 0.0))
    own = min(load, solar) + discharge * own_share
    for name, value in (("load", load), ("solar", solar), ("import", bought), ("export", exported), ("charge", into_store),
                        ("curtailed", max(0.0, surplus) - exported), ("discharge", discharge), ("own", own),
                        ("carbon", bought * site.intensity[m] / 1000),
                        ("cost", (bought * site.price[m] - exported * site.export_price) / 1000)):
        window.flows[name] += value * hours
    at_once = bought - max(0.0, into_store - max(0.0, solar - load))  # of what is bought
    hour = window.hours.setdefault((site.minute_of_hour + m) // 60, [0.0] * 4)
    for i, value in enumerate((load, own + exported, at_once + discharge * (1 - own_share),
                               at_once * site.carbon_free[m] + discharge * (free_share - own_share))):
        hour[i] += value * hours


def carbon_free_score(window):
    met = 0.0
    for load, own, other, other_free in window.hours.values():
        at_first = min(own, load)
        met += at_first + ((load - at_first) * other_free / other if other > 1e-12 else 0.0)
    return met / window.flows["load"]


def pv_power(irradiance, peak, losses=0.1, ratio=1.2, nominal=0.96):
    """AC power of a DC peak power; irradiance in W/m2."""
    dc, rating = peak * irradiance / 1000 * (1 - losses), peak / ratio
    part = dc * nominal / rating if rating > 0 else 0.0
    efficiency = nominal / 0.9637 * (-0.0162 * part - 0.0059 / part + 0.9858) if part > 0 else 0.0
    return min(max(0.0, efficiency * dc), rating)
