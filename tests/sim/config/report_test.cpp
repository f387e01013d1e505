#include "sample.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>
#include <sstream>

using namespace sample;

namespace {

std::vector<std::string> lines_of(const std::string& text)
{
    std::istringstream in{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string text_of(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

Resolved described()
{
    const Tree rows = catalogue();
    return describe(rows, [](Fields& f) {
        Scenario s;
        fields(f, s);
    });
}

ReferenceRow row_of(const std::vector<ReferenceRow>& rows, const std::string& path)
{
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const ReferenceRow& r) { return r.path == path; });
    INFO(path);
    REQUIRE(at != rows.end());
    return *at;
}

} // namespace

TEST_CASE("the resolved scenario reads back to the same parameters and fingerprint", "[config][report][invariant]")
{
    const Read once = read_text(full_text);
    const std::string resolved = resolved_text(once.resolved);
    INFO(resolved);
    const Read twice = read_text(resolved);
    CHECK(twice.problems.empty());
    CHECK(twice.scenario == once.scenario);
    CHECK(twice.resolved.currency == "EUR");
    CHECK(fingerprint_text(twice.resolved) == fingerprint_text(once.resolved));
    CHECK(resolved_text(twice.resolved) == resolved);
}

TEST_CASE("any scenario reads back from its resolved text", "[config][report][invariant]")
{
    CHECK(rc::check("for any values", [](double power, double price, std::uint32_t seed, bool battery) {
        const auto size = [](double x) { return std::min(std::abs(x), 1e30); };
        const std::string text =
            "[scenario]\nduration = \"" + std::to_string(seed % 1000000 + 1) + " ms\"\nseed = " + std::to_string(seed) +
            "\n[cluster]\npower = \"" + quantity_text(size(power), Power::dim) + "\"\n[supply]\nprice = \"" +
            quantity_text(size(price), Price::dim) + "\"\n" + (battery ? "battery = { energy = \"2 kWh\" }\n" : "");
        const Read once = read_text(text);
        RC_ASSERT(once.problems.empty());
        const Read twice = read_text(resolved_text(once.resolved));
        RC_ASSERT(twice.problems.empty());
        RC_ASSERT(twice.scenario == once.scenario);
        RC_ASSERT(fingerprint_text(twice.resolved) == fingerprint_text(once.resolved));
    }));
}

TEST_CASE("an unknown key anywhere is reported at its line", "[config][report][invariant]")
{
    const std::vector<std::string> lines = lines_of(full_text);
    for (std::size_t at = 2; at <= lines.size(); ++at) { // from the first line below a header on
        std::vector<std::string> broken = lines;
        broken.insert(broken.begin() + static_cast<std::ptrdiff_t>(at), "unheard-of = 1");
        const Read r = read_text(text_of(broken));
        CAPTURE(at);
        const int line = static_cast<int>(at) + 1;
        CHECK(std::any_of(r.problems.begin(), r.problems.end(), [&](const Problem& p) {
            return p.origin.line == line && p.text.find("is not a known key") == 0;
        }));
    }
}

TEST_CASE("an unknown unit anywhere is reported at its line", "[config][report][invariant]")
{
    const std::vector<std::string> lines = lines_of(full_text);
    for (const char* key : {"duration", "price", "intensity", "energy", "power", "setpoint", "slack", "rate"}) {
        const auto at = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.starts_with(key); });
        REQUIRE(at != lines.end());
        std::vector<std::string> broken = lines;
        const auto index = at - lines.begin();
        broken[static_cast<std::size_t>(index)] = std::string{key} + " = \"3 furlongs\"";
        const Read r = read_text(text_of(broken));
        CAPTURE(key);
        REQUIRE(r.problems.size() == 1);
        CHECK(r.problems[0].origin.line == static_cast<int>(index) + 1);
    }
}

TEST_CASE("the listing says where each value comes from", "[config][report]")
{
    const Read r = read_text(full_text, 0, {"scenario.seed=7"});
    const auto place = [&](const std::string& path) {
        for (const ListedValue& v : listing(r.resolved))
            if (v.path == path) return inline_toml(*v.value) + " from " + v.place;
        return std::string{};
    };
    CHECK(place("scenario.seed") == "7 from --set:1:15");
    CHECK(place("scenario.duration") == "\"28 d\" from s.toml:5:12");
    CHECK(place("cluster.power") == "\"10.2 kW\" from catalog/sample.toml:4:9");
    CHECK(place("cooling.band") == "\"2 K\" from default");
    CHECK(place("supply.price") == "\"95 EUR/MWh\" from s.toml:13:9");
}

TEST_CASE("equal parameters have equal fingerprints, however they are written", "[config][report]")
{
    const auto print = [](const std::string& price) {
        return fingerprint_text(read_text("[scenario]\nduration = \"" + price + "\"\n").resolved);
    };
    CHECK(print("1 d") == print("24 h"));
    CHECK(print("1 d") != print("25 h"));
}

TEST_CASE("the reference lists every key with type, default, range and choices", "[config][report]")
{
    const auto rows = reference_rows(described());
    const ReferenceRow power = row_of(rows, "cooling.rated");
    CHECK(power.when == "cooling.kind = fan");
    CHECK(power.type == "power (W, kW, MW, GW)");
    CHECK(inline_toml(*power.fallback) == "\"2 kW\"");
    CHECK(power.range == "at least 1 kW and at most 1 MW");
    CHECK(row_of(rows, "cooling.setpoint").when == "cooling.kind = water-chiller");
    CHECK(row_of(rows, "cooling.setpoint").required);
    CHECK(row_of(rows, "cooling.kind").words == std::vector<std::string>{"fan", "water-chiller"});
    CHECK(row_of(rows, "workload.NAME.gpus").type == "list of whole number");
    CHECK(row_of(rows, "cooling").type == "table, or only its rated");
    CHECK(row_of(rows, "supply.battery").type == "table, may be left out");
}

TEST_CASE("the JSON Schema is JSON and knows the keys", "[config][report]")
{
    const auto schema = nlohmann::json::parse(json_schema(described()));
    CHECK(schema["properties"]["scenario"]["properties"]["traces"]["enum"].size() == 3);
    CHECK(schema["properties"]["cluster"]["properties"]["nodes"]["minimum"] == 1);
    const auto& cooling = schema["properties"]["cooling"]["anyOf"]; // a bare value or a table
    CHECK(cooling[0]["type"] == "string");
    CHECK(cooling[0]["default"] == "2 kW");
    CHECK(cooling[1]["allOf"].size() == 2);
    CHECK(schema["properties"]["workload"]["additionalProperties"]["properties"].contains("slack"));
    CHECK(schema["properties"]["policy"]["additionalProperties"]["properties"].contains("extends"));
    CHECK(schema["additionalProperties"] == false);
}
