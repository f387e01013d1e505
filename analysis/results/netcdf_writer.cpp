#include "analysis/results/netcdf_writer.h"
#include "analysis/results/hdf5_attributes.h"
#include "analysis/results/hdf5_values.h"
#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <numeric>

namespace dcsim {

namespace {

constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
constexpr std::size_t held_back = 2048; ///< values of a variable: its write then costs nanoseconds for each

Hdf5Handle property_list(hid_t kind)
{
    return {H5Pcreate(kind), H5Pclose, "creating a property list"};
}

Hdf5Handle group_properties(hid_t kind)
{
    Hdf5Handle list = property_list(kind);
    checked(H5Pset_link_creation_order(list, ordered), "tracking the order of links");
    checked(H5Pset_attr_creation_order(list, ordered), "tracking the order of attributes");
    checked(H5Pset_obj_track_times(list, false), "leaving out times");
    return list;
}

/// What is never written reads as `fill`.
template <class T> Hdf5Handle dataset_properties(std::optional<T> fill)
{
    Hdf5Handle list = property_list(H5P_DATASET_CREATE);
    checked(H5Pset_attr_creation_order(list, ordered), "tracking the order of attributes");
    checked(H5Pset_obj_track_times(list, false), "leaving out times");
    if (fill) checked(H5Pset_fill_value(list, native_type<T>(), &*fill), "setting the fill value");
    return list;
}

Hdf5Handle access_properties()
{
    Hdf5Handle list = property_list(H5P_FILE_ACCESS);
    checked(H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_V110), "choosing the file format");
    return list;
}

hsize_t size_of(const std::vector<hsize_t>& extents)
{
    return std::accumulate(extents.begin(), extents.end(), hsize_t{1}, std::multiplies<>{});
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

struct NetcdfCommon {
    AttributeWriter attributes{};
    Hdf5Handle text = string_type(H5T_VARIABLE);
    Hdf5Handle group = group_properties(H5P_GROUP_CREATE);
    Hdf5Handle dataset = dataset_properties<double>(std::nullopt); ///< of a type without a missing value
    Hdf5Handle doubles = dataset_properties(missing_value<double>());
    Hdf5Handle bytes = dataset_properties(missing_value<std::int8_t>());

    template <class T> hid_t type() const
    {
        if constexpr (std::is_same_v<T, std::string>)
            return text;
        else
            return file_type<T>();
    }
    template <class T> hid_t properties() const
    {
        if constexpr (std::is_same_v<T, double>) return doubles;
        if constexpr (std::is_same_v<T, std::int8_t>) return bytes;
        return dataset;
    }
    /// Tells netCDF which value means "missing"; HDF5 knows it from the properties.
    template <class T> void declare_missing(hid_t variable)
    {
        if constexpr (!std::is_same_v<T, std::string>)
            if (const auto value = missing_value<T>()) attributes.write(variable, "_FillValue", *value);
    }
};

void NetcdfSeries::write(const std::vector<hsize_t>& leading, std::span<const float> row, double resolution)
{
    std::vector<hsize_t> offset = leading;
    offset.push_back(0);
    for (; offset.back() < row.size(); offset.back() += chunk_length()) {
        const auto part = row.subspan(offset.back(), std::min<std::size_t>(chunk_length(), row.size() - offset.back()));
        write_chunk(offset, codec_.encode(part, chunk_length(), resolution));
    }
}

void NetcdfSeries::write(const std::vector<hsize_t>& leading, const PackedSeries& row)
{
    require(row.chunk == chunk_length(), "the chunks of a series have another length than those of its file");
    std::vector<hsize_t> offset = leading;
    offset.push_back(0);
    for (std::size_t i = 0; i < row.ends.size(); ++i, offset.back() += chunk_length())
        write_chunk(offset, row.encoded_chunk(i));
}

void NetcdfSeries::write_chunk(const std::vector<hsize_t>& offset, std::span<const std::byte> encoded)
{
    checked(H5Dwrite_chunk(dataset_, H5P_DEFAULT, 0, offset.data(), encoded.size(), encoded.data()), "writing a chunk");
}

NetcdfGroup NetcdfGroup::child(const std::string& name) const
{
    return {
        {H5Gcreate2(group_, name.c_str(), H5P_DEFAULT, common_->group, H5P_DEFAULT), H5Gclose, "creating group", name},
        common_};
}

void NetcdfGroup::attributes(const Attributes& all) const
{
    common_->attributes.write_all(group_, all);
}

Hdf5Handle NetcdfGroup::create_dataset(const std::string& name, const std::vector<hsize_t>& extents, hid_t type,
                                       hid_t properties) const
{
    const Hdf5Handle space{H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), H5Sclose,
                           "creating a space"};
    return {H5Dcreate2(group_, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose, "creating",
            name};
}

Hdf5Handle NetcdfGroup::create_variable(const std::string& name, const Names& dimensions, hid_t type, hid_t properties)
{
    Hdf5Handle variable = create_dataset(name, scales_.extents(dimensions), type, properties);
    scales_.attach(variable, dimensions);
    return variable;
}

void NetcdfGroup::dimension(const std::string& name, std::size_t size)
{
    // Readers know a dimension without coordinates by this sentence.
    scales_.add(name, size, create_dataset(name, {hsize_t{size}}, file_type<float>(), common_->dataset),
                fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", size));
}

template <class T>
void NetcdfGroup::coordinate(const std::string& name, const std::vector<T>& values, const Attributes& about)
{
    Hdf5Handle dataset = create_dataset(name, {hsize_t{values.size()}}, common_->type<T>(), common_->dataset);
    write_values(dataset, H5S_ALL, H5S_ALL, values);
    common_->attributes.write_all(scales_.add(name, values.size(), std::move(dataset), name), about);
}

template <class T>
Hdf5Handle NetcdfGroup::create_variable(const std::string& name, const Names& dimensions, const Attributes& about)
{
    Hdf5Handle dataset = create_variable(name, dimensions, common_->type<T>(), common_->properties<T>());
    common_->declare_missing<T>(dataset);
    common_->attributes.write_all(dataset, about);
    return dataset;
}

template <class T> void NetcdfGroup::variable(const std::string& name, const Names& dimensions,
                                              const std::vector<T>& values, const Attributes& about)
{
    require(values.size() == size_of(scales_.extents(dimensions)),
            "a variable has another number of values than its dimensions");
    NetcdfArray<T> all = array<T>(name, dimensions, about);
    all.append(values);
    all.finish();
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
    if (!dataset_) dataset_.emplace(group_->create_variable<T>(name_, dimensions_, about_));
    write(held_);
    held_.clear();
}

template <class T> void NetcdfArray<T>::write(const std::vector<T>& values)
{
    if (values.empty()) return;
    const std::vector<hsize_t> extents = group_->scales_.extents(dimensions_);
    const hsize_t size = values.size(), room = size_of(extents);
    require(size <= room - written_, "a variable has more values than its dimensions have room for");
    if (size == room) {
        write_values(*dataset_, H5S_ALL, H5S_ALL, values);
    } else {
        const Hdf5Handle there{H5Dget_space(*dataset_), H5Sclose, "finding a space"};
        choose_range(there, extents, written_, written_ + size);
        const Hdf5Handle here{H5Screate_simple(1, &size, nullptr), H5Sclose, "creating a space"};
        write_values(*dataset_, here, there, values);
    }
    written_ += size;
}

NetcdfSeries NetcdfGroup::series(const std::string& name, const Names& dimensions, const Attributes& about)
{
    std::vector<hsize_t> chunk(dimensions.size(), 1);
    chunk.back() = chunk_length(scales_.extents(dimensions).back());
    const Hdf5Handle properties = dataset_properties(missing_value<float>());
    checked(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "setting the chunks");
    checked(H5Pset_shuffle(properties), "setting the shuffle filter");
    checked(H5Pset_deflate(properties, ChunkCodec::level), "setting the deflate filter");
    Hdf5Handle dataset = create_variable(name, dimensions, file_type<float>(), properties);
    common_->declare_missing<float>(dataset);
    common_->attributes.write_all(dataset, about);
    return {std::move(dataset), std::move(chunk)};
}

NetcdfFile::NetcdfFile(MappedFile& target)
    : common_{std::make_shared<NetcdfCommon>()}, file_{group_properties(H5P_FILE_CREATE), access_properties(), target}
{
}

NetcdfGroup NetcdfFile::root() const
{
    return {{H5Gopen2(file_.id(), "/", H5P_DEFAULT), H5Gclose, "opening the root group"}, common_};
}

template void NetcdfGroup::coordinate(const std::string&, const std::vector<double>&, const Attributes&);
template void NetcdfGroup::coordinate(const std::string&, const std::vector<std::int32_t>&, const Attributes&);
template void NetcdfGroup::coordinate(const std::string&, const std::vector<std::string>&, const Attributes&);
#define DCSIM_NETCDF_TYPE(T)                                                                                           \
    template class NetcdfArray<T>;                                                                                     \
    template void NetcdfGroup::variable(const std::string&, const Names&, const std::vector<T>&, const Attributes&);
DCSIM_NETCDF_TYPE(double)
DCSIM_NETCDF_TYPE(std::int64_t)
DCSIM_NETCDF_TYPE(std::int32_t)
DCSIM_NETCDF_TYPE(std::int8_t)
DCSIM_NETCDF_TYPE(std::string)
#undef DCSIM_NETCDF_TYPE

} // namespace dcsim
