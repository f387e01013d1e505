"""A random scenario and what a reference says of it: each module of this folder makes such cases, the driver compares them.

An area is a function from a random.Random to a Case. Times are integers of nanoseconds, as in the program, so that what a
reference says of them is exact.
"""
from dataclasses import dataclass, field

SECOND = 10**9  # in nanoseconds
HOUR = 3600 * SECOND
NANOWATT_HOUR = 1e-12  # in kWh: what rounding leaves of an energy that is 0

# Parts of a site that add nothing of their own.
PLAIN_PLANT = """[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
"""
PLAIN_GRID = """[supply.grid]
kind = "constant"
intensity = "0 g/kWh"
price = { kind = "fixed", price = "0 EUR/MWh" }
"""
# Of scenarios to which nothing but the nodes matters.
PLAIN_SITE = f"""[climate]
kind = "constant"
{PLAIN_PLANT}{PLAIN_GRID}"""


@dataclass(frozen=True)
class Tolerance:
    """|program - reference| may be `absolute` + `relative` |reference|."""
    relative: float = 0.0
    absolute: float = 0.0

    def at(self, value):
        return self.absolute + self.relative * abs(value)


EXACT = Tolerance()
INSTANT = Tolerance(absolute=5e-10)  # in seconds: the same nanosecond
ROUNDING = Tolerance(relative=1e-12, absolute=NANOWATT_HOUR)  # sums of a thousand doubles


@dataclass
class Expected:
    where: tuple  # ("metric", NAME), ("job", WORKLOAD, NUMBER, COLUMN), ("workload", NAME, COLUMN), ("series", CHANNEL, BIN)
    value: object  # None: missing in the results
    tolerance: Tolerance


@dataclass
class Case:
    """`files` by name; the program runs scenario.toml."""
    files: dict
    expected: list = field(default_factory=list)

    def metrics(self, tolerance, **values):
        for name, value in values.items():
            self.expected.append(Expected(("metric", name), value, tolerance))

    def job(self, workload, number, tolerance, **values):
        for column, value in values.items():
            self.expected.append(Expected(("job", workload, number, column), value, tolerance))

    def workload(self, name, tolerance, **values):
        for column, value in values.items():
            self.expected.append(Expected(("workload", name, column), value, tolerance))

    def series(self, channel, tolerance, values):
        for i, value in enumerate(values):
            self.expected.append(Expected(("series", channel, i), value, tolerance))


def instant(nanoseconds):
    """In seconds, as results have it."""
    return None if nanoseconds is None else nanoseconds / SECOND


def seconds(nanoseconds):
    """As exact text."""
    whole, rest = divmod(nanoseconds, SECOND)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".") if rest else str(whole)


def csv_text(header, rows):
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
