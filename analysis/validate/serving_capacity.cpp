#include "analysis/validate/serving_cases.h"
#include "analysis/validate/technique_trial.h"
#include <array>
#include <fmt/core.h>

namespace dcsim {

namespace {

using namespace serving_cases;

struct PairOfLengths {
    double prompt, output;
};

constexpr std::array<PairOfLengths, 10> lengths_served{{{128, 128},
                                                        {128, 2048},
                                                        {128, 4096},
                                                        {500, 2000},
                                                        {1000, 1000},
                                                        {1000, 2000},
                                                        {2048, 128},
                                                        {2048, 2048},
                                                        {5000, 500},
                                                        {20'000, 2000}}};

/// Output tokens per second of one copy that is never without work, for each pair of lengths.
struct Measured {
    const char* model;
    const char* accelerator;
    std::uint32_t tensor;
    std::array<double, lengths_served.size()> tokens;
};

const std::array<Measured, 6> tables{{
    {"llama-3-1-8b", "h100-sxm", 1, {28'312, 22'714, 14'325, 17'660, 15'220, 13'899, 3450, 9305, 3459, 1351}},
    {"llama-3-1-8b", "h200-sxm", 1, {27'911, 26'221, 18'027, 20'770, 17'744, 16'828, 3538, 12'194, 3902, 1804}},
    {"llama-3-1-70b", "h100-sxm", 2, {6378, 6651, 4199, 5222, 4205, 4146, 762, 3082, 898, 437}},
    {"llama-3-1-70b", "h200-sxm", 1, {3803, 4336, 2872, 3666, 2909, 2994, 442, 2003, 566, 283}},
    {"llama-3-1-405b", "h100-sxm", 8, {3627, 4340, 3116, 3994, 2919, 2895, 453, 2296, 610, 345}},
    {"llama-3-1-405b", "h200-sxm", 8, {3814, 5348, 4741, 4724, 3330, 3722, 456, 2948, 650, 505}},
}};

double capacity(const Measured& m, const PairOfLengths& lengths, const Hardware& hardware)
{
    const Served served = alike(m.model, "tensorrt-llm-2025", m.tensor, lengths.prompt, lengths.output);
    const Techniques eight_bit = technique_trials::techniques({"fp8", "kv-int8"}, &served.model);
    const auto apply = [&](Demand& d) { eight_bit.apply(d); };
    return LlmService{{.served = served}, on(hardware, apply)}.at(Frequency{1}, 1, {}).capacity.si() * lengths.output;
}

} // namespace

std::vector<ValidationRow> serving_cases::capacity_rows(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const Measured& m : tables) {
        const auto hardware = accelerators(m.accelerator);
        Errors errors;
        for (std::size_t i = 0; i < lengths_served.size(); ++i)
            errors.add(m.tokens[i], capacity(m, lengths_served[i], *hardware));
        const std::string where = fmt::format("{} on {} {}", m.model, m.tensor, m.accelerator);
        const std::string id = fmt::format("L8.{}.{}", m.model, m.accelerator);
        rows.push_back(family(id, where, errors, 0.2));
        rows.push_back(near(id + ".largest", where + ": largest error of them", 0, errors.largest(), 0.3));
    }
    return rows;
}

} // namespace dcsim
