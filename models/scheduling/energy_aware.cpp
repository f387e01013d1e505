#include "models/scheduling/policies.h"
#include <algorithm>
#include <utility>
#include <vector>

namespace dcsim {

namespace {

/// Starts whatever fits, in order, each job on the number of accelerators on which it adds the least energy; not on one
/// that takes longer than a bound [a rule after Mämmelä et al., Computer Science - R&D 27 (2012), which keeps unused
/// nodes asleep, and after the energy-optimal settings of Zeus, NSDI 2023]. What a node draws besides its load counts
/// where the node would sleep instead, so that long jobs on few accelerators are cheap only on nodes that are awake
/// anyway.
class EnergyAware final : public Scheduler {
public:
    explicit EnergyAware(const EnergyAwareParams& p) : slowdown_{p.slowdown} {}

    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        Reason why = Reason::head_of_queue;
        for (const JobView& job : view.queue()) {
            const bool may_fit = job.least_milli_accelerators <= view.free_milli_accelerators();
            if (const auto place = may_fit ? cheapest(view, job) : std::nullopt)
                out.push_back(Start{job.id, *place, why});
            else {
                tell(view, job.id, Reason::no_room, out);
                why = Reason::first_that_fits;
            }
        }
    }
    bool looks_ahead() const override { return false; }
    void state(Archive&) override {}

private:
    /// Of the sizes within the bound that find room, the one that adds the least energy, the smaller of equals.
    std::optional<Placement> cheapest(SchedulerView& view, const JobView& job) const
    {
        const std::span<const std::uint32_t> sizes = view.sizes(job.id);
        if (sizes.empty()) return view.try_place(job.id);
        const Seconds longest = (1 + slowdown_) * seconds(view.length(job.id, job.milli_accelerators));
        std::vector<std::pair<Energy, std::uint32_t>> ways;
        for (const std::uint32_t milli : sizes)
            if (seconds(view.length(job.id, milli)) <= longest)
                ways.emplace_back(view.added_energy(job.id, milli), milli);
        std::ranges::sort(ways);
        for (const auto& [energy, milli] : ways)
            if (milli <= view.free_milli_accelerators())
                if (const auto place = view.try_size(job.id, milli)) return place;
        return std::nullopt;
    }

    double slowdown_;
};

} // namespace

void fields(Fields& f, EnergyAwareParams& p)
{
    f.optional("slowdown", p.slowdown,
               "a job takes at most this fraction longer than on the accelerators that it asks for",
               {.least = 0.0, .most = 100.0});
}

std::unique_ptr<Scheduler> energy_aware(const EnergyAwareParams& p)
{
    return std::make_unique<EnergyAware>(p);
}

} // namespace dcsim
