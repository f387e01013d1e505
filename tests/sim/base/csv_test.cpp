#include "sim/base/csv.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>
#include <cstdlib>

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

TEST_CASE("a column that is there twice cannot be asked for", "[csv]")
{
    const CsvReader rows{"# of a cluster\n\na,b,a,c\n1,2,3,4\n", "x.csv"};
    CHECK(rows.column("b") == 1);
    CHECK_THROWS_WITH(rows.find("a"), Equals("x.csv:3: has two columns 'a' (name one of them otherwise)"));
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

TEST_CASE("numbers are the doubles nearest to what is written, however it is", "[csv][invariant]")
{
    const std::vector<std::string> parts{"",         "0",        "7",         "42",           "000123",
                                         "12345678", "99999999", "258785937", "1234567890123"};
    std::size_t read = 0;
    for (const std::string& whole : parts)
        for (const std::string& fraction : parts)
            for (const std::string& text :
                 std::vector<std::string>{whole + '.' + fraction, whole + fraction,
                                          " -" + whole + '.' + fraction + "\t", whole + '.' + fraction + "e3"}) {
                if (whole.empty() && fraction.empty()) continue;
                CsvReader rows{text, "x.csv", CsvReader::Header::none};
                REQUIRE(rows.next());
                CHECK(rows.number(0) == std::strtod(text.c_str(), nullptr));
                ++read;
            }
    CHECK(read == 320);
    for (const std::string& text :
         std::vector<std::string>{".", "-", "1.2.3", "1:345678", "0.1234567/", "0.:2345678", "12345678901234567x"}) {
        CsvReader rows{text, "x.csv", CsvReader::Header::none};
        REQUIRE(rows.next());
        CHECK_THROWS_WITH(rows.number(0), Equals("x.csv:1:1: '" + text + "' is not a number"));
    }
}

TEST_CASE("cells behind those of several lines are reported where they stand", "[csv]")
{
    CsvReader rows{"a,b,c\n\"one\ntwo\",\"\",x\nlast,\"q\" r,1\n", "x.csv"};
    REQUIRE(rows.next());
    CHECK_THROWS_WITH(rows.fail(0, "is bad"), Equals("x.csv:2:1: 'a' is bad"));
    CHECK_THROWS_WITH(rows.fail(1, "is bad"), Equals("x.csv:3:6: 'b' is bad"));
    CHECK_THROWS_WITH(rows.number(2), Equals("x.csv:3:9: 'c' 'x' is not a number"));
    CHECK_THROWS_WITH(rows.next(), Equals("x.csv:4:6: text after the closing quote of a cell"));
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

namespace {

/// Gives as much of a text as there is room for.
class InPieces final : public TextSource {
public:
    explicit InPieces(std::string text) : text_{std::move(text)} {}
    std::size_t read(std::span<char> to) override
    {
        const std::size_t size = text_.copy(to.data(), to.size(), done_);
        done_ += size;
        return size;
    }

private:
    std::string text_;
    std::size_t done_{0};
};

/// Whose text lies in memory.
class Whole final : public TextSource {
public:
    explicit Whole(std::string text) : text_{std::move(text)} {}
    std::size_t read(std::span<char>) override { return 0; }
    std::string_view whole() const override { return text_; }

private:
    std::string text_;
};

} // namespace

TEST_CASE("a source in memory is read where it lies, an empty one is empty", "[csv]")
{
    CsvReader rows{std::make_unique<Whole>("name,value\n# none\n\"a, \"\"b\"\"\",1.5\r\n\nplain,2"), "x.csv"};
    CHECK(rows.header() == std::vector<std::string>{"name", "value"});
    REQUIRE(rows.next());
    CHECK(rows.line() == 3);
    CHECK(rows.text(0) == "a, \"b\"");
    REQUIRE(rows.next());
    CHECK(rows.line() == 5);
    CHECK(rows.number(1) == 2);
    CHECK_FALSE(rows.next());
    CHECK_THROWS_WITH(CsvReader(std::make_unique<Whole>(""), "x.csv"), Catch::Contains("x.csv: is empty"));
}

TEST_CASE("text that comes in pieces reads as it does at once", "[csv][invariant]")
{
    std::string text = "\xEF\xBB\xBFn,words\n";
    for (int i = 0; i < 300'000; ++i) {
        text += std::to_string(i) + (i % 3 == 0 ? ",\"a \"\"b\"\"\nc\"" : ",plain") + (i % 5 == 0 ? "\r\n" : "\n");
        if (i % 1000 == 0) text += "# a remark\n\n";
    }
    CsvReader whole{text, "x.csv"}, pieces{std::make_unique<InPieces>(text), "x.csv"};
    bool same = whole.header() == pieces.header();
    std::size_t rows = 0;
    while (whole.next()) {
        same = same && pieces.next() && whole.text(0) == pieces.text(0) && whole.text(1) == pieces.text(1) &&
               whole.line() == pieces.line();
        ++rows;
    }
    CHECK(rows == 300'000);
    CHECK(same);
    CHECK_FALSE(pieces.next());
}

TEST_CASE("a row that would not fit into memory is an error at its line", "[csv]")
{
    const std::string text = "a,b\n1,2\n" + std::string(3'000'000, 'x') + ",2\n";
    CsvReader rows{std::make_unique<InPieces>(text), "x.csv"};
    CHECK(rows.next());
    CHECK_THROWS_WITH(rows.next(), Catch::Contains("x.csv:3:1: row is longer than"));
}
