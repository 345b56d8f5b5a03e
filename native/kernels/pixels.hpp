// Bytes as they are stored, numbers as a network reads them.
#pragma once

#include "vector.hpp"

namespace network4::NETWORK4_LEVEL {

// x = byte / 255, in 0..1.
void to_numbers(const std::uint8_t* bytes, float* numbers, int count) {
  for (int i = 0; i < count; ++i) numbers[i] = float(bytes[i]) * (1.0f / 255.0f);
}

}  // namespace network4::NETWORK4_LEVEL
