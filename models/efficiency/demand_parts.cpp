#include "models/efficiency/demand_parts.h"
#include "models/neural/ai_model.h"
#include <algorithm>

namespace dcsim {

namespace {

Kernels part(Kernels k, double share)
{
    scale(k, {share, share, share, share, share, share});
    return k;
}

} // namespace

KernelTest matrices_of(const Demand& d)
{
    const KernelTest with_weights = [](const Kernels& k) { return k.flops > Flops{} && k.weights > Bytes{}; };
    if (any(d, with_weights)) return with_weights;
    return [](const Kernels& k) { return k.flops > Flops{}; };
}

KernelTest matrices_of_bits(const Demand& d, double least)
{
    return [matrices = matrices_of(d), least](const Kernels& k) { return matrices(k) && bits(k.precision) >= least; };
}

bool any(const Demand& d, const KernelTest& test)
{
    return std::any_of(d.kernels.begin(), d.kernels.end(), test);
}

void change_share(Demand& d, double share, const KernelTest& test, const std::function<void(Kernels&)>& change)
{
    if (share <= 0) return;
    std::vector<Kernels> all;
    for (const Kernels& k : d.kernels) {
        if (!test(k)) {
            all.push_back(k);
            continue;
        }
        if (share < 1) all.push_back(part(k, 1 - share));
        Kernels changed = part(k, share);
        change(changed);
        all.push_back(changed);
    }
    d.kernels = std::move(all);
}

void scale(Kernels& k, const KernelFactors& by)
{
    scale(k.flops, by.flops);
    scale(k.weights, by.weights);
    scale(k.zeros, by.weights);
    scale(k.activations, by.activations);
    scale(k.cache, by.cache);
    scale(k.launches, by.launches);
    scale(k.logits, by.logits);
}

void scale(Footprint& f, const FootprintFactors& by)
{
    scale(f.weights, by.weights);
    scale(f.zeros, by.weights);
    scale(f.optimizer, by.optimizer);
    scale(f.activations, by.activations);
    scale(f.beside_logits, by.activations);
    scale(f.cache, by.cache);
    scale(f.logits, by.logits);
}

double on_share(double share, double factor)
{
    return 1 - share * (1 - factor);
}

double bits(Precision p)
{
    return 8 * bytes_per_value(p);
}

} // namespace dcsim
