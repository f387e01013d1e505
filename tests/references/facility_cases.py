"""Random buildings of cooling_plant.py and power_chain.py, and where the program tells what the reference says."""
import cooling_plant
import power_chain
from case import ROUNDING, Case, Tolerance, csv_text

# Moist air is solved to 1e-6 K, over which fans, compressors and evaporation change by less than a millionth.
MOIST_AIR = Tolerance(relative=1e-6)
DRY = Tolerance(relative=1e-9)  # the coil's valve is found to 1e-12 of its stroke
HOURS = 2
SETTLING = 3  # hours: modes of cooling change in minutes, and the loop comes to rest by the factor e in five


def random_hall(draw):
    hall = {"supply_air": round(draw.uniform(20, 30), 1), "air_rise": round(draw.uniform(8, 16), 1),
            "fan_pressure": draw.randint(100, 800), "fan_efficiency": round(draw.uniform(0.4, 0.9), 2),
            "least_air_flow": round(draw.uniform(0.1, 0.5), 2), "supply_water": round(draw.uniform(10, 18), 1),
            "water_rise": round(draw.uniform(4, 14), 1), "pump_pressure": draw.randint(200, 400) * 1000,
            "pump_fixed_pressure": draw.randint(0, 200) * 1000, "pump_efficiency": round(draw.uniform(0.4, 0.9), 2),
            "least_water_flow": round(draw.uniform(0.1, 0.5), 2)}
    warmest_water = hall["supply_air"] + hall["air_rise"] - 0.5  # a coil without a temperature difference is refused
    hall["water_rise"] = min(hall["water_rise"], round(warmest_water - hall["supply_water"], 1))
    return hall


def random_tower(draw):
    return {"range": round(draw.uniform(2, 15), 2), "fan_fraction": round(draw.uniform(0, 0.03), 4),
            "approach_set_point": round(draw.uniform(1, 10), 1), "least_set_point": round(draw.uniform(5, 20), 1),
            "most_set_point": round(draw.uniform(20, 45), 1), "pump_pressure": draw.randint(100, 400) * 1000,
            "pump_fixed_pressure": draw.randint(0, 100) * 1000, "pump_efficiency": round(draw.uniform(0.4, 0.9), 2),
            "least_water_flow": round(draw.uniform(0.05, 1), 2),
            "cycles_of_concentration": round(draw.uniform(1.5, 20), 1), "drift_fraction": draw.choice([0.0, 8e-5, 0.005])}


def random_plant(draw, kind):
    plant = {"heat_per_it": round(draw.uniform(1.2, 1.6), 3), "office": round(draw.uniform(0, 0.05), 4),
             "hall": random_hall(draw), "chiller": {"carnot_fraction": round(draw.uniform(0.3, 0.7), 2),
                                                    "most_cop": round(draw.uniform(6, 20), 1), "units": draw.randint(1, 6)}}
    if kind == "air-chiller":
        plant["chiller"]["condenser_fans"] = round(draw.uniform(0, 0.2), 3)
    else:
        plant["economizer"] = draw.random() < 0.6
        plant["economizer_approach"] = round(draw.uniform(0.5, 4), 1)
        plant["rejection_per_heat"] = round(draw.uniform(1.1, 1.6), 2)
        plant["tower"] = random_tower(draw)
    return plant


UNITS = {"supply_air": "degC", "supply_water": "degC", "least_set_point": "degC", "most_set_point": "degC",
         "air_rise": "K", "water_rise": "K", "range": "K", "approach_set_point": "K", "economizer_approach": "K",
         "fan_pressure": "Pa", "pump_pressure": "Pa", "pump_fixed_pressure": "Pa"}


def plant_text(plant):
    text = ""
    for key, value in plant.items():
        if isinstance(value, dict):
            value = "{ " + plant_text(value).replace("\n", ", ").rstrip(", ") + " }"
        elif isinstance(value, bool):
            value = str(value).lower()
        elif key in UNITS:
            value = f'"{value} {UNITS[key]}"'
        text += f"{key} = {value}\n"
    return text


