#include "models/scheduling/in_order.h"
#include <catch2/catch.hpp>
#include <random>

using namespace dcsim;

namespace {

struct Value {
    int key, number;
    friend bool operator==(const Value&, const Value&) = default;
};
struct KeyBefore {
    bool operator()(const Value& a, const Value& b) const { return a.key < b.key; }
};

} // namespace

TEST_CASE("values in order are those of a vector that each is inserted into behind its equals",
          "[scheduling][invariant]")
{
    std::mt19937 random{1};
    InOrder<Value, KeyBefore> values;
    std::vector<Value> same;
    for (int i = 0; i < 30'000; ++i) {
        const std::size_t most = i % 4'000 < 2'000 ? 300 : 20; // grows, then is taken away
        if (same.size() < 2 || (same.size() < most && random() % 2 == 0)) {
            const Value value{static_cast<int>(random() % 50), i};
            values.add(value);
            same.insert(std::upper_bound(same.begin(), same.end(), value, KeyBefore{}), value);
        } else {
            const std::size_t at = random() % 3 > 0 ? 0 : random() % same.size();
            values.erase(at);
            same.erase(same.begin() + static_cast<std::ptrdiff_t>(at));
        }
        if (i % 3'000 == 0) {
            const auto odd = [](const Value& value) { return value.number % 2 == 1; };
            values.erase_if(odd);
            std::erase_if(same, odd);
        }
        REQUIRE(values.empty() == same.empty());
        if (random() % 30 == 0) REQUIRE(std::ranges::equal(values.all(), same)); // crowds of some and of many
    }
    REQUIRE(std::ranges::equal(values.all(), same));
}
