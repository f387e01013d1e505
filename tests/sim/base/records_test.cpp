#include "sim/base/records.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("records stay where they are however many are added", "[records]")
{
    Records<std::uint64_t> records;
    records.add();
    const std::uint64_t* const first = &records[0];
    records[0] = 7;
    for (std::uint64_t i = 1; i < 1000; ++i) {
        records.add();
        records[i] = i;
    }
    CHECK(records.size() == 1000);
    CHECK(&records[0] == first);
    CHECK(records[0] == 7);
    for (std::uint64_t i = 1; i < 1000; ++i) REQUIRE(records[i] == i);
}

TEST_CASE("records are restored as they were saved, over others", "[records]")
{
    Records<std::uint64_t> records, others;
    for (std::uint64_t i = 0; i < 100; ++i) {
        records.add();
        records[i] = i * i;
    }
    for (std::uint64_t i = 0; i < 300; ++i) others.add();
    Archive save;
    records.state(save);
    Archive restore{save.bytes()};
    others.state(restore);
    REQUIRE(others.size() == 100);
    for (std::uint64_t i = 0; i < 100; ++i) CHECK(others[i] == i * i);
}
