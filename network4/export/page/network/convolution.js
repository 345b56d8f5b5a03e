import { UNROLLED, addWeighed } from "./products.js";
import { convolveByTiles, isByTiles } from "./winograd.js";

/**
 * Convolve: z[m, j, k] = sum over c, l, n of w[m, c, l, n] * a[c, s*j + l, s*k + n].
 *
 * input: { shape: [channels, height, width], data }; layer: as in the model file.
 * Returns { shape: [maps, height, width], data: Float64Array }, without biases.
 */
export function convolve(input, layer) {
  const geometry = measureConvolution(input.shape, layer);
  if (isByTiles(geometry)) return convolveByTiles(input, layer, geometry);
  const { maps, groups, places, rows } = geometry;
  layer.fields ??= padFields(layer.parameters.weights, rows);
  // One map more: the partner of a last one that is alone.
  const output = new Float64Array((maps + 1) * places);
  const patches = new Float64Array(UNROLLED * places);
  for (let group = 0; group < groups; group += 1) {
    const end = ((group + 1) * maps) / groups;
    for (let row = 0; row < rows; row += UNROLLED) {
      takePatches(input, geometry, group, row, patches);
      for (let map = (group * maps) / groups; map < end; map += 2) {
        const other = map + 1 < end ? map + 1 : maps;
        addWeighed(patches, layer.fields, row, rows, map, other, output, places);
      }
    }
  }
  const shape = [maps, geometry.height, geometry.width];
  return { shape, data: output.subarray(0, maps * places) };
}

/** Return both numbers of a setting that is one number or a pair. */
export function asPair(setting) {
  return Array.isArray(setting) ? setting : [setting, setting];
}

function measureConvolution([, inputHeight, inputWidth], layer) {
  const [maps, channels, fieldHeight, fieldWidth] = layer.parameters.weights.shape;
  const stride = asPair(layer.stride);
  const padding = asPair(layer.padding);
  const height =
    Math.floor((inputHeight + 2 * padding[0] - fieldHeight) / stride[0]) + 1;
  const width = Math.floor((inputWidth + 2 * padding[1] - fieldWidth) / stride[1]) + 1;
  const numbers = channels * fieldHeight * fieldWidth;
  const rows = UNROLLED * Math.ceil(numbers / UNROLLED);
  const field = [fieldHeight, fieldWidth];
  const places = height * width;
  const { groups } = layer;
  return {
    maps,
    channels,
    field,
    stride,
    padding,
    groups,
    height,
    width,
    places,
    rows,
  };
}

/** Return each map's weights, and zeros up to `rows` of them; zeros for a map more. */
function padFields({ shape, data }, rows) {
  const numbers = data.length / shape[0];
  const padded = new Float64Array((shape[0] + 1) * rows);
  for (let map = 0; map < shape[0]; map += 1) {
    padded.set(data.subarray(map * numbers, (map + 1) * numbers), map * rows);
  }
  return padded;
}

/** Fill rows with what some weights of a field, from `first` on, meet at each place. */
function takePatches({ shape, data }, geometry, group, first, patches) {
  const { channels, field, stride, padding, height, width, places } = geometry;
  const [, inputHeight, inputWidth] = shape;
  patches.fill(0);
  for (let row = 0; row < UNROLLED; row += 1) {
    const [channel, down, across] = locate(first + row, field);
    if (channel >= channels) return;
    for (let j = 0; j < height; j += 1) {
      const y = j * stride[0] + down - padding[0];
      if (y < 0 || y >= inputHeight) continue;
      const from = ((group * channels + channel) * inputHeight + y) * inputWidth;
      const to = row * places + j * width;
      for (let k = 0; k < width; k += 1) {
        const x = k * stride[1] + across - padding[1];
        if (x >= 0 && x < inputWidth) patches[to + k] = data[from + x];
      }
    }
  }
}

/** Return channel, row and column of a weight within its field. */
function locate(number, [height, width]) {
  const line = Math.floor(number / width);
  return [Math.floor(line / height), line % height, number % width];
}
