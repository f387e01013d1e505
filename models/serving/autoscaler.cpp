#include "models/serving/autoscaler.h"
#include <algorithm>
#include <cmath>
#include <optional>

namespace dcsim {

namespace {

struct FixedParams {
    std::uint32_t replicas{1};
};

void fields(Fields& f, FixedParams& p)
{
    f.optional("replicas", p.replicas, "replicas for the whole run", {.least = 1u});
}

class Fixed final : public Autoscaler {
public:
    explicit Fixed(const FixedParams& p) : p_{p} {}
    std::uint32_t at_start() const override { return p_.replicas; }
    std::uint32_t wanted(const ServiceModel&, const ServiceLoad&) override { return p_.replicas; }

private:
    FixedParams p_;
};

struct Bounds {
    std::uint32_t least{1}, most{1000};
    Seconds period{minute};
    Seconds up{}, down{5 * minute};
};

void fields(Fields& f, Bounds& p)
{
    f.optional("min", p.least, "fewest replicas", {.least = 1u});
    f.optional("max", p.most, "most replicas", {.least = 1u});
    f.optional("period", p.period, "between decisions", {.least = 1 * second});
    f.optional("up_delay", p.up, "for so long more must have been needed", {.least = Seconds{}});
    f.optional("down_delay", p.down, "for so long fewer must have been enough", {.least = Seconds{}});
    if (p.most < p.least) f.problem("max", "is less than min (no count of replicas is allowed)");
}

/// A need has to last: the count rises to the least that has been needed throughout `up`, and falls to the most that
/// has been needed throughout `down`, as the stabilisation window of Kubernetes' horizontal autoscaler does.
class Patience {
public:
    std::uint32_t decide(const Bounds& p, Time now, std::uint32_t have, std::uint32_t need)
    {
        need = std::clamp(need, p.least, p.most);
        if (need == have) {
            since_.reset();
            return have;
        }
        const bool more = need > have;
        if (!since_ || more != more_) {
            since_ = now;
            most_modest_ = need;
        }
        more_ = more;
        most_modest_ = more ? std::min(most_modest_, need) : std::max(most_modest_, need);
        if (seconds(now - *since_) < (more ? p.up : p.down)) return have;
        since_.reset();
        return most_modest_;
    }
    void state(Archive& archive) { archive("since", since_)("more", more_)("most_modest", most_modest_); }

private:
    std::optional<Time> since_; ///< another count has been needed since
    bool more_{false};
    std::uint32_t most_modest_{0};
};

std::uint32_t replicas_for(Frequency offered, Frequency each)
{
    return static_cast<std::uint32_t>(std::min(4e9, std::ceil(offered / each)));
}

struct TargetParams {
    double target{0.7};
    Bounds bounds;
};

void fields(Fields& f, TargetParams& p)
{
    f.optional("target", p.target, "rate over the capacity of all replicas", {.least = 0.01, .most = 1.0});
    fields(f, p.bounds);
}

class TargetUtilisation final : public Autoscaler {
public:
    explicit TargetUtilisation(const TargetParams& p) : p_{p} {}
    std::uint32_t at_start() const override { return p_.bounds.least; }
    std::uint32_t wanted(const ServiceModel& model, const ServiceLoad& load) override
    {
        const Frequency each = model.at(load.offered, 1, load.run).capacity;
        return patience_.decide(p_.bounds, load.now, load.replicas, replicas_for(load.offered, each * p_.target));
    }
    Seconds period() const override { return p_.bounds.period; }
    void state(Archive& archive) override { archive("patience", patience_); }

private:
    TargetParams p_;
    Patience patience_;
};

struct ObjectiveParams {
    double headroom{1};
    Bounds bounds;
};

void fields(Fields& f, ObjectiveParams& p)
{
    f.optional("headroom", p.headroom, "rate to be ready for, over the rate that came", {.least = 1.0, .most = 10.0});
    fields(f, p.bounds);
}

class ToObjective final : public Autoscaler {
public:
    explicit ToObjective(const ObjectiveParams& p) : p_{p} {}
    std::uint32_t at_start() const override { return p_.bounds.least; }
    std::uint32_t wanted(const ServiceModel& model, const ServiceLoad& load) override
    {
        return patience_.decide(p_.bounds, load.now, load.replicas, needed(model, load));
    }
    Seconds period() const override { return p_.bounds.period; }
    void state(Archive& archive) override { archive("patience", patience_); }

private:
    /// The smallest count that meets the objective; `max` where none does. More replicas never serve worse.
    std::uint32_t needed(const ServiceModel& model, const ServiceLoad& load) const
    {
        const auto meets = [&](std::uint32_t n) {
            return model.at(p_.headroom * load.offered, n, load.run).within_slo >= model.objective().attained;
        };
        std::uint32_t low = p_.bounds.least, high = p_.bounds.most;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (meets(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    ObjectiveParams p_;
    Patience patience_;
};

} // namespace

Registry<Autoscaler> autoscalers()
{
    return {
        row<Autoscaler, Fixed, FixedParams>("fixed", "as many replicas for the whole run"),
        row<Autoscaler, TargetUtilisation, TargetParams>("target-utilisation",
                                                         "keep the rate at a share of the capacity"),
        row<Autoscaler, ToObjective, ObjectiveParams>("slo",
                                                      "fewest replicas that are predicted to meet the objective"),
    };
}

} // namespace dcsim
