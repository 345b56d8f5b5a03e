#include "trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace network4 {

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
      pixels_(settings.num_threads),
      flows_(settings.num_threads),
      warpers_(settings.num_threads) {
  for (int thread = 0; thread < settings.num_threads; ++thread) {
    const int most = share(settings.batch_size, thread, settings.num_threads).count() + 1;
    pixels_[thread] = Floats(std::size_t(most) * description.input.size());
  }
}

std::vector<double> Trainer::run(const TrainingData& data, const Steps& steps) {
  shown_ = {};
  const std::size_t threads = settings_.num_threads;
  costs_.assign(steps.count * threads, 0.0);
  std::vector<Batch> batches;
  batches.reserve(steps.count);
  for (int step = 0; step < steps.count; ++step) batches.push_back(batch_of(data, steps, step));
  run(plan_step(), batches);
  std::vector<double> total(steps.count, 0.0);
  for (std::size_t step = 0; step < total.size(); ++step)
    for (std::size_t thread = 0; thread < threads; ++thread) total[step] += costs_[step * threads + thread];
  return total;
}

Trainer::Batch Trainer::batch_of(const TrainingData& data, const Steps& steps, std::size_t step) {
  const std::size_t first = step * steps.batch_size;
  const StepMasks masks{settings_.seed, steps.first + step, steps.masks.empty() ? nullptr : &steps.masks, first};
  return {&data, steps.order + first, steps.batch_size, true, masks, rule(steps.rates[step], masks.step),
          costs_.data() + step * settings_.num_threads};
}

