// Threads that share the work of every step, round by round.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace network4 {

// Work in rounds, each cut into shares: no share of a round begins before all of the round
// before have ended. Results belong to the numbers of the shares. A thread does the share of
// its own number first, and after a moment those that nobody has begun: on a busy machine
// their threads wait for a core, and nobody should wait for them.
class Job {
 public:
  using Work = std::function<void(std::uint32_t round, int share)>;
  using Clock = std::chrono::steady_clock;

  Job(int num_shares, std::uint32_t num_rounds, const Work& work);

  // Take part until all is done, as the thread of this number. The first must.
  void lead();
  // Others may rest until then; one that was waited for takes a rest, and says until when.
  void help(int number, Clock::time_point& rests_until);
  // What a share has thrown, if one has.
  void rethrow() const;

 private:
  struct alignas(64) Begun {
    std::atomic<std::uint32_t> num_rounds{0};
  };

  bool is_done() const { return round_.load(std::memory_order_acquire) >= num_rounds_; }
  bool begin(int share, std::uint32_t round);
  Clock::duration perform(int share, std::uint32_t round);
  Clock::duration end_round(std::uint32_t round);
  Clock::duration take_turn(int number, std::uint32_t round, bool& alone);
  Clock::duration take_over(int number, std::uint32_t round, bool& alone);
  bool spin_past(std::uint32_t round, int most_pauses) const;
  void sleep_past(std::uint32_t round);
  void rest(Clock::time_point until);

  const std::uint32_t num_rounds_;
  const Work& work_;  // valid until all is done, and asked for by shares of this job only
  std::vector<Begun> begun_;  // of each share
  alignas(64) std::atomic<std::uint32_t> round_{0};
  alignas(64) std::atomic<int> num_ended_{0};
  std::atomic<Clock::rep> asleep_since_{0};  // the first that went to sleep in this round
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
  std::mutex mutex_;
  std::condition_variable done_;
};

// Do the rounds, on as many threads as there are shares, the caller being one of them.
// Throws what a share has thrown, or std::runtime_error where a thread cannot be started.
void run_in_rounds(int num_shares, std::uint32_t num_rounds, const Job::Work& work);

// The part of `size` things that falls to a thread, cut at multiples of `unit`.
struct Share {
  int first;
  int last;
  int count() const { return last - first; }
};

inline Share share(int size, int thread, int num_threads, int unit = 1) {
  const std::int64_t units = (std::int64_t(size) + unit - 1) / unit;
  const auto cut = [&](int part) {
    const std::int64_t at = units * part / num_threads * unit;
    return at < size ? int(at) : size;
  };
  return {cut(thread), cut(thread + 1)};
}

}  // namespace network4
