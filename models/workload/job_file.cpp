#include "models/workload/job_file.h"
#include "models/vocabulary/text_file.h"
#include "models/workload/utilisation_file.h"
#include "sim/base/calendar.h"
#include "sim/engine/meter.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

namespace dcsim {

namespace {

struct Columns {
    Columns(const CsvReader& csv, const JobFileParams& p)
        : submit{csv.column(p.submit)},
          duration{p.utilisation.empty() ? std::optional{csv.column(p.duration)} : std::nullopt},
          accelerators{csv.column(p.accelerators)},
          cores{named(csv, p.cores)},
          memory{named(csv, p.memory_bytes)},
          nodes{named(csv, p.nodes)},
          estimate{named(csv, p.estimate)},
          walltime{named(csv, p.walltime)},
          id{named(csv, p.id)},
          after{named(csv, p.after)}
    {
    }

    static std::optional<std::size_t> named(const CsvReader& csv, const std::string& name)
    {
        return name.empty() ? std::nullopt : std::optional{csv.column(name)};
    }

    std::size_t submit;
    std::optional<std::size_t> duration;
    std::size_t accelerators;
    std::optional<std::size_t> cores, memory, nodes, estimate, walltime, id, after;
};

constexpr double most_seconds = 9e9; // 285 years: what an instant can hold

/// Rows that are jobs of this run; the others are counted by what they lack.
class Rows {
public:
    Rows(const JobFileParams& params, const RunContext& run, Time until)
        : csv_{text(run, params), params.file.string()},
          columns_{csv_, params},
          start_unix_ns_{run.start_unix_ns},
          local_offset_minutes_{params.local_times ? std::optional<int>{run.offset_minutes} : std::nullopt},
          until_{until},
          cpu_jobs_{params.cpu_jobs}
    {
        if (!params.utilisation.empty())
            utilisation_.emplace(open_text(*run.inputs, params.utilisation), params.utilisation.string());
    }

    /// Moves on to the next row that is a job; false at the end.
    bool next()
    {
        while (csv_.next()) {
            ++counts.read;
            const std::int64_t submit = submit_ns();
            if (submit < submit_) csv_.fail(columns_.submit, "is earlier than the row above (sort the file)");
            submit_ = submit;
            read_duration();
            if (columns_.after) remember();
            if (std::uint64_t* why = drop()) {
                ++*why;
                if (columns_.after) pass_on();
                continue;
            }
            ++counts.delivered;
            return true;
        }
        return false;
    }

    Time submit() const { return Time{submit_}; } ///< of the present row

    /// Of the present row, once: number, submission, request, segments, predecessors, estimate and walltime as written.
    void give(JobSpec& job)
    {
        job.number = counts.read;
        job.submit = submit();
        job.request = request();
        give_segments(job);
        job.in_workflow = columns_.after.has_value();
        if (job.in_workflow) job.after = predecessors(Unknown::is_error);
        if (columns_.estimate) job.estimate = time(*columns_.estimate);
        if (columns_.walltime) job.walltime = time(*columns_.walltime);
    }

    [[noreturn]] void refuse_walltime() const
    {
        csv_.fail(*columns_.walltime,
                  "has no meaning where the scheduler chooses the size, and so the length, of jobs (elasticity)");
    }

    JobFileCounts counts;

private:
    static std::unique_ptr<TextSource> text(const RunContext& run, const JobFileParams& params)
    {
        require(run.inputs != nullptr, "a job file is read through the inputs of the run");
        return open_text(*run.inputs, params.file);
    }

    std::int64_t submit_ns() const
    {
        if (const auto stamp = parse_timestamp(csv_.text(columns_.submit), local_offset_minutes_))
            return since_start(*stamp);
        if (csv_.text(columns_.submit).find(':') != std::string_view::npos)
            csv_.fail(columns_.submit, local_offset_minutes_ ? "is no time stamp (as 2025-06-01 08:00:00)"
                                                             : "is no time stamp with an offset (as "
                                                               "2025-06-01T08:00:00+02:00)");
        const double value = csv_.number(columns_.submit);
        if (std::abs(value) > most_seconds) csv_.fail(columns_.submit, "is out of range (seconds since the start)");
        const Span length = nearest_span(Seconds{std::abs(value)});
        return value < 0 ? -length.ns : length.ns;
    }

    /// Centuries away from the start, an instant of the run cannot hold it; such a row is dropped in any case.
    std::int64_t since_start(std::int64_t unix_ns) const
    {
        constexpr Int128 most{std::numeric_limits<std::int64_t>::max()};
        return static_cast<std::int64_t>(std::clamp(Int128{unix_ns} - start_unix_ns_, -most, most));
    }

