#include "app/words.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

Tree value_of(const std::string& toml)
{
    return *parse_toml("value = " + toml, "f").find("value");
}

} // namespace

TEST_CASE("a value that fits is printed whole", "[app][words]")
{
    CHECK(brief(value_of("[1, 2, 3]"), 60) == "[1, 2, 3]");
    CHECK(brief(value_of("\"28 d\""), 60) == "\"28 d\"");
    CHECK(brief(std::nullopt, 60) == "unset");
}

TEST_CASE("a long list keeps its first values and says how many it has", "[app][words]")
{
    CHECK(brief(value_of("[2.84, 2.93, 2.85, 2.56, 3.11, 4.0]"), 28) == "[2.84, 2.93, ... 6 values]");
    CHECK(brief(value_of("[2.84, 2.93, 2.85, 2.56, 3.11, 4.0]"), std::string::npos).size() == 35);
}

TEST_CASE("a long text keeps its quotes", "[app][words]")
{
    CHECK(brief(value_of("\"solar and storage\""), 12) == "\"solar and…\"");
}

TEST_CASE("words wrap below the text, not below its head", "[app][words]")
{
    std::string text;
    for (int i = 0; i < 30; ++i) text += "word ";
    const std::string out = wrapped("  name    ", text, 10);
    CHECK(out.substr(0, out.find('\n')).size() <= screen_columns);
    CHECK(out.find("\n          word") != std::string::npos);
    CHECK_FALSE(out.ends_with(' '));
    CHECK(wrapped("# Policies:", "a, b", 2) == "# Policies: a, b");
    CHECK(wrapped("  name    ", "", 10) == "  name");
}
