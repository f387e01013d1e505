#pragma once
#include "sim/base/archive.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace dcsim {

/// Records by number, none of which ever moves: to add one copies no others. Their memory is taken for 64 at a time.
template <class T> class Records {
public:
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return blocks_[i / per_block][i % per_block]; }
    const T& operator[](std::size_t i) const { return blocks_[i / per_block][i % per_block]; }

    void add()
    {
        if (size_ == blocks_.size() * per_block) blocks_.push_back(std::make_unique<T[]>(per_block));
        ++size_;
    }

    void state(Archive& archive)
    {
        std::uint64_t size = size_;
        archive("size", size);
        if (archive.restoring()) *this = {};
        while (size_ < size) add();
        for (std::size_t i = 0; i < size_; ++i) archive("record", (*this)[i]);
    }

private:
    static constexpr std::size_t per_block = 64;
    std::vector<std::unique_ptr<T[]>> blocks_;
    std::size_t size_{0};
};

} // namespace dcsim
