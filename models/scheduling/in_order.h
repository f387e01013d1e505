#pragma once
#include "sim/base/archive.h"
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace dcsim {

/// Values by a key, of equal keys in the order in which they came, close together in memory. Made for what is mostly
/// taken from the front and comes in crowds: with a million jobs that start at once and end one after the other, a
/// sorted vector would move half of all for each of them. What comes is sorted in when it is asked for, and the room of
/// what was first is given back in large pieces.
template <class T, class Before> class InOrder {
public:
    bool empty() const { return values_.size() == taken_ && fresh_.empty(); }
    /// Holds until anything is added or erased.
    std::span<const T> all() const
    {
        if (!fresh_.empty()) sort_in();
        return std::span<const T>{values_}.subspan(taken_);
    }

    void add(const T& value)
    {
        if (fresh_.empty() && (values_.size() == taken_ || !Before{}(value, values_.back())))
            values_.push_back(value);
        else
            fresh_.push_back(value);
    }

    /// `place` in all(); the shorter of both sides moves.
    void erase(std::size_t place)
    {
        all();
        const auto first = begin(), at = first + static_cast<std::ptrdiff_t>(place);
        if (at - first > values_.end() - at) {
            values_.erase(at);
            return;
        }
        std::move_backward(first, at, at + 1);
        ++taken_;
        if (taken_ > values_.size() - taken_) forget_taken();
    }

    template <class Predicate> void erase_if(const Predicate& goes)
    {
        all();
        forget_taken();
        std::erase_if(values_, goes);
    }

    void state(Archive& archive)
    {
        all();
        forget_taken();
        archive("values", values_);
    }

private:
    auto begin() const { return values_.begin() + static_cast<std::ptrdiff_t>(taken_); }

    void forget_taken() const
    {
        values_.erase(values_.begin(), begin());
        taken_ = 0;
    }

    void insert(const T& value) const
    {
        const auto first = begin(), at = std::upper_bound(first, values_.end(), value, Before{});
        if (taken_ == 0 || at - first > values_.end() - at) {
            values_.insert(at, value);
            return;
        }
        std::move(first, at, first - 1);
        --taken_;
        *(at - 1) = value;
    }

    void sort_in() const
    {
        constexpr std::size_t few = 8;
        if (fresh_.size() <= few) {
            for (const T& value : fresh_) insert(value);
        } else {
            const auto known = static_cast<std::ptrdiff_t>(values_.size());
            std::stable_sort(fresh_.begin(), fresh_.end(), Before{});
            values_.insert(values_.end(), fresh_.begin(), fresh_.end());
            std::inplace_merge(begin(), values_.begin() + known, values_.end(), Before{});
        }
        fresh_.clear();
    }

    // To sort in what has come changes nothing that can be seen.
    mutable std::vector<T> values_, fresh_;
    mutable std::size_t taken_{0}; ///< of the front of `values_`
};

} // namespace dcsim
