#pragma once
#include "sim/base/archive.h"
#include <memory>
#include <optional>
#include <utility>

namespace dcsim {

/// An optional value that most owners lack: it lies elsewhere, so that those pay no more than a pointer for it.
template <class T> class Rare {
public:
    Rare() = default;
    Rare(T value) : value_{std::make_unique<T>(std::move(value))} {} // as of std::optional
    Rare(const Rare& other) : value_{other.value_ ? std::make_unique<T>(*other.value_) : nullptr} {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(const Rare& other) { return *this = Rare{other}; }
    Rare& operator=(Rare&&) noexcept = default;
    ~Rare() = default;

    bool has_value() const { return value_ != nullptr; }
    explicit operator bool() const { return has_value(); }
    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }

    void state(Archive& archive)
    {
        std::optional<T> copy;
        if (value_) copy = *value_;
        archive("value", copy);
        if (archive.restoring()) value_ = copy ? std::make_unique<T>(std::move(*copy)) : nullptr;
    }

private:
    std::unique_ptr<T> value_;
};

} // namespace dcsim
