#include "models/serving/llm_service.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

struct Moments {
    double mean{0}, second{0};
};

/// Passes that a prompt takes.
Moments passes_of(const LengthMoments& prompt, double chunk)
{
    Moments passes;
    for (const LengthPart& part : prompt.parts) {
        const double count = std::ceil(part.middle() / chunk);
        passes.mean += part.weight * count;
        passes.second += part.weight * count * count;
    }
    return passes;
}

/// Prompt tokens of a pass that carries any: a chunk, or a prompt where that is shorter.
double tokens_of_a_pass(const LengthMoments& prompt, double chunk)
{
    return std::min(chunk, prompt.mean / passes_of(prompt, chunk).mean);
}

/// A request holds its place during the passes of its prompt, the last of which brings its first token, and one for
/// each further token. Prompts that have passes of their own are part of the time of a token instead.
LlmService::Turns turns_of(const Served& s)
{
    const double variance = s.output.second - s.output.mean * s.output.mean;
    if (s.engine.prompts == ServingEngine::Prompts::alone) return {s.output.mean, std::max(0.0, variance)};
    const Moments prompt = passes_of(s.prompt, s.engine.chunk);
    const double both = variance + prompt.second - prompt.mean * prompt.mean; // independent
    return {prompt.mean - 1 + s.output.mean, std::max(0.0, both)};
}

/// Where memory is taken as answers grow, in the mean over all; who then finds none is put back and begins again, which
/// is rare enough to be left out.
double tokens_of_a_place(const Passes& passes, const Served& s)
{
    return s.engine.reserves ? s.prompt.mean + s.output.mean : passes.tokens_held();
}

std::uint32_t sequences_that_fit(const Passes& passes, const Served& s)
{
    const ServingEngine& engine = s.engine;
    const Bytes memory = passes.cache_memory(), token = passes.cache_per_token();
    if (memory <= Bytes{}) return 0;
    if (token <= Bytes{}) return engine.batch;
    return static_cast<std::uint32_t>(
        std::min(double(engine.batch), concurrency_limit(memory, token, tokens_of_a_place(passes, s))));
}

/// Two kinds of passes, one after the other, as one.
struct Mixed {
    Seconds time{};
    LlmService::PassInProgress in_progress;
    Draw draw{};
};

Mixed mixed(double often, const Pace& without, const Pace& with)
{
    Mixed m;
    m.time = (1 - often) * without.iteration + often * with.iteration;
    const double plain = (1 - often) * without.iteration / m.time, carrying = often * with.iteration / m.time;
    m.in_progress = {plain, carrying, plain * without.iteration, carrying * with.iteration};
    m.draw = plain * draw(without);
    m.draw += carrying * draw(with);
    return m;
}

} // namespace

LlmService::PassInProgress& LlmService::PassInProgress::operator+=(const PassInProgress& o)
{
    plain += o.plain;
    carrying += o.carrying;
    plain_time += o.plain_time;
    carrying_time += o.carrying_time;
    return *this;
}

LlmService::PassInProgress operator*(double k, const LlmService::PassInProgress& p)
{
    return {k * p.plain, k * p.carrying, k * p.plain_time, k * p.carrying_time};
}

LlmService::LlmService(const LlmSettings& settings, const ServiceContext& context)
    : settings_{settings},
      context_{context},
      passes_{settings.served, context},
      batch_limit_{sequences_that_fit(passes_, settings.served)},
      turns_{turns_of(settings.served)}
{
}

std::optional<std::string> LlmService::refusal() const
{
    if (auto why = context_.hardware.refusal(passes_.demand(1, settings_.served.engine.chunk))) return why;
    if (batch_limit_ == 0) return "leaves no memory for the keys and values of one request";
    return std::nullopt;
}

Seconds LlmService::cold_start() const
{
    const double nodes = std::ceil(double(passes_.accelerators()) / context_.hardware.accelerators_per_node());
    const double speed = nodes * context_.hardware.bytes_per_second_stored();
    const Seconds load{speed > 0 ? passes_.weights().si() / speed : 0};
    return settings_.served.engine.start + load;
}

void LlmService::add_node(Nodes& nodes, double k, const Operating& run) const
{
    const Served& s = settings_.served;
    const double per_token = s.prompt.mean / s.output.mean, chunk = s.engine.chunk;
    const bool alone = s.engine.prompts == ServingEngine::Prompts::alone;
    const double gaining = k * s.output.mean / turns_.mean; // the others' prompts go on
    const double decoding = alone ? k : std::min(gaining, chunk / per_token);
    const double due = decoding * per_token; // prompt tokens while all that decode gain one token
    const double carried = std::clamp(due, tokens_of_a_pass(s.prompt, chunk), chunk);
    const Pace without = passes_.at(decoding, 0, run), with = passes_.at(alone ? 0 : decoding, carried, run);
    Mixed m = mixed(std::min(1.0, due / carried), without, with);
    if (alone) {
        const double extra = due / carried; // passes beside those that decode
        m = mixed(extra / (1 + extra), without, with);
        m.time = (1 + extra) * m.time;
    }
    if (settings_.measured) {
        const Power each = settings_.measured->at_one + std::log2(k) * settings_.measured->per_doubling;
        m.draw = with_accelerator_power(m.draw, each, passes_.accelerators());
    }
    nodes.replica.period.push_back(m.time * gaining / decoding);
    nodes.replica.draw.push_back(m.draw);
    nodes.in_progress.push_back(m.in_progress);
}

