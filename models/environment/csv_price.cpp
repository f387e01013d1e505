#include "models/environment/price_source.h"
#include "models/environment/series_window.h"
#include "models/environment/trace.h"
#include "sim/base/csv.h"
#include "sim/config/quantity.h"

namespace dcsim {

namespace {

struct CsvPriceParams {
    std::filesystem::path file;
    GapRule gaps;
    bool repeat{false};
};

void fields(Fields& f, CsvPriceParams& p)
{
    f.required("file", p.file, "columns \"Datetime (UTC)\" (beginning of the step) and \"Price (CURRENCY/MWh)\"");
    fields(f, p.gaps);
    f.optional("repeat", p.repeat, "serve other years by the same month, day and hour of the file's year");
}

/// The unit stands in the header: "Price (USD/MWh)".
struct PriceColumn {
    std::size_t column{0};
    Price unit;
    std::string currency;
};

PriceColumn find_price_column(const CsvReader& rows, const std::string& file)
{
    constexpr std::string_view start = "Price (";
    for (std::size_t i = 0; i < rows.header().size(); ++i) {
        const std::string& title = rows.header()[i];
        if (!title.starts_with(start) || !title.ends_with(')')) continue;
        const std::string unit = title.substr(start.size(), title.size() - start.size() - 1);
        const ParsedQuantity one = parse_quantity("1 " + unit, Price::dim);
        if (!one.problem.empty()) throw IoError{file + ": column '" + title + "' " + one.problem};
        return {i, Price{one.si}, one.currency};
    }
    throw IoError{file + ": has no price column (as \"Price (USD/MWh)\")"};
}

struct PriceTrace {
    Trace trace;
    std::string currency;
};

/// The local column, where there is one, must name the same instants.
std::int64_t read_time(const CsvReader& rows, std::size_t utc, std::optional<std::size_t> local)
{
    const auto at = parse_timestamp(rows.text(utc), 0);
    if (!at) rows.fail(utc, "is not a time stamp (as \"2022-01-31 12:00:00+00:00\")");
    if (local && parse_timestamp(rows.text(*local)) != at) rows.fail(*local, "is not the instant of the UTC column");
    return *at;
}

PriceTrace read_trace(const Inputs::File& file, GapRule gaps)
{
    const std::string name = file.path.string();
    CsvReader rows{file.contents, name};
    const std::size_t utc = rows.column("Datetime (UTC)");
    const auto local = rows.find("Datetime (Local)");
    const PriceColumn price = find_price_column(rows, name);
    TraceBuilder builder{name, gaps};
    while (rows.next()) {
        const auto value = rows.number_if_any(price.column);
        TraceBuilder::Row row;
        if (value) row = std::vector<double>{*value * price.unit.si()};
        builder.add(read_time(rows, utc, local), std::move(row), rows.line());
    }
    return {std::move(builder).finish(), price.currency};
}

class CsvPrice final : public PriceSource {
public:
    explicit CsvPrice(const CsvPriceParams& p) : p_{p} {}

    std::string currency(Inputs& inputs) const override
    {
        const auto file = inputs.file(p_.file);
        const std::string name = p_.file.string();
        return find_price_column(CsvReader{file->contents, name}, name).currency;
    }

    PriceSeries series(const RunContext& run) const override
    {
        const auto file = run.inputs->file(p_.file);
        const std::string key = "price:" + p_.file.string() + ':' + std::to_string(static_cast<int>(p_.gaps.fill)) +
                                ':' + std::to_string(p_.gaps.longest.ns);
        const auto read = run.inputs->once<PriceTrace>(key, [&] { return read_trace(*file, p_.gaps); });
        const SeriesWindow window = window_of(run, read->trace.step);
        std::vector<Price> prices;
        for (const auto* row : read->trace.rows_of(window, p_.repeat ? Repeat::yearly : Repeat::no))
            prices.emplace_back(row->front());
        return {Signal<Price>{window.first, window.step, std::move(prices)}, read->currency, p_.file.string(),
                read->trace.filled};
    }

private:
    CsvPriceParams p_;
};

} // namespace

Row<PriceSource> csv_price()
{
    return row<PriceSource, CsvPrice, CsvPriceParams>("csv", "a market price from a file");
}

} // namespace dcsim
