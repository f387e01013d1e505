#pragma once
#include "models/vocabulary/scheduling.h"
#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace dcsim {

/// Waiting jobs in order. Jobs leave near the front and join near the back, both without moving the rest.
class JobQueue {
public:
    std::span<const JobView> views() const { return std::span{views_}.subspan(head_); }
    bool empty() const { return head_ == views_.size(); }
    std::size_t size() const { return views_.size() - head_; }

    /// What `make` returns, before the last ones for which `after` holds.
    template <class Make, class After> void add(const Make& make, const After& after)
    {
        views_.emplace_back(InPlace<Make>{make});
        const auto last = std::prev(views_.end());
        auto at = last;
        while (at != first() && after(*std::prev(at))) --at;
        if (at != last) std::rotate(at, last, views_.end());
    }

    /// Removes the `count` jobs that have `left`, at a cost that goes with the place of the last of them.
    template <class Left> void remove(std::size_t count, const Left& left)
    {
        if (count == size()) { // where few wait this is the rule
            views_.clear();
            head_ = 0;
            return;
        }
        auto end = first();
        for (std::size_t found = 0; found < count; ++end) {
            if (left(*end)) ++found;
        }
        std::remove_if(std::make_reverse_iterator(end), std::make_reverse_iterator(first()), left);
        head_ += count;
        if (head_ > size() + compact_above) {
            views_.erase(views_.begin(), first());
            head_ = 0;
        }
    }

    void state(Archive& archive) { archive("views", views_)("head", head_); }

private:
    /// Made where it stays: to copy a view right after its parts were stored has to wait for them.
    template <class Make> struct InPlace {
        const Make& make;
        operator JobView() const { return make(); } // implicit: so that it is what a place is constructed from
    };
    static constexpr std::size_t compact_above = 64;
    std::vector<JobView>::iterator first() { return views_.begin() + static_cast<std::ptrdiff_t>(head_); }

    std::vector<JobView> views_;
    std::size_t head_{0};
};

} // namespace dcsim
