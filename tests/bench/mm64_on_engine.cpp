#include "sim/engine/engine.h"
#include "sim/numerics/statistics.h"
#include "sim/numerics/variates.h"
#include <fmt/format.h>
#include <queue>
#include <string>

/// M/M/64 at 90 % load written on the event engine, as other engines are measured on it: customers and servers, no
/// nodes, power or placement. `mm64_on_engine CUSTOMERS SEED` prints the mean wait, for which Erlang's formula says
/// 0.0485 s in the long run.
namespace dcsim {

namespace {

constexpr std::uint32_t servers = 64;
constexpr double load = 0.9, mean_service = 1; // s

enum class Kind : std::uint8_t { arrival, end };

/// So many customers, exponential times apart.
class Arrivals final : public Source {
public:
    Arrivals(std::uint64_t seed, std::uint64_t customers, std::uint16_t process)
        : gaps_{{seed, 0, "queue", "interarrival", 0}},
          left_{customers},
          next_{{}, Phase::arrival, static_cast<std::uint8_t>(Kind::arrival), process, 0}
    {
        advance();
    }
    Event next() const override { return next_; }
    void advance() override
    {
        next_.at = left_ == 0 ? Time::never()
                              : next_.at + span_at_least(Seconds{exponential(gaps_, mean_service / (load * servers))});
        if (left_ > 0) --left_;
    }
    void state(Archive&) override {} // nobody saves it

private:
    Random gaps_;
    std::uint64_t left_;
    Event next_;
};

class Servers final : public Process {
public:
    Servers(Engine& engine, std::uint64_t seed)
        : services_{{seed, 0, "queue", "service", 0}}, process_{engine.add(*this)}
    {
    }
    std::uint16_t process() const { return process_; }
    const OnlineStats& waits() const { return waits_; } ///< s, of all whose service has begun

    void handle(Engine& engine, const Event& event) override
    {
        const Time now = engine.now();
        if (static_cast<Kind>(event.kind) == Kind::arrival) {
            line_.push(now);
            if (busy_ == servers) return;
            ++busy_;
        } else if (line_.empty()) {
            --busy_;
            return;
        }
        waits_.add(seconds(now - line_.front()).si());
        line_.pop();
        const Span service = span_at_least(Seconds{exponential(services_, mean_service)});
        engine.schedule({now + service, Phase::completion, static_cast<std::uint8_t>(Kind::end), process_, 0});
    }
    void state(Archive&) override {} // nobody saves it

private:
    Random services_;
    std::uint16_t process_;
    std::uint32_t busy_{0};
    std::queue<Time> line_; ///< by when they came
    OnlineStats waits_;
};

} // namespace

} // namespace dcsim

int main(int argc, char** argv)
{
    using namespace dcsim;
    if (argc != 3) return 2;
    Engine engine;
    Servers queue{engine, std::stoull(argv[2])};
    Arrivals arrivals{std::stoull(argv[2]), std::stoull(argv[1]), queue.process()};
    engine.add(arrivals);
    engine.run_until(Time::never());
    fmt::print("{} customers, mean wait {:.5f} s\n", queue.waits().n(), queue.waits().mean());
}
