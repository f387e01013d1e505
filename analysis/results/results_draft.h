#pragma once
#include "analysis/results/result_set.h"
#include "analysis/results/results_outline.h"
#include <filesystem>
#include <memory>
#include <vector>

namespace dcsim {

/// A results file as far as it is known before its runs: groups, variables and what is said of them, without values.
/// HDF5 takes most of its time for these, and they can be made while the runs go on. They lie in memory, so that
/// nothing is left of them where the runs fail. One draft at a time, and one thread, as for all that writes results.
class ResultsDraft {
public:
    /// Begins it. Where some of the tables are known only later, it has none of them.
    explicit ResultsDraft(ResultShape shape, std::vector<TableOutline> tables = {});
    ~ResultsDraft();
    ResultsDraft(const ResultsDraft&) = delete;
    ResultsDraft& operator=(const ResultsDraft&) = delete;

    /// Makes some more of it, in a fraction of a millisecond; false if that is all. What is left is made by complete().
    bool go_on();

    /// Whether it is a draft of these results.
    bool is_of(const ResultShape& results, const ResultsOutline& outline) const;
    /// Completes it, if it is a draft of these results, in a file that is there, empty, and called `shown`; once.
    void complete(const std::filesystem::path& file, const std::filesystem::path& shown, const ResultShape& results,
                  const ResultsOutline& outline, const RunReader& reader);

private:
    class Groups;
    std::unique_ptr<Groups> groups_;
};

} // namespace dcsim
