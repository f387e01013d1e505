#include "models/cluster/params.h"

namespace dcsim {

void fields(Fields& f, NodeParams& node)
{
    f.preset("node", "node", "node type of the catalogue; any of its values can be set beside it", "8xh100");
    f.optional("accelerators", node.accelerators, "accelerators per node", {.least = 1, .most = 1024});
    f.optional("cores", node.cores, "processor cores per node; 0 = not a constraint");
    f.optional("memory", node.memory, "main memory per node; 0 = not a constraint", {.least = Bytes{}});
    f.word("power_basis", node.power_basis, {{"wall", PowerBasis::wall}, {"dc", PowerBasis::dc}},
           "where the node's power is stated: wall includes power supplies and server fans, dc adds the supplies of "
           "facility.power");
}

void fields(Fields& f, ClusterParams& cluster)
{
    f.required("nodes", cluster.nodes, "number of nodes", {.least = 1, .most = 1'000'000});
    fields(f, cluster.node);
    f.optional("pool_cores", cluster.pool_cores,
               "processor cores beside the nodes, for data and environments; 0 = not a constraint");
    f.word("packing", cluster.packing, {{"first-fit", Packing::first_fit}, {"best-fit", Packing::best_fit}},
           "which node of those that placement leaves a gang is put on");
}

} // namespace dcsim
