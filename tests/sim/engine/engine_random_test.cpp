#include "sim/engine/engine.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <tuple>

using namespace dcsim;

namespace {

/// The contract word by word: a list searched for the least (time, round, phase, sequence), alarms behind all others.
class SlowEngine {
public:
    Time now() const { return now_; }

    void move(std::uint32_t timer, const Event& event)
    {
        cancel(timer);
        const bool same_instant = handling_ && event.at == now_;
        const bool next_round = same_instant && event.phase < phase_;
        list_.push_back({event, same_instant ? round_ + (next_round ? 1 : 0) : 0, sequence_++, timer});
    }
    void set(std::uint32_t alarm, const Event& event)
    {
        move(first_alarm + alarm, event);
        list_.back().sequence = UINT64_MAX - first_alarm + alarm;
        if (event.at == Time::never()) list_.pop_back();
    }
    void cancel(std::uint32_t timer)
    {
        std::erase_if(list_, [&](const Entry& e) { return e.timer == timer; });
    }
    template <class F> void run_until(Time to, F&& handle)
    {
        for (;;) {
            const auto least = std::min_element(list_.begin(), list_.end(), before);
            if (least == list_.end() || least->event.at >= to) break;
            const Entry entry = *least;
            list_.erase(least);
            now_ = entry.event.at;
            round_ = entry.round;
            phase_ = entry.event.phase;
            handling_ = true;
            handle(entry.event);
            handling_ = false;
        }
        now_ = to;
    }

private:
    struct Entry {
        Event event;
        int round;
        std::uint64_t sequence;
        std::uint32_t timer;
    };
    static bool before(const Entry& a, const Entry& b)
    {
        return std::tuple{a.event.at, a.round, a.event.phase, a.sequence} <
               std::tuple{b.event.at, b.round, b.event.phase, b.sequence};
    }

    static constexpr std::uint32_t first_alarm = 1000; ///< above all timers

    std::vector<Entry> list_;
    Time now_{};
    int round_{0};
    Phase phase_{};
    bool handling_{false};
    std::uint64_t sequence_{0};
};

constexpr std::uint32_t timer_count = 50, alarm_count = 10;

Event alarm_event(std::uint32_t alarm, Time at)
{
    return {.at = at, .phase = static_cast<Phase>(alarm % phases), .entity = 100 + alarm};
}

/// Makes, moves and cancels timers and alarms at random, many of them for the same instants.
struct Chaos {
    Random random{{1, 0, "test", "chaos", 0}};
    std::vector<Event> seen;

    template <class Move, class Cancel, class Set> void act(Time now, Move&& move, Cancel&& cancel, Set&& set)
    {
        if (uniform_below(random, 2) == 0) {
            const auto alarm = static_cast<std::uint32_t>(uniform_below(random, alarm_count));
            const auto wait = static_cast<std::int64_t>(uniform_below(random, 5) * uniform_below(random, 4));
            set(alarm, uniform_below(random, 5) == 0 ? Time::never() : now + Span{wait});
        }
        const std::uint64_t actions = uniform_below(random, 4);
        for (std::uint64_t i = 0; i < actions; ++i) {
            const auto timer = static_cast<std::uint32_t>(uniform_below(random, timer_count));
            if (uniform_below(random, 4) == 0) {
                cancel(timer);
                continue;
            }
            const auto wait = static_cast<std::int64_t>(uniform_below(random, 5) * uniform_below(random, 4));
            move(timer, Event{.at = now + Span{wait},
                              .phase = static_cast<Phase>(uniform_below(random, phases)),
                              .entity = timer});
        }
        // One timer always goes on, so that the run never dies out.
        move(0u, Event{.at = now + Span{7}, .phase = Phase::control, .entity = 0});
    }
    void state(Archive& a) { a("random", random)("seen", seen); }
};

/// The same model on the real engine, with a source beside the queue.
class ChaosProcess : public Process {
public:
    void handle(Engine& engine, const Event& event) override
    {
        chaos.seen.push_back(event);
        chaos.act(
            engine.now(), [&](std::uint32_t timer, const Event& e) { engine.move(timers[timer], e); },
            [&](std::uint32_t timer) { engine.cancel(timers[timer]); },
            [&](std::uint32_t alarm, Time at) { engine.set(alarms[alarm], at); });
    }
    void state(Archive& a) override { a("chaos", chaos)("timers", timers); }
    void add_to(Engine& engine)
    {
        engine.add(*this);
        for (std::uint32_t i = 0; i < alarm_count; ++i)
            alarms.push_back(engine.add_alarm(alarm_event(i, Time::never())));
    }

    Chaos chaos;
    std::vector<Timer> timers = std::vector<Timer>(timer_count);
    std::vector<Alarm> alarms;
};

class Ticks : public Source {
public:
    Event next() const override { return {.at = next_, .phase = Phase::settle, .entity = 99}; }
    void advance() override { next_ = next_ + Span{13}; }
    void state(Archive& a) override { a("next", next_); }

private:
    Time next_{4};
};

struct Run {
    Engine engine;
    ChaosProcess process;
    Ticks ticks;

    Run()
    {
        process.add_to(engine);
        engine.add(ticks);
    }
    void start() { engine.move(process.timers[0], {}); }
    void state(Archive& a) { a("engine", engine)("process", process)("ticks", ticks); }

    std::vector<std::byte> saved()
    {
        Archive a;
        a("run", *this);
        return a.bytes();
    }
};

} // namespace

TEST_CASE("the engine keeps the order of its contract on random models", "[engine][invariant]")
{
    Engine engine;
    ChaosProcess process;
    process.add_to(engine);
    engine.move(process.timers[0], {});
    engine.run_until(Time{20000});

    SlowEngine slow;
    Chaos chaos;
    slow.move(0, {});
    slow.run_until(Time{20000}, [&](const Event& event) {
        chaos.seen.push_back(event);
        chaos.act(
            slow.now(), [&](std::uint32_t timer, const Event& e) { slow.move(timer, e); },
            [&](std::uint32_t timer) { slow.cancel(timer); },
            [&](std::uint32_t alarm, Time at) { slow.set(alarm, alarm_event(alarm, at)); });
    });
    CHECK(std::ranges::count_if(chaos.seen, [](const Event& e) { return e.entity >= 100; }) > 1000);
    REQUIRE(chaos.seen.size() > 10000);
    CHECK(process.chaos.seen == chaos.seen);
}

TEST_CASE("two halves of a run equal the whole, bitwise, also through a saved state", "[engine][invariant]")
{
    constexpr std::int64_t end = 5000;
    Run whole;
    whole.start();
    whole.engine.run_until(Time{end});

    Random random{{1, 0, "test", "cuts", 0}};
    for (int i = 0; i < 20; ++i) {
        const Time cut{static_cast<std::int64_t>(uniform_below(random, end))};
        Run first;
        first.start();
        first.engine.run_until(cut);
        const std::vector<std::byte> saved = first.saved();
        first.engine.run_until(Time{end});
        CHECK(first.saved() == whole.saved());

        Run second;
        Archive load{saved};
        load("run", second);
        second.engine.run_until(Time{end});
        CHECK(second.saved() == whole.saved());
    }
}

TEST_CASE("a timer moved very often leaves no pile of stale entries behind", "[engine][invariant]")
{
    Engine engine;
    ChaosProcess process;
    engine.add(process);
    Timer timer;
    for (int i = 0; i < 1'000'000; ++i) engine.move(timer, {.at = Time{1'000'000 + i}});
    Archive save;
    save("engine", engine);
    CHECK(save.bytes().size() < 100'000);
}
