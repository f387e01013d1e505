#pragma once
#include "models/neural/transformer.h"

namespace dcsim {

/// Parameters of one copy that training changes: all, or those of the adapters.
double trained_parameters(const AiModel& m, const TrainingStep& t);
/// Collectives and sends of one optimizer step.
std::vector<Message> training_messages(const AiModel& m, const Layout& l, const TrainingStep& t);

} // namespace dcsim
