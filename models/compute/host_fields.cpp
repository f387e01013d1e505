#include "models/compute/node_hardware.h"

namespace dcsim {

void fields(Fields& f, HostParams& p)
{
    f.optional("core_power", p.core, "power of a busy processor core, above idle", {.least = Power{}});
    f.optional("storage_write", p.stored,
               "rate at which a node writes checkpoints; a job on a part of a node has that part of it",
               {.least = Bandwidth{1}});
    f.optional("storage_read", p.feed,
               "rate at which a node reads input; a job on a part of a node has that part of it",
               {.least = Bandwidth{1}});
}

} // namespace dcsim
