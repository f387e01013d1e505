#include "analysis/validate/cases.h"
#include "analysis/validate/catalogue_rows.h"
#include "models/compute/accelerator_power.h"
#include "models/compute/collectives.h"
#include "models/compute/kernel_time.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <map>

/// Published fits of measured collectives, matrix products and caps, without the measurements themselves.
namespace dcsim {

namespace {

constexpr double MiB = 1024.0 * 1024;

/// The line through the times of large sums: its start, and the bandwidth of its slope as NCCL counts it.
struct Line {
    double start_us, bus_gb_per_s;
};

Line all_reduce(const AcceleratorParams& p, std::uint32_t ranks, std::uint32_t per_node)
{
    const auto time = [&](double bytes) {
        const Message m{.collective = Collective::all_reduce, .bytes = Bytes{bytes}, .ranks = ranks};
        return operation_time(p, m, {.accelerators = ranks, .per_node = per_node, .cores = 0}).si();
    };
    const double slope = (time(64 * MiB) - time(32 * MiB)) / (32 * MiB);
    return {1e6 * (time(32 * MiB) - 32 * MiB * slope), 2 * (ranks - 1.0) / ranks / slope / 1e9};
}

std::vector<ValidationRow> sums(const ValidationContext&)
{
    constexpr double range = 0.17; // of the row of a chip over 2, 4 and 8 of them
    struct Fit {
        const char *id, *row, *what;
        std::uint32_t ranks;
        double start_us, bus;
    };
    std::vector<ValidationRow> rows;
    for (const Fit& f : {Fit{"a100", "a100-80gb-sxm", "A100 in a server", 2, 45, 172},
                         {"a100", "a100-80gb-sxm", "A100 in a server", 4, 54, 183},
                         {"a100", "a100-80gb-sxm", "A100 in a server", 8, 70, 181},
                         {"h100", "h100-sxm", "H100 in a server", 2, 24, 305},
                         {"h100", "h100-sxm", "H100 in a server", 4, 28, 353},
                         {"h100", "h100-sxm", "H100 in a server", 8, 35, 366},
                         {"pair", "a100-80gb-sxm", "a bridged pair of A100", 2, 45, 197}}) {
        const Line got = all_reduce(catalogue_accelerator(fmt::format("preset = '{}'", f.row)), f.ranks, f.ranks);
        const std::string id = fmt::format("P11.{}.{}", f.id, f.ranks);
        const std::string what = fmt::format("sum over {} {}", f.ranks, f.what);
        rows.push_back(within(id + ".start", what + ": start, us", f.start_us, got.start_us, range));
        rows.push_back(within(id + ".bus", what + ": bus bandwidth, GB/s", f.bus, got.bus_gb_per_s, range));
    }
    // The cluster measured had adapters of its own.
    const AcceleratorParams apart =
        catalogue_accelerator("preset = 'a100-80gb-sxm'\nnetwork = { bandwidth = '5.9 GB/s' }");
    rows.push_back(within("P11.apart.start", "sum over 2 A100, each in a server of its own: start, us", 64,
                          all_reduce(apart, 2, 1).start_us, range));
    // Two pairs, between which sums pass PCIe 4; the row of another chip on that bus.
    rows.push_back(within("P11.pcie.bus", "sum over 4 accelerators on PCIe 4: bus bandwidth, GB/s", 24,
                          all_reduce(catalogue_accelerator("preset = 'l40s'"), 4, 4).bus_gb_per_s, range));
    return rows;
}

/// The gate and up projection of a feed-forward block on one accelerator.
struct Product {
    std::string id, what, row;
    double hidden, width;
};

struct Reached {
    double compute, memory; ///< over the peaks
};

Reached reached(const Product& m, double tokens)
{
    const AcceleratorParams p = catalogue_accelerator("preset = '" + m.row + "'");
    const Flops flops{2 * tokens * m.hidden * m.width};
    const Bytes weights{2 * m.hidden * m.width};
    const KernelTime t = kernel_time(
        p, {.flops = flops, .weights = weights, .activations = Bytes{2 * tokens * (m.hidden + m.width)}, .launches = 1},
        1);
    const Seconds all = t.busy + t.starts;
    return {flops / all / peak(p, Precision::bf16), weights / all / p.bandwidth};
}

std::vector<ValidationRow> products(const ValidationContext&)
{
    constexpr double range = 0.15;
    const Product a70{"a100.70b", "70B on A100", "a100-80gb-sxm", 8192, 57344},
        h70{"h100.70b", "70B on H100", "h100-sxm", 8192, 57344},
        a7{"a100.7b", "7B on A100", "a100-80gb-sxm", 4096, 22016},
        h7{"h100.7b.tp8", "7B, an eighth on H100", "h100-sxm", 4096, 2752};
    std::vector<ValidationRow> rows;
    const auto add = [&](const Product& m, double few, const std::map<double, double>& many) {
        const std::string what = "projection of Llama 2 " + m.what;
        rows.push_back(
            within("P12." + m.id + ".16", what + ", 16 tokens, of peak bandwidth", few, reached(m, 16).memory, range));
        for (const auto& [tokens, measured] : many)
            rows.push_back(within(fmt::format("P12.{}.{:g}", m.id, tokens),
                                  fmt::format("{}, {:g} tokens, of peak arithmetic", what, tokens), measured,
                                  reached(m, tokens).compute, range));
    };
    add(a70, .77, {{256, .67}, {512, .72}, {1024, .70}, {4096, .77}});
    add(h70, .90, {{128, .37}, {1024, .70}, {4096, .69}});
    add(a7, .78, {{128, .47}, {256, .65}, {512, .74}, {1024, .67}, {4096, .71}});
    add(h7, .52, {{128, .19}, {256, .29}, {512, .43}, {1024, .51}, {4096, .71}});
    return rows;
}

/// Medians over the batches of one task on V100: time over that at 250 W, by cap.
struct Capped {
    const char* name;
    double uncapped_w;
    std::array<double, 6> times; ///< at 225, 200, 175, 150, 125, 100 W
};

std::vector<ValidationRow> caps(const ValidationContext&)
{
    constexpr std::array<Capped, 5> tasks{{{"resnet50", 222, {1.02, 1.05, 1.09, 1.17, 1.41, 1.83}},
                                           {"squad", 227, {1.02, 1.07, 1.12, 1.24, 1.53, 2.00}},
                                           {"sentiment140", 223, {1.02, 1.06, 1.11, 1.17, 1.38, 1.75}},
                                           {"deepspeech2", 171, {1.01, 1.04, 1.06, 1.12, 1.19, 1.40}},
                                           {"shufflenet", 149, {1.01, 1.02, 1.03, 1.04, 1.08, 1.11}}}};
    const AcceleratorParams v100 = catalogue_accelerator("preset = 'v100-sxm2-32gb'");
    std::vector<ValidationRow> rows;
    for (const Capped& t : tasks) {
        double cap = 225;
        std::array<double, 6> errors{};
        for (std::size_t i = 0; i < errors.size(); ++i, cap -= 25)
            errors[i] = std::abs(1 / speed_under_cap(v100, cap * watt, t.uncapped_w * watt) / t.times[i] - 1);
        std::ranges::sort(errors);
        rows.push_back(
            near(std::string{"P13."} + t.name,
                 fmt::format("{} on V100 under caps of 100 to 225 W: median error of its time, largest {:.0f} %",
                             t.name, 100 * errors.back()),
                 0, (errors[2] + errors[3]) / 2, .05));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> link_cases()
{
    return {
        {"P11", "sums among accelerators, as fitted to measurements", "Vidur, MLSys 2024, arXiv 2405.05465", 'V', "-",
         sums},
        {"P12", "fractions of peak that matrix products reach", "Vidur, MLSys 2024, arXiv 2405.05465", 'V',
         "accelerator", products},
        {"P13", "time of training under caps, by task", "Zeus, NSDI 2023, arXiv 2208.06102", 'V', "accelerator", caps}};
}

} // namespace dcsim
