#include "app/app.h"

int main(int argc, char** argv)
{
    return dcsim::app(argc, argv, dcsim::built_in());
}
