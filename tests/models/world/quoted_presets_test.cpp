#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {

std::string text_of(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

/// The lines of one table of a catalogue file, comments included.
std::string table_of(const std::string& file, const std::string& name)
{
    const std::string all = text_of("scenarios/catalog/" + file), head = "[" + name + "]";
    const std::size_t from = all.find(head);
    REQUIRE(from != std::string::npos);
    return all.substr(from, all.find("\n[", from) - from);
}

/// Numbers that say a share or a percentage of 35, 40 or 30.
std::vector<std::string> savings_in(const std::string& text)
{
    static const std::regex number{R"((^|[^0-9.])(0?\.(35|4|40|3|30)|35|40|30)(?![0-9.]))"};
    std::vector<std::string> found;
    for (std::sregex_iterator i{text.begin(), text.end(), number}, end; i != end; ++i) found.push_back(i->str(2));
    return found;
}

} // namespace

TEST_CASE("what campaigns save stands in no row that they are made of", "[presets]")
{
    REQUIRE(savings_in("saves 35 %, 0.4 and .30").size() == 3);
    CHECK(savings_in("1.35, 351 and 4.05").empty());
    for (const char* row : {"campaign-nlp", "campaign-vision", "campaign-rl"})
        CHECK(savings_in(table_of("workloads.toml", std::string{"workload."} + row)).empty());
    for (const char* row : {"pruning", "quantization", "hardware-aware-training"})
        CHECK(savings_in(table_of("techniques.toml", std::string{"technique."} + row)).empty());
}

TEST_CASE("no source file knows a preset of a campaign, a task or a year by its name", "[presets]")
{
    const std::regex name{"campaign-(nlp|vision|rl)|task-(image|translation|speech|generative)|\"era-20"};
    for (const char* folder : {"sim", "models", "app"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".h") continue;
            INFO(entry.path());
            CHECK_FALSE(std::regex_search(text_of(entry.path()), name));
        }
}
