#include "models/power/psu.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

double efficiency(PsuClass psu, double load)
{
    return load / (load + psu_loss_fraction(psu, load));
}

} // namespace

TEST_CASE("a power supply meets its certification points", "[power][golden]")
{
    // [80 PLUS, 230 V internal redundant]
    CHECK(efficiency(PsuClass::titanium, 0.2) == Approx(0.94));
    CHECK(efficiency(PsuClass::titanium, 0.5) == Approx(0.96));
    CHECK(efficiency(PsuClass::titanium, 1.0) == Approx(0.91));
    CHECK(efficiency(PsuClass::platinum, 0.5) == Approx(0.94));
    CHECK(efficiency(PsuClass::gold, 1.0) == Approx(0.88));
}

TEST_CASE("between its certification points the loss of a power supply is linear in the load", "[power][golden]")
{
    CHECK(efficiency(PsuClass::titanium, 0.35) == Approx(0.954199).epsilon(1e-6));
    CHECK(efficiency(PsuClass::platinum, 0.35) == Approx(0.928213).epsilon(1e-6));
    CHECK(efficiency(PsuClass::titanium, 0.75) == Approx(0.926078).epsilon(1e-6));
    CHECK(efficiency(PsuClass::platinum, 0.75) == Approx(0.919785).epsilon(1e-6));
}

TEST_CASE("a power supply never produces energy", "[power][invariant]")
{
    for (const PsuClass psu : {PsuClass::gold, PsuClass::platinum, PsuClass::titanium})
        for (int percent = 0; percent <= 120; ++percent) CHECK(psu_loss_fraction(psu, percent / 100.0) >= 0);
}
