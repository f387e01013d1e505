"""Units that fail and are repaired: an alternating renewal process [Cox, Renewal Theory, 1962], with fixed times.

All nodes that a unit is part of are down until it is repaired. Units of a file follow its rows; others alternate between a
life and a repair, which one of `crews` takes up, in order of failure. Of units whose turn comes at one instant, those of
the table above go first, then those of lower numbers.
"""
from dataclasses import dataclass


@dataclass
class Failures:
    table: int
    unit: str
    rack: int
    nodes: list  # of each unit
    rows: list = None  # (time, repair, unit) of a file
    every: int = None
    repair: int = None


class Outages:
    """`site` has the clock (`now`, `at`) and the nodes (`go_down`, `come_up`)."""

    def __init__(self, site, tables, crews):
        self.site, self.tables, self.idle_crews, self.unrepaired, self.failed = site, tables, crews, [], 0

    def begin(self):
        for failures in self.tables:
            for time, repair, unit in failures.rows or []:
                self.site.at(time, 3, self.fail, failures, unit, repair)
            for unit in range(len(failures.nodes) if failures.rows is None else 0):
                self.live(failures, unit)

    def fail(self, failures, unit, repair):
        self.failed += self.site.now >= self.site.s.warmup
        for node in failures.nodes[unit]:
            self.site.go_down(node)
        if repair == 0:
            self.come_up(failures, unit)
        elif repair is not None:
            self.site.at(self.site.now + repair, 2, self.come_up, failures, unit)
        elif self.idle_crews == 0:
            self.unrepaired.append((failures, unit))
        else:
            self.idle_crews = None if self.idle_crews is None else self.idle_crews - 1
            self.repair(failures, unit)

    def live(self, failures, unit):
        self.site.at(self.site.now + failures.every, 3, self.fail, failures, unit, None, rank=(failures.table, unit))

    def repair(self, failures, unit):
        self.site.at(self.site.now + failures.repair, 2, self.repaired, failures, unit, rank=(failures.table, unit))

    def repaired(self, failures, unit):
        self.come_up(failures, unit)
        self.live(failures, unit)
        if self.unrepaired:
            self.repair(*self.unrepaired.pop(0))
        elif self.idle_crews is not None:
            self.idle_crews += 1

    def come_up(self, failures, unit):
        for node in failures.nodes[unit]:
            self.site.come_up(node)
