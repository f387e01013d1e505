#include "models/vocabulary/rare.h"
#include "models/vocabulary/small_vector.h"
#include "sim/numerics/random.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>
#include <memory>

using namespace dcsim;

namespace {

using Small = SmallVector<int>;

void require_equal(const Small& small, const std::vector<int>& plain)
{
    REQUIRE(small.empty() == plain.empty());
    REQUIRE(std::vector<int>(small.begin(), small.end()) == plain);
    if (plain.empty()) return;
    REQUIRE(small.front() == plain.front());
    REQUIRE(small.back() == plain.back());
}

} // namespace

TEST_CASE("a small vector does what a vector does, however long it grows and whatever it was before", "[vocabulary]")
{
    Random random{{1, 0, "test", "small vector", 0}};
    const auto below = [&](std::size_t n) { return static_cast<std::ptrdiff_t>(uniform_below(random, n)); };
    Small small, other;
    std::vector<int> plain, other_plain;
    for (int i = 0; i < 20'000; ++i) {
        const std::size_t size = plain.size();
        switch (below(9)) {
        case 0:
            small.push_back(i);
            plain.push_back(i);
            break;
        case 1: REQUIRE((small.emplace_back(i) == i && plain.emplace_back(i) == i)); break;
        case 2: {
            const auto at = below(size + 1);
            small.insert(small.begin() + at, i);
            plain.insert(plain.begin() + at, i);
            break;
        }
        case 3: {
            const auto from = below(size + 1), to = from + below(size - static_cast<std::size_t>(from) + 1);
            if (size == 0) break;
            small.erase(small.begin() + from, small.begin() + to);
            plain.erase(plain.begin() + from, plain.begin() + to);
            break;
        }
        case 4:
            small.clear();
            plain.clear();
            break;
        case 5:
            other = small;
            other_plain = plain;
            break;
        case 6:
            small = std::move(other);
            plain = std::exchange(other_plain, {});
            other = Small{};
            break;
        case 7: {
            Small moved{std::move(small)};
            require_equal(moved, plain);
            small = std::move(moved);
            break;
        }
        case 8: small = Small(plain.begin(), plain.end()); break;
        }
        require_equal(small, plain);
        require_equal(other, other_plain);
    }
}

TEST_CASE("what is rare is copied as a value, and saved whether it is there or not", "[vocabulary]")
{
    Rare<std::vector<int>> none, some{std::vector<int>{1, 2}};
    CHECK_FALSE(none);
    Rare<std::vector<int>> copy = some;
    copy->push_back(3);
    CHECK(some->size() == 2);
    Archive saved;
    saved("none", none)("some", some);
    Archive restoring{saved.bytes()};
    restoring("none", copy)("some", none);
    CHECK_FALSE(copy.has_value());
    CHECK(*none == std::vector<int>{1, 2});
}

TEST_CASE("nothing that a small vector held is left when it is gone", "[vocabulary]")
{
    using Owners = SmallVector<std::shared_ptr<int>>;
    const auto owned = std::make_shared<int>(1);
    {
        Owners one, many;
        one.push_back(owned);
        for (int i = 0; i < 3; ++i) many.emplace_back(owned);
        Owners copy{one}, moved{std::move(many)};
        copy = moved;
        moved = std::move(one);
        moved.erase(moved.begin(), moved.end());
        moved.emplace_back(owned);
        moved.emplace_back(owned);
        moved.clear();
        moved.push_back(owned);
        copy.erase(copy.begin() + 1, copy.end());
        CHECK(copy.size() + moved.size() == 2);
        CHECK(owned.use_count() >= 3);
    }
    CHECK(owned.use_count() == 1);
}
