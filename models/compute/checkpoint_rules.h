#pragma once
#include "models/compute/checkpointing.h"
#include "sim/base/time.h"
#include "sim/config/fields.h"
#include <optional>

namespace dcsim {

/// When a job saves its state, so that a failure costs it only what came after.
class CheckpointRule {
public:
    virtual ~CheckpointRule() = default;
    /// Working time between two saves. None: no save pays, and a failure starts the job anew.
    virtual std::optional<Seconds> interval(const Checkpointing& c) const = 0;
    /// Time of one save, where it does not follow from the bytes of the state and the storage.
    virtual std::optional<Seconds> write() const = 0;
};

using CheckpointRules = Registry<CheckpointRule>;
/// Rows: `none`, which makes no rule, `fixed`, `young`, `daly`, `best`. Without failures the last three never save.
CheckpointRules checkpoint_rules();

} // namespace dcsim
