#include "analysis/results/netcdf_common.h"
#include "analysis/results/netcdf_writer.h"
#include <algorithm>
#include <bit>
#include <span>

namespace dcsim {

namespace {

constexpr std::size_t held_back = 2048; ///< values of a variable: its write then costs nanoseconds for each

/// Values that lie in the file as in memory, and so few that they are all held back.
template <class T> bool may_be_placed(hsize_t size)
{
    return !std::is_same_v<T, std::string> && std::endian::native == std::endian::little && size > 0 &&
           size < held_back;
}

/// A range of values in the order of the file, the last index fastest, as the largest blocks that HDF5 can choose.
void choose_range(hid_t space, const std::vector<hsize_t>& extents, hsize_t from, hsize_t to)
{
    std::vector<hsize_t> row(extents.size(), 1); // values under one index of a dimension
    for (std::size_t d = extents.size() - 1; d-- > 0;) row[d] = row[d + 1] * extents[d + 1];
    checked(H5Sselect_none(space), "choosing values");
    while (from < to) {
        std::size_t d = 0;
        while (from % row[d] != 0 || from + row[d] > to) ++d;
        std::vector<hsize_t> offset(extents.size()), count(extents.size(), 1);
        for (std::size_t i = 0; i < extents.size(); ++i) offset[i] = from / row[i] % extents[i];
        count[d] = std::min((to - from) / row[d], extents[d] - offset[d]);
        std::copy(extents.begin() + static_cast<std::ptrdiff_t>(d) + 1, extents.end(),
                  count.begin() + static_cast<std::ptrdiff_t>(d) + 1);
        checked(H5Sselect_hyperslab(space, H5S_SELECT_OR, offset.data(), nullptr, count.data(), nullptr),
                "choosing a block");
        from += count[d] * row[d];
    }
}

} // namespace

template <class T> void NetcdfArray<T>::open()
{
    if (dataset_ || place_) return;
    const hsize_t size = room();
    if (!may_be_placed<T>(size)) {
        if (size < held_back) make();
        return;
    }
    const Hdf5Handle dataset = group_->create_variable<T>(name_, dimensions_, about_, Placed::yes);
    place_ = H5Dget_offset(dataset);
    require(*place_ != HADDR_UNDEF, "a variable has no place in its file");
}

template <class T> void NetcdfArray<T>::make()
{
    if (!dataset_) dataset_.emplace(group_->create_variable<T>(name_, dimensions_, about_, Placed::no));
}

template <class T> hsize_t NetcdfArray<T>::room() const
{
    return size_of(group_->scales_.extents(dimensions_));
}

template <class T> void NetcdfArray<T>::append(const std::vector<T>& values)
{
    if (values.size() >= held_back) {
        flush();
        write(values);
        return;
    }
    held_.insert(held_.end(), values.begin(), values.end());
    if (held_.size() >= held_back) flush();
}

template <class T> void NetcdfArray<T>::finish()
{
    flush();
    dataset_.reset();
}

template <class T> void NetcdfArray<T>::flush()
{
    if (!place_) make();
    write(held_);
    held_.clear();
}

template <class T> void NetcdfArray<T>::write(const std::vector<T>& values)
{
    if (values.empty()) return;
    require(values.size() <= room() - written_, "a variable has more values than its dimensions have room for");
    if (place_)
        put(values);
    else
        write_to_dataset(values);
    written_ += values.size();
}

template <class T> void NetcdfArray<T>::put(const std::vector<T>& values)
{
    if constexpr (!std::is_same_v<T, std::string>)
        group_->common_->file.put(*place_ + written_ * sizeof(T), std::as_bytes(std::span{values}));
}

template <class T> void NetcdfArray<T>::write_to_dataset(const std::vector<T>& values)
{
    const std::vector<hsize_t> extents = group_->scales_.extents(dimensions_);
    const hsize_t size = values.size();
    if (size == size_of(extents)) return write_values(*dataset_, H5S_ALL, H5S_ALL, values);
    const Hdf5Handle there{H5Dget_space(*dataset_), H5Sclose, "finding a space"};
    choose_range(there, extents, written_, written_ + size);
    const Hdf5Handle here{H5Screate_simple(1, &size, nullptr), H5Sclose, "creating a space"};
    write_values(*dataset_, here, there, values);
}

template class NetcdfArray<double>;
template class NetcdfArray<std::int64_t>;
template class NetcdfArray<std::int32_t>;
template class NetcdfArray<std::int8_t>;
template class NetcdfArray<std::string>;

} // namespace dcsim
