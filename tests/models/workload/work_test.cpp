#include "models/workload/work_model.h"
#include "tests/models/workload/read_workload.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

std::unique_ptr<WorkModel> work(const std::string& toml)
{
    Maker<WorkModel> chosen;
    std::vector<Problem> problems;
    visit_tree(parse_toml(toml, "test.toml"), embedded_catalogue(), problems,
               [&](Fields& f) { f.kind(work_models(), chosen, "the work under test"); });
    if (!problems.empty()) throw ConfigError{problems};
    return chosen();
}

double full_trials(const Work& work)
{
    double sum = 0;
    for (const Stretch& s : work.ways.front().stretches) sum += s.iterations * s.copies;
    return sum;
}

std::string search(const std::string& how)
{
    return "kind = 'search'\ntrials = 64\n" + how + "\ntrial = { kind = 'items', items = 1, flops = '1 PFLOP' }";
}

double samples(const std::string& parameters, const std::string& more = "")
{
    const auto model = work("kind = 'growth'\nsizes = [1e7, 1e8, 1e10]\nsamples = [6.9171e9, 4.8960e10, 5.3673e11]\n" +
                            more + "parameters = " + parameters);
    return model->on(8).ways.front().stretches.front().iterations;
}

} // namespace

TEST_CASE("successive halving by four takes 4 full trials where a grid takes 64", "[workload][analytic]")
{
    for (const std::uint32_t gang : {1U, 3U, 8U, 64U}) {
        CHECK(full_trials(work(search("keep_one_in = 4\nrungs = 4"))->on(gang)) == Approx(4).epsilon(1e-12));
        CHECK(full_trials(work(search(""))->on(gang)) == Approx(64).epsilon(1e-12));
    }
}

TEST_CASE("each batch size is a way of its own, with the epochs or tokens that it needs", "[workload]")
{
    const Work network = work("kind = 'network'\nmodel = 'resnet-50'\nitems = 1e6\nbatches = [64, 256]\n"
                              "epochs = [50, 60]")
                             ->on(8);
    REQUIRE(network.ways.size() == 2);
    CHECK(network.ways[0].stretches.front().iterations == Approx(50e6 / 64));
    CHECK(network.ways[1].stretches.front().iterations == Approx(60e6 / 256));
    const Work training = work("kind = 'training'\nmodel = 'bert-large'\nsequence = 512\nbatches = [256, 2048]\n"
                               "batch_tokens = [1e9, 1.5e9]")
                              ->on(8);
    REQUIRE(training.ways.size() == 2);
    CHECK(training.ways[0].stretches.front().iterations == Approx(1e9 / (256 * 512)));
    CHECK(training.ways[1].stretches.front().iterations == Approx(1.5e9 / (2048 * 512)));
    CHECK_THROWS_AS(work("kind = 'training'\nmodel = 'bert-large'\nsequence = 512\nbatches = [256]"), ConfigError);
    CHECK_THROWS_AS(work("kind = 'training'\nmodel = 'bert-large'\nsequence = 512\nbatch = 256"), ConfigError);
}

TEST_CASE("a search on a gang runs its trials in waves, the last of them narrower", "[workload]")
{
    const Work on_48 = work(search(""))->on(48);
    const auto& stretches = on_48.ways.front().stretches;
    REQUIRE(stretches.size() == 2);
    CHECK(stretches[0].copies == 48);
    CHECK(stretches[1].copies == 16);
}

TEST_CASE("what items sum are gradients, which shrink with the parameters of a model", "[workload]")
{
    const Work sums = work("kind = 'items'\nitems = 1\nflops = '1 TFLOP'\nall_reduce = '1 GB'")->on(8);
    CHECK(sums.ways[0].stretches[0].demand.messages.at(0).parameters);
}

