#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace dcsim {

namespace {

/// Fields of a line, by their numbers in the format less one.
enum Field : std::size_t {
    number,
    submit,
    run_time = 3,
    allocated,
    requested = 7,
    requested_time,
    status = 10,
    preceding = 16,
    count = 18
};
constexpr double most_of_a_number = 1e15;
constexpr double failed = 0, completed = 1, cancelled = 5, unknown = -1;

/// Lines of a text that comes in pieces.
class Lines {
public:
    /// A byte order mark is no part of the text.
    explicit Lines(std::unique_ptr<TextSource> source) : source_{std::move(source)}
    {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        refill();
        if (std::string_view{piece_.data(), piece_.size()}.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    }
    bool next(std::string& line)
    {
        line.clear();
        while (true) {
            if (at_ == piece_.size() && !refill()) return !line.empty();
            const auto end = std::find(piece_.begin() + static_cast<std::ptrdiff_t>(at_), piece_.end(), '\n');
            line.append(piece_.begin() + static_cast<std::ptrdiff_t>(at_), end);
            at_ = static_cast<std::size_t>(end - piece_.begin());
            if (end == piece_.end()) continue;
            ++at_;
            return true;
        }
    }

private:
    bool refill()
    {
        piece_.resize(1 << 16);
        piece_.resize(source_->read(piece_));
        at_ = 0;
        return !piece_.empty();
    }
    std::unique_ptr<TextSource> source_;
    std::vector<char> piece_;
    std::size_t at_{0};
};

using Values = std::array<double, count>;

Values values_of(std::string_view line, const std::string& where)
{
    Values values;
    const char *at = line.data(), *end = line.data() + line.size();
    for (std::size_t i = 0; i < count; ++i) {
        while (at < end && std::isspace(static_cast<unsigned char>(*at))) ++at;
        const auto [after, error] = std::from_chars(at, end, values[i]);
        if (error != std::errc{} || !std::isfinite(values[i]))
            throw IoError{where + ": field " + std::to_string(i + 1) + " of 18 is missing or no number"};
        at = after;
    }
    return values;
}

/// After "UnixStartTime:"; 0 if it says nothing that is a number.
std::int64_t start_of(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::int64_t start = 0;
    std::from_chars(text.data(), text.data() + text.size(), start);
    return -latest_second <= start && start <= latest_second ? start : 0;
}

const char* reason_to_drop(const Values& v)
{
    const double state = v[status];
    if (state != failed && state != completed && state != cancelled && state != unknown) return "parts of jobs";
    if (v[submit] < 0) return "without a submit time";
    if (v[submit] > latest_second) return submitted_too_late;
    if (std::abs(v[number]) > most_of_a_number) return "with a job number of more than 15 digits";
    if (v[run_time] <= 0) return state == cancelled ? "cancelled before they ran" : "without a run time";
    if (std::max(v[allocated], v[requested]) <= 0) return "without processors";
    return nullptr;
}

ForeignJob job_of(const Values& v, std::int64_t start_unix)
{
    constexpr std::int64_t ns = 1'000'000'000;
    ForeignJob job{.id = std::to_string(static_cast<std::int64_t>(v[number])),
                   .submit_ns = (start_unix + static_cast<std::int64_t>(v[submit])) * ns,
                   .seconds = v[run_time],
                   .accelerators = v[allocated] > 0 ? v[allocated] : v[requested]};
    if (v[requested_time] > 0) job.estimate = v[requested_time];
    return job;
}

} // namespace

ForeignTrace read_swf(Inputs& inputs, const std::filesystem::path& file)
{
    ForeignTrace trace;
    trace.calendar = false;
    Lines lines{open_text(inputs, file)};
    std::int64_t start = 0;
    std::uint64_t chained = 0, at = 0;
    for (std::string line; lines.next(line);) {
        ++at;
        constexpr std::string_view key = "UnixStartTime:";
        if (const auto found = line.find(key); line.starts_with(';') && found != std::string::npos) {
            start = start_of(std::string_view{line}.substr(found + key.size()));
            trace.calendar = start > 0;
        }
        if (line.starts_with(';') || line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string where = file.string() + ':' + std::to_string(at);
        const Values v = values_of(line, where);
        ++trace.rows;
        chained += v[preceding] > 0 ? 1 : 0;
        if (const char* why = reason_to_drop(v))
            ++trace.dropped[why];
        else
            trace.jobs.push_back(job_of(v, start));
    }
    std::ranges::stable_sort(trace.jobs, {}, &ForeignJob::submit_ns);
    trace.notes.push_back("each processor stands for an accelerator");
    make_replayable(trace);
    if (chained > 0)
        trace.notes.push_back(std::to_string(chained) + " rows name a job that their users waited for; they are "
                                                        "submitted at the recorded times all the same");
    return trace;
}

} // namespace dcsim
