#pragma once
#include "analysis/results/hdf5_handle.h"
#include "analysis/results/hdf5_values.h"
#include "analysis/results/result_set.h"
#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

namespace dcsim {

/// How values lie in memory, in the file, and in which space.
struct AttributeForm {
    hid_t memory, stored, space;
};

inline void write_attribute(hid_t owner, const std::string& name, const AttributeForm& form, const void* value)
{
    const Hdf5Handle attribute{H5Acreate2(owner, name.c_str(), form.stored, form.space, H5P_DEFAULT, H5P_DEFAULT),
                               H5Aclose, "creating attribute", name};
    checked(H5Awrite(attribute, form.memory, value), "writing attribute", name);
}

/// Writes attributes of one value. Keeps the types and the space that it has made: a file has hundreds of attributes,
/// and HDF5 takes about as long to make what describes one as to store it.
class AttributeWriter {
public:
    void write_all(hid_t owner, const Attributes& all)
    {
        for (const auto& [name, value] : all)
            std::visit([&, &key = name](const auto& v) { write(owner, key, v); }, value);
    }
    template <class Number> void write(hid_t owner, const std::string& name, Number value)
    {
        write_attribute(owner, name, {native_type<Number>(), file_type<Number>(), scalar_}, &value);
    }
    /// Fixed length: netCDF-4 readers take these for text. Length 0 does not exist in HDF5; an empty text is one NUL.
    void write(hid_t owner, const std::string& name, const std::string& text)
    {
        const std::size_t size = std::max<std::size_t>(1, text.size());
        auto type = text_types_.find(size);
        if (type == text_types_.end()) type = text_types_.emplace(size, string_type(size)).first;
        write_attribute(owner, name, {type->second, type->second, scalar_}, text.c_str());
    }

private:
    Hdf5Handle scalar_{H5Screate(H5S_SCALAR), H5Sclose, "creating a scalar"};
    std::map<std::size_t, Hdf5Handle> text_types_{}; ///< by length
};

} // namespace dcsim
