#include "stack.hpp"

#include <stdexcept>

namespace network4 {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

bool at_least(const Pair& pair, int least) { return pair.down >= least && pair.right >= least; }

// Relu and sigmoid are flat wherever they give 0; the others are not.
bool is_flat_at_zero(Activation activation) {
  return activation == Activation::relu || activation == Activation::sigmoid;
}

constexpr std::size_t MOST_NUMBERS = std::size_t(1) << 31;  // places are counted by int

}  // namespace

// Adds layer after layer, keeping track of what lies between them.
class Stack::Builder {
 public:
  Builder(Stack& stack, int most_images, bool training, bool has_momentum)
      : stack_(stack),
        most_images_(most_images),
        most_in_slice_((most_images + stack.num_threads_ - 1) / stack.num_threads_),
        training_(training),
        has_momentum_(has_momentum),
        shape_(stack.description_.input) {
    require(shape_.channels > 0 && shape_.height > 0 && shape_.width > 0, "the input must not be empty");
    check_size(double(shape_.channels) * shape_.height * shape_.width);
  }

  void operator()(const ConvolutionLayer& layer) {
    require(stack_.dense_.empty(), "a convolution must come before any fully-connected layer");
    add_waiting_masks();
    require(layer.maps > 0, "a convolution needs maps");
    require(at_least(layer.field, 1) && at_least(layer.stride, 1) && at_least(layer.padding, 0) &&
                at_least(layer.pool, 1),
            "field, stride and pool must be 1 or more, padding 0 or more");
    const ConvolutionShape shape{shape_, layer.maps, layer.field, layer.stride, layer.padding, layer.pool};
    require(shape.field.down <= shape.padded_height() && shape.field.right <= shape.padded_width(),
            "the field must fit the padded input");
    require(shape.output().height > 0 && shape.output().width > 0, "the pool must fit the maps");
    check_size(double(shape.maps) * shape.padded_height() * shape.padded_width());
    check_size(double(shape.maps) * shape.weights_per_map());
    Site& site = next_site(false);
    site.sizes = {std::size_t(layer.maps) * shape.field.product() * shape_.channels, std::size_t(layer.maps)};
    add_learning_map(site, make_convolution(shape, layer.activation, stack_.num_threads_, most_in_slice_,
                                            training_, has_momentum_));
    zero_is_flat_ = is_flat_at_zero(layer.activation);
    shape_ = shape.output();
  }

  void operator()(const MaxPoolLayer& layer) {
    require(stack_.dense_.empty(), "pooling must come before any fully-connected layer");
    add_waiting_masks();
    require(at_least(layer.size, 1) && at_least(layer.stride, 1), "size and stride must be 1 or more");
    require(layer.size.down <= shape_.height && layer.size.right <= shape_.width, "the window must fit");
    const PoolShape shape{shape_, layer.size, layer.stride};
    next_site(false).map = int(stack_.maps_.size());
    stack_.maps_.push_back(make_max_pool(shape, stack_.num_threads_, most_in_slice_));
    shape_ = shape.output();
  }

  void operator()(const BatchNormLayer& layer) {
    require(stack_.dense_.empty(), "batch normalisation must come before any fully-connected layer");
    require(layer.rule.decay >= 0.0f && layer.rule.decay < 1.0f && layer.rule.epsilon > 0.0f,
            "decay must be in 0 <= d < 1, epsilon above 0");
    add_waiting_masks();
    Site& site = next_site(false);
    site.sizes = {2 * std::size_t(shape_.channels), 2 * std::size_t(shape_.channels)};
    add_learning_map(site, make_batch_norm(shape_, layer.rule, stack_.num_threads_, most_in_slice_, has_momentum_));
    zero_is_flat_ = is_flat_at_zero(layer.rule.activation);
  }

  void operator()(const DropoutLayer& layer) {
    require(layer.probability >= 0.0f && layer.probability < 1.0f, "dropout must be in 0 <= p < 1");
    waiting_.push_back({int(stack_.sites_.size()), layer.probability});
    next_site(true);
  }

