// A convolutional layer: its parameters, and what each thread needs to work on them.
#include <algorithm>

#include "layers.hpp"

namespace network4 {
namespace {

// One thread's arrays; what they hold is told in kernels.hpp.
struct ThreadArrays {
  Floats padded, columns, interleaved, a, nabla_w, nabla_b, delta, winner_deltas, nabla_input;
  Ints winners, positions, counts, winner_maps;
};

class Convolution : public ImageLayer {
 public:
  Convolution(const ConvolutionShape& shape, const ConvolutionRule& rule, const Room& room)
      : shape_(shape),
        rule_(rule),
        map_stride_(std::size_t(shape.output().places()) * room.most_images + WIDEST_LANES),
        weights_(shape.maps * shape.weights_per_map(), room.keeps),
        biases_(shape.maps, room.keeps),
        arrays_(room.num_threads) {
    choose_chunk();
    place_winners();
    for (ThreadArrays& arrays : arrays_) {
      allocate_forward(arrays, room.most_images, room.goes_back);
      if (room.goes_back) allocate_backward(arrays, room.most_images);
    }
  }

  ImageShape output() const override { return shape_.output(); }

  Maps forward(const Slice& slice, Maps input) override {
    kernels().convolve(shape_, work(slice.thread), weights(), rule_.activation, input,
                       slice.images.count(), slice.goes_back);
    return {arrays_[slice.thread].a.data(), std::size_t(output().places()), map_stride_};
  }

  MapSlopes backward(const Slice& slice, MapSlopes nabla_a, bool needs_input_slopes) override {
    kernels().convolve_back(shape_, work(slice.thread), weights(), rule_.activation, nabla_a,
                            slice.images.count(), needs_input_slopes);
    const std::size_t channels = shape_.input.channels, row = shape_.padded_width() * channels;
    return {arrays_[slice.thread].nabla_input.data() + shape_.padding.down * row +
                shape_.padding.right * channels,
            row * shape_.padded_height(), 1, row, channels};
  }

  // The threads' slopes are added up, each thread taking a part of the weights.
  void update(int thread, int num_threads, const UpdateRule& rule) override {
    const Share part = share(int(weights_.size()), thread, num_threads, WIDEST_LANES);
    step(rule, part, weights_, &ThreadArrays::nabla_w);
    if (thread == 0 && rule_.has_biases)
      step(rule.without_decay(), {0, shape_.maps}, biases_, &ThreadArrays::nabla_b);
  }

  void write(const Parameters& from, Held what) override {
    Floats& weights = weights_.held(what);
    for_each_weight([&](std::size_t here, std::size_t there) { weights[here] = from.weights[there]; });
    if (rule_.has_biases) std::copy_n(from.biases, shape_.maps, biases_.held(what).data());
  }

  void read(const Parameters& to, Held what) const override {
    const Floats& weights = weights_.held(what);
    for_each_weight([&](std::size_t here, std::size_t there) { to.weights[there] = weights[here]; });
    if (rule_.has_biases) std::copy_n(biases_.held(what).data(), shape_.maps, to.biases);
  }

  bool learns() const override { return rate_factor != 0.0f; }

 private:
  // Chunks of whole output rows: as many as keep the columns in the cache, and of those
  // the number that leaves the fewest lanes empty.
  void choose_chunk() {
    constexpr std::size_t CACHED_FLOATS = 49152;  // 192 KiB, of the second-level cache
    const int lanes = kernels().lanes, width = output().width;
    const std::size_t patch = std::size_t(shape_.patch().product()) * shape_.input.channels;
    const auto places = [&](int rows) { return round_up(rows * width, lanes); };
    rows_per_chunk_ = 1;
    for (int rows = 1; rows <= MOST_CHUNK_ROWS; ++rows) {
      if (rows > 1 && places(rows) > lanes && patch * places(rows) > CACHED_FLOATS) break;
      if (places(rows) * rows_per_chunk_ <= places(rows_per_chunk_) * rows) rows_per_chunk_ = rows;
    }
    chunk_stride_ = places(rows_per_chunk_);
  }

