// Layers of maps one after another, and blocks that hold such chains side by side.
#pragma once

#include <vector>

#include "layers.hpp"

namespace network4 {

class Chain {
 public:
  MapLayer* add(std::unique_ptr<MapLayer> layer) {
    layers_.push_back(std::move(layer));
    return layers_.back().get();
  }

  void plan_forward(MapPlan& plan) {
    for (auto& layer : layers_) layer->plan_forward(plan);
  }

  // Back to the first layer that learns, or, where slopes by the input are asked for,
  // through all to those.
  void plan_backward(MapPlan& plan, bool needs_input_slopes) {
    const int first = needs_input_slopes ? 0 : first_that_learns();
    for (int l = int(layers_.size()) - 1; l >= first; --l)
      layers_[l]->plan_backward(plan, needs_input_slopes || l > first);
  }

  void update(int thread, int num_threads, const UpdateRule& rule) {
    for (auto& layer : layers_)
      if (layer->learns()) layer->update(thread, num_threads, rule.times(layer->rate_factor));
  }

  bool learns() const { return first_that_learns() < int(layers_.size()); }

 private:
  int first_that_learns() const {
    int first = 0;
    while (first < int(layers_.size()) && !layers_[first]->learns()) ++first;
    return first;
  }

  std::vector<std::unique_ptr<MapLayer>> layers_;
};

// One of the ways through a block; without layers it is the input itself.
struct Branch {
  Chain chain;
  ImageShape output;
};

enum class Join : int { concatenate, add };

// a = sigma(the branches' outputs, side by side or added up).
std::unique_ptr<MapLayer> make_block(const ImageShape& input, std::vector<Branch> branches, Join join,
                                     Activation activation, const Room& room);

}  // namespace network4
