"""Time and energy of work that states what it computes, in closed form, with what techniques change of it.

An item takes, one after the other, matrix arithmetic at what is reached of the peak, reads and writes at what is reached of
the bandwidth [Williams et al., CACM 52, 2009], and a sum over all accelerators; what processor cores need longer than all
that for the next item, it waits for data. A sum goes around a ring or along two trees [Thakur et al. 2005; Sanders et al.
2009], over all accelerators at once or first within servers. An accelerator draws a fraction of its range above idle, by
cause, the server `slope` of that on top. Units: seconds, watts, FLOP, bytes.
"""
from dataclasses import dataclass
from math import ceil, log2

CAUSES = ("compute", "memory", "communication", "data", "static")


@dataclass
class Link:
    start: float
    hop: float
    bandwidth: float


@dataclass
class Server:
    accelerators: int
    cores: int
    core_power: float
    host: float
    slope: float
    idle: float
    max: float
    peak: dict  # by format
    bandwidth: float
    reached_compute: float
    reached_memory: float
    two_of_four: float
    power: dict  # fraction of the range, by cause
    scale_up: Link
    network: Link


@dataclass
class Work:
    accelerators: int
    items: float
    bytes: float
    core_time: float
    all_reduce: float
    start_up: float
    parts: list  # of the matrices: FLOP, format, speed over that of one dense kernel
    compute_time: float = 1.0
    memory_time: float = 1.0


def apply(technique, work, server):
    """Changes the demand as a technique says; `two_of_four` is the peak with sparsity over the dense one."""
    t, kind = technique, technique["kind"]
    if kind == "structured-pruning":
        work.parts = [(flops * t["kept"], *rest) for flops, *rest in work.parts]
        work.bytes *= t["activations"]
        work.all_reduce *= t["kept"]
    elif kind == "lightweight":
        work.parts = [(flops * t["operations"], *rest) for flops, *rest in work.parts]
        work.bytes *= t["bytes"]
        work.all_reduce *= t["parameters"]  # of each there is a gradient
    elif kind in ("int8", "fp8"):
        work.parts = split(work.parts, t["matrices"], lambda form, speed: (kind, speed))
        work.bytes *= 1 - 0.5 * t["activations"]
    elif kind == "two-of-four":
        work.parts = split(work.parts, t["matrices"], lambda form, speed: (form, speed * server.two_of_four * t["quality"]))
    elif kind == "hardware-aware-training":
        work.compute_time *= t["compute_time"]
        work.memory_time *= t["memory_time"]
    elif kind == "cached-features":
        work.core_time *= t["core_time"]


def split(parts, share, changed):
    """A share of all matrices changes."""
    return [part for flops, form, speed in parts
            for part in ((flops * (1 - share), form, speed), (flops * share, *changed(form, speed)))]


def half_ring(link, ranks, size):
    """Scatter or gather."""
    return link.start + (ranks - 1) * link.hop + (ranks - 1) / ranks * size / link.bandwidth


def ring_or_trees(link, ranks, size):
    if ranks == 1:
        return 0.0
    ring = link.start + 2 * (ranks - 1) * link.hop + 2 * (ranks - 1) / ranks * size / link.bandwidth
    return min(ring, link.start + 2 * log2(ranks) * link.hop + 2 * size / link.bandwidth)


def all_reduce(server, ranks, size):
    if ranks == 1 or size == 0:
        return 0.0
    within, servers = min(ranks, server.accelerators), ceil(ranks / server.accelerators)
    if servers == 1:
        return ring_or_trees(server.scale_up, ranks, size)
    network = server.network
    at_once = Link(network.start, network.hop, min(server.scale_up.bandwidth, within * network.bandwidth))
    scatter_and_gather = 2 * half_ring(server.scale_up, within, size) if within > 1 else 0.0
    first_within = scatter_and_gather + ring_or_trees(network, servers, size / within)
    return min(ring_or_trees(at_once, ranks, size), first_within)


def times(server, work):
    """Seconds by cause."""
    n = work.accelerators
    compute = sum(flops / (n * server.reached_compute * server.peak[form] * speed) for flops, form, speed in work.parts)
    compute *= work.compute_time
    memory = work.bytes / (n * server.reached_memory * server.bandwidth) * work.memory_time
    sums = all_reduce(server, n, work.all_reduce)
    cores = server.cores * n / server.accelerators
    data = max(0.0, work.core_time / cores - compute - memory - sums)
    of_item = {"compute": compute, "memory": memory, "communication": sums, "data": data}
    return {**{cause: work.items * time for cause, time in of_item.items()}, "static": work.start_up}


def energies(server, work):
    """Joules by cause."""
    joules = {}
    for cause, time in times(server, work).items():
        above = server.power.get(cause, 0.0) * (server.max - server.idle) * (1 + server.slope)
        joules[cause] = work.accelerators * time * (server.host / server.accelerators + server.idle + above)
    joules["data"] += work.items * work.core_time * server.core_power
    return joules
