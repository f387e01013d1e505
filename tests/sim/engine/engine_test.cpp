#include "sim/engine/engine.h"
#include <catch2/catch.hpp>
#include <functional>

using namespace dcsim;

namespace {

/// Keeps what it handled and does what the test wants.
class Probe : public Process {
public:
    void handle(Engine& engine, const Event& event) override
    {
        seen.push_back(event);
        if (then) then(engine, event);
    }
    void state(Archive& a) override { a("seen", seen); }

    std::vector<std::uint32_t> entities() const
    {
        std::vector<std::uint32_t> result;
        for (const Event& e : seen) result.push_back(e.entity);
        return result;
    }

    std::vector<Event> seen;
    std::function<void(Engine&, const Event&)> then;
};

class Ticks : public Source {
public:
    Ticks(Event first, Span step) : next_{first}, step_{step} {}
    Event next() const override { return next_; }
    void advance() override { next_.at = next_.at + step_; }
    void state(Archive& a) override { a("next", next_); }

private:
    Event next_;
    Span step_;
};

/// Events at given instants, and then no more.
class Listed : public Source {
public:
    explicit Listed(std::vector<Event> events) : events_{std::move(events)} {}
    Event next() const override { return at_ < events_.size() ? events_[at_] : Event{.at = Time::never()}; }
    void advance() override { ++at_; }
    void state(Archive& a) override { a("at", at_); }

private:
    std::vector<Event> events_;
    std::size_t at_{0};
};

using Entities = std::vector<std::uint32_t>;

Event event(std::int64_t at, Phase phase, std::uint32_t entity)
{
    return {.at = Time{at}, .phase = phase, .entity = entity};
}

} // namespace

TEST_CASE("events are handled by time, then phase, then sequence", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    engine.schedule(event(7, Phase::signal, 5));
    engine.schedule(event(5, Phase::schedule, 4));
    engine.schedule(event(5, Phase::completion, 1));
    engine.schedule(event(5, Phase::arrival, 3));
    engine.schedule(event(5, Phase::completion, 2));
    engine.schedule(event(0, Phase::schedule, 0));
    engine.run_until(Time{8});
    CHECK(probe.entities() == Entities{0, 1, 2, 3, 4, 5});
    CHECK(engine.now() == Time{8});
    CHECK(engine.handled() == 6);
}

TEST_CASE("an event for now in an earlier phase opens the next round", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    probe.then = [](Engine& e, const Event& handled) {
        if (handled.entity != 1) return;
        e.schedule(event(5, Phase::completion, 4)); // earlier than arrival: next round
        e.schedule(event(5, Phase::schedule, 3));   // later: this round, after what was there
        e.schedule(event(5, Phase::signal, 40));    // next round, before the completion
    };
    engine.schedule(event(5, Phase::arrival, 1));
    engine.schedule(event(5, Phase::schedule, 2));
    engine.run_until(Time{6});
    CHECK(probe.entities() == Entities{1, 2, 3, 40, 4});
}

TEST_CASE("events that call for each other without end are an error that names them", "[engine][invariant]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    probe.then = [](Engine& e, const Event& handled) {
        e.schedule(event(5, handled.phase == Phase::trip ? Phase::settle : Phase::trip, 17));
    };
    engine.schedule(event(5, Phase::settle, 17));
    CHECK_THROWS_WITH(engine.run_until(Time{6}), Catch::Contains("1000 rounds") && Catch::Contains("entity 17") &&
                                                     Catch::Contains("trip of process 0"));
}

TEST_CASE("a run handles what lies strictly before its end, and events may be added at the end", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    engine.schedule(event(10, Phase::control, 2));
    engine.schedule(event(1'000'000, Phase::control, 4));
    engine.run_until(Time{10});
    CHECK(probe.seen.empty());
    engine.schedule(event(10, Phase::signal, 1));
    engine.run_until(Time{11});
    engine.schedule(event(11, Phase::signal, 3));
    engine.run_until(Time{2'000'000});
    CHECK(probe.entities() == Entities{1, 2, 3, 4});
}