    std::uint64_t* drop()
    {
        if (submit_ < 0) return &counts.before_start;
        if (submit() >= until_) return &counts.after_arrivals;
        if (duration_ < Span{}) return &counts.negative_duration;
        if (utilisation_ ? use_.empty() : duration_ == Span{}) return &counts.no_duration;
        accelerators_ = csv_.number_if_any(columns_.accelerators).value_or(0);
        const bool on_cores = accelerators_ == 0 && cpu_jobs_ && whole<std::uint32_t>(columns_.cores, 4e9) > 0;
        return accelerators_ > 0 || on_cores ? nullptr : &counts.no_accelerators;
    }

    void read_duration()
    {
        if (utilisation_) {
            use_ = utilisation_->take(csv_.text(*columns_.id));
            return;
        }
        duration_ = Span{};
        const double length = csv_.number_if_any(*columns_.duration).value_or(0);
        if (length < 0) duration_ = Span{-1};
        if (!(length > 0)) return;
        duration_ = std::max(Span{1}, nearest_span(Seconds{in_range(length, *columns_.duration, most_seconds)}));
    }

    void give_segments(JobSpec& job)
    {
        if (utilisation_)
            job.segments = std::move(use_);
        else
            job.segments.emplace_back(Segment::Rate::with_clock, duration_, Load{1});
    }

    /// Names are kept only where others may wait for them.
    void remember()
    {
        const std::string id{csv_.text(*columns_.id)};
        if (numbers_.emplace(id, counts.read).second) return;
        const std::string what = id.empty() ? "is empty, as in a row above" : "is the id of a row above too";
        csv_.fail(*columns_.id, what + " (others wait for jobs by their ids)");
    }

    /// A row that is no job holds nobody up, but the order of those around it stands.
    void pass_on() { passed_on_.emplace(counts.read, predecessors(Unknown::is_none)); }

    enum class Unknown : std::uint8_t { is_error, is_none };
    /// Jobs, each once, with those that rows which are no jobs pass on. Such a row may be of a time whose others are
    /// not in the file.
    std::vector<std::uint64_t> predecessors(Unknown unknown) const
    {
        std::vector<std::uint64_t> numbers;
        std::string_view rest = csv_.text(*columns_.after);
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(" ;"), rest.size());
            const std::string name{rest.substr(0, end)};
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (name.empty()) continue;
            const auto found = numbers_.find(name);
            if (found == numbers_.end() || found->second == counts.read) {
                if (unknown == Unknown::is_none) continue;
                csv_.fail(*columns_.after, "names '" + name + "', which no row above has as its id");
            }
            if (const auto others = passed_on_.find(found->second); others != passed_on_.end())
                numbers.insert(numbers.end(), others->second.begin(), others->second.end());
            else
                numbers.push_back(found->second);
        }
        std::ranges::sort(numbers);
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        return numbers;
    }

    ResourceRequest request() const
    {
        ResourceRequest r;
        const double accelerators = in_range(accelerators_, columns_.accelerators, 4e6);
        const std::int64_t least = accelerators > 0 ? 1 : 0;
        r.milli_accelerators = static_cast<std::uint32_t>(std::max(least, nearest_whole(1000 * accelerators)));
        r.cores = whole<std::uint32_t>(columns_.cores, 4e9);
        r.nodes = whole<std::uint32_t>(columns_.nodes, 4e9);
        r.memory_bytes = whole<std::uint64_t>(columns_.memory, 9e18);
        return r;
    }

    /// The nearest whole number; 0 if there is no such column or the cell is blank.
    template <class T> T whole(std::optional<std::size_t> column, double most) const
    {
        return column ? static_cast<T>(nearest_whole(amount(*column, most))) : T{0};
    }

    double amount(std::size_t column, double most) const
    {
        return in_range(csv_.number_if_any(column).value_or(0), column, most);
    }

    double in_range(double value, std::size_t column, double most) const
    {
        if (value < 0 || value > most) csv_.fail(column, fmt::format("is out of range (allowed: 0 to {:g})", most));
        return value;
    }

    /// A positive number of seconds; none if the cell is blank or zero.
    std::optional<Span> time(std::size_t column) const
    {
        const double value = amount(column, most_seconds);
        return value > 0 ? std::optional{nearest_span(Seconds{value})} : std::nullopt;
    }

