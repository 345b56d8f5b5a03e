// Dropout between layers of maps: a_out = mask * a, in prediction (1 - p) * a.
#include "layers.hpp"

namespace network4 {
namespace {

class MapDropout : public ImageLayer {
 public:
  MapDropout(const ImageShape& shape, const Mask& mask, const Room& room)
      : shape_(shape), mask_(mask), arrays_(room.num_threads) {
    const int most_images = room.most_images;
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(shape.size()) * most_images);
      mine.kept = Array<std::uint8_t>(std::size_t(shape.size()) * most_images);
      mine.nabla_input = Floats(std::size_t(shape.size()) * most_images);
    }
  }

  ImageShape output() const override { return shape_; }

  Maps forward(const Slice& slice, Maps input) override {
    Mine& mine = arrays_[slice.thread];
    const float share_kept = this->share_kept(slice);
    const int size = shape_.size(), places = shape_.places();
    for (int n = 0; n < slice.images.count(); ++n) {
      float* a = mine.a.data() + std::size_t(n) * size;
      std::uint8_t* kept = mine.kept.data() + std::size_t(n) * size;
      for (int i = 0; i < size; ++i)
        a[i] = share_kept * input.first[n * input.image_stride + i / places * input.map_stride + i % places];
      std::memset(kept, 1, size);
      if (slice.training()) slice.masks->drop(mask_, slice.images.first + n, size, 0, size, a, kept);
    }
    return {mine.a.data(), std::size_t(size), std::size_t(places)};
  }

  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    Mine& mine = arrays_[slice.thread];
    const float share_kept = this->share_kept(slice);
    const std::size_t size = shape_.size(), places = shape_.places(), width = shape_.width;
    if (needs_input_slopes)
      for (int n = 0; n < slice.images.count(); ++n)
        for (std::size_t i = 0; i < size; ++i) {
          const std::size_t from = n * nabla_a.image_stride + i / places * nabla_a.map_stride +
                                   i % places / width * nabla_a.row_stride + i % width * nabla_a.column_stride;
          mine.nabla_input[n * size + i] = mine.kept[n * size + i] ? share_kept * nabla_a.first[from] : 0.0f;
        }
    return {mine.nabla_input.data(), size, places, width, 1};
  }

 private:
  struct Mine {
    Floats a, nabla_input;
    Array<std::uint8_t> kept;
  };

  // What is left of every input: in prediction all are weakened instead.
  float share_kept(const Slice& slice) const { return slice.training() ? 1.0f : 1.0f - mask_.probability; }

  const ImageShape shape_;
  const Mask mask_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<MapLayer> make_map_dropout(const ImageShape& shape, const Mask& mask, const Room& room) {
  return std::make_unique<MapDropout>(shape, mask, room);
}

}  // namespace network4
