#include "analysis/results/hdf5_memory.h"
#include <cstdlib>
#include <cstring>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t growth = 1ul << 20; ///< bytes by which the file in memory grows

} // namespace

Hdf5MemoryFile::Hdf5MemoryFile(hid_t creation, hid_t access)
    : file_{create(creation, access, *contents_), H5Fclose, "creating a file in memory"}
{
}

hid_t Hdf5MemoryFile::create(hid_t creation, hid_t access, Contents& contents)
{
    checked(H5Pset_fapl_core(access, growth, false), "choosing memory");
    H5FD_file_image_callbacks_t callbacks = callbacks_to(contents);
    checked(H5Pset_file_image_callbacks(access, &callbacks), "choosing who keeps the file");
    return H5Fcreate("results.h5", H5F_ACC_TRUNC, creation, access); // the name is never seen
}

H5FD_file_image_callbacks_t Hdf5MemoryFile::callbacks_to(Contents& contents)
{
    H5FD_file_image_callbacks_t callbacks{};
    callbacks.image_malloc = [](std::size_t size, H5FD_file_image_op_t, void*) { return std::malloc(size); };
    callbacks.image_memcpy = [](void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
        return std::memcpy(to, from, size);
    };
    callbacks.image_realloc = [](void* old, std::size_t size, H5FD_file_image_op_t, void*) {
        return std::realloc(old, size);
    };
    callbacks.image_free = [](void* image, H5FD_file_image_op_t when, void* target) -> herr_t {
        auto& kept = *static_cast<Contents*>(target);
        if (when == H5FD_FILE_IMAGE_OP_FILE_CLOSE) kept.bytes.assign(static_cast<const char*>(image), kept.size);
        std::free(image);
        return 0;
    };
    callbacks.udata_copy = [](void* target) { return target; };
    callbacks.udata_free = [](void*) -> herr_t { return 0; };
    callbacks.udata = &contents;
    return callbacks;
}

std::string Hdf5MemoryFile::close() &&
{
    checked(H5Fflush(file_, H5F_SCOPE_GLOBAL), "finishing the file");
    contents_->size = static_cast<std::size_t>(checked(H5Fget_file_image(file_, nullptr, 0), "measuring the file"));
    {
        const Hdf5Handle closing = std::move(file_);
    }
    require(!contents_->bytes.empty(), "a results file is closed while its objects are open");
    return std::move(contents_->bytes);
}

} // namespace dcsim
