// A convolution in groups: side by side, each a convolution of some of the channels.
#include "layers.hpp"

namespace network4 {
namespace {

class GroupedConvolution : public ImageLayer {
 public:
  GroupedConvolution(const ConvolutionShape& shape, const ConvolutionRule& rule, const Room& room)
      : shape_(shape), arrays_(room.num_threads) {
    ConvolutionShape part = shape;
    part.input.channels /= rule.groups;
    part.maps /= rule.groups;
    num_weights_ = std::size_t(part.maps) * part.input.channels * part.field.product();
    num_biases_ = rule.has_biases ? part.maps : 0;
    for (int g = 0; g < rule.groups; ++g) groups_.push_back(make_convolution(part, rule, room));
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(output().size()) * room.most_images);
      if (room.goes_back) mine.nabla_input = Floats(std::size_t(shape.input.size()) * room.most_images);
    }
  }

  ImageShape output() const override { return shape_.output(); }

  Maps forward(const Slice& slice, Maps input) override {
    float* to = arrays_[slice.thread].a.data();
    const std::size_t places = output().places(), maps = output().channels / groups_.size();
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      Maps part = input;
      part.first += g * channels() * input.map_stride;
      const Maps a = groups_[g]->forward(slice, part);
      for (int n = 0; n < slice.images.count(); ++n)
        for (std::size_t m = 0; m < maps; ++m)
          std::copy_n(a.first + n * a.image_stride + m * a.map_stride, places,
                      to + (n * groups_.size() * maps + g * maps + m) * places);
    }
    return {to, std::size_t(output().size()), places};
  }

  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    float* to = arrays_[slice.thread].nabla_input.data();
    const ImageShape in = shape_.input, part_in{int(channels()), in.height, in.width};
    const std::size_t maps = output().channels / groups_.size();
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      MapSlopes part = nabla_a;
      part.first += g * maps * nabla_a.map_stride;
      const MapSlopes found = groups_[g]->backward(slice, part, needs_input_slopes);
      for (int n = 0; needs_input_slopes && n < slice.images.count(); ++n)
        kernels().collect(part_in, found, found.first + n * found.image_stride,
                          to + std::size_t(n) * in.size() + g * part_in.size(), in.places());
    }
    return {to, std::size_t(in.size()), std::size_t(in.places()), std::size_t(in.width), 1};
  }

  void update(int thread, int num_threads, const UpdateRule& rule) override {
    for (auto& group : groups_) group->update(thread, num_threads, rule);
  }

  // A group's weights stand together, and so do its biases.
  void write(const Parameters& from, Held what) override {
    for (std::size_t g = 0; g < groups_.size(); ++g) groups_[g]->write(of_group(from, g), what);
  }

  void read(const Parameters& to, Held what) const override {
    for (std::size_t g = 0; g < groups_.size(); ++g) groups_[g]->read(of_group(to, g), what);
  }

  bool learns() const override { return rate_factor != 0.0f; }

 private:
  struct Mine {
    Floats a;            // [image][map][place]
    Floats nabla_input;  // [image][channel][place]
  };

  std::size_t channels() const { return shape_.input.channels / groups_.size(); }

  Parameters of_group(const Parameters& all, std::size_t g) const {
    return {all.weights + g * num_weights_, num_biases_ ? all.biases + g * num_biases_ : nullptr};
  }

  const ConvolutionShape shape_;
  std::size_t num_weights_ = 0, num_biases_ = 0;  // of a group
  std::vector<std::unique_ptr<ImageLayer>> groups_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<ImageLayer> make_grouped_convolution(const ConvolutionShape& shape,
                                                     const ConvolutionRule& rule, const Room& room) {
  return std::make_unique<GroupedConvolution>(shape, rule, room);
}

}  // namespace network4
