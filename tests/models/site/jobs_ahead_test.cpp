#include "models/site/jobs_ahead.h"
#include "sim/base/archive.h"
#include "sim/base/errors.h"
#include <atomic>
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// One job each nanosecond; a reader that fails after some, if asked to.
class Numbered final : public JobStream {
public:
    explicit Numbered(std::uint64_t jobs, std::uint64_t broken_at = UINT64_MAX) : jobs_{jobs}, broken_at_{broken_at} {}
    std::optional<Time> next_submit() const override
    {
        return next_ < jobs_ ? std::optional{Time{static_cast<std::int64_t>(next_)}} : std::nullopt;
    }
    void take(JobSpec& job) override
    {
        if (next_ == broken_at_) throw IoError{"jobs.csv: cannot read"};
        job.number = next_;
        job.submit = Time{static_cast<std::int64_t>(next_++)};
        job.segments = {Segment{Segment::Rate::fixed, Span{1}, {1.0}}};
    }
    void state(Archive& archive) override { archive("next", next_); }

private:
    std::uint64_t jobs_, broken_at_, next_{0};
};

/// Jobs of a thousand segments each, as utilisation files have; counts those that have been taken.
class Detailed final : public JobStream {
public:
    explicit Detailed(std::atomic<int>& taken) : taken_{taken} {}
    std::optional<Time> next_submit() const override { return Time{}; }
    void take(JobSpec& job) override
    {
        ++taken_;
        for (int i = 0; i < 1000; ++i) job.segments.push_back({Segment::Rate::fixed, Span{1}, {1.0}});
    }
    void state(Archive&) override {}

private:
    std::atomic<int>& taken_;
};

/// The rest of the jobs, from number `first` on.
void require_jobs(JobsAhead& ahead, std::uint64_t first, std::uint64_t last)
{
    for (std::uint64_t number = first; number < last; ++number) {
        REQUIRE(ahead.next_submit() == Time{static_cast<std::int64_t>(number)});
        const JobSpec& job = ahead.take();
        REQUIRE(job.number == number);
        REQUIRE(job.segments.size() == 1);
    }
}

} // namespace

TEST_CASE("jobs taken ahead are those of the stream, in its order", "[site][invariant]")
{
    const bool spare_thread = GENERATE(false, true);
    const std::uint64_t jobs = GENERATE(0, 1, 63, 64, 65, 1024, 1025, 10'000);
    SpareThread thread;
    JobsAhead ahead{std::make_unique<Numbered>(jobs), spare_thread ? &thread : nullptr};
    require_jobs(ahead, 0, jobs);
    CHECK(ahead.next_submit() == Time::never());
}

TEST_CASE("jobs taken ahead are saved, also for one that takes other numbers of them", "[site][invariant]")
{
    const bool before = GENERATE(false, true), after = GENERATE(false, true);
    const std::uint64_t cut = GENERATE(0, 1, 64, 100, 1024, 2000, 4999, 5000);
    SpareThread thread;
    JobsAhead ahead{std::make_unique<Numbered>(5000), before ? &thread : nullptr};
    require_jobs(ahead, 0, cut);
    Archive saved;
    saved("jobs", ahead);

    JobsAhead restored{std::make_unique<Numbered>(5000), after ? &thread : nullptr};
    Archive load{saved.bytes()};
    load("jobs", restored);
    require_jobs(restored, cut, 5000);
    CHECK(restored.next_submit() == Time::never());
    require_jobs(ahead, cut, 5000);
}

TEST_CASE("what is taken ahead is bounded by segments too", "[site][invariant]")
{
    const bool spare_thread = GENERATE(false, true);
    std::atomic<int> taken{0};
    SpareThread thread;
    JobsAhead ahead{std::make_unique<Detailed>(taken), spare_thread ? &thread : nullptr};
    for (int used = 1; used <= 100; ++used) {
        ahead.take();
        CHECK(taken - used <= 10); // those ready and those coming, 4,096 segments each and the job that passes that
    }
}

TEST_CASE("a source of jobs that fails on the other thread fails on this one", "[site][invariant]")
{
    SpareThread thread;
    JobsAhead ahead{std::make_unique<Numbered>(10'000, 3000), &thread};
    CHECK_THROWS_AS(require_jobs(ahead, 0, 10'000), IoError);
}
