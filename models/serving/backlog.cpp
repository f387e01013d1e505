#include "models/serving/backlog.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Instants closer than this are the same: sums of seconds over a long interval are no closer.
constexpr Seconds rounding{1e-9};

} // namespace

/// The course of an interval.
struct Backlog::Clock {
    Seconds now{}, end{}, patience{};
    Frequency capacity{};
};

double Backlog::Passage::served() const
{
    double sum = at_once;
    for (const Stretch& s : waited) sum += s.requests;
    return sum;
}

double Backlog::requests() const
{
    double sum = 0;
    for (const Group& g : groups_) sum += g.rate * (g.to - g.from);
    return sum;
}

/// Until the next event. The wait of the oldest grows by 1 - v per second, v being the capacity over its group's rate.
void Backlog::serve_oldest(Clock& clock, Passage& p)
{
    Group& g = groups_.front();
    const double v = clock.capacity / g.rate;
    const Seconds wait = clock.now - g.from;
    const bool gives_up = v < 1 && wait >= clock.patience - rounding;
    const double leave = gives_up ? 1 : v; // seconds of arrivals that leave the line per second
    enum { ends, group_done, patience_over, caught_up } next = ends;
    Seconds passes = clock.end - clock.now;
    const auto sooner = [&](Seconds t, auto event) {
        if (t >= passes) return;
        passes = t;
        next = event;
    };
    if (leave > 0) sooner((g.to - g.from) / leave, group_done);
    if (v < 1 && !gives_up) sooner((clock.patience - wait) / (1 - v), patience_over);
    if (v > 1) sooner(wait / (v - 1), caught_up);

    const double served = clock.capacity * passes;
    const Seconds wait_after = gives_up ? clock.patience : wait + (1 - v) * passes;
    if (served > 0) p.waited.push_back({served, std::min(wait, clock.patience), std::max(Seconds{}, wait_after)});
    if (gives_up) p.lost += (g.rate - clock.capacity) * passes;
    clock.now = next == ends ? clock.end : clock.now + passes;
    g.from += leave * passes;
    if (next == group_done) groups_.pop_front();
    if (next == patience_over) g.from = clock.now - clock.patience;
    if (next == caught_up) g.from = clock.now;
}

Backlog::Passage Backlog::advance(double arrivals, Frequency capacity, Seconds length, Seconds patience)
{
    require(length > Seconds{} && arrivals >= 0 && capacity >= Frequency{} && patience > Seconds{},
            "a backlog moves forward");
    if (arrivals > 0) groups_.push_back({Seconds{}, length, Frequency{arrivals / length.si()}});
    Clock clock{.end = length, .patience = patience, .capacity = capacity};
    Passage p;
    p.emptied = length;
    while (clock.now < clock.end && !groups_.empty()) {
        Group& g = groups_.front();
        if (g.from >= clock.now && g.rate <= capacity) {
            p.emptied = clock.now;
            p.at_once = g.rate * (clock.end - clock.now);
            groups_.pop_front();
            break;
        }
        serve_oldest(clock, p);
    }
    if (groups_.empty() && p.at_once == 0) p.emptied = std::min(p.emptied, clock.now);
    for (Group& g : groups_) {
        g.from -= length;
        g.to -= length;
    }
    return p;
}

} // namespace dcsim
