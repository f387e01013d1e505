#include "sample.h"
#include "sim/config/catalogue.h"
#include "sim/config/render.h"
#include <catch2/catch.hpp>
#include <fstream>

using namespace sample;

namespace {

Document document(const std::string& text, const std::vector<std::string>& sets = {})
{
    return parse_document(text, "s.toml", sets, {});
}

std::vector<std::string> complaints(const std::string& text, const std::vector<std::string>& sets = {})
{
    std::vector<std::string> lines;
    try {
        const Document read = document(text, sets);
        for (const Problem& p : read.policy_problems()) lines.push_back(headline(p));
    } catch (const ConfigError& e) {
        for (const Problem& p : e.problems()) lines.push_back(headline(p));
    }
    return lines;
}

std::string value(const Tree& tree, const char* key)
{
    return inline_toml(*tree.find(key));
}

/// A folder of files that goes away with the test.
class Folder {
public:
    Folder() : path_{std::filesystem::temp_directory_path() / "dcsim_document_test"}
    {
        std::filesystem::create_directories(path_ / "sub");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const char* name, const char* text) const
    {
        std::ofstream{path_ / name} << text;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

} // namespace

TEST_CASE("without a policy there is one, the baseline", "[config][document]")
{
    const Document d = document("a = 1\n");
    REQUIRE(d.policies().size() == 1);
    CHECK(d.policies()[0].name == "baseline");
    CHECK(d.policies()[0].is_baseline);
    CHECK(value(d.resolved(0), "a") == "1");
}

TEST_CASE("policies keep the order of the file and compose in the order of extends", "[config][document]")
{
    const Document d = document("x = 0\ny = 0\n[policy.z]\nbaseline = true\n[policy.b]\nx = 1\ny = 1\n"
                                "[policy.a]\ny = 2\n[policy.all]\nextends = [\"b\", \"a\"]\n");
    REQUIRE(d.policies().size() == 4);
    CHECK(d.policies()[0].name == "z");
    CHECK(d.policies()[1].name == "b");
    CHECK(value(d.resolved(3), "x") == "1");
    CHECK(value(d.resolved(3), "y") == "2");
    CHECK(value(d.resolved(0), "x") == "0");
    CHECK_FALSE(d.resolved(0).find("baseline"));
}

TEST_CASE("exactly one policy is the baseline", "[config][document]")
{
    CHECK(document("[policy.a]\n[policy.baseline]\n").policies()[1].is_baseline);
    CHECK(complaints("[policy.a]\n[policy.b]\n") ==
          std::vector<std::string>{"s.toml:1:1: 'policy' has no baseline (write baseline = true in one of: a, b)"});
    CHECK(complaints("[policy.a]\nbaseline = true\n[policy.b]\nbaseline = true\n") ==
          std::vector<std::string>{
              "s.toml:4:12: 'policy.b.baseline' is a second baseline (the first is a; a study has one)"});
}

TEST_CASE("faults of the structure are told together", "[config][document]")
{
    const auto lines = complaints("schema = 2\n[policy.baseline]\nextends = \"bas\"\n[policy.p]\nextends = \"q\"\n"
                                  "[policy.q]\nextends = \"p\"\n[policy.r]\nsweep = 1\n[[rack]]\na = 1\n");
    const std::vector<std::string> expected{
        "s.toml:1:10: 'schema' is 2, but this program reads schema 1",
        "s.toml:10:1: 'rack' is a list of tables (name each: [rack.NAME])",
        "s.toml:3:11: 'policy.baseline.extends' names the unknown policy \"bas\" (known: baseline, p, q, r)",
        "s.toml:7:11: 'policy.q.extends' goes in a circle (p -> q -> p)",
        "s.toml:5:11: 'policy.p.extends' goes in a circle (q -> p -> q)",
        "s.toml:9:1: 'policy.r.sweep' belongs to the scenario, not to a policy"};
    CHECK(lines == expected);
}

TEST_CASE("--set wins over policies, takes TOML or a bare word, and reaches into policies", "[config][document]")
{
    const Document d = document("a = 1\n[policy.baseline]\na = 2\n[policy.p]\na = 3\n",
                                {"b.c=fcfs", "policy.p.d=[1, 2]", "e=\"1 d\"", "f=2.5"});
    const Tree tree = d.resolved(1);
    CHECK(value(tree, "a") == "3");
    CHECK(value(*tree.find("b"), "c") == "\"fcfs\"");
    CHECK(tree.find("b")->find("c")->origin == Origin{"--set", 1, 5});
    CHECK(value(tree, "d") == "[1, 2]");
    CHECK_FALSE(d.resolved(0).find("d"));
    CHECK(value(tree, "e") == "\"1 d\"");
    CHECK(value(tree, "f") == "2.5");
    CHECK(value(document("a = 1\n[policy.baseline]\na = 2\n", {"a=9"}).resolved(0), "a") == "9");
    CHECK(complaints("a = 1\n", {"noequals", "a..b=1", "schema=2"}).size() == 3);
}

TEST_CASE("a point of a sweep lies below the policies", "[config][document]")
{
    const Document d = document("a = 1\nb = 1\n[policy.baseline]\na = 2\n[policy.p]\nc = 1\n"
                                "[sweep]\n\"policy.p.c\" = [1, 2]\nb = [3, 4]\n");
    REQUIRE(d.sweep().table()->size() == 2);
    CHECK(d.sweep().table()->front().key == "policy.p.c");
    CHECK_FALSE(d.resolved(0).find("sweep"));
    const Document point = d.at({{"policy.p.c", Tree{std::int64_t{7}, {}}},
                                 {"a", Tree{std::int64_t{8}, {}}},
                                 {"b", Tree{std::int64_t{9}, {}}}});
    CHECK(value(point.resolved(0), "a") == "2");
    CHECK(value(point.resolved(1), "a") == "8");
    CHECK(value(point.resolved(1), "b") == "9");
    CHECK(value(point.resolved(1), "c") == "7");
}

TEST_CASE("includes lie below their file, relative to it, later over earlier", "[config][document]")
{
    const Folder folder;
    folder.write("sub/one.toml", "a = 1\nb = 1\nc = 1\ninclude = \"deep.toml\"\n");
    folder.write("sub/deep.toml", "a = 0\nd = 0\n");
    folder.write("two.toml", "b = 2\nc = 2\n");
    const Document d =
        load_document(folder.write("main.toml", "include = [\"sub/one.toml\", \"two.toml\"]\nc = 3\n"), {}, {});
    CHECK(inline_toml(d.resolved(0)) == "{ a = 1, d = 0, b = 2, c = 3 }");
}

TEST_CASE("a circle of includes is told with its chain, an unreadable include with its place", "[config][document]")
{
    const Folder folder;
    folder.write("b.toml", "include = \"a.toml\"\n");
    const auto a = folder.write("a.toml", "include = [\"b.toml\", \"missing.toml\"]\n");
    try {
        load_document(a, {}, {});
        FAIL("no error");
    } catch (const ConfigError& e) {
        REQUIRE(e.problems().size() == 2);
        CHECK(e.problems()[0].text.find("goes in a circle") == 0);
        CHECK(e.problems()[0].text.find("b.toml -> ") != std::string::npos);
        CHECK(e.problems()[1].text.find("No such file") != std::string::npos);
        CHECK(e.problems()[1].origin.column == 22);
    }
    CHECK_THROWS_AS(load_document(a.parent_path() / "none.toml", {}, {}), IoError);
}

TEST_CASE("equal problems of several policies become one that names them", "[config][render]")
{
    const Problem base{{"f", 1, 1}, "a", "x"}, shared{{"f", 2, 1}, "b", "y"}, single{{"f", 3, 1}, "c", "z"};
    const auto all = combined({{"o", {base}}, {"p", {base, shared}}, {"q", {base, shared, single}}});
    REQUIRE(all.size() == 3);
    CHECK(all[0].text == "x");
    CHECK(all[1].text == "y (in policies p, q)");
    CHECK(all[2].text == "z (in policy q)");
}

TEST_CASE("a problem is shown with its line and a caret", "[config][render]")
{
    const Folder folder;
    const std::string file = folder.write("f.toml", "a = 1\n\tb = \"\xc3\xa4\" # x\n").string();
    CHECK(render({{{file, 2, 6}, "b", "is bad"}}) == file + ":2:6: 'b' is bad\n  \tb = \"\xc3\xa4\" # x\n  \t    ^\n");
    CHECK(render({{{"--set", 1, 3}, "a", "is bad"}}, {"a=x"}) == "--set:1:3: 'a' is bad\n  a=x\n    ^\n");
    CHECK(render({{{}, "", "no place"}}) == "no place\n");
}

TEST_CASE("the catalogue in the program is valid", "[config][catalogue]")
{
    const Tree all = embedded_catalogue();
    for (const Entry& kind : *all.table()) {
        REQUIRE(kind.value.table());
        for (const Entry& row : *kind.value.table()) CHECK(row.value.table());
    }
}

TEST_CASE("a row of the program that is read alone is that of the whole catalogue", "[config][catalogue]")
{
    const Tree all = embedded_catalogue();
    const Catalogue rows = Catalogue::of_program();
    for (const Entry& kind : *all.table()) {
        std::vector<std::string_view> names;
        for (const Entry& row : *kind.value.table()) {
            INFO(kind.key << '.' << row.key);
            names.push_back(row.key);
            const std::optional<Tree> alone = rows.row(kind.key, row.key);
            REQUIRE(alone);
            CHECK(same_data(*alone, row.value));
            CHECK(alone->origin.file == row.value.origin.file);
            CHECK(alone->origin.line == row.value.origin.line);
        }
        CHECK(rows.names(kind.key) == names);
    }
    CHECK(same_data(rows.all(), all));
    CHECK_FALSE(rows.row("accelerator", "abacus"));
    CHECK_FALSE(rows.row("abacus", "h100-sxm"));
}

TEST_CASE("rows that are laid over those of the program change their keys, or stand behind them", "[config][catalogue]")
{
    Catalogue rows = Catalogue::of_program();
    rows.lay(parse_toml("[accelerator.h100-sxm]\nsummary = 'mine'\n[accelerator.new]\nsummary = 'new'\n", "s.toml"));
    const std::optional<Tree> changed = rows.row("accelerator", "h100-sxm");
    REQUIRE(changed);
    CHECK(*changed->find("summary")->text() == "mine");
    CHECK(changed->find("source"));
    CHECK(rows.names("accelerator").back() == "new");
    CHECK(*rows.row("accelerator", "new")->find("summary")->text() == "new");
    CHECK(same_data(*rows.all().find("accelerator")->find("h100-sxm"), *changed));
}

TEST_CASE("rows are laid one over the other, whatever another kind throws away in between", "[config][catalogue]")
{
    const std::vector<Tree> layers{parse_toml("[law.r]\nkind = 'a'\nx = 1\n", "a.toml"),
                                   parse_toml("[law.r]\nkind = 'b'\ny = 2\n", "b.toml"),
                                   parse_toml("[law.r]\nkind = 'a'\nz = 3\n", "c.toml")};
    Catalogue rows{layers[0]};
    Tree expected = layers[0];
    for (const Tree& layer : {layers[1], layers[2]}) {
        rows.lay(layer);
        merge(expected, layer);
    }
    CHECK(same_data(*rows.row("law", "r"), *expected.find("law")->find("r")));
    CHECK_FALSE(rows.row("law", "r")->find("x"));
    CHECK(same_data(rows.all(), expected));
}

TEST_CASE("problems are shown file by file in the order of their lines", "[config][render]")
{
    const std::string text = render({{{"b", 9, 1}, "x", "1"},
                                     {{"a", 5, 2}, "x", "2"},
                                     {{"b", 2, 1}, "x", "3"},
                                     {{"a", 5, 1}, "x", "4"},
                                     {{"b", 0, 0}, "x", "5"}});
    CHECK(text == "b: 'x' 5\nb:2:1: 'x' 3\nb:9:1: 'x' 1\na:5:1: 'x' 4\na:5:2: 'x' 2\n");
}

TEST_CASE("--set into a policy that does not exist names those that do", "[config][document]")
{
    CHECK(
        complaints("[policy.baseline]\n[policy.solar]\na = 1\n", {"policy.soler.a=2"}) ==
        std::vector<std::string>{
            "--set:1:1: 'policy.soler' is no policy of this scenario (did you mean 'solar'? known: baseline, solar)"});
}

TEST_CASE("syntax errors speak of the mistake", "[config][document]")
{
    CHECK(complaints("a = \"open\nb = 1\n")[0].find("a text is not closed before the end of its line") !=
          std::string::npos);
    CHECK(complaints("a = 1\na = 2\n")[0].find("'a' is written a second time") != std::string::npos);
}
