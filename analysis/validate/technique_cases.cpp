#include "analysis/validate/cases.h"
#include "analysis/validate/preset_run.h"
#include "analysis/validate/technique_trial.h"
#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "sim/config/catalogue.h"
#include <fmt/core.h>

/// What techniques bring, and where they bring nothing.
namespace dcsim {

namespace {

using namespace technique_trials;
using namespace preset_cases;

const std::string a100 = "a100-80gb-sxm", h100 = "h100-sxm";

AiModel model(const std::string& name)
{
    return catalogue_model(Catalogue::of_program(), name);
}

/// Less than before: how many times as slow.
ValidationRow slower(const std::string& id, const std::string& what, double gain)
{
    return at_least(id, what + ": slower, time over that before", 1, 1 / gain);
}

std::vector<ValidationRow> fewer_bits(const ValidationContext&)
{
    const AiModel large = model("gpt-3"), medium = model("llama-3-1-8b"), tiny = model("bert-base");
    const auto token = [](const AiModel& m, double batch, double context = 100) {
        return decode(m, {}, batch, context);
    };
    const auto outliers = [&](const char* name) {
        const AiModel m = model(name);
        return gain({"llm-int8"}, a100, token(m, 1), &m);
    };
    return {
        within("X1.int4", "4-bit weights, 175 B parameters, one sequence on A100", 3.25,
               gain({"int4"}, a100, token(large, 1), &large), .15),
        slower("X1.int4.batch", "the same, 1,024 sequences", gain({"int4"}, a100, token(large, 1024), &large)),
        slower("X1.int8.small", "8-bit integers on 16 tokens of BERT base",
               gain({"int8"}, h100, prefill(tiny, {}, 1, 16), &tiny)),
        slower("X1.llm-int8.small", "8-bit integers with outliers, 1.5 B parameters", outliers("gpt-2-xl")),
        slower("X1.llm-int8.7b", "the same, 7 B", outliers("llama-2-7b")),
        near("X1.llm-int8.large", "the same, 176 B: speed over that before", 1, outliers("bloom-176b"), .1),
        near("X1.cache.short", "8-bit keys and values, short contexts: speed over that before", 1,
             gain({"kv-int8"}, h100, token(medium, 1), &medium), .01),
        at_least("X1.cache.long", "the same, 64 contexts of 8,000", 1.2,
                 gain({"kv-int8"}, h100, token(medium, 64, 8000), &medium)),
    };
}

std::vector<ValidationRow> fewer_parameters(const ValidationContext&)
{
    const AiModel llama = model("llama-3-1-8b"), compact = model("efficientnet-b0"), bert = model("bert-base"),
                  half = model("distilbert");
    AiModel resnet = model("resnet-50");
    resnet.core_time = {}; // images that are prepared
    const Demand prompts = prefill(llama, {}, 4, 2048), images = network_inference(resnet, {.batch = 8}),
                 sentence = prefill(bert, {}, 8, 128);
    const double found = gain({"compact-network"}, a100, images, &resnet);
    const double operations = matrix_flops(resnet) / matrix_flops(compact);
    const double sparse = gain({"fp8", "two-of-four"}, h100, prompts, &llama) / gain({"fp8"}, h100, prompts, &llama);
    return {
        within("X2.two-of-four", "two zeros of four, products of 8 bits on H100", 1.22, sparse, .15),
        identical("X2.unstructured", "zeros anywhere: speed over that before", 1,
                  gain({"unstructured-pruning"}, a100, images, &resnet)),
        within("X2.pruned", "a fifth of the parameters less: less time of a token, %", 16.5,
               100 * (1 - 1 / gain({"pruning"}, a100, decode(llama, {}, 1, 100), &llama)), .15),
        within("X2.distilled.size", "DistilBERT over BERT base, parameters", .6, half.parameters / bert.parameters,
               .02),
        at_least("X2.distilled", "the same, speed", 1, gain({"distilbert"}, a100, sentence, &bert)),
        within("X2.compact", "ResNet-50 over EfficientNet-B0, operations", 11, operations, .1),
        at_least("X2.compact.time", "the same: what of it is not realised, operations over time", 2,
                 operations / found),
    };
}

PresetRun capped(int watts)
{
    return run_one(fmt::format("gpus = 8\nwork = {{ kind = \"items\", items = 1e6, flops = \"1 TFLOP\" }}\n"
                               "control = {{ power_cap = \"{} W\" }}\n",
                               watts),
                   "8xv100");
}

PresetRun clocked(double clock)
{
    return run_one(fmt::format("gpus = 8\nwork = {{ kind = \"items\", items = 1e6, flops = \"1 TFLOP\" }}\n"
                               "control = {{ clock = {:.2f} }}\n",
                               clock),
                   "8xa100");
}

std::vector<ValidationRow> slower_clocks(const ValidationContext&)
{
    return {at_least("X3.cap", "8 V100 with their server, energy at caps of 100 W over 150 W", 1.0001,
                     capped(100).kwh / capped(150).kwh),
            at_least("X3.clock", "8 A100 with their server, energy at a clock of .3 over .7", 1.0001,
                     clocked(.3).kwh / clocked(.7).kwh)};
}

/// An efficiency of two and a demand of 2.2: half of each item's work, 2.2 times as many of them.
std::vector<ValidationRow> rebound(const ValidationContext&)
{
    const auto images = [](double items, double work) {
        return run_one(fmt::format("gpus = 8\nwork = {{ kind = \"items\", items = {}, flops = \"{} GFLOP\", bytes = "
                                   "\"{} GB\", core_time = \"{} s\" }}\n",
                                   items * 1e7, work * 369, work * 1.2, work * .01))
            .kwh;
    };
    const double before = images(1, 1), efficient = images(1, .5), after = images(2.2, .5);
    return {
        within("X4.efficient", "half of the work for each item: energy over that before", .5, efficient / before, 1e-6),
        within("X4.rebound", "the same for 2.2 times as many: total over that before", 1.1, after / before, 1e-6)};
}

std::vector<ValidationRow> adapters(const ValidationContext&)
{
    const PresetRun all = run_one("preset = \"llm-finetune\"\n", "8xh100"),
                    few = run_one("preset = \"llm-finetune-lora\"\n", "8xh100");
    return {within("X5.time", "fine-tuning by adapters over that of all parameters, time", .67, few.hours / all.hours,
                   .05)};
}

} // namespace

std::vector<ValidationCase> technique_cases()
{
    return {
        {"X1", "fewer bits: where they are faster and where not",
         "arXiv 2210.17323, 2211.10438, 2208.07339, 2411.02355", 'P', "accelerators", fewer_bits},
        {"X2", "fewer parameters and operations", "arXiv 1910.01108, 1905.11946, 2305.11627; Sparse Llama, 2024", 'P',
         "accelerators", fewer_parameters},
        {"X3", "caps and clocks so low that the server's own power costs more", "arithmetic", 'C', "it", slower_clocks},
        {"X4", "an efficiency that demand makes up for", "arithmetic: 2.2 / 2", 'C', "it", rebound},
        {"X5", "adapters beside frozen matrices", "arithmetic: 4 N / 6 N", 'C', "it", adapters}};
}

} // namespace dcsim
