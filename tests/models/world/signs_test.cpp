#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "models/workload/work_model.h"
#include "sim/config/catalogue.h"
#include "tests/models/world/scenario_run.h"

using namespace dcsim;

namespace {

std::string on_node(const std::string& node, const std::string& workload)
{
    return "[scenario]\nduration = '1 h'\n[cluster]\nnodes = 1\nnode = '" + node +
           "'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n[workload.w]\n" + workload;
}

/// Servers of the catalogue, their hosts included.
std::unique_ptr<Hardware> servers(const std::string& node)
{
    const ScenarioFile file =
        read_scenario(on_node(node, "arrivals = { kind = 'at-start', count = 1 }\ngpus = 1\nduration = '1 h'\n"));
    return hardware(file.policies.front().scenario.site.main());
}

AiModel model(const std::string& name)
{
    return catalogue_model(embedded_catalogue(), name);
}

Demand with(const std::string& technique, Demand d)
{
    const ScenarioFile file = read_scenario(
        on_node("8xh100", "arrivals = { kind = 'at-start', count = 1 }\ngpus = 8\nwork = { kind = 'items', items = 1, "
                          "flops = '1 TFLOP', bytes = '1 GB' }\ntechniques = ['" +
                              technique + "']\n"));
    change(file.policies.front().scenario.workloads.front())(d);
    return d;
}

struct Paced {
    double seconds, joules; ///< of one iteration, at the servers' plugs
};

Paced paced(const Hardware& hardware, const Demand& d, std::uint32_t accelerators = 1, const Operating& run = {})
{
    const Pace p = hardware.pace(d, {accelerators, accelerators, 14.0 * accelerators}, run);
    Energy all{};
    for (const Energy e : p.energy) all += e;
    return {p.iteration.si(), all.si()};
}

/// Times as fast as before.
double gain(const Hardware& hardware, const std::string& technique, const Demand& before,
            std::uint32_t accelerators = 1)
{
    return paced(hardware, before, accelerators).seconds /
           paced(hardware, with(technique, before), accelerators).seconds;
}

} // namespace

TEST_CASE("a mixture of experts costs more than a dense model at small batches and less at large ones", "[signs]")
{
    // Llama 4 Scout over Llama 3.1 70B on 4 H100: +33 % at 64, -20 % at 512 [ML.ENERGY leaderboard, 2026].
    const auto h100 = servers("8xh100");
    const auto ratio = [&](double batch) {
        const auto joules = [&](const char* name) {
            return paced(*h100, decode(model(name), {.tensor = 4}, batch, 400), 4).joules;
        };
        return joules("llama-4-scout") / joules("llama-3-1-70b");
    };
    CHECK(ratio(64) > 1.1);
    CHECK(ratio(512) < 1);
}

TEST_CASE("below the knee a lower cap costs a server more energy for the same work", "[signs]")
{
    const auto v100 = servers("8xv100");
    const Demand d = network_training(model("resnet-50"), {.batch = 2048, .accelerators = 8, .overlap = 1});
    const auto joules = [&](double cap) { return paced(*v100, d, 8, {.clock = 1, .cap = cap * watt}).joules; };
    const double best = std::min({joules(150), joules(175), joules(200)});
    CHECK(joules(300) > best);
    CHECK(joules(110) > best);
}

TEST_CASE("eight-bit matrices with outliers slow small models down", "[signs]")
{
    const auto a100 = servers("8xa100");
    CHECK(gain(*a100, "llm-int8", decode(model("gpt-2-xl"), {}, 1, 100)) < .9);
    CHECK(gain(*a100, "llm-int8", decode(model("gpt-2-xl"), {}, 1, 100)) <
          gain(*a100, "llm-int8", decode(model("llama-2-13b"), {}, 1, 100)));
}

TEST_CASE("zeros anywhere bring nothing on any accelerator", "[signs]")
{
    for (const char* node : {"8xv100", "8xa100", "8xh100", "8xmi300x"})
        for (const Demand& d :
             {network_inference(model("resnet-50"), {.batch = 8}), decode(model("llama-2-7b"), {}, 1, 9)}) {
            const auto hardware = servers(node);
            CHECK(gain(*hardware, "unstructured-pruning", d) == 1);
        }
}

TEST_CASE("more accelerators for one image cost more energy", "[signs]")
{
    const auto h100 = servers("8xh100"); // SANA: 417 J on one, 2,567 J on eight [ML.ENERGY leaderboard 2025-26]
    const double one = paced(*h100, network_inference(model("sana-1-6b"), {.batch = 1})).joules;
    const double eight = paced(*h100, network_inference(model("sana-1-6b"), {.batch = 1, .accelerators = 8}), 8).joules;
    CHECK(eight > 1.5 * one);
}

TEST_CASE("eight bits bring up to twice the speed, whether arithmetic or memory binds", "[signs]")
{
    const auto h100 = servers("8xh100");
    const AiModel m = model("llama-3-1-8b");
    for (const char* technique : {"fp8", "int8"}) {
        const double by_memory = gain(*h100, technique, decode(m, {}, 8, 100));
        const double by_arithmetic = gain(*h100, technique, prefill(m, {}, 4, 2048));
        CHECK((by_memory > 1.2 && by_memory < 2));
        CHECK((by_arithmetic > 1.2 && by_arithmetic < 2));
    }
}

TEST_CASE("four-bit weights are fast alone and slower than 16 bits at large batches", "[signs]")
{
    const auto a100 = servers("8xa100");
    const AiModel m = model("llama-2-13b");
    CHECK(gain(*a100, "int4", decode(m, {}, 1, 100)) > 2); // 3.25 for large models [arXiv 2210.17323]
    CHECK(gain(*a100, "int4", decode(m, {}, 2048, 100)) < 1);
    CHECK(gain(*a100, "int4", prefill(m, {}, 4, 2048)) < 1);
}
