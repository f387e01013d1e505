#include "analysis/results/results_file.h"
#include "tests/analysis/results/sample_results.h"

/// Writes the sample results to the path given, for readers in other languages.
int main(int count, char** arguments)
{
    if (count != 2) return 2;
    dcsim::write_results(arguments[1], dcsim::sample_results());
    return 0;
}
