#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace dcsim {

class Errand;

/// A thread that runs errands, one after the other. It stays: to start one anew takes longer than some errands. Where
/// the system gives none, they are left to those who wait for them. It outlives its errands.
class SpareThread {
public:
    SpareThread();
    SpareThread(const SpareThread&) = delete;
    SpareThread& operator=(const SpareThread&) = delete;
    ~SpareThread();

private:
    friend class Errand;
    void run_errands();

    std::mutex mutex_; ///< guards all but the thread, and the states of errands
    std::condition_variable given_, done_;
    std::deque<Errand*> waiting_;
    bool ends_{false};
    std::thread thread_;
};

/// Work that others do meanwhile, if they come to it; who waits for it before that does it. One piece at a time.
class Errand {
public:
    explicit Errand(SpareThread* thread) : thread_{thread} {} ///< null: all is done by who waits
    Errand(const Errand&) = delete;
    Errand& operator=(const Errand&) = delete;
    ~Errand(); ///< what has not begun is dropped

    /// LogicError if what was begun before has not been waited for.
    void begin(std::function<void()> work);
    /// The same of long work that is done step by step, as long as `step` returns true: others come in between.
    void begin_steps(std::function<bool()> step);
    /// Until the work is done; what went wrong in it goes on here.
    void await();
    bool is_open() const { return static_cast<bool>(step_); } ///< begun, and not waited for

private:
    friend class SpareThread;
    enum class State { idle, waiting, running, done };

    /// Leaves the work, or the rest of it, to this thread, or waits until it is done.
    State take_back();

    SpareThread* thread_;
    std::function<bool()> step_;
    std::exception_ptr problem_;
    State state_{State::idle};
    bool wanted_back_{false}; ///< no further step is begun on the other thread
};

} // namespace dcsim
