#include "stack.hpp"

#include "bounds.hpp"

namespace network4 {
namespace {

bool in_range(int number, int least) { return number >= least && number <= MOST_SIDE; }
bool in_range(const Pair& pair, int least) { return in_range(pair.down, least) && in_range(pair.right, least); }

int most_of_one_thread(const Stack::Wants& wants) {
  return (wants.most_images + wants.num_threads - 1) / wants.num_threads;
}

// Relu and sigmoid are flat wherever they give 0; the others are not.
bool is_flat_at_zero(Activation activation) {
  return activation == Activation::relu || activation == Activation::sigmoid;
}

}  // namespace

// Adds layer after layer, keeping track of what lies between them.
class Stack::Builder {
 public:
  Builder(Stack& stack, const Wants& wants)
      : stack_(stack),
        most_images_(wants.most_images),
        room_{wants.num_threads, most_of_one_thread(wants), wants.goes_back, wants.keeps},
        chain_(&stack.maps_),
        shape_(stack.description_.input),
        zero_is_flat_(!wants.pixel_slopes) {
    require(shape_.channels > 0 && shape_.height > 0 && shape_.width > 0, "the input must not be empty");
    check_maps(shape_);
  }

  void operator()(const ConvolutionLayer& layer) {
    begin_maps("a convolution must come before any fully-connected layer");
    require(in_range(layer.maps, 1), "a convolution needs maps, and no more than 2^28");
    require(in_range(layer.field, 1) && in_range(layer.stride, 1) && in_range(layer.padding, 0) &&
                in_range(layer.pool, 1),
            "field, stride and pool must be 1 or more, padding 0 or more, and none above 2^28");
    const int groups = layer.rule.groups;
    require(groups >= 1 && shape_.channels % groups == 0 && layer.maps % groups == 0,
            "groups must divide channels and maps");
    const ConvolutionShape shape{shape_, layer.maps, layer.field, layer.stride, layer.padding, layer.pool};
    require(shape.field.down <= shape.padded_height() && shape.field.right <= shape.padded_width(),
            "the field must fit the padded input");
    require(shape.output().height > 0 && shape.output().width > 0, "the pool must fit the maps");
    const int height = shape.padded_height(), width = shape.padded_width();
    check_product({shape_.channels, height, width, room_.most_images});
    check_product({shape.maps, height, width});
    check_product({shape.maps, shape.field.down, shape.padded_run()});
    check_maps(shape.output());
    const Sizes sizes{std::size_t(layer.maps) * shape.field.product() * (shape_.channels / groups),
                      layer.rule.has_biases ? std::size_t(layer.maps) : 0};
    const auto make = groups > 1 ? make_grouped_convolution : make_convolution;
    add(make(shape, layer.rule, room_), sizes);
    zero_is_flat_ = is_flat_at_zero(layer.rule.activation);
  }

  // A window has a place in the map if it reaches no further than half over an edge.
  void operator()(const PoolLayer& layer) {
    begin_maps("pooling must come before any fully-connected layer");
    require(in_range(layer.size, 1) && in_range(layer.stride, 1), "size and stride must be 1 or more, up to 2^28");
    require(in_range(layer.padding, 0) && layer.padding.down <= layer.size.down / 2 &&
                layer.padding.right <= layer.size.right / 2,
            "padding must be 0 or more, and at most half the window");
    const PoolShape shape{shape_, layer.size, layer.stride, layer.padding, layer.rounds_up};
    require(shape.output().height >= 1 && shape.output().width >= 1, "the window must fit");
    check_maps(shape.output());
    add(layer.kind == Pooling::maximum ? make_max_pool(shape, room_) : make_average_pool(shape, room_), {});
  }

