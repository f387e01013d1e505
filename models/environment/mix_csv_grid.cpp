#include "models/environment/grid_source.h"
#include "models/environment/trace.h"
#include "sim/base/calendar.h"
#include "sim/base/csv.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <numeric>

namespace dcsim {

namespace {

struct MixCsvParams {
    std::filesystem::path file;
    FactorSet factors;
    GapRule gaps;
    double implausible_below{0.25};
    bool repeat{false};
};

void fields(Fields& f, MixCsvParams& p)
{
    f.required("file", p.file, "generation by fuel: timestamp (UTC, hour beginning), then WND, SUN, ... in MW");
    fields(f, p.factors);
    fields(f, p.gaps);
    f.optional("implausible_below", p.implausible_below,
               "a row with less than this part of the median generation of the whole week before it is a fault of "
               "reporting, and a gap; 0 = none is",
               {.least = 0.0, .below = 1.0});
    f.optional("repeat", p.repeat, "serve other years by the same month, day and hour of the file's year");
}

/// One column per fuel of the file's header; fuels that are not there generate nothing.
struct FuelColumn {
    std::size_t fuel, column;
};

/// Columns beside those of fuels that files of this form have: the mean intensity [Carbon Explorer, 2022].
constexpr std::array<std::string_view, 2> other_columns{"timestamp", "avg_CI"};

/// A column of another name may be a fuel whose generation would be missing from the mix.
std::vector<FuelColumn> fuel_columns(const CsvReader& rows, const std::string& file)
{
    std::vector<std::string> codes;
    for (const Fuel& fuel : fuels) codes.emplace_back(fuel.code);
    std::vector<FuelColumn> columns;
    for (std::size_t column = 0; column < rows.header().size(); ++column) {
        const std::string& name = rows.header()[column];
        if (std::ranges::find(other_columns, name) != other_columns.end()) continue;
        const auto found = std::ranges::find(codes, name);
        const bool again = std::ranges::any_of(columns, [&](const FuelColumn& c) { return codes[c.fuel] == name; });
        if (again) throw IoError{file + ":1: column '" + name + "' is there twice"};
        if (found == codes.end())
            throw IoError{file + ":1: column '" + name + "' is no fuel (" + suggestion(name, codes) + ')'};
        columns.push_back({static_cast<std::size_t>(found - codes.begin()), column});
    }
    if (columns.empty()) throw IoError{file + ": has no fuel column (as WND, SUN, WAT, OIL, NG, COL, NUC, OTH)"};
    return columns;
}

/// A row with some fuels blank is a gap, not zeros. Negative generation (pumping) counts as none.
TraceBuilder::Row read_mix(const CsvReader& rows, const std::vector<FuelColumn>& columns)
{
    std::vector<double> mix(fuels.size());
    for (const FuelColumn& c : columns) {
        const auto megawatt = rows.number_if_any(c.column);
        if (!megawatt) return std::nullopt;
        mix[c.fuel] = std::max(0.0, *megawatt);
    }
    const bool nothing = std::all_of(mix.begin(), mix.end(), [](double g) { return g == 0; });
    return nothing ? TraceBuilder::Row{} : TraceBuilder::Row{std::move(mix)};
}

/// Faults of reporting: a row with less than some part of the median generation of the week before. The median is taken
/// once an hour, when there is a week to take it of.
class Plausibility {
public:
    explicit Plausibility(double least) : least_{least} {}
    bool doubts(std::int64_t unix_ns, double generation)
    {
        if (!first_unix_ns_) first_unix_ns_ = unix_ns;
        while (!week_.empty() && week_.front().unix_ns < unix_ns - week) week_.pop_front();
        const bool is_due = unix_ns - median_at_ >= ns_per_hour && unix_ns - *first_unix_ns_ >= week;
        if (is_due && !week_.empty()) take_median(unix_ns);
        week_.push_back({unix_ns, generation});
        return generation < least_ * median_;
    }

private:
    static constexpr std::int64_t week = 7 * 24 * ns_per_hour;
    struct Row {
        std::int64_t unix_ns;
        double generation;
    };
    void take_median(std::int64_t unix_ns)
    {
        std::vector<double> sorted;
        for (const Row& row : week_) sorted.push_back(row.generation);
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::ranges::nth_element(sorted, middle);
        median_ = *middle;
        median_at_ = unix_ns;
    }

    double least_;
    std::optional<std::int64_t> first_unix_ns_;
    std::deque<Row> week_;
    double median_{0};
    std::int64_t median_at_{std::numeric_limits<std::int64_t>::min() / 2};
};

Trace read_trace(const Inputs::File& file, GapRule gaps, double implausible_below)
{
    const std::string name = file.path.string();
    CsvReader rows{file.contents, name};
    const std::size_t time = rows.column("timestamp");
    const std::vector<FuelColumn> columns = fuel_columns(rows, name);
    TraceBuilder builder{name, gaps};
    Plausibility plausibility{implausible_below};
    while (rows.next()) {
        const auto at = parse_timestamp(rows.text(time), 0);
        if (!at) rows.fail(time, "is not a time stamp (as \"2022-01-31 12:00:00+00:00\")");
        TraceBuilder::Row mix = read_mix(rows, columns);
        if (mix && plausibility.doubts(*at, std::accumulate(mix->begin(), mix->end(), 0.0)))
            builder.add_implausible(*at, rows.line(),
                                    "has less than implausible_below of the median generation of the week before");
        else
            builder.add(*at, std::move(mix), rows.line());
    }
    return std::move(builder).finish();
}

class MixCsvGrid final : public GridSource {
public:
    explicit MixCsvGrid(const MixCsvParams& p) : p_{p} {}

    GridSeries series(const RunContext& run) const override
    {
        const auto file = run.inputs->file(p_.file);
        const std::string key = "grid mix:" + p_.file.string() + ':' + std::to_string(static_cast<int>(p_.gaps.fill)) +
                                ':' + std::to_string(p_.gaps.longest.ns) + ':' + std::to_string(p_.implausible_below);
        const auto trace =
            run.inputs->once<Trace>(key, [&] { return read_trace(*file, p_.gaps, p_.implausible_below); });
        const SeriesWindow window = window_of(run, trace->step);
        std::vector<FuelMix> mix;
        for (const auto* row : trace->rows_of(window, p_.repeat ? Repeat::yearly : Repeat::no))
            std::copy(row->begin(), row->end(), mix.emplace_back().begin());
        GridSeries grid = grid_of_mix(window, mix, p_.factors);
        grid.source = p_.file.string();
        grid.filled_rows = trace->filled;
        return grid;
    }

private:
    MixCsvParams p_;
};

} // namespace

Row<GridSource> mix_csv_grid()
{
    return row<GridSource, MixCsvGrid, MixCsvParams>("mix-csv", "hourly generation by fuel from a file");
}

} // namespace dcsim
