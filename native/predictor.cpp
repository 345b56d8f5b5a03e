#include "predictor.hpp"

#include <algorithm>

namespace network4 {

Predictor::Predictor(const Description& description, int num_threads)
    : stack_(description, {num_threads, num_threads * IMAGES_AT_ONCE, false, {}, false}),
      maps_forward_(stack_.plan_forward()), pixels_(num_threads) {
  for (Floats& pixels : pixels_) pixels = Floats(std::size_t(IMAGES_AT_ONCE) * description.input.size());
}

void Predictor::run(const Images& images, std::size_t num_images, float* outputs) {
  const std::size_t rounds = (num_images + IMAGES_AT_ONCE - 1) / IMAGES_AT_ONCE;
  const int num_threads = int(std::min<std::size_t>(rounds, stack_.num_threads()));
  run_in_rounds(std::max(num_threads, 1), 1, [&](std::uint32_t, int thread) {
    for (std::size_t round = thread; round < rounds; round += num_threads) {
      const std::size_t first = round * IMAGES_AT_ONCE;
      take(thread, images, first, int(std::min<std::size_t>(num_images - first, IMAGES_AT_ONCE)),
           outputs + first * stack_.num_outputs());
    }
  });
}

void Predictor::take(int thread, const Images& images, std::size_t first, int count, float* outputs) {
  const std::size_t size = images.shape.size();
  float* pixels = pixels_[thread].data();
  for (int n = 0; n < count; ++n) images.load(first + n, {}, pixels + n * size);
  const Share mine{thread * IMAGES_AT_ONCE, thread * IMAGES_AT_ONCE + count};
  Flow flow{{pixels, size, std::size_t(images.shape.places())}, {}};
  for (std::size_t round = 0; round < maps_forward_.num_rounds(); ++round)
    maps_forward_.run(round, {thread, mine, false}, flow);
  std::vector<Dense>& layers = stack_.dense();
  const Part part{thread, 1, mine};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (l > 0) layers[l].take(part, layers[l - 1], nullptr);
    layers[l].forward(part);
  }
  Dense& last = layers.back();
  const int classes = last.outputs();
  std::vector<double> z(classes), a(classes);
  for (int n = 0; n < count; ++n) {
    const float* sums = last.sums(thread) + n * last.output_stride();
    for (int j = 0; j < classes; ++j) z[j] = double(last.biases()[j]) + sums[j];
    output_activations(stack_.description().output, z.data(), classes, a.data());
    for (int j = 0; j < classes; ++j) outputs[std::size_t(n) * classes + j] = float(a[j]);
  }
}

}  // namespace network4
