#include "models/site/settlement.h"

namespace dcsim {

SettlementMarks::SettlementMarks(Span step, std::int64_t start_unix_ns, std::uint16_t process)
    : step_{step}, process_{process}
{
    require(step.ns > 0, "the settlement step must be longer than 0");
    const std::int64_t since_mark = ((start_unix_ns % step.ns) + step.ns) % step.ns;
    next_ = Time{step.ns - since_mark};
}

Event SettlementMarks::next() const
{
    return {next_, Phase::settle, 0, process_, 0};
}

void SettlementMarks::advance()
{
    next_ = next_ + step_;
}

void SettlementMarks::state(Archive& archive)
{
    archive("next mark", next_);
}

} // namespace dcsim