  void operator()(const BatchNormLayer& layer) {
    require(layer.rule.decay >= 0.0f && layer.rule.decay < 1.0f && layer.rule.epsilon > 0.0f,
            "decay must be in 0 <= d < 1, epsilon above 0");
    const std::size_t size = 2 * std::size_t(shape_.channels);
    if (stack_.dense_.empty()) {
      add_waiting_masks();
      add(make_batch_norm(shape_, layer.rule, room_), {size, size});
    } else {
      require(waiting_.empty() && !norm_, "a normalisation of vectors must follow a fully-connected layer");
      norm_ = layer.rule;
      Site& site = next_site(false);
      site.norm = int(stack_.dense_.size());
      site.sizes = {size, size};
    }
    zero_is_flat_ = is_flat_at_zero(layer.rule.activation);
  }

  void operator()(const ZeroPaddingLayer& layer) {
    begin_maps("a shortcut must come before any fully-connected layer");
    require(layer.maps >= shape_.channels && in_range(layer.maps, 1) && in_range(layer.stride, 1),
            "a zero-padding shortcut must have no fewer maps than channels, and a stride of 1 or more, up to 2^28");
    check_maps({layer.maps, shape_.height, shape_.width});
    add(make_zero_padding(shape_, layer.maps, layer.stride, room_), {});
  }

  void operator()(const BlockLayer& layer) {
    begin_maps("a block must come before any fully-connected layer");
    require(!layer.branches.empty(), "a block needs branches");
    const ImageShape input = shape_;
    const bool input_is_flat = zero_is_flat_;
    bool all_are_flat = true;
    std::vector<Branch> branches(layer.branches.size());
    for (std::size_t b = 0; b < branches.size(); ++b) {
      shape_ = input;
      zero_is_flat_ = input_is_flat;
      fill(branches[b], layer.branches[b]);
      all_are_flat &= zero_is_flat_;
    }
    check_join(branches, layer.join);
    chain_->add(make_block(input, std::move(branches), layer.join, layer.activation, room_));
    // What is flat at zero is not negative, so a sum of it is zero only where all is.
    zero_is_flat_ = layer.activation == Activation::linear ? all_are_flat : is_flat_at_zero(layer.activation);
  }

  void operator()(const DropoutLayer& layer) {
    require(layer.probability >= 0.0f && layer.probability < 1.0f, "dropout must be in 0 <= p < 1");
    waiting_.push_back({int(stack_.sites_.size()), layer.probability});
    next_site(true);
  }

  void operator()(const DenseLayer& layer) {
    require(chain_ == &stack_.maps_, "a block holds layers of maps only");
    require(in_range(layer.units, 1), "a fully-connected layer needs units, and no more than 2^28");
    require(layer.dropout >= 0.0f && layer.dropout < 1.0f, "dropout must be in 0 <= p < 1");
    if (layer.dropout > 0.0f) waiting_.push_back({int(stack_.sites_.size()), layer.dropout});
    if (stack_.dense_.empty()) stack_.top_ = shape_;
    check_product({round_up(shape_.size(), WIDEST_LANES), round_up(layer.units, WIDEST_LANES)});
    Site& site = next_site(layer.dropout > 0.0f);
    site.dense = int(stack_.dense_.size());
    site.sizes = {std::size_t(shape_.size()) * layer.units, layer.has_biases ? std::size_t(layer.units) : 0};
    Room room = room_;
    room.most_images = most_images_;
    stack_.dense_.emplace_back(
        Dense::Description{shape_.size(), layer.units, layer.activation, waiting_, zero_is_flat_, layer.has_biases,
                           norm_},
        room);
    waiting_.clear();
    norm_.reset();
    zero_is_flat_ = is_flat_at_zero(layer.activation);
    shape_ = {layer.units, 1, 1};
  }

  void finish() {
    require(!stack_.dense_.empty() && waiting_.empty() && stack_.sites_.back().dense >= 0,
            "the last layer must be fully connected");
    stack_.num_outputs_ = shape_.channels;
  }

 private:
  void begin_maps(const char* what) {
    require(stack_.dense_.empty(), what);
    add_waiting_masks();
  }

  // Dropout before a fully-connected layer is that layer's own affair; before others it
  // becomes a layer of maps.
  void add_waiting_masks() {
    for (const Mask& mask : waiting_) chain_->add(make_map_dropout(shape_, mask, room_));
    waiting_.clear();
  }

