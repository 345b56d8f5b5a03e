// Which levels of instructions there are to choose from.
#pragma once

#include <string>
#include <vector>

namespace network4 {

// The levels that this processor runs, the widest first.
std::vector<std::string> runnable_levels();

}  // namespace network4
