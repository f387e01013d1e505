#include "analysis/study/study.h"
#include "analysis/study/run.h"
#include <algorithm>
#include <exception>
#include <mutex>
#include <omp.h>

namespace dcsim {

namespace {

/// What the threads of one study share: the outcome and its progress.
class Board {
public:
    Board(std::size_t runs, const StudyOptions& options) : options_{options}, fractions_(runs, 0.0)
    {
        outcome_.runs.resize(runs);
        outcome_.progress.runs = runs;
    }

    const StudyOptions& options() const { return options_; }
    bool stopped() const { return failed_ || (options_.stop && options_.stop->load()); }

    void advance(std::size_t run, double fraction)
    {
        const std::scoped_lock lock{mutex_};
        outcome_.progress.fraction += (fraction - fractions_[run]) / static_cast<double>(fractions_.size());
        fractions_[run] = fraction;
        report();
    }

    void finish(std::size_t run, FinishedRun finished)
    {
        const std::scoped_lock lock{mutex_};
        outcome_.progress.events += finished.events;
        enter(run, std::move(finished.record));
    }

    void reuse(std::size_t run, RunRecord record)
    {
        const std::scoped_lock lock{mutex_};
        ++outcome_.progress.reused;
        enter(run, std::move(record));
    }

    void fail(std::exception_ptr error)
    {
        const std::scoped_lock lock{mutex_};
        if (!error_) error_ = std::move(error);
        failed_ = true;
    }

    StudyOutcome take()
    {
        if (error_) std::rethrow_exception(error_);
        return std::move(outcome_);
    }

private:
    void enter(std::size_t run, RunRecord record)
    {
        outcome_.progress.fraction += (1 - fractions_[run]) / static_cast<double>(fractions_.size());
        fractions_[run] = 1;
        ++outcome_.progress.finished;
        outcome_.runs[run] = std::move(record);
        report();
    }

    void report()
    {
        if (options_.progress) options_.progress(outcome_.progress);
    }

    const StudyOptions& options_;
    std::mutex mutex_;
    std::atomic<bool> failed_{false};
    std::exception_ptr error_;
    std::vector<double> fractions_;
    StudyOutcome outcome_;
};

void run_one(std::size_t i, const RunIndex& index, const StudyPlan& plan, Board& board)
{
    Shards* const shards = board.options().shards;
    const std::string fingerprint = shards ? plan.fingerprint(index) : std::string{};
    if (shards && !board.options().fresh) {
        if (auto record = shards->find(fingerprint)) {
            record->key = plan.key(index); // the numbers may have been another policy's, of the same parameters
            return board.reuse(i, std::move(*record));
        }
    }
    auto finished = run(plan, index, [&](double fraction) {
        board.advance(i, fraction);
        return !board.stopped();
    });
    if (!finished) return;
    if (shards) shards->finish(fingerprint, finished->record);
    board.finish(i, std::move(*finished));
}

} // namespace

StudyOutcome run_study(const StudyPlan& plan, const StudyOptions& options)
{
    const std::vector<RunIndex> runs = plan.runs();
    Board board{runs.size(), options};
    const int wanted = options.threads > 0 ? options.threads : omp_get_max_threads();
    const int threads = static_cast<int>(std::clamp<std::size_t>(runs.size(), 1, static_cast<std::size_t>(wanted)));
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (board.stopped()) continue;
        try {
            run_one(i, runs[i], plan, board);
        } catch (...) {
            board.fail(std::current_exception());
        }
    }
    return board.take();
}

} // namespace dcsim
