// The border between Python and the engine: every array is checked here, and only here.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <stdexcept>
#include <variant>

#include "dispatch.hpp"
#include "predictor.hpp"
#include "trainer.hpp"

namespace nb = nanobind;

namespace network4 {
namespace {

using Bytes = nb::ndarray<const std::uint8_t, nb::c_contig, nb::device::cpu>;
using Numbers = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using NumbersOut = nb::ndarray<float, nb::c_contig, nb::device::cpu>;
using Indices = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using ShiftCodes = nb::ndarray<const std::int32_t, nb::shape<-1, 2>, nb::c_contig, nb::device::cpu>;

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

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

template <typename A>
Images images_of(const A& array, const ImageShape& shape) {
  require(array.ndim() == 4, "images must have four dimensions");
  require(int(array.shape(1)) == shape.channels && int(array.shape(2)) == shape.height &&
              int(array.shape(3)) == shape.width,
          "images must have the network's input shape");
  if constexpr (std::is_same_v<A, Bytes>) return {array.data(), nullptr, shape};
  else return {nullptr, array.data(), shape};
}

template <typename A>
Parameters parameters_of(const Stack& stack, int layer, const A& weights, const A& biases) {
  require(layer >= 0 && layer < stack.num_layers(), "no such layer");
  const Stack::Sizes sizes = stack.sizes(layer);
  require(weights.size() == sizes.weights && biases.size() == sizes.biases,
          "weights and biases must have the layer's sizes");
  return {const_cast<float*>(weights.data()), const_cast<float*>(biases.data())};
}

void write_parameters(Stack& stack, int layer, const Numbers& weights, const Numbers& biases,
                      Held what = Held::values) {
  stack.write(layer, parameters_of(stack, layer, weights, biases), what);
}

// A trainer together with the arrays it trains on, which it keeps alive.
class TrainingSession {
 public:
  template <typename A>
  TrainingSession(const Description& description, const Trainer::Settings& settings, A images,
                  Bytes labels, std::optional<ShiftCodes> shifts)
      : trainer_(description, checked(settings)), images_(images), labels_(labels) {
    const Images source = images_of(images, description.input);
    require(labels.ndim() == 1 && labels.shape(0) == images.shape(0), "one label for each image");
    for (std::size_t i = 0; i < labels.shape(0); ++i)
      require(labels.data()[i] < trainer_.stack().num_classes() || labels.data()[i] == NO_CLASS,
              "labels must be below the number of classes");
    data_ = {source, images.shape(0), labels.data(), {}, {}};
    for (std::size_t i = 0; shifts && i < shifts->shape(0); ++i)
      data_.shifts.push_back({(*shifts)(i, 0), (*shifts)(i, 1)});
    if (data_.shifts.empty()) data_.shifts.push_back({});
    for (const Shift& shift : data_.shifts)
      require(std::abs(shift.down) <= 1 << 20 && std::abs(shift.right) <= 1 << 20, "a shift is too large");
  }

  Stack& stack() { return trainer_.stack(); }

  Held held(bool velocities) const {
    require(!velocities || trainer_.settings().momentum != 0.0f, "there are velocities only with momentum");
    return velocities ? Held::velocities : Held::values;
  }

  // Show every image under its warp from now on; the arrays are kept alive.
  void warp(Numbers affine, Numbers noise, const Numbers& rows, const Numbers& columns) {
    const ImageShape& shape = data_.images.shape;
    const std::size_t count = data_.num_images;
    require(data_.shifts.size() == 1, "warps go without shifts");
    require(affine.ndim() == 3 && affine.shape(0) == count && affine.shape(1) == 2 && affine.shape(2) == 3,
            "affine must be (images, 2, 3)");
    require(rows.ndim() == 2 && int(rows.shape(0)) == shape.height && columns.ndim() == 2 &&
                int(columns.shape(0)) == shape.width,
            "rows and columns must be those of the images");
    require(noise.ndim() == 4 && noise.shape(0) == count && noise.shape(1) == 2 &&
                noise.shape(2) == rows.shape(1) && noise.shape(3) == columns.shape(1),
            "noise must be (images, 2, rows, columns)");
    data_.warps = {shape, affine.data(), noise.data(), int(rows.shape(1)), int(columns.shape(1)),
                   rows.data(), columns.data()};
    affine_ = affine;
    noise_ = noise;
  }

  void unwarp() { data_.warps = {}; }

  std::vector<double> run(const Indices& order, const Numbers& rates, std::uint64_t first,
                          const std::vector<std::optional<Bytes>>& masks) {
    require(rates.ndim() == 1 && rates.shape(0) > 0, "rates must have one dimension");
    const std::size_t count = rates.shape(0), batch_size = order.shape(0) / count;
    require(batch_size * count == order.shape(0), "order must fill its mini-batches");
    require(batch_size > 0 && int(batch_size) <= trainer_.settings().batch_size,
            "a mini-batch must not exceed the batch size");
    const std::size_t num_examples = data_.num_images * data_.shifts.size();
    for (std::size_t i = 0; i < order.shape(0); ++i)
      require(order.data()[i] >= 0 && std::size_t(order.data()[i]) < num_examples,
              "order must hold indices of examples");
    Steps steps{order.data(), rates.data(), int(count), int(batch_size), first, {}};
    if (!masks.empty()) steps.masks = pointers(masks, count * batch_size);
    nb::gil_scoped_release released;
    return trainer_.run(data_, steps);
  }

