#include "analysis/results/hdf5_mapped.h"
#include <cstring>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t growth = 1ul << 16; ///< bytes by which the image grows; HDF5 clears them

MappedFile& mapped(void* data)
{
    return *static_cast<MappedFile*>(data);
}

/// HDF5's own memory is the mapped file; its contents stay there when HDF5 lets go of it.
H5FD_file_image_callbacks_t callbacks_to(MappedFile& target)
{
    H5FD_file_image_callbacks_t callbacks{};
    callbacks.image_malloc = [](std::size_t size, H5FD_file_image_op_t, void* data) {
        return mapped(data).resize(size);
    };
    callbacks.image_memcpy = [](void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
        return std::memcpy(to, from, size);
    };
    callbacks.image_realloc = [](void*, std::size_t size, H5FD_file_image_op_t, void* data) {
        return mapped(data).resize(size);
    };
    callbacks.image_free = [](void*, H5FD_file_image_op_t, void*) -> herr_t { return 0; };
    callbacks.udata_copy = [](void* data) { return data; };
    callbacks.udata_free = [](void*) -> herr_t { return 0; };
    callbacks.udata = &target;
    return callbacks;
}

} // namespace

Hdf5MappedFile::Hdf5MappedFile(hid_t creation, hid_t access, MappedFile& target)
    : target_{&target}, file_{create(creation, access, target), H5Fclose, "creating a file in memory"}
{
}

hid_t Hdf5MappedFile::create(hid_t creation, hid_t access, MappedFile& target)
{
    checked(H5Pset_fapl_core(access, growth, false), "choosing memory");
    H5FD_file_image_callbacks_t callbacks = callbacks_to(target);
    checked(H5Pset_file_image_callbacks(access, &callbacks), "choosing who keeps the file");
    return H5Fcreate("results.h5", H5F_ACC_TRUNC, creation, access); // the name is never seen
}

void Hdf5MappedFile::put(std::size_t at, std::span<const std::byte> bytes)
{
    placed_.push_back({at, {bytes.begin(), bytes.end()}});
}

void Hdf5MappedFile::close() &&
{
    checked(H5Fflush(file_, H5F_SCOPE_GLOBAL), "finishing the file");
    require(H5Fget_obj_count(file_, H5F_OBJ_ALL) == 1, "a results file is closed while its objects are open");
    // Its size is the end of what is allocated in it, which is where its image ends.
    const auto size = static_cast<std::size_t>(checked(H5Fget_file_image(file_, nullptr, 0), "measuring the file"));
    {
        const Hdf5Handle closing = std::move(file_);
    }
    for (const Placed& placed : placed_) {
        require(placed.at + placed.bytes.size() <= size, "values have a place outside of their file");
        std::memcpy(static_cast<std::byte*>(target_->memory()) + placed.at, placed.bytes.data(), placed.bytes.size());
    }
    target_->finish(size);
}

} // namespace dcsim
