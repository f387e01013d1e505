#include "models/environment/trace.h"
#include "sim/base/calendar.h"
#include "sim/base/errors.h"
#include "sim/engine/meter.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

// Rows closer or further apart than this have a wrong time stamp; filling between them would take all memory.
constexpr Span shortest_step{ns_per_hour / 3600};
constexpr Span longest_step{31 * 24 * ns_per_hour};

} // namespace

void fields(Fields& f, GapRule& rule)
{
    f.word(
        "on_gap", rule.fill,
        {{"error", GapRule::Fill::error}, {"hold", GapRule::Fill::hold}, {"interpolate", GapRule::Fill::interpolate}},
        "what fills blank or missing rows of the file");
    f.optional("longest_gap", rule.longest, "a longer gap is an error", {.least = Span{0}});
}

const std::vector<double>* Trace::find(std::int64_t unix) const
{
    if (unix < first_unix_ns) return nullptr;
    const auto i = static_cast<std::size_t>((unix - first_unix_ns) / step.ns);
    return i < rows.size() ? &rows[i] : nullptr;
}

const std::vector<double>* Trace::find(std::int64_t unix, Repeat repeat) const
{
    const auto* row = find(unix);
    if (row || repeat == Repeat::no) return row;
    CivilTime t = civil_time(unix);
    const int first_year = civil_time(first_unix_ns).year;
    for (t.year = first_year; !row && t.year <= first_year + 1; ++t.year) {
        CivilTime same = t;
        if (same.month == 2 && same.day == 29 && !is_leap_year(same.year)) same.day = 28;
        row = find(unix_ns(same));
    }
    return row;
}

const std::vector<double>& Trace::at(std::int64_t unix, Repeat repeat) const
{
    if (const auto* row = find(unix, repeat)) return *row;
    throw IoError{file + ": covers " + timestamp_text(first_unix_ns) + " to " + timestamp_text(end_unix_ns()) +
                  ", but the run needs " + timestamp_text(unix) +
                  (repeat == Repeat::no ? " (with repeat = true its year serves other years)" : "")};
}

std::vector<const std::vector<double>*> Trace::rows_of(const SeriesWindow& window, Repeat repeat) const
{
    constexpr std::int64_t day_ns = 24 * ns_per_hour;
    std::vector<const std::vector<double>*> all(window.count);
    for (std::size_t i = 0; i < window.count; ++i) {
        std::int64_t at_unix = window.unix_at(i);
        if (!in_run(window, i) && !find(at_unix, repeat)) {
            const std::int64_t early = first_unix_ns - at_unix, late = at_unix - end_unix_ns();
            if (early > 0) at_unix += (early + day_ns - 1) / day_ns * day_ns;
            if (late >= 0) at_unix -= (late / day_ns + 1) * day_ns;
        }
        all[i] = &at(at_unix, repeat);
    }
    return all;
}

void TraceBuilder::add(std::int64_t unix, Row row, std::size_t line)
{
    if (rows_.empty())
        first_unix_ns_ = unix;
    else
        rows_.resize(rows_.size() +
                     missing_before(unix, file_ + ':' + std::to_string(line) + ":1: " + timestamp_text(unix)));
    rows_.push_back(std::move(row));
}

void TraceBuilder::add_implausible(std::int64_t unix, std::size_t line, std::string why)
{
    add(unix, Row{}, line);
    implausible_[rows_.size() - 1] = std::move(why);
}

std::size_t TraceBuilder::missing_before(std::int64_t unix, const std::string& place)
{
    const std::int64_t last = first_unix_ns_ + static_cast<std::int64_t>(rows_.size() - 1) * step_.ns;
    if (unix <= last) throw IoError{place + " is not later than the row before it"};
    const Int128 ahead = Int128{unix} - last;
    if (rows_.size() == 1) {
        if (ahead < shortest_step.ns) throw IoError{place + " is less than a second after the row before it"};
        step_ = Span{static_cast<std::int64_t>(std::min<Int128>(ahead, longest_step.ns))};
    }
    if (ahead % step_.ns != 0) throw IoError{place + " breaks the step of the rows before it"};
    if (ahead - step_.ns > std::max(rule_.longest, longest_step).ns)
        throw IoError{place + " is more than a month after the row before it"};
    return static_cast<std::size_t>(ahead / step_.ns) - 1;
}

Trace TraceBuilder::finish() &&
{
    if (rows_.size() < 2) throw IoError{file_ + ": needs at least two rows of data"};
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i]) continue;
        std::size_t end = i;
        while (end < rows_.size() && !rows_[end]) ++end;
        fill(i, end);
    }
    Trace trace{file_, first_unix_ns_, step_, {}, filled_};
    for (Row& row : rows_) trace.rows.push_back(std::move(*row));
    return trace;
}

void TraceBuilder::fill(std::size_t from, std::size_t to)
{
    if (rule_.fill == GapRule::Fill::error) {
        const auto known = implausible_.find(from);
        fail(from, (known == implausible_.end() ? "is blank or missing" : known->second) +
                       " (on_gap = \"hold\" or \"interpolate\" would fill it)");
    }
    const bool interpolate = rule_.fill == GapRule::Fill::interpolate;
    if (from == 0 || (interpolate && to == rows_.size())) fail(from, "is blank, and nothing beside it can fill it");
    if (Span{static_cast<std::int64_t>(to - from) * step_.ns} > rule_.longest)
        fail(from, "begins a gap that is longer than longest_gap");
    for (std::size_t i = from; i < to; ++i) {
        rows_[i] = rows_[from - 1];
        const double part = static_cast<double>(i - from + 1) / static_cast<double>(to - from + 1);
        for (std::size_t c = 0; interpolate && c < rows_[i]->size(); ++c)
            (*rows_[i])[c] = std::lerp((*rows_[from - 1])[c], (*rows_[to])[c], part);
    }
    filled_ += to - from;
}

void TraceBuilder::fail(std::size_t row, const std::string& what) const
{
    const std::int64_t at = first_unix_ns_ + static_cast<std::int64_t>(row) * step_.ns;
    throw IoError{file_ + ": the row of " + timestamp_text(at) + ' ' + what};
}

} // namespace dcsim
