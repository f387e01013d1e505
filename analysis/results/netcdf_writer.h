#pragma once
#include "analysis/results/chunk_codec.h"
#include "analysis/results/dimension_scales.h"
#include "analysis/results/hdf5_handle.h"
#include "analysis/results/hdf5_mapped.h"
#include "analysis/results/packed_series.h"
#include "analysis/results/result_set.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// HDF5 the way netCDF-4 lays it out: dimensions are scales of their own name in every group, attributes and links keep
/// their order, and nothing in the file depends on when it was written [netCDF-4 file format specification].
namespace dcsim {

/// Types, spaces and property lists that the objects of one file share: HDF5 takes microseconds to make each.
struct NetcdfCommon;

/// A 32-bit series under construction: chunks along the last dimension, shuffled and deflated; rows that are never
/// written read as NaN.
class NetcdfSeries {
public:
    NetcdfSeries(Hdf5Handle dataset, std::vector<hsize_t> chunk)
        : dataset_{std::move(dataset)}, chunk_{std::move(chunk)}
    {
    }
    /// One row along the last dimension, from its beginning; `leading` is its index in the other dimensions. Values are
    /// rounded to multiples of `resolution` (see round_to).
    void write(const std::vector<hsize_t>& leading, std::span<const float> row, double resolution);
    /// The same of a row that is encoded already. LogicError if its chunks have not the length of this one's.
    void write(const std::vector<hsize_t>& leading, const PackedSeries& row);

    std::size_t chunk_length() const { return chunk_.back(); }

private:
    void write_chunk(const std::vector<hsize_t>& offset, std::span<const std::byte> encoded);

    Hdf5Handle dataset_;
    std::vector<hsize_t> chunk_;
    ChunkCodec codec_;
};

class NetcdfGroup;

/// Whether a dataset has its place in the file as soon as it is made.
enum class Placed : std::uint8_t { no, yes };

/// A variable under construction, filled from its first value on, the last index fastest; what is never appended is
/// missing. Values are held back until there are enough of them: HDF5 takes microseconds for a write, however short.
/// Its dataset is made when the first are written, or opened, and closed with the last: HDF5 has 30 kB for each that is
/// open. Of few numbers it is closed as soon as it is opened: they are put to their place in the file without HDF5.
template <class T> class NetcdfArray {
public:
    /// The group outlives it, and stays where it is.
    NetcdfArray(NetcdfGroup& group, std::string name, Names dimensions, Attributes about)
        : group_{&group}, name_{std::move(name)}, dimensions_{std::move(dimensions)}, about_{std::move(about)}
    {
    }
    /// Makes its dataset, so that little is left to do, if it has few values.
    void open();
    void append(const std::vector<T>& values);
    /// No values follow; LogicError if there are more than the dimensions have room for.
    void finish();

private:
    void make();
    hsize_t room() const;
    void flush();
    void write(const std::vector<T>& values);
    void put(const std::vector<T>& values);
    void write_to_dataset(const std::vector<T>& values);

    NetcdfGroup* group_;
    std::string name_;
    Names dimensions_;
    Attributes about_;
    std::optional<Hdf5Handle> dataset_{};
    std::optional<haddr_t> place_{}; ///< of its values in the file, if it has one before they come
    std::vector<T> held_{};
    hsize_t written_{0};
};

/// One group. A variable names dimensions that this group has defined before; its values lie last index fastest.
class NetcdfGroup {
public:
    NetcdfGroup(Hdf5Handle group, std::shared_ptr<NetcdfCommon> common)
        : group_{std::move(group)}, common_{std::move(common)}
    {
    }

    NetcdfGroup child(const std::string& name) const;
    void attributes(const Attributes& all) const;

    void dimension(const std::string& name, std::size_t size); ///< without coordinate values
    /// T is double, std::int32_t or std::string.
    template <class T> void coordinate(const std::string& name, const std::vector<T>& values, const Attributes& about);
    /// T is double (missing: NaN), std::int64_t, std::int32_t, std::int8_t (missing: -1) or std::string.
    template <class T> void variable(const std::string& name, const Names& dimensions, const std::vector<T>& values,
                                     const Attributes& about);
    /// The same types, to be filled bit by bit.
    template <class T> NetcdfArray<T> array(std::string name, Names dimensions, Attributes about)
    {
        return {*this, std::move(name), std::move(dimensions), std::move(about)};
    }
    NetcdfSeries series(const std::string& name, const Names& dimensions, const Attributes& about);

    /// Tells its dimensions their variables, of which there are no more to come.
    void finish() { scales_.finish(); }

private:
    template <class T> friend class NetcdfArray;
    Hdf5Handle create_dataset(const std::string& name, const std::vector<hsize_t>& extents, hid_t type,
                              hid_t properties) const;
    Hdf5Handle create_variable(const std::string& name, const Names& dimensions, hid_t type, hid_t properties);
    template <class T> Hdf5Handle create_variable(const std::string& name, const Names& dimensions,
                                                  const Attributes& about, Placed placed);

    Hdf5Handle group_;
    std::shared_ptr<NetcdfCommon> common_;
    DimensionScales scales_{};
};

/// A file under construction.
class NetcdfFile {
public:
    explicit NetcdfFile(MappedFile& target);
    NetcdfGroup root() const;
    /// Encodes what has been made, so that less is left to close().
    void flush() const;
    /// Finishes the file; its groups must be gone by then.
    void close() &&;

private:
    std::shared_ptr<NetcdfCommon> common_;
};

} // namespace dcsim
