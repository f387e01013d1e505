#pragma once
#include "models/workload/durations.h"

namespace dcsim {

/// Rows whose law depends on the size or the type of a job: `by-size`, `by-type` and `measured-by-size`. The laws of
/// their classes are the given ones.
DurationRows duration_classes(const DurationRows& laws);

/// Types of jobs with laws of their own. Where shares of accelerator time are given, larger jobs lean to the types that
/// hold more of it than their share of jobs and their mean duration explain.
Maker<Durations> read_by_type(Fields& f, const DurationRows& laws);

/// Reads `preset`, `kind` and the keys of the law into a table that holds them beside other keys.
void read_duration_law(Fields& table, const DurationRows& laws, Maker<Durations>& chosen);

/// Whether sizes increase, and whether shares of at most these sizes, in percent, fit them; reported where not.
bool check_at_most(Fields& f, const std::vector<double>& at_most);
bool check_cumulative(Fields& f, std::string_view key, const std::vector<double>& at_most,
                      const std::vector<double>& percent);

} // namespace dcsim