TEST_CASE("a timer that is moved or cancelled fires once or never", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    Timer moved = engine.schedule(event(5, Phase::signal, 1));
    Timer cancelled = engine.schedule(event(6, Phase::signal, 2));
    const Timer copy = cancelled;
    engine.move(moved, event(9, Phase::signal, 1));
    engine.cancel(cancelled);
    CHECK(engine.pending(moved));
    CHECK_FALSE(engine.pending(copy));
    Timer idle;
    engine.cancel(idle);
    engine.move(idle, event(7, Phase::signal, 3));
    engine.run_until(Time{20});
    CHECK(probe.entities() == Entities{3, 1});
    CHECK_FALSE(engine.pending(moved));
    engine.cancel(moved);
}

TEST_CASE("an event of this instant can still be cancelled", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    Timer victim;
    probe.then = [&](Engine& e, const Event& handled) {
        if (handled.entity == 1) e.cancel(victim);
    };
    engine.schedule(event(5, Phase::signal, 1));
    victim = engine.schedule(event(5, Phase::trip, 2));
    engine.run_until(Time{6});
    CHECK(probe.entities() == Entities{1});
}

TEST_CASE("sources are merged beside the queue: queue first, then in order of add", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    Ticks minute{event(0, Phase::settle, 10), Span{10}}, other{event(10, Phase::settle, 20), Span{100}},
        late{event(10, Phase::signal, 30), Span{100}};
    engine.add(minute);
    engine.add(other);
    engine.add(late);
    engine.schedule(event(10, Phase::settle, 1));
    engine.schedule(event(15, Phase::settle, 2));
    engine.run_until(Time{21});
    CHECK(probe.entities() == Entities{10, 30, 1, 10, 20, 2, 10});
}

TEST_CASE("a source that has no more events, or never had any, leaves the rest as it is", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    Listed none{{}}, some{{event(3, Phase::arrival, 1), event(5, Phase::settle, 2), event(5, Phase::settle, 3)}};
    Ticks ticks{event(4, Phase::settle, 9), Span{4}};
    engine.add(none);
    engine.add(some);
    engine.add(ticks);
    engine.schedule(event(5, Phase::settle, 4));
    engine.schedule(event(20, Phase::arrival, 5));
    engine.run_until(Time{13});
    CHECK(probe.entities() == Entities{1, 9, 4, 2, 3, 9, 9});
    engine.run_until(Time{21});
    CHECK(probe.entities() == Entities{1, 9, 4, 2, 3, 9, 9, 9, 5, 9});
}

TEST_CASE("an event may be scheduled between a source's event and the next of the queue", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    Ticks tick{event(100, Phase::settle, 1), Span{1 << 20}};
    engine.add(tick);
    probe.then = [](Engine& e, const Event& handled) {
        if (handled.entity == 1) e.schedule({.at = handled.at + Span{3}, .phase = Phase::control, .entity = 2});
    };
    engine.schedule(event(5000, Phase::trip, 3));
    engine.run_until(Time{10000});
    CHECK(probe.entities() == Entities{1, 2, 3});
}

TEST_CASE("the past, unknown processes and nested runs are errors", "[engine][invariant]")
{
    Engine engine;
    Probe probe;
    CHECK_THROWS_AS(engine.schedule(event(1, Phase::signal, 0)), LogicError);
    engine.add(probe);
    engine.run_until(Time{5});
    CHECK_THROWS_AS(engine.schedule(event(4, Phase::signal, 0)), LogicError);
    CHECK_THROWS_AS(engine.run_until(Time{4}), LogicError);
    probe.then = [](Engine& e, const Event&) { e.run_until(Time{100}); };
    engine.schedule(event(6, Phase::signal, 0));
    CHECK_THROWS_AS(engine.run_until(Time{7}), LogicError);
}

TEST_CASE("an event ten years out is right to the nanosecond", "[engine][analytic]")
{
    Engine engine;
    Probe probe;
    engine.add(probe);
    constexpr std::int64_t ten_years = 315'576'000'000'000'001;
    engine.schedule(event(ten_years, Phase::signal, 1));
    engine.run_until(Time{ten_years + 1});
    CHECK(probe.seen.at(0).at == Time{ten_years});
}
