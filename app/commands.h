#pragma once
#include "app/options.h"
#include "models/world/registries.h"
#include <string>

/// One function per command; each prints its result to standard output and returns the exit code.
namespace dcsim {

int run_command(const RunOptions& options, const Registries& registries);
int sweep_command(const SweepOptions& options, const Registries& registries);
int merge_command(const FolderOptions& options);
int status_command(const FolderOptions& options);
int check_command(const CheckOptions& options, const Registries& registries);
int validate_command(const ValidateOptions& options);
int list_command(const std::string& kind, const Registries& registries);
int import_command(const ImportOptions& options);
int schema_command(const Registries& registries);
int reference_command(const Registries& registries); ///< docs/scenario-reference.md
int explain_command(const std::string& metric);      ///< empty = the whole metrics table
int explain_workload_command(const ExplainOptions& options, const Registries& registries);

} // namespace dcsim
