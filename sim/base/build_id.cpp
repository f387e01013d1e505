#include "sim/base/build_id.h"
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include <cstring>
#include <link.h>
#include <span>
#include <string_view>

namespace dcsim {

namespace {

constexpr std::string_view gnu{ELF_NOTE_GNU, sizeof ELF_NOTE_GNU}; // a note's name counts its closing zero

constexpr std::size_t padded(std::size_t size)
{
    return (size + 3) / 4 * 4;
}

/// The contents of the build id among notes that follow each other [System V ABI, ch. 5, "Note Section"]; empty if
/// there is none.
std::string_view build_id_among(std::string_view notes)
{
    ElfW(Nhdr) head;
    while (notes.size() >= sizeof head) {
        std::memcpy(&head, notes.data(), sizeof head);
        const std::size_t contents = sizeof head + padded(head.n_namesz), end = contents + padded(head.n_descsz);
        if (end > notes.size()) break;
        if (head.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof head, head.n_namesz) == gnu)
            return notes.substr(contents, head.n_descsz);
        notes.remove_prefix(end);
    }
    return {};
}

int find_in_executable(dl_phdr_info* object, std::size_t, void* found)
{
    for (const auto& segment : std::span{object->dlpi_phdr, object->dlpi_phnum}) {
        if (segment.p_type != PT_NOTE) continue;
        const std::string_view notes{reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr),
                                     segment.p_memsz};
        if (const std::string_view id = build_id_among(notes); !id.empty())
            *static_cast<std::string*>(found) = hex_digits(id);
    }
    return 1; // the executable is the first object, and the only one to look at
}

} // namespace

std::string build_id()
{
    std::string id;
    dl_iterate_phdr(find_in_executable, &id);
    require(!id.empty(), "the executable was linked without a build id (-Wl,--build-id=sha1)");
    return id;
}

} // namespace dcsim
