#include "dense.hpp"

#include <algorithm>

namespace network4 {
namespace {

// Panels of equal width, as wide as the registers allow; fewer outputs for large
// mini-batches, whose deltas would not stay in the cache otherwise. Blocks of as many rows
// as stay there.
DenseShape choose_panels(int inputs, int outputs, int most_images) {
  constexpr int CACHED_FLOATS = 8192;
  const int lanes = kernels().lanes;
  const int vectors = round_up(outputs, lanes) / lanes;
  const int cached = int(CACHED_FLOATS / (std::int64_t(most_images) * lanes));
  const int most = std::clamp(cached, 4, kernels().most_panel_vectors);
  const int panels = (vectors + most - 1) / most;
  const int width = (vectors + panels - 1) / panels;
  const int rows = CACHED_FLOATS / (width * lanes) / WIDEST_LANES * WIDEST_LANES;
  return {inputs, outputs, width * lanes, panels, std::clamp(rows, 32, 128)};
}

}  // namespace

Dense::Dense(const Description& description, const Room& room)
    : description_(description),
      shape_(choose_panels(description.inputs, description.outputs, room.goes_back ? room.most_images : 1)),
      weights_(shape_.panel_size() * shape_.panels, room.keeps),
      biases_(shape_.padded_outputs(), room.keeps),
      inputs_(std::size_t(room.most_images) * shape_.padded_inputs()),
      mine_(room.num_threads) {
  if (description.norm) norm_.emplace(shape_.inputs, *description.norm, room);
  const int most_images = room.most_images;
  const std::size_t own_images = room.goes_back ? most_images : most_images / room.num_threads;
  const int blocks = shape_.inputs / shape_.rows_per_block + 2;
  for (ThreadArrays& mine : mine_) {
    mine.sums = Floats(own_images * shape_.padded_outputs());
    mine.starts = Ints(own_images * (blocks + 1));
    mine.rows = Ints(own_images * shape_.padded_inputs());
    mine.values = Floats(mine.rows.size());
    if (!room.goes_back) continue;
    mine.a = Floats(shape_.padded_inputs());
    mine.images = Ints(std::size_t(shape_.rows_per_block) * most_images);
    mine.row_values = Floats(mine.images.size());
    mine.counts = Ints(shape_.rows_per_block);
  }
  if (!room.goes_back) return;
  delta_ = Floats(std::size_t(most_images) * shape_.padded_outputs());
  nabla_input_ = Floats(inputs_.size());
  nabla_b_ = Floats(biases_.size());
  if (!description.zero_is_flat) kept_ = Array<std::uint8_t>(inputs_.size());
}

Share Dense::rows(const Part& part) const {
  return share(shape_.inputs, part.num_threads == 1 ? 0 : part.thread, part.num_threads, WIDEST_LANES);
}

// In training the masks say what is dropped; in prediction every input is weakened by the
// share that training kept.
void Dense::drop(const StepMasks* masks, int image, int first, int last) {
  float* inputs = inputs_.data() + image * input_stride();
  std::uint8_t* kept = kept_.size() ? kept_.data() + image * input_stride() : nullptr;
  if (kept) std::memset(kept + first, 1, last - first);
  for (const Mask& mask : description_.masks) {
    if (masks) {
      masks->drop(mask, image, shape_.inputs, first, last, inputs, kept);
      continue;
    }
    for (int i = first; i < last; ++i) inputs[i] *= 1.0f - mask.probability;
  }
}

float Dense::weakened(const StepMasks* masks) const {
  float share = 1.0f;
  for (const Mask& mask : description_.masks)
    if (!masks) share *= 1.0f - mask.probability;
  return share;
}

void Dense::take(const Slice& slice, const Maps& maps, int places) {
  const int num_maps = shape_.inputs / places;
  mine_[slice.thread].weakened = weakened(slice.masks);
  for (int n = 0; n < slice.images.count(); ++n) {
    const int image = slice.images.first + n;
    float* inputs = inputs_.data() + image * input_stride();
    const float* from = maps.first + n * maps.image_stride;
    for (int c = 0; c < num_maps; ++c)
      std::copy_n(from + c * maps.map_stride, places, inputs + std::size_t(c) * places);
    drop(slice.masks, image, 0, shape_.inputs);
  }
}

void Dense::take(const Part& part, Dense& below, const StepMasks* masks) {
  const Share mine = rows(part);
  mine_[part.thread].weakened = weakened(masks);
  mine_[part.thread].training = masks != nullptr;
  const std::size_t stride = below.output_stride();
  for (int n = part.images.first; n < part.images.last; ++n) {
    float* a = inputs_.data() + n * input_stride();
    for (int i = mine.first; i < mine.last; ++i) a[i] = below.biases()[i];
    for (int t = 0; t < part.num_threads; ++t) {
      const float* z = below.sums(part.num_threads == 1 ? part.thread : t) + (n - part.images.first) * stride;
      for (int i = mine.first; i < mine.last; ++i) a[i] += z[i];
    }
    kernels().activate(below.description_.activation, a + mine.first, mine.count());
  }
  if (norm_) norm_->forward({part.images, mine, inputs_.data(), input_stride()}, masks != nullptr);
  for (int n = part.images.first; n < part.images.last; ++n) {
    float* a = inputs_.data() + n * input_stride();
    if (mine.last == shape_.inputs)  // padding stays zero
      std::fill(a + shape_.inputs, a + shape_.padded_inputs(), 0.0f);
    drop(masks, n, mine.first, mine.last);
  }
}

ActiveInputs Dense::active(const Part& part) {
  ThreadArrays& mine = mine_[part.thread];
  return {mine.starts.data(), mine.rows.data(), mine.values.data()};
}

void Dense::forward(const Part& part) {
  const Share mine = rows(part);
  const RowRange range{mine.first, mine.last};
  const std::size_t first = part.images.first;
  const std::uint8_t* kept = kept_.size() ? kept_.data() + first * input_stride() : nullptr;
  kernels().find_active(shape_, range, part.images.count(), inputs_.data() + first * input_stride(),
                        kept, active(part));
  kernels().dense(shape_, range, part.images.count(), weights_.values.data(), active(part),
                  mine_[part.thread].sums.data());
}

// nabla_b = sum over images of delta                                (equation BP3)
void Dense::step_biases(const Part& part, const UpdateRule& rule) {
  const Share mine = share(int(biases_.size()), part.thread, part.num_threads, WIDEST_LANES);
  float* nabla = nabla_b_.data();
  std::fill(nabla + mine.first, nabla + mine.last, 0.0f);
  for (int n = part.images.first; n < part.images.last; ++n) {
    const float* delta = delta_.data() + n * output_stride();
    for (int j = mine.first; j < mine.last; ++j) nabla[j] += delta[j];
  }
  biases_.step(rule.without_decay(), mine.first, nabla + mine.first, mine.count());
}

void Dense::backward(const Part& part, Dense* below, bool needs_input_slopes, const UpdateRule* rule) {
  const bool steps = rule && rate_factor != 0.0f;
  const UpdateRule mine_rule = steps ? rule->times(rate_factor) : UpdateRule{};
  if (steps && description_.has_biases) step_biases(part, mine_rule);
  const Share mine = rows(part);
  const bool passes_on = below || needs_input_slopes;
  float* nabla_input = below ? below->delta_.data() : nabla_input_.data();
  const std::size_t stride = below ? below->output_stride() : input_stride();
  if (passes_on)
    for (int n = part.images.first; n < part.images.last; ++n)
      std::fill_n(nabla_input + n * stride + mine.first, mine.count(), 0.0f);
  ThreadArrays& arrays = mine_[part.thread];
  kernels().dense_back({
      .shape = shape_,
      .rows = {mine.first, mine.last},
      .num_images = part.images.count(),
      .active = active(part),
      .delta = delta_.data(),
      .weights = weights_.from(0),
      .steps = steps,
      .nabla_input = passes_on ? nabla_input : nullptr,
      .nabla_stride = stride,
      .images = arrays.images.data(),
      .values = arrays.row_values.data(),
      .counts = arrays.counts.data(),
      .rule = mine_rule,
  });
  if (passes_on) pass_through_inputs(part, below, {part.images, mine, nabla_input, stride}, rule);
}

// From slopes by the inputs to delta of the layer below, if there is one.
void Dense::pass_through_inputs(const Part& part, const Dense* below, const Values& delta, const UpdateRule* rule) {
  const Activation activation = below ? below->description_.activation : Activation::linear;
  pass_through(part, norm_ ? norm_->activation() : activation, delta.first, delta.stride);
  if (norm_) norm_->backward(delta, activation, mine_[part.thread].training, rule);
}

// Through the weakening of prediction, if there was one, and the activation of the inputs,
// told from a: dropped inputs have a delta of zero, so there it does not matter that theirs
// is gone.
void Dense::pass_through(const Part& part, Activation activation, float* delta, std::size_t stride) {
  const Share mine = rows(part);
  const float weakened = mine_[part.thread].weakened;
  if (weakened == 1.0f && activation == Activation::linear) return;
  float* before = mine_[part.thread].a.data();
  for (int n = part.images.first; n < part.images.last; ++n) {
    const float* a = inputs_.data() + n * input_stride() + mine.first;
    float* to = delta + n * stride + mine.first;
    if (weakened != 1.0f) {
      for (int i = 0; i < mine.count(); ++i) before[i] = a[i] / weakened;
      for (int i = 0; i < mine.count(); ++i) to[i] *= weakened;
      a = before;
    }
    kernels().multiply_by_slope(activation, a, to, mine.count());
  }
}

MapSlopes Dense::slopes(int first_image, const ImageShape& maps) const {
  return {nabla_input_.data() + first_image * input_stride(), input_stride(),
          std::size_t(maps.places()), std::size_t(maps.width), 1};
}

// Calls with the places, here and in the network's array [input][output], at which a row of
// a panel starts, and how many weights it has.
template <typename Call>
void Dense::for_each_row(Call&& call) const {
  for (int panel = 0; panel < shape_.panels; ++panel) {
    const int first = panel * shape_.panel_width;
    const int count = std::min(shape_.panel_width, shape_.outputs - first);
    for (int i = 0; i < shape_.inputs; ++i)
      call(panel * shape_.panel_size() + std::size_t(i) * shape_.panel_width,
           std::size_t(i) * shape_.outputs + first, count);
  }
}

void Dense::write(const Parameters& from, Held what) {
  Floats& weights = weights_.held(what);
  for_each_row([&](std::size_t here, std::size_t there, int count) {
    std::copy_n(from.weights + there, count, weights.data() + here);
  });
  if (description_.has_biases) std::copy_n(from.biases, shape_.outputs, biases_.held(what).data());
}

void Dense::read(const Parameters& to, Held what) const {
  const Floats& weights = weights_.held(what);
  for_each_row([&](std::size_t here, std::size_t there, int count) {
    std::copy_n(weights.data() + here, count, to.weights + there);
  });
  if (description_.has_biases) std::copy_n(biases_.held(what).data(), shape_.outputs, to.biases);
}

}  // namespace network4
