// The machine's vectors: LANES numbers that are added or multiplied by one instruction.
//
// Everything under kernels/ is compiled once for each level of instructions, each time into
// a namespace of its own (NETWORK4_LEVEL), and nothing in it is shared between levels: a
// function that the linker merged could bring instructions to a processor without them.
// So there are no containers and no standard algorithms here, only numbers and pointers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../shapes.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define NETWORK4_LANES 16
#define NETWORK4_REGISTERS 32
#elif defined(__AVX__)
#define NETWORK4_LANES 8
#define NETWORK4_REGISTERS 16
#elif defined(__aarch64__)
#define NETWORK4_LANES 4
#define NETWORK4_REGISTERS 32
#else
#define NETWORK4_LANES 4
#define NETWORK4_REGISTERS 16
#endif

namespace network4::NETWORK4_LEVEL {

inline constexpr int LANES = NETWORK4_LANES;
inline constexpr int REGISTERS = NETWORK4_REGISTERS;

template <int N>
struct VectorOf {
  typedef float Floats __attribute__((vector_size(N * sizeof(float))));
  typedef std::int32_t Ints __attribute__((vector_size(N * sizeof(std::int32_t))));
};
using Floats = VectorOf<LANES>::Floats;
using Ints = VectorOf<LANES>::Ints;

// Load and store N numbers from anywhere: no alignment is asked of an address.
template <int N = LANES>
NETWORK4_INLINE typename VectorOf<N>::Floats load(const float* from) {
  typename VectorOf<N>::Floats values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

template <int N = LANES>
NETWORK4_INLINE void store(float* to, typename VectorOf<N>::Floats values) {
  std::memcpy(to, &values, sizeof values);
}

NETWORK4_INLINE Ints load_ints(const std::int32_t* from) {
  Ints values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

NETWORK4_INLINE void store_ints(std::int32_t* to, Ints values) {
  std::memcpy(to, &values, sizeof values);
}

// The sum of all lanes, by halves: the order is fixed, so results repeat to the bit.
template <int N>
NETWORK4_INLINE float sum_of_lanes(typename VectorOf<N>::Floats values) {
  if constexpr (N == 2) {
    return values[0] + values[1];
  } else {
    typename VectorOf<N / 2>::Floats halves[2];
    std::memcpy(halves, &values, sizeof values);
    return sum_of_lanes<N / 2>(halves[0] + halves[1]);
  }
}

// The lanes so numbered of two vectors in a row.
template <int... LANE, typename Vector>
NETWORK4_INLINE Vector pick(Vector a, Vector b) {
#if defined(__clang__) || __GNUC__ >= 12
  return __builtin_shufflevector(a, b, LANE...);
#else
  return __builtin_shuffle(a, b, typename VectorOf<sizeof...(LANE)>::Ints{LANE...});
#endif
}

// The numbers at even places of two vectors in a row.
template <int N>
NETWORK4_INLINE typename VectorOf<N>::Floats every_second(typename VectorOf<N>::Floats a,
                                                          typename VectorOf<N>::Floats b) {
  if constexpr (N == 4) return pick<0, 2, 4, 6>(a, b);
  if constexpr (N == 8) return pick<0, 2, 4, 6, 8, 10, 12, 14>(a, b);
  if constexpr (N == 16)
    return pick<0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30>(a, b);
}

// Move the lanes of two vectors whose lane of `active` is set (-1, not 0) to the front of
// `to_values` and `to_places`; return how many they are. Whole vectors are written. There
// are no branches: which lanes are active cannot be foreseen.
NETWORK4_INLINE int keep_active(Ints active, Floats values, Ints places, float* to_values,
                                std::int32_t* to_places) {
#if defined(__AVX512F__)
  const __mmask16 mask = _mm512_cmplt_epi32_mask((__m512i)active, _mm512_setzero_si512());
  store(to_values, (Floats)_mm512_maskz_compress_ps(mask, (__m512)values));
  store_ints(to_places, (Ints)_mm512_maskz_compress_epi32(mask, (__m512i)places));
  return __builtin_popcount(mask);
#else
  int count = 0;
  for (int lane = 0; lane < LANES; ++lane) {
    to_values[count] = values[lane];
    to_places[count] = places[lane];
    count -= active[lane];
  }
  return count;
#endif
}

// from[at[lane]] in every lane.
NETWORK4_INLINE Floats gather(const float* from, Ints at) {
#if defined(__AVX512F__)
  return (Floats)_mm512_mask_i32gather_ps(_mm512_setzero_ps(), 0xFFFF, (__m512i)at, from, sizeof(float));
#else
  Floats values;
  for (int lane = 0; lane < LANES; ++lane) values[lane] = from[at[lane]];
  return values;
#endif
}

NETWORK4_INLINE Floats square_root(Floats x) {
#if defined(__AVX512F__)
  return (Floats)_mm512_maskz_sqrt_ps(0xFFFF, (__m512)x);
#elif defined(__AVX__)
  return (Floats)_mm256_sqrt_ps((__m256)x);
#elif defined(__x86_64__)
  return (Floats)_mm_sqrt_ps((__m128)x);
#elif defined(__aarch64__)
  return (Floats)vsqrtq_f32((float32x4_t)x);
#else
  for (int lane = 0; lane < LANES; ++lane) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

template <typename T>
NETWORK4_INLINE T smaller(T a, T b) {
  return a < b ? a : b;
}

}  // namespace network4::NETWORK4_LEVEL
