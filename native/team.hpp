// Threads that share the work of every step, and the barrier at which they meet.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "subnormals.hpp"

namespace network4 {

// Nobody passes before all have come. A step takes microseconds, so a thread that waits
// spins at first; on a busy machine it soon yields, since the one it waits for may need
// its core.
class Barrier {
 public:
  explicit Barrier(int num_threads) : num_threads_(num_threads) {}

  void wait() {
    if (num_threads_ == 1) return;
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == num_threads_ - 1) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
      if (spins > MOST_SPINS)
        std::this_thread::yield();
      else
        pause();
    }
  }

 private:
  static constexpr int MOST_SPINS = 4000;

  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  const int num_threads_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
};

// Run work(thread) on so many threads, the caller being the first of them.
inline void run_team(int num_threads, const std::function<void(int)>& given) {
  const auto work = [&](int thread) {
    const SubnormalsAreZero quick;
    given(thread);
  };
  std::vector<std::thread> others;
  others.reserve(num_threads - 1);
  for (int thread = 1; thread < num_threads; ++thread) others.emplace_back(work, thread);
  work(0);
  for (std::thread& other : others) other.join();
}

// The part of `size` things that falls to a thread, cut at multiples of `unit`.
struct Share {
  int first;
  int last;
  int count() const { return last - first; }
};

inline Share share(int size, int thread, int num_threads, int unit = 1) {
  const long units = (size + unit - 1) / unit;
  const auto cut = [&](int part) {
    const long at = units * part / num_threads * unit;
    return at < size ? int(at) : size;
  };
  return {cut(thread), cut(thread + 1)};
}

}  // namespace network4
