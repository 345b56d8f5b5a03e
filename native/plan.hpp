// What is to be done for each share of a mini-batch, in rounds.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace network4 {

template <typename... Given>
class Plan {
 public:
  using Work = std::function<void(Given...)>;
  using Round = std::vector<Work>;

  void then(Work work) { rounds_.back().push_back(std::move(work)); }

  // What follows needs what other shares have found before.
  void meet() {
    if (!rounds_.back().empty()) rounds_.emplace_back();
  }

  std::size_t num_rounds() const { return rounds_.size() - (rounds_.back().empty() ? 1 : 0); }
  const std::vector<Round>& rounds() const { return rounds_; }

  void run(std::size_t round, Given... given) const {
    for (const Work& work : rounds_[round]) work(given...);
  }

 private:
  std::vector<Round> rounds_{1};
};

}  // namespace network4
