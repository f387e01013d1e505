#pragma once
#include "sim/engine/event.h"
#include "sim/engine/radix_queue.h"
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace dcsim {

/// What is left to do at one instant: a first-in-first-out line per phase.
class Agenda {
public:
    using Entry = RadixQueue::Entry;

    std::uint32_t filled() const { return filled_; } ///< bit p: phase p is not empty

    void push(Phase phase, const Entry& entry)
    {
        lines_[index(phase)].entries.push_back(entry);
        filled_ |= bit(phase);
    }

    Entry pop(Phase phase)
    {
        Line& line = lines_[index(phase)];
        const Entry entry = line.entries[line.head++];
        if (line.head == line.entries.size()) clear(phase);
        return entry;
    }

    template <class F> void erase_if(F&& gone)
    {
        for (std::size_t p = 0; p < phases; ++p) {
            Line& line = lines_[p];
            line.entries.erase(line.entries.begin(), line.entries.begin() + static_cast<std::ptrdiff_t>(line.head));
            line.head = 0;
            std::erase_if(line.entries, gone);
            if (line.entries.empty()) filled_ &= ~(1u << p);
        }
    }

private:
    struct Line {
        std::vector<Entry> entries;
        std::size_t head{0};
    };
    static std::size_t index(Phase phase) { return static_cast<std::size_t>(phase); }
    static std::uint32_t bit(Phase phase) { return 1u << index(phase); }
    void clear(Phase phase)
    {
        lines_[index(phase)].entries.clear();
        lines_[index(phase)].head = 0;
        filled_ &= ~bit(phase);
    }

    std::array<Line, phases> lines_;
    std::uint32_t filled_{0};
};

} // namespace dcsim
