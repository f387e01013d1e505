#include "analysis/study/study.h"
#include "analysis/study/run.h"
#include "analysis/study/run_queue.h"
#include "analysis/study/study_course.h"
#include "sim/base/errand.h"
#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <omp.h>

namespace dcsim {

namespace {

double wall_seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string text_of(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an unknown error";
    }
}

/// What the threads of one study share: the queue of runs and what has become of them.
class Board {
public:
    Board(const StudyPlan& plan, const std::vector<RunIndex>& runs, const StudyOptions& options)
        : plan_{plan}, options_{options}, queue_{plan, runs}
    {
        progress_.runs = runs.size();
    }

    const StudyPlan& plan() const { return plan_; }
    const StudyOptions& options() const { return options_; }
    bool stopped() const { return gave_up_ || (options_.stop && options_.stop->load()); }

    std::optional<RunQueue::Entry> next()
    {
        const std::scoped_lock lock{mutex_};
        if (stopped()) return std::nullopt;
        return queue_.next();
    }

    void start(const RunIndex& run)
    {
        const std::scoped_lock lock{mutex_};
        if (options_.listener) options_.listener->started(run);
    }

    void advance(double more)
    {
        const std::scoped_lock lock{mutex_};
        progress_.fraction += more / static_cast<double>(progress_.runs);
        report();
    }

    void finish(const RunQueue::Entry& entry, FinishedRun finished, double seconds)
    {
        const std::scoped_lock lock{mutex_};
        progress_.events += finished.events;
        queue_.took(entry.runs.front(), seconds);
        enter(entry, std::move(finished.record));
    }

    void reuse(const RunQueue::Entry& entry, RunRecord record)
    {
        const std::scoped_lock lock{mutex_};
        progress_.reused += entry.runs.size();
        enter(entry, std::move(record));
    }

    void fail(const RunQueue::Entry& entry, std::exception_ptr error)
    {
        const std::scoped_lock lock{mutex_};
        if (!error_) error_ = error;
        if (options_.listener) options_.listener->failed({entry.runs.front(), text_of(error)});
        ++failures_;
        gave_up_ = options_.most_failures && failures_ >= *options_.most_failures;
    }

    void drop(const RunIndex& run)
    {
        const std::scoped_lock lock{mutex_};
        if (options_.listener) options_.listener->dropped(run);
    }

    const std::exception_ptr& error() const { return error_; }
    const StudyProgress& progress() const { return progress_; }

private:
    void enter(const RunQueue::Entry& entry, RunRecord record)
    {
        for (const RunIndex& run : entry.runs) {
            record.key = plan_.key(run); // the numbers may have been another policy's, of the same parameters
            ++progress_.finished;
            if (options_.listener) options_.listener->finished(run, record);
        }
        report();
    }

    void report()
    {
        if (options_.progress) options_.progress(progress_);
    }

    const StudyPlan& plan_;
    const StudyOptions& options_;
    RunQueue queue_;
    std::mutex mutex_;
    std::atomic<bool> gave_up_{false};
    std::exception_ptr error_;
    std::size_t failures_{0};
    StudyProgress progress_;
};

/// One thread's work: the scenario of the last point is kept, for its runs come one after the other.
class Worker {
public:
    Worker(Board& board, SpareThread* spare_thread) : board_{board}, spare_thread_{spare_thread} {}

