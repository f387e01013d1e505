#pragma once
#include "models/workload/arrivals.h"
#include "sim/base/csv.h"
#include "sim/config/fields.h"
#include "tests/models/workload/read_workload.h"
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dcsim::testing {

struct ReadArrivals {
    Maker<Arrivals, const ArrivalContext&> maker;
};
inline void fields(Fields& f, ReadArrivals& p)
{
    f.one_of("arrivals", arrivals(), p.maker, "when");
}

/// A run that starts on a Monday at midnight.
inline ArrivalContext arrival_context(std::uint64_t seed, Span length)
{
    constexpr std::int64_t monday_unix_ns = 1'748'822'400'000'000'000; // 2 June 2025
    const auto factors = [seed](std::uint64_t piece) { return Random{{seed, 0, "workload.test", "rate", piece}}; };
    return {Random{{seed, 0, "workload.test", "arrivals", 0}}, factors, monday_unix_ns, Span{}, Time{} + length};
}

inline std::vector<double> all_times(Arrivals& process)
{
    std::vector<double> all;
    while (const auto at = process.next()) all.push_back(seconds(*at).si());
    return all;
}

inline std::vector<double> arrival_times(const RenewalParams& params, std::uint64_t seed, Span length)
{
    return all_times(*make_renewal(params, arrival_context(seed, length)));
}

inline std::vector<double> gaps(const std::vector<double>& times)
{
    std::vector<double> all;
    for (std::size_t i = 1; i < times.size(); ++i) all.push_back(times[i] - times[i - 1]);
    return all;
}

struct Spread {
    double mean, variance;
};

inline Spread spread_of(const std::vector<double>& x)
{
    double sum = 0, squares = 0;
    const double n = static_cast<double>(x.size());
    for (const double v : x) sum += v;
    for (const double v : x) squares += (v - sum / n) * (v - sum / n);
    return {sum / n, squares / (n - 1)};
}

/// The columns of a CSV file as text; none if the file is not there.
class CsvTable {
public:
    CsvTable(const std::string& path, Inputs& inputs)
    {
        const auto file = inputs.file(path);
        CsvReader csv{file->contents, path};
        while (csv.next()) {
            ++rows_;
            for (std::size_t c = 0; c < csv.size(); ++c) columns_[csv.header()[c]].emplace_back(csv.text(c));
        }
    }
    const std::vector<std::string>& text(const std::string& column) const { return columns_.at(column); }
    std::size_t rows() const { return rows_; }

private:
    std::map<std::string, std::vector<std::string>> columns_;
    std::size_t rows_{0};
};

inline std::optional<CsvTable> csv_table(const std::string& path)
{
    if (!std::filesystem::exists(path)) return std::nullopt;
    Inputs inputs;
    return CsvTable{path, inputs};
}

} // namespace dcsim::testing
