#pragma once
#include "sim/base/archive.h"
#include <boost/container/small_vector.hpp>
#include <string_view>
#include <vector>

namespace dcsim {

/// Saves or restores a vector that keeps its first elements inside itself.
template <class T, std::size_t n>
void archive_small(Archive& archive, std::string_view name, boost::container::small_vector<T, n>& values)
{
    std::vector<T> copy(values.begin(), values.end());
    archive(name, copy);
    values.assign(copy.begin(), copy.end());
}

} // namespace dcsim
