"""Opens a results file as a notebook does: xarray without any helper of ours. Argument: the file of write_sample."""
import sys

EXIT_SKIPPED = 77

try:
    import numpy as np
    import xarray as xr
    import h5netcdf  # noqa: F401  the engine
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(EXIT_SKIPPED)

path = sys.argv[1]


def open_group(group=None):
    return xr.open_dataset(path, group=group, engine="h5netcdf")


def check_summary():
    with open_group() as summary:
        assert summary.attrs["format"] == "dcsim-results"
        assert summary.attrs["format_version"].split(".")[0] == "1"
        assert summary.attrs["scenario"] == 'name = "sample"\n'
        assert summary.attrs["seed"] == 42
        energy = summary["energy_facility_kwh"]
        assert energy.dims == ("policy", "replication", "site")
        assert energy.attrs["units"] == "kW h" and energy.attrs["better"] == "lower"
        assert list(summary["policy"].values) == ["baseline", "solar-battery"]
        assert energy.sel(policy="baseline", replication=1, site="dallas") == 150
        assert energy.sel(policy="solar-battery", replication=0, site="all") == 210
        assert np.isnan(energy.sel(policy="solar-battery", replication=1)).all()
        assert summary["pue"].attrs["denominator"] == "energy_it_kwh"


def check_series():
    with open_group("series") as series:
        power = series["it_power"]
        assert power.dims == ("policy", "replication", "site", "time")
        assert power.shape == (2, 1, 2, 4) and power.dtype == np.float32
        assert power.attrs["units"] == "W" and power.attrs["cell_methods"] == "time: mean"
        assert list(power.sel(policy="solar-battery", site="dallas").squeeze().values) == [200, 201, 202, 203]
        assert np.isnan(power.sel(site="all")).all()
        assert list(series["time"].values) == list(np.arange(4) * np.timedelta64(60, "s") + np.datetime64("2025-06-01"))
        assert series["time"].attrs["bounds"] == "time_bnds" and series["time_bnds"].dims == ("time", "bnds")
        assert (series["time_bnds"][:, 0] == series["time"]).all()
        lengths = (series["time_bnds"][:, 1] - series["time_bnds"][:, 0]) / np.timedelta64(1, "s")
        assert list(lengths) == [60, 60, 60, 30] # the window is 210 s
        hourly = power.sel(policy="baseline", site="dallas").resample(time="1h").mean()
        assert float(hourly.squeeze()) == 101.5


def check_tables():
    with open_group("jobs") as jobs:
        assert jobs.sizes == {"job": 6}
        frame = jobs.to_dataframe()
        assert list(frame["policy"]) == [0, 0, 0, 0, 1, 1]
        assert list(frame["submit"]) == [100, 100.5, 150, 150.5, 200, 200.5]
        assert list(frame["accelerators"]) == [8, 16] * 3
        assert set(frame["site"]) == {"dallas"}
    with open_group("checks") as checks:
        assert checks["residual"].dims == ("policy", "replication", "check")
        assert checks["passed"].sel(policy="baseline", replication=0, check="energy balance") == 1
        assert np.isnan(checks["passed"].sel(policy="solar-battery", replication=1)).all()
        assert checks["clamp_hours"].sel(policy="baseline", replication=1).squeeze() == 1.5


check_summary()
check_series()
check_tables()
print("xarray", xr.__version__, "reads", path)
