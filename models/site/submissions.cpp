#include "models/site/submissions.h"
#include <algorithm>

namespace dcsim {

Submissions::Submissions(std::vector<std::unique_ptr<JobStream>> streams, SpareThread* spare_thread)
{
    for (auto& stream : streams) {
        streams_.push_back(std::make_unique<JobsAhead>(std::move(stream), spare_thread));
        next_.push_back(streams_.back()->next_submit());
    }
    find_next();
}

void Submissions::find_next()
{
    first_ = static_cast<std::size_t>(std::ranges::min_element(next_) - next_.begin());
}

Event Submissions::next() const
{
    Event event = pattern_;
    event.at = next_submit();
    return event;
}

void Submissions::advance()
{
    JobsAhead& stream = *streams_[first_];
    arrived_ = &stream.take();
    next_[first_] = stream.next_submit();
    find_next();
}

std::vector<std::string> Submissions::remarks()
{
    std::vector<std::string> all;
    for (const auto& stream : streams_)
        if (std::string remark = stream->remark(); !remark.empty()) all.push_back(std::move(remark));
    return all;
}

void Submissions::state(Archive& archive)
{
    for (const auto& stream : streams_) archive("stream", *stream);
    archive("next", next_);
    find_next();
}

} // namespace dcsim
