#include "app/table.h"
#include <catch2/catch.hpp>
#include <sstream>

using namespace dcsim;

namespace {

std::vector<std::string> lines_of(const std::string& text)
{
    std::istringstream stream{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

using Column = TextTable::Column;
constexpr auto left = TextTable::Align::left;

} // namespace

TEST_CASE("words stand to the left, numbers to the right, units below the titles", "[app][table]")
{
    TextTable table{{{"policy", "", left}, {"energy", "MWh"}, {"change", "%"}}};
    table.add_row({"baseline", "1234.5", ""});
    table.add_rule();
    table.add_row({"solar", "900.0", "-27.1"});
    CHECK(table.text() == "policy    energy  change\n"
                          "             MWh       %\n"
                          "────────────────────────\n"
                          "baseline  1234.5\n"
                          "────────────────────────\n"
                          "solar      900.0   -27.1\n");
}

TEST_CASE("widths count what a terminal shows, not bytes", "[app][table]")
{
    CHECK(display_width("") == 0);
    CHECK(display_width("kWh") == 3);
    CHECK(display_width("CO₂e ± 5 °C") == 11);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("電力") == 4);
    CHECK(display_width("\xff\xfe") == 2);
}

TEST_CASE("a text is cut between characters and shows that it was", "[app][table]")
{
    CHECK(shortened("frankfurt", 9) == "frankfurt");
    CHECK(shortened("frankfurt", 5) == "fran…");
    CHECK(shortened("µµµµµ", 3) == "µµ…");
    CHECK(shortened("電力電力", 4) == "電…");
    CHECK(shortened("abc", 0).empty());
}

TEST_CASE("no line is wider than asked, and numbers are never cut", "[app][table]")
{
    TextTable table{{{"metric", "", left}, {"baseline", "kWh"}, {"note", "", left}}, 60};
    table.add_row({std::string(80, 'x'), "123456789.123", std::string(40, 'y')});
    for (const std::string& line : lines_of(table.text())) CHECK(display_width(line) <= 60);
    CHECK(table.text().find("123456789.123") != std::string::npos);
}
