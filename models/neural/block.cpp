#include "models/neural/block.h"
#include <algorithm>

namespace dcsim {

namespace {

double feed_forward_values(const AiModel& m, double width)
{
    return 2.0 * m.hidden + (m.gated ? 3 : 2) * width;
}

} // namespace

double matrix_values(const AiModel& m)
{
    const double width = attention_width(m);
    const double attention = 2.0 * m.hidden + width * (2 + 2 * kv_share(m));
    return attention + (dense_width(m) > 0 ? feed_forward_values(m, dense_width(m)) : 0);
}

double expert_values(const AiModel& m)
{
    return m.active_experts * feed_forward_values(m, expert_width(m));
}

double expert_width(const AiModel& m)
{
    if (m.experts == 0) return 0;
    return expert_parameters(m) / (double(m.layers) * (m.gated ? 3 : 2) * m.hidden);
}

double dense_width(const AiModel& m)
{
    return std::max(0.0, feed_forward_width(m) - m.active_experts * expert_width(m));
}

double kv_share(const AiModel& m)
{
    return m.heads > 0 ? double(kv_heads(m)) / m.heads : 0;
}

double predicted_fraction(const AiModel& m)
{
    constexpr double masked = 0.15; // [arXiv 1810.04805]
    return m.architecture == Architecture::encoder ? masked : 1;
}

double vocabulary_parameters(const AiModel& m)
{
    return std::min(double(m.vocabulary) * m.hidden, dense_parameters(m));
}

} // namespace dcsim
