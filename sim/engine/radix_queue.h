#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace dcsim {

/// Pending events by time, first in first out among equals: a stable radix heap [Ahuja et al., J. ACM 37 (1990)].
///
/// An entry lies in the bucket numbered by the highest bit in which its time differs from the reference, which is the
/// time taken last; taking spreads the lowest filled bucket over those below it. Nothing earlier than the reference may
/// be pushed. Looking at the least time moves nothing, so the clock may stop short of it and earlier entries may
/// follow.
class RadixQueue {
public:
    struct Entry {
        Time at;
        std::uint32_t slot{0}, generation{0};
    };

    std::size_t size() const { return size_; }
    /// Time::never() when empty.
    Time least() const { return filled_ == 0 ? Time::never() : least_[lowest()]; }

    void push(const Entry& entry)
    {
        const std::size_t i = bucket_of(entry.at);
        const std::uint64_t bit = std::uint64_t{1} << i;
        if ((filled_ & bit) == 0 || entry.at < least_[i]) least_[i] = entry.at;
        filled_ |= bit;
        buckets_[i].push_back(entry);
        ++size_;
    }

    /// Hands out all entries at the least time, in the order of their pushes. `each` must not push.
    template <class F> void take(F&& each)
    {
        const std::size_t i = lowest();
        std::vector<Entry>& bucket = buckets_[i];
        reference_ = least_[i];
        filled_ &= filled_ - 1;
        size_ -= bucket.size();
        for (const Entry& entry : bucket)
            if (entry.at == reference_)
                each(entry);
            else
                push(entry);
        bucket.clear();
    }

    /// Forgets the entries for which `gone` holds; the others keep their order.
    template <class F> void erase_if(F&& gone)
    {
        size_ = 0;
        filled_ = 0;
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            std::vector<Entry>& bucket = buckets_[i];
            std::erase_if(bucket, gone);
            if (bucket.empty()) continue;
            size_ += bucket.size();
            filled_ |= std::uint64_t{1} << i;
            least_[i] = std::min_element(bucket.begin(), bucket.end(), earlier)->at;
        }
    }

    void state(Archive& a)
    {
        a("reference", reference_)("size", size_)("filled", filled_)("least", least_)("buckets", buckets_);
    }

private:
    static bool earlier(const Entry& a, const Entry& b) { return a.at < b.at; }
    std::size_t lowest() const { return static_cast<std::size_t>(std::countr_zero(filled_)); }
    std::size_t bucket_of(Time t) const
    {
        return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(t.ns ^ reference_.ns)));
    }

    Time reference_{};
    std::size_t size_{0};
    std::uint64_t filled_{0};      ///< bit i: bucket i is not empty
    std::array<Time, 64> least_{}; ///< of each filled bucket
    std::array<std::vector<Entry>, 64> buckets_;
};

} // namespace dcsim
