#include "analysis/validate/serving_cases.h"
#include "models/vocabulary/run_context.h"
#include "sim/base/csv.h"
#include <fmt/core.h>
#include <map>

namespace dcsim {

namespace {

using namespace serving_cases;

/// One setting that Splitwise measured, mean of its repetitions.
struct Setting {
    bool h100;
    std::uint32_t tensor;
    double prompt, batch, output;
    auto operator<=>(const Setting&) const = default;
};
struct Measured {
    double n{0}, prompt_ms{0}, token_ms{0};
};

std::map<Setting, Measured> splitwise(const ValidationContext& context)
{
    Inputs inputs;
    const auto file = inputs.file(context.file("workloads/splitwise/llama2_70b_phase_times.csv"));
    CsvReader csv{file->contents, file->path.string()};
    const auto number = [&](const char* column) { return csv.number(csv.column(column)); };
    std::map<Setting, Measured> settings;
    while (csv.next()) {
        const Setting s{csv.text(csv.column("hardware")) == "h100-80gb",
                        static_cast<std::uint32_t>(number("tensor_parallel")), number("prompt_size"),
                        number("batch_size"), number("token_size")};
        if (s.tensor == 2 && s.batch == 64) continue; // a prompt faster than that of half the batch: not credible
        Measured& m = settings[s];
        m.n += 1;
        m.prompt_ms += number("prompt_time");
        m.token_ms += number("token_time");
    }
    return settings;
}

struct PhaseTimes {
    double prompt_ms, token_ms;
};

PhaseTimes predicted(const Setting& s, const Hardware& hardware)
{
    const char* engine_name = s.h100 ? "splitwise-2023-h100" : "splitwise-2023";
    const Served served = alike("llama-2-70b", engine_name, s.tensor, s.prompt, s.output);
    const Passes passes{served, on(hardware)};
    const Seconds prompt = served.engine.per_request + passes.at(0, s.prompt * s.batch, {}).iteration;
    return {1000 * prompt.si(), 1000 * passes.at(s.batch, 0, {}).iteration.si()};
}

/// A prompt of 512 tokens: time, and joules of all accelerators with their share of the server.
std::pair<double, double> prompt_on(std::uint32_t tensor, const Hardware& hardware)
{
    const Passes passes{alike("llama-2-70b", "splitwise-2023", tensor, 512, 128), on(hardware)};
    const Pace pace = passes.at(0, 512, {});
    Energy sum{};
    for (const Energy e : pace.energy) sum += e;
    return {pace.iteration.si(), sum.si()};
}

/// A model in the steady state at full batches: time between tokens, power of an accelerator, energy of a token.
struct Point {
    double batch, token_ms, watts, joules; ///< 0 = not published
};
struct Curve {
    const char* model;
    std::uint32_t tensor;
    std::vector<Point> points;
};

std::vector<Curve> curves()
{
    return {{"llama-3-1-8b",
             1,
             {{8, 7.3, 486, .455},
              {16, 7.92, 513, .263},
              {32, 9.13, 560, .165},
              {64, 11.56, 610, .119},
              {128, 16.43, 669, .095},
              {256, 26.1, 691, .077},
              {512, 45.6, 688, .070}}},
            {"llama-3-1-70b",
             4,
             {{8, 16.6, 441, 3.76},
              {16, 17.86, 0, 2.09},
              {32, 19.31, 449, 1.21},
              {64, 22.22, 500, .797},
              {128, 28.05, 546, .563},
              {256, 39.8, 589, .479},
              {512, 62.99, 623, .421}}}};
}

/// The chat prompts of the benchmark are short: about 150 tokens, answers about 500 [assumption].
constexpr double benchmark_prompt = 150, benchmark_output = 500;

/// A model whose every place is taken.
struct Full {
    double token_ms, watts, joules;
};

Full full(const char* model_name, std::uint32_t tensor, double batch, const Hardware& hardware)
{
    LlmSettings s{.served = alike(model_name, "vllm-2025", tensor, benchmark_prompt, benchmark_output)};
    s.served.engine.batch = static_cast<std::uint32_t>(batch);
    const LlmService service{s, on(hardware)};
    const ServicePoint p = service.at(Frequency{1e6}, 1, {});
    const double watts = accelerator_watts(p, hardware, tensor);
    return {1000 * service.passes().at(batch, 0, {}).iteration.si(), watts, tensor * watts / p.items_per_second};
}

/// Llama 4 Scout on 4 against the dense 70B on 4: energy of a token, over that of the dense model.
double experts_over_dense(double batch, const Hardware& hardware)
{
    return full("llama-4-scout", 4, batch, hardware).joules / full("llama-3-1-70b", 4, batch, hardware).joules;
}

} // namespace

std::vector<ValidationRow> serving_cases::splitwise_rows(const ValidationContext& context)
{
    const auto a100 = accelerators("a100-80gb-sxm"), h100 = accelerators("h100-sxm");
    std::map<std::string, Errors> errors;
    for (const auto& [setting, sum] : splitwise(context)) {
        const PhaseTimes got = predicted(setting, setting.h100 ? *h100 : *a100);
        const std::string hardware = setting.h100 ? "H100" : "A100";
        errors[hardware + " prompt"].add(sum.prompt_ms / sum.n, got.prompt_ms);
        errors[hardware + " token"].add(sum.token_ms / sum.n, got.token_ms);
    }
    std::vector<ValidationRow> rows;
    for (const auto& [name, e] : errors)
        rows.push_back(family(fmt::format("L1.{}", rows.size() + 1), "Llama 2 70B on 2, 4, 8 " + name, e, 0.15));
    const auto [slow, less] = prompt_on(2, *a100);
    const auto [fast, more] = prompt_on(8, *a100);
    rows.push_back(at_least("L1.5", "a prompt on 2 A100 over 8, time", 1, slow / fast));
    rows.push_back(at_least("L1.6", "a prompt on 8 A100 over 2, energy", 1, more / less));
    return rows;
}

std::vector<ValidationRow> serving_cases::leaderboard_rows(const ValidationContext&)
{
    const auto h100 = accelerators("h100-sxm");
    Errors times, watts, joules, experts;
    for (const Curve& c : curves())
        for (const Point& p : c.points) {
            const Full got = full(c.model, c.tensor, p.batch, *h100);
            times.add(p.token_ms, got.token_ms);
            if (p.watts > 0) watts.add(p.watts, got.watts);
            joules.add(p.joules, got.joules);
        }
    for (const auto& [batch, measured] : {std::pair{8, 3.98}, {32, 1.73}, {64, 1.059}, {256, .434}, {512, .336}})
        experts.add(measured, full("llama-4-scout", 4, batch, *h100).joules);
    const double wider = full("llama-4-scout", 8, 8, *h100).joules / full("llama-4-scout", 4, 8, *h100).joules;
    return {family("L2.1", "Llama 3.1 8B and 70B on H100, time between tokens", times, 0.15),
            family("L2.2", "the same, power of an accelerator", watts, 0.12),
            family("L2.3", "the same, energy of an output token", joules, 0.15),
            family("L2.4", "Llama 4 Scout on 4 H100, energy of an output token", experts, 0.15),
            at_least("L2.5", "experts over a dense model at 32 sequences, energy of a token", 1,
                     experts_over_dense(32, *h100)),
            at_least("L2.6", "a dense model over experts at 512 sequences, energy of a token", 1,
                     1 / experts_over_dense(512, *h100)),
            at_least("L2.7", "Scout on 8 H100 over 4 at 8 sequences, energy of a token", 1, wider),
            within("L2.8", "the same, as measured", 5.27 / 3.98, wider, 0.2),
            near("L2.9", "8B at 768 sequences over 512, energy of a token: saturated", .071 / .070,
                 full("llama-3-1-8b", 1, 768, *h100).joules / full("llama-3-1-8b", 1, 512, *h100).joules, 0.05)};
}

} // namespace dcsim
