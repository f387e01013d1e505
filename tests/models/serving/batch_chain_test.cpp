#include "models/serving/batch_chain.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace dcsim;

namespace {

std::vector<Seconds> periods(int most, double fixed, double each)
{
    std::vector<Seconds> all;
    for (int k = 1; k <= most; ++k) all.push_back(Seconds{fixed + each * k});
    return all;
}

Frequency at_load(const std::vector<Seconds>& period, double load)
{
    return Frequency{load * static_cast<double>(period.size()) / period.back().si()};
}

} // namespace

TEST_CASE("batches of one are M/D/1", "[serving][analytic]")
{
    const auto one = periods(1, 1, 0);
    for (const double load : {0.2, 0.5, 0.8, 0.95}) {
        const BatchChain chain{one, at_load(one, load)};
        CHECK(chain.shares()[1] == Approx(load).epsilon(1e-6));
        // Pollaczek-Khinchine; the line beyond the last number is taken as exponential
        CHECK(chain.answers(1).mean().si() == Approx(1 + load / (2 * (1 - load))).epsilon(3e-3));
        CHECK(chain.answers(1).within(second) == Approx(1 - load).epsilon(3e-3));
    }
    // Erlang: P(wait <= t) = (1 - load) e^(load t) for t below one service
    const BatchChain half{one, at_load(one, 0.5)};
    CHECK(half.answers(1).within(Seconds{1.5}) == Approx(0.5 * std::exp(0.25)).epsilon(5e-3));
}

TEST_CASE("batches that take the same time whatever is in them", "[serving][golden]")
{
    // An event simulation apart from this program, 1.5 million requests each: medians, and shares within 1.5 s.
    const auto period = periods(32, 1, 0);
    const double loads[] = {0.5, 0.7, 0.9}, medians[] = {1.5, 1.502, 1.571}, met[] = {0.5, 0.498, 0.43};
    for (int i = 0; i < 3; ++i) {
        const Delays answer = BatchChain{period, at_load(period, loads[i])}.answers(1);
        CHECK(answer.quantile(0.5).si() == Approx(medians[i]).epsilon(5e-3));
        CHECK(answer.within(Seconds{1.5}) == Approx(met[i]).margin(5e-3));
    }
    const auto four = periods(4, 1, 0);
    CHECK(1 - BatchChain{four, at_load(four, 0.3)}.shares()[0] == Approx(0.8).margin(2e-3));
    const auto in_proportion = periods(16, 0, 0.2);
    const Delays answer = BatchChain{in_proportion, at_load(in_proportion, 0.5)}.answers(1);
    CHECK(answer.quantile(0.5).si() == Approx(0.2).epsilon(1e-6));
    CHECK(answer.quantile(0.99).si() == Approx(1.14).epsilon(0.01));
}

TEST_CASE("large batches whose time hardly depends on them have a steady state, too", "[serving][analytic]")
{
    for (const int most : {128, 256, 1024, 2048}) {
        const auto period = periods(most, 1, 0);
        for (const double load : {0.3, 0.8, 0.99}) {
            const BatchChain chain{period, at_load(period, load)};
            CHECK(chain.shares()[0] < 1e-6);
            // Who comes waits half a batch in the mean at least, and is served in one.
            CHECK(chain.answers(1).mean().si() >= 1.5 * (1 - 1e-3));
            if (load < 0.5) CHECK(chain.answers(1).mean().si() == Approx(1.5).epsilon(1e-3));
        }
    }
}

TEST_CASE("what comes is served: the mean of batches over their times is the rate", "[serving][invariant]")
{
    for (const int most : {1, 7, 64, 300, 2048}) {
        const auto period = periods(most, 0.01, 0.001);
        double before = 0;
        for (const double load : {1e-6, 0.1, 0.5, 0.9, 0.999}) {
            const Frequency rate = at_load(period, load);
            const BatchChain chain{period, rate};
            const auto share = chain.shares();
            double served = 0;
            for (std::size_t k = 1; k < share.size(); ++k)
                served += share[k] * static_cast<double>(k) / period[k - 1].si();
            CHECK(std::accumulate(share.begin(), share.end(), 0.0) == Approx(1));
            CHECK(served == Approx(rate.si()).epsilon(1e-3));
            CHECK(chain.answers(1).mean().si() > before); // where batches take longer, more load never serves sooner
            before = chain.answers(1).mean().si();
        }
    }
}
