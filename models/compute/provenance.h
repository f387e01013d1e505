#pragma once
#include "sim/config/tree.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dcsim {

/// On how many numbers of each mark something rests.
struct MarkCounts {
    std::uint32_t measured{0}, published{0}, unverified{0};
    std::uint32_t user{0}; ///< given by the scenario beside a preset

    std::uint32_t total() const { return measured + published + unverified + user; }
};

/// Where one value of a row is from: its own line in the row's `provenance`, or that of a table around it, or the
/// row's.
struct Provenance {
    std::string source, mark;
    double spread{0}; ///< standard error over the value
};
/// `path` is dotted, from the row on. Throws LogicError for a value without source, known mark and spread.
Provenance provenance(const Tree& row, std::string_view path);

/// The spread alone; none where neither the value nor its row tells one.
std::optional<double> spread_of(const Tree& row, std::string_view path);

/// Of the row [kind.name] with what `beside` gives instead; other rows that it names by `preset` (an accelerator by a
/// node) are counted with it.
MarkCounts count_marks(const Tree& catalogue, std::string_view kind, std::string_view name, const Tree& beside = {});

/// A number of a row that says how far its numbers are known.
struct MarkedNumber {
    std::string kind, row;
    std::string path; ///< dotted, from the row on
    std::string mark;
};
/// By where they stand in the catalogue ("file:line:col"), as the values that a scenario takes from there remember it.
using MarkedNumbers = std::map<std::string, MarkedNumber>;

/// The numbers of all rows that have a mark; words and switches are none.
MarkedNumbers marked_numbers(const Tree& catalogue);

MarkCounts count_marks(const MarkedNumbers& numbers);

} // namespace dcsim
