#include "models/serving/engine.h"

namespace dcsim {

namespace {

void message_fields(Fields& f, ServingEngine& e)
{
    f.table("one_shot", "small all-reduces that need no ring", [&](Fields& t) {
        t.optional("below", e.one_shot_below, "size of a message", {.least = Bytes{}});
        t.optional("saved", e.one_shot_saved, "part of its time that is saved", {.least = 0.0, .most = 1.0});
    });
    f.table("slow", "large all-reduces of more than two accelerators that are slower than the links", [&](Fields& t) {
        t.optional("above", e.slow_above, "size of a message", {.least = Bytes{}});
        t.optional("factor", e.slow_factor, "further times that the part above it takes", {.least = 0.0});
    });
}

} // namespace

void fields(Fields& f, ServingEngine& e)
{
    f.preset("preset", "engine", "engine of the catalogue; its values can be set beside it", "vllm-2025");
    f.optional("per_pass", e.per_pass, "host work of each pass that no kernel hides", {.least = Seconds{}});
    f.optional("per_sequence", e.per_sequence, "host work of a pass for each sequence that decodes",
               {.least = Seconds{}});
    f.optional("per_layer", e.per_layer, "host work that starts a layer's kernels, hidden where they last longer",
               {.least = Seconds{}});
    f.optional("per_request", e.per_request, "host work before the first pass of a request", {.least = Seconds{}});
    f.optional("graphs", e.graphs, "kernels are recorded once and replayed");
    f.word("prompts", e.prompts,
           {{"chunked", ServingEngine::Prompts::chunked}, {"alone", ServingEngine::Prompts::alone}},
           "whether prompts share a pass with what decodes");
    f.optional("chunk", e.chunk, "prompt tokens of one pass at most", {.least = 1u});
    f.optional("batch", e.batch, "sequences at once at most", {.least = 1u, .most = 16384u});
    f.optional("memory", e.memory, "part of device memory that the engine takes", {.least = 0.1, .most = 1.0});
    f.optional("reserves", e.reserves,
               "room for the keys and values of a whole answer is kept from the start, so that fewer requests run at "
               "once and none "
               "is put back; false = room is taken as answers grow");
    f.optional("start", e.start, "until the engine is ready for the weights", {.least = Seconds{}});
    f.optional("experts", e.experts, "bandwidth of kernels of experts over that of dense matrices",
               {.most = 1.0, .above = 0.0});
    f.optional("version", e.version, "of the software that was measured; changes nothing");
    message_fields(f, e);
}

void adapt_messages(Demand& d, const ServingEngine& e)
{
    for (Message& m : d.messages) {
        if (m.collective != Collective::all_reduce) continue;
        if (m.bytes < e.one_shot_below) m.overlap = 1 - (1 - m.overlap) * (1 - e.one_shot_saved);
        if (e.slow_above && m.ranks > 2 && m.bytes > *e.slow_above)
            m.count *= 1 + e.slow_factor * (1 - *e.slow_above / m.bytes);
    }
}

} // namespace dcsim
