// A network as a stack: layers of maps first, fully-connected layers on top of them.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "chain.hpp"
#include "dense.hpp"
#include "images.hpp"
#include "objective.hpp"

namespace network4 {

// What the network's description says of each layer.
struct Layer;
struct ConvolutionLayer {
  int maps;
  Pair field, stride, padding, pool;
  ConvolutionRule rule;
};
enum class Pooling : int { maximum, average };
struct PoolLayer {
  Pooling kind;
  Pair size, stride, padding;
  bool rounds_up;
};
struct BatchNormLayer {
  Normalization rule;
};
struct DropoutLayer {
  float probability;
};
struct DenseLayer {
  int units;
  Activation activation;
  float dropout;
  bool has_biases;
};
struct ZeroPaddingLayer {
  int maps;
  Pair stride;
};
// Layers of maps in chains side by side; a chain without layers passes its input on.
struct BlockLayer {
  std::vector<std::vector<Layer>> branches;
  Join join;
  Activation activation;
  int depth = 1;  // of blocks within it, itself included
};
struct Layer {
  std::variant<ConvolutionLayer, PoolLayer, BatchNormLayer, DropoutLayer, DenseLayer, ZeroPaddingLayer, BlockLayer>
      kind;
};

inline constexpr int MOST_DEPTH = 50;

struct Description {
  ImageShape input;
  std::vector<Layer> layers;
  OutputActivation output;
  Cost cost;
};

class Stack {
 public:
  // Room for `most_images` in all, of which a thread takes its share; with a way back down
  // to the pixels' slopes if they are wanted.
  struct Wants {
    int num_threads;
    int most_images;
    bool goes_back;
    Keeps keeps;
    bool pixel_slopes;
  };
  Stack(const Description& description, const Wants& wants);
  Stack(const Stack&) = delete;  // its layers hold arrays and are held by their place

  int num_threads() const { return num_threads_; }
  // Layers are numbered as they are met: those of a block, which has no number itself,
  // branch by branch.
  int num_layers() const { return int(sites_.size()); }
  int num_outputs() const { return num_outputs_; }
  const Description& description() const { return description_; }

  // How many weights and biases a layer has; none where it learns nothing.
  struct Sizes {
    std::size_t weights = 0;
    std::size_t biases = 0;
  };
  Sizes sizes(int layer) const { return sites_.at(layer).sizes; }
  int input_size(int layer) const { return sites_.at(layer).input_size; }
  bool drops(int layer) const { return sites_.at(layer).drops; }
  void write(int layer, const Parameters& from, Held what = Held::values);
  void read(int layer, const Parameters& to, Held what = Held::values) const;
  void set_rate_factor(int layer, float factor);

  Chain& maps() { return maps_; }
  std::vector<Dense>& dense() { return dense_; }
  const ImageShape& top_of_maps() const { return top_; }

  // Through the layers of maps, into the first fully-connected one, and back.
  MapPlan plan_forward();
  MapPlan plan_backward(bool needs_input_slopes);

 private:
  // Where a described layer went, and what it has.
  struct Site {
    MapLayer* map = nullptr;
    int dense = -1;
    int norm = -1;  // the fully-connected layer whose inputs it normalises
    int input_size = 0;
    bool drops = false;
    Sizes sizes;
  };

  class Builder;

  const Description description_;
  const int num_threads_;
  int num_outputs_ = 0;
  ImageShape top_;
  Chain maps_;
  std::vector<Dense> dense_;
  std::vector<Site> sites_;
};

}  // namespace network4
