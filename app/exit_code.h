#pragma once

namespace dcsim {

enum ExitCode : int {
    exit_good = 0,
    exit_our_fault = 1,
    exit_bad_scenario = 2,
    exit_bad_input = 3,
    exit_check_failed = 4,
    exit_validation_failed = 5,
    exit_interrupted = 130,
    exit_terminated = 143
};

} // namespace dcsim
