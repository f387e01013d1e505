"""Steady states of cooling plants: from heat and air to powers and water, every unknown by bisection.

Moist air: ASHRAE Fundamentals 2017, ch. 1; saturation by Hyland and Wexler. Hall: fans of cubic power move the heat through
a counterflow coil, 1/UA half by the air to the power .8, half by the water to .85; what the water lacks, a valve takes.
Chillers: a part of Carnot's COP between the water less and plus 1 K, times the DOE-2 centrifugal curve at part load
[EnergyPlus]. Tower: the approach of Modelica Buildings' yorkCalc; cells run at .75 of their design water or more, fans at a
share x of their speed draw .02 + .98 x^3 [EnergyPlus]; air leaves saturated, with the heat. An economizer brings the loop to
the tower's water plus an approach, before the chillers or alone. SI units, temperatures in degC.
"""
import math

CP_AIR, CP_WATER, WATER_DENSITY, ZERO = 1006.0, 4186.0, 997.0, 273.15
PUMP_HEAT_TO_WATER = 0.7
FREEZING_GUARD = 4.0  # no colder water is asked of a tower, lest its fill freezes
CENTRIFUGAL = (0.222903, 0.313387, 0.463710)
YORK = (((-0.359741205, -0.055053608, 0.0023850432), (0.173926877, -0.0248473764, 0.00048430224),
         (-0.005589849456, 0.0005770079712, -0.00001342427256)),
        ((2.84765801111111, -0.121765149, 0.0014599242), (1.680428651, -0.0166920786, -0.0007190532),
         (-0.025485194448, 0.0000487491696, 0.00002719234152)),
        ((-0.0653766255555556, -0.002278167, 0.0002500254), (-0.0910565458, 0.00318176316, 0.000038621772),
         (-0.0034285382352, 0.00000856589904, -0.000001516821552)))


def root(rising, low, high):
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


# -- moist air

def saturation_pressure(celsius):
    t = celsius + ZERO
    if celsius <= 0.01:
        return math.exp(-5.6745359e3 / t + 6.3925247 - 9.677843e-3 * t + 6.2215701e-7 * t**2 + 2.0747825e-9 * t**3
                        - 9.484024e-13 * t**4 + 4.1635019 * math.log(t))
    return math.exp(-5.8002206e3 / t + 1.3914993 - 4.8640239e-2 * t + 4.1764768e-5 * t**2 - 1.4452093e-8 * t**3
                    + 6.5459673 * math.log(t))


def humidity(celsius, relative, pascal):
    vapour = relative * saturation_pressure(celsius)
    return 0.621945 * vapour / (pascal - vapour)


def enthalpy(celsius, w):
    return 1006 * celsius + w * (2.501e6 + 1860 * celsius)


def wet_bulb(celsius, w, pascal):
    """By adiabatic saturation over water where that has a solution, else over ice."""
    def over(latent, falls, liquid):
        return lambda t: ((latent - falls * t) * humidity(t, 1, pascal) - 1006 * (celsius - t)
                          - w * (latent + 1860 * celsius - liquid * t))
    water, ice = over(2.501e6, 2326, 4186), over(2.83e6, 240, 2100)
    if celsius >= 0 and water(0.0) <= 0:
        return root(water, 0.0, celsius)
    return root(ice, -100.0, min(celsius, 0.0))


def standard_pressure(elevation):
    return 101325 * (1 - 2.25577e-5 * elevation)**5.25588


# -- the hall

def effectiveness(ntu, ratio):
    if abs(1 - ratio) < 1e-9:
        return ntu / (1 + ntu)
    falls = math.exp(-ntu * (1 - ratio))
    return (1 - falls) / (1 - ratio * falls)


def pump_power(design, fixed, pressure, flow):
    """At a part of the flow: `fixed` of the pressure stays, the rest falls with the square."""
    return design * flow * (fixed + (pressure - fixed) * flow**2) / pressure


