#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include <map>

namespace dcsim {

/// Of what jobs may have to wait for.
template <class T> struct PerResource {
    T milli_accelerators{}, cores{}; ///< thousandths of accelerators; cores of nodes

    friend bool operator==(const PerResource&, const PerResource&) = default;
    PerResource& operator+=(const PerResource& other)
    {
        milli_accelerators += other.milli_accelerators;
        cores += other.cores;
        return *this;
    }
    PerResource operator-() const { return {-milli_accelerators, -cores}; }
    void state(Archive& archive) { archive("milli accelerators", milli_accelerators)("cores", cores); }
};
using Amounts = PerResource<std::int64_t>;

/// What waits and what runs in a pool, by what schedulers believe. What outruns its estimate is believed to end at
/// once, whatever the others do.
class JobBacklog {
public:
    using Work = PerResource<Int128>; ///< amounts times ns

    /// So much more waits for the length, or less where the amounts are negative; likewise below.
    void wait(const Amounts& more, Span length) { waiting_ += times(more, length.ns); }
    void run(const Amounts& more, Time end)
    {
        if (end <= seen_) return; // left out then, or not worth anything at all
        const auto at = ends_.try_emplace(end).first;
        at->second += more;
        if (at->second == Amounts{}) ends_.erase(at);
        count(more, end);
    }
    void serve(const Amounts& more) { services_ += more; }

    const Amounts& services() const { return services_; } ///< what they hold, without an end
    Work left(Time now)
    {
        seen_ = now;
        for (; !ends_.empty() && ends_.begin()->first <= now; ends_.erase(ends_.begin()))
            count(-ends_.begin()->second, ends_.begin()->first);
        Work work = waiting_;
        work += promised_;
        return work += times(-running_, now.ns);
    }

    void state(Archive& archive)
    {
        archive("waiting", waiting_)("promised", promised_)("running", running_)("services", services_);
        archive("ends", ends_)("seen", seen_);
    }

private:
    static Work times(const Amounts& amounts, std::int64_t ns)
    {
        return {Int128{amounts.milli_accelerators} * ns, Int128{amounts.cores} * ns};
    }
    void count(const Amounts& more, Time end)
    {
        running_ += more;
        promised_ += times(more, end.ns);
    }

    Work waiting_, promised_;        ///< the latter: amounts that run times their ends
    Amounts running_, services_;     ///< the former without what has outrun its estimate
    std::map<Time, Amounts> ends_{}; ///< of these
    Time seen_{};                    ///< by the last look; what was to end by then is left out
};

} // namespace dcsim
