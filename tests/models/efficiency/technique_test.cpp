#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "tests/models/efficiency/read.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// Work that is given as totals: a class of arithmetic and a class of traffic.
Demand totals()
{
    Demand d;
    d.kernels = {{.precision = Precision::bf16, .flops = Flops{7.585465e19}}, {.activations = Bytes{6.089212e17}}};
    d.core_time = Seconds{5.4e6};
    d.checkpoint = Bytes{1e9};
    return d;
}

const std::string all_three = "\"pruning\", \"quantization\", \"hardware-aware-training\"";

bool same(const Demand& a, const Demand& b)
{
    if (a.kernels.size() != b.kernels.size() || a.checkpoint != b.checkpoint) return false;
    for (std::size_t i = 0; i < a.kernels.size(); ++i) {
        const Kernels &x = a.kernels[i], &y = b.kernels[i];
        if (x.flops != y.flops || x.bytes() != y.bytes() || x.precision != y.precision || x.launches != y.launches ||
            x.compute_quality != y.compute_quality || x.memory_quality != y.memory_quality)
            return false;
    }
    return true;
}

Demand chat(double sequences)
{
    return decode(model("llama-3-1-8b"), {}, sequences, 400);
}

} // namespace

TEST_CASE("the three techniques of a campaign multiply: .5096 of arithmetic time, .70224 of traffic time, .60 of a "
          "checkpoint",
          "[efficiency][analytic]")
{
    const RooflineTime before = run(totals(), a100()), after = run(with(all_three, totals()), a100());
    CHECK(after.compute / before.compute == Approx(0.8 * 0.7 * 0.91).epsilon(1e-12)); // .5096
    CHECK(after.memory / before.memory == Approx(0.88 * 0.84 * 0.95).epsilon(1e-12)); // .70224
    CHECK(after.launches == 0);
    const double saved = with(all_three, totals()).checkpoint / totals().checkpoint;
    CHECK(0.5 + 0.5 * saved == Approx(0.80).epsilon(1e-12)); // of static time, half of which goes with checkpoints
    CHECK(with(all_three, totals()).core_time == totals().core_time);
}

TEST_CASE("each of them alone is the work change that it states", "[efficiency][analytic]")
{
    const RooflineTime before = run(totals(), a100());
    const auto ratio = [&](const std::string& name) {
        const RooflineTime after = run(with('"' + name + '"', totals()), a100());
        return std::pair{after.compute / before.compute, after.memory / before.memory};
    };
    CHECK(ratio("pruning").first == Approx(0.8));
    CHECK(ratio("pruning").second == Approx(0.88));
    CHECK(ratio("quantization").first == Approx(0.7));
    CHECK(ratio("quantization").second == Approx(0.84));
    CHECK(ratio("hardware-aware-training").first == Approx(0.91));
    CHECK(ratio("hardware-aware-training").second == Approx(0.95));
    CHECK(ratio("lightweight").first == Approx(0.45));
    CHECK(ratio("lightweight").second == Approx(0.45));
}

TEST_CASE("the order in which techniques are written changes no bit", "[efficiency][invariant]")
{
    const Demand d = with(all_three, totals());
    CHECK(same(d, with("\"hardware-aware-training\", \"quantization\", \"pruning\"", totals())));
    CHECK(same(d, with("\"quantization\", \"pruning\", \"hardware-aware-training\"", totals())));
    CHECK(same(with("\"kv-int8\", \"int8\", \"two-of-four\"", chat(8)),
               with("\"two-of-four\", \"kv-int8\", \"int8\"", chat(8))));
}

TEST_CASE("no technique leaves the demand as it was", "[efficiency]")
{
    Demand d = totals();
    Techniques{}.apply(d);
    CHECK(same(d, totals()));
    CHECK(Techniques{}.empty());
}

TEST_CASE("mixed precision adds the 32-bit copy of weights once", "[efficiency][analytic]")
{
    const double parameters = 3.9e9;
    const AiModel m{.architecture = Architecture::network, .parameters = parameters};
    const Demand after = with("\"mixed-precision\"", network_training(m, {.precision = Precision::fp32}));
    // 16-bit weights, 32-bit gradients, copy and two moments [arXiv 1910.02054].
    CHECK(after.footprint.total().si() == Approx((2 + 4 + 4 + 8) * parameters));
}

