#include "models/environment/grid_source.h"
#include "models/environment/trace.h"
#include "sim/base/csv.h"
#include <algorithm>

namespace dcsim {

namespace {

struct MixCsvParams {
    std::filesystem::path file;
    FactorSet factors;
    GapRule gaps;
    bool repeat{false};
};

void fields(Fields& f, MixCsvParams& p)
{
    f.required("file", p.file, "generation by fuel: timestamp (UTC, hour beginning), then WND, SUN, ... in MW");
    fields(f, p.factors);
    fields(f, p.gaps);
    f.optional("repeat", p.repeat, "serve other years by the same month, day and hour of the file's year");
}

/// One column per fuel of the file's header; fuels that are not there generate nothing.
struct FuelColumn {
    std::size_t fuel, column;
};

std::vector<FuelColumn> fuel_columns(const CsvReader& rows, const std::string& file)
{
    std::vector<FuelColumn> columns;
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (!fuels[i].code.empty())
            if (const auto column = rows.find(fuels[i].code)) columns.push_back({i, *column});
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

Trace read_trace(const Inputs::File& file, GapRule gaps)
{
    const std::string name = file.path.string();
    CsvReader rows{file.contents, name};
    const std::size_t time = rows.column("timestamp");
    const std::vector<FuelColumn> columns = fuel_columns(rows, name);
    TraceBuilder builder{name, gaps};
    while (rows.next()) {
        const auto at = parse_timestamp(rows.text(time), 0);
        if (!at) rows.fail(time, "is not a time stamp (as \"2022-01-31 12:00:00+00:00\")");
        builder.add(*at, read_mix(rows, columns), rows.line());
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
                                ':' + std::to_string(p_.gaps.longest.ns);
        const auto trace = run.inputs->once<Trace>(key, [&] { return read_trace(*file, p_.gaps); });
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
