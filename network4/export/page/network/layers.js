import { asPair, convolve } from "./convolution.js";

const ACTIVATIONS = {
  linear: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
};

const COMPUTE = {
  Conv: (input, layer) => activate(addBiases(convolve(input, layer), layer), layer),
  ConvPool: computeConvPool,
  MaxPool: (input, layer) => poolBy(poolGreatest, input, layer.size, layer.stride),
  L2Pool: (input, layer) => poolBy(poolNorm, input, layer.size, layer.stride),
  BatchNorm: computeBatchNorm,
  Dropout: (input, layer) => scale(input, 1 - layer.probability),
  FullyConnected: (input, layer) => activate(weigh(input, layer), layer),
  DropConnect: (input, layer) => activate(weigh(input, layer), layer),
  Softmax: (input, layer) => softmax(weigh(input, layer)),
};

/**
 * Compute a layer's activations from those of the layer before it.
 *
 * input: { shape, data }, shape [channels, height, width] or [values]; layer: as in the
 * model file. Returns the same form.
 */
export function computeLayer(input, layer) {
  return COMPUTE[layer.type](input, layer);
}

function computeConvPool(input, layer) {
  const pooled = poolBy(poolGreatest, convolve(input, layer), layer.pool, layer.pool);
  return activate(addBiases(pooled, layer), layer);
}

function activate({ shape, data }, layer) {
  return { shape, data: data.map(ACTIVATIONS[layer.activation]) };
}

function scale({ shape, data }, factor) {
  return { shape, data: data.map((value) => factor * value) };
}

function addBiases({ shape, data }, layer) {
  const biases = layer.parameters.biases.data;
  const places = data.length / biases.length;
  return { shape, data: data.map((z, at) => z + biases[Math.floor(at / places)]) };
}

/** z[u] = b[u] + (1 - p) * sum over i of a[i] * w[i, u], with dropout p. */
function weigh({ data }, layer) {
  const weights = layer.parameters.weights.data;
  const biases = layer.parameters.biases.data;
  const sums = new Float64Array(biases.length);
  for (let input = 0; input < data.length; input += 1) {
    const value = data[input];
    if (value === 0) continue;
    const from = input * sums.length;
    for (let unit = 0; unit < sums.length; unit += 1) {
      sums[unit] += value * weights[from + unit];
    }
  }
  const kept = 1 - layer.dropout;
  return { shape: [sums.length], data: sums.map((sum, at) => kept * sum + biases[at]) };
}

function softmax({ shape, data }) {
  const greatest = data.reduce((one, other) => Math.max(one, other));
  const powers = data.map((z) => Math.exp(z - greatest));
  const total = powers.reduce((sum, power) => sum + power);
  return { shape, data: powers.map((power) => power / total) };
}

function poolBy(take, { shape, data }, size, stride) {
  const [maps, inputHeight, inputWidth] = shape;
  const window = asPair(size);
  const step = asPair(stride ?? size);
  const height = Math.floor((inputHeight - window[0]) / step[0]) + 1;
  const width = Math.floor((inputWidth - window[1]) / step[1]) + 1;
  const output = new Float64Array(maps * height * width);
  for (let at = 0; at < output.length; at += 1) {
    const map = Math.floor(at / (height * width));
    const top = (Math.floor(at / width) % height) * step[0];
    const from = (map * inputHeight + top) * inputWidth + (at % width) * step[1];
    output[at] = take(data, from, window, inputWidth);
  }
  return { shape: [maps, height, width], data: output };
}

function poolGreatest(data, from, [height, width], rowLength) {
  let greatest = -Infinity;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = data[from + y * rowLength + x];
      if (value > greatest) greatest = value;
    }
  }
  return greatest;
}

function poolNorm(data, from, [height, width], rowLength) {
  let squares = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) squares += data[from + y * rowLength + x] ** 2;
  }
  return Math.sqrt(squares);
}

function computeBatchNorm({ shape, data }, layer) {
  const { scales, offsets, means, variances } = layer.parameters;
  const places = data.length / means.data.length;
  const normalized = data.map((value, at) => {
    const map = Math.floor(at / places);
    const deviation = Math.sqrt(variances.data[map] + layer.epsilon);
    return (
      (scales.data[map] * (value - means.data[map])) / deviation + offsets.data[map]
    );
  });
  return activate({ shape, data: normalized }, layer);
}
