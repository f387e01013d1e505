#include "tests/models/efficiency/read.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

std::string complaint(const std::string& toml)
{
    const ReadTechniques r = read(toml);
    REQUIRE(r.problems.size() == 1);
    return r.problems[0].key + ' ' + r.problems[0].text;
}

std::string list(const std::string& names)
{
    return "[work]\ntechniques = [" + names + "]\n";
}

} // namespace

TEST_CASE("every row of the catalogue of techniques reads, and says where it is from and how far it is known",
          "[efficiency][catalogue]")
{
    const Tree* rows = catalogue().find("technique");
    REQUIRE(rows);
    CHECK(rows->table()->size() >= 16);
    for (const Entry& row : *rows->table()) {
        INFO(row.key);
        REQUIRE(row.value.find("summary"));
        REQUIRE(row.value.find("source"));
        REQUIRE(row.value.find("mark"));
        const std::string mark = *row.value.find("mark")->text();
        CHECK((mark == "measured" || mark == "published" || mark == "unverified"));
        CHECK(techniques('"' + row.key + '"').names() == std::vector{row.key});
    }
}

TEST_CASE("every kind of technique has a row of the catalogue", "[efficiency][catalogue]")
{
    for (const auto& kind : technique_models()) {
        INFO(kind.name);
        bool there = false;
        for (const Entry& row : *catalogue().find("technique")->table())
            there = there || *row.value.find("kind")->text() == kind.name;
        CHECK(there);
    }
}

TEST_CASE("accuracy is a label with its source, or not modelled", "[efficiency]")
{
    const auto labels = techniques("\"hardware-aware-training\", \"fp8\"").accuracies();
    REQUIRE(labels.size() == 2);
    CHECK(labels[0] == "fp8: no loss on Llama 3.1 of 8B, 70B and 405B [arXiv 2411.02355]");
    CHECK(labels[1] == "hardware-aware-training: not modelled");
}

TEST_CASE("techniques that clash, or are unknown, are told", "[efficiency][config]")
{
    CHECK(complaint(list("\"pruning\", \"pruning\"")) == "work.techniques names \"pruning\" twice (each counts once)");
    CHECK(complaint(list("\"prunning\"")).find("did you mean 'pruning'?") != std::string::npos);
    CHECK(complaint(list("\"int8\", \"quantization\"")) ==
          "work.techniques names \"int8\" and \"quantization\", which are both int8 (each kind counts once)");
    CHECK(complaint(list("\"int4\", \"fp8\"")) ==
          "work.techniques names \"fp8\" and \"int4\", which both set the precision of weights (choose one)");
    CHECK(complaint(list("\"mine\"") + "[catalog.technique.mine]\nkind = \"distillation\"\nteacher = \"bert-base\"\n"
                                       "student = \"resnet-50\"\n")
              .find("is of another architecture than what it replaces") != std::string::npos);
    CHECK(complaint(list("\"mine\"") + "[catalog.technique.mine]\nkind = \"distillation\"\nteacher = \"llama-2-70b\"\n"
                                       "student = \"mixtral-8x7b\"\n")
              .find("is not dense") != std::string::npos);
}

TEST_CASE("a scenario changes rows and adds its own", "[efficiency][config]")
{
    Demand d;
    d.kernels = {{.flops = Flops{100}}};
    const Techniques t = techniques("\"pruning\", \"mine\"", nullptr,
                                    "[catalog.technique.pruning]\nkept = 0.5\n[catalog.technique.mine]\n"
                                    "kind = \"lightweight\"\noperations = 0.1\naccuracy = \"as measured here\"\n");
    t.apply(d);
    CHECK(d.kernels[0].flops.si() == Approx(5));
    CHECK(t.accuracies()[0] == "mine: as measured here");
}
