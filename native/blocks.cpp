// Blocks: several ways through, whose results are put side by side or added up.
#include "chain.hpp"

namespace network4 {
namespace {

// The output: all channels of all branches, or those of each.
ImageShape joined(const std::vector<Branch>& branches, Join join) {
  ImageShape shape = branches.front().output;
  if (join == Join::add) return shape;
  shape.channels = 0;
  for (const Branch& branch : branches) shape.channels += branch.output.channels;
  return shape;
}

void add_to(float* to, const float* more, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] += more[i];
}

class Block : public MapLayer {
 public:
  Block(const ImageShape& input, std::vector<Branch> branches, Join join, Activation activation, const Room& room)
      : input_(input), output_(joined(branches, join)), join_(join), activation_(activation),
        branches_(std::move(branches)), arrays_(room.num_threads) {
    for (Mine& mine : arrays_) {
      mine.a = Floats(std::size_t(output_.size()) * room.most_images);
      if (!room.goes_back) continue;
      mine.delta = Floats(mine.a.size());
      mine.nabla_input = Floats(std::size_t(input.size()) * room.most_images);
      mine.of_image = Floats(input.size());
    }
  }

  ImageShape output() const override { return output_; }

  void plan_forward(MapPlan& plan) override {
    plan.then([this](const Slice& slice, Flow& flow) { arrays_[slice.thread].input = flow.a; });
    for (std::size_t b = 0, channel = 0; b < branches_.size(); channel += step(b), ++b) {
      plan.then([this](const Slice& slice, Flow& flow) { flow.a = arrays_[slice.thread].input; });
      branches_[b].chain.plan_forward(plan);
      plan.then([this, b, channel](const Slice& slice, Flow& flow) { take(slice, flow.a, b, channel); });
    }
    plan.then([this](const Slice& slice, Flow& flow) {
      float* a = arrays_[slice.thread].a.data();
      kernels().activate(activation_, a, std::size_t(slice.images.count()) * output_.size());
      flow.a = {a, std::size_t(output_.size()), std::size_t(output_.places())};
    });
  }

  // What joins the branches passes each its part of delta; an input that several look at
  // gets the sum of what they pass back.
  void plan_backward(MapPlan& plan, bool needs_input_slopes) override {
    plan.then([this](const Slice& slice, Flow& flow) {
      arrays_[slice.thread].passed = activation_ == Activation::linear ? flow.nabla : find_delta(slice, flow.nabla);
    });
    for (std::size_t b = 0, channel = 0; b < branches_.size(); channel += step(b), ++b) {
      plan.then([this, channel](const Slice& slice, Flow& flow) {
        flow.nabla = arrays_[slice.thread].passed;
        flow.nabla.first += channel * flow.nabla.map_stride;
      });
      branches_[b].chain.plan_backward(plan, needs_input_slopes);
      if (needs_input_slopes)
        plan.then([this, b](const Slice& slice, Flow& flow) { gather(slice, flow.nabla, b > 0); });
    }
    plan.then([this](const Slice& slice, Flow& flow) {
      flow.nabla = slopes(arrays_[slice.thread].nabla_input.data(), input_);
    });
  }

  void update(int thread, int num_threads, const UpdateRule& rule) override {
    for (Branch& branch : branches_) branch.chain.update(thread, num_threads, rule);
  }

  bool learns() const override {
    return std::any_of(branches_.begin(), branches_.end(), [](const Branch& b) { return b.chain.learns(); });
  }

 private:
  struct Mine {
    Floats a, delta;     // [image][map][place]
    Floats nabla_input;  // [image][channel][place]
    Floats of_image;     // of one image, from one branch
    Maps input;          // what all branches are given, forward
    MapSlopes passed;    // and back
  };

  // How many channels further the next branch's results stand.
  int step(std::size_t b) const { return join_ == Join::concatenate ? branches_[b].output.channels : 0; }

  static MapSlopes slopes(const float* first, const ImageShape& shape) {
    return {first, std::size_t(shape.size()), std::size_t(shape.places()), std::size_t(shape.width), 1};
  }

  // What a branch has made, to its place in the output, from this channel on.
  void take(const Slice& slice, const Maps& a, std::size_t b, std::size_t channel) {
    const std::size_t places = output_.places();
    const bool adds = join_ == Join::add && b > 0;
    for (int n = 0; n < slice.images.count(); ++n) {
      float* to = arrays_[slice.thread].a.data() + n * std::size_t(output_.size()) + channel * places;
      for (int c = 0; c < branches_[b].output.channels; ++c, to += places) {
        const float* from = a.first + n * a.image_stride + c * a.map_stride;
        adds ? add_to(to, from, places) : void(std::copy_n(from, places, to));
      }
    }
  }

  MapSlopes find_delta(const Slice& slice, const MapSlopes& nabla_a) {
    Mine& mine = arrays_[slice.thread];
    const std::size_t size = output_.size();
    for (int n = 0; n < slice.images.count(); ++n)
      kernels().collect(output_, nabla_a, nabla_a.first + n * nabla_a.image_stride, mine.delta.data() + n * size,
                        output_.places());
    kernels().multiply_by_slope(activation_, mine.a.data(), mine.delta.data(), slice.images.count() * size);
    return slopes(mine.delta.data(), output_);
  }

  void gather(const Slice& slice, const MapSlopes& found, bool adds) {
    Mine& mine = arrays_[slice.thread];
    const std::size_t size = input_.size();
    for (int n = 0; n < slice.images.count(); ++n) {
      float* to = mine.nabla_input.data() + n * size;
      kernels().collect(input_, found, found.first + n * found.image_stride, adds ? mine.of_image.data() : to,
                        input_.places());
      if (adds) add_to(to, mine.of_image.data(), size);
    }
  }

  const ImageShape input_, output_;
  const Join join_;
  const Activation activation_;
  std::vector<Branch> branches_;
  std::vector<Mine> arrays_;
};

}  // namespace

std::unique_ptr<MapLayer> make_block(const ImageShape& input, std::vector<Branch> branches, Join join,
                                     Activation activation, const Room& room) {
  return std::make_unique<Block>(input, std::move(branches), join, activation, room);
}

}  // namespace network4
