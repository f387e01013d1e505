#pragma once
#include "models/vocabulary/demand.h"
#include "sim/config/fields.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

template <class T> using ByPrecision = std::array<T, static_cast<std::size_t>(Precision::count)>;

/// Fraction of a peak that kernels reach, by their size; linear in the logarithm of the size, flat beyond the ends.
struct SizeTable {
    std::vector<double> sizes; ///< FLOPs or bytes of one launch on one accelerator, rising
    std::vector<double> fractions;
    bool empty() const { return sizes.empty(); }
    double at(double size) const;
};

/// What kernels reach of the peaks.
///
/// Work without a count of launches takes max(F / (compute peak), B / (memory bandwidth)). With it, each launch takes
/// (compute^s + memory^s)^(1/s) + start: large kernels overlap arithmetic and memory only in part, small ones are
/// ruled by their start. A table of sizes replaces both laws.
struct Achievable {
    double compute{0.70}, memory{0.77};                    ///< without launches
    double launched_compute{0.755}, launched_memory{0.83}; ///< of a kernel so large that its start does not count
    double sharpness{1.43};                                ///< s; higher = arithmetic and memory overlap better
    Seconds start{5e-6};
    SizeTable compute_by_size{}, memory_by_size{};
};

/// Time of a collective's steps and bytes [alpha-beta].
struct Link {
    Seconds start{}; ///< of a collective
    Seconds hop{};   ///< of each of its steps
    Bandwidth bandwidth{};
};

/// Fractions of the range between idle and maximum while kernels of a class run, and while they wait.
struct TrainingPower {
    double compute{1.0}, memory{0.68}, communication{0.35}, data{0.10};
};

/// Fraction of the range while a service runs: least + memory u_m + compute sqrt(u_c), at most 1.
struct ServingPower {
    double least{0.145}, memory{0.42}, compute{1.55};
};

/// P(f) = fixed + (P(1) - fixed) g(f), g = f^exponent above the knee of the voltage, proportional to f below it.
struct ClockLaw {
    Power fixed{}; ///< that the clock does not change
    double exponent{2.4}, knee{0.5};
    double least{0.2}; ///< lowest clock over the highest
};

/// speed = ((cap - floor) / (uncapped - floor))^(1/exponent) where a cap binds.
struct CapLaw {
    Power floor{}, least{}; ///< lowest cap that the driver accepts
    double exponent{4.5};
    bool measured{false}; ///< fitted on this very accelerator
};

/// One accelerator, as its catalogue row or the scenario gives it.
struct AcceleratorParams {
    ByPrecision<FlopRate> peak{}; ///< dense; 0 = has no units for it
    double two_of_four{1};        ///< peak with two zeros in each four weights, over the dense one
    Bytes memory{};
    Bandwidth bandwidth{};
    Power idle{}, most{};
    Frequency clock{}; ///< highest
    Carbon embodied{};
    Achievable achievable;
    Link scale_up, network; ///< inside and between servers, of one accelerator and direction
    TrainingPower training;
    ServingPower serving;
    ClockLaw clock_law;
    CapLaw cap_law;
};

/// Declares the keys of a catalogue row [accelerator.NAME], with which a scenario may override them.
void fields(Fields& f, AcceleratorParams& p);

/// The precision that arithmetic of `wanted` runs in: its own units, or else those of the next wider format (fp8 and
/// integers as bf16, fp4 as fp8, tf32 as fp32). Bytes keep the wanted format.
std::optional<Precision> runs_as(const AcceleratorParams& p, Precision wanted);
FlopRate peak(const AcceleratorParams& p, Precision wanted, Sparsity sparsity = Sparsity::none);
std::string_view name(Precision precision);

} // namespace dcsim
