# dcsim_library(name SOURCES ... DEPENDS ... PRIVATE ...): one wall of the house. The linker holds what DEPENDS leaves out.
function(dcsim_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC dcsim_options ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE dcsim_options ${ARG_DEPENDS})
  endif()
endfunction()

# dcsim_test(name SOURCES ... DEPENDS ...): one Catch2 program, run by ctest from the source folder.
function(dcsim_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE dcsim_options ${ARG_DEPENDS} Catch2::Catch2WithMain)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()

# dcsim_benchmark(name SOURCES ... DEPENDS ...): built on request, never run as a test.
function(dcsim_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(DCSIM_BENCHMARKS)
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE dcsim_options ${ARG_DEPENDS} benchmark::benchmark_main)
  endif()
endfunction()
