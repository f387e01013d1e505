#include "sample.h"
#include "sim/config/render.h"
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace sample;

namespace {

constexpr const char* rows_text = R"(
[cooler.loud]
summary = "a fan"
source  = "data sheet"
kind    = "fan"
rated   = "5 kW"
[cooler.cold]
source   = "data sheet"
kind     = "water-chiller"
setpoint = "15 degC"
)";

struct ReadList {
    std::vector<Chosen<Cooler>> chosen;
    Resolved resolved;
    std::vector<Problem> problems;

    std::string names() const
    {
        std::string text;
        for (const Chosen<Cooler>& c : chosen) text += c.name + '=' + c.make()->name() + ' ';
        return text;
    }
};

void declare(Fields& f, std::vector<Chosen<Cooler>>& chosen)
{
    f.table("hall", "a room", [&](Fields& g) { g.presets("coolers", "cooler", coolers(), chosen, "all that cools"); });
}

ReadList read_list(const std::string& text)
{
    const Document document = parse_document(text, "s.toml", {}, parse_toml(rows_text, "catalog/rows.toml"));
    ReadList r;
    r.resolved =
        visit_tree(document.resolved(0), document.catalogue(), r.problems, [&](Fields& f) { declare(f, r.chosen); });
    return r;
}

std::string complaint(const std::string& text)
{
    const ReadList r = read_list(text);
    REQUIRE(r.problems.size() == 1);
    return headline(r.problems[0]);
}

} // namespace

TEST_CASE("a list of rows makes what each row says, in the order of the registry", "[config][presets]")
{
    const ReadList a = read_list("[hall]\ncoolers = [\"cold\", \"loud\"]\n");
    CHECK(a.problems.empty());
    CHECK(a.names() == "loud=fan cold=chiller ");
    const ReadList b = read_list("[hall]\ncoolers = [\"loud\", \"cold\"]\n");
    CHECK(b.names() == a.names());
    CHECK(fingerprint_text(b.resolved) == fingerprint_text(a.resolved));
    CHECK(read_list("[hall]\n").chosen.empty());
    CHECK(read_list("[hall]\ncoolers = []\n").problems.empty());
}

TEST_CASE("a scenario adds rows and changes those that are there", "[config][presets]")
{
    const std::string own = "[hall]\ncoolers = [\"loud\", \"mine\"]\n[catalog.cooler.loud]\nrated = \"7 kW\"\n"
                            "[catalog.cooler.mine]\nkind = \"fan\"\n";
    const ReadList r = read_list(own);
    CHECK(r.problems.empty());
    CHECK(r.names() == "loud=fan mine=fan ");
    const std::string text = fingerprint_text(r.resolved);
    CHECK(text.find("catalog.cooler.loud.rated = 7000") != std::string::npos);
    CHECK(text.find("catalog.cooler.mine.curve = 3") != std::string::npos); // a default counts, too
}

TEST_CASE("wrong names in a list, and wrong keys in a row, are told at their place", "[config][presets]")
{
    CHECK(complaint("[hall]\ncoolers = [\"loud\", \"cald\"]\n") ==
          "s.toml:2:20: 'hall.coolers' is unknown: \"cald\" (did you mean 'cold'? known: loud, cold)");
    CHECK(complaint("[hall]\ncoolers = [\"loud\", \"cold\", \"loud\"]\n") ==
          "s.toml:2:28: 'hall.coolers' names \"loud\" twice (each counts once)");
    CHECK(complaint("[hall]\ncoolers = \"loud\"\n") ==
          "s.toml:2:11: 'hall.coolers' is a string where a list belongs (write [ ... ])");
    CHECK(
        complaint("[hall]\ncoolers = [\"loud\"]\n[catalog.cooler.loud]\nratid = \"7 kW\"\n") ==
        "s.toml:4:1: 'catalog.cooler.loud.ratid' is not a known key with kind = \"fan\" (did you mean 'rated'? known: "
        "kind, rated, curve)");
    CHECK(complaint("[hall]\ncoolers = [\"bare\"]\n[catalog.cooler.bare]\nrated = \"7 kW\"\n") ==
          "s.toml:3:1: 'catalog.cooler.bare.kind' is missing (known: fan, water-chiller)");
    CHECK(complaint("[hall]\ncoolers = [\"cold\"]\n[catalog.cooler.cold]\nsetpoint = \"90 degC\"\n") ==
          "s.toml:4:12: 'catalog.cooler.cold.setpoint' is 90 degC (allowed: at least 5 degC and at most 40 degC)");
}

TEST_CASE("a list of rows reads back from the resolved scenario with its rows", "[config][presets][invariant]")
{
    const ReadList once =
        read_list("[hall]\ncoolers = [\"cold\", \"mine\"]\n[catalog.cooler.mine]\nkind = \"fan\"\nrated = \"3 kW\"\n");
    const std::string resolved = resolved_text(once.resolved);
    INFO(resolved);
    const ReadList twice = read_list(resolved);
    CHECK(twice.problems.empty());
    CHECK(twice.names() == once.names());
    CHECK(fingerprint_text(twice.resolved) == fingerprint_text(once.resolved));
    CHECK(resolved_text(twice.resolved) == resolved);
}

TEST_CASE("schema and reference know the list and what a row of each kind holds", "[config][presets]")
{
    const Tree rows = parse_toml(rows_text, "catalog/rows.toml");
    const Resolved all = describe(rows, [](Fields& f) {
        std::vector<Chosen<Cooler>> chosen;
        declare(f, chosen);
    });
    const auto schema = nlohmann::json::parse(json_schema(all));
    const auto& list = schema["properties"]["hall"]["properties"]["coolers"];
    CHECK(list["type"] == "array");
    CHECK(list["items"]["enum"] == nlohmann::json{"loud", "cold"});
    const auto& row = schema["properties"]["catalog"]["properties"]["cooler"]["additionalProperties"];
    CHECK(row["properties"].contains("rated"));
    CHECK(row["properties"].contains("source"));
    CHECK_FALSE(schema["properties"]["policy"]["additionalProperties"]["properties"].contains("catalog"));
    bool told = false;
    for (const ReferenceRow& r : reference_rows(all)) told = told || r.path == "catalog.cooler.NAME.setpoint";
    CHECK(told);
}