    CsvReader csv_;
    Columns columns_;
    std::int64_t start_unix_ns_;
    std::optional<int> local_offset_minutes_; ///< of time stamps that give none
    Time until_;
    bool cpu_jobs_;
    std::optional<UtilisationFile> utilisation_;
    // Of the present row:
    std::int64_t submit_{INT64_MIN};
    Span duration_;          ///< zero if it has none, negative as it is, and where a file says what jobs do zero:
    Segments use_;           ///< then empty if it has none
    double accelerators_{0}; ///< not read yet where the row lacks something else
    std::unordered_map<std::string, std::uint64_t> numbers_; ///< of rows, by id
    /// Whom rows that are no jobs would have waited for, by row.
    std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> passed_on_;
};

class JobFile final : public JobStream {
public:
    JobFile(const JobFileParams& params, const WorkloadContext& workload)
        : params_{params},
          run_{workload.run},
          until_{workload.arrivals_until},
          id_{workload.id},
          traits_{workload.traits},
          estimate_streams_{run_.streams("workload." + workload.name, "estimate")},
          estimate_error_{traits_.estimate_error ? traits_.estimate_error() : nullptr},
          rows_{std::make_unique<Rows>(params_, run_, until_)},
          more_{rows_->next()}
    {
    }

    std::optional<Time> next_submit() const override { return more_ ? std::optional{rows_->submit()} : std::nullopt; }

    void take(JobSpec& job) override
    {
        require(more_, "the job file has no more jobs");
        rows_->give(job);
        if (job.walltime && traits_.elasticity.choice != SizeChoice::rigid) rows_->refuse_walltime();
        more_ = rows_->next();
        ++taken_;
        job.workload = id_;
        if (params_.utilisation.empty()) job.segments.front().load.utilisation = traits_.utilisation;
        if (!job.estimate) {
            constexpr Seconds longest = 100 * 365 * day; // a factor may exceed what an instant can hold
            const Seconds announced = std::min(estimate_factor() * seconds(job.nominal_duration()), longest);
            job.estimate = std::max(Span{1}, span_at_least(announced));
        }
        if (!job.walltime) job.walltime = traits_.walltime;
        job.killed_at_estimate = traits_.kill_at_estimate;
        job.flexibility = traits_.flexibility;
        job.request.exclusive = traits_.exclusive;
        job.standing = traits_.standing;
    }

    std::string remark() const override
    {
        const JobFileCounts& c = rows_->counts;
        if (c.read == c.delivered) return {};
        std::string why;
        const auto add = [&](std::uint64_t rows, const char* what) {
            if (rows > 0) why += (why.empty() ? "" : ", ") + std::to_string(rows) + ' ' + what;
        };
        add(c.before_start, "before the start");
        add(c.after_arrivals, "after the last arrivals");
        add(c.no_duration, "without a duration");
        add(c.negative_duration, "with a negative duration");
        add(c.no_accelerators, "without accelerators");
        return params_.file.string() + ": " + std::to_string(c.read - c.delivered) + " of " + std::to_string(c.read) +
               " rows are no jobs of the run (" + why + ')';
    }

    void state(Archive& archive) override
    {
        archive("taken", taken_);
        if (archive.restoring()) rewind();
    }

private:
    double estimate_factor() const
    {
        if (!estimate_error_) return traits_.estimate_factor;
        Random random = estimate_streams_.of(taken_);
        return traits_.estimate_factor * estimate_error_->factor(random);
    }

    /// The place in the file is the number of jobs taken: reading that far again is simpler than saving the reader.
    void rewind()
    {
        rows_ = std::make_unique<Rows>(params_, run_, until_);
        more_ = rows_->next();
        for (std::uint64_t i = 0; i < taken_; ++i) more_ = rows_->next();
    }

    JobFileParams params_;
    RunContext run_;
    Time until_;
    WorkloadId id_;
    JobTraits traits_;
    Streams estimate_streams_;
    std::unique_ptr<EstimateError> estimate_error_; ///< null: none
    std::unique_ptr<Rows> rows_;
    bool more_; ///< the rows stand at the next job
    std::uint64_t taken_{0};
};

} // namespace

JobFileParams philly_columns()
{
    JobFileParams p;
    p.submit = "submit_time";
    p.accelerators = "gpu_num";
    p.cores = "cpu_num";
    p.nodes = "node_num";
    p.local_times = true;
    return p;
}

JobFileParams pai_columns()
{
    JobFileParams p;
    p.submit = "arrival_time";
    p.duration = "length";
    p.accelerators = "cpus";
    return p;
}

std::unique_ptr<JobStream> make_job_file(const JobFileParams& params, const WorkloadContext& workload)
{
    return std::make_unique<JobFile>(params, workload);
}

JobFileCounts survey_job_file(const JobFileParams& params, const RunContext& run, Time arrivals_until)
{
    Rows rows{params, run, arrivals_until};
    while (rows.next()) {
        JobSpec job;
        rows.give(job);
    }
    return rows.counts;
}

} // namespace dcsim