TEST_CASE("casts move what they convert, as often as there are casts", "[efficiency][analytic]")
{
    const double parameters = 1e8;
    const AiModel m{.architecture = Architecture::network, .parameters = parameters, .kernels = 30};
    const auto moved = [&](const std::string& casts) {
        const Demand d = with("\"c\"", network_training(m, {.precision = Precision::tf32}), nullptr,
                              "[catalog.technique.c]\nkind = \"mixed-precision\"\ncasts = " + casts + "\n");
        const Kernels& last = d.kernels.back();
        return last.stage == Stage::other ? last.weights.si() / parameters : 0;
    };
    CHECK(moved("1.0") == Approx(4 + 2 + 2 + 4)); // bytes of a weight, and of its gradient, read and written
    CHECK(moved("2.0") == Approx(24));
    CHECK(moved("1e-6") == Approx(12e-6));
    CHECK(moved("0.0") == 0);

    const auto rounded = [](const std::string& casts) {
        const Demand d =
            with("\"c\"", chat(8), nullptr, "[catalog.technique.c]\nkind = \"fp8\"\ncasts = " + casts + "\n");
        return d.kernels.back().activations.si();
    };
    CHECK(rounded("1e-6") == Approx(1e-6 * rounded("1.0")));
}

TEST_CASE("eight-bit weights take half the memory, four-bit ones a quarter and their scales", "[efficiency][analytic]")
{
    const Demand before = chat(1);
    CHECK(with("\"int8\"", before).footprint.weights / before.footprint.weights == Approx(0.5));
    CHECK(with("\"fp8\"", before).footprint.weights / before.footprint.weights == Approx(0.5));
    const double four = with("\"int4\"", before).footprint.weights / before.footprint.weights;
    CHECK(four == Approx((4 + 20.0 / 128) / 16));
    CHECK((four >= 0.25 && four <= 0.28)); // the table of tokens stays where the model is known
    const AiModel llama = model("llama-3-1-8b");
    const double table = 128'256.0 * 4096 / llama.parameters;
    CHECK(with("\"int4\"", before, &llama).footprint.weights / before.footprint.weights ==
          Approx(table + (1 - table) * four).epsilon(1e-3));
    CHECK(with("\"kv-int8\"", before).cache_per_token / before.cache_per_token == Approx(0.5 + 1.0 / 128));
    const Demand sparse = with("\"two-of-four\"", before);
    CHECK(sparse.footprint.weights / before.footprint.weights == Approx(0.5625));
    CHECK((sparse.footprint.weights + sparse.footprint.zeros) / before.footprint.weights == Approx(1));
    CHECK((sparse.kernels[0].weights + sparse.kernels[0].zeros) / before.kernels[0].weights == Approx(1));
}

TEST_CASE("indices of sparse values do not shrink with their bits", "[efficiency][analytic]")
{
    const Demand before = chat(1);
    const Demand after = with("\"two-of-four\", \"fp8\"", before);
    CHECK(after.footprint.weights / before.footprint.weights == Approx(0.5 * 0.625));
    CHECK(after.kernels[0].sparsity == Sparsity::two_of_four);
    CHECK(after.kernels[0].precision == Precision::fp8);
}

TEST_CASE("structured pruning keeps the residual stream of a transformer, and channels of both sides of a network",
          "[efficiency][analytic]")
{
    const std::string row = "[catalog.technique.half]\nkind = \"structured-pruning\"\nkept = 0.5\n";
    const AiModel gpt = model("gpt-3"), resnet = model("resnet-50");
    const TrainingStep t{.batch = 8, .sequence = 2048, .micro_batch = 1};
    const Demand before = training_step(gpt, {.data = 8}, t);
    Demand after = before;
    techniques("\"half\"", &gpt, row).apply(after);
    CHECK(after.kernels[0].flops / before.kernels[0].flops == Approx(0.5));
    // Of 4 h at the ends of matrices, 4 h of queries, keys, values and what enters the projection, and 8 h inside.
    CHECK(after.kernels[0].activations / before.kernels[0].activations == Approx((4 + 0.5 * 12) / 16).epsilon(0.001));
    CHECK(after.messages.back().bytes / before.messages.back().bytes == Approx(0.5)); // gradients
    CHECK(after.checkpoint / before.checkpoint == Approx(0.5));
    Demand network = network_training(resnet, {.batch = 32});
    const Bytes traffic = network.kernels[1].activations;
    techniques("\"half\"", &resnet, row).apply(network);
    CHECK(network.kernels[1].activations / traffic == Approx(std::sqrt(0.5)));
}

