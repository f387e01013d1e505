#include "models/network/exchange_flows.h"
#include <catch2/catch.hpp>
#include <vector>

using namespace dcsim;

namespace {

/// What each server sends and takes when every server is a place of its own.
std::pair<std::vector<double>, std::vector<double>> ends(std::uint32_t servers, const Exchange& exchange)
{
    std::vector<std::uint32_t> places(servers);
    for (std::uint32_t i = 0; i < servers; ++i) places[i] = i;
    std::vector<double> sent(servers, 0), taken(servers, 0);
    for (const auto& [way, part] : flows_between(places, exchange)) {
        sent[way.first] += part;
        taken[way.second] += part;
    }
    return {sent, taken};
}

double between(const std::vector<std::uint32_t>& places, const Exchange& exchange)
{
    const PlaceFlows flows = flows_between(places, exchange);
    const auto found = flows.find({0, 1});
    return found == flows.end() ? 0 : found->second;
}

} // namespace

TEST_CASE("in a ring and in an exchange of all, every server sends and takes all it can", "[network][analytic]")
{
    for (const Traffic traffic : {Traffic::ring, Traffic::all_to_all})
        for (const std::uint32_t n : {2U, 3U, 8U, 13U}) {
            const auto [sent, taken] = ends(n, {traffic, n, 1});
            for (std::uint32_t i = 0; i < n; ++i) {
                CHECK(sent[i] == Approx(1));
                CHECK(taken[i] == Approx(1));
            }
        }
}

TEST_CASE("two trees ask of no server more than it has, and carry all data twice", "[network][analytic]")
{
    for (const std::uint32_t n : {2U, 3U, 4U, 7U, 8U, 16U, 33U}) {
        const auto [sent, taken] = ends(n, {Traffic::tree, n, 1});
        double all = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            CHECK(sent[i] <= 1 + 1e-12);
            CHECK(taken[i] <= 1 + 1e-12);
            all += sent[i];
        }
        CHECK(all == Approx(2 * 2 * 0.25 * (n - 1))); // n-1 edges, two trees, two directions
    }
}

TEST_CASE("what crosses between two places follows from the pattern", "[network][analytic]")
{
    const std::vector<std::uint32_t> halves{0, 0, 0, 0, 1, 1, 1, 1};
    CHECK(between(halves, {Traffic::ring, 8, 1}) == Approx(1));
    CHECK(between(halves, {Traffic::ring, 4, 2}) == Approx(2)); // two rings side by side
    CHECK(between(halves, {Traffic::ring, 2, 4}) == Approx(4)); // each with its partner in the other half
    CHECK(between(halves, {Traffic::ring, 4, 1}) == Approx(0)); // groups stay
    CHECK(between(halves, {Traffic::all_to_all, 8, 1}) == Approx(4 * 4 / 7.0));
    CHECK(between({0, 1, 0, 1, 0, 1, 0, 1}, {Traffic::ring, 8, 1}) == Approx(4)); // badly ordered
}
