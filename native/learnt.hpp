// Numbers that are learnt, and what the rule of the step keeps of each.
#pragma once

#include <algorithm>

#include "kernels.hpp"
#include "memory.hpp"

namespace network4 {

// What of a layer is read or written: its parameters, or what the rule keeps of each:
// with momentum its velocity, with Adam the running means of its slope and of its square,
// with RMSProp the latter.
enum class Held { values, velocities, squares };

struct Parameters {
  float* weights;  // as the network describes them, row by row
  float* biases;
};

// What rules of a step keep.
struct Keeps {
  bool velocities = false;
  bool squares = false;
};

class Learnt {
 public:
  Learnt() = default;
  Learnt(std::size_t size, const Keeps& keeps)
      : values(size), velocities_(keeps.velocities ? Floats(size) : Floats()),
        squares_(keeps.squares ? Floats(size) : Floats()) {}

  std::size_t size() const { return values.size(); }
  Floats& held(Held what) {
    return what == Held::values ? values : what == Held::velocities ? velocities_ : squares_;
  }
  const Floats& held(Held what) const { return const_cast<Learnt*>(this)->held(what); }

  LearntNumbers from(std::size_t first) {
    return {values.data() + first, velocities_.size() ? velocities_.data() + first : nullptr,
            squares_.size() ? squares_.data() + first : nullptr};
  }

  // One step of `count` numbers down their slopes, which begin with that of number `first`.
  void step(const UpdateRule& rule, std::size_t first, const float* nabla, std::size_t count) {
    kernels().update(rule, from(first), nabla, count);
  }

  Floats values;

 private:
  Floats velocities_, squares_;
};

}  // namespace network4
