// Stochastic gradient descent: mini-batch after mini-batch, on all threads.
#pragma once

#include "stack.hpp"
#include "warps.hpp"

namespace network4 {

// The label of an image that belongs to no class.
inline constexpr int NO_CLASS = 255;

struct TrainingData {
  Images images;
  std::size_t num_images;
  const std::uint8_t* labels;
  std::vector<Shift> shifts;  // example e is image e % num_images under shift e / num_images
  Warps warps;                // without shifts
};

struct Steps {
  const std::int32_t* order;  // [step * batch_size + n]
  const float* rates;         // [step]
  int count;
  int batch_size;
  std::uint64_t first;  // number of the first, of all steps of the run
  std::vector<const std::uint8_t*> masks;  // given for all steps, or empty
};

class Trainer {
 public:
  struct Settings {
    int batch_size;
    int num_threads;
    float decay;
    float momentum;
    float label_smoothing;
    std::uint64_t seed;
  };

  Trainer(const Description& description, const Settings& settings);

  Stack& stack() { return stack_; }
  const Settings& settings() const { return settings_; }

  // Take the steps; return for each of them the mini-batch's mean cost before it.
  std::vector<double> run(const TrainingData& data, const Steps& steps);

 private:
  struct Batch;
  void work(int thread, const TrainingData& data, const Steps& steps);
  double take_step(int thread, const Batch& batch);
  void load(const Batch& batch, const Slice& slice);
  void forward(const Part& part, const StepMasks& masks);
  double find_delta(const Batch& batch, const Slice& slice);
  void backward(const Part& part, const Slice& slice, const UpdateRule& rule);

  const Settings settings_;
  Stack stack_;
  Barrier barrier_;
  std::vector<Floats> pixels_;  // of each thread's images
  std::vector<Warper> warpers_;
  std::vector<std::vector<double>> costs_;  // [thread][step], of each thread's images
};

}  // namespace network4
