#include "sim/base/csv.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using Catch::Matchers::Equals;

TEST_CASE("quotes, CRLF, a byte order mark, comments and blank lines are read as RFC 4180 says", "[csv][analytic]")
{
    CsvReader rows{
        "\xEF\xBB\xBF"
        "name,value\r\n# a comment, with commas\r\n\r\n\"a \"\"b\"\", c\",1.5\r\n\"two\nlines\",-2e3\nplain,",
        "x.csv"};
    CHECK(rows.header() == std::vector<std::string>{"name", "value"});
    REQUIRE(rows.next());
    CHECK(rows.line() == 4);
    CHECK(rows.text(0) == "a \"b\", c");
    CHECK(rows.number(1) == 1.5);
    REQUIRE(rows.next());
    CHECK(rows.text(0) == "two\nlines");
    CHECK(rows.integer(1) == -2000);
    REQUIRE(rows.next());
    CHECK(rows.line() == 7);
    CHECK(rows.text(0) == "plain");
    CHECK_FALSE(rows.number_if_any(1));
    CHECK_FALSE(rows.next());
}

TEST_CASE("a cell that is not a number is reported with file, line and column", "[csv]")
{
    CsvReader rows{"t,load\n1,2\n3,many\n4,\n5,1e999\n", "trace.csv"};
    REQUIRE(rows.next());
    CHECK(rows.integer(1) == 2);
    REQUIRE(rows.next());
    CHECK_THROWS_WITH(rows.number(1), Equals("trace.csv:3:3: 'load' 'many' is not a number"));
    REQUIRE(rows.next());
    CHECK_THROWS_WITH(rows.number(1), Equals("trace.csv:4:3: 'load' is blank (expected a number)"));
    REQUIRE(rows.next());
    CHECK_THROWS_AS(rows.number(1), IoError);
    CHECK_THROWS_WITH(rows.column("power"), Equals("trace.csv: has no column 'power' (columns: t, load)"));
}

TEST_CASE("a ragged row, an open quote and an empty file are errors", "[csv]")
{
    CsvReader ragged{"a,b\n1,2,3\n", "x.csv"};
    CHECK_THROWS_WITH(ragged.next(), Equals("x.csv:2:1: row has 3 cells, the header has 2"));
    CsvReader open{"a\n\"never closed\n", "x.csv"};
    CHECK_THROWS_WITH(open.next(), Equals("x.csv:2:1: opening quote without a closing one"));
    CHECK_THROWS_AS((CsvReader{"", "x.csv"}), IoError);
}

TEST_CASE("rows without a header may be ragged", "[csv]")
{
    CsvReader rows{"LOCATION,a,b\n1;2\n", "x.epw", CsvReader::Header::none};
    REQUIRE(rows.next());
    CHECK(rows.size() == 3);
    REQUIRE(rows.next());
    CHECK(rows.text(0) == "1;2");
    CHECK_THROWS_WITH(rows.text(1), Equals("x.epw:2:1: row has only 1 cells, cell 2 is needed"));
}