def random_case(draw, kind):
    design, elevation = draw.choice([1e5, 1e6, 2.5e6]), draw.choice([0, 0, 1500, 3000])
    celsius = round(draw.choice([draw.uniform(-30, 45), draw.uniform(0, 20)]), 1)
    relative = draw.choice([0.01, 1.0, round(draw.uniform(0.05, 1), 2)])
    full = round(draw.uniform(0.2, 0.8) * design)
    load = round(draw.uniform(0.05, 1) * full)
    plant, at_dc = random_plant(draw, kind), draw.random() < 0.5
    chain = {"kind": draw.choice(list(power_chain.UPS)), "ups_units": draw.randint(1, 4),
             "transformer_margin": round(draw.uniform(1, 2), 2), "psu": draw.choice(list(power_chain.CERTIFIED))}
    words = {key: f"\"{value}\"" if isinstance(value, str) else value for key, value in chain.items()}
    chain_text = ", ".join(f"{key} = {value}" for key, value in words.items())
    text = f"""[scenario]
duration = "{SETTLING + HOURS} h"
warmup = "{SETTLING} h"
[climate]
kind = "constant"
dry_bulb = "{celsius} degC"
relative_humidity = {relative}
elevation_m = {elevation}
[cluster]
nodes = 1
accelerators = 1
power_basis = "{"dc" if at_dc else "wall"}"
power = {{ kind = "linear", idle = "{load} W", full = "{full} W" }}
[workload.w]
kind = "csv"
file = "jobs.csv"
utilisation = 0.0
[output]
traces = "none"
[facility]
kind = "{kind}"
{"" if kind == "air-chiller" else 'mode_hold = "1 min"'}
design_it = "{design} W"
power = {{ {chain_text} }}
{plant_text(plant)}"""
    pascal = cooling_plant.standard_pressure(elevation)
    air = {"celsius": celsius, "pascal": pascal, "humidity": max(1e-7, cooling_plant.humidity(celsius, relative, pascal))}
    supplies = power_chain.supplies(chain["psu"], full, load) if at_dc else 0.0
    case = Case({"scenario.toml": text, "jobs.csv": csv_text("submit,duration,accelerators", [(1, 1, 1)])})
    return expectations(case, {"kind": kind, "plant": plant, "chain": chain, "design": design}, load, supplies, air)


def expectations(case, building, load, supplies, air):
    chain, design, it = building["chain"], building["design"], load + supplies
    busway, ups = power_chain.up_to_ups(chain["kind"], chain["ups_units"], design, it)
    words = (building["plant"], design, it + busway + ups, air)
    if building["kind"] == "air-chiller":
        result, tolerance = cooling_plant.air_chiller(*words), DRY
    else:
        mode = cooling_plant.settled_mode(*words) if building["plant"]["economizer"] else "mechanical"
        if mode is None:
            return None
        result, tolerance = cooling_plant.water_chiller(*words, mode), MOIST_AIR
    transformer = power_chain.transformer(chain["transformer_margin"], design, it + busway + ups + result["cooling"])
    losses, kwh = busway + ups + transformer, HOURS / 1000
    case.metrics(ROUNDING, energy_it_kwh=it * kwh, energy_psu_kwh=supplies * kwh)
    case.metrics(tolerance, energy_cooling_kwh=result["cooling"] * kwh, energy_power_loss_kwh=losses * kwh,
                 pue=(it + losses + result["cooling"]) / it)
    if "withdrawal" in result:
        case.metrics(tolerance, water_withdrawal_l=result["withdrawal"] * 3600 * HOURS,
                     water_consumption_l=result["consumption"] * 3600 * HOURS)
    return case


def air_chiller(draw):
    return random_case(draw, "air-chiller")


def water_chiller(draw):
    """One that is clearly in one mode of cooling."""
    while not (case := random_case(draw, "water-chiller-wse")):
        pass
    return case
