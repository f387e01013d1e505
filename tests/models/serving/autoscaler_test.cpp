#include "models/serving/autoscaler.h"
#include "tests/models/made.h"
#include "tests/models/serving/line_service.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const testing::LineService model{Frequency{10}, 0.5};

struct Wanted {
    std::unique_ptr<Autoscaler> scaler;
    std::uint32_t have{1};

    explicit Wanted(const std::string& toml) : scaler{made(autoscalers(), toml)} {}
    std::uint32_t at(std::int64_t minutes, double rate)
    {
        const Time now{minutes * 60 * static_cast<std::int64_t>(ns_per_second)};
        return have = scaler->wanted(model, {.now = now, .offered = Frequency{rate}, .replicas = have, .run = {}});
    }
};

} // namespace

TEST_CASE("a fixed count stays", "[serving]")
{
    Wanted w{"kind = 'fixed'\nreplicas = 4"};
    CHECK(w.scaler->at_start() == 4);
    CHECK(w.at(1, 1000) == 4);
}

TEST_CASE("a target utilisation asks for rate over capacity times target, within bounds", "[serving][analytic]")
{
    Wanted w{"kind = 'target-utilisation'\ntarget = 0.5\nmin = 2\nmax = 12\ndown_delay = '0 s'"};
    CHECK(w.at(0, 0) == 2);
    CHECK(w.at(1, 31) == 7);
    CHECK(w.at(2, 500) == 12);
    CHECK(w.at(3, 30) == 6);
}

TEST_CASE("a need has to last before the count follows it", "[serving]")
{
    Wanted w{"kind = 'target-utilisation'\ntarget = 0.5\nup_delay = '2 min'\ndown_delay = '5 min'"};
    CHECK(w.at(0, 40) == 1);
    CHECK(w.at(1, 20) == 1);
    CHECK(w.at(2, 40) == 4); // the least of what was needed
    CHECK(w.at(3, 5) == 4);
    CHECK(w.at(5, 15) == 4);
    CHECK(w.at(7, 5) == 4);
    CHECK(w.at(8, 5) == 3); // the most of what was needed
    CHECK(w.at(9, 5) == 3);
    CHECK(w.at(10, 15) == 3); // the need of 3 has come back
    CHECK(w.at(14, 5) == 3);
    CHECK(w.at(19, 5) == 1);
}

TEST_CASE("an objective asks for the fewest replicas that meet it", "[serving][analytic]")
{
    Wanted w{"kind = 'slo'\nmax = 50\ndown_delay = '0 s'"};
    CHECK(w.at(0, 40) == 8);
    CHECK(w.at(1, 41) == 9);
    CHECK(w.at(2, 1e6) == 50);
    Wanted ready{"kind = 'slo'\nheadroom = 1.5"};
    CHECK(ready.at(0, 40) == 12);
}

TEST_CASE("an autoscaler saved and restored decides as the one that went on", "[serving][invariant]")
{
    const std::string toml = "kind = 'target-utilisation'\ntarget = 0.5\nup_delay = '3 min'";
    Wanted one{toml}, other{toml};
    one.at(0, 40);
    Archive saved;
    one.scaler->state(saved);
    Archive restored{saved.bytes()};
    other.scaler->state(restored);
    CHECK(one.at(3, 40) == 8);
    CHECK(other.at(3, 40) == 8);
}

TEST_CASE("bounds that leave no count are refused", "[serving]")
{
    CHECK_THROWS_AS(made(autoscalers(), "kind = 'slo'\nmin = 3\nmax = 2"), ConfigError);
}
