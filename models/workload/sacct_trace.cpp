#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include "sim/base/time_zone.h"
#include <algorithm>
#include <array>
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

/// Whole numbers with colons between them; none if it is anything else.
std::optional<std::vector<double>> numbers_in(std::string_view text)
{
    std::vector<double> numbers;
    const char *at = text.data(), *const end = at + text.size();
    while (true) {
        std::uint32_t value = 0;
        const auto [after, error] = std::from_chars(at, end, value);
        if (error != std::errc{}) return std::nullopt;
        numbers.push_back(value);
        if (after == end) return numbers;
        if (*after != ':') return std::nullopt;
        at = after + 1;
    }
}

/// As Slurm writes a limit, in seconds: minutes, minutes:seconds, hours:minutes:seconds, days-hours,
/// days-hours:minutes, days-hours:minutes:seconds [sbatch(1), --time]. None if it is none of these.
std::optional<double> seconds_of(std::string_view text)
{
    constexpr double of_day = 86400, of_hour = 3600, of_minute = 60;
    const std::size_t dash = text.find('-');
    const auto days = dash == std::string_view::npos ? std::vector{0.0} : numbers_in(text.substr(0, dash));
    const auto clock = numbers_in(dash == std::string_view::npos ? text : text.substr(dash + 1));
    if (!days || days->size() > 1 || !clock || clock->size() > 3) return std::nullopt;
    std::array<double, 3> hms{};
    const std::size_t first = dash == std::string_view::npos && clock->size() < 3 ? 1 : 0; // minutes come first
    std::copy(clock->begin(), clock->end(), hms.begin() + static_cast<std::ptrdiff_t>(first));
    return of_day * days->front() + of_hour * hms[0] + of_minute * hms[1] + hms[2];
}

/// The words for no limit of its own, and a blank.
bool is_no_limit(std::string_view text)
{
    constexpr std::array<std::string_view, 5> words{"", "UNLIMITED", "Partition_Limit", "INVALID", "NOT_SET"};
    return std::ranges::find(words, text) != words.end();
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

/// States of jobs that are no more [sacct(1), JOB STATE CODES].
bool has_ended(std::string_view state)
{
    constexpr std::array<std::string_view, 14> ended{
        "BOOT_FAIL",     "CANCELLED", "COMPLETED",     "DEADLINE", "FAILED",  "LAUNCH_FAILED", "NODE_FAIL",
        "OUT_OF_MEMORY", "PREEMPTED", "RECONFIG_FAIL", "REQUEUED", "REVOKED", "STOPPED",       "TIMEOUT",
    };
    return std::ranges::find(ended, state) != ended.end();
}

/// `state` may say who cancelled it.
const char* reason_to_drop(std::string_view id, std::string_view state, double seconds)
{
    constexpr std::array<std::string_view, 12> present{
        "COMPLETING",    "CONFIGURING", "PENDING",   "REQUEUE_FED",  "REQUEUE_HOLD", "RESIZING",
        "RESV_DEL_HOLD", "RUNNING",     "SIGNALING", "SPECIAL_EXIT", "STAGE_OUT",    "SUSPENDED",
    };
    const std::string_view word = state.substr(0, state.find(' '));
    if (id.find('.') != std::string_view::npos) return "steps of jobs";
    const bool is_present = std::ranges::find(present, word) != present.end();
    if (!is_present && !has_ended(word)) return "in a state that is not known here";
    if (is_present && seconds > 0) return "still running";
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
        const std::string_view limit = csv.text(columns.limit);
        const auto estimate = is_no_limit(limit) ? std::optional<double>{} : seconds_of(limit);
        if (!is_no_limit(limit) && !estimate) {
            ++trace.dropped["with a time limit that is no time"];
            continue;
        }
        ForeignJob job{.id = std::string{csv.text(columns.id)},
                       .submit_ns = *submit,
                       .seconds = seconds,
                       .accelerators = amount_of(csv.text(columns.tres), resource),
                       .nodes = csv.number_if_any(columns.nodes).value_or(0),
                       .estimate = estimate};
        if (job.accelerators <= 0)
            ++trace.dropped["without " + resource];
        else
            trace.jobs.push_back(std::move(job));
    }
    std::ranges::stable_sort(trace.jobs, {}, &ForeignJob::submit_ns);
    trace.notes.push_back("each " + resource + " stands for an accelerator");
    make_replayable(trace);
    if (wall.ambiguous() > 0)
        trace.notes.push_back(std::to_string(wall.ambiguous()) +
                              " times lie in an hour that the clock passes twice; the order of the rows decides");
    return trace;
}

} // namespace dcsim
