#include "objective.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace network4 {
namespace {

// ln(1 + e^x) without overflow.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }

// ln of the sum of e^z over all classes but `left_out` (-1 for none).
double log_sum(const double* z, int size, int left_out) {
  double greatest = -INFINITY, sum = 0.0;
  for (int j = 0; j < size; ++j)
    if (j != left_out) greatest = std::fmax(greatest, z[j]);
  if (greatest == -INFINITY) return greatest;
  for (int j = 0; j < size; ++j)
    if (j != left_out) sum += std::exp(z[j] - greatest);
  return greatest + std::log(sum);
}

// C = -ln a_c and, for cross-entropy, minus the sum of ln(1 - a_j) over the others; from z,
// since a may have been rounded to 0 or 1.
double logarithmic_cost(Cost cost, OutputActivation output, const double* z, int size, int label) {
  const bool others = cost == Cost::cross_entropy;
  double total = 0.0;
  if (output == OutputActivation::sigmoid) {
    for (int j = 0; j < size; ++j)
      if (j == label || others) total += softplus(j == label ? -z[j] : z[j]);
    return total;
  }
  const double all = log_sum(z, size, -1);
  total = all - z[label];
  for (int j = 0; others && j < size; ++j)
    if (j != label) total += all - log_sum(z, size, j);
  return total;
}

double slope(OutputActivation output, double a) {
  switch (output) {
    case OutputActivation::relu: return a > 0.0 ? 1.0 : 0.0;
    case OutputActivation::sigmoid: return a * (1.0 - a);
    case OutputActivation::tanh: return 1.0 - a * a;
    default: return 1.0;
  }
}

// dC/da_j * a_j (1 - a_j) for the logarithmic costs, dC/da_j for the quadratic one.
double weighted_slope(Cost cost, double a, bool is_class) {
  if (cost == Cost::quadratic) return is_class ? a - 1.0 : a;
  if (is_class) return -(1.0 - a);
  return cost == Cost::cross_entropy ? a : 0.0;
}

// delta_j = sum over k of dC/da_k * da_k/dz_j, with da_k/dz_j = a_k ([k = j] - a_j).
void quadratic_through_softmax(int size, int label, double* a) {
  const auto product = [&](int k) { return (k == label ? a[k] - 1.0 : a[k]) * a[k]; };
  double sum = 0.0;
  for (int k = 0; k < size; ++k) sum += product(k);
  for (int j = 0; j < size; ++j) a[j] = product(j) - a[j] * sum;
}

// The same for cross-entropy, where dC/da_k = 1 / (1 - a_k) off the class. 1 - a_k is summed
// from the other outputs: so a_j / (1 - a_k) is right even where a_k has been rounded to 1.
void cross_entropy_through_softmax(int size, int label, double* a) {
  const std::vector<double> outputs(a, a + size);
  a[label] -= 1.0;
  for (int k = 0; k < size; ++k) {
    if (k == label) continue;
    double rest = 0.0;
    for (int j = 0; j < size; ++j)
      if (j != k) rest += outputs[j];
    for (int j = 0; j < size; ++j)
      a[j] += j == k ? outputs[k] : -outputs[k] * (outputs[j] / std::max(rest, 1e-300));
  }
}

void through_softmax(Cost cost, int size, int label, double* a) {
  switch (cost) {
    case Cost::log_likelihood: a[label] -= 1.0; break;
    case Cost::quadratic: quadratic_through_softmax(size, label, a); break;
    case Cost::cross_entropy: cross_entropy_through_softmax(size, label, a); break;
  }
}

// Both as means over all classes, as if each were the label once.
double mean_cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, double* a) {
  double total = 0.0;
  std::vector<double> delta(size);
  std::fill_n(a, size, 0.0);
  for (int k = 0; k < size; ++k) {
    total += cost_and_delta(cost, output, z, size, k, delta.data()) / size;
    for (int j = 0; j < size; ++j) a[j] += delta[j] / size;
  }
  return total;
}

}  // namespace

void output_activations(OutputActivation output, const double* z, int size, double* a) {
  const double total = output == OutputActivation::softmax ? log_sum(z, size, -1) : 0.0;
  for (int j = 0; j < size; ++j) switch (output) {
      case OutputActivation::softmax: a[j] = std::exp(z[j] - total); break;
      case OutputActivation::sigmoid: a[j] = 1.0 / (1.0 + std::exp(-z[j])); break;
      case OutputActivation::tanh: a[j] = std::tanh(z[j]); break;
      case OutputActivation::relu: a[j] = z[j] < 0.0 ? 0.0 : z[j]; break;
      case OutputActivation::linear: a[j] = z[j]; break;
    }
}

double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, int label,
                      double* a) {
  output_activations(output, z, size, a);
  double total = 0.0;
  if (cost == Cost::quadratic)
    for (int j = 0; j < size; ++j) {
      const double error = a[j] - (j == label ? 1.0 : 0.0);
      total += error * error / 2.0;
    }
  else
    total = logarithmic_cost(cost, output, z, size, label);
  if (output == OutputActivation::softmax) {
    through_softmax(cost, size, label, a);
    return total;
  }
  for (int j = 0; j < size; ++j) {
    const double by_a = weighted_slope(cost, a[j], j == label);
    a[j] = cost == Cost::quadratic ? by_a * slope(output, a[j]) : by_a;
  }
  return total;
}

double smoothed_cost_and_delta(Cost cost, OutputActivation output, double smoothing, const double* z,
                               int size, int label, double* a) {
  if (label >= size) return mean_cost_and_delta(cost, output, z, size, a);
  const double own = cost_and_delta(cost, output, z, size, label, a);
  if (smoothing == 0.0) return own;
  std::vector<double> delta(size);
  const double mean = mean_cost_and_delta(cost, output, z, size, delta.data());
  for (int j = 0; j < size; ++j) a[j] = (1.0 - smoothing) * a[j] + smoothing * delta[j];
  return (1.0 - smoothing) * own + smoothing * mean;
}

}  // namespace network4
