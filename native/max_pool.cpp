// Max-pooling as a layer of its own; its windows may overlap.
#include "layers.hpp"

namespace network4 {
namespace {

class MaxPool : public MapLayer {
 public:
  MaxPool(const PoolShape& shape, int num_threads, int most_images) : shape_(shape), arrays_(num_threads) {
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(output().size()) * most_images);
      mine.winners = Ints(std::size_t(output().size()) * most_images);
      mine.nabla_input = Floats(std::size_t(shape.input.size()) * most_images);
    }
  }

  ImageShape output() const override { return shape_.output(); }

  Maps forward(const Slice& slice, Maps input) override {
    Mine& mine = arrays_[slice.thread];
    for_each_map(slice.images.count(), [&](std::size_t n, std::size_t c, std::size_t map) {
      const float* a_in = input.first + n * input.image_stride + c * input.map_stride;
      const std::size_t at = map * output().places();
      find_greatest(a_in, mine.a.data() + at, mine.winners.data() + at);
    });
    return {mine.a.data(), std::size_t(output().size()), std::size_t(output().places())};
  }

  // A window's slope goes to the place that won it; one place may win several windows.
  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    Mine& mine = arrays_[slice.thread];
    const ImageShape in = shape_.input, out = output();
    if (needs_input_slopes)
      for_each_map(slice.images.count(), [&](std::size_t n, std::size_t c, std::size_t map) {
        const float* from = nabla_a.first + n * nabla_a.image_stride + c * nabla_a.map_stride;
        float* to = mine.nabla_input.data() + map * in.places();
        const std::int32_t* winner = mine.winners.data() + map * out.places();
        std::memset(to, 0, in.places() * sizeof(float));
        for (int y = 0; y < out.height; ++y)
          for (int x = 0; x < out.width; ++x)
            to[*winner++] += from[y * nabla_a.row_stride + x * nabla_a.column_stride];
      });
    return {mine.nabla_input.data(), std::size_t(in.size()), std::size_t(in.places()),
            std::size_t(in.width), 1};
  }

 private:
  struct Mine {
    Floats a, nabla_input;
    Ints winners;  // as a: where in the input map the winner stands
  };

  template <typename Call>
  void for_each_map(int num_images, Call&& call) const {
    for (int n = 0, map = 0; n < num_images; ++n)
      for (int c = 0; c < shape_.input.channels; ++c, ++map) call(n, c, map);
  }

  // Of equal values the first wins, in reading order; what is not a number wins too.
  void find_greatest(const float* a_in, float* a, std::int32_t* winners) const {
    const ImageShape out = output();
    for (int y = 0; y < out.height; ++y)
      for (int x = 0; x < out.width; ++x) {
        std::int32_t best = y * shape_.stride.down * shape_.input.width + x * shape_.stride.right;
        const std::int32_t corner = best;
        for (int j = 0; j < shape_.size.down; ++j)
          for (int k = 0; k < shape_.size.right; ++k) {
            const std::int32_t here = corner + j * shape_.input.width + k;
            if (!(a_in[here] <= a_in[best])) best = here;
          }
        *a++ = a_in[best];
        *winners++ = best;
      }
  }

  const PoolShape shape_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<MapLayer> make_max_pool(const PoolShape& shape, int num_threads, int most_images) {
  return std::make_unique<MaxPool>(shape, num_threads, most_images);
}

}  // namespace network4
