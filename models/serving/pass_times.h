#pragma once
#include "models/serving/passes.h"

namespace dcsim {

/// How long passes that carry prompt tokens take, worked out on a grid and interpolated between: asked for often.
class PassTimes {
public:
    PassTimes(const Passes& passes, std::uint32_t most_decoding, std::uint32_t most_prompt_tokens,
              const Operating& run);
    /// Arguments beyond the grid are cut to it: less than one token takes the pass of one.
    Seconds at(double decoding, double prompt_tokens) const;

private:
    std::vector<double> decoding_, prompt_tokens_;
    std::vector<Seconds> times_; ///< [decoding][prompt tokens]
};

} // namespace dcsim
