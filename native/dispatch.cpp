// Choosing among the levels of instructions, once, when the first network is run.
#include "dispatch.hpp"

#include <cstdlib>
#include <stdexcept>

#include "kernels.hpp"

namespace network4 {

#if defined(__x86_64__)
namespace x86_64_v2 { extern const Kernels table; }
namespace x86_64_v3 { extern const Kernels table; }
namespace x86_64_v4 { extern const Kernels table; }

static std::vector<const Kernels*> runnable() {
  std::vector<const Kernels*> tables;
  __builtin_cpu_init();
  const auto has_v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const auto has_v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (has_v3 && has_v4) tables.push_back(&x86_64_v4::table);
  if (has_v3) tables.push_back(&x86_64_v3::table);
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
    tables.push_back(&x86_64_v2::table);
  return tables;
}
#else
namespace portable { extern const Kernels table; }

static std::vector<const Kernels*> runnable() { return {&portable::table}; }
#endif

static const Kernels& choose() {
  const std::vector<const Kernels*> tables = runnable();
  const char* asked = std::getenv("NETWORK4_LEVEL");
  std::string names;
  for (const Kernels* table : tables) {
    if (!asked || std::string(asked) == table->name) return *table;
    names += std::string(names.empty() ? "" : ", ") + table->name;
  }
  if (!asked) throw std::runtime_error("this processor lacks SSE4.2, the least the engine needs");
  throw std::invalid_argument("NETWORK4_LEVEL must be one of " + names +
                              " on this processor, received " + asked);
}

std::vector<std::string> runnable_levels() {
  std::vector<std::string> names;
  for (const Kernels* table : runnable()) names.push_back(table->name);
  return names;
}

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace network4
