#include "sim/config/tree.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const std::string& text_at(const Tree& tree, const char* key)
{
    return *tree.find(key)->text();
}

} // namespace

TEST_CASE("a tree keeps the order of the file and the place of every key and value", "[config][tree]")
{
    const Tree tree = parse_toml("z = 1\n[b]\ny = \"text\"\n[a]\n", "f.toml");
    const Tree::Table& entries = *tree.table();
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].key == "z");
    CHECK(entries[1].key == "b");
    CHECK(entries[2].key == "a");
    const Entry* y = entries[1].value.entry("y");
    REQUIRE(y);
    CHECK(y->origin == Origin{"f.toml", 3, 1});
    CHECK(y->value.origin == Origin{"f.toml", 3, 5});
}

TEST_CASE("a syntax error is a problem with its place", "[config][tree]")
{
    try {
        parse_toml("a = 1\nb = = 2\n", "f.toml");
        FAIL("no error");
    } catch (const ConfigError& e) {
        REQUIRE(e.problems().size() == 1);
        CHECK(e.problems()[0].origin.file == "f.toml");
        CHECK(e.problems()[0].origin.line == 2);
    }
}

TEST_CASE("tables merge, scalars and lists replace", "[config][tree]")
{
    Tree base = parse_toml("[t]\na = \"1\"\nb = \"2\"\nl = [1, 2]\n", "base");
    merge(base, parse_toml("[t]\nb = \"3\"\nl = [4]\nc = \"5\"\n", "over"));
    const Tree& t = *base.find("t");
    CHECK(text_at(t, "a") == "1");
    CHECK(text_at(t, "b") == "3");
    CHECK(text_at(t, "c") == "5");
    CHECK(inline_toml(*t.find("l")) == "[4]");
    CHECK(t.find("a")->origin.file == "base");
    CHECK(t.find("b")->origin.file == "over");
}

TEST_CASE("another kind replaces the table, the same kind merges", "[config][tree]")
{
    Tree base = parse_toml("t = { kind = \"x\", a = 1 }", "base");
    merge(base, parse_toml("t = { kind = \"x\", b = 2 }", "over"));
    CHECK(inline_toml(base) == "{ t = { kind = \"x\", a = 1, b = 2 } }");
    merge(base, parse_toml("t = { kind = \"y\", c = 3 }", "over"));
    CHECK(inline_toml(base) == "{ t = { kind = \"y\", c = 3 } }");
}

TEST_CASE("a dotted path makes the tables on its way", "[config][tree]")
{
    Tree root;
    assign(root, "a.b.c", Tree{true, {"--set", 1, 7}});
    CHECK(inline_toml(root) == "{ a = { b = { c = true } } }");
}

TEST_CASE("a printed document reads back to the same data", "[config][tree]")
{
    const char* text = "a = 1\nb = 2.0\nc = \"quote \\\" tab \\t\"\nd = 2025-06-01T00:00:00+02:00\n"
                       "e = 1969-12-31T23:59:59.5-03:30\n"
                       "[t]\nf = [1, 2]\n[t.u]\ng = true\n[t.empty]\n[\"with space\"]\nh = {}\n";
    const Tree tree = parse_toml(text, "f");
    const Tree again = parse_toml(to_toml(tree), "g");
    CHECK(to_toml(tree) == to_toml(again));
    CHECK(same_data(tree, again));
}

TEST_CASE("an instant is UTC with the offset as written", "[config][tree][analytic]")
{
    const Tree tree =
        parse_toml("t = 2025-06-01T00:00:00+02:00\nepoch = 1970-01-01T00:00:00Z\nlocal = 2025-06-01", "f");
    const Instant t = std::get<Instant>(tree.find("t")->data);
    CHECK(t.unix_ns == 1'748'728'800'000'000'000); // date -u -d 2025-05-31T22:00:00Z +%s
    CHECK(t.offset_minutes == 120);
    CHECK(instant_text(t) == "2025-06-01T00:00:00+02:00");
    CHECK(std::get<Instant>(tree.find("epoch")->data).unix_ns == 0);
    CHECK(std::get<LocalTime>(tree.find("local")->data).text == "2025-06-01");
}
