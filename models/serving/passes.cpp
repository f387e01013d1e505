#include "models/serving/passes.h"
#include "models/serving/batch_queue.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Bounds of the parts of a law: narrow where quantiles of latency are asked for, with these among them.
std::vector<double> bounds()
{
    std::vector<double> all;
    for (int i = 0; i < 45; ++i) all.push_back(0.02 * i);
    for (int i = 0; i < 18; ++i) all.push_back(0.9 + 0.005 * i);
    for (int i = 0; i < 10; ++i) all.push_back(0.99 + 0.001 * i);
    all.push_back(1);
    return all;
}

/// The part between two quantiles, so little inside that a step of the law at one of them stays outside. The ends of
/// the law are as far from the middle of their part as its other bound.
LengthPart part(const Lengths& law, double low, double high)
{
    constexpr double inside = 1e-9;
    const auto at = [&law](double p) { return std::max(1.0, law.quantile(p)); };
    const double middle = at((low + high) / 2);
    LengthPart p{.weight = high - low};
    p.to = high < 1 ? at(high - inside) : 2 * middle - at(low + inside);
    p.from = low > 0 ? at(low + inside) : std::max(1.0, 2 * middle - p.to);
    return p;
}

} // namespace

LengthMoments moments(const Lengths& law)
{
    LengthMoments m{.mean = law.mean(), .second = law.second_moment(), .parts = {}};
    const std::vector<double> shares = bounds();
    for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
        const LengthPart next = part(law, shares[i], shares[i + 1]);
        const bool same =
            !m.parts.empty() && m.parts.back().from == next.to && next.from == next.to && m.parts.back().to == next.to;
        if (same)
            m.parts.back().weight += next.weight;
        else
            m.parts.push_back(next);
    }
    return m;
}

Passes::Passes(const Served& served, const ServiceContext& context)
    : served_{served}, hardware_{context.hardware}, techniques_{context.techniques}
{
}

double Passes::tokens_held() const
{
    return mean_held(served_.prompt.mean, served_.output.mean, served_.output.second);
}

Demand Passes::demand(double decoding, double prompt_tokens) const
{
    // A prompt token attends to half of its prompt; long prompts have more of them.
    Demand d = serving_pass(served_.model, served_.layout,
                            {.sequences = decoding,
                             .context = decoding > 0 ? tokens_held() : 0,
                             .prompt_tokens = prompt_tokens,
                             .prompt_context = served_.prompt.second / (2 * served_.prompt.mean),
                             .prompt_sequences = prompt_tokens / served_.prompt.mean});
    if (techniques_) techniques_(d);
    adapt_messages(d, served_.engine);
    return d;
}

Pace Passes::at(double decoding, double prompt_tokens, const Operating& run) const
{
    const std::uint32_t n = accelerators(), per_node = std::min(n, hardware_.accelerators_per_node());
    const double cores = double(n) * hardware_.cores_per_node() / hardware_.accelerators_per_node();
    const Allocation gang{.accelerators = n, .per_node = per_node, .cores = cores};
    const ServingEngine& engine = served_.engine;
    Demand d = demand(decoding, prompt_tokens);
    d.serial_host += engine.per_pass + decoding * engine.per_sequence;
    const Pace pace = hardware_.pace(d, gang, run);
    const double layers = double(served_.model.layers) + served_.model.encoder_layers;
    const Seconds late = layers * engine.per_layer - (pace.iteration - d.serial_host);
    if (late <= Seconds{}) return pace;
    d.serial_host += late;
    return hardware_.pace(d, gang, run);
}

Bytes Passes::cache_memory() const
{
    const Footprint f = hardware_.held(demand(served_.engine.batch, served_.engine.chunk));
    const Bytes each = served_.engine.memory * hardware_.memory_per_accelerator() - f.weights - f.most_activations();
    return accelerators() * each;
}

Bytes Passes::cache_per_token() const
{
    return demand(1, 0).cache_per_token;
}

Bytes Passes::weights() const
{
    return accelerators() * hardware_.held(demand(1, 0)).weights;
}

} // namespace dcsim
