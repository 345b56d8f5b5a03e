#include "vector_norm.hpp"

#include <array>
#include <cmath>

namespace network4 {
namespace {

using Lanes = std::array<double, WIDEST_LANES>;

// Calls with the rows a vector's width at a time.
template <typename Call>
void for_each_block(const Values& all, Call&& call) {
  for (int first = all.rows.first; first < all.rows.last; first += WIDEST_LANES)
    call(Values{all.images, {first, std::min(first + WIDEST_LANES, all.rows.last)}, all.first, all.stride});
}

// Over the images; summed as they differ from the first one, so that little is lost to rounding.
void find_moments(const Values& x, double* means, double* variances) {
  const float* origin = x.image(x.images.first);
  const double total = x.images.count();
  Lanes sums{}, squares{};
  for (int n = x.images.first; n < x.images.last; ++n)
    for (int j = 0; j < x.rows.count(); ++j) {
      const double away = double(x.image(n)[j]) - origin[j];
      sums[j] += away;
      squares[j] += away * away;
    }
  for (int j = 0; j < x.rows.count(); ++j) {
    const double away = sums[j] / total;
    means[j] = origin[j] + away;
    variances[j] = std::max(0.0, squares[j] / total - away * away);
  }
}

void average(float& running, double now, double decay) { running = float(decay * running + (1 - decay) * now); }

}  // namespace

VectorNorm::VectorNorm(int size, const Normalization& rule, const Room& room)
    : size_(size), rule_(rule), stride_(round_up(size, WIDEST_LANES)), scales_(stride_, room.keeps),
      offsets_(stride_, room.keeps), means_(stride_), variances_(stride_) {
  if (!room.goes_back) return;
  nabla_scales_ = Floats(stride_);
  nabla_offsets_ = Floats(stride_);
  x_ = Floats(stride_ * room.most_images);
  x_means_.resize(stride_);
  x_variances_.resize(stride_);
}

void VectorNorm::forward(const Values& a, bool training) {
  for_each_block(a, [&](const Values& block) { normalise(block, training); });
  for (int n = a.images.first; n < a.images.last; ++n)
    kernels().activate(rule_.activation, a.image(n), a.rows.count());
}

void VectorNorm::normalise(const Values& a, bool training) {
  const int first = a.rows.first, count = a.rows.count();
  Lanes means, variances, slopes;
  std::copy_n(means_.data() + first, count, means.data());
  std::copy_n(variances_.data() + first, count, variances.data());
  if (training) find_moments(a, means.data(), variances.data());
  for (int j = 0; j < count; ++j) slopes[j] = scales_.values[first + j] / std::sqrt(variances[j] + rule_.epsilon);
  if (x_.size()) {
    std::copy_n(means.data(), count, x_means_.data() + first);
    std::copy_n(variances.data(), count, x_variances_.data() + first);
    for (int n = a.images.first; n < a.images.last; ++n)
      std::copy_n(a.image(n), count, x_.data() + n * stride_ + first);
  }
  for (int n = a.images.first; n < a.images.last; ++n)
    for (int j = 0; j < count; ++j)
      a.image(n)[j] = float((a.image(n)[j] - means[j]) * slopes[j] + offsets_.values[first + j]);
}

void VectorNorm::backward(const Values& delta, Activation activation, bool training, const UpdateRule* rule) {
  for_each_block(delta, [&](const Values& block) { pass_back(block, training); });
  for (int n = delta.images.first; n < delta.images.last; ++n)
    kernels().multiply_by_slope(activation, x_.data() + n * stride_ + delta.rows.first, delta.image(n),
                                delta.rows.count());
  if (rule && rate_factor != 0.0f) step(delta.rows, rule->times(rate_factor).without_decay());
}

// The moments of a mini-batch change with x; running averages do not.
void VectorNorm::pass_back(const Values& delta, bool training) {
  const int first = delta.rows.first, count = delta.rows.count();
  const double total = delta.images.count();
  const double* means = x_means_.data() + first;
  Lanes deltas{}, products{}, slopes;
  for (int n = delta.images.first; n < delta.images.last; ++n)
    for (int j = 0; j < count; ++j) {
      deltas[j] += delta.image(n)[j];
      products[j] += delta.image(n)[j] * (x_[n * stride_ + first + j] - means[j]);
    }
  for (int j = 0; j < count; ++j) {
    const double variance = x_variances_[first + j] + rule_.epsilon, spread = std::sqrt(variance);
    nabla_scales_[first + j] = float(products[j] / spread);
    nabla_offsets_[first + j] = float(deltas[j]);
    slopes[j] = scales_.values[first + j] / spread;
    deltas[j] = training ? deltas[j] / total : 0.0;
    products[j] = training ? products[j] / total / variance : 0.0;
  }
  for (int n = delta.images.first; n < delta.images.last; ++n)
    for (int j = 0; j < count; ++j) {
      const double away = x_[n * stride_ + first + j] - means[j];
      delta.image(n)[j] = float(slopes[j] * (delta.image(n)[j] - deltas[j] - away * products[j]));
    }
}

void VectorNorm::step(const Share& rows, const UpdateRule& rule) {
  scales_.step(rule, rows.first, nabla_scales_.data() + rows.first, rows.count());
  offsets_.step(rule, rows.first, nabla_offsets_.data() + rows.first, rows.count());
  for (int i = rows.first; i < rows.last; ++i) {
    average(means_[i], x_means_[i], rule_.decay);
    average(variances_[i], x_variances_[i], rule_.decay);
  }
}

void VectorNorm::write(const Parameters& from, Held what) {
  std::copy_n(from.weights, size_, scales_.held(what).data());
  std::copy_n(from.weights + size_, size_, offsets_.held(what).data());
  if (what != Held::values) return;
  std::copy_n(from.biases, size_, means_.data());
  std::copy_n(from.biases + size_, size_, variances_.data());
}

void VectorNorm::read(const Parameters& to, Held what) const {
  std::copy_n(scales_.held(what).data(), size_, to.weights);
  std::copy_n(offsets_.held(what).data(), size_, to.weights + size_);
  std::fill_n(to.biases, 2 * size_, 0.0f);
  if (what != Held::values) return;
  std::copy_n(means_.data(), size_, to.biases);
  std::copy_n(variances_.data(), size_, to.biases + size_);
}

}  // namespace network4
