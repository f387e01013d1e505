#include "analysis/validate/serving_cases.h"
#include <fmt/core.h>

namespace dcsim {

namespace {

using namespace serving_cases;

/// Llama 2 70B on eight accelerators under the software of 2023: what Splitwise prints of it, ms.
struct Printed {
    std::string id, accelerator, engine;
    double first, between;       ///< of a prompt of 512 tokens alone
    double first_64, between_64; ///< of 64 at once
    double per_token;            ///< more for each token of the prompt; 0 = not held to it
    double per_sequence;         ///< more for each sequence that decodes
};

void add_rows(std::vector<ValidationRow>& rows, const Printed& p)
{
    constexpr double range = 0.15;
    const auto hardware = accelerators(p.accelerator);
    const Served served = alike("llama-2-70b", p.engine, 8, 512, 128);
    const Passes passes{served, on(*hardware)};
    const auto first = [&](double tokens) {
        return 1e3 * (served.engine.per_request + passes.at(0, tokens, {}).iteration).si();
    };
    const auto between = [&](double batch) { return 1e3 * passes.at(batch, 0, {}).iteration.si(); };
    const auto row = [&](const std::string& id, const std::string& what, double expected, double got) {
        rows.push_back(within("L5." + p.id + id, "Llama 2 70B on 8 " + p.id + ": " + what, expected, got, range));
    };
    row(".first", "first token after 512, ms", p.first, first(512));
    row(".token", "time between tokens, ms", p.between, between(1));
    row(".first.64", "64 prompts of 512, ms", p.first_64, first(64 * 512));
    row(".token.64", "between tokens of 64, ms", p.between_64, between(64));
    if (p.per_token > 0)
        row(".prompt", "more per token of a prompt, ms", p.per_token, (first(4096) - first(512)) / (4096 - 512));
    row(".sequence", "more per sequence, ms", p.per_sequence, (between(64) - between(1)) / 63);
}

/// Decoding under the software of 2025.
void add_line(std::vector<ValidationRow>& rows, const char* name, std::uint32_t tensor, double start, double more)
{
    const auto h100 = accelerators("h100-sxm");
    const Passes passes{alike(name, "vllm-2025", tensor, 150, 500), on(*h100)};
    const auto ms = [&](double batch) { return 1e3 * passes.at(batch, 0, {}).iteration.si(); };
    const double slope = (ms(512) - ms(8)) / 504, read = 1e3 * passes.weights().si() / (tensor * 3.35e12);
    const std::string id = std::string{"L5."} + name, what = fmt::format("{} on {} H100: ", name, tensor);
    rows.push_back(within(id, what + "between tokens without any sequence, ms", start, ms(8) - 8 * slope, 0.15));
    if (more > 0) rows.push_back(within(id + ".sequence", what + "more per sequence, ms", more, slope, 0.15));
    rows.push_back(near(id + ".read", what + "8 sequences over a read of all weights", 1.7, ms(8) / read, 0.3));
}

} // namespace

std::vector<ValidationRow> serving_cases::single_settings(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    add_rows(rows, {"A100", "a100-80gb-sxm", "splitwise-2023", 95.7, 44.9, 7635, 71.3, 0, .389});
    add_rows(rows, {"H100", "h100-sxm", "splitwise-2023-h100", 56.7, 29.7, 2942, 50.0, .0818, .302});
    add_line(rows, "llama-3-1-8b", 1, 6.7, .076);
    add_line(rows, "llama-3-1-70b", 4, 16.4, 0);
    return rows;
}

} // namespace dcsim
