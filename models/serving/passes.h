#pragma once
#include "models/serving/engine.h"
#include "models/serving/service_context.h"

namespace dcsim {

/// A part of a law of lengths, even between two quantiles.
struct LengthPart {
    double from{1}, to{1};
    double weight{1};
    double middle() const { return (from + to) / 2; }
};

/// Moments and quantiles of a law of lengths that a service needs.
struct LengthMoments {
    double mean{1}, second{1};
    std::vector<LengthPart> parts; ///< rising; weights sum to 1
};
LengthMoments moments(const Lengths& law);

/// How a language model is served.
struct Served {
    AiModel model;
    ServingLayout layout;
    ServingEngine engine;
    LengthMoments prompt, output;
};

/// Passes of a language model through hardware under an engine.
class Passes {
public:
    Passes(const Served& served, const ServiceContext& context);

    /// One pass: `decoding` sequences gain a token, `prompt_tokens` of others are processed.
    Pace at(double decoding, double prompt_tokens, const Operating& run) const;
    /// The same as it is asked of hardware, techniques applied, host work left out.
    Demand demand(double decoding, double prompt_tokens) const;

    /// Memory for keys and values: the engine's part of all accelerators, less weights and activations of a full pass.
    Bytes cache_memory() const;
    Bytes cache_per_token() const;
    Bytes weights() const; ///< on all accelerators
    /// Tokens that a sequence holds, mean over its time.
    double tokens_held() const;

    std::uint32_t accelerators() const { return served_.layout.tensor; }

private:
    const Served served_;
    const Hardware& hardware_;
    std::function<void(Demand&)> techniques_;
};

} // namespace dcsim