// The plan, for one mini-batch after another.
void Trainer::run(const StepPlan& plan, const std::vector<Batch>& batches) {
  const std::size_t each = plan.num_rounds(), rounds = each * batches.size();
  if (rounds > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("there are too many steps in a call");
  run_in_rounds(settings_.num_threads, std::uint32_t(rounds), [&](std::uint32_t round, int thread) {
    const Batch& batch = batches[round / each];
    const Share images = share(batch.size, thread, settings_.num_threads);
    plan.run(round % each, {thread, images, true, batch.training ? &batch.masks : nullptr, batch.size}, batch);
  });
}

// One step of Chapter 2's algorithm: input, feedforward, output error, backpropagation,
// gradient descent. Layers of maps are shared out by images, the fully-connected ones by
// inputs; between the two all threads meet.
Trainer::StepPlan Trainer::plan_step() {
  StepPlan plan;
  plan.then([this](const Slice& slice, const Batch& batch) { load(batch, slice); });
  plan_forward(plan);
  plan.then([this](const Slice& slice, const Batch& batch) { batch.costs[slice.thread] = find_delta(batch, slice); });
  plan.meet();
  plan_backward(plan);
  return plan;
}

Part Trainer::part_of(const Slice& slice) const {
  return {slice.thread, settings_.num_threads, {0, slice.num_images}};
}

void Trainer::append(StepPlan& plan, const MapPlan& maps) {
  for (const MapPlan::Round& round : maps.rounds()) {
    if (&round != &maps.rounds().front()) plan.meet();
    for (const MapPlan::Work& work : round)
      plan.then([this, work](const Slice& slice, const Batch&) { work(slice, flows_[slice.thread]); });
  }
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
  const TrainingData& data = *batch.data;
  const std::size_t size = data.images.shape.size();
  float* pixels = pixels_[slice.thread].data();
  for (int n = 0; n < slice.images.count(); ++n) {
    const std::size_t example = batch.examples[slice.images.first + n];
    if (data.warps.affine)
      warpers_[slice.thread].load(data.images, data.warps, example, pixels + n * size);
    else
      data.images.load(example % data.num_images, data.shifts[example / data.num_images], pixels + n * size);
  }
  flows_[slice.thread].a = {pixels, size, std::size_t(data.images.shape.places())};
}

void Trainer::plan_forward(StepPlan& plan) {
  append(plan, stack_.plan_forward());
  plan.meet();
  std::vector<Dense>& layers = stack_.dense();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    plan.then([this, &layers, l](const Slice& slice, const Batch&) {
      if (l > 0) layers[l].take(part_of(slice), layers[l - 1], slice.masks);
      layers[l].forward(part_of(slice));
    });
    plan.meet();
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
  const float* wanted = data.targets ? data.targets + image * size : shown;
  for (int j = 0; j < size; ++j)
    y[j] = data.labels ? probability_of_second(smoothing, data.labels[image])
                       : (1.0 - smoothing) * wanted[j] + smoothing / std::max(size, 2);
  return cost_and_delta(cost, description.output, z, size, y.data(), a);
}

// delta of the last layer (equation BP1), of the mean cost of the mini-batch; returns the
// share in that cost of this thread's images.
double Trainer::find_delta(const Batch& batch, const Slice& slice) {
  Dense& last = stack_.dense().back();
  const TrainingData& data = *batch.data;
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

void Trainer::plan_backward_dense(StepPlan& plan, bool needs_input_slopes, bool steps) {
  std::vector<Dense>& layers = stack_.dense();
  for (std::size_t l = layers.size(); l-- > 0;) {
    plan.then([=, this, &layers](const Slice& slice, const Batch& batch) {
      layers[l].backward(part_of(slice), l > 0 ? &layers[l - 1] : nullptr, needs_input_slopes,
                         steps ? &batch.rule : nullptr);
    });
    plan.meet();
  }
}

void Trainer::plan_backward(StepPlan& plan) {
  const bool learns_maps = stack_.maps().learns();
  plan_backward_dense(plan, learns_maps, true);
  if (!learns_maps) return;
  append(plan, stack_.plan_backward(false));
  plan.meet();
  plan.then([this](const Slice& slice, const Batch& batch) {
    stack_.maps().update(slice.thread, settings_.num_threads, batch.rule);
  });
}

void Trainer::show(const Given& given, float* z) {
  shown_ = {given.count, given.masks != nullptr, given.step};
  StepPlan plan;
  plan.then([&](const Slice& slice, const Batch&) { load_as_given(given.images, slice); });
  plan_forward(plan);
  plan.then([&](const Slice& slice, const Batch&) {
    const Dense& last = stack_.dense().back();
    for (int n = slice.images.first; n < slice.images.last; ++n)
      for (int j = 0; j < last.outputs(); ++j) z[std::size_t(n) * last.outputs() + j] = float(last.z(n, j));
  });
  Batch batch = batch_shown();
  if (given.masks) batch.masks = *given.masks;
  run(plan, {batch});
}

void Trainer::load_as_given(const Images& images, const Slice& slice) {
  const std::size_t size = images.shape.size();
  float* pixels = pixels_[slice.thread].data();
  for (int n = 0; n < slice.images.count(); ++n) images.load(slice.images.first + n, {}, pixels + n * size);
  flows_[slice.thread].a = {pixels, size, std::size_t(images.shape.places())};
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
Trainer::Batch Trainer::batch_shown() const {
  return {nullptr, nullptr, shown_.count, shown_.training, {settings_.seed, shown_.step, nullptr}, {}, nullptr};
}

void Trainer::step(const float* slopes, float rate) {
  StepPlan plan;
  plan.then([this, slopes](const Slice& slice, const Batch&) { set_delta(slice, slopes); });
  plan.meet();
  plan_backward(plan);
  Batch batch = batch_shown();
  batch.rule = rule(rate, shown_.step);
  run(plan, {batch});
  shown_ = {};
}

void Trainer::find_pixel_slopes(const float* slopes, bool at_outputs, float* to) {
  find_pixel_slopes_by([=, this](const Slice& slice, const Batch&) {
    at_outputs ? set_delta_of_outputs(slice, slopes) : set_delta(slice, slopes);
  }, to);
}

void Trainer::find_pixel_slopes(const TrainingData& data, float* to) {
  std::vector<std::int32_t> every(shown_.count);
  std::iota(every.begin(), every.end(), 0);
  Batch each = batch_shown();
  each.data = &data;
  each.examples = every.data();
  each.size = 1;  // costs are no shares in a mean
  find_pixel_slopes_by([this, &each](const Slice& slice, const Batch&) { find_delta(each, slice); }, to);
}

void Trainer::find_pixel_slopes_by(StepPlan::Work find_delta, float* to) {
  StepPlan plan;
  plan.then(std::move(find_delta));
  plan.meet();
  plan_backward_dense(plan, true, false);
  append(plan, stack_.plan_backward(true));
  plan.then([this, to](const Slice& slice, const Batch&) {
    const ImageShape& input = stack_.description().input;
    const MapSlopes& found = flows_[slice.thread].nabla;
    for (int n = 0; n < slice.images.count(); ++n)
      kernels().collect(input, found, found.first + n * found.image_stride,
                        to + std::size_t(slice.images.first + n) * input.size(), input.places());
  });
  run(plan, {batch_shown()});
}

}  // namespace network4
