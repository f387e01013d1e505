#include "analysis/results/results_draft.h"
#include "analysis/results/results_groups.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

namespace dcsim {

namespace {

bool equal(const Table& a, const Table& b)
{
    const auto same = [](const Column& x, const Column& y) {
        return x.name == y.name && x.unit == y.unit && x.meaning == y.meaning && x.values.index() == y.values.index();
    };
    return a.name == b.name && a.row == b.row && std::ranges::equal(a.columns, b.columns, same);
}

bool equal(const std::vector<TableOutline>& a, const std::vector<TableOutline>& b)
{
    return std::ranges::equal(a, b, [](const TableOutline& x, const TableOutline& y) {
        return x.rows == y.rows && equal(x.columns, y.columns);
    });
}

constexpr std::size_t at_once = 8; ///< variables of a step

/// Of results in which nothing is swept.
bool equal(const ResultShape& a, const ResultShape& b)
{
    return a.axes.empty() && b.axes.empty() && a.policies == b.policies && a.sites == b.sites &&
           a.replications == b.replications && a.attributes == b.attributes && a.metrics == b.metrics;
}

} // namespace

/// All that it has made, and what it was made by.
class ResultsDraft::Groups {
public:
    Groups(ResultShape shape, std::vector<TableOutline> tables) : shape_{std::move(shape)}, outlines_{std::move(tables)}
    {
        summary_.emplace(file_.root(), shape_);
        plan_summary();
        plan_tables();
    }

    bool go_on()
    {
        if (steps_.empty()) return false;
        steps_.front()();
        steps_.pop_front();
        return !steps_.empty();
    }

    bool are_of(const ResultShape& results, const ResultsOutline& outline) const
    {
        return equal(shape_, results) && (outlines_.empty() || equal(outlines_, outline.tables));
    }

    void keep_in(const std::filesystem::path& file, const std::filesystem::path& shown)
    {
        memory_.keep_in(file, shown);
    }

    void fill(const ResultShape& results, const ResultsOutline& outline, const RunReader& reader)
    {
        if (outlines_.empty()) {
            outlines_ = outline.tables;
            plan_tables();
        }
        while (go_on()) {}
        SeriesGroup series{summary_->group(), results, outline};
        ChecksGroup checks{summary_->group(), results, outline};
        for (std::size_t point = 0; point < results.points() && !memory_.failed(); ++point) {
            const PointRuns runs = reader.runs(point);
            summary_->add(runs);
            series.add(point, runs);
            for (TableGroup& table : tables_) table.add(point, runs);
            checks.add(runs);
        }
        summary_->finish(results.findings);
        series.finish();
        for (TableGroup& table : tables_) table.finish();
        checks.finish();
    }

    /// Nothing follows.
    void close()
    {
        tables_.clear();
        summary_.reset();
        std::move(file_).close();
    }

private:
    void plan_summary()
    {
        for (std::size_t m = 0; m < shape_.metrics.size(); m += at_once)
            steps_.emplace_back([this, m] { summary_->open(m, at_once); });
        steps_.emplace_back([this] { file_.flush(); });
    }

    void plan_tables()
    {
        for (const TableOutline& table : outlines_) {
            steps_.emplace_back([this, &table] { tables_.emplace_back(summary_->group(), shape_, table); });
            for (std::size_t c = 0; c < std::max<std::size_t>(1, table.columns.columns.size()); c += at_once)
                steps_.emplace_back([this, c] { tables_.back().open(c, at_once); });
        }
        if (!outlines_.empty()) steps_.emplace_back([this] { file_.flush(); });
    }

    const ResultShape shape_;
    std::vector<TableOutline> outlines_;
    MappedFile memory_;
    NetcdfFile file_{memory_};
    std::optional<SummaryGroup> summary_;
    std::deque<TableGroup> tables_;           // which stay where they are
    std::deque<std::function<void()>> steps_; ///< to be done before it is filled
};

ResultsDraft::ResultsDraft(ResultShape shape, std::vector<TableOutline> tables)
{
    H5dont_atexit(); // it would free piece by piece what the system takes back at once
    const QuietHdf5 quiet;
    groups_ = std::make_unique<Groups>(std::move(shape), std::move(tables));
}

ResultsDraft::~ResultsDraft()
{
    const QuietHdf5 quiet;
    groups_.reset();
}

bool ResultsDraft::go_on()
{
    const QuietHdf5 quiet;
    return groups_->go_on();
}

bool ResultsDraft::is_of(const ResultShape& results, const ResultsOutline& outline) const
{
    return groups_->are_of(results, outline);
}

void ResultsDraft::complete(const std::filesystem::path& file, const std::filesystem::path& shown,
                            const ResultShape& results, const ResultsOutline& outline, const RunReader& reader)
{
    const QuietHdf5 quiet;
    groups_->keep_in(file, shown);
    groups_->fill(results, outline, reader);
    groups_->close();
}

} // namespace dcsim
