"""One week of a policy: what feeds the site, the battery, the grid's carbon intensity.

usage: plot_week.py results.h5 POLICY picture.png [first day]
"""
import sys

import matplotlib
import numpy as np
import xarray as xr

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def week(path, policy, first_day):
    series = xr.open_dataset(path, group="series").sel(policy=policy, site="all").isel(replication=0)
    start = series.time.values[0] + np.timedelta64(first_day, "D")
    return series.sel(time=slice(start, start + np.timedelta64(7, "D")))


def draw(s, policy):
    figure, (flows, carbon) = plt.subplots(2, 1, figsize=(9, 5), sharex=True, height_ratios=[2, 1])
    solar_used = s.solar_power - s.battery_charge_power.clip(max=s.solar_power) - s.curtailed_power
    layers = {"grid import": s.grid_import_power, "solar, used at once": solar_used, "battery": s.battery_discharge_power}
    flows.stackplot(s.time, [x / 1e3 for x in layers.values()], labels=layers.keys(), step="post",
                    colors=["#9aa5b1", "#f2b134", "#3a7d44"], linewidth=0)
    flows.plot(s.time, s.facility_power / 1e3, color="black", linewidth=0.8, label="facility")
    flows.set_ylabel("power / kW")
    flows.set_title(f"policy {policy}")
    flows.legend(loc="upper right", ncols=4, fontsize=8)
    flows.set_ylim(0, 1.3 * float(s.facility_power.max()) / 1e3)
    carbon.plot(s.time, s.grid_carbon_intensity, color="#7a2e2e", linewidth=0.9)
    carbon.set_ylabel("grid / g/kWh")
    soc = carbon.twinx()
    soc.plot(s.time, 100 * s.battery_soc, color="#3a7d44", linewidth=0.9)
    soc.set_ylabel("battery / %")
    soc.set_ylim(0, 100)
    figure.tight_layout()
    return figure


def main():
    path, policy, picture = sys.argv[1:4]
    first_day = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    draw(week(path, policy, first_day), policy).savefig(picture, dpi=110)


if __name__ == "__main__":
    main()
