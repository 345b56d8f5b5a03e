#include "trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace network4 {

struct Trainer::Batch {
  const TrainingData& data;
  const std::int32_t* examples;
  int size;
  float rate;
  StepMasks masks;
};

Rule Trainer::Settings::rule() const {
  switch (optimizer) {
    case Optimizer::sgd: return momentum != 0.0f ? Rule::momentum : Rule::plain;
    case Optimizer::nesterov: return Rule::nesterov;
    case Optimizer::adam: return Rule::adam;
    case Optimizer::rmsprop: return Rule::rmsprop;
  }
  return Rule::plain;
}

Trainer::Trainer(const Description& description, const Settings& settings)
    : settings_(settings),
      stack_(description,
             {settings.num_threads, settings.batch_size, true, settings.keeps(), settings.pixel_slopes}),
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
  shown_ = {};
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
  const Share mine = share(batch.size, thread, settings_.num_threads);
  const Slice slice{thread, mine, true, &batch.masks, batch.size, &barrier_};
  const Part part{thread, settings_.num_threads, {0, batch.size}};
  load(batch, slice);
  barrier_.wait();
  forward(part, &batch.masks);
  const double cost = find_delta(batch, slice);
  barrier_.wait();
  backward(part, slice, rule(batch.rate, batch.masks.step));
  return cost;
}

UpdateRule Trainer::rule(float rate, std::uint64_t step) const {
  UpdateRule rule{rate, settings_.decay, settings_.momentum, settings_.rule()};
  if (rule.kind != Rule::adam) return rule;
  const double t = double(step) + 1.0;
  rule.share_of_means = float(1.0 - std::pow(0.9, t));
  rule.share_of_squares = float(1.0 - std::pow(0.999, t));
  return rule;
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

void Trainer::forward(const Part& part, const StepMasks* masks) {
  std::vector<Dense>& layers = stack_.dense();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (l > 0) layers[l].take(part, layers[l - 1], masks);
    layers[l].forward(part);
    barrier_.wait();
  }
}

// Of one image by itself. Labels of one output tell two classes apart.
double Trainer::cost_and_delta_of(const TrainingData& data, std::size_t image, const float* shown,
                                  const double* z, double* a) const {
  const Description& description = stack_.description();
  const Cost cost = description.cost;
  const int size = stack_.num_outputs();
  const double smoothing = settings_.label_smoothing;
  if (data.labels && size > 1)
    return smoothed_cost_and_delta(cost, description.output, smoothing, z, size, data.labels[image], a);
  std::vector<double> y(size);
  if (data.labels)
    y[0] = probability_of_second(smoothing, data.labels[image]);
  else
    std::copy_n(data.targets ? data.targets + image * size : shown, size, y.data());
  return cost_and_delta(cost, description.output, z, size, y.data(), a);
}

// delta of the last layer (equation BP1), of the mean cost of the mini-batch; returns the
// share in that cost of this thread's images.
double Trainer::find_delta(const Batch& batch, const Slice& slice) {
  Dense& last = stack_.dense().back();
  const TrainingData& data = batch.data;
  const int size = last.outputs();
  std::vector<double> z(size), a(size);
  double total = 0.0;
  for (int n = slice.images.first; n < slice.images.last; ++n) {
    for (int j = 0; j < size; ++j) z[j] = last.z(n, j);
    const std::size_t image = batch.examples[n] % data.num_images;
    const float* shown = pixels_[slice.thread].data() + (n - slice.images.first) * data.images.shape.size();
    const double weight = data.weights ? data.weights[image] : 1.0;
    total += weight * cost_and_delta_of(data, image, shown, z.data(), a.data());
    for (int j = 0; j < size; ++j) last.delta()[n * last.output_stride() + j] = float(weight * a[j] / batch.size);
  }
  return total / batch.size;
}

void Trainer::backward_dense(const Part& part, bool needs_input_slopes, const UpdateRule* rule) {
  std::vector<Dense>& layers = stack_.dense();
  for (std::size_t l = layers.size(); l-- > 0;) {
    layers[l].backward(part, l > 0 ? &layers[l - 1] : nullptr, needs_input_slopes, rule);
    barrier_.wait();
  }
}

