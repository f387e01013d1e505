#pragma once
#include "models/vocabulary/lengths.h"
#include "models/vocabulary/run_context.h"
#include "sim/config/fields.h"

namespace dcsim {

/// What reads a file takes it from the inputs, which others may leave out.
using LengthRows = Registry<Lengths, Inputs*>;
LengthRows lengths();
Row<Lengths, Inputs*> request_lengths(); ///< of a file of requests

/// Reads `key = 512`, `key = { preset = "azure-chat-prompt" }` or `key = { kind = "lognormal", ... }`, in tokens.
void read_lengths(Fields& f, std::string_view key, std::string_view meaning, const LengthRows& rows,
                  Maker<Lengths, Inputs*>& chosen);

} // namespace dcsim
