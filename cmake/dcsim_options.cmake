# What every target is compiled with.
option(DCSIM_TESTS "build the tests" ON)
option(DCSIM_BENCHMARKS "build the benchmarks" OFF)
option(DCSIM_FUZZ "build the fuzz targets (clang only)" OFF)
set(DCSIM_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

add_library(dcsim_options INTERFACE)
target_include_directories(dcsim_options INTERFACE ${PROJECT_SOURCE_DIR})
# -ffp-contract=off: a fused multiply-add in one build and not in another would change the last bit of results.
target_compile_options(dcsim_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror
                                               -ffp-contract=off)

# The hash of an executable by which a study tells its own finished runs from those of another build.
target_link_options(dcsim_options INTERFACE -Wl,--build-id=sha1)

# Packages name libraries for all that they can do; what nothing calls is not loaded.
target_link_options(dcsim_options INTERFACE -Wl,--as-needed)

# Compilers without std::source_location (clang 14) get the one of the library fundamentals TS.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("#include <source_location>
int main() { return static_cast<int>(std::source_location::current().line()); }" DCSIM_HAS_SOURCE_LOCATION)
if(NOT DCSIM_HAS_SOURCE_LOCATION)
  target_include_directories(dcsim_options SYSTEM INTERFACE ${PROJECT_SOURCE_DIR}/cmake/compat)
endif()

# x86-64-v3 (AVX2, BMI) where this machine has it; never -march=native, so that results do not depend on the model.
include(CheckCXXSourceRuns)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  check_cxx_source_runs("int main() { return __builtin_cpu_supports(\"avx2\") && __builtin_cpu_supports(\"bmi2\") ? 0 : 1; }"
                        DCSIM_HAS_X86_64_V3)
  target_compile_options(dcsim_options INTERFACE $<IF:$<BOOL:${DCSIM_HAS_X86_64_V3}>,-march=x86-64-v3,-march=x86-64-v2>)
endif()

if(DCSIM_SANITIZE)
  target_compile_options(dcsim_options INTERFACE -fsanitize=${DCSIM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(dcsim_options INTERFACE -fsanitize=${DCSIM_SANITIZE})
  # The instrumentation raises false positives, "most notably those around -Wmaybe-uninitialized" [GCC 12 manual, 3.12].
  target_compile_options(dcsim_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

# Coverage feedback for the code under test; the targets themselves add the driver.
if(DCSIM_FUZZ)
  target_compile_options(dcsim_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  target_link_options(dcsim_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
endif()
