#include "sim/engine/engine.h"
#include "sim/numerics/variates.h"
#include <benchmark/benchmark.h>
#include <cstdint>
#include <queue>
#include <vector>

/// Hold model: n events pending; each step takes the earliest and schedules another an exponential time later. The
/// priority queue of the standard library, in the same run, is what our figures are divided by.
namespace dcsim {

namespace {

/// Exponential increments drawn beforehand, so that the draw is not what is measured.
class Increments {
public:
    explicit Increments(std::size_t pending)
    {
        Random random{{1, 0, "bench", "increments", 0}};
        for (Span& s : spans_)
            s.ns = static_cast<std::int64_t>(exponential(random, 1000.0 * static_cast<double>(pending)));
    }
    Span next() { return spans_[at_++ % spans_.size()]; }

private:
    std::vector<Span> spans_ = std::vector<Span>(1 << 16);
    std::size_t at_{0};
};

struct Later {
    struct Entry {
        std::int64_t at;
        std::uint64_t sequence, payload;
    };
    bool operator()(const Entry& a, const Entry& b) const
    {
        return a.at != b.at ? a.at > b.at : a.sequence > b.sequence;
    }
};

void hold_in_priority_queue(benchmark::State& state)
{
    const auto pending = static_cast<std::size_t>(state.range(0));
    Increments increments{pending};
    std::priority_queue<Later::Entry, std::vector<Later::Entry>, Later> queue;
    std::uint64_t sequence = 0;
    for (std::size_t i = 0; i < pending; ++i) queue.push({increments.next().ns, sequence++, i});
    for (auto _ : state) {
        Later::Entry entry = queue.top();
        queue.pop();
        entry.at += increments.next().ns;
        entry.sequence = sequence++;
        queue.push(entry);
    }
}

void hold_in_radix_queue(benchmark::State& state)
{
    const auto pending = static_cast<std::size_t>(state.range(0));
    Increments increments{pending};
    RadixQueue queue;
    for (std::size_t i = 0; i < pending; ++i)
        queue.push({Time{} + increments.next(), static_cast<std::uint32_t>(i), 0});
    std::vector<RadixQueue::Entry> taken;
    std::size_t i = 0;
    for (auto _ : state) {
        if (i == taken.size()) {
            taken.clear();
            i = 0;
            queue.take([&](const RadixQueue::Entry& entry) { taken.push_back(entry); });
        }
        RadixQueue::Entry entry = taken[i++];
        entry.at = entry.at + increments.next();
        queue.push(entry);
    }
}

/// Schedules one event per event, and moves another one's timer if asked to.
class Holder : public Process {
public:
    Holder(Engine& engine, std::size_t pending, bool moves) : increments_{pending}, moves_{moves}, timers_(pending)
    {
        process_ = engine.add(*this);
        for (std::uint32_t i = 0; i < pending; ++i) timers_[i] = engine.schedule(next(engine, i));
    }
    void handle(Engine& engine, const Event& event) override
    {
        timers_[event.entity] = engine.schedule(next(engine, event.entity));
        if (!moves_) return;
        other_ = (other_ + 7919) % static_cast<std::uint32_t>(timers_.size());
        engine.move(timers_[other_], next(engine, other_));
    }
    void state(Archive&) override {}

private:
    Event next(const Engine& engine, std::uint32_t entity)
    {
        return {engine.now() + increments_.next(), Phase::completion, 0, process_, entity};
    }
    Increments increments_;
    bool moves_;
    std::vector<Timer> timers_;
    std::uint16_t process_{0};
    std::uint32_t other_{0};
};

void run_engine(benchmark::State& state, bool moves)
{
    Engine engine;
    Holder holder{engine, static_cast<std::size_t>(state.range(0)), moves};
    const Span batch{1'000'000}; // about a thousand events at one event per microsecond
    for (auto _ : state) engine.run_until(engine.now() + batch);
    state.counters["per_event"] = benchmark::Counter{static_cast<double>(engine.handled()),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}

void hold_in_engine(benchmark::State& state)
{
    run_engine(state, false);
}
void hold_and_move_in_engine(benchmark::State& state)
{
    run_engine(state, true);
}

void sizes(benchmark::internal::Benchmark* b)
{
    b->Arg(16)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
}

BENCHMARK(hold_in_priority_queue)->Apply(sizes);
BENCHMARK(hold_in_radix_queue)->Apply(sizes);
BENCHMARK(hold_in_engine)->Apply(sizes);
BENCHMARK(hold_and_move_in_engine)->Apply(sizes);

} // namespace

} // namespace dcsim
