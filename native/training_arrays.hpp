// The arrays that a session trains on, checked against its network.
#pragma once

#include <cmath>

#include "border.hpp"
#include "trainer.hpp"

namespace network4 {

// They stay alive with it. There are labels, or targets, or the images are their own targets.
struct TrainingArrays {
  ImageArray images;
  std::optional<Indices> labels;
  std::optional<Numbers> targets;
  bool reconstructs = false;
  std::optional<Numbers> weights;

  TrainingData data(const Stack& stack, float label_smoothing) const {
    check_kind(stack.description(), stack.num_outputs(), label_smoothing);
    TrainingData data;
    std::visit([&](const auto& array) {
      data.images = images_of(array, stack.description().input);
      data.num_images = array.shape(0);
    }, images);
    if (labels) data.labels = checked_labels(data.num_images, stack.num_outputs());
    if (targets) data.targets = checked_targets(data.num_images, stack);
    if (weights) data.weights = checked_weights(data.num_images);
    return data;
  }

 private:
  void check_kind(const Description& network, int num_outputs, float label_smoothing) const {
    const bool quadratic = network.cost == Cost::quadratic;
    const bool sigmoid = network.output == OutputActivation::sigmoid;
    require(int(labels.has_value()) + int(targets.has_value()) + int(reconstructs) == 1,
            "there must be either labels, or targets, or a reconstruction");
    require(quadratic || sigmoid || (network.output == OutputActivation::softmax && num_outputs > 1),
            "a logarithmic cost needs sigmoid outputs, or softmax ones of two classes or more");
    if (!reconstructs) return;
    require(quadratic || (network.cost == Cost::cross_entropy && sigmoid),
            "a reconstruction needs the quadratic cost, or cross-entropy and sigmoid outputs");
    require(label_smoothing == 0.0f, "label_smoothing needs labels or their probabilities");
    require(num_outputs == network.input.size(),
            "a reconstruction needs as many outputs as an image has values");
  }

  const std::int32_t* checked_labels(std::size_t num_images, int num_outputs) const {
    const int num_classes = std::max(num_outputs, 2);
    require(labels->shape(0) == num_images, "there must be one label for each image");
    for (std::size_t i = 0; i < num_images; ++i)
      require(labels->data()[i] >= NO_CLASS && labels->data()[i] < num_classes,
              "labels must be below the number of classes, or -1 for none");
    return labels->data();
  }

  const float* checked_targets(std::size_t num_images, const Stack& stack) const {
    require(targets->ndim() == 2 && targets->shape(0) == num_images &&
                targets->shape(1) == std::size_t(stack.num_outputs()),
            "targets must be (images, outputs)");
    const bool are_probabilities = stack.description().cost != Cost::quadratic;
    for (std::size_t i = 0; i < targets->size(); ++i) {
      const float y = targets->data()[i];
      require(std::isfinite(y), "targets must be finite");
      require(!are_probabilities || (y >= 0.0f && y <= 1.0f), "targets of a logarithmic cost must be in 0..1");
    }
    return targets->data();
  }

  const float* checked_weights(std::size_t num_images) const {
    require(weights->ndim() == 1 && weights->shape(0) == num_images, "there must be one weight for each image");
    for (std::size_t i = 0; i < num_images; ++i)
      require(weights->data()[i] >= 0.0f && std::isfinite(weights->data()[i]), "a weight must be 0 or more");
    return weights->data();
  }
};

}  // namespace network4
