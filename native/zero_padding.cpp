// A shortcut that learns nothing: fewer places, and more channels, which are zero.
#include "layers.hpp"

namespace network4 {
namespace {

class ZeroPadding : public ImageLayer {
 public:
  ZeroPadding(const ImageShape& shape, int maps, const Pair& stride, const Room& room)
      : input_(shape), stride_(stride), arrays_(room.num_threads) {
    const auto kept = [](int side, int step) { return (side - 1) / step + 1; };
    output_ = {maps, kept(shape.height, stride.down), kept(shape.width, stride.right)};
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(output_.size()) * room.most_images);
      mine.nabla_input = Floats(std::size_t(input_.size()) * room.most_images);
    }
  }

  ImageShape output() const override { return output_; }

  // New channels are zero from the beginning, and stay it.
  Maps forward(const Slice& slice, Maps input) override {
    float* a = arrays_[slice.thread].a.data();
    for_each_kept(slice.images.count(), [&](int n, int c, int from, std::size_t, std::size_t to) {
      a[to] = input.first[n * input.image_stride + c * input.map_stride + from];
    });
    return {a, std::size_t(output_.size()), std::size_t(output_.places())};
  }

  // Places that were left out have a slope of zero from the beginning, and keep it.
  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    float* nabla_input = arrays_[slice.thread].nabla_input.data();
    if (needs_input_slopes)
      for_each_kept(slice.images.count(), [&](int n, int c, int from, std::size_t map, std::size_t to) {
        const std::size_t place = to % output_.places();
        nabla_input[map * input_.places() + from] =
            nabla_a.first[n * nabla_a.image_stride + c * nabla_a.map_stride +
                          place / output_.width * nabla_a.row_stride + place % output_.width * nabla_a.column_stride];
      });
    return {nabla_input, std::size_t(input_.size()), std::size_t(input_.places()), std::size_t(input_.width), 1};
  }

 private:
  struct Mine {
    Floats a, nabla_input;  // [image][channel][place]
  };

  // Calls with image, channel, the place in the input's map, the input's map counted over
  // all images, and where the place's number stands in the output.
  template <typename Call>
  void for_each_kept(int num_images, Call&& call) const {
    for (int n = 0; n < num_images; ++n)
      for (int c = 0; c < input_.channels; ++c) {
        std::size_t to = std::size_t(n) * output_.size() + std::size_t(c) * output_.places();
        for (int y = 0; y < output_.height; ++y)
          for (int x = 0; x < output_.width; ++x, ++to)
            call(n, c, y * stride_.down * input_.width + x * stride_.right,
                 std::size_t(n) * input_.channels + c, to);
      }
  }

  const ImageShape input_;
  const Pair stride_;
  ImageShape output_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<MapLayer> make_zero_padding(const ImageShape& shape, int maps, const Pair& stride,
                                            const Room& room) {
  return std::make_unique<ZeroPadding>(shape, maps, stride, room);
}

}  // namespace network4
