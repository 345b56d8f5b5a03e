// Numbers below the least normal one, 1e-38, count as zero while this stands: a processor
// takes a hundred times as long over them, and saturated neurons make them by the
// thousand.
#pragma once

#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace network4 {

class SubnormalsAreZero {
 public:
  SubnormalsAreZero() : before_(read()) { write(before_ | BITS); }
  ~SubnormalsAreZero() { write(before_); }
  SubnormalsAreZero(const SubnormalsAreZero&) = delete;

 private:
#if defined(__x86_64__)
  using Register = unsigned;
  static constexpr Register BITS = 0x8040;  // results, and operands
  static Register read() { return _mm_getcsr(); }
  static void write(Register value) { _mm_setcsr(value); }
#elif defined(__aarch64__)
  using Register = std::uint64_t;
  static constexpr Register BITS = 1u << 24;
  static Register read() {
    Register value;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void write(Register value) { asm volatile("msr fpcr, %0" : : "r"(value)); }
#else
  using Register = unsigned;
  static constexpr Register BITS = 0;
  static Register read() { return 0; }
  static void write(Register) {}
#endif

  const Register before_;
};

}  // namespace network4
