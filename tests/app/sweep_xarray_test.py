"""What a notebook sees of a sweep. Arguments: the executable, the source folder."""
import subprocess
import sys
import tempfile
from pathlib import Path

EXIT_SKIPPED = 77

try:
    import numpy as np
    import xarray as xr
    import h5netcdf  # noqa: F401  the engine
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(EXIT_SKIPPED)

PROGRAM, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
SHORT = ["--quiet", "--replications", "2", "--set", "scenario.duration=4 d", "--set", "scenario.drain=1 d"]


def sweep(folder, scenario, *words):
    subprocess.run([PROGRAM, "sweep", scenario, "-o", folder, *SHORT, *words], check=True, stdout=subprocess.DEVNULL)
    return folder / "results.h5"


def check_factorial(path):
    with xr.open_dataset(path, engine="h5netcdf") as summary:
        energy = summary["energy_facility_kwh"]
        assert energy.dims == ("solar_peak", "battery_energy", "policy", "replication", "site"), energy.dims
        assert list(summary["solar_peak"].values) == [0, 6e5, 1.2e6] and summary["solar_peak"].attrs["units"] == "W"
        assert list(summary["battery_energy"].values) == [1500, 3000, 6000]
        assert summary["battery_energy"].attrs["units"] == "kW h"
        assert summary["battery_energy"].attrs["path"] == "policy.solar-battery.supply.battery.energy"
        carbon = summary["co2e_location_kg"].sel(site="all", policy="solar-battery", solar_peak=1.2e6).mean("replication")
        assert carbon.sel(battery_energy=6000) < carbon.sel(battery_energy=1500)
        assert np.ptp(summary["co2e_location_kg"].sel(policy="baseline", replication=0).values) == 0
    with xr.open_dataset(path, engine="h5netcdf", group="series") as series:
        assert series["it_power"].dims == ("solar_peak", "battery_energy", "policy", "replication", "site", "time")
        peak = series["solar_power"].sel(policy="solar-battery", battery_energy=3000, site="all").max("time").squeeze()
        assert np.allclose(peak / peak.sel(solar_peak=1.2e6), [0, 0.5, 1], atol=1e-6)


def check_sampled(path):
    with xr.open_dataset(path, engine="h5netcdf") as summary:
        assert summary["pue"].dims == ("point", "policy", "replication", "site")
        assert {"cluster_nodes", "scheduling_kind"} <= set(summary.coords), summary.coords
        assert summary["cluster_nodes"].dims == ("point",) and summary["cluster_nodes"].attrs["units"] == "1"
        assert set(summary["scheduling_kind"].values) == {"fcfs", "easy"}
        frame = summary["wait_mean_s"].sel(site="all").to_dataframe()
        assert {"cluster_nodes", "scheduling_kind"} <= set(frame.columns)


with tempfile.TemporaryDirectory(prefix="dcsim-test-") as temporary:
    folder = Path(temporary)
    check_factorial(sweep(folder / "renewables", SOURCE / "scenarios" / "renewables.toml"))
    text = (SOURCE / "scenarios" / "sweep_cluster_size.toml").read_text()
    start, end = text.index("[sweep]"), text.index("[output]")
    (folder / "sampled.toml").write_text(
        text[:start].replace("[policy.easy.scheduling]", "[policy.easy.facility]").replace('kind = "easy"', 'kind = "air-chiller"')
        + "[sweep]\ndesign = \"latin-hypercube\"\npoints = 6\ncluster.nodes = { from = 24, to = 48 }\n"
        "scheduling.kind = [\"fcfs\", \"easy\"]\n" + text[end:])
    check_sampled(sweep(folder / "sampled", folder / "sampled.toml", "--set", "scenario.warmup=1 d"))
print("xarray", xr.__version__, "reads sweeps")
