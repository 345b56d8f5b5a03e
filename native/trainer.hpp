// Stochastic gradient descent: mini-batch after mini-batch, on all threads.
#pragma once

#include "stack.hpp"
#include "warps.hpp"

namespace network4 {

// The label of an image that belongs to no class.
inline constexpr std::int32_t NO_CLASS = -1;

// As Python names them; see network4/engines/rules.py.
enum class Optimizer : int { sgd, nesterov, adam, rmsprop };

// The outputs are to tell the labels or to be the targets; where there are neither, they
// are to be what the network is shown.
struct TrainingData {
  Images images;
  std::size_t num_images = 0;
  const std::int32_t* labels = nullptr;
  const float* targets = nullptr;  // [image][output]
  const float* weights = nullptr;  // of each image in the cost; null where all are 1
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
    Optimizer optimizer = Optimizer::sgd;
    bool pixel_slopes = false;  // whether slopes by the images are asked for
    Rule rule() const;
    Keeps keeps() const {
      const Rule kind = rule();
      return {kind != Rule::plain && kind != Rule::rmsprop, kind == Rule::adam || kind == Rule::rmsprop};
    }
  };

  Trainer(const Description& description, const Settings& settings);

  Stack& stack() { return stack_; }
  const Stack& stack() const { return stack_; }
  const Settings& settings() const { return settings_; }

  // Take the steps; return for each of them the mini-batch's mean cost before it.
  std::vector<double> run(const TrainingData& data, const Steps& steps);

  // A mini-batch whose slopes come from outside. With `masks` it is seen as in training,
  // without as in prediction.
  struct Given {
    Images images;
    int count = 0;
    const StepMasks* masks = nullptr;
    std::uint64_t step = 0;  // its number, of all steps of the run
  };
  // z of the last layer, [image][output]; what the way back needs stays in the layers.
  void show(const Given& given, float* z);
  // How many images the layers hold: none before `show`, nor once a step has been taken.
  int num_shown() const { return shown_.count; }
  // The step by slopes dC/dz, [image][output], for what was shown.
  void step(const float* slopes, float rate);
  // Slopes by the images shown, [image][channel][y][x], any number of times: from slopes by z,
  // or by the outputs; or of each image's own cost, with data of the images shown.
  void find_pixel_slopes(const float* slopes, bool at_outputs, float* to);
  void find_pixel_slopes(const TrainingData& data, float* to);

 private:
  // What the rounds of one step are told.
  struct Batch {
    const TrainingData* data;
    const std::int32_t* examples;
    int size;
    bool training;
    StepMasks masks;
    UpdateRule rule;
    double* costs;  // [thread]: of its images
  };
  using StepPlan = Plan<const Slice&, const Batch&>;
  struct Shown {
    int count = 0;
    bool training = false;
    std::uint64_t step = 0;
  };
  StepPlan plan_step();
  void append(StepPlan& plan, const MapPlan& maps);
  void plan_forward(StepPlan& plan);
  void plan_backward(StepPlan& plan);
  void plan_backward_dense(StepPlan& plan, bool needs_input_slopes, bool steps);
  void run(const StepPlan& plan, const std::vector<Batch>& batches);
  Part part_of(const Slice& slice) const;
  Batch batch_of(const TrainingData& data, const Steps& steps, std::size_t step);
  void load(const Batch& batch, const Slice& slice);
  void load_as_given(const Images& images, const Slice& slice);
  double find_delta(const Batch& batch, const Slice& slice);
  double cost_and_delta_of(const TrainingData& data, std::size_t image, const float* shown, const double* z,
                           double* a) const;
  void set_delta(const Slice& slice, const float* slopes);
  void set_delta_of_outputs(const Slice& slice, const float* slopes);
  void find_pixel_slopes_by(StepPlan::Work find_delta, float* to);
  Batch batch_shown() const;
  UpdateRule rule(float rate, std::uint64_t step) const;

  const Settings settings_;
  Stack stack_;
  std::vector<Floats> pixels_;  // of each thread's images
  std::vector<Flow> flows_;     // of each thread's slice
  std::vector<Warper> warpers_;
  Shown shown_;
  std::vector<double> costs_;  // [step][thread], of each thread's images
};

}  // namespace network4
