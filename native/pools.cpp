// Pooling as a layer of its own, by maxima or means; its windows may overlap.
#include "layers.hpp"

namespace network4 {
namespace {

// What both kinds share: they differ in what they make of one map, there and back.
class Pool : public ImageLayer {
 public:
  Pool(const PoolShape& shape, const Room& room) : shape_(shape), arrays_(room.num_threads) {
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(output().size()) * room.most_images);
      mine.nabla_input = Floats(std::size_t(shape.input.size()) * room.most_images);
    }
  }

  ImageShape output() const override { return shape_.output(); }

  Maps forward(const Slice& slice, Maps input) override {
    Mine& mine = arrays_[slice.thread];
    for_each_map(slice.images.count(), [&](std::size_t n, std::size_t c, std::size_t map) {
      gather(slice.thread, map, input.first + n * input.image_stride + c * input.map_stride,
             mine.a.data() + map * output().places());
    });
    return {mine.a.data(), std::size_t(output().size()), std::size_t(output().places())};
  }

  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    Mine& mine = arrays_[slice.thread];
    const ImageShape in = shape_.input;
    if (needs_input_slopes)
      for_each_map(slice.images.count(), [&](std::size_t n, std::size_t c, std::size_t map) {
        MapSlopes of_map = nabla_a;
        of_map.first += n * nabla_a.image_stride + c * nabla_a.map_stride;
        float* to = mine.nabla_input.data() + map * in.places();
        std::memset(to, 0, in.places() * sizeof(float));
        spread(slice.thread, map, of_map, to);
      });
    return {mine.nabla_input.data(), std::size_t(in.size()), std::size_t(in.places()),
            std::size_t(in.width), 1};
  }

 protected:
  // a of one map, and nabla_input from its slopes. Maps are numbered over all images.
  virtual void gather(int thread, std::size_t map, const float* a_in, float* a) = 0;
  virtual void spread(int thread, std::size_t map, const MapSlopes& nabla_a, float* nabla_input) const = 0;

  // Calls with each window and its place among the map's outputs.
  template <typename Call>
  void for_each_window(Call&& call) const {
    const ImageShape out = output();
    for (int y = 0, at = 0; y < out.height; ++y)
      for (int x = 0; x < out.width; ++x, ++at) call(shape_.window(y, x), y, x, at);
  }

  const PoolShape shape_;

 private:
  struct Mine {
    Floats a, nabla_input;
  };

  template <typename Call>
  void for_each_map(int num_images, Call&& call) const {
    for (int n = 0, map = 0; n < num_images; ++n)
      for (int c = 0; c < shape_.input.channels; ++c, ++map) call(n, c, map);
  }

  std::vector<Mine> arrays_;
};

class MaxPool : public Pool {
 public:
  MaxPool(const PoolShape& shape, const Room& room) : Pool(shape, room), winners_(room.num_threads) {
    for (Ints& winners : winners_) winners = Ints(std::size_t(output().size()) * room.most_images);
  }

 private:
  // Of equal values the first wins, in reading order; what is not a number wins too.
  void gather(int thread, std::size_t map, const float* a_in, float* a) override {
    std::int32_t* winners = winners_[thread].data() + map * output().places();
    const int width = shape_.input.width;
    for_each_window([&](const PoolShape::Window& window, int, int, int at) {
      std::int32_t best = window.top * width + window.left;
      for (int j = window.top; j < window.bottom; ++j)
        for (int k = window.left; k < window.right; ++k)
          if (!(a_in[j * width + k] <= a_in[best])) best = j * width + k;
      a[at] = a_in[best];
      winners[at] = best;
    });
  }

  // A window's slope goes to the place that won it; one place may win several windows.
  void spread(int thread, std::size_t map, const MapSlopes& nabla_a, float* nabla_input) const override {
    const std::int32_t* winners = winners_[thread].data() + map * output().places();
    for_each_window([&](const PoolShape::Window&, int y, int x, int at) {
      nabla_input[winners[at]] += nabla_a.first[y * nabla_a.row_stride + x * nabla_a.column_stride];
    });
  }

  std::vector<Ints> winners_;  // of each thread, as a: where in the input map the winner stands
};

class AveragePool : public Pool {
 public:
  using Pool::Pool;

 private:
  void gather(int, std::size_t, const float* a_in, float* a) override {
    const int width = shape_.input.width;
    for_each_window([&](const PoolShape::Window& window, int, int, int at) {
      float sum = 0.0f;
      for (int j = window.top; j < window.bottom; ++j)
        for (int k = window.left; k < window.right; ++k) sum += a_in[j * width + k];
      a[at] = sum / float(window.count());
    });
  }

  // Every place of a window has the same part in its mean.
  void spread(int, std::size_t, const MapSlopes& nabla_a, float* nabla_input) const override {
    const int width = shape_.input.width;
    for_each_window([&](const PoolShape::Window& window, int y, int x, int) {
      const float slope =
          nabla_a.first[y * nabla_a.row_stride + x * nabla_a.column_stride] / float(window.count());
      for (int j = window.top; j < window.bottom; ++j)
        for (int k = window.left; k < window.right; ++k) nabla_input[j * width + k] += slope;
    });
  }
};

}  // namespace

std::unique_ptr<MapLayer> make_max_pool(const PoolShape& shape, const Room& room) {
  return std::make_unique<MaxPool>(shape, room);
}

std::unique_ptr<MapLayer> make_average_pool(const PoolShape& shape, const Room& room) {
  return std::make_unique<AveragePool>(shape, room);
}

}  // namespace network4
