#include "analysis/validate/serving_cases.h"
#include "analysis/validate/cases.h"

namespace dcsim {

namespace {

using namespace serving_cases;

/// The chat trace of one hour on one accelerator.
const std::string chat = "kind = 'llm'\nmodel = 'llama-3-1-8b'\nengine = 'vllm-2025'\n"
                         "prompt = { preset = 'azure-chat-prompt' }\noutput = { preset = 'azure-chat-output' }\n";
constexpr double chat_rate = 5.53;
const std::string code = "kind = 'llm'\nmodel = 'llama-3-1-8b'\nengine = 'vllm-2025'\n"
                         "prompt = { preset = 'code-prompt', most = 16384 }\noutput = { preset = 'code-output' }\n";

/// The spread of the time to the first token at half of the capacity, p99 over p50.
double spread(const std::string& toml, const Hardware& hardware)
{
    const auto model = service(toml, hardware);
    const Frequency half = 0.5 * model->at(Frequency{1}, 1, {}).capacity;
    const Latency first = model->at(half, 1, {}).first;
    return first.p99 / first.p50;
}

std::vector<ValidationRow> chat_rows(const ValidationContext&)
{
    const auto h100 = accelerators("h100-sxm");
    const auto model = service(chat, *h100);
    const ServicePoint p = model->at(Frequency{chat_rate}, 1, {});
    const double watts = accelerator_watts(p, *h100, 1), joules = watts / p.items_per_second;
    std::uint32_t replicas = 1;
    while (model->at(Frequency{10 * chat_rate}, replicas, {}).served < Frequency{10 * chat_rate}) ++replicas;
    const ServicePoint ten = model->at(Frequency{10 * chat_rate}, replicas, {});
    const double ten_joules = replicas * accelerator_watts(ten, *h100, 1) / ten.items_per_second;
    return {near("L3.1", "chat at 5.53/s, 8B on 1 H100: mean batch", 10, p.batch, 2),
            near("L3.2", "the same, W of the accelerator", 515, watts, 25),
            near("L3.3", "the same, J per output token", 0.445, joules, 0.025),
            near("L3.4", "ten times the rate: accelerators", 3.5, replicas, 0.5),
            near("L3.5", "ten times the rate: energy of a token over that before", 0.5, ten_joules / joules, 0.1),
            at_least("L3.6", "code over chat at half load: p99 over p50 of the first token", 1,
                     spread(code, *h100) / spread(chat, *h100))};
}

/// What one image takes and draws, alone, in a batch, and spread over accelerators.
struct Image {
    double seconds, joules;
};

Image image(const std::string& toml, const Hardware& hardware, std::uint32_t accelerators)
{
    const auto model = service("kind = 'image'\n" + toml, hardware);
    const ServicePoint p = model->at(Frequency{1e6}, 1, {});
    const double watts = accelerators * accelerator_watts(p, hardware, accelerators);
    return {p.first.mean.si(), watts / p.items_per_second};
}

std::vector<ValidationRow> image_rows(const ValidationContext&)
{
    const auto h100 = accelerators("h100-sxm");
    const std::string large = "model = 'stable-diffusion-3-5-large'\n", host = "per_kernel = '66 us'\n",
                      small = "model = 'sana-1-6b'\n" + host, video = "model = 'wan-2-1-14b'\n" + host;
    const Image one = image(large + host, *h100, 1), many = image(large + host + "batch = 16\n", *h100, 1),
                quick = image(small, *h100, 1), spread = image(small + "accelerators = 8\n", *h100, 8),
                clip = image(video, *h100, 1), clips = image(video + "accelerators = 8\n", *h100, 8);
    return {within("L4.1", "Stable Diffusion 3.5 Large, 28 steps on 1 H100, s", 6.56, one.seconds, 0.15),
            within("L4.2", "the same, J per image", 4420, one.joules, 0.15),
            near("L4.3", "the same, saving of a batch of 16", 0.069, 1 - many.joules / one.joules, 0.05),
            within("L4.4", "SANA 1.6B, 20 steps on 1 H100, s", 0.79, quick.seconds, 0.15),
            within("L4.5", "the same, J per image", 417, quick.joules, 0.15),
            at_least("L4.6", "the same on 8 H100, J over J on 1", 1, spread.joules / quick.joules),
            within("L4.7", "Stable Diffusion 3.5 Large, W of the accelerator", 674, one.joules / one.seconds, 0.15),
            within("L4.8", "SANA, W of the accelerator", 526, quick.joules / quick.seconds, 0.15),
            within("L4.9", "a video by Wan 2.1 14B, W of the accelerator", 620, clip.joules / clip.seconds, 0.15),
            at_least("L4.12", "SANA on 8 H100, s over s on 1", 1, spread.seconds / quick.seconds),
            within("L4.13", "a video by Wan 2.1 14B on 1 H100, kJ", 289, clip.joules / 1000, 0.15),
            at_least("L4.10", "the same on 1 H100 over 8, s", 1, clip.seconds / clips.seconds),
            at_least("L4.11", "the same on 8 H100 over 1, J", 1, clips.joules / clip.joules)};
}

} // namespace

std::vector<ValidationCase> service_cases()
{
    const char* leaderboard = "ML.ENERGY leaderboard, arXiv 2505.06371";
    return {
        {"L1", "prompt and token phases of a language model", "Patel et al., Splitwise, ISCA 2024 (splitwise-sim)", 'V',
         "service", splitwise_rows},
        {"L2", "language models at full batches", leaderboard, 'P', "accelerators", leaderboard_rows},
        {"L3", "a chat service at the rate of a trace", "Azure LLM inference trace 2023; Little's law", 'C',
         "accelerators", chat_rows},
        {"L4", "images by diffusion", leaderboard, 'P', "accelerators", image_rows},
        {"L5", "single settings of language models", "Patel et al., Splitwise, ISCA 2024; ML.ENERGY leaderboard", 'V',
         "service", single_settings},
        {"L6", "power of an accelerator by the number of those that share a model",
         "Patel et al., Splitwise, ISCA 2024 (splitwise-sim)", 'V', "accelerators", power_by_ranks},
        {"L7", "the law of power, and measured lines", leaderboard, 'V', "accelerators", power_laws},
        {"L8",
         "throughput of language models at 8 bit under full load; two constants of the engine were fitted to the first "
         "row",
         "TensorRT-LLM 1.0, performance overview, 2025", 'V', "service", capacity_rows},
    };
}

} // namespace dcsim
