#pragma once
#include "models/vocabulary/lengths.h"
#include "sim/config/fields.h"

namespace dcsim {

using LengthRows = Registry<Lengths>;
LengthRows lengths();

/// Reads `key = 512`, `key = { preset = "azure-chat-prompt" }` or `key = { kind = "lognormal", ... }`, in tokens.
void read_lengths(Fields& f, std::string_view key, std::string_view meaning, const LengthRows& rows,
                  Maker<Lengths>& chosen);

} // namespace dcsim
