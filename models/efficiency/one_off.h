#pragma once
#include "models/neural/ai_model.h"
#include "models/vocabulary/technique.h"

namespace dcsim {

/// Training that a technique costs once.
struct Retraining {
    double of_work{0}; ///< of the work's own iterations, for work that trains
    double items{0};   ///< of the model, for work that answers
};

void fields(Fields& f, Retraining& r);

/// One optimizer step of any model at 16 bit, and how many make up `items`. Where it runs is left open: the footprint
/// is empty and nothing is sent. Batches of 2^19 tokens in sequences of 2,048, of 512 for an encoder, or of 1,024 items
/// of a network [assumption].
OneOff training_run(const AiModel& m, double items);
/// The same with a teacher's answer to each item.
OneOff distillation_run(const AiModel& student, const AiModel& teacher, double items);
/// Two runs as one of the first's iterations.
OneOff together(OneOff first, const OneOff& other);

} // namespace dcsim
