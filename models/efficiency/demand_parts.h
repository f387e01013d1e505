#pragma once
#include "models/vocabulary/demand.h"
#include <functional>

/// Parts of a demand that techniques change.
namespace dcsim {

using KernelTest = std::function<bool(const Kernels&)>;

/// Matrices with parameters: classes with FLOPs that read weights. In a demand of totals, where no class does both, all
/// classes with FLOPs.
KernelTest matrices_of(const Demand& d);
/// The same, as long as their numbers have at least `bits`.
KernelTest matrices_of_bits(const Demand& d, double bits);
bool any(const Demand& d, const KernelTest& test);

/// Changes `share` of each class for which `test` holds; the rest stays, as a class of its own. Launches divide, too:
/// the share is one of whole kernels.
void change_share(Demand& d, double share, const KernelTest& test, const std::function<void(Kernels&)>& change);

/// Factors on the parts of a class, or of the memory that work holds.
struct KernelFactors {
    double flops{1}, weights{1}, activations{1}, cache{1}, launches{1}, logits{1};
};
void scale(Kernels& k, const KernelFactors& by);
struct FootprintFactors {
    double weights{1}, optimizer{1}, activations{1}, cache{1}, logits{1};
};
void scale(Footprint& f, const FootprintFactors& by);
template <class Quantity> void scale(Quantity& q, double by)
{
    q = q * by;
}

/// `factor` on a share of something, over the whole.
double on_share(double share, double factor);

double bits(Precision p);

} // namespace dcsim