def hall(p, rated, heat, pascal):
    """What the hall draws, the heat of its loop, and the temperature at which the loop returns."""
    air, water = rated / p["air_rise"], rated / p["water_rise"]  # W/K
    least, most = min(air, water), max(air, water)
    needed = rated / (least * (p["supply_air"] + p["air_rise"] - p["supply_water"]))
    ua = least * root(lambda ntu: effectiveness(ntu, least / most) - needed, 0.0, 1e3)
    x = min(1.0, max(p["least_air_flow"], heat / rated))
    volume = air / CP_AIR * 287.042 * (p["supply_air"] + ZERO) / pascal
    fans = volume * p["fan_pressure"] / p["fan_efficiency"] * x**3
    rise = (heat + fans) / (air * x)

    def carried(y):
        smaller, larger = sorted((air * x, water * y))
        conductance = ua / (0.5 / x**0.8 + 0.5 / y**0.85)
        difference = p["supply_air"] + rise - p["supply_water"]
        return effectiveness(conductance / smaller, smaller / larger) * smaller * difference - heat - fans

    flow = max(p["least_water_flow"], root(carried, 1e-6, 1.0))
    design = water / CP_WATER / WATER_DENSITY * p["pump_pressure"] / p["pump_efficiency"]
    pump = pump_power(design, p["pump_fixed_pressure"], p["pump_pressure"], flow)
    into_loop = heat + fans + PUMP_HEAT_TO_WATER * pump
    return fans + pump, into_loop, p["supply_water"] + into_loop / (water * flow)


# -- machines

def part_load(chiller, rated, heat):
    """Over the COP at full load. Machines run that carry half of their rating or more, until one is left."""
    share = heat / rated
    load = max(share, min(share * chiller["units"], 0.5))
    a, b, c = CENTRIFUGAL
    unloaded = max(load, 0.2)  # below, hot gas passes by at constant power
    return max(load, 0.1) * (a + b + c) / (a + b * unloaded + c * unloaded**2)


def compressors(chiller, rated, heat, cold, warm):
    carnot = (cold - 1 + ZERO) / max(10.0, warm + 2 - cold)
    return heat / min(chiller["most_cop"], chiller["carnot_fraction"] * part_load(chiller, rated, heat) * carnot)


def air_chiller(p, design, heat, air):
    drawn, loop, _ = hall(p["hall"], p["heat_per_it"] * design, heat, air["pascal"])
    power = compressors(p["chiller"], p["heat_per_it"] * design, loop, p["hall"]["supply_water"], air["celsius"])
    return {"cooling": p["office"] * design + drawn + power + p["chiller"]["condenser_fans"] * (loop + power)}


def approach(range_, wet, ratio):
    r, t = min(22.2, max(1.1, range_)), min(26.7, max(-34.4, wet))
    return max(0.0, sum(c * t**k * r**j * ratio**i for i, plane in enumerate(YORK) for j, row in enumerate(plane)
                        for k, c in enumerate(row)))


def tower_water(tower, rated, heat):
    """Flow as a part of the design, its pump, heat at the tower with that of the pump, and the range."""
    design = rated / tower["range"]
    most = design / CP_WATER / WATER_DENSITY * tower["pump_pressure"] / tower["pump_efficiency"]

    def flow_of(total):
        return min(1.0, max(tower["least_water_flow"], total / rated))

    def pump(total):
        return pump_power(most, tower["pump_fixed_pressure"], tower["pump_pressure"], flow_of(total))
    total = root(lambda q: q - heat - PUMP_HEAT_TO_WATER * pump(q), heat, heat + most)
    return flow_of(total), pump(total), total, total / design / flow_of(total)


