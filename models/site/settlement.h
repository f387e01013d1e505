#pragma once
#include "sim/engine/event.h"

namespace dcsim {

/// The plant grid: a mark every `step`, aligned to UTC, strictly after Time{0}.
class SettlementMarks : public Source {
public:
    /// `start_unix_ns` is the UTC of Time{0}; the events go to `process`.
    SettlementMarks(Span step, std::int64_t start_unix_ns, std::uint16_t process);

    Event next() const override;
    void advance() override;
    void state(Archive& archive) override;

private:
    Span step_;
    std::uint16_t process_;
    Time next_;
};

} // namespace dcsim
