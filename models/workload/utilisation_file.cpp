#include "models/workload/utilisation_file.h"
#include "sim/engine/meter.h"

namespace dcsim {

UtilisationFile::UtilisationFile(std::unique_ptr<TextSource> source, const std::string& file)
    : csv_{std::move(source), file},
      file_{file},
      job_{csv_.column("job")},
      duration_{csv_.column("duration")},
      utilisation_{csv_.column("utilisation")},
      more_{csv_.next()}
{
}

Segments UtilisationFile::take(std::string_view job)
{
    if (!more_) throw IoError{file_ + ": ends before job '" + std::string{job} + "'"};
    if (csv_.text(job_) != job)
        csv_.fail(job_, "stands where job '" + std::string{job} + "' is expected (the order is that of the jobs)");
    Segments stretches;
    for (; more_ && csv_.text(job_) == job; more_ = csv_.next()) {
        constexpr double longest = 9e9; // seconds: what an instant can hold
        const double duration = csv_.number(duration_), utilisation = csv_.number(utilisation_);
        if (duration < 0 || duration > longest) csv_.fail(duration_, "is out of range (seconds)");
        if (utilisation < 0 || utilisation > 1) csv_.fail(utilisation_, "is out of range (0 to 1)");
        if (const Span length = nearest_span(Seconds{duration}); length > Span{})
            stretches.push_back({Segment::Rate::with_clock, length, {utilisation}});
    }
    return stretches;
}

} // namespace dcsim
