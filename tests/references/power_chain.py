"""Losses between the rack inlet and the utility meter, at a steady load.

A stage of rating R loses R (a + b p + c p^2) at the load p R of its output [Schneider Electric White Paper 157]: busway, UPS
units that share the load, transformer, through which cooling passes as well. The supplies of servers lose what their 80 PLUS
certificate (230 V internal redundant) says at 20, 50 and 100 % of their rating, and lie on straight lines between and beyond.
"""
UPS = {"2n-double": (0.008, 0.010, 0.012), "eco": (0.003, 0.004, 0.003), "rack-battery": (0.0, 0.005, 0.0)}
BUSWAY, TRANSFORMER = (0.002, 0.0, 0.008), (0.0015, 0.0, 0.0085)
CERTIFIED = {"gold": (0.88, 0.92, 0.88), "platinum": (0.90, 0.94, 0.91), "titanium": (0.94, 0.96, 0.91)}


def stage(curve, rating, output):
    fixed, linear, square = curve
    return rating * (fixed + linear * output / rating + square * (output / rating)**2)


def supplies(certificate, rating, output):
    loads = (0.2, 0.5, 1.0)
    losses = [load * (1 / efficiency - 1) for load, efficiency in zip(loads, CERTIFIED[certificate])]
    i = 0 if output < 0.5 * rating else 1
    slope = (losses[i + 1] - losses[i]) / (loads[i + 1] - loads[i])
    return rating * max(0.0, losses[i] + slope * (output / rating - loads[i]))


def up_to_ups(kind, units, design, it):
    """The losses that warm the rooms: of busway and UPS."""
    busway = stage(BUSWAY, design, it)
    return busway, stage(UPS[kind], units * design, it + busway)


def transformer(margin, design, through):
    return stage(TRANSFORMER, margin * design, through)
