#include "analysis/validate/cases.h"
#include "analysis/validate/preset_run.h"
#include "models/world/registries.h"
#include <array>
#include <bit>
#include <fmt/core.h>

namespace dcsim {

namespace {

using namespace preset_cases;

const std::string pruning = R"("pruning")", quantization = R"("quantization")",
                  hardware_aware = R"("hardware-aware-training")";
const std::string all_three = pruning + ", " + quantization + ", " + hardware_aware;

/// Energy of a campaign, and what it saves in percent: by pruning, quantization, hardware-aware training, and all.
struct Campaign {
    const char* name;
    double kwh, pruned, quantized, aware, potential;
    double compute, memory, data, at_rest; ///< shares of the energy
    double lightweight;                    ///< what a lightweight variant saves, %
    double optimised_kwh;                  ///< with all three techniques
};

constexpr std::array<Campaign, 3> campaigns{
    {{"campaign-nlp", 120, 14.49, 20.61, 5.70, 35, .4241, .3759, .05, .15, 45.5, 78.011},
     {"campaign-vision", 150, 16.48, 24.24, 6.92, 40, .705, .115, .08, .10, 46.1, 90.004},
     {"campaign-rl", 170, 12.60, 18.29, 4.75, 30, .4995, .0505, .25, .20, 32.3, 119.001}}};

double saving(const PresetRun& before, const PresetRun& after)
{
    return 100 * (1 - after.kwh / before.kwh);
}

void baseline(std::vector<ValidationRow>& rows, const Campaign& c, const PresetRun& run)
{
    const std::string id = std::string{"W4."} + c.name;
    rows.push_back(within(id, std::string{c.name} + ", kWh", c.kwh, run.kwh, .005));
    for (const auto& [cause, share] : {std::pair{Cause::compute, c.compute},
                                       {Cause::memory, c.memory},
                                       {Cause::data, c.data},
                                       {Cause::overhead, c.at_rest}})
        rows.push_back(near(fmt::format("{}.{}", id, name(cause)), fmt::format("{}, share of {}", c.name, name(cause)),
                            share, run.share(cause), .01));
}

std::vector<ValidationRow> potentials(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const Campaign& c : campaigns) {
        const PresetRun before = run_one(with_techniques(c.name, ""));
        baseline(rows, c, before);
        for (const auto& [id, names, expected] : {std::tuple{"pruned", pruning, c.pruned},
                                                  {"quantized", quantization, c.quantized},
                                                  {"aware", hardware_aware, c.aware},
                                                  {"all", all_three, c.potential}})
            rows.push_back(near(fmt::format("W4.{}.{}", c.name, id), fmt::format("{} by {}: saves %", c.name, names),
                                expected, saving(before, run_one(with_techniques(c.name, names))), .1));
        rows.push_back(within(fmt::format("W4.{}.optimised", c.name), fmt::format("{} by all three, kWh", c.name),
                              c.optimised_kwh, run_one(with_techniques(c.name, all_three)).kwh, .005));
    }
    return rows;
}

bool same_bits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

ValidationRow any_order(const Campaign& c)
{
    const PresetRun first = run_one(with_techniques(c.name, all_three));
    int equal = 0;
    for (const auto& names :
         {pruning + ", " + hardware_aware + ", " + quantization, quantization + ", " + pruning + ", " + hardware_aware,
          quantization + ", " + hardware_aware + ", " + pruning, hardware_aware + ", " + pruning + ", " + quantization,
          hardware_aware + ", " + quantization + ", " + pruning}) {
        const PresetRun other = run_one(with_techniques(c.name, names));
        equal += same_bits(other.kwh, first.kwh) && same_bits(other.hours, first.hours) ? 1 : 0;
    }
    return identical(fmt::format("W4.{}.order", c.name),
                     fmt::format("{}: orders of techniques that change no bit", c.name), 5, equal);
}

ValidationRow repeated()
{
    bool refused = false;
    try {
        run_one(with_techniques("campaign-nlp", pruning + ", " + pruning));
    } catch (const ConfigError&) {
        refused = true;
    }
    return identical("W4.repeated", "a technique named twice is refused", 1, refused ? 1 : 0);
}

std::vector<ValidationRow> composition(const ValidationContext& context)
{
    std::vector<ValidationRow> rows = potentials(context);
    for (const Campaign& c : campaigns) rows.push_back(any_order(c));
    rows.push_back(repeated());
    return rows;
}

/// A day of retraining on the node that the campaign had anyway.
std::vector<ValidationRow> one_offs(const ValidationContext&)
{
    const std::string lines = with_techniques("campaign-nlp", all_three);
    const PresetRun without = run_one(lines),
                    with = run_one(lines, "reference-8xa100", 1, "[catalog.technique.pruning]\nretraining = 0.1\n");
    const PresetRun before = run_one(with_techniques("campaign-nlp", ""));
    return {identical("W5.default", "kWh that techniques cost once, none stated", 0, without.one_off_kwh),
            near("W5.stated", "retraining stated as a tenth of the work: over the tenth of what ran, at rest apart", 1,
                 with.one_off_kwh / (.1 * (before.kwh - at(before.cause_kwh, Cause::overhead))), .1),
            identical("W5.apart", "the campaign beside it, kWh less those before", 0, with.kwh - without.kwh)};
}

/// What all three techniques save with so many cores, %.
struct Pooled {
    double before_kwh, potential;
};

Pooled pooled(const std::string& campaign, int cores)
{
    const std::string pool = fmt::format("pool_cores = {}\n", cores);
    const PresetRun before = run_one(with_techniques(campaign, "") + pool);
    return {before.kwh, saving(before, run_one(with_techniques(campaign, all_three) + pool))};
}

std::vector<ValidationRow> few_cores(const ValidationContext&)
{
    const Pooled vision = pooled("campaign-vision", 128), nlp = pooled("campaign-nlp", 64),
                 rl = pooled("campaign-rl", 128);
    return {near("W6.vision", "vision on 128 cores: saves %", 31.7, vision.potential, .1),
            near("W6.nlp", "language on 64 cores: saves %", 23.4, nlp.potential, .1),
            within("W6.rl.kwh", "reinforcement learning on 128 cores, kWh", 277, rl.before_kwh, .005),
            near("W6.rl", "the same: saves %", 11.6, rl.potential, .1)};
}

std::vector<ValidationRow> lightweight_campaigns(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const Campaign& c : campaigns) {
        const PresetRun before = run_one(with_techniques(c.name, "")),
                        after = run_one(with_techniques(c.name, "\"lightweight\""));
        const double time = 100 * (1 - after.busy_hours() / before.busy_hours()), energy = saving(before, after);
        const std::string id = std::string{"W8."} + c.name;
        rows.push_back(near(id + ".time", std::string{c.name} + ", lightweight: less time of kernels, %", 55, time, 1));
        rows.push_back(near(id + ".energy", "the same, less energy, %", c.lightweight, energy, 1));
        rows.push_back(identical(id + ".claim", "the same, inside of 40-60 % and 30-50 %", 1,
                                 time >= 40 && time <= 60 && energy >= 30 && energy <= 50 ? 1 : 0));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> campaign_cases()
{
    const char* quoted = "quoted energies and potentials of campaigns [assumption]; arithmetic on the reference node";
    return {
        {"W4", "campaigns of development, and what three techniques save", quoted, 'C', "it", composition},
        {"W5", "what techniques cost once", "arithmetic", 'C', "it", one_offs},
        {"W6", "the same campaigns where few cores prepare data", "arithmetic on the reference node", 'C', "it",
         few_cores},
        {"W8.campaigns", "lightweight variants of campaigns", "40-60 % less time and 30-50 % less energy, often quoted",
         'C', "it", lightweight_campaigns},
    };
}

} // namespace dcsim
