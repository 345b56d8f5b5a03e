// What Python holds: a network being trained, or one whose slopes by its images are asked.
#pragma once

#include <cmath>

#include "training_arrays.hpp"

namespace network4 {

// What both share: the layers' numbers, and mini-batches whose slopes come from outside.
class Session {
 public:
  Session(const Description& description, const Trainer::Settings& settings)
      : trainer_(description, checked(settings)) {}

  Stack& stack() { return trainer_.stack(); }

  void write(int layer, const Numbers& weights, const Numbers& biases, Held what) {
    stack().write(layer, parameters_of(stack(), layer, weights, biases), what);
  }

  // See Trainer::show. Without `training`, masks and number of the step mean nothing.
  template <typename A>
  NumbersBack forward(const A& images, bool training, std::uint64_t step, const MaskBytes& masks) {
    const Images source = images_of(images, stack().description().input);
    const std::size_t count = images.shape(0);
    require(count > 0 && count <= std::size_t(trainer_.settings().batch_size),
            "there must be images, and no more than the batch size");
    std::vector<const std::uint8_t*> given;
    if (!masks.empty()) given = mask_pointers(stack(), masks, count);
    const StepMasks drawn_or_given{trainer_.settings().seed, step, masks.empty() ? nullptr : &given};
    NumbersBack z = numbers_back({count, std::size_t(stack().num_outputs())});
    const Trainer::Given shown{source, int(count), training ? &drawn_or_given : nullptr, step};
    const nb::gil_scoped_release released;
    trainer_.show(shown, z.data());
    return z;
  }

 protected:
  void check_slopes(const Numbers& slopes) const {
    require(trainer_.num_shown() > 0, "the way back must follow a way forward");
    require(slopes.ndim() == 2 && slopes.shape(0) == std::size_t(trainer_.num_shown()) &&
                slopes.shape(1) == std::size_t(trainer_.stack().num_outputs()),
            "slopes must be (images of the way forward, outputs)");
  }

  Trainer trainer_;

 private:
  static const Trainer::Settings& checked(const Trainer::Settings& settings) {
    require(settings.batch_size >= 1, "batch_size must be at least 1");
    check_num_threads(settings.num_threads);
    require(settings.label_smoothing >= 0.0f && settings.label_smoothing < 1.0f,
            "label_smoothing must be in 0 <= e < 1");
    require(settings.optimizer >= Optimizer::sgd && settings.optimizer <= Optimizer::rmsprop, "unknown optimizer");
    return settings;
  }
};

// A trainer together with the arrays it trains on, which it keeps alive.
class TrainingSession : public Session {
 public:
  TrainingSession(const Description& description, const Trainer::Settings& settings, TrainingArrays arrays,
                  const std::optional<ShiftCodes>& shifts)
      : Session(description, settings) {
    for (std::size_t i = 0; shifts && i < shifts->shape(0); ++i)
      data_.shifts.push_back({(*shifts)(i, 0), (*shifts)(i, 1)});
    if (data_.shifts.empty()) data_.shifts.push_back({});
    for (const Shift& shift : data_.shifts)
      require(std::abs(std::int64_t(shift.down)) <= 1 << 20 && std::abs(std::int64_t(shift.right)) <= 1 << 20,
              "a shift is too large");
    set_data(std::move(arrays));
  }

  // Train on other arrays from now on. Shifts stay, since each moves every image; warps do
  // not, since each is of one image.
  void set_data(TrainingArrays arrays) {
    TrainingData data = arrays.data(stack(), trainer_.settings().label_smoothing);
    data.shifts = data_.shifts;
    data_ = std::move(data);
    arrays_ = std::move(arrays);
  }

  Held held(bool velocities, bool squares) const {
    require(!velocities || keeps().velocities, "there are velocities only with momentum or Adam");
    require(!squares || keeps().squares, "there are squares only with Adam and RMSProp");
    require(!(velocities && squares), "velocities and squares are apart");
    return squares ? Held::squares : velocities ? Held::velocities : Held::values;
  }

  Keeps keeps() const { return trainer_.settings().keeps(); }