TEST_CASE("a student asks for what its own row asks for", "[efficiency][analytic]")
{
    const AiModel teacher = model("bert-base"), student = model("distilbert");
    const Demand own = prefill(student, {}, 8, 128);
    const Demand after = with("\"distilbert\"", prefill(teacher, {}, 8, 128));
    REQUIRE(after.kernels.size() == own.kernels.size());
    for (std::size_t i = 0; i < own.kernels.size(); ++i) {
        INFO(i);
        CHECK(after.kernels[i].flops.si() == Approx(own.kernels[i].flops.si()).epsilon(0.01));
        CHECK(after.kernels[i].bytes().si() == Approx(own.kernels[i].bytes().si()).epsilon(0.05));
    }
    CHECK(after.footprint.weights.si() == Approx(own.footprint.weights.si()).epsilon(0.01));
}

TEST_CASE("a student trains as its own row does", "[efficiency][analytic]")
{
    const AiModel teacher = model("bert-base"), student = model("distilbert");
    const TrainingStep t{.batch = 32, .sequence = 512, .micro_batch = 4};
    const Layout l{.data = 8};
    const Demand own = training_step(student, l, t), after = with("\"distilbert\"", training_step(teacher, l, t));
    REQUIRE(after.kernels.size() == own.kernels.size());
    for (std::size_t i = 0; i < own.kernels.size(); ++i) {
        INFO(i);
        CHECK(after.kernels[i].flops.si() == Approx(own.kernels[i].flops.si()));
        // Widths between the layers' ends follow from counts of parameters, which are rounded to two digits.
        CHECK(after.kernels[i].bytes().si() == Approx(own.kernels[i].bytes().si()).epsilon(0.005));
        CHECK(after.kernels[i].launches == Approx(own.kernels[i].launches));
    }
    CHECK(after.messages[0].bytes.si() == Approx(own.messages[0].bytes.si()));
    CHECK(after.checkpoint.si() == Approx(own.checkpoint.si()));
}

TEST_CASE("jobs of another model than the one that is replaced are refused", "[efficiency]")
{
    const AiModel bert = model("bert-base"), llama = model("llama-2-7b"), resnet = model("resnet-50");
    const auto refusal = [](const std::string& names, const AiModel* m) {
        const ReadTechniques r = read("[work]\ntechniques = [\"" + names + "\"]\n");
        return Techniques{r.chosen, {.model = m, .of_jobs = true}}.refusal(totals()).value_or("none");
    };
    CHECK(refusal("distilbert", &bert) == "none");
    CHECK(refusal("distilbert", &llama) == "distilbert: replaces bert-base, and the work is of llama-2-7b");
    CHECK(refusal("distilbert", nullptr) == "distilbert: replaces bert-base, and the work names no model");
    CHECK(refusal("compact-network", &resnet) == "none");
    CHECK(refusal("compact-network", &bert) == "compact-network: replaces resnet-50, and the work is of bert-base");
    AiModel wider = bert;
    wider.hidden *= 2;
    CHECK(refusal("distilbert", &wider) == "distilbert: replaces bert-base, and the work is of bert-base as changed");
}

TEST_CASE("what a technique costs once is work, and zero unless it is told", "[efficiency]")
{
    CHECK(techniques(all_three).one_offs(totals()).empty());
    const auto again = techniques("\"unstructured-pruning\"").one_offs(totals());
    REQUIRE(again.size() == 1);
    CHECK(again[0].technique == "unstructured-pruning");
    CHECK(again[0].work.of_work == Approx(0.1));
    CHECK(same(again[0].work.demand, totals()));

    const AiModel llama = model("llama-3-1-8b");
    const std::string row = "[catalog.technique.fp8]\nretraining_items = 1e9\n";
    const auto tokens = techniques("\"fp8\"", &llama, row).one_offs(chat(8));
    REQUIRE(tokens.size() == 1);
    Flops flops{};
    for (const Kernels& k : tokens[0].work.demand.kernels) flops += k.flops;
    const double of_token = 6 * llama.parameters + 12.0 * llama.layers * 2048 * llama.hidden; // 6 N + 12 L T d
    CHECK(tokens[0].work.iterations * flops.si() == Approx(1e9 * of_token).epsilon(0.01));
    CHECK(techniques("\"fp8\"", nullptr, row).refusal(chat(8)) ==
          "fp8: retraining_items are those of a model, and the work names none");
}

