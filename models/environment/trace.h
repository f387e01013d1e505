#pragma once
#include "models/environment/series_window.h"
#include "sim/base/time.h"
#include "sim/config/fields.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// What happens to blank rows and missing instants of a file.
struct GapRule {
    enum class Fill : std::uint8_t { error, hold, interpolate } fill{Fill::error};
    Span longest{3 * 3'600'000'000'000}; ///< a longer gap is an error in any case
};
void fields(Fields& f, GapRule& rule);

/// Whether a trace serves instants outside its own time by the same month, day and hour of its year.
enum class Repeat : std::uint8_t { no, yearly };

/// Rows of numbers at regular instants.
struct Trace {
    std::string file; ///< for messages
    std::int64_t first_unix_ns{0};
    Span step{};
    std::vector<std::vector<double>> rows;
    std::uint64_t filled{0}; ///< rows that the gap rule made

    /// The row that holds at an instant; an instant that the trace does not serve is an IoError.
    const std::vector<double>& at(std::int64_t unix_ns, Repeat repeat) const;
    /// Every step of a window. Before and after its run, which only forecasts see, an instant that the trace does not
    /// serve has the row of the same time on the nearest day that it does.
    std::vector<const std::vector<double>*> rows_of(const SeriesWindow& window, Repeat repeat) const;

private:
    const std::vector<double>* find(std::int64_t unix_ns) const;
    const std::vector<double>* find(std::int64_t unix_ns, Repeat repeat) const; ///< null: not served
    std::int64_t end_unix_ns() const { return first_unix_ns + static_cast<std::int64_t>(rows.size()) * step.ns; }
};

/// Collects the rows of a file in their order and checks them.
class TraceBuilder {
public:
    TraceBuilder(std::string file, GapRule rule) : file_{std::move(file)}, rule_{rule} {}

    using Row = std::optional<std::vector<double>>; ///< none: the row is there, but blank
    /// Instants must increase by whole steps; the first two rows give the step. Throws IoError.
    void add(std::int64_t unix_ns, Row row, std::size_t line);
    /// A row that is not to be believed, which the gap rule replaces; `why` completes "the row of ...".
    void add_implausible(std::int64_t unix_ns, std::size_t line, std::string why);
    /// Fills the gaps by the rule, or throws IoError that names the first one.
    Trace finish() &&;

private:
    /// How many instants of the step lie between the last row and one at `unix_ns`.
    std::size_t missing_before(std::int64_t unix_ns, const std::string& place);
    void fill(std::size_t from, std::size_t to);
    [[noreturn]] void fail(std::size_t row, const std::string& what) const;

    std::string file_;
    GapRule rule_;
    std::int64_t first_unix_ns_{0};
    Span step_{};
    std::vector<Row> rows_;
    std::map<std::size_t, std::string> implausible_; ///< by row
    std::uint64_t filled_{0};
};

} // namespace dcsim
