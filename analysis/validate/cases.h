#pragma once
#include "analysis/validate/validate.h"

/// The families of cases, one file each. Which answers they are held to: docs/validation.md.
namespace dcsim {

std::vector<ValidationCase> queue_cases();      ///< Q1-Q4, Q7: closed forms of queueing theory
std::vector<ValidationCase> priority_cases();   ///< Q9, Q10: one server that prefers some jobs
std::vector<ValidationCase> path_cases();       ///< Q12, Q13: arrivals, and laws that hold on every path
std::vector<ValidationCase> schedule_cases();   ///< S1-S6, G1, G2, C2: schedules worked out by hand
std::vector<ValidationCase> host_cases();       ///< E1, E6, E7, C1: power of one host over time
std::vector<ValidationCase> hosted_gpu_cases(); ///< C1.g, G3: accelerators beside cores, and under a limit of power
std::vector<ValidationCase> workflow_cases();   ///< C1.w, C1.p: workflows and utilisation profiles on one host
std::vector<ValidationCase> energy_cases();     ///< E2-E5, E9-E12, E14: bookkeeping that simulators have got wrong
std::vector<ValidationCase> calendar_cases();   ///< E13, R10: clock changes and long times
std::vector<ValidationCase> supply_cases();     ///< B1-B6: grid, solar, battery, deferral
std::vector<ValidationCase> thermal_cases();    ///< T4-T6, T8, T9
std::vector<ValidationCase> random_cases();     ///< R1, R2, R4-R6: random numbers and intervals
std::vector<ValidationCase> study_cases();      ///< R3, R7-R9: streams, policies, replications, threads, verdicts
std::vector<ValidationCase> published_cases();  ///< K1-K7, K13: published figures
std::vector<ValidationCase> training_cases();   ///< K14, K19-K22: speed, memory and energy of published models
std::vector<ValidationCase> throughput_cases(); ///< K26-K28: measured training
std::vector<ValidationCase> precision_cases();  ///< K23: training at 16 bit
std::vector<ValidationCase> layout_cases();     ///< K25: what training sends and keeps
std::vector<ValidationCase> technique_cases();  ///< X1-X5: what techniques bring, and where nothing
std::vector<ValidationCase> compute_cases();    ///< P1-P7: closed forms of speed, clocks, collectives, checkpoints
std::vector<ValidationCase> failure_cases();    ///< F1-F4, K8, K24: failures, repairs, saved state
std::vector<ValidationCase> hardware_cases();   ///< P8-P10: measured kernels, collectives and caps
std::vector<ValidationCase> link_cases();       ///< P11-P13: fits of measured collectives, products, caps
std::vector<ValidationCase> network_cases();    ///< N1-N3: sizes and cuts of topologies, fair shares
std::vector<ValidationCase> workload_cases();   ///< W12, A1: what arrives, against published clusters and requests
std::vector<ValidationCase> generator_cases();  ///< W13, W14: laws of sizes, durations, lengths, rhythms
std::vector<ValidationCase> task_cases();       ///< W0-W3, W8: one run of each task, and lightweight variants
std::vector<ValidationCase> campaign_cases();   ///< W4-W6, W8: campaigns, and what techniques save
std::vector<ValidationCase> growth_cases();     ///< W9-W11: growth of models, monotony
std::vector<ValidationCase> zeus_cases();       ///< Z1: training to a target, replayed
std::vector<ValidationCase> service_cases();    ///< L1-L8: measured services of language models and images

} // namespace dcsim
