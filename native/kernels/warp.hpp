// An image as a warp shows it: every pixel is taken from somewhere else.
#pragma once

#include "../kernels.hpp"
#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// mixed[direction][j] = sum over i of rows[y][i] noise[direction][i][j].
NETWORK4_INLINE void mix_noise(const WarpWork& work, int y) {
  const float* weights = work.rows + std::size_t(y) * work.noise_rows;
  for (int direction = 0; direction < 2; ++direction)
    for (int j = 0; j < work.noise_stride; j += LANES) {
      const float* noise = work.noise + std::size_t(direction) * work.noise_rows * work.noise_stride + j;
      Floats sum = {};
      for (int i = 0; i < work.noise_rows; ++i) sum += load(noise + std::size_t(i) * work.noise_stride) * weights[i];
      store(work.mixed + direction * work.noise_stride + j, sum);
    }
}

// q of the pixels (y, x..x+LANES-1) in one direction: M (p - c) + o + d(p).
NETWORK4_INLINE Floats source(const WarpWork& work, int direction, Floats down, Floats right, int x) {
  const float* m = work.affine + 3 * direction;
  const float* mixed = work.mixed + direction * work.noise_stride;
  const std::size_t width = round_up(work.shape.width, WIDEST_LANES);
  Floats q = (down * m[0] + right * m[1]) + m[2];
  for (int j = 0; j < work.num_noise_columns; ++j) q += load(work.columns + j * width + x) * mixed[j];
  return q;
}

// Within the frame: beyond it all is 0. What is not a number goes there too.
NETWORK4_INLINE Floats within(Floats q, int side) {
  const Floats least = Floats{} - float(FRAME_BEFORE), most = Floats{} + float(side);
  q = q > least ? q : least;
  return q < most ? q : most;
}

void warp(const WarpWork& work) {
  const ImageShape& s = work.shape;
  const int stride = s.width + FRAME;
  Floats ramp;
  for (int lane = 0; lane < LANES; ++lane) ramp[lane] = float(lane) - float(s.width - 1) / 2;
  for (int y = 0; y < s.height; ++y) {
    mix_noise(work, y);
    const Floats down = Floats{} + (float(y) - float(s.height - 1) / 2);
    for (int x = 0; x < s.width; x += LANES) {
      const Floats right = ramp + float(x);
      const Floats row = within(source(work, 0, down, right, x), s.height) + float(FRAME_BEFORE);
      const Floats column = within(source(work, 1, down, right, x), s.width) + float(FRAME_BEFORE);
      const Ints top = __builtin_convertvector(row, Ints), left = __builtin_convertvector(column, Ints);
      const Floats below = row - __builtin_convertvector(top, Floats);
      const Floats beside = column - __builtin_convertvector(left, Floats);
      const Ints at = top * stride + left;
      for (int c = 0; c < s.channels; ++c) {
        const float* from = work.framed + std::size_t(c) * (s.height + FRAME) * stride;
        const Floats a = gather(from, at), b = gather(from + 1, at);
        const Floats d = gather(from + stride, at), e = gather(from + stride + 1, at);
        const Floats above = a + (b - a) * beside, under = d + (e - d) * beside;
        const Floats value = above + (under - above) * below;
        float* to = work.to + (std::size_t(c) * s.height + y) * s.width + x;
        std::memcpy(to, &value, smaller(LANES, s.width - x) * sizeof(float));
      }
    }
  }
}

}  // namespace network4::NETWORK4_LEVEL
