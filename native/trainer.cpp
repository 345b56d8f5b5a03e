#include "trainer.hpp"

namespace network4 {

struct Trainer::Batch {
  const TrainingData& data;
  const std::int32_t* examples;
  int size;
  float rate;
  StepMasks masks;
};

Trainer::Trainer(const Description& description, const Settings& settings)
    : settings_(settings),
      stack_(description, settings.num_threads, settings.batch_size, true, settings.momentum != 0.0f),
      barrier_(settings.num_threads),
      pixels_(settings.num_threads),
      warpers_(settings.num_threads),
      costs_(settings.num_threads) {
  for (int thread = 0; thread < settings.num_threads; ++thread) {
    const int most = share(settings.batch_size, thread, settings.num_threads).count() + 1;
    pixels_[thread] = Floats(std::size_t(most) * description.input.size());
  }
}

std::vector<double> Trainer::run(const TrainingData& data, const Steps& steps) {
  for (std::vector<double>& costs : costs_) costs.assign(steps.count, 0.0);
  run_team(settings_.num_threads, [&](int thread) { work(thread, data, steps); });
  std::vector<double> total(steps.count, 0.0);
  for (const std::vector<double>& costs : costs_)
    for (int step = 0; step < steps.count; ++step) total[step] += costs[step];
  return total;
}

void Trainer::work(int thread, const TrainingData& data, const Steps& steps) {
  std::vector<const std::uint8_t*> masks = steps.masks;
  for (int step = 0; step < steps.count; ++step) {
    const std::int32_t* examples = steps.order + std::size_t(step) * steps.batch_size;
    const StepMasks drawn_or_given{settings_.seed, steps.first + step, masks.empty() ? nullptr : &masks};
    costs_[thread][step] =
        take_step(thread, {data, examples, steps.batch_size, steps.rates[step], drawn_or_given});
    for (std::size_t layer = 0; layer < masks.size(); ++layer)
      if (masks[layer]) masks[layer] += std::size_t(steps.batch_size) * stack_.input_size(int(layer));
  }
}

// One step of Chapter 2's algorithm: input, feedforward, output error, backpropagation,
// gradient descent. Layers of maps are shared out by images, the fully-connected ones by
// inputs; between the two all threads meet.
double Trainer::take_step(int thread, const Batch& batch) {
  const Slice slice{thread, share(batch.size, thread, settings_.num_threads), true, &batch.masks, batch.size, &barrier_};
  const Part part{thread, settings_.num_threads, {0, batch.size}};
  const UpdateRule rule{batch.rate, settings_.decay, settings_.momentum};
  load(batch, slice);
  barrier_.wait();
  forward(part, batch.masks);
  const double cost = find_delta(batch, slice);
  barrier_.wait();
  backward(part, slice, rule);
  return cost;
}

void Trainer::load(const Batch& batch, const Slice& slice) {
  const Images& images = batch.data.images;
  const std::size_t size = images.shape.size();
  float* pixels = pixels_[slice.thread].data();
  for (int n = 0; n < slice.images.count(); ++n) {
    const std::size_t example = batch.examples[slice.images.first + n];
    if (batch.data.warps.affine)
      warpers_[slice.thread].load(images, batch.data.warps, example, pixels + n * size);
    else
      images.load(example % batch.data.num_images, batch.data.shifts[example / batch.data.num_images],
                  pixels + n * size);
  }
  stack_.forward_maps(slice, {pixels, size, std::size_t(images.shape.places())});
}

void Trainer::forward(const Part& part, const StepMasks& masks) {
  std::vector<Dense>& layers = stack_.dense();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (l > 0) layers[l].take(part, layers[l - 1], &masks);
    layers[l].forward(part);
    barrier_.wait();
  }
}

// delta of the last layer (equation BP1), of the mean cost of the mini-batch; returns the
// share in that cost of this thread's images.
double Trainer::find_delta(const Batch& batch, const Slice& slice) {
  Dense& last = stack_.dense().back();
  const Description& description = stack_.description();
  const int size = last.outputs();
  std::vector<double> z(size), a(size);
  double total = 0.0;
  for (int n = slice.images.first; n < slice.images.last; ++n) {
    for (int j = 0; j < size; ++j) {
      z[j] = last.biases()[j];
      for (int t = 0; t < settings_.num_threads; ++t) z[j] += last.sums(t)[n * last.output_stride() + j];
    }
    const int label = batch.data.labels[batch.examples[n] % batch.data.num_images];
    total += smoothed_cost_and_delta(description.cost, description.output, settings_.label_smoothing, z.data(),
                                     size, label, a.data());
    for (int j = 0; j < size; ++j) last.delta()[n * last.output_stride() + j] = float(a[j] / batch.size);
  }
  return total / batch.size;
}

void Trainer::backward(const Part& part, const Slice& slice, const UpdateRule& rule) {
  std::vector<Dense>& layers = stack_.dense();
  const bool learns_maps = !stack_.maps().empty();
  for (std::size_t l = layers.size(); l-- > 0;) {
    layers[l].backward(part, l > 0 ? &layers[l - 1] : nullptr, learns_maps, rule);
    barrier_.wait();
  }
  if (!learns_maps) return;
  stack_.backward_maps(slice);
  barrier_.wait();
  for (auto& layer : stack_.maps()) layer->update(part.thread, part.num_threads, rule);
  barrier_.wait();
}

}  // namespace network4
