#pragma once
#include "analysis/results/packed_series.h"
#include "sim/base/archive.h"
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

/// What one run leaves behind: plain data that a shard stores and a results file is made of.
namespace dcsim {

/// Which run: one point of a sweep x one policy x one random seed.
struct RunKey {
    std::uint32_t point{0}; ///< 0 where nothing is swept
    std::string policy{};
    std::uint32_t replication{0};
    friend auto operator<=>(const RunKey&, const RunKey&) = default;
};

/// One end-of-run check; `passed` is its own verdict, residual and tolerance are what it rests on.
struct CheckRecord {
    std::string name;
    double residual{0}, tolerance{0};
    bool passed{true};
    std::string detail; ///< a sentence for the reader, may be empty
};

/// One column of a table, one value per row. The unit is UDUNITS, "" for text.
struct Column {
    std::string name, unit, meaning;
    std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>> values;

    std::size_t size() const;
};

/// Rows of one kind: "jobs" with one row per "job". Columns have equal length.
struct Table {
    std::string name;
    std::vector<Column> columns;
    std::string row{"job"}; ///< name of the dimension

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

/// What one site of the run came to. The site "all" is one of them.
struct SiteRecord {
    std::string site;
    std::vector<double> metrics; ///< in the order of the metrics table; NaN where a metric does not exist
    std::vector<PackedSeries> series;
};

struct RunRecord {
    RunKey key;
    std::vector<SiteRecord> sites;
    std::vector<Table> tables;
    std::vector<CheckRecord> checks;
    std::map<std::string, double> clamps;       ///< name of a model's limit -> hours outside its range
    std::map<std::string, std::string> sources; ///< name of an input signal -> its basis and origin
    std::vector<std::string> warnings;          ///< one sentence each

    void state(Archive&);
};

} // namespace dcsim
