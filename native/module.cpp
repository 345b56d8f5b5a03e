// The names that Python sees.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include "dispatch.hpp"
#include "predictor.hpp"
#include "sessions.hpp"

namespace network4 {
namespace {

using namespace nb::literals;

Pair pair(const std::vector<int>& sizes) {
  require(sizes.size() == 2, "a pair must have two numbers");
  return {sizes[0], sizes[1]};
}

Description make_description(const std::vector<int>& input, std::vector<Layer> layers, int output, int cost) {
  require(input.size() == 3, "the input must be (channels, height, width)");
  require(output >= 0 && output <= int(OutputActivation::softmax), "unknown output activation");
  require(cost >= 0 && cost <= int(Cost::quadratic), "unknown cost");
  return {{input[0], input[1], input[2]}, std::move(layers), OutputActivation(output), Cost(cost)};
}

Activation activation(int code) {
  require(code >= 0 && code <= int(Activation::relu), "unknown activation");
  return Activation(code);
}

Layer convolution(int maps, const std::vector<int>& field, const std::vector<int>& stride,
                  const std::vector<int>& padding, const std::vector<int>& pool, int code, int groups, bool biases) {
  const ConvolutionRule rule{activation(code), groups, biases};
  return {ConvolutionLayer{maps, pair(field), pair(stride), pair(padding), pair(pool), rule}};
}

template <Pooling KIND>
Layer pool(const std::vector<int>& size, const std::vector<int>& stride, const std::vector<int>& padding,
           bool ceil_mode) {
  return {PoolLayer{KIND, pair(size), pair(stride), pair(padding), ceil_mode}};
}

template <Pooling KIND>
void def_pool(nb::module_& module, const char* name) {
  module.def(name, &pool<KIND>, "size"_a, "stride"_a, "padding"_a = std::vector<int>{0, 0}, "ceil_mode"_a = false);
}

// Layers are walked by functions that call themselves, so that their depth is bounded.
Layer block(std::vector<std::vector<Layer>> branches, Join join, Activation activation) {
  int depth = 1;
  for (const std::vector<Layer>& branch : branches)
    for (const Layer& layer : branch)
      if (const auto* inner = std::get_if<BlockLayer>(&layer.kind)) depth = std::max(depth, inner->depth + 1);
  require(depth <= MOST_DEPTH, "blocks within blocks must be at most 50 deep");
  return {BlockLayer{std::move(branches), join, activation, depth}};
}

Layer parallel(std::vector<std::vector<Layer>> branches, int join) {
  require(join >= 0 && join <= int(Join::add), "unknown join");
  return block(std::move(branches), Join(join), Activation::linear);
}

Layer residual(std::vector<Layer> body, std::vector<Layer> shortcut, int code) {
  std::vector<std::vector<Layer>> branches;
  branches.push_back(std::move(body));
  branches.push_back(std::move(shortcut));
  return block(std::move(branches), Join::add, activation(code));
}

void def_layers(nb::module_& module) {
  nb::class_<Layer>(module, "Layer");
  module.def("convolution", &convolution, "maps"_a, "field"_a, "stride"_a, "padding"_a, "pool"_a, "activation"_a,
             "groups"_a = 1, "biases"_a = true);
  def_pool<Pooling::maximum>(module, "max_pool");
  def_pool<Pooling::average>(module, "average_pool");
  module.def("batch_norm", [](int code, float decay, float epsilon) {
    return Layer{BatchNormLayer{{activation(code), decay, epsilon}}};
  });
  module.def("dropout", [](float probability) { return Layer{DropoutLayer{probability}}; });
  module.def("dense", [](int units, int code, float dropout, bool biases) {
    return Layer{DenseLayer{units, activation(code), dropout, biases}};
  }, "units"_a, "activation"_a, "dropout"_a, "biases"_a = true);
  module.def("zero_padding_shortcut", [](int maps, const std::vector<int>& stride) {
    return Layer{ZeroPaddingLayer{maps, pair(stride)}};
  }, "maps"_a, "stride"_a);
  module.def("parallel", &parallel, "branches"_a, "join"_a);
  module.def("residual", &residual, "body"_a, "shortcut"_a, "activation"_a);
}

void start(TrainingSession* self, const Description& description, int batch_size, int num_threads,
           float decay, float momentum, float label_smoothing, std::uint64_t seed, ImageArray images,
           std::optional<Indices> labels, std::optional<ShiftCodes> shifts, int optimizer,
           std::optional<Numbers> targets, bool reconstructs, std::optional<Numbers> weights) {
  const Trainer::Settings settings{batch_size, num_threads, decay, momentum, label_smoothing, seed,
                                   Optimizer(optimizer)};
  new (self) TrainingSession(description, settings, {images, labels, targets, reconstructs, weights}, shifts);
}

void set_data(TrainingSession& self, ImageArray images, std::optional<Indices> labels,
              std::optional<Numbers> targets, bool reconstructs, std::optional<Numbers> weights) {
  self.set_data({images, labels, targets, reconstructs, weights});
}

template <typename A>
void def_training_forward(nb::class_<TrainingSession>& session) {
  session.def("forward",
              [](TrainingSession& self, const A& images, std::uint64_t first_step, const MaskBytes& masks) {
                return self.forward(images, true, first_step, masks);
              },
              "images"_a.noconvert(), "first_step"_a, "masks"_a.noconvert());
}

void def_training(nb::module_& module) {
  nb::class_<TrainingSession> session(module, "TrainingSession");
  def_training_forward<Bytes>(session);
  def_training_forward<Numbers>(session);
  session
      .def("__init__", &start, "description"_a, "batch_size"_a, "num_threads"_a, "decay"_a, "momentum"_a,
           "label_smoothing"_a, "seed"_a, "images"_a.noconvert(), "labels"_a.noconvert() = nb::none(),
           "shifts"_a.noconvert() = nb::none(), "optimizer"_a = 0, "targets"_a.noconvert() = nb::none(),
           "reconstructs"_a = false, "weights"_a.noconvert() = nb::none())
      .def("set_data", &set_data, "images"_a.noconvert(), "labels"_a.noconvert() = nb::none(),
           "targets"_a.noconvert() = nb::none(), "reconstructs"_a = false, "weights"_a.noconvert() = nb::none())
      .def("write",
           [](TrainingSession& self, int layer, const Numbers& weights, const Numbers& biases,
              bool velocities, bool squares) {
             self.write(layer, weights, biases, self.held(velocities, squares));
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert(), "velocities"_a = false, "squares"_a = false)
      .def("read",
           [](TrainingSession& self, int layer, const NumbersOut& weights, const NumbersOut& biases,
              bool velocities, bool squares) {
             self.stack().read(layer, parameters_of(self.stack(), layer, weights, biases),
                               self.held(velocities, squares));
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert(), "velocities"_a = false, "squares"_a = false)
      .def_prop_ro("keeps_velocities", [](const TrainingSession& self) { return self.keeps().velocities; })
      .def_prop_ro("keeps_squares", [](const TrainingSession& self) { return self.keeps().squares; })
      .def("set_rate_factors", &TrainingSession::set_rate_factors, "factors"_a)
      .def("warp", &TrainingSession::warp, "affine"_a.noconvert(), "noise"_a.noconvert(), "rows"_a.noconvert(),
           "columns"_a.noconvert())
      .def("unwarp", &TrainingSession::unwarp)
      .def("run", &TrainingSession::run, "order"_a.noconvert(), "rates"_a.noconvert(), "first_step"_a,
           "masks"_a.noconvert())
      .def("backward", &TrainingSession::backward, "slopes"_a.noconvert(), "rate"_a);
}

template <typename A>
void def_gradient_forward(nb::class_<Gradient>& gradient) {
  gradient.def("forward", &Gradient::forward<A>, "images"_a.noconvert(), "training"_a = false, "step"_a = 0,
               "masks"_a.noconvert() = MaskBytes());
}

void def_gradient(nb::module_& module) {
  nb::class_<Gradient> gradient(module, "Gradient");
  gradient.def("__init__",
               [](Gradient* self, const Description& description, int batch_size, int num_threads,
                  std::uint64_t seed, float label_smoothing) {
                 const Trainer::Settings settings{batch_size, num_threads, 0.0f, 0.0f, label_smoothing, seed, {}, true};
                 new (self) Gradient(description, settings);
               },
               "description"_a, "batch_size"_a, "num_threads"_a, "seed"_a = 0, "label_smoothing"_a = 0.0f);
  gradient.def("write",
               [](Gradient& self, int layer, const Numbers& weights, const Numbers& biases) {
                 self.write(layer, weights, biases, Held::values);
               },
               "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert());
  def_gradient_forward<Bytes>(gradient);
  def_gradient_forward<Numbers>(gradient);
  gradient.def("backward", &Gradient::backward, "slopes"_a.noconvert(), "at_outputs"_a = false);
  gradient.def("of_costs",
               [](Gradient& self, ImageArray images, std::optional<Indices> labels, std::optional<Numbers> targets,
                  bool reconstructs, std::optional<Numbers> weights) {
                 return self.of_costs({images, labels, targets, reconstructs, weights});
               },
               "images"_a.noconvert(), "labels"_a.noconvert() = nb::none(), "targets"_a.noconvert() = nb::none(),
               "reconstructs"_a = false, "weights"_a.noconvert() = nb::none());
}

template <typename A>
void predict(Predictor& predictor, const A& images, const NumbersOut& outputs) {
  const Images source = images_of(images, predictor.stack().description().input);
  require(outputs.size() == images.shape(0) * predictor.stack().num_outputs(),
          "outputs must have room for every image and output");
  float* to = outputs.data();
  nb::gil_scoped_release released;
  predictor.run(source, images.shape(0), to);
}

void def_predictor(nb::module_& module) {
  nb::class_<Predictor>(module, "Predictor")
      .def("__init__",
           [](Predictor* self, const Description& description, int num_threads) {
             check_num_threads(num_threads);
             new (self) Predictor(description, num_threads);
           })
      .def("write",
           [](Predictor& self, int layer, const Numbers& weights, const Numbers& biases) {
             self.stack().write(layer, parameters_of(self.stack(), layer, weights, biases));
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert())
      .def("run", &predict<Bytes>, "images"_a.noconvert(), "outputs"_a.noconvert())
      .def("run", &predict<Numbers>, "images"_a.noconvert(), "outputs"_a.noconvert());
}

// What a trainer takes, or a predictor where there is no batch size; without the velocities
// and squares that a rule may keep of each number that is learnt.
std::size_t memory_needed(const Description& description, int num_threads, std::optional<int> batch_size) {
  check_num_threads(num_threads);
  const MemoryCount count;
  if (batch_size) {
    require(*batch_size >= 1, "batch_size must be at least 1");
    const Trainer trainer(description, {*batch_size, num_threads, 0.0f, 0.0f, 0.0f, 0});
  } else {
    const Predictor predictor(description, num_threads);
  }
  return count.num_bytes;
}

}  // namespace
}  // namespace network4

NB_MODULE(_core, module) {
  using namespace network4;
  module.def("level", [] { return std::string(kernels().name); });
  module.def("levels", &runnable_levels);
  def_layers(module);
  nb::class_<Description>(module, "Description")
      .def("__init__", [](Description* self, const std::vector<int>& input, std::vector<Layer> layers,
                          int output, int cost) {
        new (self) Description(make_description(input, std::move(layers), output, cost));
      });
  def_training(module);
  def_gradient(module);
  def_predictor(module);
  module.def("memory_needed", &memory_needed, "description"_a, "num_threads"_a, "batch_size"_a = nb::none());
}
