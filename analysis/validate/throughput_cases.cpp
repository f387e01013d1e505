#include "analysis/validate/cases.h"
#include "analysis/validate/catalogue_servers.h"
#include "models/neural/transformer.h"
#include <fmt/core.h>

/// Training as others have measured it, on hardware as the catalogue has it.
namespace dcsim {

namespace {

constexpr double band = 0.25; // of the time of published runs [workloads]

struct MeasuredRun {
    std::string id, text;
    AiModel model;
    Layout layout;
    TrainingStep step;
    double tokens_per_second; ///< of one accelerator
};

double speed(const NodeHardwareParams& p, const MeasuredRun& r)
{
    const std::uint32_t accelerators = r.layout.accelerators();
    const double tokens = r.step.batch * r.step.sequence / accelerators;
    return tokens / iteration_seconds(p, training_step(r.model, r.layout, r.step), accelerators);
}

ValidationRow held(const NodeHardwareParams& p, const MeasuredRun& r)
{
    return within(r.id, r.text + ", tokens/s", r.tokens_per_second, speed(p, r), band);
}

/// The family MPT: plain transformers without biases, one table for words in and out.
AiModel mpt(double parameters, std::uint32_t layers, std::uint32_t hidden, std::uint32_t heads)
{
    AiModel m;
    m.parameters = parameters;
    m.layers = layers;
    m.hidden = hidden;
    m.heads = heads;
    m.vocabulary = 50'368;
    return m;
}

/// One row of the table of llm-foundry: parameters are sharded over all accelerators.
MeasuredRun mpt_run(const std::string& name, const AiModel& m, std::uint32_t accelerators, double sequence,
                    double micro_batch, double micro_batches, Recompute recompute, double measured)
{
    return {fmt::format("K26.{}.{:g}", name, sequence),
            fmt::format("MPT {} on {} A100, sequences of {:g}", name, accelerators, sequence),
            m,
            {.data = accelerators, .zero = 3, .recompute = recompute},
            {.batch = micro_batch * micro_batches * accelerators, .sequence = sequence, .micro_batch = micro_batch},
            measured};
}

std::vector<MeasuredRun> mpt_runs()
{
    constexpr auto kept = Recompute::none, again = Recompute::full;
    const AiModel seven = mpt(6.66e9, 32, 4096, 32);
    return {
        mpt_run("70B", mpt(64.9e9, 80, 8192, 64), 64, 2048, 8, 4, again, 410),
        mpt_run("30B", mpt(30.0e9, 48, 7168, 56), 8, 2048, 3, 21, again, 916),
        mpt_run("13B", mpt(12.85e9, 40, 5120, 40), 8, 2048, 2, 3, kept, 2262),
        mpt_run("7B", seven, 8, 2048, 6, 2, kept, 4641),
        mpt_run("3B", mpt(2.65e9, 32, 2560, 20), 8, 2048, 10, 2, kept, 10'811),
        mpt_run("1B", mpt(1.316e9, 24, 2048, 16), 8, 2048, 14, 4, kept, 20'513),
        mpt_run("760M", mpt(0.760e9, 24, 1536, 16), 8, 2048, 24, 2, kept, 32'434),
        mpt_run("350M", mpt(0.356e9, 24, 1024, 16), 8, 2048, 32, 2, kept, 58'782),
        mpt_run("7B", seven, 8, 1024, 64, 2, again, 4357),
        mpt_run("7B", seven, 8, 4096, 16, 2, again, 3684),
        mpt_run("7B", seven, 8, 8192, 8, 2, again, 3206),
        mpt_run("7B", seven, 8, 16'384, 4, 2, again, 2453),
        mpt_run("7B", seven, 8, 32'768, 2, 2, again, 1672),
        mpt_run("7B", seven, 8, 65'536, 1, 2, again, 1013),
    };
}

std::vector<MeasuredRun> torchtitan_runs()
{
    const auto run = [](const std::string& id, const std::string& text, const std::string& model, double sequence,
                        double micro_batch, Recompute recompute, double measured) {
        return MeasuredRun{"K26.titan." + id,
                           text + " on 64 A100",
                           published_model(model),
                           {.data = 64, .zero = 3, .recompute = recompute},
                           {.batch = 64 * micro_batch, .sequence = sequence, .micro_batch = micro_batch},
                           measured};
    };
    return {run("13B", "Llama 2 13B, nothing computed again", "llama-2-13b", 4096, 2, Recompute::none, 2162),
            run("70B", "Llama 2 70B, computed again", "llama-2-70b", 4096, 2, Recompute::full, 353),
            run("70B.8192", "Llama 3 70B, computed again", "llama-3-1-70b", 8192, 1, Recompute::full, 331)};
}

std::vector<ValidationRow> sharded(const ValidationContext&)
{
    const NodeHardwareParams p = catalogue_servers("a100-80gb-sxm");
    std::vector<ValidationRow> rows;
    for (const auto& runs : {mpt_runs(), torchtitan_runs()})
        for (const MeasuredRun& r : runs) rows.push_back(held(p, r));
    return rows;
}

/// Nemotron 4 15B: plain, with a large vocabulary.
AiModel nemotron()
{
    AiModel m = mpt(15.6e9, 32, 6144, 48);
    m.kv_heads = 8;
    m.vocabulary = 256'000;
    return m;
}

/// As NeMo runs it: states are sharded, and most of what copies exchange is hidden.
Layout split(std::uint32_t tensor, std::uint32_t pipeline, std::uint32_t data, std::uint32_t interleave)
{
    return {.tensor = tensor,
            .pipeline = pipeline,
            .data = data,
            .interleave = interleave,
            .sequence_parallel = true,
            .zero = 1,
            .overlap = 0.9}; // [assumption]
}

/// Seconds of a step at 16 and at 8 bit.
struct DgxRun {
    MeasuredRun run;
    double sixteen, eight;
};

/// Where a sequence was split over two accelerators, which is not modelled, two sequences run on them here: each holds
/// twice the activations, which need not fit, and a pipeline has half the micro-batches, and twice the bubble.
std::vector<DgxRun> dgx_runs()
{
    const AiModel small = published_model("llama-3-1-8b"), large = published_model("llama-3-1-70b"),
                  largest = published_model("llama-3-1-405b"), gpt = published_model("gpt-3");
    const TrainingStep long_step{.batch = 128, .sequence = 8192};
    const TrainingStep wide{.batch = 2048, .sequence = 8192}, four{.batch = 64, .sequence = 4096, .micro_batch = 4};
    return {
        {{"8B", "Llama 3.1 8B on 8 H100", small, split(1, 1, 8, 1), long_step, 0}, 12.91, 9.67},
        {{"8B.128", "Llama 3.1 8B on 128 H100", small, split(1, 1, 128, 1), wide, 0}, 13.10, 9.82},
        {{"70B", "Llama 3.1 70B on 64 H100", large, split(4, 4, 4, 5), long_step, 0}, 14.72, 11.01},
        {{"70B.1024", "Llama 3.1 70B on 1,024 H100", large, split(4, 4, 64, 5), wide, 0}, 14.92, 11.28},
        {{"405B", "Llama 3.1 405B on 576 H100", largest, split(8, 9, 8, 7), {.batch = 252, .sequence = 8192}, 0},
         17.20,
         11.24},
        {{"175B", "GPT-3 on 128 H100", gpt, split(4, 8, 4, 12), {.batch = 256, .sequence = 2048}, 0}, 8.309, 5.626},
        {{"15B", "Nemotron 4 15B on 16 H100", nemotron(), split(4, 1, 4, 1), four, 0}, 2.812, 2.039},
    };
}

/// The fraction of peak arithmetic of the catalogue was fitted to the first of them.
std::vector<ValidationRow> newer_runs(const ValidationContext&)
{
    const NodeHardwareParams p = catalogue_servers("b200");
    const auto run = [](const std::string& id, const std::string& text, const AiModel& m, const Layout& l, double batch,
                        double sequence, double micro_batch, double measured) {
        return MeasuredRun{
            "K28." + id,
            text,
            m,
            l,
            {.batch = batch, .sequence = sequence, .micro_batch = micro_batch, .precision = Precision::fp8},
            measured};
    };
    const AiModel small = published_model("llama-3-1-8b"), large = published_model("llama-3-1-70b"),
                  largest = published_model("llama-3-1-405b"), gpt = published_model("gpt-3");
    std::vector<ValidationRow> rows;
    for (const MeasuredRun& r :
         {run("8B", "Llama 3.1 8B on 8 B200, 8 bit", small, split(1, 1, 8, 1), 128, 8192, 2, 30'624),
          run("70B", "Llama 3.1 70B on 64 B200, 8 bit", large, split(2, 4, 8, 5), 128, 8192, 1, 3062),
          run("405B", "Llama 3.1 405B on 128 B200, 8 bit", largest, split(4, 8, 4, 8), 64, 8192, 1, 661),
          run("175B", "GPT-3 on 512 B200, 8 bit", gpt, split(4, 4, 32, 6), 2048, 2048, 2, 1600)})
        rows.push_back(held(p, r));
    return rows;
}

std::vector<ValidationRow> split_runs(const ValidationContext&)
{
    const NodeHardwareParams p = catalogue_servers("h100-sxm");
    std::vector<ValidationRow> rows;
    for (const auto& [run, sixteen, eight] : dgx_runs()) {
        const double tokens = run.step.batch * run.step.sequence / run.layout.accelerators();
        MeasuredRun wide = run, narrow = run;
        narrow.step.precision = Precision::fp8;
        const double speeds[]{speed(p, wide), speed(p, narrow)};
        const auto row = [&, &r = run](const std::string& id, const std::string& text, double measured, double got,
                                       double by) {
            rows.push_back(within("K27." + r.id + id, r.text + text, measured, got, by));
        };
        row("", ", tokens/s", tokens / sixteen, speeds[0], band);
        row(".fp8", ", 8 bit, tokens/s", tokens / eight, speeds[1], band);
        row(".gain", ", speed at 8 bit over 16", sixteen / eight, speeds[1] / speeds[0], 0.15);
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> throughput_cases()
{
    return {{"K26", "training with sharded parameters on A100, nothing fitted",
             "mosaicml/llm-foundry, benchmarks of 2023; pytorch/torchtitan, performance of 2024", 'V', "accelerators",
             sharded},
            {"K27", "training split over H100 at 16 and 8 bit, nothing fitted",
             "NVIDIA/dgxc-benchmarking, NeMo 24.09, 2024", 'V', "accelerators", split_runs},
            {"K28", "training at 8 bit on B200, whose arithmetic was fitted to the first row",
             "NVIDIA NeMo 25.02, Megatron-Bridge 25.11", 'V', "accelerators", newer_runs}};
}

} // namespace dcsim