 private:
  static const Trainer::Settings& checked(const Trainer::Settings& settings) {
    require(settings.batch_size >= 1, "batch_size must be at least 1");
    require(settings.num_threads >= 1, "num_threads must be at least 1");
    require(settings.label_smoothing >= 0.0f && settings.label_smoothing < 1.0f,
            "label_smoothing must be in 0 <= e < 1");
    return settings;
  }

  std::vector<const std::uint8_t*> pointers(const std::vector<std::optional<Bytes>>& masks,
                                            std::size_t num_images) {
    require(int(masks.size()) == stack().num_layers(), "masks must be given for each layer, or be None");
    std::vector<const std::uint8_t*> found;
    for (int layer = 0; layer < stack().num_layers(); ++layer) {
      require(masks[layer].has_value() == stack().drops(layer), "masks go with the layers that drop");
      if (masks[layer])
        require(masks[layer]->size() == num_images * stack().input_size(layer),
                "a mask must have its layer's input shape for every image");
      found.push_back(masks[layer] ? masks[layer]->data() : nullptr);
    }
    return found;
  }

  Trainer trainer_;
  std::variant<Bytes, Numbers> images_;
  Bytes labels_;
  Numbers affine_, noise_;
  TrainingData data_;
};

template <typename A>
void start(TrainingSession* self, const Description& description, int batch_size, int num_threads,
           float decay, float momentum, float label_smoothing, std::uint64_t seed, A images, Bytes labels,
           std::optional<ShiftCodes> shifts) {
  const Trainer::Settings settings{batch_size, num_threads, decay, momentum, label_smoothing, seed};
  new (self) TrainingSession(description, settings, images, labels, shifts);
}

template <typename A, typename Class>
void def_start(Class& session) {
  using namespace nb::literals;
  session.def("__init__", &start<A>, "description"_a, "batch_size"_a, "num_threads"_a, "decay"_a,
              "momentum"_a, "label_smoothing"_a, "seed"_a, "images"_a.noconvert(), "labels"_a.noconvert(),
              "shifts"_a.noconvert().none());
}

template <typename A>
void predict(Predictor& predictor, const A& images, const NumbersOut& outputs) {
  const Images source = images_of(images, predictor.stack().description().input);
  require(outputs.size() == images.shape(0) * predictor.stack().num_classes(),
          "outputs must have room for every image and class");
  float* to = outputs.data();
  nb::gil_scoped_release released;
  predictor.run(source, images.shape(0), to);
}

}  // namespace
}  // namespace network4

NB_MODULE(_core, module) {
  using namespace network4;
  using namespace nb::literals;
  module.def("level", [] { return std::string(kernels().name); });
  module.def("levels", &runnable_levels);

  nb::class_<Layer>(module, "Layer");
  module.def("convolution", [](int maps, const std::vector<int>& field, const std::vector<int>& stride,
                               const std::vector<int>& padding, const std::vector<int>& pool, int code) {
    return Layer(ConvolutionLayer{maps, pair(field), pair(stride), pair(padding), pair(pool), activation(code)});
  });
  module.def("max_pool", [](const std::vector<int>& size, const std::vector<int>& stride) {
    return Layer(MaxPoolLayer{pair(size), pair(stride)});
  });
  module.def("batch_norm", [](int code, float decay, float epsilon) {
    return Layer(BatchNormLayer{{activation(code), decay, epsilon}});
  });
  module.def("dropout", [](float probability) { return Layer(DropoutLayer{probability}); });
  module.def("dense", [](int units, int code, float dropout) {
    return Layer(DenseLayer{units, activation(code), dropout});
  });

  nb::class_<Description>(module, "Description")
      .def("__init__", [](Description* self, const std::vector<int>& input, std::vector<Layer> layers,
                          int output, int cost) {
        new (self) Description(make_description(input, std::move(layers), output, cost));
      });

  nb::class_<TrainingSession> session(module, "TrainingSession");
  def_start<Bytes>(session);
  def_start<Numbers>(session);
  session
      .def("write",
           [](TrainingSession& self, int layer, const Numbers& weights, const Numbers& biases,
              bool velocities) {
             write_parameters(self.stack(), layer, weights, biases, self.held(velocities));
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert(), "velocities"_a = false)
      .def("read",
           [](TrainingSession& self, int layer, const NumbersOut& weights, const NumbersOut& biases,
              bool velocities) {
             self.stack().read(layer, parameters_of(self.stack(), layer, weights, biases),
                               self.held(velocities));
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert(), "velocities"_a = false)
      .def("warp", &TrainingSession::warp, "affine"_a.noconvert(), "noise"_a.noconvert(), "rows"_a.noconvert(),
           "columns"_a.noconvert())
      .def("unwarp", &TrainingSession::unwarp)
      .def("run", &TrainingSession::run, "order"_a.noconvert(), "rates"_a.noconvert(), "first_step"_a,
           "masks"_a.noconvert());

  nb::class_<Predictor>(module, "Predictor")
      .def("__init__",
           [](Predictor* self, const Description& description, int num_threads) {
             require(num_threads >= 1, "num_threads must be at least 1");
             new (self) Predictor(description, num_threads);
           })
      .def("write",
           [](Predictor& self, int layer, const Numbers& weights, const Numbers& biases) {
             write_parameters(self.stack(), layer, weights, biases);
           },
           "layer"_a, "weights"_a.noconvert(), "biases"_a.noconvert())
      .def("run", &predict<Bytes>, "images"_a.noconvert(), "outputs"_a.noconvert())
      .def("run", &predict<Numbers>, "images"_a.noconvert(), "outputs"_a.noconvert());
}
