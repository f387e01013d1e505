#include "sim/base/archive.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

struct Inner {
    double x{0};
    std::vector<int> list;
    void state(Archive& a) { a("x", x)("list", list); }
};

struct Outer {
    std::deque<Inner> many;
    std::map<std::string, Span> named;
    std::optional<Power> maybe;
    std::array<Inner, 2> pair;
    void state(Archive& a) { a("many", many)("named", named)("maybe", maybe)("pair", pair); }
};

} // namespace

TEST_CASE("what was saved is restored, nested and optional parts included", "[archive]")
{
    Outer before;
    before.many = {{1.5, {1, 2}}, {-2, {}}};
    before.named["a"] = Span{7};
    before.maybe = 3 * watt;
    before.pair[1].list = {9};
    Archive save;
    before.state(save);

    Outer after;
    after.many.resize(5);
    Archive restore{save.bytes()};
    after.state(restore);
    REQUIRE(after.many.size() == 2);
    CHECK(after.many[0].x == 1.5);
    CHECK(after.many[0].list == std::vector{1, 2});
    CHECK(after.named.at("a").ns == 7);
    CHECK(after.maybe == 3 * watt);
    CHECK(after.pair[1].list == std::vector{9});
}

TEST_CASE("a saved run of another shape is refused by the name of the value that differs", "[archive]")
{
    double x = 1;
    Archive save;
    save("x", x);
    Archive restore{save.bytes()};
    CHECK_THROWS_WITH(restore("y", x), Catch::Contains("'y'"));
    Archive longer{save.bytes()};
    longer("x", x);
    CHECK_THROWS_WITH(longer("z", x), Catch::Contains("too early"));
}

TEST_CASE("equal values with different padding are saved as equal bytes", "[archive]")
{
    struct Padded {
        std::uint8_t small;
        double large;
    };
    const auto saved = [](int garbage) {
        std::vector<Padded> many(3);
        std::memset(static_cast<void*>(many.data()), garbage, many.size() * sizeof(Padded));
        for (Padded& p : many) p.small = 1, p.large = 2.5;
        Archive archive;
        archive("many", many)("one", many.front());
        return archive.bytes();
    };
    CHECK(saved(0) == saved(255));
}