    void work()
    {
        while (auto entry = board_.next()) {
            for (int attempt = 1;; ++attempt) {
                try {
                    run_one(*entry);
                    break;
                } catch (...) {
                    if (attempt < board_.options().attempts && !board_.stopped()) continue;
                    board_.fail(*entry, std::current_exception());
                    break;
                }
            }
        }
    }

private:
    void run_one(const RunQueue::Entry& entry)
    {
        const RunIndex& index = entry.runs.front();
        const auto share = static_cast<double>(entry.runs.size());
        Shards* const shards = board_.options().shards;
        if (shards && !board_.options().fresh && !shards->are_none()) {
            if (auto record = shards->find(board_.plan().fingerprint(index))) {
                board_.advance(share);
                return board_.reuse(entry, std::move(*record));
            }
        }
        if (!scenario_ || index.point != point_) scenario_ = board_.plan().scenario(index.point);
        point_ = index.point;
        board_.start(index);
        const double begun = wall_seconds();
        double told = 0;
        const auto tell = [&](double fraction) {
            board_.advance((fraction - told) * share);
            told = fraction;
            return !board_.stopped();
        };
        std::optional<FinishedRun> finished;
        try {
            finished = run(board_.plan(), *scenario_, index, tell, spare_thread_);
        } catch (...) {
            tell(0); // what is tried again starts anew
            throw;
        }
        if (!finished) return board_.drop(index);
        if (shards) shards->finish(board_.plan().fingerprint(index), finished->record);
        board_.finish(entry, std::move(*finished), wall_seconds() - begun);
    }

    Board& board_;
    SpareThread* spare_thread_; ///< may be null
    std::size_t point_{0};
    std::shared_ptr<const ScenarioFile> scenario_;
};

/// Keeps records, and tells another listener.
class Keeper : public RunListener {
public:
    Keeper(const StudyPlan& plan, StudyOutcome& outcome) : plan_{plan}, outcome_{outcome}, course_{plan} {}

    StudyCourse& course() { return course_; }
    void finished(const RunIndex& run, const RunRecord& record) override
    {
        if (run.point >= plan_.points()) return;
        const std::size_t at = (run.replication * plan_.points() + run.point) * plan_.policies() + run.policy;
        if (outcome_.runs.size() <= at) outcome_.runs.resize(at + 1);
        outcome_.runs[at] = record;
        course_.enter(run, record);
    }

private:
    const StudyPlan& plan_;
    StudyOutcome& outcome_;
    StudyCourse course_;
};

} // namespace

bool leave_threads_to_spare(std::size_t runs, int threads)
{
    return static_cast<std::size_t>(threads) >= 2 * std::max<std::size_t>(runs, 1);
}

StudyProgress run_some(const StudyPlan& plan, const std::vector<RunIndex>& runs, const StudyOptions& options)
{
    Board board{plan, runs, options};
    const int wanted = options.threads > 0 ? options.threads : omp_get_max_threads();
    const int threads = static_cast<int>(std::clamp<std::size_t>(runs.size(), 1, static_cast<std::size_t>(wanted)));
    const bool spare_threads = leave_threads_to_spare(runs.size(), wanted);
#pragma omp parallel num_threads(threads)
    {
        SpareThread* spare = spare_threads && omp_get_thread_num() == 0 ? options.spare_thread : nullptr;
        std::optional<SpareThread> own;
        if (spare_threads && !spare) spare = &own.emplace();
        Worker{board, spare}.work();
    }
    if (board.error() && (!options.listener || options.most_failures == 1)) std::rethrow_exception(board.error());
    return board.progress();
}

StudyOutcome run_study(const StudyPlan& plan, const StudyOptions& options)
{
    StudyOutcome outcome;
    Keeper keeper{plan, outcome};
    StudyOptions some = options;
    some.listener = &keeper;
    some.most_failures = 1;
    StudyProgress before;
    some.progress = [&](const StudyProgress& p) {
        if (options.progress) options.progress(before + p);
    };
    for (std::vector<RunIndex> runs = keeper.course().next(); !runs.empty(); runs = keeper.course().next()) {
        before = before + run_some(plan, runs, some);
        outcome.runs.resize(std::max(outcome.runs.size(), before.runs));
        if (!(before.finished == before.runs)) break;
    }
    outcome.progress = before;
    return outcome;
}

StudyProgress operator+(const StudyProgress& a, const StudyProgress& b)
{
    const auto runs = static_cast<double>(a.runs + b.runs);
    return {a.runs + b.runs, a.finished + b.finished, a.reused + b.reused, a.events + b.events,
            runs > 0 ? (a.fraction * static_cast<double>(a.runs) + b.fraction * static_cast<double>(b.runs)) / runs
                     : 0};
}

} // namespace dcsim
