#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "tests/models/efficiency/read.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// Times as fast as before.
double gain(const std::string& name, const Demand& before, const Roofline& r, const AiModel* m = nullptr)
{
    return run(before, r).seconds / run(with('"' + name + '"', before, m), r).seconds;
}

} // namespace

TEST_CASE("four-bit weights are fast at batch 1 and slow at large batches", "[efficiency][sign]")
{
    const AiModel m = model("llama-2-70b");
    const auto at = [&](double batch) { return gain("int4", decode(m, {}, batch, 100), a100(), &m); };
    CHECK(at(1) > 3); // 3.25 on A100 [arXiv 2210.17323]
    CHECK(at(16) > 2);
    CHECK(at(1024) < 1);
}

TEST_CASE("eight bits double both sides of the roofline, but small batches pay for casts", "[efficiency][sign]")
{
    const AiModel m = model("llama-3-1-8b");
    const double bound_by_memory = gain("fp8", decode(m, {}, 8, 100), h100());
    const double bound_by_arithmetic = gain("fp8", prefill(m, {}, 4, 2048), h100());
    CHECK((bound_by_memory > 1.3 && bound_by_memory < 2));
    CHECK((bound_by_arithmetic > 1.3 && bound_by_arithmetic < 2));
    const AiModel tiny = catalogue_model(catalogue(), "bert-base");
    CHECK(gain("int8", prefill(tiny, {}, 1, 16), h100()) < 1);
}

TEST_CASE("LLM.int8 is slower on small models and even on the largest", "[efficiency][sign]")
{
    const auto at = [](const std::string& name) { return gain("llm-int8", decode(model(name), {}, 1, 100), a100()); };
    CHECK(at("gpt-2-xl") < 0.75);
    CHECK(at("llama-2-7b") < 0.95);
    CHECK(at("llama-2-7b") > at("gpt-2-xl"));
    CHECK(at("bloom-176b") == Approx(1).margin(0.1)); // [arXiv 2208.07339]
}

TEST_CASE("a quantized cache counts only where the cache binds", "[efficiency][sign]")
{
    const AiModel m = model("llama-3-1-8b");
    CHECK(gain("kv-int8", decode(m, {}, 1, 100), h100()) == Approx(1).margin(0.01));
    CHECK(gain("kv-int8", decode(m, {}, 64, 8000), h100()) > 1.4);
}

TEST_CASE("unstructured pruning gains nothing", "[efficiency][sign]")
{
    CHECK(gain("unstructured-pruning", network_inference(model("resnet-50"), {.batch = 8}), a100()) == 1);
}

TEST_CASE("two zeros of four speed up matrices by less than their doubled peak", "[efficiency][sign]")
{
    const double arithmetic = gain("two-of-four", prefill(model("llama-3-1-8b"), {}, 4, 2048), h100());
    CHECK((arithmetic > 1.1 && arithmetic < 1.6));
}

TEST_CASE("mixed precision speeds up what is bound by arithmetic, and slows down tiny networks", "[efficiency][sign]")
{
    const Demand bert = training_step(model("bert-large"), {.fused_attention = false},
                                      {.batch = 64, .sequence = 128, .micro_batch = 64, .precision = Precision::tf32});
    const double large = gain("mixed-precision", bert, a100());
    CHECK((large > 1.5 && large < 2.0)); // 1.83 [NVIDIA DeepLearningExamples]

    // At 32 pixels launches take most of a step: .75 [Lucid, ASPLOS 2023].
    AiModel small = model("mobilenet-v3-large");
    const double pixels = 32.0 * 32 / (224 * 224);
    small.forward = pixels * small.forward;
    small.activations = pixels * small.activations;
    const double tiny =
        gain("mixed-precision", network_training(small, {.batch = 32, .precision = Precision::tf32}), a100());
    CHECK((tiny > 0.65 && tiny < 0.9));
}

TEST_CASE("more accelerators for one image cost more energy", "[efficiency][sign]")
{
    // SANA: 417 J on one H100, 2,567 J on eight [ML.ENERGY leaderboard 2025-26].
    const AiModel sana = model("sana-1-6b");
    const double one = run(network_inference(sana, {.batch = 1}), h100()).joules;
    const double eight = run(network_inference(sana, {.batch = 1, .accelerators = 8}), h100(), 8).joules;
    CHECK(eight > 1.5 * one);
}

TEST_CASE("pruned work that waits for data is no faster", "[efficiency][sign]")
{
    const Demand before = network_training(model("conformer-l"), {.batch = 16});
    CHECK(with("\"pruning\"", before).core_time == before.core_time);
    CHECK(with("\"cached-features\"", before).core_time == 0.5 * before.core_time);
}
