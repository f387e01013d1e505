"""Opens what the program writes as a notebook does. Arguments: the executable, the source folder."""
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


def check_summary(path):
    with xr.open_dataset(path, engine="h5netcdf") as summary:
        assert summary.attrs["format"] == "dcsim-results" and summary.attrs["status"] == "complete"
        assert summary.attrs["baseline"] == "baseline" and summary.attrs["currency"] == "EUR"
        assert list(summary["policy"].values) == ["baseline", "carbon-aware", "solar-battery", "efficient-models",
                                                   "everything"]
        energy = summary["energy_facility_kwh"]
        assert energy.dims == ("policy", "replication", "site") and energy.shape == (5, 2, 1)
        assert energy.attrs["units"] == "kW h" and energy.attrs["better"] == "lower"
        ratio = energy / summary["energy_it_kwh"]
        assert np.allclose(ratio, summary["pue"], rtol=1e-12)


def check_series(path):
    with xr.open_dataset(path, engine="h5netcdf", group="series") as series:
        power = series["it_power"]
        assert power.dims == ("policy", "replication", "site", "time")
        assert power.shape == (5, 1, 1, 3 * 288), power.shape
        assert power.attrs["units"] == "W" and power.attrs["cell_methods"] == "time: mean"
        assert series["time"].values[0] == np.datetime64("2025-06-02T22:00:00")  # two days after the start, in UTC
        assert series["time"].values[1] - series["time"].values[0] == np.timedelta64(5, "m")
        assert not np.isnan(power).any()
        with xr.open_dataset(path, engine="h5netcdf") as summary:
            kwh = power.sum("time") / 12 / 1000
            booked = summary["energy_it_kwh"].sel(replication=[0])
            assert np.allclose(kwh, booked, rtol=1e-5)  # bins are floats, rounded


def check_checks(path):
    with xr.open_dataset(path, engine="h5netcdf", group="checks") as checks:
        assert (checks["passed"] == 1).all()


with tempfile.TemporaryDirectory(prefix="dcsim-test-") as folder:
    subprocess.run([PROGRAM, SOURCE / "scenarios" / "renewables.toml", "-o", folder, "--quiet", "--replications", "2",
                    "--set", "scenario.duration=4 d", "--set", "scenario.drain=1 d"], check=True, stdout=subprocess.DEVNULL)
    results = Path(folder) / "results.h5"
    check_summary(results)
    check_series(results)
    check_checks(results)
print("xarray", xr.__version__, "reads what the program writes")