LlmService::Table LlmService::make_table(const Operating& run) const
{
    require(batch_limit_ > 0, "a service that is refused is not run");
    const auto nodes = batch_nodes(batch_limit_);
    Nodes worked_out;
    for (const std::uint32_t k : nodes) add_node(worked_out, k, run);
    const Power idle = passes_.accelerators() * context_.hardware.idle_share();
    worked_out.replica.idle = idle_draw(idle, worked_out.replica.draw.front());
    Replica replica = interpolated(nodes, worked_out.replica);
    std::vector<Seconds> period = replica.period;
    if (settings_.adaptive && context_.objective.between) {
        const auto slow = std::upper_bound(period.begin() + 1, period.end(), *context_.objective.between);
        period.erase(slow, period.end());
    }
    const double cv2 = turns_.variance / (turns_.mean * turns_.mean);
    BatchQueue queue{period, turns_.mean, {.arrivals = context_.arrivals_cv2, .work = cv2}};
    const auto most = static_cast<std::uint32_t>(period.size());
    return {std::move(replica),
            interpolated(nodes, worked_out.in_progress),
            std::move(queue),
            {passes_, most, settings_.served.engine.chunk, run}};
}

const LlmService::Table& LlmService::table(const Operating& run) const
{
    const auto known = tables_.find(run);
    return known != tables_.end() ? known->second : tables_.emplace(run, make_table(run)).first->second;
}

double LlmService::decoding(const BatchQueue::State& s) const
{
    const Served& served = settings_.served;
    if (served.engine.prompts == ServingEngine::Prompts::alone) return 0;
    return std::min(s.batch * served.output.mean / turns_.mean,
                    served.engine.chunk * served.output.mean / served.prompt.mean);
}

Seconds LlmService::prompt_time(const Table& t, double decoding, double tokens) const
{
    const double chunk = settings_.served.engine.chunk, whole = std::floor(tokens / chunk);
    const double rest = tokens - whole * chunk;
    const Seconds last = rest > 0 ? t.times.at(decoding, rest) : Seconds{};
    return whole * t.times.at(decoding, chunk) + last;
}

WaitTime LlmService::prompt_wait(const Table& t, double decoding, Frequency rate) const
{
    const LengthMoments& prompt = settings_.served.prompt;
    const double chunk = settings_.served.engine.chunk;
    const double each = t.times.at(decoding, chunk).si() / chunk; // seconds per token while prompts wait
    return single_server_wait(rate, Seconds{prompt.mean * each}, prompt.second * each * each, context_.arrivals_cv2);
}

/// Who comes sees an idle engine or a pass in progress, whose rest is even over its length. Passes of a kind are taken
/// as equally long.
Delays LlmService::first(const Table& t, const BatchQueue::State& s, WaitTime wait) const
{
    PassInProgress seen;
    for (std::size_t k = 1; k < s.share.size(); ++k) seen += s.share[k] * t.in_progress[k - 1];
    std::vector<Delays::Value> rests{{Seconds{}, s.share[0]}};
    if (seen.plain > negligible) rests.push_back({Seconds{}, seen.plain, seen.plain_time / seen.plain});
    if (seen.carrying > negligible) rests.push_back({Seconds{}, seen.carrying, seen.carrying_time / seen.carrying});
    std::vector<Delays::Value> values;
    for (const LengthPart& part : settings_.served.prompt.parts) {
        const Seconds least = prompt_time(t, decoding(s), part.from), most = prompt_time(t, decoding(s), part.to);
        for (const Delays::Value& rest : rests)
            values.push_back(
                {settings_.served.engine.per_request + least, part.weight * rest.weight, most - least + rest.further});
    }
    return Delays{std::move(values), wait};
}

Delays LlmService::between(const Table& t, const BatchQueue::State& s) const
{
    std::vector<Delays::Value> values;
    for (std::size_t k = 1; k < s.share.size(); ++k) {
        if (s.share[k] <= negligible) continue;
        const Seconds token = t.replica.period[k - 1];
        values.push_back({token, static_cast<double>(k) * s.share[k] / token.si()}); // each token counts once
    }
    if (values.empty()) values.assign(1, {t.replica.period.front(), 1});
    return Delays{std::move(values)};
}

Delays LlmService::whole(const Delays& first, WaitTime wait, Seconds token) const
{
    const Seconds until_first = first.mean() - wait.mean;
    std::vector<Delays::Value> values;
    for (const LengthPart& part : settings_.served.output.parts)
        values.push_back({until_first + (part.from - 1) * token, part.weight, (part.to - part.from) * token});
    return Delays{std::move(values), wait};
}

ServicePoint LlmService::at(Frequency offered, std::uint32_t replicas, const Operating& run) const
{
    require(replicas > 0, "a service without replicas has no point");
    const Table& t = table(run);
    const Frequency rate = offered / replicas;
    const BatchQueue::State s = state_at(t.queue, rate);
    const bool steady = rate < t.queue.capacity();
    const WaitTime wait =
        steady ? together(line_wait(t.queue, s, rate), prompt_wait(t, decoding(s), rate)) : WaitTime{};
    const Delays to_first = first(t, s, wait), tokens = between(t, s);
    ServicePoint p = point_of(t.queue, s, t.replica, rate);
    p.capacity = replicas * p.capacity;
    p.served = replicas * p.served;
    p.first = to_first.latency();
    p.between = tokens.latency();
    p.whole = whole(to_first, wait, tokens.mean()).latency();
    const Objective& o = context_.objective;
    p.within_slo = (o.first ? to_first.within(*o.first) : 1) * (o.between ? tokens.within(*o.between) : 1);
    if (!steady) p.within_slo = 0;
    p.items_per_second = p.served.si() * settings_.served.output.mean;
    return p;
}

} // namespace dcsim
