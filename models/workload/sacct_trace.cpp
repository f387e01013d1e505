#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include "sim/base/time_zone.h"
#include <algorithm>
#include <charconv>
#include <cstdint>

namespace dcsim {

namespace {

/// How many of a resource "cpu=64,gres/gpu=8,mem=512G,node=1" names; 0 if it does not name it.
double amount_of(std::string_view tres, const std::string& resource)
{
    while (!tres.empty()) {
        const std::string_view one = tres.substr(0, tres.find(','));
        tres.remove_prefix(std::min(one.size() + 1, tres.size()));
        if (!one.starts_with(resource + '=')) continue;
        double value = 0;
        const std::string_view digits = one.substr(resource.size() + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    }
    return 0;
}

struct Columns {
    explicit Columns(const CsvReader& csv)
        : id{csv.column("JobID")},
          submit{csv.column("Submit")},
          elapsed{csv.column("ElapsedRaw")},
          limit{csv.column("TimelimitRaw")},
          nodes{csv.column("NNodes")},
          tres{csv.column("AllocTRES")},
          state{csv.column("State")}
    {
    }
    std::size_t id, submit, elapsed, limit, nodes, tres, state;
};

/// Whole minutes; none for words such as UNLIMITED, and a blank.
std::optional<double> limit_of(std::string_view minutes)
{
    constexpr double seconds_per_minute = 60;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(minutes.data(), minutes.data() + minutes.size(), value);
    if (error != std::errc{} || end != minutes.data() + minutes.size() || value <= 0) return std::nullopt;
    return seconds_per_minute * static_cast<double>(value);
}

/// Times of a clock on the wall. Of an hour that the clock passes twice, a time is that of the first passage, unless
/// the row above lies between the two.
class WallClock {
public:
    explicit WallClock(const SacctClock& clock) : clock_{clock} {}

    std::optional<std::int64_t> instant(std::string_view text)
    {
        const auto local = parse_timestamp(text, clock_.zone.empty() ? clock_.offset_minutes : 0);
        if (!local || clock_.zone.empty() || parse_timestamp(text)) return local; // which says its offset, perhaps
        const CivilInstants possible = civil_instants(clock_.zone, *local);
        const bool second = possible.earliest < last_ && last_ <= possible.latest;
        ambiguous_ += possible.latest != possible.earliest ? 1 : 0;
        last_ = second ? possible.latest : possible.earliest;
        return last_;
    }
    std::uint64_t ambiguous() const { return ambiguous_; }

private:
    SacctClock clock_;
    std::int64_t last_{INT64_MIN};
    std::uint64_t ambiguous_{0};
};

const char* reason_to_drop(std::string_view id, std::string_view state, double seconds)
{
    if (id.find('.') != std::string_view::npos) return "steps of jobs";
    if (state.starts_with("RUNNING") || state.starts_with("SUSPENDED")) return "still running";
    return seconds > 0 ? nullptr : "never ran";
}

} // namespace

ForeignTrace read_sacct(Inputs& inputs, const std::filesystem::path& file, const std::string& resource,
                        const SacctClock& clock)
{
    ForeignTrace trace;
    WallClock wall{clock};
    CsvReader csv{open_text(inputs, file), file.string(), CsvReader::Header::names, '|'};
    const Columns columns{csv};
    while (csv.next()) {
        ++trace.rows;
        const double seconds = csv.number_if_any(columns.elapsed).value_or(0);
        if (const char* why = reason_to_drop(csv.text(columns.id), csv.text(columns.state), seconds)) {
            ++trace.dropped[why];
            continue;
        }
        const auto submit = wall.instant(csv.text(columns.submit));
        if (!submit) csv.fail(columns.submit, "is not a time stamp (2025-06-01T08:00:00)");
        ForeignJob job{.id = std::string{csv.text(columns.id)},
                       .submit_ns = *submit,
                       .seconds = seconds,
                       .accelerators = amount_of(csv.text(columns.tres), resource),
                       .nodes = csv.number_if_any(columns.nodes).value_or(0),
                       .estimate = limit_of(csv.text(columns.limit))};
        if (job.accelerators <= 0)
            ++trace.dropped["without " + resource];
        else
            trace.jobs.push_back(std::move(job));
    }
    std::ranges::stable_sort(trace.jobs, {}, &ForeignJob::submit_ns);
    trace.notes.push_back("each " + resource + " stands for an accelerator");
    if (wall.ambiguous() > 0)
        trace.notes.push_back(std::to_string(wall.ambiguous()) +
                              " times lie in an hour that the clock passes twice; the order of the rows decides");
    return trace;
}

} // namespace dcsim
