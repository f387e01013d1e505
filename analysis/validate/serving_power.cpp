#include "analysis/validate/catalogue_rows.h"
#include "analysis/validate/serving_cases.h"
#include "models/compute/accelerator_power.h"
#include <array>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

using namespace serving_cases;

/// Accelerators alone, without their share of the server.
Energy of_accelerators(const Pace& p)
{
    return at(p.by_device, Device::accelerator_dynamic) + at(p.by_device, Device::accelerator_idle);
}

/// A request of 512 tokens whose answer has 128, alone on A100.
struct Request {
    double prefill, decode, whole; ///< mean power of an accelerator, over its maximum
};

Request request(const std::unique_ptr<Hardware>& a100, std::uint32_t tensor, double prompt = 512)
{
    constexpr double answer = 128, most = 400;
    const Served served = alike("llama-2-70b", "splitwise-2023", tensor, prompt, answer);
    const Passes passes{served, on(*a100)};
    const Pace first = passes.at(0, prompt, {}), next = passes.at(1, 0, {});
    const Seconds rest = (answer - 1) * next.iteration, waiting = served.engine.per_request;
    const Energy all =
        of_accelerators(first) + (answer - 1) * of_accelerators(next) + tensor * (waiting * a100->accelerator_idle());
    const auto over = [&](Energy e, Seconds t) { return (e / t).si() / (tensor * most); };
    return {over(of_accelerators(first), first.iteration), over(of_accelerators(next), next.iteration),
            over(all, waiting + first.iteration + rest)};
}

/// A batch that decodes on H100, as measured: W of an accelerator at this time between tokens.
struct Decoding {
    const char* model;
    std::uint32_t tensor;
    double batch, token_ms, watts;
};

constexpr std::array<Decoding, 12> decoding{{{"llama-3-1-8b", 1, 8, 7.3, 486},
                                             {"llama-3-1-8b", 1, 16, 7.92, 513},
                                             {"llama-3-1-8b", 1, 32, 9.13, 560},
                                             {"llama-3-1-8b", 1, 64, 11.56, 610},
                                             {"llama-3-1-8b", 1, 128, 16.43, 669},
                                             {"llama-3-1-8b", 1, 256, 26.1, 691},
                                             {"llama-3-1-70b", 4, 8, 16.6, 441},
                                             {"llama-3-1-70b", 4, 32, 19.31, 449},
                                             {"llama-3-1-70b", 4, 64, 22.22, 500},
                                             {"llama-3-1-70b", 4, 128, 28.05, 546},
                                             {"llama-3-1-70b", 4, 256, 39.8, 589},
                                             {"llama-3-1-70b", 4, 512, 62.99, 623}}};

/// The law at the measured time, with 2 FLOP per parameter and a read of all weights and of 400 cached tokens each.
double watts_by_law(const AcceleratorParams& p, const Decoding& d)
{
    constexpr double context = 400;
    const AiModel m = model(d.model);
    const double all = d.tensor * d.token_ms * 1e-3;
    const double bytes = 2 * m.parameters + d.batch * context * cache_per_token(m, 2).si();
    const double compute = d.batch * matrix_flops(m).si() / (all * peak(p, Precision::bf16).si());
    return serving_power(p, compute, bytes / (all * p.bandwidth.si()), 1).si();
}

/// Full places, whose power is that of a measured line.
double watts_by_line(const Hardware& h100, const Decoding& d)
{
    const auto full = service(fmt::format("kind = 'llm'\nmodel = '{0}'\nengine = 'vllm-2025'\ntensor = {1}\nbatch = "
                                          "{2}\nprompt = 150\noutput = 500\nmeasured_power = '{0}-{1}-h100'\n",
                                          d.model, d.tensor, d.batch),
                              h100);
    return accelerator_watts(full->at(Frequency{1e6}, 1, {}), h100, d.tensor);
}

} // namespace

std::vector<ValidationRow> serving_cases::power_by_ranks(const ValidationContext&)
{
    const auto a100 = accelerators("a100-80gb-sxm");
    // The law as fitted on H100 lies below what was measured on A100.
    const auto by_law = accelerators("a100-80gb-sxm", "serving_power = { memory = 0.42 }");
    std::vector<ValidationRow> rows;
    std::vector<double> whole;
    for (const auto& [ranks, decode, mean] : {std::tuple{2U, .58, .736}, {4U, .48, .599}, {8U, .39, .435}}) {
        const Request r = request(a100, ranks), law = request(by_law, ranks);
        const std::string id = fmt::format("L6.{}.", ranks);
        rows.push_back(near(id + "decode",
                            fmt::format("Llama 2 70B on {} A100, decoding by the law of H100, over 400 W", ranks),
                            decode, law.decode, .03));
        rows.push_back(within(id + "request", fmt::format("mean of a request on {} A100, as measured", ranks), mean,
                              r.whole, .05));
        whole.push_back(r.whole);
    }
    rows.push_back(at_least("L6.2.more", "mean of a request on 2 A100 over 4", 1, whole[0] / whole[1]));
    rows.push_back(at_least("L6.4.more", "mean of a request on 4 A100 over 8", 1, whole[1] / whole[2]));
    for (const auto& [ranks, prompt, peak] : {std::tuple{2U, 512.0, 1.0}, {4U, 512.0, 1.0}, {8U, 2048.0, .99}})
        rows.push_back(within(fmt::format("L6.{}.prompt", ranks),
                              fmt::format("a prompt of {:g} tokens on {} A100, over 400 W", prompt, ranks), peak,
                              request(a100, ranks, prompt).prefill, .08));
    return rows;
}

std::vector<ValidationRow> serving_cases::power_laws(const ValidationContext&)
{
    const auto h100 = accelerators("h100-sxm");
    const AcceleratorParams row = catalogue_accelerator("preset = 'h100-sxm'");
    Errors law, line;
    for (const Decoding& d : decoding) {
        law.add(d.watts, watts_by_law(row, d));
        line.add(d.watts, watts_by_line(*h100, d));
    }
    return {family("L7.law", "law of power at the measured speed, H100", law, 0.09),
            family("L7.line", "lines through measured power, H100", line, 0.022)};
}

} // namespace dcsim
