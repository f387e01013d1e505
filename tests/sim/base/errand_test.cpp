#include "sim/base/errand.h"
#include "sim/base/errors.h"
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>

using namespace dcsim;

TEST_CASE("an errand has been run once it has been waited for, with a thread to spare and without", "[errand]")
{
    const bool has_thread = GENERATE(true, false);
    SpareThread thread;
    Errand errand{has_thread ? &thread : nullptr};
    int sum = 0;
    for (int i = 1; i <= 1000; ++i) {
        errand.begin([&sum, i] { sum += i; });
        CHECK(errand.is_open());
        errand.await();
    }
    errand.await(); // nothing is open
    CHECK_FALSE(errand.is_open());
    CHECK(sum == 500'500);
}

TEST_CASE("who waits for an errand that nobody has begun runs it, and needs no other thread for that", "[errand]")
{
    SpareThread thread;
    std::promise<void> let_go;
    std::promise<std::thread::id> begun;
    Errand first{&thread}, second{&thread};
    first.begin([&] {
        begun.set_value(std::this_thread::get_id());
        let_go.get_future().wait();
    });
    CHECK(begun.get_future().get() != std::this_thread::get_id());
    std::thread::id ran;
    second.begin([&] { ran = std::this_thread::get_id(); });
    second.await(); // the thread is busy with the first
    CHECK(ran == std::this_thread::get_id());
    let_go.set_value();
    first.await();
}

TEST_CASE("what goes wrong in an errand goes on where it is waited for", "[errand]")
{
    const bool has_thread = GENERATE(true, false);
    SpareThread thread;
    Errand errand{has_thread ? &thread : nullptr};
    for (int i = 0; i < 100; ++i) {
        errand.begin([] { throw IoError{"torn"}; });
        CHECK_THROWS_WITH(errand.await(), "torn");
        errand.await();
    }
    CHECK_THROWS_AS((errand.begin([] {}), errand.begin([] {})), LogicError);
}

TEST_CASE("an errand that is given up is not begun any more, or done before it is gone", "[errand]")
{
    SpareThread thread;
    std::atomic<int> begun{0}, done{0};
    for (int i = 0; i < 1000; ++i) {
        auto errand = std::make_unique<Errand>(&thread);
        errand->begin([&] {
            ++begun;
            std::this_thread::yield();
            ++done;
        });
        errand.reset();
        REQUIRE(begun == done);
    }
}

TEST_CASE("an errand that is given up while it runs is waited for", "[errand]")
{
    SpareThread thread;
    std::promise<void> begun, let_go;
    bool done = false;
    auto errand = std::make_unique<Errand>(&thread);
    errand->begin([&] {
        begun.set_value();
        let_go.get_future().wait();
        done = true;
    });
    begun.get_future().wait();
    std::thread helper{[&] { let_go.set_value(); }};
    errand.reset();
    CHECK(done);
    helper.join();
}

TEST_CASE("an errand of many steps lets others in between, and who waits for it does what is left", "[errand]")
{
    SpareThread thread;
    std::atomic<int> steps{0};
    std::promise<void> begun;
    std::thread::id by;
    Errand of_steps{&thread}, other{&thread};
    of_steps.begin_steps([&] {
        if (steps == 0) begun.set_value();
        by = std::this_thread::get_id();
        std::this_thread::yield();
        return ++steps < 100'000;
    });
    begun.get_future().wait();
    std::promise<int> came_at;
    other.begin([&] { came_at.set_value(steps); });
    const int at = came_at.get_future().get();
    CHECK(at < 100'000);
    other.await();
    of_steps.await();
    CHECK(steps == 100'000);
    CHECK(by == std::this_thread::get_id()); // no machine does all of them between two lines
    CHECK_FALSE(of_steps.is_open());
}

TEST_CASE("an errand of many steps ends with the step that goes wrong, with a thread to spare and without", "[errand]")
{
    const bool has_thread = GENERATE(true, false);
    SpareThread thread;
    Errand errand{has_thread ? &thread : nullptr};
    int steps = 0;
    errand.begin_steps([&] {
        if (++steps == 3) throw IoError{"torn"};
        return true;
    });
    CHECK_THROWS_WITH(errand.await(), "torn");
    CHECK(steps == 3);
}