def cold_water(tower, rated, flow, range_, wet, set_point):
    """Temperature of the water, fans, and air as a part of its design."""
    running = min(1.0, flow / 0.75)
    of_cell = flow / running
    if wet + approach(range_, wet, of_cell) >= set_point:
        return wet + approach(range_, wet, of_cell), tower["fan_fraction"] * rated * running, running
    if wet + approach(range_, wet, 8.0) <= set_point:  # air that moves by itself is enough
        return set_point, 0.0, 0.125 * running
    speed = of_cell / root(lambda ratio: wet + approach(range_, wet, ratio) - set_point, of_cell, 8.0)
    fans = tower["fan_fraction"] * rated * running * (0.02 + 0.98 * speed**3)
    return set_point, fans, running * max(0.125, speed)


def water_chiller(p, design, heat, air, mode="mechanical"):
    """`mode`: chillers alone, `partial` behind the economizer, or the economizer alone (`free`)."""
    chiller, tower, cold = p["chiller"], p["tower"], p["hall"]["supply_water"]
    rated = p["heat_per_it"] * design
    rejection = p["rejection_per_heat"] * rated
    drawn, loop, back = hall(p["hall"], rated, heat, air["pascal"])
    wet = wet_bulb(air["celsius"], air["humidity"], air["pascal"])
    # What is colder the chillers cannot use: a lift of 10 K, or the highest COP, is reached.
    lift = max(10.0, chiller["carnot_fraction"] * part_load(chiller, rated, loop) * (cold - 1 + ZERO) / chiller["most_cop"])

    def set_point(range_):
        if mode == "partial":
            return max(wet, FREEZING_GUARD)
        if mode == "free":
            return max(cold - p["economizer_approach"], FREEZING_GUARD)
        wanted = max(wet + tower["approach_set_point"], tower["least_set_point"], cold - 2 + lift - range_)
        return min(wanted, tower["most_set_point"])

    def state(power):
        flow, pump, total, range_ = tower_water(tower, rejection, loop + power)
        celsius, fans, moved = cold_water(tower, rejection, flow, range_, wet, set_point(range_))
        left = {"mechanical": 1.0, "free": 0.0}.get(mode)
        if mode == "partial":
            left = min(1.0, max(0.0, (celsius + p["economizer_approach"] - cold) / (back - cold)))
        power = compressors(chiller, rated, left * loop, cold, celsius + range_) if left else 0.0
        return {"compressors": power, "flow": flow, "pump": pump, "rejected": total, "fans": fans, "moved": moved,
                "celsius": celsius}

    power = root(lambda assumed: assumed - state(assumed)["compressors"], 0.0, 100 * loop)
    now = state(power)
    return {"cooling": p["office"] * design + drawn + power + now["pump"] + now["fans"], "back": back,
            "tower": now["celsius"], **water_use(tower, rejection, now, air)}


def water_use(tower, rejection, now, air):
    water = rejection / tower["range"] / CP_WATER
    dry_air = water / 1.1 * now["moved"]
    leaving = enthalpy(air["celsius"], air["humidity"]) + now["rejected"] / dry_air
    exit_celsius = root(lambda t: enthalpy(t, humidity(t, 1, air["pascal"])) - leaving, -60.0, 95.0)
    evaporation = dry_air * (humidity(exit_celsius, 1, air["pascal"]) - air["humidity"])
    drift = tower["drift_fraction"] * water * now["flow"]
    blowdown = max(0.0, evaporation / (tower["cycles_of_concentration"] - 1) - drift)
    return {"consumption": evaporation + drift, "withdrawal": evaporation + drift + blowdown}


def settled_mode(p, design, heat, air):
    """That a plant with an economizer comes to rest in; None where it is not clear by some kelvin."""
    partial, cold = water_chiller(p, design, heat, air, "partial"), p["hall"]["supply_water"]
    behind = partial["tower"] + p["economizer_approach"]
    if behind > partial["back"] + 3:
        return "mechanical"
    if behind < cold - 1:
        return "free"
    return "partial" if cold + 1.5 < behind < partial["back"] - 2 else None
