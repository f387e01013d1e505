#include "analysis/validate/cases.h"
#include "analysis/validate/technique_trial.h"
#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "sim/config/catalogue.h"
#include <fmt/core.h>

/// Training at 16 bit instead of 32: bound by arithmetic, by memory, by processor cores, by starts of kernels.
namespace dcsim {

namespace {

using namespace technique_trials;

constexpr std::uint32_t server = 8;

AiModel model(const std::string& name)
{
    return catalogue_model(Catalogue::of_program(), name);
}

/// Training of one optimizer step, at the batch sizes of its publication [assumption].
struct Recipe {
    std::string model;
    double batch, sequence{0}; ///< of one accelerator; items or, where a sequence is given, sequences
    std::uint32_t accelerators{1};

    Demand demand(Precision precision) const
    {
        const AiModel m = dcsim::model(model);
        if (!is_transformer(m)) return item_training(m, {batch * accelerators, accelerators, precision});
        const TrainingStep t{.batch = batch, .sequence = sequence, .micro_batch = batch, .precision = precision};
        return training_step(m, {.fused_attention = false}, t);
    }
};

struct Speeds {
    double before, after; ///< in items or sequences per second
};

Speeds speeds(const std::string& accelerator, const Recipe& r, Precision before)
{
    const auto speed = [&](Precision q) {
        return r.batch * r.accelerators / pace_on(accelerator, r.demand(q), r.accelerators).iteration.si();
    };
    return {speed(before), speed(Precision::bf16)};
}

const std::string a100 = "a100-80gb-sxm", v100 = "v100-sxm2-32gb";

/// Images of 32 pixels on a network for 224, on A100 [assumption]: the technique as scenarios name it, with the casts
/// that it takes.
ValidationRow small_network(const std::string& id, const std::string& name, double batch, double measured)
{
    AiModel m = model(name);
    constexpr double pixels = 32.0 * 32 / (224 * 224);
    m.forward = pixels * m.forward;
    m.activations = pixels * m.activations;
    m.input = pixels * m.input;
    m.core_time = pixels * m.core_time;
    const Demand before = network_training(m, {.batch = batch, .precision = Precision::tf32});
    return within("K23." + id, fmt::format("{} on 32 pixels, batch {:g}: mixed precision is slower", name, batch),
                  measured, gain({"mixed-precision"}, a100, before, &m), 0.15);
}

std::vector<ValidationRow> mixed_precision(const ValidationContext&)
{
    constexpr double range = 0.35; // of layouts, libraries and small kernels that a model's row does not describe
    std::vector<ValidationRow> rows;
    const auto add = [&](const std::string& id, const std::string& accelerator, const Recipe& r, Precision before,
                         double measured) {
        const Speeds s = speeds(accelerator, r, before);
        rows.push_back(
            within("K23." + id, r.model + ", speed at 16 bit over that before", measured, s.after / s.before, range));
    };
    add("bert", a100, {"bert-large", 64, 128}, Precision::tf32, 580.0 / 317);
    add("bert.V100", v100, {"bert-large", 64, 128}, Precision::fp32, 224.0 / 50);
    add("resnet", a100, {"resnet-50", 256}, Precision::tf32, 2470.0 / 938);
    add("resnet.V100", v100, {"resnet-50", 256}, Precision::fp32, 1200.0 / 367);
    add("transformer", a100, {"transformer-big", 200, 50}, Precision::tf32, 82'059.0 / 51'057);
    add("gnmt", a100, {"gnmt", 6'400}, Precision::tf32, 140'909.0 / 83'214);
    add("mask-rcnn", a100, {"mask-rcnn-r50", 8}, Precision::tf32, 1.04);
    add("quartznet", a100, {"quartznet-15x5", 64}, Precision::tf32, 89.7 / 78.9);
    const Recipe dlrm{"dlrm-criteo", 8192, 0, server};
    const Speeds s = speeds(a100, dlrm, Precision::tf32);
    rows.push_back(within("K23.dlrm", "DLRM on 8 A100, M records/s at 16 bit", 16.5, s.after / 1e6, 0.25));
    rows.push_back(within("K23.dlrm.tf32", "the same at TF32", 11.4, s.before / 1e6, 0.25));
    rows.push_back(within("K23.dlrm.gain", "the same, speed at 16 bit over TF32", 1.425, s.after / s.before, range));
    rows.push_back(small_network("mobilenet", "mobilenet-v3-large", 32, 0.75));
    rows.push_back(small_network("efficientnet", "efficientnet-b0", 64, 0.71));
    return rows;
}

} // namespace

std::vector<ValidationCase> precision_cases()
{
    return {{"K23", "mixed precision by model: bound by arithmetic, memory, processor cores or starts of kernels",
             "NVIDIA DeepLearningExamples, 2024; Lucid, ASPLOS 2023", 'V', "accelerators", mixed_precision}};
}

} // namespace dcsim
