#include "models/reliability/params.h"
#include "sim/config/tree.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

ReliabilityParams read_toml(const std::string& toml, std::vector<Problem>& problems)
{
    ReliabilityParams p;
    visit_tree(parse_toml(toml, "test.toml"), Tree{}, problems, [&](Fields& f) { fields(f, p, lifetimes()); });
    return p;
}

} // namespace

TEST_CASE("ways of failing are read by name, in the order of the file", "[reliability]")
{
    std::vector<Problem> problems;
    const auto p = read_toml(R"(
        crews = 3
        [failures.gpu]
        unit = "accelerator"
        every = "50677 h"
        repair = { kind = "lognormal", mean = "2 h", cv = 1.5 }
        [failures.power]
        unit = "rack"
        rack_nodes = 4
        age = "new"
        every = { kind = "weibull", mean = "1000 d", shape = 2.0 }
        repair = "8 h"
    )",
                             problems);
    REQUIRE(problems.empty());
    CHECK(p.crews == 3U);
    REQUIRE(p.failures.size() == 2);
    CHECK(p.failures[0].name == "gpu");
    CHECK(p.failures[0].every()->mean() / hour == Approx(50677));
    CHECK(p.failures[0].repair()->mean() / hour == Approx(2));
    CHECK((p.failures[1].as_new && p.failures[1].rack_nodes == 4));
}

TEST_CASE("laws beside a file, and units that are none, are problems", "[reliability]")
{
    std::vector<Problem> problems;
    read_toml("[failures.x]\nfile = \"x.csv\"\nevery = \"3 h\"\n", problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().text.find("no meaning beside a file") != std::string::npos);
    problems.clear();
    read_toml("[failures.x]\nunit = \"disk\"\nevery = \"3 h\"\nrepair = \"1 h\"\n", problems);
    CHECK(!problems.empty());
}
