#pragma once
#include "sim/base/archive.h"
#include <initializer_list>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dcsim {

/// A vector of values of which a single one lies inside itself: most jobs have one segment, most gangs one run of
/// nodes, and neither should cost an allocation or, each time it is handed on, more than to move that one.
template <class T> class SmallVector {
public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    SmallVector() = default;
    SmallVector(std::initializer_list<T> values) { assign(values.begin(), values.end()); }
    template <class Iterator> SmallVector(Iterator from, Iterator to) { assign(from, to); }
    explicit SmallVector(std::vector<T>&& values)
    {
        if (values.size() == 1)
            push_back(values.front());
        else
            all_ = std::make_unique<std::vector<T>>(std::move(values));
    }
    SmallVector(const SmallVector& other) { *this = other; }
    SmallVector& operator=(const SmallVector& other)
    {
        only_ = other.only_;
        has_only_ = other.has_only_;
        all_ = other.all_ ? std::make_unique<std::vector<T>>(*other.all_) : nullptr;
        return *this;
    }
    SmallVector(SmallVector&& other) noexcept
        : only_{std::move(other.only_)}, all_{std::move(other.all_)}, has_only_{std::exchange(other.has_only_, false)}
    {
    }
    SmallVector& operator=(SmallVector&& other) noexcept
    {
        only_ = std::move(other.only_);
        has_only_ = std::exchange(other.has_only_, false);
        all_.swap(other.all_); // its memory is used again
        if (other.all_) other.all_->clear();
        return *this;
    }
    ~SmallVector() = default;

    bool empty() const { return size() == 0; }
    std::size_t size() const { return has_only_ ? 1 : all_ ? all_->size() : 0; }
    T* data() { return has_only_ || !all_ ? &only_ : all_->data(); }
    const T* data() const { return has_only_ || !all_ ? &only_ : all_->data(); }
    T* begin() { return data(); }
    const T* begin() const { return data(); }
    T* end() { return data() + size(); }
    const T* end() const { return data() + size(); }
    T& front() { return *data(); }
    const T& front() const { return *data(); }
    T& back() { return data()[size() - 1]; }
    const T& back() const { return data()[size() - 1]; }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }

    void clear()
    {
        has_only_ = false;
        if (all_) all_->clear();
    }
    template <class... Parts> T& emplace_back(const Parts&... parts)
    {
        if (!empty()) return spread().emplace_back(T{parts...});
        std::destroy_at(&only_);
        ::new (&only_) T{parts...}; // in place: a copy would have to wait for its parts to be stored
        has_only_ = true;
        return only_;
    }
    void push_back(const T& value)
    {
        if (empty()) {
            only_ = value;
            has_only_ = true;
            return;
        }
        spread().push_back(value);
    }
    void insert(const T* before, const T& value)
    {
        const auto at = before - data();
        if (empty()) return push_back(value);
        std::vector<T>& all = spread();
        all.insert(all.begin() + at, value);
    }
    void erase(const T* from, const T* to)
    {
        const auto first = from - data(), last = to - data();
        std::vector<T>& all = spread();
        all.erase(all.begin() + first, all.begin() + last);
    }
    template <class Iterator> void assign(Iterator from, Iterator to) ///< of another vector
    {
        clear();
        for (; from != to; ++from) push_back(*from);
    }

private:
    /// Leaves the place inside for the others.
    std::vector<T>& spread()
    {
        if (!all_) all_ = std::make_unique<std::vector<T>>();
        if (std::exchange(has_only_, false)) all_->assign(1, only_);
        return *all_;
    }

    T only_{};
    std::unique_ptr<std::vector<T>> all_; ///< null: it has not been needed so far
    bool has_only_{false};                ///< else all_ has them
};

template <class T> void archive_small(Archive& archive, std::string_view name, SmallVector<T>& values)
{
    std::vector<T> copy(values.begin(), values.end());
    archive(name, copy);
    values.assign(copy.begin(), copy.end());
}

} // namespace dcsim
