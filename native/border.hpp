// The border between Python and the engine: every array is checked here, and only here.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

#include "bounds.hpp"
#include "stack.hpp"

namespace nb = nanobind;

namespace network4 {

using Bytes = nb::ndarray<const std::uint8_t, nb::c_contig, nb::device::cpu>;
using Numbers = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using ImageArray = std::variant<Bytes, Numbers>;
using NumbersOut = nb::ndarray<float, nb::c_contig, nb::device::cpu>;
using NumbersBack = nb::ndarray<nb::numpy, float>;
using Indices = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using ShiftCodes = nb::ndarray<const std::int32_t, nb::shape<-1, 2>, nb::c_contig, nb::device::cpu>;
using MaskBytes = std::vector<std::optional<Bytes>>;

template <typename A>
Images images_of(const A& array, const ImageShape& shape) {
  require(array.ndim() == 4, "images must have four dimensions");
  require(array.shape(1) == std::size_t(shape.channels) && array.shape(2) == std::size_t(shape.height) &&
              array.shape(3) == std::size_t(shape.width),
          "images must have the network's input shape");
  if constexpr (std::is_same_v<A, Bytes>) return {array.data(), nullptr, shape};
  else return {nullptr, array.data(), shape};
}

template <typename A>
Parameters parameters_of(const Stack& stack, int layer, const A& weights, const A& biases) {
  require(layer >= 0 && layer < stack.num_layers(), "no such layer");
  const Stack::Sizes sizes = stack.sizes(layer);
  require(weights.size() == sizes.weights && biases.size() == sizes.biases,
          "weights and biases must have the layer's sizes");
  return {const_cast<float*>(weights.data()), const_cast<float*>(biases.data())};
}

inline std::vector<const std::uint8_t*> mask_pointers(const Stack& stack, const MaskBytes& masks,
                                                      std::size_t num_images) {
  require(masks.size() == std::size_t(stack.num_layers()), "masks must be given for each layer, or be None");
  std::vector<const std::uint8_t*> found;
  for (int layer = 0; layer < stack.num_layers(); ++layer) {
    require(masks[layer].has_value() == stack.drops(layer), "masks go with the layers that drop");
    if (masks[layer])
      require(masks[layer]->size() == num_images * stack.input_size(layer),
              "a mask must have its layer's input shape for every image");
    found.push_back(masks[layer] ? masks[layer]->data() : nullptr);
  }
  return found;
}

// Numbers that go back to Python, which frees them.
inline NumbersBack numbers_back(std::vector<std::size_t> shape) {
  std::size_t size = 1;
  for (std::size_t side : shape) {
    require(side == 0 || size <= SIZE_MAX / sizeof(float) / side, "there is no room for so many numbers");
    size *= side;
  }
  auto values = std::make_unique<float[]>(size);
  const nb::capsule owner(values.get(), [](void* given) noexcept { delete[] static_cast<float*>(given); });
  return {values.release(), shape.size(), shape.data(), owner};
}

}  // namespace network4