void Trainer::backward(const Part& part, const Slice& slice, const UpdateRule& rule) {
  const bool learns_maps = stack_.maps().learns();
  backward_dense(part, learns_maps, &rule);
  if (!learns_maps) return;
  stack_.backward_maps(slice);
  barrier_.wait();
  stack_.maps().update(part.thread, part.num_threads, rule);
  barrier_.wait();
}

void Trainer::show(const Given& given, float* z) {
  shown_ = {given.count, given.masks != nullptr, given.step};
  const int threads = settings_.num_threads, outputs = stack_.num_outputs();
  const Dense& last = stack_.dense().back();
  const std::size_t size = given.images.shape.size(), places = given.images.shape.places();
  run_team(threads, [&](int thread) {
    const Slice slice{thread, share(given.count, thread, threads), true, given.masks, given.count, &barrier_};
    float* pixels = pixels_[thread].data();
    for (int n = 0; n < slice.images.count(); ++n) given.images.load(slice.images.first + n, {}, pixels + n * size);
    stack_.forward_maps(slice, {pixels, size, places});
    barrier_.wait();
    forward({thread, threads, {0, given.count}}, given.masks);
    for (int n = slice.images.first; n < slice.images.last; ++n)
      for (int j = 0; j < outputs; ++j) z[std::size_t(n) * outputs + j] = float(last.z(n, j));
  });
}

void Trainer::set_delta(const Slice& slice, const float* slopes) {
  Dense& last = stack_.dense().back();
  const int outputs = last.outputs();
  for (int n = slice.images.first; n < slice.images.last; ++n)
    std::copy_n(slopes + std::size_t(n) * outputs, outputs, last.delta() + n * last.output_stride());
}

void Trainer::set_delta_of_outputs(const Slice& slice, const float* slopes) {
  Dense& last = stack_.dense().back();
  const int outputs = last.outputs();
  std::vector<double> z(outputs), a(outputs);
  for (int n = slice.images.first; n < slice.images.last; ++n) {
    for (int j = 0; j < outputs; ++j) z[j] = last.z(n, j);
    delta_of(stack_.description().output, slopes + std::size_t(n) * outputs, z.data(), outputs, a.data());
    std::copy_n(a.data(), outputs, last.delta() + n * last.output_stride());
  }
}

// The way back asks of masks only whether there were any.
Slice Trainer::slice_of_shown(int thread, const StepMasks& masks) {
  return {thread, share(shown_.count, thread, settings_.num_threads), true, shown_.training ? &masks : nullptr,
          shown_.count, &barrier_};
}

void Trainer::step(const float* slopes, float rate) {
  const StepMasks masks{settings_.seed, shown_.step, nullptr};
  const UpdateRule rule = this->rule(rate, shown_.step);
  run_team(settings_.num_threads, [&](int thread) {
    const Slice slice = slice_of_shown(thread, masks);
    set_delta(slice, slopes);
    barrier_.wait();
    backward({thread, settings_.num_threads, {0, shown_.count}}, slice, rule);
  });
  shown_ = {};
}

void Trainer::find_pixel_slopes(const float* slopes, bool at_outputs, float* to) {
  find_pixel_slopes_by([&](const Slice& slice) {
    at_outputs ? set_delta_of_outputs(slice, slopes) : set_delta(slice, slopes);
  }, to);
}

void Trainer::find_pixel_slopes(const TrainingData& data, float* to) {
  std::vector<std::int32_t> every(shown_.count);
  std::iota(every.begin(), every.end(), 0);
  const Batch each{data, every.data(), 1, 0.0f, {}};  // of size 1: costs are no shares in a mean
  find_pixel_slopes_by([&](const Slice& slice) { find_delta(each, slice); }, to);
}

template <typename Delta>
void Trainer::find_pixel_slopes_by(const Delta& find_delta, float* to) {
  const StepMasks masks{settings_.seed, shown_.step, nullptr};
  const ImageShape& input = stack_.description().input;
  run_team(settings_.num_threads, [&](int thread) {
    const Slice slice = slice_of_shown(thread, masks);
    find_delta(slice);
    barrier_.wait();
    backward_dense({thread, settings_.num_threads, {0, shown_.count}}, true, nullptr);
    const MapSlopes found = stack_.backward_maps(slice, true);
    for (int n = 0; n < slice.images.count(); ++n)
      kernels().collect(input, found, found.first + n * found.image_stride,
                        to + std::size_t(slice.images.first + n) * input.size(), input.places());
  });
}

}  // namespace network4
