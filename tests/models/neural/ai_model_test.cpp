#include "models/neural/ai_model.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const Tree& catalogue()
{
    static const Tree rows = embedded_catalogue();
    return rows;
}

AiModel model(const std::string& name)
{
    return catalogue_model(catalogue(), name);
}

std::string complaint(const std::string& text)
{
    AiModel m;
    std::vector<Problem> problems;
    visit_tree(parse_toml(text, "s.toml"), catalogue(), problems,
               [&](Fields& f) { model_field(f, "model", m, "the model"); });
    REQUIRE(problems.size() == 1);
    return problems[0].key + ' ' + problems[0].text;
}

} // namespace

TEST_CASE("every row of the catalogue of models reads, and says where it is from and how far it is known",
          "[neural][catalogue]")
{
    const Tree* rows = catalogue().find("model");
    REQUIRE(rows);
    CHECK(rows->table()->size() >= 36);
    for (const Entry& row : *rows->table()) {
        INFO(row.key);
        CHECK_NOTHROW(model(row.key));
        for (const char* remark : {"summary", "source"}) {
            REQUIRE(row.value.find(remark));
            CHECK_FALSE(row.value.find(remark)->text()->empty());
        }
        REQUIRE(row.value.find("mark"));
        const std::string mark = *row.value.find("mark")->text();
        CHECK((mark == "published" || mark == "measured" || mark == "unverified"));
    }
}

TEST_CASE("keys and values of a token follow from layers and heads", "[neural][analytic]")
{
    struct Row {
        const char* name;
        double kilobytes; ///< at 16 bit, as published tables round it
    };
    for (const Row& r : {Row{"transformer-big", 24},
                         {"whisper-large-v2", 164},
                         {"gpt-2-xl", 307},
                         {"gpt-3", 4720},
                         {"bloom-176b", 4010},
                         {"llama-1-65b", 2620},
                         {"llama-2-7b", 524},
                         {"llama-2-13b", 819},
                         {"llama-2-70b", 328},
                         {"llama-3-1-8b", 131},
                         {"llama-3-1-70b", 328},
                         {"mixtral-8x7b", 131},
                         {"llama-4-scout", 197},
                         {"deepseek-v3", 70}}) {
        INFO(r.name);
        CHECK(cache_per_token(model(r.name), 2).si() / 1e3 == Approx(r.kilobytes).epsilon(0.025));
    }
    CHECK(cache_per_token(model("bert-large"), 2) == Bytes{});
}

TEST_CASE("a forward pass takes two operations per active parameter", "[neural][analytic]")
{
    struct Row {
        const char* name;
        double gflop;
    };
    for (const Row& r : {Row{"resnet-50", 8.2},
                         {"bert-large", 0.67},
                         {"distilbert", 0.085},
                         {"gpt-2-xl", 3},
                         {"gpt-3", 350},
                         {"bloom-176b", 352},
                         {"llama-1-65b", 130},
                         {"llama-2-7b", 13.5},
                         {"llama-2-13b", 26},
                         {"llama-2-70b", 138},
                         {"llama-3-1-8b", 16},
                         {"llama-3-1-70b", 141},
                         {"mixtral-8x7b", 25.8},
                         {"llama-4-scout", 34},
                         {"deepseek-v3", 74}}) {
        INFO(r.name);
        CHECK(matrix_flops(model(r.name)).si() / 1e9 == Approx(r.gflop).epsilon(0.01));
    }
}

TEST_CASE("the width of the feed-forward part follows from what the other parts leave", "[neural][analytic]")
{
    CHECK(feed_forward_width(model("gpt-3")) == Approx(4 * 12288).epsilon(0.005));
    CHECK(feed_forward_width(model("megatron-22b")) == Approx(4 * 6144).epsilon(0.01));
    CHECK(feed_forward_width(model("llama-2-7b")) == Approx(11008).epsilon(0.04)); // its two tables count as one
    CHECK(feed_forward_width(model("llama-2-70b")) == Approx(28672).epsilon(0.01));
    CHECK(feed_forward_width(model("deepseek-v3")) == Approx(9 * 2048).epsilon(0.05));
}

TEST_CASE("experts hold what a token does not pass, shared by those that it does not choose", "[neural][analytic]")
{
    const AiModel scout = model("llama-4-scout");
    CHECK(expert_parameters(scout) == Approx((109e9 - 17e9) / 15));
    CHECK(dense_parameters(scout) + scout.active_experts * expert_parameters(scout) == Approx(17e9));
    // Three matrices of 4096 x 14336 in 32 layers [arXiv 2401.04088].
    CHECK(expert_parameters(model("mixtral-8x7b")) == Approx(3.0 * 4096 * 14336 * 32).epsilon(0.005));
    CHECK(expert_parameters(model("gpt-3")) == 0);
}

TEST_CASE("a model of the user's own needs only a table", "[neural][config]")
{
    AiModel m;
    std::vector<Problem> problems;
    const Tree tree = parse_toml("[model]\npreset = \"mine\"\nlayers = 3\n"
                                 "[catalog.model.mine]\nparameters = 1e9\nlayers = 2\nhidden = 64\nheads = 4\n",
                                 "s.toml");
    Tree rows = catalogue();
    merge(rows, *tree.find("catalog"));
    Tree scenario;
    scenario.set("model", *tree.find("model"));
    visit_tree(scenario, rows, problems, [&](Fields& f) { model_field(f, "model", m, "the model"); });
    CHECK(problems.empty());
    CHECK(m.name == "mine");
    CHECK(m.layers == 3);
    CHECK(cache_per_token(m, 2) == Bytes{3 * 2 * 64 * 2});
}

TEST_CASE("what cannot be a model is told", "[neural][config]")
{
    CHECK(complaint("model = \"gpt3\"\n").starts_with("model.preset is unknown: \"gpt3\" (did you mean 'gpt-3'?)"));
    CHECK(complaint("[model]\nparameters = 1e9\n") ==
          "model.layers is not enough to tell the shape (a transformer needs layers, hidden and heads)");
    CHECK(complaint("[model]\npreset = \"mixtral-8x7b\"\nactive_parameters = 50e9\n")
              .starts_with("model.active_parameters is more than"));
    CHECK(complaint("[model]\npreset = \"gpt-3\"\nexperts = 8\nactive_experts = 2\n")
              .starts_with("model.active_parameters is missing"));
}
