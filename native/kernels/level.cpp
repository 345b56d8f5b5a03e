// One level's kernels, compiled with that level's instructions (see CMakeLists.txt).
#include "../kernels.hpp"
#include "activations.hpp"
#include "batch_norm.hpp"
#include "convolution.hpp"
#include "convolution_back.hpp"
#include "dense.hpp"
#include "dense_back.hpp"
#include "dropout.hpp"
#include "pixels.hpp"
#include "update.hpp"
#include "warp.hpp"

#define NETWORK4_TEXT(name) #name
#define NETWORK4_NAME(name) NETWORK4_TEXT(name)

namespace network4::NETWORK4_LEVEL {

extern const Kernels table = {
    .name = NETWORK4_NAME(NETWORK4_LEVEL),
    .lanes = LANES,
    .most_panel_vectors = MOST_PANEL_VECTORS,
    .to_numbers = to_numbers,
    .warp = warp,
    .activate = activate,
    .multiply_by_slope = multiply_by_slope,
    .convolve = convolve,
    .convolve_back = convolve_back,
    .moments = moments,
    .collect = collect,
    .scale = scale,
    .slope_moments = slope_moments,
    .scale_back = scale_back,
    .find_active = find_active,
    .dense = dense,
    .dense_back = dense_back,
    .drop = drop,
    .update = update,
};

}  // namespace network4::NETWORK4_LEVEL
