#pragma once
#include "models/vocabulary/job.h"
#include "sim/base/csv.h"
#include <string_view>

namespace dcsim {

/// What jobs do with their accelerators while they run, from a CSV file with the columns `job`, `duration` (s) and
/// `utilisation` (0 to 1, of the accelerators held): a row for each stretch of constant utilisation. The rows of a job
/// stand together, and jobs come in the order of the file that lists them, so that neither file need fit into memory.
class UtilisationFile {
public:
    UtilisationFile(std::unique_ptr<TextSource> source, const std::string& file);
    /// The stretches of the next job, whose name must be this one. Throws IoError if other rows or none stand here.
    Segments take(std::string_view job);

private:
    CsvReader csv_;
    std::string file_;
    std::size_t job_, duration_, utilisation_;
    bool more_;
};

} // namespace dcsim
