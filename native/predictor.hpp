// Prediction: every thread takes its own images through all layers.
#pragma once

#include "stack.hpp"

namespace network4 {

class Predictor {
 public:
  // Images that one thread takes through at a time: enough to use each block of weights
  // often, few enough for the caches.
  static constexpr int IMAGES_AT_ONCE = 32;

  Predictor(const Description& description, int num_threads);
  Predictor(const Predictor&) = delete;

  Stack& stack() { return stack_; }

  // The activations of the last layer, [image][class].
  void run(const Images& images, std::size_t num_images, float* outputs);

 private:
  void take(int thread, const Images& images, std::size_t first, int count, float* outputs);

  Stack stack_;
  MapPlan maps_forward_;
  std::vector<Floats> pixels_;
};

}  // namespace network4
