#pragma once
#include "models/neural/ai_model.h"

/// What one token moves in one layer, in values.
namespace dcsim {

/// Values that the matrices of the attention part and of a dense feed-forward part read and write.
double matrix_values(const AiModel& m);
/// The same for the experts that a token passes.
double expert_values(const AiModel& m);
/// Inner width of one expert, 0 where there are none.
double expert_width(const AiModel& m);
/// Inner width of the feed-forward part that all tokens pass.
double dense_width(const AiModel& m);
/// Bytes of keys and values over bytes of queries.
double kv_share(const AiModel& m);
/// Part of the parameters that is the table of tokens: as large as the matrix that asks for the next one.
double vocabulary_parameters(const AiModel& m);

/// Part of the tokens whose words training predicts.
double predicted_fraction(const AiModel& m);

} // namespace dcsim