TEST_CASE("distillation costs the student's training and the teacher's answers", "[efficiency][analytic]")
{
    const AiModel teacher = model("bert-base"), student = model("distilbert");
    const auto costs =
        techniques("\"distilbert\"", nullptr, "[catalog.technique.distilbert]\nitems = 1e9\n").one_offs(chat(1));
    REQUIRE(costs.size() == 1);
    Flops flops{};
    for (const Kernels& k : costs[0].work.demand.kernels) flops += k.flops;
    const auto attention = [](const AiModel& m, double passes) { return passes * attention_flops(m, 512); };
    const Flops of_token =
        3 * matrix_flops(student) + attention(student, 3) + matrix_flops(teacher) + attention(teacher, 1);
    CHECK(costs[0].work.iterations * flops.si() == Approx(1e9 * of_token.si()).epsilon(0.02));
}

TEST_CASE("work that a technique cannot change is refused with the reason", "[efficiency]")
{
    CHECK_FALSE(techniques("\"kv-int8\", \"fp8\"").refusal(chat(1)));
    CHECK(techniques("\"kv-int8\"").refusal(totals()) == "kv-int8: finds no cache of keys and values");
    CHECK(techniques("\"mixed-precision\"").refusal(totals()) ==
          "mixed-precision: finds no work at 32 bit (its precision is 16 bit already)");
    CHECK(techniques("\"int4\"").refusal(decode(model("llama-3-1-8b"), {.precision = Precision::fp8}, 1, 100)) ==
          "int4: finds no matrices of 16 bit or more");
    CHECK(techniques("\"cached-features\"").refusal(chat(1)) == "cached-features: finds no work of processor cores");
    Demand reads = totals();
    reads.core_time = {};
    reads.feed = Bytes{1e6};
    CHECK(techniques("\"cached-features\"").refusal(reads)->ends_with("feed leaves the input as it is"));
    CHECK_FALSE(
        techniques("\"cached-features\"", nullptr, "[catalog.technique.cached-features]\nfeed = 2.0\n").refusal(reads));
}

TEST_CASE("techniques leave the scores of words at 32 bit", "[efficiency][analytic]")
{
    const AiModel llama = model("llama-3-1-8b");
    const TrainingStep wide{.batch = 4, .sequence = 8192, .micro_batch = 4, .precision = Precision::tf32};
    const Layout again{.recompute = Recompute::full};
    const Demand before = training_step(llama, again, wide);
    const double scores = 4 * 8192 * 4.0 * llama.vocabulary; // 4 s b v [arXiv 2205.05198, 4.3]
    const double inputs = 32 * 8192 * 4.0 * 4096 * 4;        // of each layer, at 32 bit
    CHECK(before.footprint.most_activations().si() == Approx(inputs + scores));
    for (const std::string name : {"fp8", "int8"})
        CHECK(with('"' + name + '"', before, &llama).footprint.most_activations().si() ==
              Approx(inputs / 4 + scores)); // a quarter of 32 bits

    // Mixed precision is what training at 16 bit is, but for kernels that convert.
    const std::string castless = "[catalog.technique.c]\nkind = \"mixed-precision\"\ncasts = 0.0\n";
    for (const Layout& layout : {again, Layout{}, Layout{.pipeline = 4}}) {
        TrainingStep t = wide;
        const Demand mixed = with("\"c\"", training_step(llama, layout, t), nullptr, castless);
        t.precision = Precision::bf16;
        const Demand narrow = training_step(llama, layout, t);
        CHECK(mixed.footprint.total().si() == Approx(narrow.footprint.total().si()));
        for (std::size_t i = 0; i + 1 < narrow.kernels.size(); ++i) // the optimizer is last
            if (narrow.kernels[i].stage != Stage::backward)         // its gradients differ
                CHECK(mixed.kernels[i].bytes().si() == Approx(narrow.kernels[i].bytes().si()));
    }
}
