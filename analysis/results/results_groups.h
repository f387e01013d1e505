#pragma once
#include "analysis/results/netcdf_writer.h"
#include "analysis/results/result_set.h"
#include "analysis/results/results_outline.h"
#include "analysis/results/run_grid.h"

/// The groups of a results file, each with its own scales: readers do not look into the parent group. A group is made
/// from the outline of all runs, then given the runs point by point, in the order of the points.
namespace dcsim {

/// The dimensions of runs in a group.
struct RunScales {
    Names names;               ///< axes of the sweep, policy, replication
    std::vector<hsize_t> axes; ///< levels of each axis

    std::vector<hsize_t> offset_of(std::size_t point) const; ///< where its runs begin
};

/// Coordinates of the swept keys, policies and replications.
RunScales add_run_scales(NetcdfGroup& group, const ResultShape& shape, const std::vector<std::uint32_t>& replications);

/// Metrics over (axes, policy, replication, site) and the attributes of the file, in the root group.
class SummaryGroup {
public:
    SummaryGroup(NetcdfGroup root, const ResultShape& shape);
    SummaryGroup(const SummaryGroup&) = delete; ///< its arrays know where its group lies
    const NetcdfGroup& group() const { return group_; }
    void open(std::size_t first, std::size_t count); ///< makes so many metrics, or those that there are
    void add(const PointRuns& runs);
    void finish(const Attributes& findings);

private:
    const ResultShape& shape_;
    NetcdfGroup group_;
    std::vector<NetcdfArray<double>> metrics_;
};

/// `/series`, with the replications that kept series; nothing if no run did.
class SeriesGroup {
public:
    SeriesGroup(const NetcdfGroup& root, const ResultShape& shape, const ResultsOutline& outline);
    void add(std::size_t point, const PointRuns& runs);
    void finish();

private:
    void add(const SiteRecord& site, std::vector<hsize_t>& at);

    const ResultShape& shape_;
    const ResultsOutline& outline_;
    std::optional<NetcdfGroup> group_{};
    RunScales scales_{};
    std::vector<NetcdfSeries> channels_{};
};

/// One table of the runs, such as `/jobs`: one variable per column, the rows of all runs below each other.
class TableGroup {
public:
    TableGroup(const NetcdfGroup& root, const ResultShape& shape, const TableOutline& outline);
    TableGroup(const TableGroup&) = delete;          ///< its arrays know where its group lies
    void open(std::size_t first, std::size_t count); ///< makes so many columns, or those that there are
    void add(std::size_t point, const PointRuns& runs);
    void finish();

private:
    void add(std::size_t point, std::size_t policy, const RunRecord& run, const Table& table);

    const ResultShape& shape_;
    const TableOutline& outline_;
    NetcdfGroup group_;
    std::optional<NetcdfArray<std::int32_t>> points_{};
    std::vector<NetcdfArray<std::int32_t>> run_columns_{}; ///< policy, replication
    using AnyArray = std::variant<NetcdfArray<double>, NetcdfArray<std::int64_t>, NetcdfArray<std::string>>;
    std::vector<AnyArray> columns_{};
};

/// `/checks`: conservation residuals and clamps; nothing if no run has any.
class ChecksGroup {
public:
    ChecksGroup(const NetcdfGroup& root, const ResultShape& shape, const ResultsOutline& outline);
    ChecksGroup(const ChecksGroup&) = delete; ///< its arrays know where its group lies
    void add(const PointRuns& runs);
    void finish();

private:
    void add_checks(const PointRuns& runs);
    void add_clamps(const PointRuns& runs);

    const ResultsOutline& outline_;
    std::optional<NetcdfGroup> group_{};
    std::optional<NetcdfArray<double>> residual_{}, tolerance_{}, clamp_hours_{};
    std::optional<NetcdfArray<std::int8_t>> passed_{};
    std::optional<NetcdfArray<std::string>> detail_{};
};

} // namespace dcsim
