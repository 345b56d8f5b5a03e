#include "team.hpp"

#include <pthread.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "subnormals.hpp"

namespace network4 {
namespace {

using Clock = Job::Clock;

// A step takes microseconds, so a thread that waits looks again and again at first. A pause
// takes ten to fifty nanoseconds.
constexpr int PAUSES_BEFORE_TAKING_OVER = 100;
constexpr int PAUSES_BEFORE_SLEEP = 4000;

// A processor busy with other things takes a thread off for milliseconds. One that kept
// others waiting so long rests for some times as long, since it would do so again.
constexpr Clock::duration LATE = std::chrono::microseconds(500), LONGEST_REST = std::chrono::milliseconds(200);
constexpr int RESTS_FOR = 8;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

Job::Job(int num_shares, std::uint32_t num_rounds, const Work& work)
    : num_rounds_(num_rounds), work_(work), begun_(num_shares) {}

bool Job::begin(int share, std::uint32_t round) {
  std::uint32_t expected = round;
  std::atomic<std::uint32_t>& begun = begun_[share].num_rounds;
  return begun.load(std::memory_order_relaxed) == round &&
         begun.compare_exchange_strong(expected, round + 1, std::memory_order_acq_rel);
}

// Returns how long others have slept since, where this share was the last.
Clock::duration Job::perform(int share, std::uint32_t round) {
  try {
    if (!failed_.load(std::memory_order_relaxed)) work_(round, share);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failed_.exchange(true)) error_ = std::current_exception();
  }
  const int num_ended = num_ended_.fetch_add(1, std::memory_order_acq_rel) + 1;
  return num_ended == int(begun_.size()) ? end_round(round) : Clock::duration();
}

Clock::duration Job::end_round(std::uint32_t round) {
  num_ended_.store(0, std::memory_order_relaxed);
  const Clock::rep since = asleep_since_.exchange(0, std::memory_order_relaxed);
  round_.store(round + 1, std::memory_order_release);
  round_.notify_all();
  if (round + 1 == num_rounds_) {
    const std::lock_guard lock(mutex_);
    done_.notify_all();
  }
  return since ? Clock::now().time_since_epoch() - Clock::duration(since) : Clock::duration();
}

bool Job::spin_past(std::uint32_t round, int most_pauses) const {
  for (int i = 0; i < most_pauses; ++i) {
    if (round_.load(std::memory_order_acquire) != round) return true;
    pause();
  }
  return false;
}

void Job::sleep_past(std::uint32_t round) {
  Clock::rep nobody = 0;
  const Clock::rep now = Clock::now().time_since_epoch().count();
  asleep_since_.compare_exchange_strong(nobody, now, std::memory_order_relaxed);
  round_.wait(round, std::memory_order_acquire);
}

// Shares that nobody has begun. Once alone, the thread waits no moment for the others until
// one has come back.
Clock::duration Job::take_over(int number, std::uint32_t round, bool& alone) {
  const int count = int(begun_.size());
  Clock::duration late{};
  alone = false;
  for (int i = 1; i < count; ++i) {
    const int share = (number + i) % count;
    if (!begin(share, round)) continue;
    alone = true;
    late = std::max(late, perform(share, round));
  }
  return late;
}

// Returns by how much the others had to wait for this thread.
Clock::duration Job::take_turn(int number, std::uint32_t round, bool& alone) {
  Clock::duration late{};
  if (begin(number, round)) late = perform(number, round);
  if (!alone && spin_past(round, PAUSES_BEFORE_TAKING_OVER)) return late;
  late = std::max(late, take_over(number, round, alone));
  if (!spin_past(round, PAUSES_BEFORE_SLEEP)) sleep_past(round);
  return late;
}

void Job::lead() {
  const SubnormalsAreZero quick;
  bool alone = false;
  for (std::uint32_t round = 0; round < num_rounds_; round = round_.load(std::memory_order_acquire))
    take_turn(0, round, alone);
}

void Job::rest(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  done_.wait_until(lock, until, [this] { return is_done(); });
}

void Job::help(int number, Clock::time_point& rests_until) {
  const SubnormalsAreZero quick;
  bool alone = false;
  for (;;) {
    if (rests_until > Clock::now()) rest(rests_until);
    const std::uint32_t round = round_.load(std::memory_order_acquire);
    if (round >= num_rounds_) return;
    const Clock::duration late = take_turn(number, round, alone);
    if (late > LATE) rests_until = Clock::now() + std::min(RESTS_FOR * late, LONGEST_REST);
  }
}

void Job::rethrow() const {
  if (failed_.load()) std::rethrow_exception(error_);
}

namespace {

// Threads that go from job to job. One that comes too late for a job finds it done, and
// nobody has waited for it.
class Helpers {
 public:
  static Helpers& here();

