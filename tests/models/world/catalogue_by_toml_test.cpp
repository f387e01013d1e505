#include "tests/models/world/one_job.h"

using namespace dcsim;

namespace {

/// An accelerator, a node and a language model that no catalogue has, as a user writes them; only what has no default.
std::string rows(const std::string& name, const std::string& flops, const std::string& bandwidth)
{
    return "[catalog.accelerator." + name + "]\nsummary = 'of our own'\nsource = 'data sheet'\nmark = 'published'\n" +
           "peak = { fp32 = '50 TFLOP/s', bf16 = '" + flops + "' }\nmemory = '96 GB'\nbandwidth = '" + bandwidth +
           "'\nidle = '60 W'\nmax = '600 W'\nscale_up = { bandwidth = '300 GB/s' }\nnetwork = { bandwidth = '40 GB/s' "
           "}\n"
           "[catalog.node.4x" +
           name + "]\nsummary = 'four of them'\nsource = 'data sheet'\nmark = 'published'\naccelerators = 4\n" +
           "accelerator = { preset = '" + name +
           "' }\ncores = 64\npower = { kind = 'server', host = '600 W', host_slope = 0.1 }\n";
}

const std::string model = "[catalog.model.ours]\nsummary = 'of our own'\nsource = 'our paper'\nmark = 'published'\n"
                          "parameters = 3.1e9\nlayers = 28\nhidden = 3072\nheads = 24\nvocabulary = 64000\n";
const std::string both = rows("slow", "200 TFLOP/s", "1 TB/s") + rows("fast", "800 TFLOP/s", "4 TB/s") + model;

} // namespace

TEST_CASE("an accelerator, a node and a model that stand in the scenario alone train, and faster ones end sooner",
          "[world][catalogue]")
{
    const std::string training = "gpus = 4\nwork = { kind = 'training', model = 'ours', tokens = 1e9, batch = 64, "
                                 "sequence = 2048 }\n";
    const JobRun slow = run_job("4xslow", 1, training, both), fast = run_job("4xfast", 1, training, both);
    CHECK(slow.hours > 0);
    CHECK(fast.hours < .5 * slow.hours);
    CHECK(fast.hours > .2 * slow.hours);
}

TEST_CASE("they serve as well, and faster ones answer sooner", "[world][catalogue]")
{
    const auto served = [](const std::string& node) {
        return ran(read_scenario(
                       "[scenario]\nduration = '2 h'\n[cluster]\nnodes = 1\nnode = '" + node +
                       "'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n[output]\ntraces = 'none'\n"
                       "[workload.s]\nkind = 'service'\narrivals = { kind = 'poisson', rate = '1 /s' }\n"
                       "serve = { kind = 'llm', model = 'ours', engine = 'vllm-2025', prompt = 500, output = 100 }\n" +
                       both)
                       .policies.front()
                       .scenario);
    };
    const Ran slow = served("4xslow"), fast = served("4xfast");
    require_checks_pass(fast);
    CHECK(slow["requests_served"] == Approx(7200).epsilon(.05));
    CHECK(fast["requests_served"] == slow["requests_served"]);
    CHECK(fast["request_p99_s"] < slow["request_p99_s"]);
    CHECK(fast["ttft_p50_s"] < slow["ttft_p50_s"]);
}
