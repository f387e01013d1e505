#include "sim/base/errand.h"
#include "sim/base/errors.h"
#include <system_error>
#include <utility>

namespace dcsim {

SpareThread::SpareThread()
{
    try {
        thread_ = std::thread{[this] { run_errands(); }};
    } catch (const std::system_error&) { // no thread is to be had
    }
}

SpareThread::~SpareThread()
{
    {
        const std::scoped_lock lock{mutex_};
        ends_ = true;
    }
    given_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void SpareThread::run_errands()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        given_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
        if (ends_) return;
        Errand& errand = *waiting_.front();
        waiting_.pop_front();
        errand.state_ = Errand::State::running;
        lock.unlock();
        bool goes_on = false;
        try {
            goes_on = errand.step_();
        } catch (...) {
            errand.problem_ = std::current_exception();
        }
        lock.lock();
        errand.state_ = goes_on ? Errand::State::waiting : Errand::State::done;
        if (goes_on && !errand.wanted_back_) waiting_.push_back(&errand);
        done_.notify_all();
    }
}

Errand::~Errand()
{
    take_back();
}

void Errand::begin(std::function<void()> work)
{
    begin_steps([work = std::move(work)] {
        work();
        return false;
    });
}

void Errand::begin_steps(std::function<bool()> step)
{
    require(!is_open(), "an errand is begun before the last one has been waited for");
    step_ = std::move(step);
    if (!thread_) {
        state_ = State::waiting;
        return;
    }
    {
        const std::scoped_lock lock{thread_->mutex_};
        state_ = State::waiting;
        thread_->waiting_.push_back(this);
    }
    thread_->given_.notify_one();
}

Errand::State Errand::take_back()
{
    if (!thread_) return std::exchange(state_, State::idle);
    std::unique_lock lock{thread_->mutex_};
    wanted_back_ = true;
    thread_->done_.wait(lock, [this] { return state_ != State::running; });
    wanted_back_ = false;
    if (state_ == State::waiting) std::erase(thread_->waiting_, this);
    return std::exchange(state_, State::idle);
}

void Errand::await()
{
    if (!is_open()) return;
    const State found = take_back();
    const std::function<bool()> step = std::exchange(step_, nullptr);
    if (found == State::waiting)
        while (step()) {}
    if (const std::exception_ptr problem = std::exchange(problem_, nullptr)) std::rethrow_exception(problem);
}

} // namespace dcsim
