#include "analysis/validate/cases.h"
#include "analysis/validate/catalogue_rows.h"
#include "models/compute/checkpointing.h"
#include "models/compute/collectives.h"
#include "models/compute/energy_optimum.h"
#include "models/compute/kernel_time.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"

namespace dcsim {

namespace {

constexpr Allocation one{.accelerators = 1, .per_node = 1, .cores = 0};

/// The row with kernels that reach its peaks.
AcceleratorParams ideal(const std::string& name)
{
    return catalogue_accelerator("preset = '" + name + "'\nachievable = { compute = 1.0, memory = 1.0 }");
}

double ridge(const AcceleratorParams& p)
{
    return (peak(p, Precision::bf16) / p.bandwidth).si();
}

double teraflops(const AcceleratorParams& p, double flops_per_byte)
{
    const Kernels k{.flops = Flops{flops_per_byte * 1e12}, .activations = Bytes{1e12}};
    return k.flops / kernel_time(p, k, 1).busy / FlopRate{1e12};
}

std::vector<ValidationRow> roofline(const ValidationContext&)
{
    const AcceleratorParams a100 = ideal("a100-80gb-sxm"), h100 = ideal("h100-sxm");
    return {within("P1.a100", "ridge of the A100's roofline, FLOP/B", 153.016184, ridge(a100), 1e-8),
            within("P1.h100", "ridge of the H100's roofline, FLOP/B", 295.343284, ridge(h100), 1e-8),
            exact("P1.below", "A100 at 62.5 FLOP/B, TFLOP/s", 127.4375, teraflops(a100, 62.5)),
            exact("P1.above", "A100 at 500 FLOP/B, TFLOP/s", 312, teraflops(a100, 500))};
}

std::vector<ValidationRow> decoding(const ValidationContext&)
{
    const AcceleratorParams h100 = ideal("h100-sxm");
    const auto ms = [&](double bytes, double n) {
        return 1e3 * kernel_time(h100, {.weights = Bytes{bytes}}, n).busy.si();
    };
    return {within("P2.one", "a read of 140 GB of weights on one H100, ms", 41.791045, ms(140e9, 1), 1e-7),
            within("P2.eight", "on eight, ms", 5.223881, ms(140e9, 8), 1e-7),
            within("P2.half", "on eight, weights of 8 bits, ms", 2.611940, ms(70e9, 8), 1e-6)};
}

/// 100 W that the clock does not change and 300 W that follow its cube, for seconds of arithmetic and of memory.
ClockChoice least_energy(double compute, double memory)
{
    NodeHardwareParams p{.accelerator = ideal("a100-80gb-sxm"), .accelerators = 1, .host = {}};
    p.accelerator.idle = p.accelerator.clock_law.fixed = 100 * watt;
    p.accelerator.most = 400 * watt;
    p.accelerator.clock_law.exponent = 3;
    p.accelerator.clock_law.knee = 0;
    p.accelerator.training.memory = 1;
    Demand d;
    d.kernels.push_back({.flops = compute * second * peak(p.accelerator, Precision::bf16)});
    d.kernels.push_back({.weights = memory * second * p.accelerator.bandwidth});
    return energy_optimal_clock(*make_hardware(p), d, one, {});
}

std::vector<ValidationRow> clock_rows(const std::string& id, const ClockChoice& c, std::array<double, 3> expected)
{
    Energy joules{};
    for (const Energy e : c.pace.energy) joules += e;
    return {within(id + ".clock", "clock of least energy", expected[0], c.clock, 1e-5),
            within(id + ".energy", "energy there, J", expected[1], joules.si(), 1e-8),
            within(id + ".slowdown", "slow-down there", expected[2], c.pace.iteration.si(), 1e-5)};
}

std::vector<ValidationRow> checkpoints(const ValidationContext&)
{
    const Checkpointing c{Seconds{60}, Seconds{11135.083532}, Seconds{300}};
    return {within("P5.young", "Young's interval, s", 1155.945511, young_interval(c).si(), 1e-9),
            within("P5.best", "exact optimum, s", 1116.296500, best_interval(c).si(), 1e-6),
            within("P5.daly", "Daly's series, s", 1116.291548, daly_interval(c).si(), 1e-9),
            within("P5.efficiency", "efficiency at the optimum", 0.875832, efficiency(c, best_interval(c)), 1e-6)};
}

std::vector<ValidationRow> ring(const ValidationContext&)
{
    const Link link{.start = {}, .hop = Seconds{5e-6}, .bandwidth = Bandwidth{100e9}};
    return {exact("P6.ring", "sum of 1 GB over 8 ranks, ms", 17.570, 1e3 * ring_all_reduce(link, 8, Bytes{1e9}).si())};
}

/// 6 FLOP per parameter and token on 10,000 V100 at the speed that was reported.
std::vector<ValidationRow> training_identity(const ValidationContext&)
{
    NodeHardwareParams p{.accelerator = ideal("v100-sxm2-32gb"), .accelerators = 8, .host = {}};
    p.accelerator.achievable.compute = 24.6 / 125;
    Demand d;
    d.kernels.push_back({.flops = 6 * 175e9 * Flops{300e9}});
    const Pace pace = make_hardware(p)->pace(d, {10'000, 8, 0}, {});
    return {within("P7.days", "6 x 175e9 x 300e9 FLOP at 24.6 TFLOP/s on 10,000 V100, d", 14.820461,
                   pace.iteration / day, 1e-7)};
}

} // namespace

AcceleratorParams catalogue_accelerator(const std::string& toml)
{
    std::vector<Problem> problems;
    auto p = read<AcceleratorParams>(parse_toml(toml, "case.toml"), Catalogue::of_program(), problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return p;
}

std::vector<ValidationCase> compute_cases()
{
    return {{"P1", "roofline of an accelerator", "Williams et al. 2009", 'C', "-", roofline},
            {"P2", "lower bound of decoding", "bytes over bandwidth", 'C', "-", decoding},
            {"P3", "clock of least energy, all arithmetic", "P = 100 + 300 f^3, t = 1 / f", 'C', "accelerator",
             [](const ValidationContext&) {
                 return clock_rows("P3", least_energy(1, 0), {0.550321, 272.568089, 1.817121});
             }},
            {"P4", "clock of least energy, four tenths memory", "P = 100 + 300 f^3, t = .4 + .6 / f", 'C',
             "accelerator",
             [](const ValidationContext&) {
                 return clock_rows("P4", least_energy(0.6, 0.4), {0.482621, 219.736925, 1.643212});
             }},
            {"P5", "intervals of checkpoints", "Young 1974; Daly 2006", 'C', "-", checkpoints},
            {"P6", "ring all-reduce", "Thakur et al. 2005", 'C', "-", ring},
            {"P7", "training by 6 FLOP per parameter and token", "arXiv 2104.10350", 'P', "-", training_identity}};
}

} // namespace dcsim