  void call(const std::shared_ptr<Job>& job, int count) {
    std::unique_lock lock(mutex_);
    start(wanted_ + count - num_threads_, count + 1, lock);
    tickets_.reserve(tickets_.size() + count);
    for (int number = 1; number <= count; ++number) tickets_.push_back({job, number});
    wanted_ += count;
    called_.notify_all();
  }

  // Those that have not come yet need not.
  void dismiss(const std::shared_ptr<Job>& job, int count) {
    const std::lock_guard lock(mutex_);
    wanted_ -= count;
    std::erase_if(tickets_, [&](const Ticket& ticket) { return ticket.job == job; });
  }

 private:
  struct Ticket {
    std::shared_ptr<Job> job;
    int number;
  };

  // So many more, or none of them.
  void start(int count, int asked, std::unique_lock<std::mutex>& lock) {
    for (int started = 0; started < count; ++started) try {
        std::thread([this] { serve(); }).detach();
        ++num_threads_;
      } catch (const std::system_error&) {
        end(started, lock);
        throw std::runtime_error("the system refuses to start " + std::to_string(asked) + " threads");
      }
  }

  void end(int count, std::unique_lock<std::mutex>& lock) {
    to_end_ += count;
    called_.notify_all();
    ended_.wait(lock, [this] { return to_end_ == 0; });
  }

  void serve() {
    Clock::time_point rests_until;
    while (const auto ticket = next()) ticket->job->help(ticket->number, rests_until);
  }

  // None where the thread is to end.
  std::optional<Ticket> next() {
    std::unique_lock lock(mutex_);
    called_.wait(lock, [this] { return to_end_ > 0 || !tickets_.empty(); });
    if (to_end_ > 0) {
      --num_threads_;
      if (--to_end_ == 0) ended_.notify_all();
      return {};
    }
    Ticket ticket = std::move(tickets_.back());
    tickets_.pop_back();
    return ticket;
  }

  std::mutex mutex_;
  std::condition_variable called_, ended_;
  std::vector<Ticket> tickets_;
  int num_threads_ = 0;
  int wanted_ = 0;  // by the jobs that are being done
  int to_end_ = 0;
};

std::atomic<Helpers*> helpers{nullptr};

// A forked child has none of its parent's threads, and leaves alone what they may have
// locked.
[[maybe_unused]] const int forgets_at_fork = pthread_atfork(nullptr, nullptr, [] { helpers.store(nullptr); });

Helpers& Helpers::here() {
  Helpers* found = helpers.load();
  if (found) return *found;
  auto fresh = std::make_unique<Helpers>();
  return helpers.compare_exchange_strong(found, fresh.get()) ? *fresh.release() : *found;
}

}  // namespace

void run_in_rounds(int num_shares, std::uint32_t num_rounds, const Job::Work& work) {
  if (num_shares == 1) {
    const SubnormalsAreZero quick;
    for (std::uint32_t round = 0; round < num_rounds; ++round) work(round, 0);
    return;
  }
  const auto job = std::make_shared<Job>(num_shares, num_rounds, work);
  Helpers& others = Helpers::here();
  others.call(job, num_shares - 1);
  job->lead();
  others.dismiss(job, num_shares - 1);
  job->rethrow();
}

}  // namespace network4
