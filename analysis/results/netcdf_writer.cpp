#include "analysis/results/netcdf_writer.h"
#include "analysis/results/netcdf_common.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

Hdf5Handle access_properties()
{
    Hdf5Handle list = property_list(H5P_FILE_ACCESS);
    checked(H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_V110), "choosing the file format");
    return list;
}

} // namespace

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

template <class T> Hdf5Handle NetcdfGroup::create_variable(const std::string& name, const Names& dimensions,
                                                           const Attributes& about, Placed placed)
{
    const hid_t properties = placed == Placed::yes ? common_->properties_of_placed<T>() : common_->properties<T>();
    Hdf5Handle dataset = create_variable(name, dimensions, common_->type<T>(), properties);
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
    : common_{std::make_shared<NetcdfCommon>(
          Hdf5MappedFile{group_properties(H5P_FILE_CREATE), access_properties(), target})}
{
}

void NetcdfFile::flush() const
{
    checked(H5Fflush(common_->file.id(), H5F_SCOPE_GLOBAL), "flushing the file");
}

void NetcdfFile::close() &&
{
    std::move(common_->file).close();
}

NetcdfGroup NetcdfFile::root() const
{
    return {{H5Gopen2(common_->file.id(), "/", H5P_DEFAULT), H5Gclose, "opening the root group"}, common_};
}

template void NetcdfGroup::coordinate(const std::string&, const std::vector<double>&, const Attributes&);
template void NetcdfGroup::coordinate(const std::string&, const std::vector<std::int32_t>&, const Attributes&);
template void NetcdfGroup::coordinate(const std::string&, const std::vector<std::string>&, const Attributes&);
#define DCSIM_NETCDF_TYPE(T)                                                                                           \
    template Hdf5Handle NetcdfGroup::create_variable<T>(const std::string&, const Names&, const Attributes&, Placed);  \
    template void NetcdfGroup::variable(const std::string&, const Names&, const std::vector<T>&, const Attributes&);
DCSIM_NETCDF_TYPE(double)
DCSIM_NETCDF_TYPE(std::int64_t)
DCSIM_NETCDF_TYPE(std::int32_t)
DCSIM_NETCDF_TYPE(std::int8_t)
DCSIM_NETCDF_TYPE(std::string)
#undef DCSIM_NETCDF_TYPE

} // namespace dcsim