TEST_CASE("a campaign goes through its phases one after another, as often as each says", "[workload][analytic]")
{
    const std::string learn = "phase.learn = { kind = 'items', items = 10, flops = '1 PFLOP', start_up = '60 s' }\n";
    const Work done = work("kind = 'phases'\n" + learn +
                           "phase.check = { times = 3, kind = 'evaluation', model = 'llama-3-1-8b', prompts = 640, "
                           "output_tokens = 100, start_up = '20 s' }")
                          ->on(8);
    REQUIRE(done.ways.size() == 1);
    const auto& stretches = done.ways.front().stretches;
    REQUIRE(stretches.size() == 3);
    CHECK(stretches[0].name == "learn");
    CHECK(stretches[0].iterations == Approx(10));
    CHECK(stretches[0].at_rest == Span{60'000'000'000});
    CHECK(stretches[1].name == "check, prompts");
    CHECK(stretches[1].at_rest == Span{60'000'000'000});
    CHECK(stretches[1].copies == 8);
    CHECK(stretches[2].iterations == Approx(3 * 640 / 32.0 / 8 * 100));
}

TEST_CASE("each way of a phase goes with each way of the others; a phase that cannot run is named", "[workload]")
{
    const std::string start = "kind = 'phases'\nphase.early = { kind = 'network', model = 'resnet-50', items = 1e6, "
                              "batches = [64, 256], epochs = [50, 60] }\n";
    const Work both = work(start + "phase.late = { kind = 'network', model = 'resnet-50', items = 1e5, "
                                   "batches = [32, 64, 128], epochs = [5, 6, 7] }")
                          ->on(8);
    CHECK(both.ways.size() == 6);
    CHECK(both.ways[4].label == "early batch 256, late batch 64");
    const auto large =
        work(start + "phase.late = { kind = 'training', model = 'llama-2-7b', tokens = 1e9, tensor = 8 }");
    REQUIRE(large->on(4).refusal);
    CHECK(large->on(4).refusal->starts_with("phase late: one copy of the model"));
    CHECK_FALSE(large->on(8).refusal);
    CHECK(large->model() == nullptr); // two models
    CHECK(work(start)->model()->name == "resnet-50");
    CHECK_THROWS_WITH(work("kind = 'phases'"), Catch::Contains("is missing"));
}

TEST_CASE("the growth of models goes through what its curve knows, and refuses what it does not", "[workload]")
{
    CHECK(samples("1e8") == Approx(4.8960e10).epsilon(1e-12));
    CHECK(samples("1e9") == Approx(std::sqrt(4.8960e10 * 5.3673e11)).epsilon(1e-12));
    CHECK_THROWS_WITH(samples("1.75e11"), Catch::Contains("extrapolate"));
    CHECK(samples("1.75e11", "extrapolate = true\n") == Approx(5.3673e11));
}

TEST_CASE("a model that is spread over more accelerators than a job holds is refused", "[workload]")
{
    const auto training = work("kind = 'training'\nmodel = 'llama-2-7b'\ntokens = 1e9\nbatch = 64\nsequence = 4096\n"
                               "tensor = 8");
    REQUIRE(training->on(4).refusal);
    CHECK_THAT(*training->on(4).refusal, Catch::Contains("8 accelerators"));
    CHECK_FALSE(training->on(16).refusal);
}

TEST_CASE("accelerators that make no whole copy of a model take no part in training", "[workload][analytic]")
{
    const auto training = work("kind = 'training'\nmodel = 'gpt-2-xl'\ntokens = 1e6\nbatch = 64\nsequence = 1024\n"
                               "pipeline = 4");
    const Stretch four = training->on(4).ways[0].stretches[0], seven = training->on(7).ways[0].stretches[0];
    CHECK(seven.copies * seven.each == 4);
    CHECK(seven.iterations == four.iterations);
    for (std::size_t i = 0; i < four.demand.kernels.size(); ++i)
        CHECK(seven.demand.kernels[i].flops == four.demand.kernels[i].flops);
    CHECK(training->on(8).ways[0].stretches[0].each == 8);
}

TEST_CASE("a batch is trained on by as many copies as it divides among", "[workload][analytic]")
{
    const auto llama = [](const std::string& how) {
        return work("kind = 'training'\nmodel = 'llama-2-7b'\ntokens = 204800\nsequence = 2048\n" + how);
    };
    const auto refusal = [](const Work& w) { return w.refusal.value_or(""); };
    for (const char* batch : {"batch = 1", "batch = 4", "batch = 9", "batch = 12"})
        CHECK_THAT(refusal(llama(batch)->on(8)), Catch::StartsWith("batch does not divide"));
    CHECK_THAT(refusal(llama("batch = 64")->on(24)), Catch::Contains("times 24"));
    CHECK_THAT(refusal(llama("batch = 8\nmicro_batch = 2")->on(8)), Catch::Contains("2 times 8"));
    CHECK_FALSE(llama("batch = 8")->on(8).refusal);
    const Work some = llama("batches = [8, 12]\nbatch_tokens = [204800, 204800]")->on(8);
    REQUIRE(some.ways.size() == 1);
    CHECK(some.ways[0].label == "batch 8");
}

TEST_CASE("as many copies train as is said, the rest of a job's accelerators rests", "[workload][analytic]")
{
    const std::string gpt = "kind = 'training'\nmodel = 'gpt-2-xl'\ntokens = 1e6\nbatch = 64\nsequence = 1024\n";
    const auto two = work(gpt + "data = 2\npipeline = 2");
    const Stretch stretch = two->on(8).ways[0].stretches[0];
    CHECK(stretch.each == 4);
    CHECK(stretch.demand.messages.back().ranks == 2);
    REQUIRE(two->on(3).refusal);
    CHECK_THAT(*two->on(3).refusal, Catch::StartsWith("data = 2 copies are spread over 4 accelerators"));
    CHECK_THROWS_WITH(work(gpt + "data = 3"), Catch::Contains("multiple of micro_batch times data"));
}

TEST_CASE("experts are spread over the copies that a job has, whether or not they are counted", "[workload]")
{
    const auto mixtral = work("kind = 'training'\nmodel = 'mixtral-8x7b'\ntokens = 1e6\nbatch = 24\nexpert = 8");
    CHECK_FALSE(mixtral->on(8).refusal);
    REQUIRE(mixtral->on(12).refusal);
    CHECK_THAT(*mixtral->on(12).refusal, Catch::StartsWith("expert does not divide the 12"));
}

TEST_CASE("no accelerator trains a network on a part of an image", "[workload]")
{
    const std::string resnet = "kind = 'network'\nmodel = 'resnet-50'\nitems = 1e6\nbatch = 4\n";
    REQUIRE(work(resnet)->on(8).refusal);
    CHECK_THAT(*work(resnet)->on(8).refusal, Catch::StartsWith("a batch of 4 leaves some of 8"));
    CHECK_FALSE(work(resnet)->on(4).refusal);
    CHECK_FALSE(work(resnet + "pass = 'inference'")->on(8).refusal); // which shares a pass by positions
}

TEST_CASE("work and duration of one workload exclude each other", "[workload][config]")
{
    const std::string both = "preset = 'task-speech'\nduration = '1 h'\nutilisation = 0.5\n";
    const auto problems = problems_of<WorkloadParams>(both);
    REQUIRE(problems.size() >= 2);
    CHECK_THAT(problems.front().text, Catch::Contains("beside work"));
}