  void operator()(const DenseLayer& layer) {
    require(layer.units > 0, "a fully-connected layer needs units");
    require(layer.dropout >= 0.0f && layer.dropout < 1.0f, "dropout must be in 0 <= p < 1");
    if (layer.dropout > 0.0f) waiting_.push_back({int(stack_.sites_.size()), layer.dropout});
    if (stack_.dense_.empty()) stack_.top_ = shape_;
    check_size(double(shape_.size()) * layer.units);
    Site& site = next_site(layer.dropout > 0.0f);
    site.dense = int(stack_.dense_.size());
    site.sizes = {std::size_t(shape_.size()) * layer.units, std::size_t(layer.units)};
    stack_.dense_.emplace_back(
        Dense::Description{shape_.size(), layer.units, layer.activation, waiting_, zero_is_flat_},
        stack_.num_threads_, most_images_, training_, has_momentum_);
    waiting_.clear();
    zero_is_flat_ = is_flat_at_zero(layer.activation);
    shape_ = {layer.units, 1, 1};
  }

  void finish() {
    require(!stack_.dense_.empty() && waiting_.empty() && stack_.sites_.back().dense >= 0,
            "the last layer must be fully connected");
    stack_.num_classes_ = shape_.channels;
    if (!has_learning_map_) stack_.first_learning_map_ = int(stack_.maps_.size());
  }

 private:
  // Dropout before a fully-connected layer is that layer's own affair; before others it
  // becomes a layer of maps.
  void add_waiting_masks() {
    for (const Mask& mask : waiting_)
      stack_.maps_.push_back(make_map_dropout(shape_, mask, stack_.num_threads_, most_in_slice_));
    waiting_.clear();
  }

  void add_learning_map(Site& site, std::unique_ptr<MapLayer> layer) {
    site.map = int(stack_.maps_.size());
    if (!has_learning_map_) stack_.first_learning_map_ = site.map;
    has_learning_map_ = true;
    stack_.maps_.push_back(std::move(layer));
  }

  Site& next_site(bool drops) {
    stack_.sites_.push_back({});
    stack_.sites_.back().input_size = shape_.size();
    stack_.sites_.back().drops = drops;
    return stack_.sites_.back();
  }

  void check_size(double numbers) const {
    require(numbers * most_images_ < double(MOST_NUMBERS), "the network is too large for this engine");
  }

  Stack& stack_;
  const int most_images_, most_in_slice_;
  const bool training_, has_momentum_;
  ImageShape shape_;
  std::vector<Mask> waiting_;
  bool zero_is_flat_ = true;  // of pixels nobody asks slopes
  bool has_learning_map_ = false;
};

Stack::Stack(const Description& description, int num_threads, int most_images, bool training,
             bool has_momentum)
    : description_(description), num_threads_(num_threads) {
  require(num_threads > 0 && most_images > 0, "threads and images must be 1 or more");
  require(!description.layers.empty(), "a network needs layers");
  dense_.reserve(description.layers.size());
  Builder builder(*this, most_images, training, has_momentum);
  for (const Layer& layer : description.layers) std::visit(builder, layer);
  builder.finish();
}

void Stack::write(int layer, const Parameters& from, Held what) {
  const Site& site = sites_.at(layer);
  if (site.map >= 0) maps_[site.map]->write(from, what);
  if (site.dense >= 0) dense_[site.dense].write(from, what);
}

void Stack::read(int layer, const Parameters& to, Held what) const {
  const Site& site = sites_.at(layer);
  if (site.map >= 0) maps_[site.map]->read(to, what);
  if (site.dense >= 0) dense_[site.dense].read(to, what);
}

void Stack::forward_maps(const Slice& slice, const Maps& pixels) {
  Maps a = pixels;
  for (auto& layer : maps_) a = layer->forward(slice, a);
  dense_.front().take(slice, a, top_.places());
}

void Stack::backward_maps(const Slice& slice) {
  MapSlopes nabla_a = dense_.front().slopes(slice.images.first, top_);
  for (int l = int(maps_.size()) - 1; l >= first_learning_map_; --l)
    nabla_a = maps_[l]->backward(slice, nabla_a, l > first_learning_map_);
}

}  // namespace network4
