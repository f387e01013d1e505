#include "models/compute/kernel_time.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

struct Fractions {
    double compute, memory;
};

Fractions fractions(const AcceleratorParams& p, const Kernels& k, double n)
{
    const Achievable& a = p.achievable;
    if (k.launches <= 0) return {a.compute, a.memory};
    const double each = n * k.launches;
    return {a.compute_by_size.empty() ? a.launched_compute : a.compute_by_size.at(k.flops.si() / each),
            a.memory_by_size.empty() ? a.launched_memory : a.memory_by_size.at(moved(p, k).si() / each)};
}

/// The longer of two that overlap, which costs the more the closer they are.
Seconds joined(Seconds one, Seconds other, double sharpness)
{
    const Seconds longer = std::max(one, other), shorter = std::min(one, other);
    if (shorter <= Seconds{}) return longer;
    return longer * std::pow(1 + std::pow(shorter / longer, sharpness), 1 / sharpness);
}

} // namespace

bool skips_zeros(const AcceleratorParams& p)
{
    return p.two_of_four > 1;
}

Bytes moved(const AcceleratorParams& p, const Kernels& k)
{
    return skips_zeros(p) ? k.bytes() : k.bytes() + k.zeros;
}

KernelTime kernel_time(const AcceleratorParams& p, const Kernels& k, double n, double clock)
{
    const Achievable& a = p.achievable;
    const Fractions reach = fractions(p, k, n);
    const double quality = k.compute_quality * (skips_zeros(p) ? k.sparse_quality : 1);
    const Bytes bytes = moved(p, k);
    Seconds compute{}, memory{};
    if (k.flops > Flops{}) compute = k.flops / (n * clock * reach.compute * quality * peak(p, k.precision, k.sparsity));
    if (bytes > Bytes{}) memory = bytes / (n * reach.memory * k.memory_quality * p.bandwidth);
    KernelTime t{.busy = std::max(compute, memory), .bound = compute > memory ? Cause::compute : Cause::memory};
    if (k.launches <= 0) return t;
    if (a.compute_by_size.empty() && a.memory_by_size.empty()) t.busy = joined(compute, memory, a.sharpness);
    // Measured fractions of small kernels hold their starts already.
    const SizeTable& table = t.bound == Cause::compute ? a.compute_by_size : a.memory_by_size;
    if (table.empty()) t.starts = k.launches * a.start;
    return t;
}

} // namespace dcsim
