// Batch normalisation of maps: the one layer whose images look at each other.
#include <cmath>

#include "layers.hpp"

namespace network4 {
namespace {

// What one thread brings to the sums over the mini-batch, one number a map: on the way
// forward its own mean and the sum of squares about it, on the way back two sums of delta.
struct Parts {
  std::vector<double> first, second;
  double count = 0.0;
};

class BatchNorm : public MapLayer {
 public:
  BatchNorm(const ImageShape& shape, const Normalization& rule, const Room& room)
      : shape_(shape), rule_(rule), scales_(shape.channels, room.keeps), offsets_(shape.channels, room.keeps),
        means_(shape.channels), variances_(shape.channels), nabla_scales_(shape.channels),
        nabla_offsets_(shape.channels), arrays_(room.num_threads) {
    map_stride_ = round_up(std::size_t(shape.places()) * room.most_images, WIDEST_LANES);
    const std::size_t size = map_stride_ * shape.channels;
    for (Mine& mine : arrays_) {
      mine.x = Floats(size);
      mine.a = Floats(size);
      mine.nabla = Floats(size);
      for (Parts* parts : {&mine.forward, &mine.backward}) {
        parts->first.resize(shape.channels);
        parts->second.resize(shape.channels);
      }
    }
  }

  ImageShape output() const override { return shape_; }

  void plan_forward(MapPlan& plan) override {
    plan.then([this](const Slice& slice, Flow& flow) {
      gather(slice, flow.a, arrays_[slice.thread].x.data());
      if (slice.training()) find_own_moments(slice);
    });
    plan.meet();
    plan.then([this](const Slice& slice, Flow& flow) {
      if (slice.training()) put_moments_together(slice);
      flow.a = normalise(slice);
    });
  }

  void plan_backward(MapPlan& plan, bool needs_input_slopes) override {
    plan.then([this](const Slice& slice, Flow& flow) { sum_slopes(slice, flow.nabla); });
    plan.meet();
    plan.then([this, needs_input_slopes](const Slice& slice, Flow& flow) {
      flow.nabla = pass_back(slice, needs_input_slopes);
    });
  }

  // The sums are alike on all threads; the first has written them down.
  void update(int thread, int num_threads, const UpdateRule& rule) override {
    (void)num_threads;
    if (thread != 0) return;
    scales_.step(rule.without_decay(), 0, nabla_scales_.data(), shape_.channels);
    offsets_.step(rule.without_decay(), 0, nabla_offsets_.data(), shape_.channels);
    const Mine& mine = arrays_[0];
    for (int m = 0; m < shape_.channels; ++m) {
      means_[m] = float(rule_.decay * means_[m] + (1 - rule_.decay) * mine.means[m]);
      variances_[m] = float(rule_.decay * variances_[m] + (1 - rule_.decay) * mine.variances[m]);
    }
  }

  // As weights the scales and offsets, as biases the means and variances.
  void write(const Parameters& from, Held what) override {
    const int maps = shape_.channels;
    std::copy_n(from.weights, maps, scales_.held(what).data());
    std::copy_n(from.weights + maps, maps, offsets_.held(what).data());
    if (what != Held::values) return;
    std::copy_n(from.biases, maps, means_.data());
    std::copy_n(from.biases + maps, maps, variances_.data());
  }

  void read(const Parameters& to, Held what) const override {
    const int maps = shape_.channels;
    const bool values = what == Held::values;
    std::copy_n(scales_.held(what).data(), maps, to.weights);
    std::copy_n(offsets_.held(what).data(), maps, to.weights + maps);
    for (int m = 0; m < maps; ++m) {
      to.biases[m] = values ? means_[m] : 0.0f;
      to.biases[maps + m] = values ? variances_[m] : 0.0f;
    }
  }

  bool learns() const override { return rate_factor != 0.0f; }

 private:
  struct Mine {
    Floats x, a, nabla;  // [map][image][place]
    Parts forward, backward;
    std::vector<double> means, variances;  // of the mini-batch
  };

  std::size_t count_of(const Slice& slice) const { return std::size_t(slice.images.count()) * shape_.places(); }

  // a of the slice, by the moments of the mini-batch or by running averages.
  Maps normalise(const Slice& slice) {
    Mine& mine = arrays_[slice.thread];
    const std::size_t count = count_of(slice);
    for (int m = 0; m < shape_.channels; ++m) {
      const double mean = slice.training() ? mine.means[m] : means_[m];
      const double variance = slice.training() ? mine.variances[m] : variances_[m];
      const double slope = scales_.values[m] / std::sqrt(variance + rule_.epsilon);
      kernels().scale(rule_.activation, mine.x.data() + m * map_stride_, float(slope),
                      float(offsets_.values[m] - mean * slope), mine.a.data() + m * map_stride_, count);
    }
    return {mine.a.data(), std::size_t(shape_.places()), map_stride_};
  }

