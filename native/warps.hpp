// The warps under which the images of an epoch are shown.
#pragma once

#include "images.hpp"
#include "memory.hpp"

namespace network4 {

// One warp for each image; `affine` and `noise` stay where they are.
struct Warps {
  ImageShape shape;
  const float* affine = nullptr;  // [image][down, right][3]; null where nothing is warped
  const float* noise = nullptr;   // [image][down, right][noise row][noise column]
  int noise_rows = 0;
  int noise_columns = 0;
  Floats rows;     // [y][noise row]
  Floats columns;  // [noise column][x, in whole vectors]

  Warps() = default;
  // `given_rows` is [y][noise row], `given_columns` [x][noise column].
  Warps(const ImageShape& shape, const float* affine, const float* noise, int noise_rows,
        int noise_columns, const float* given_rows, const float* given_columns)
      : shape(shape), affine(affine), noise(noise), noise_rows(noise_rows), noise_columns(noise_columns),
        rows(std::size_t(shape.height) * noise_rows),
        columns(std::size_t(noise_columns) * round_up(shape.width, WIDEST_LANES)) {
    std::copy_n(given_rows, rows.size(), rows.data());
    for (int x = 0; x < shape.width; ++x)
      for (int j = 0; j < noise_columns; ++j)
        columns[std::size_t(j) * round_up(shape.width, WIDEST_LANES) + x] = given_columns[x * noise_columns + j];
  }
};

// What one thread needs to warp images.
class Warper {
 public:
  // Write an image under its warp.
  void load(const Images& images, const Warps& warps, std::size_t image, float* to) {
    make_room(warps);
    images.frame(image, framed_.data());
    const int stride = round_up(warps.noise_columns, WIDEST_LANES);
    const std::size_t num_rows = 2 * std::size_t(warps.noise_rows);
    for (std::size_t row = 0; row < num_rows; ++row)
      std::copy_n(warps.noise + (image * num_rows + row) * warps.noise_columns, warps.noise_columns,
                  noise_.data() + row * stride);
    kernels().warp({warps.shape, warps.affine + 6 * image, warps.noise_rows, stride, warps.noise_columns,
                    noise_.data(), warps.rows.data(), warps.columns.data(), mixed_.data(), framed_.data(), to});
  }

 private:
  void make_room(const Warps& warps) {
    const ImageShape& s = warps.shape;
    const std::size_t stride = round_up(warps.noise_columns, WIDEST_LANES);
    grow(framed_, std::size_t(s.channels) * (s.height + FRAME) * (s.width + FRAME));
    grow(noise_, 2 * warps.noise_rows * stride);
    grow(mixed_, 2 * stride);
  }

  static void grow(Floats& array, std::size_t size) {
    if (array.size() < size) array = Floats(size);
  }

  Floats framed_, noise_, mixed_;
};

}  // namespace network4