  void set_rate_factors(const std::vector<float>& factors) {
    require(factors.size() == std::size_t(stack().num_layers()), "there must be a rate factor for each layer");
    for (float factor : factors) require(factor >= 0.0f && std::isfinite(factor), "a rate factor must be 0 or more");
    for (int layer = 0; layer < stack().num_layers(); ++layer) stack().set_rate_factor(layer, factors[layer]);
  }

  // Show every image under its warp from now on; the arrays are kept alive.
  void warp(Numbers affine, Numbers noise, const Numbers& rows, const Numbers& columns) {
    const ImageShape& shape = data_.images.shape;
    const std::size_t count = data_.num_images;
    require(data_.shifts.size() == 1, "warps go without shifts");
    require(affine.ndim() == 3 && affine.shape(0) == count && affine.shape(1) == 2 && affine.shape(2) == 3,
            "affine must be (images, 2, 3)");
    require(rows.ndim() == 2 && rows.shape(0) == std::size_t(shape.height) && columns.ndim() == 2 &&
                columns.shape(0) == std::size_t(shape.width),
            "rows and columns must be those of the images");
    require(rows.shape(1) <= 1 << 20 && columns.shape(1) <= 1 << 20, "the noise has too many rows or columns");
    require(noise.ndim() == 4 && noise.shape(0) == count && noise.shape(1) == 2 &&
                noise.shape(2) == rows.shape(1) && noise.shape(3) == columns.shape(1),
            "noise must be (images, 2, rows, columns)");
    data_.warps = {shape, affine.data(), noise.data(), int(rows.shape(1)), int(columns.shape(1)),
                   rows.data(), columns.data()};
    affine_ = affine;
    noise_ = noise;
  }

  void unwarp() { data_.warps = {}; }

  std::vector<double> run(const Indices& order, const Numbers& rates, std::uint64_t first, const MaskBytes& masks) {
    require(rates.ndim() == 1 && rates.shape(0) > 0, "rates must have one dimension");
    const std::size_t count = rates.shape(0), batch_size = order.shape(0) / count;
    require(batch_size * count == order.shape(0), "order must fill its mini-batches");
    require(batch_size > 0 && batch_size <= std::size_t(trainer_.settings().batch_size),
            "a mini-batch must not exceed the batch size");
    require(count <= 1 << 24, "there are too many steps in a call");
    const std::size_t num_examples = data_.num_images * data_.shifts.size();
    for (std::size_t i = 0; i < order.shape(0); ++i)
      require(order.data()[i] >= 0 && std::size_t(order.data()[i]) < num_examples,
              "order must hold indices of examples");
    Steps steps{order.data(), rates.data(), int(count), int(batch_size), first, {}};
    if (!masks.empty()) steps.masks = mask_pointers(stack(), masks, count * batch_size);
    nb::gil_scoped_release released;
    return trainer_.run(data_, steps);
  }

  // The step by dC/dz for what `forward` saw in training.
  void backward(const Numbers& slopes, float rate) {
    check_slopes(slopes);
    const float* from = slopes.data();
    const nb::gil_scoped_release released;
    trainer_.step(from, rate);
  }

 private:
  TrainingArrays arrays_;
  Numbers affine_, noise_;
  TrainingData data_;
};

// Slopes by images; nothing is learnt.
class Gradient : public Session {
 public:
  using Session::Session;

  NumbersBack backward(const Numbers& slopes, bool at_outputs) {
    check_slopes(slopes);
    NumbersBack found = room();
    const float* from = slopes.data();
    const nb::gil_scoped_release released;
    trainer_.find_pixel_slopes(from, at_outputs, found.data());
    return found;
  }

  // Of each image's own cost. The arrays are of the images that `forward` was shown.
  NumbersBack of_costs(const TrainingArrays& arrays) {
    const TrainingData data = arrays.data(stack(), trainer_.settings().label_smoothing);
    require(trainer_.num_shown() > 0 && data.num_images == std::size_t(trainer_.num_shown()),
            "costs must be of the images of a way forward");
    NumbersBack found = room();
    const nb::gil_scoped_release released;
    trainer_.find_pixel_slopes(data, found.data());
    return found;
  }

 private:
  NumbersBack room() const {
    const ImageShape& input = trainer_.stack().description().input;
    return numbers_back({std::size_t(trainer_.num_shown()), std::size_t(input.channels),
                         std::size_t(input.height), std::size_t(input.width)});
  }
};

}  // namespace network4
