// Memory for numbers: aligned to cache lines, zero at first, with slack behind its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace network4 {

// While one stands, arrays made on its thread take no memory and hold nothing: what they
// would take is added up.
class MemoryCount {
 public:
  MemoryCount() : outer_(current) { current = this; }
  ~MemoryCount() { current = outer_; }
  MemoryCount(const MemoryCount&) = delete;

  std::size_t num_bytes = 0;
  static inline thread_local MemoryCount* current = nullptr;

 private:
  MemoryCount* const outer_;
};

// An array of T. Kernels read and write whole vectors, so some behind the last element
// belong to the array too.
template <typename T>
class Array {
 public:
  Array() = default;
  explicit Array(std::size_t size) : size_(size), values_(allocate(size)) {}
  // With values by their places.
  template <typename Value>
  Array(std::size_t size, const Value& value) : Array(size) {
    for (std::size_t i = 0; values_ && i < size; ++i) values_[i] = value(i);
  }

  T* data() { return values_.get(); }
  const T* data() const { return values_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return values_[i]; }
  const T& operator[](std::size_t i) const { return values_[i]; }

 private:
  static constexpr std::size_t LINE = 64, SLACK = 256, HUGE_PAGE = std::size_t(1) << 21;

  struct Free {
    void operator()(T* values) const { std::free(values); }
  };

  // Arrays of some size ask for huge pages: walks over large weights then miss fewer
  // address translations.
  static T* allocate(std::size_t size) {
    if (size > (SIZE_MAX - SLACK - HUGE_PAGE) / sizeof(T)) throw std::bad_alloc();
    const std::size_t needed = size * sizeof(T) + SLACK;
    const std::size_t unit = needed >= HUGE_PAGE / 2 ? HUGE_PAGE : LINE;
    const std::size_t bytes = (needed + unit - 1) / unit * unit;
    if (MemoryCount::current) {
      MemoryCount::current->num_bytes += bytes;
      return nullptr;
    }
    void* values = nullptr;
    if (posix_memalign(&values, unit, bytes) != 0) throw std::bad_alloc();
#if defined(__linux__)
    if (unit == HUGE_PAGE) madvise(values, bytes, MADV_HUGEPAGE);
#endif
    std::memset(values, 0, bytes);
    return static_cast<T*>(values);
  }

  std::size_t size_ = 0;
  std::unique_ptr<T[], Free> values_;
};

using Floats = Array<float>;
using Ints = Array<std::int32_t>;

}  // namespace network4
