#pragma once
#include "models/vocabulary/load.h"
#include "models/vocabulary/rare.h"
#include "models/vocabulary/small_vector.h"
#include "models/vocabulary/work.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dcsim {

/// What a gang asks for, in integers. Accelerators are in thousandths, so that fractions of one can be held.
struct ResourceRequest {
    std::uint32_t milli_accelerators{1000}; ///< in total
    std::uint32_t nodes{0};                 ///< spread over exactly this many distinct nodes; 0 = as few as possible
    std::uint32_t cores{0};                 ///< in total
    std::uint64_t memory_bytes{0};          ///< in total
    std::uint32_t pool_cores{0};            ///< of the processors beside the accelerator nodes
    bool exclusive{false};                  ///< on nodes that nobody else uses
    friend auto operator<=>(const ResourceRequest&, const ResourceRequest&) = default;
};

/// A part of a job's life at a fixed law. Amounts are in the segment's own unit of work.
struct Segment {
    enum class Rate : std::uint8_t {
        fixed,     ///< takes `amount` of wall time at any clock
        with_clock ///< takes `amount` at full clock, longer at a lower one
    } rate{Rate::fixed};
    Span amount{};
    Load load{};
    enum class Part : std::uint8_t {
        whole,
        goes_on, ///< behind the save that follows
        save     ///< no work: the progress up to its end outlives a failure
    } part{Part::whole};
    std::uint16_t stretch{0}; ///< of the work's way, from 1: what hardware paces, at whatever clock; 0 = nothing is

    void state(Archive& archive)
    {
        archive("rate", rate)("amount", amount)("load", load)("part", part)("stretch", stretch);
    }
};

/// Most jobs have one segment: they need no memory of their own for it.
using Segments = SmallVector<Segment>;

/// How a job ends unless a limit stops it earlier, known to nobody before it happens.
struct Fate {
    enum class Ending : std::uint8_t { completed, failed, cancelled } ending{Ending::completed};
    double after{1}; ///< fraction of the nominal duration, above 0 and at most 1
};

/// How far a job may be moved in time.
struct Flexibility {
    Span slack{};              ///< latest start = submit + slack
    bool interruptible{false}; ///< a scheduler may take its accelerators away; it resumes later
    Span restart{};            ///< at rest after every interruption, before it goes on
};

/// What policies go by when they choose between jobs of several workloads.
struct Standing {
    std::uint32_t priority{0};      ///< higher goes first
    double share{1};                ///< of the accelerators that its workload is meant to have, over that of others
    std::optional<Span> deadline{}; ///< after the submission
};

/// A job whose length follows from what it does and where it runs.
struct WorkAmount {
    std::uint32_t work{0};     ///< which of its stream's
    double scale{1};           ///< of the iterations and saves
    double estimate_factor{1}; ///< what its user announces over the predicted duration
};

/// One job as the workload room delivers it. What its end looks at stands together, what few jobs have behind it.
struct JobSpec {
    std::uint64_t number{0}; ///< the job's name within its workload: row of a trace or running count
    WorkloadId workload;
    std::uint16_t restoring{0};     ///< so many of the first segments are no progress: they take up what was kept
    bool in_workflow{false};        ///< others of its workload may wait for its end, or it for theirs
    bool killed_at_estimate{false}; ///< its wall time is at most the estimate
    Time submit;
    ResourceRequest request; ///< what it holds
    Fate fate{};
    Standing standing{};
    Flexibility flexibility{};
    std::optional<Span> estimate{}; ///< what the scheduler believes; absent = the nominal duration
    std::optional<Span> walltime{}; ///< killed after this long; absent = never
    Rare<ResourceRequest> asked{};  ///< of an exclusive job: what it uses of the nodes that it holds
    const ResourceRequest& used() const { return asked ? *asked : request; }
    /// Numbers of the jobs of its workload that must complete before it starts; absent: none.
    Rare<std::vector<std::uint64_t>> after{};
    std::span<const std::uint64_t> predecessors() const
    {
        return after ? std::span<const std::uint64_t>{*after} : std::span<const std::uint64_t>{};
    }
    Rare<WorkAmount> work{};      ///< absent: the segments are given
    Segments segments{};          ///< at least one, but for work; of the whole job, whatever its fate
    Span nominal_duration() const ///< of the whole job
    {
        Span sum;
        for (const Segment& s : segments) sum = sum + s.amount;
        return sum;
    }
    void state(Archive& archive)
    {
        archive("number", number)("workload", workload)("submit", submit)("request", request);
        archive("asked", asked);
        archive_small(archive, "segments", segments);
        archive("restoring", restoring)("work", work)("fate", fate);
        archive("estimate", estimate)("walltime", walltime)("killed at estimate", killed_at_estimate);
        archive("flexibility", flexibility)("standing", standing);
        archive("in workflow", in_workflow)("after", after);
    }
};

/// Keeps what is run by a job that ends after a fraction of the segments' sum, above 0 and at most 1; at least 1 ns.
void cut(Segments& segments, double fraction);

/// What is left of a job elsewhere: `left` is the end of `whole`, and `elsewhere` is the same job on other
/// accelerators. Each segment keeps the fraction that is left of it; where the job has other segments there, the whole
/// keeps its own.
Segments carry_over(const Segments& whole, const Segments& left, const Segments& elsewhere);

/// Jobs of one workload in order of submission. They may be asked for long before the clock has come to them, and on
/// another thread than the rest of the run, with which a stream shares nothing that changes.
class JobStream {
public:
    virtual ~JobStream() = default;
    virtual std::optional<Time> next_submit() const = 0;
    /// Makes a spec as constructed the job at next_submit(), and moves on. If it throws, both are of no use any more.
    virtual void take(JobSpec& job) = 0;
    JobSpec take()
    {
        JobSpec job;
        take(job);
        return job;
    }
    /// What a JobSpec names by WorkAmount::work: the same for the same number, as long as the stream lives. Null where
    /// jobs are given by their segments. May be called while another thread takes jobs.
    virtual const Work* work(std::uint32_t /*number*/) { return nullptr; }
    /// What the user should know of the source so far, one sentence; empty: nothing.
    virtual std::string remark() const { return {}; }
    virtual void state(Archive&) = 0;
};

} // namespace dcsim