  void gather(const Slice& slice, const Maps& input, float* to) const {
    const int places = shape_.places();
    for (int m = 0; m < shape_.channels; ++m)
      for (int n = 0; n < slice.images.count(); ++n)
        std::copy_n(input.first + n * input.image_stride + m * input.map_stride, places,
                    to + m * map_stride_ + std::size_t(n) * places);
  }

  void collect(const Slice& slice, const MapSlopes& nabla_a, float* to) const {
    for (int n = 0; n < slice.images.count(); ++n)
      kernels().collect(shape_, nabla_a, nabla_a.first + n * nabla_a.image_stride,
                        to + std::size_t(n) * shape_.places(), map_stride_);
  }

  // Each thread sums how its images differ from one of their own values, so that little is
  // lost to rounding.
  void find_own_moments(const Slice& slice) {
    Mine& mine = arrays_[slice.thread];
    const std::size_t count = count_of(slice);
    mine.means.resize(shape_.channels);
    mine.variances.resize(shape_.channels);
    mine.forward.count = double(count);
    for (int m = 0; count > 0 && m < shape_.channels; ++m) {
      const float* x = mine.x.data() + m * map_stride_;
      const Moments found = kernels().moments(x, count, x[0]);
      const double away = found.sum / double(count);
      mine.forward.first[m] = x[0] + away;
      mine.forward.second[m] = std::max(0.0, found.square - away * found.sum);
    }
  }

  // Means and variances over the mini-batch: the parts, about their common mean.
  void put_moments_together(const Slice& slice) {
    Mine& mine = arrays_[slice.thread];
    const double total = double(slice.num_images) * shape_.places();
    for (int m = 0; m < shape_.channels; ++m) {
      double mean = 0.0, squares = 0.0;
      for (const Mine& part : arrays_) mean += part.forward.count / total * part.forward.first[m];
      for (const Mine& part : arrays_) {
        const double apart = part.forward.first[m] - mean;
        if (part.forward.count > 0) squares += part.forward.second[m] + part.forward.count * apart * apart;
      }
      mine.means[m] = mean;
      mine.variances[m] = squares / total;
    }
  }

  // Two sums of delta over the slice, from nabla_a.
  void sum_slopes(const Slice& slice, const MapSlopes& nabla_a) {
    Mine& mine = arrays_[slice.thread];
    collect(slice, nabla_a, mine.nabla.data());
    for (int m = 0; m < shape_.channels; ++m) {
      const std::size_t at = m * map_stride_;
      const double mean = slice.training() ? mine.means[m] : means_[m];
      const Moments found =
          kernels().slope_moments(rule_.activation, mine.x.data() + at, float(mean),
                                  mine.a.data() + at, mine.nabla.data() + at, count_of(slice));
      mine.backward.first[m] = found.sum;
      mine.backward.second[m] = found.square;
    }
  }

  MapSlopes pass_back(const Slice& slice, bool needs_input_slopes) {
    Mine& mine = arrays_[slice.thread];
    for (int m = 0; m < shape_.channels; ++m)
      if (slice.training())
        take_back(slice, mine, m, count_of(slice), needs_input_slopes);
      else
        take_back_alone(mine, m, count_of(slice));
    return {mine.nabla.data(), std::size_t(shape_.places()), map_stride_, std::size_t(shape_.width), 1};
  }

  void take_back(const Slice& slice, Mine& mine, int m, std::size_t count, bool needs_input_slopes) {
    const double total = double(slice.num_images) * shape_.places();
    const double spread = std::sqrt(mine.variances[m] + rule_.epsilon);
    const double deltas = sum(&Parts::first, m);
    const double products = sum(&Parts::second, m);
    if (slice.thread == 0) {
      nabla_scales_[m] = float(products / spread);
      nabla_offsets_[m] = float(deltas);
    }
    if (needs_input_slopes)
      kernels().scale_back(mine.x.data() + m * map_stride_, float(mine.means[m]), float(scales_.values[m] / spread),
                           float(deltas / total), float(products / total / (spread * spread)),
                           mine.nabla.data() + m * map_stride_, count);
  }

  // By running averages: those do not change with x.
  void take_back_alone(Mine& mine, int m, std::size_t count) {
    const double slope = scales_.values[m] / std::sqrt(double(variances_[m]) + rule_.epsilon);
    kernels().scale_back(mine.x.data() + m * map_stride_, means_[m], float(slope), 0.0f, 0.0f,
                         mine.nabla.data() + m * map_stride_, count);
  }

  // A sum of the way back over all threads, always in their order.
  double sum(std::vector<double> Parts::* what, int m) const {
    double total = 0.0;
    for (const Mine& mine : arrays_) total += (mine.backward.*what)[m];
    return total;
  }

  const ImageShape shape_;
  const Normalization rule_;
  std::size_t map_stride_ = 0;
  Learnt scales_, offsets_;
  Floats means_, variances_, nabla_scales_, nabla_offsets_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<MapLayer> make_batch_norm(const ImageShape& shape, const Normalization& rule,
                                          const Room& room) {
  return std::make_unique<BatchNorm>(shape, rule, room);
}

}  // namespace network4
