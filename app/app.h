#pragma once
#include "models/world/registries.h"

namespace dcsim {

/// The whole program: parses the command line, runs the command, prints errors, returns the exit code. Programs outside
/// this tree call it with registries that have rows of their own.
///
/// Exit codes: 0 good, 1 our fault, 2 scenario or command line, 3 input data or file system, 4 an end-of-run check
/// failed (results kept, marked), 5 validation failed, 130/143 interrupted.
int app(int argc, const char* const* argv, const Registries& registries);

} // namespace dcsim