  void add(std::unique_ptr<MapLayer> layer, const Sizes& sizes) {
    Site& site = next_site(false);
    shape_ = layer->output();
    site.sizes = sizes;
    site.map = chain_->add(std::move(layer));
  }

  void fill(Branch& branch, const std::vector<Layer>& layers) {
    Chain* outer = chain_;
    chain_ = &branch.chain;
    for (const Layer& layer : layers) std::visit([this](const auto& kind) { (*this)(kind); }, layer.kind);
    add_waiting_masks();
    branch.output = shape_;
    chain_ = outer;
  }

  // Sets the shape to that of the branches together.
  void check_join(const std::vector<Branch>& branches, Join join) {
    shape_ = branches.front().output;
    shape_.channels = 0;
    std::int64_t channels = 0;
    for (const Branch& branch : branches) {
      const ImageShape& first = branches.front().output;
      require(branch.output.height == first.height && branch.output.width == first.width,
              "branches must end in maps of the same size");
      require(join == Join::concatenate || branch.output.channels == first.channels,
              "branches that are added up must end in as many maps");
      channels = join == Join::concatenate ? channels + branch.output.channels : first.channels;
      check_product({channels, shape_.height, shape_.width, room_.most_images});
    }
    shape_.channels = int(channels);
  }

  Site& next_site(bool drops) {
    stack_.sites_.push_back({});
    stack_.sites_.back().input_size = shape_.size();
    stack_.sites_.back().drops = drops;
    return stack_.sites_.back();
  }

  // Of all images of one thread.
  void check_maps(const ImageShape& maps) const {
    check_product({maps.channels, maps.height, maps.width, room_.most_images});
  }

  Stack& stack_;
  const int most_images_;
  const Room room_;
  Chain* chain_;  // the innermost that is being built
  ImageShape shape_;
  std::vector<Mask> waiting_;
  std::optional<Normalization> norm_;  // of the next fully-connected layer's inputs
  bool zero_is_flat_;  // whether an input of zero passes no slope back; of pixels nobody may ask one
};

Stack::Stack(const Description& description, const Wants& wants)
    : description_(description), num_threads_(wants.num_threads) {
  check_num_threads(wants.num_threads);
  require(wants.most_images >= 1 && wants.most_images <= MOST_IMAGES, "images must be 1 or more, up to 2^28");
  require(!description.layers.empty(), "a network needs layers");
  dense_.reserve(description.layers.size());
  Builder builder(*this, wants);
  for (const Layer& layer : description.layers) std::visit(builder, layer.kind);
  builder.finish();
}

void Stack::write(int layer, const Parameters& from, Held what) {
  const Site& site = sites_.at(layer);
  if (site.map) site.map->write(from, what);
  if (site.dense >= 0) dense_[site.dense].write(from, what);
  if (site.norm >= 0) dense_[site.norm].norm().write(from, what);
}

void Stack::read(int layer, const Parameters& to, Held what) const {
  const Site& site = sites_.at(layer);
  if (site.map) site.map->read(to, what);
  if (site.dense >= 0) dense_[site.dense].read(to, what);
  if (site.norm >= 0) dense_[site.norm].norm().read(to, what);
}

void Stack::set_rate_factor(int layer, float factor) {
  const Site& site = sites_.at(layer);
  if (site.map) site.map->rate_factor = factor;
  if (site.dense >= 0) dense_[site.dense].rate_factor = factor;
  if (site.norm >= 0) dense_[site.norm].norm().rate_factor = factor;
}

MapPlan Stack::plan_forward() {
  MapPlan plan;
  maps_.plan_forward(plan);
  plan.then([this](const Slice& slice, Flow& flow) { dense_.front().take(slice, flow.a, top_.places()); });
  return plan;
}

MapPlan Stack::plan_backward(bool needs_input_slopes) {
  MapPlan plan;
  plan.then([this](const Slice& slice, Flow& flow) {
    flow.nabla = dense_.front().slopes(slice.images.first, top_);
  });
  maps_.plan_backward(plan, needs_input_slopes);
  return plan;
}

}  // namespace network4