  void place_winners() {
    const ImageShape out = output();
    const Pair step = shape_.step();
    window_starts_ = Ints(out.places(), [&](int p) {
      return p / out.width * step.down * shape_.padded_width() + p % out.width * step.right;
    });
    position_offsets_ = Ints(shape_.pool.product(), [this](int j) {
      return j / shape_.pool.right * shape_.stride.down * shape_.padded_width() +
             j % shape_.pool.right * shape_.stride.right;
    });
  }

  void allocate_forward(ThreadArrays& arrays, int most_images, bool training) const {
    const std::size_t channels = shape_.input.channels;
    if (shape_.padding.down || shape_.padding.right)
      arrays.padded = Floats(padded_places() * channels * most_images);
    arrays.columns = Floats(shape_.patch().product() * channels * chunk_stride_);
    arrays.a = Floats(shape_.maps * map_stride_);
    arrays.winners = Ints(shape_.maps * map_stride_);
    if (training) arrays.interleaved = Floats(padded_places() * channels * most_images);
  }

  void allocate_backward(ThreadArrays& arrays, int most_images) const {
    arrays.nabla_w = Floats(weights_.size());
    arrays.nabla_b = Floats(biases_.size());
    arrays.delta = Floats(output().places() + 1);
    arrays.positions = Ints(output().places() + 1);
    arrays.counts = Ints(padded_places());
    arrays.winner_deltas = Floats(padded_places() * shape_.maps);
    arrays.winner_maps = Ints(padded_places() * shape_.maps);
    arrays.nabla_input = Floats(padded_places() * shape_.input.channels * most_images);
  }

  std::size_t padded_places() const {
    return std::size_t(shape_.padded_height()) * shape_.padded_width();
  }

  ConvolutionWeights weights() const { return {weights_.values.data(), biases_.values.data()}; }

  ConvolutionWork work(int thread) {
    ThreadArrays& mine = arrays_[thread];
    return {
        .padded = mine.padded.data(),
        .columns = mine.columns.data(),
        .interleaved = mine.interleaved.data(),
        .a = mine.a.data(),
        .winners = mine.winners.data(),
        .map_stride = map_stride_,
        .rows_per_chunk = rows_per_chunk_,
        .chunk_stride = chunk_stride_,
        .nabla_w = mine.nabla_w.data(),
        .nabla_b = mine.nabla_b.data(),
        .window_starts = window_starts_.data(),
        .position_offsets = position_offsets_.data(),
        .delta = mine.delta.data(),
        .positions = mine.positions.data(),
        .counts = mine.counts.data(),
        .winner_deltas = mine.winner_deltas.data(),
        .winner_maps = mine.winner_maps.data(),
        .nabla_input = mine.nabla_input.data(),
    };
  }

  void step(const UpdateRule& rule, const Share& part, Learnt& numbers, Floats ThreadArrays::* nabla) {
    float* total = (arrays_[0].*nabla).data();
    for (std::size_t other = 1; other < arrays_.size(); ++other) {
      const float* more = (arrays_[other].*nabla).data();
      for (int i = part.first; i < part.last; ++i) total[i] += more[i];
    }
    numbers.step(rule, part.first, total + part.first, part.count());
  }

  // Calls with a weight's place here, [map][row][column][channel] with padded rows, and in
  // the network's arrays, [map][channel][row][column].
  template <typename Call>
  void for_each_weight(Call&& call) const {
    const int channels = shape_.input.channels;
    for (int m = 0; m < shape_.maps; ++m)
      for (int c = 0; c < channels; ++c)
        for (int l = 0; l < shape_.field.down; ++l)
          for (int n = 0; n < shape_.field.right; ++n)
            call(m * shape_.weights_per_map() + std::size_t(l) * shape_.padded_run() + n * channels + c,
                 ((std::size_t(m) * channels + c) * shape_.field.down + l) * shape_.field.right + n);
  }

  const ConvolutionShape shape_;
  const ConvolutionRule rule_;
  const std::size_t map_stride_;
  int rows_per_chunk_ = 1;
  int chunk_stride_ = 0;
  Learnt weights_, biases_;
  Ints window_starts_, position_offsets_;
  std::vector<ThreadArrays> arrays_;
};

}  // namespace

std::unique_ptr<ImageLayer> make_convolution(const ConvolutionShape& shape, const ConvolutionRule& rule,
                                             const Room& room) {
  return std::make_unique<Convolution>(shape, rule, room);
}

}  // namespace network4
