// Activation functions and their slopes, LANES values at a time.
#pragma once

#include "../shapes.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// e^x to about 1e-7: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for e^r (Cephes), and
// 2^n put into the exponent's bits. Beyond +-87 the result would leave float32.
NETWORK4_INLINE Floats exponential(Floats x) {
  const Floats top = Floats{} + 87.0f, bottom = Floats{} - 87.0f;
  x = x > top ? top : x;
  x = x < bottom ? bottom : x;
  const Floats magic = Floats{} + 12582912.0f;  // 1.5 * 2^23: adding it rounds
  const Floats n = (x * 1.44269504f + magic) - magic;
  const Floats r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r) * r + r + 1.0f;
  const Ints exponent = (__builtin_convertvector(n, Ints) + 127) << 23;
  Floats power;
  std::memcpy(&power, &exponent, sizeof power);
  return p * power;
}

NETWORK4_INLINE Floats sigmoid(Floats z) { return 1.0f / (1.0f + exponential(-z)); }

// Near 0 the difference 1 - 2/(e^2z + 1) would lose digits, so a polynomial takes over.
NETWORK4_INLINE Floats hyperbolic_tangent(Floats z) {
  const Floats square = z * z;
  Floats p = square * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * square - 5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square - 3.33332819422e-1f;
  const Floats near = z + z * square * p;
  const Floats far = 1.0f - 2.0f / (exponential(z + z) + 1.0f);
  return square < 0.390625f ? near : far;
}

// a = sigma(z). A value that is not a number stays one: divergence must be seen.
template <Activation KIND>
NETWORK4_INLINE Floats activated(Floats z) {
  if constexpr (KIND == Activation::relu) return z < Floats{} ? Floats{} : z;
  if constexpr (KIND == Activation::sigmoid) return sigmoid(z);
  if constexpr (KIND == Activation::tanh) return hyperbolic_tangent(z);
  return z;
}

// sigma'(z), told from a = sigma(z) alone: relu 0 or 1, a (1 - a), 1 - a^2, or 1.
template <Activation KIND>
NETWORK4_INLINE Floats slope(Floats a) {
  const Floats one = Floats{} + 1.0f;
  if constexpr (KIND == Activation::relu) return a > Floats{} ? one : Floats{};
  if constexpr (KIND == Activation::sigmoid) return a * (1.0f - a);
  if constexpr (KIND == Activation::tanh) return 1.0f - a * a;
  return one;
}

template <typename Function>
NETWORK4_INLINE void with_activation(Activation kind, Function&& call) {
  switch (kind) {
    case Activation::linear: return call.template operator()<Activation::linear>();
    case Activation::sigmoid: return call.template operator()<Activation::sigmoid>();
    case Activation::tanh: return call.template operator()<Activation::tanh>();
    case Activation::relu: return call.template operator()<Activation::relu>();
  }
}

// Replace z by a = sigma(z) in `count` places, rounded up to whole vectors.
void activate(Activation kind, float* z, std::size_t count) {
  with_activation(kind, [&]<Activation KIND>() {
    if (KIND == Activation::linear) return;
    for (std::size_t i = 0; i < count; i += LANES) store(z + i, activated<KIND>(load(z + i)));
  });
}

// delta = nabla_a * sigma'(z), told from a, in `count` places, rounded up to whole vectors.
void multiply_by_slope(Activation kind, const float* a, float* nabla_a, std::size_t count) {
  with_activation(kind, [&]<Activation KIND>() {
    if (KIND == Activation::linear) return;
    for (std::size_t i = 0; i < count; i += LANES)
      store(nabla_a + i, load(nabla_a + i) * slope<KIND>(load(a + i)));
  });
}

}  // namespace network4::NETWORK4_LEVEL
