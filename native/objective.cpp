#include "objective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
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

// delta in place of a, from dC/da_j as a function of j, which may read a_j. Through softmax
// delta_j = sum over k of dC/da_k * da_k/dz_j, with da_k/dz_j = a_k ([k = j] - a_j).
template <typename Slope>
void through_output(OutputActivation output, int size, const Slope& by_a, double* a) {
  double sum = 0.0;
  for (int j = 0; j < size; ++j) sum += by_a(j) * a[j];
  for (int j = 0; j < size; ++j) {
    const double given = by_a(j);
    a[j] = output == OutputActivation::softmax ? given * a[j] - a[j] * sum : given * slope(output, a[j]);
  }
}

// C = 1/2 sum of (a_j - y_j)^2, and delta in place of a.
template <typename Target>
double quadratic(OutputActivation output, int size, const Target& y, double* a) {
  double total = 0.0;
  for (int j = 0; j < size; ++j) total += (a[j] - y(j)) * (a[j] - y(j)) / 2.0;
  through_output(output, size, [&](int j) { return a[j] - y(j); }, a);
  return total;
}

// delta of cross-entropy, where dC/da_k = 1 / (1 - a_k) off the class. 1 - a_k is summed from
// the other outputs: so a_j / (1 - a_k) is right even where a_k has been rounded to 1.
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

// delta of the logarithmic costs in place of a.
void logarithmic_delta(Cost cost, OutputActivation output, int size, int label, double* a) {
  const bool others = cost == Cost::cross_entropy;
  if (output == OutputActivation::softmax) {
    if (others)
      cross_entropy_through_softmax(size, label, a);
    else
      a[label] -= 1.0;
    return;
  }
  for (int j = 0; j < size; ++j)
    if (j == label || !others) a[j] = j == label ? -(1.0 - a[j]) : 0.0;
}

// The logarithmic costs where y are the probabilities of the labels: the costs of all labels, each
// by its share, and delta in place of a.
double through_softmax(Cost cost, const double* z, int size, const double* y, double* a) {
  const std::vector<double> outputs(a, a + size);
  std::vector<double> delta(size);
  double total = 0.0;
  std::fill_n(a, size, 0.0);
  for (int label = 0; label < size; ++label) {
    if (y[label] == 0.0) continue;
    delta = outputs;
    total += y[label] * logarithmic_cost(cost, OutputActivation::softmax, z, size, label);
    logarithmic_delta(cost, OutputActivation::softmax, size, label, delta.data());
    for (int j = 0; j < size; ++j) a[j] += y[label] * delta[j];
  }
  return total;
}

// What each output adds to the cost and to delta where it is the label's, and where it is not.
struct ByOutput {
  explicit ByOutput(int size) : own_costs(size), costs(size), own_deltas(size), deltas(size) {}
  std::vector<double> own_costs, costs, own_deltas, deltas;
};

// For all costs that are such sums: those through softmax are none but for the log-likelihood.
ByOutput find_by_output(Cost cost, OutputActivation output, const double* z, int size) {
  ByOutput found(size);
  const bool softmax = output == OutputActivation::softmax;
  const double all = softmax ? log_sum(z, size, -1) : 0.0;
  if (softmax) output_activations(output, z, size, found.deltas.data());
  for (int j = 0; j < size; ++j) {
    if (softmax) {
      found.own_costs[j] = all - z[j];
      found.own_deltas[j] = found.deltas[j] - 1.0;
    } else {
      found.own_costs[j] = cost_and_delta(cost, output, z + j, 1, 0, &found.own_deltas[j]);
      found.costs[j] = cost_and_delta(cost, output, z + j, 1, -1, &found.deltas[j]);
    }
  }
  return found;
}

// The mean over all labels, added up label by label.
double mean_by_output(const ByOutput& found, int size, double* a) {
  std::vector<double> costs(size), shares(size);
  for (int j = 0; j < size; ++j) {
    const double own = costs[j] + found.own_costs[j];
    for (int label = 0; label < size; ++label) costs[label] += found.costs[j];
    costs[j] = own;
    shares[j] = found.deltas[j] / size;
  }
  std::fill_n(a, size, 0.0);
  double total = 0.0;
  for (int label = 0; label < size; ++label) {
    const double own = a[label] + found.own_deltas[label] / size;
    for (int j = 0; j < size; ++j) a[j] += shares[j];
    a[label] = own;
    total += costs[label] / size;
  }
  return total;
}

// Both as means over all classes, as if each were the label once.
double mean_cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, double* a) {
  if (cost == Cost::log_likelihood || output != OutputActivation::softmax)
    return mean_by_output(find_by_output(cost, output, z, size), size, a);
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

void delta_of(OutputActivation output, const float* slopes, const double* z, int size, double* a) {
  output_activations(output, z, size, a);
  through_output(output, size, [slopes](int j) { return double(slopes[j]); }, a);
}

double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, int label,
                      double* a) {
  output_activations(output, z, size, a);
  if (cost == Cost::quadratic) return quadratic(output, size, [label](int j) { return j == label ? 1.0 : 0.0; }, a);
  const double total = logarithmic_cost(cost, output, z, size, label);
  logarithmic_delta(cost, output, size, label, a);
  return total;
}

double cost_and_delta(Cost cost, OutputActivation output, const double* z, int size, const double* y,
                      double* a) {
  output_activations(output, z, size, a);
  if (cost == Cost::quadratic) return quadratic(output, size, [y](int j) { return y[j]; }, a);
  if (output == OutputActivation::softmax) return through_softmax(cost, z, size, y, a);
  const bool others = cost == Cost::cross_entropy || size == 1;
  double total = 0.0;
  for (int j = 0; j < size; ++j) {  // -ln a = softplus(-z) and -ln(1 - a) = softplus(z) = z + softplus(-z)
    total += others ? (std::max(z[j], 0.0) - y[j] * z[j]) + std::log1p(std::exp(-std::fabs(z[j])))
                    : y[j] * softplus(-z[j]);
    a[j] = others ? a[j] - y[j] : -y[j] * (1.0 - a[j]);
  }
  return total;
}

double smoothed_cost_and_delta(Cost cost, OutputActivation output, double smoothing, const double* z,
                               int size, int label, double* a) {
  if (label < 0) return mean_cost_and_delta(cost, output, z, size, a);
  const double own = cost_and_delta(cost, output, z, size, label, a);
  if (smoothing == 0.0) return own;
  std::vector<double> delta(size);
  const double mean = mean_cost_and_delta(cost, output, z, size, delta.data());
  for (int j = 0; j < size; ++j) a[j] = (1.0 - smoothing) * a[j] + smoothing * delta[j];
  return (1.0 - smoothing) * own + smoothing * mean;
}

}  // namespace network4
