/**
 * A small network that tells points of a plane apart, and its backpropagation by hand.
 *
 * A layer is { weights, biases }: weights[k][j] leads from input k to neuron j. Hidden
 * neurons have an activation s. The last layer has one neuron with a sigmoid, whose
 * output is the probability that a point is of class 1. A point is { place: [x, y],
 * label: 0 or 1 }.
 *
 * Forward, layer by layer:
 *
 *     z_j = b_j + sum over k of w_kj a_k,    a_j = s(z_j).
 *
 * The cost C is the cross-entropy, the mean over n points. Backward, with
 * delta_j = dC/dz_j:
 *
 *     last neuron        delta = (a - y) / n
 *     biases             dC/db_j = delta_j
 *     weights            dC/dw_kj = a_k delta_j
 *     inputs             dC/da_k = sum over j of w_kj delta_j
 *     one layer back     delta_k = dC/da_k s'(z_k)
 *
 * The inputs of the first layer are the point itself. So the last of these slopes says
 * which way a point would have to go, for the cost to rise.
 */

/** Each activation, and its slope s'(z) in terms of the output a = s(z). */
export const ACTIVATIONS = {
  tanh: { compute: Math.tanh, slope: (a) => 1 - a * a },
  ReLU: { compute: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
  sigmoid: { compute: sigmoid, slope: (a) => a * (1 - a) },
};

/** Return 1 / (1 + exp(-z)), by tanh so that nothing overflows. */
export function sigmoid(z) {
  return (1 + Math.tanh(z / 2)) / 2;
}

/**
 * Return a network with its first weights, which are normal with deviation
 * 1 / sqrt(inputs of a neuron), and first biases with deviation 1.
 *
 * sizes: neurons of each hidden layer. random: what makeRandom returns.
 */
export function makeNetwork(sizes, activation, random) {
  const all = [2, ...sizes, 1];
  const layers = all.slice(1).map((size, before) => {
    const inputs = all[before];
    const draw = () => random.normal() / Math.sqrt(inputs);
    return {
      weights: fill(inputs, () => fill(size, draw)),
      biases: fill(size, random.normal),
    };
  });
  return { activation, layers };
}

/** Return the weighted input z of the last neuron; above 0, a point is of class 1. */
export function computeScore(network, place) {
  return forward(network, place).at(-1)[0];
}

/**
 * Return how the cost changes with every weight, every bias and every place.
 *
 * l2: the coefficient c of (c/2) times the sum of the squared weights, in the cost.
 * Returns { cost, accuracy, gradients, pulls }. Gradients have the form of the layers.
 * Of each point, pulls has { strength, slope }: y - a, which is how hard it pulls its
 * score up or down, and the slope dC/dx of its own part of the cost.
 */
export function backpropagate(network, points, l2) {
  const gradients = network.layers.map(({ weights, biases }) => ({
    weights: weights.map((row) => row.map((weight) => l2 * weight)),
    biases: biases.map(() => 0),
  }));
  const pulls = points.map((point) =>
    addPoint(network, point, points.length, gradients),
  );
  return { cost: computeCost(network, pulls, l2), ...countRight(pulls), gradients, pulls };
}

/** Move every weight and bias a step down: w -> w - rate dC/dw. */
export function takeStep({ layers }, gradients, rate) {
  layers.forEach(({ weights, biases }, number) => {
    const slopes = gradients[number];
    weights.forEach((row, k) =>
      row.forEach((_, j) => (row[j] -= rate * slopes.weights[k][j])),
    );
    biases.forEach((_, j) => (biases[j] -= rate * slopes.biases[j]));
  });
}

/** Return the outputs of each layer, the point first; of the last neuron, its z. */
function forward({ activation, layers }, place) {
  const { compute } = ACTIVATIONS[activation];
  const outputs = [place];
  layers.forEach(({ weights, biases }, number) => {
    const isLast = number === layers.length - 1;
    const inputs = outputs.at(-1);
    const z = biases.map((bias, j) =>
      inputs.reduce((sum, a, k) => sum + weights[k][j] * a, bias),
    );
    outputs.push(isLast ? z : z.map(compute));
  });
  return outputs;
}

/** Add one point's slopes to the gradients; return its pull, and its score. */
function addPoint(network, { place, label }, count, gradients) {
  const outputs = forward(network, place);
  const score = outputs.at(-1)[0];
  const strength = label - sigmoid(score);
  let delta = [-strength / count];
  let slope;
  for (let number = network.layers.length - 1; number >= 0; number -= 1) {
    const inputs = outputs[number];
    addLayer(gradients[number], inputs, delta);
    slope = network.layers[number].weights.map((row) =>
      row.reduce((sum, weight, j) => sum + weight * delta[j], 0),
    );
    delta = slope.map((each, k) => each * slopeOf(network, inputs[k]));
  }
  return { strength, slope, score, label };
}

function addLayer({ weights, biases }, inputs, delta) {
  delta.forEach((each, j) => {
    biases[j] += each;
    inputs.forEach((a, k) => (weights[k][j] += a * each));
  });
}

function slopeOf({ activation }, a) {
  return ACTIVATIONS[activation].slope(a);
}

function computeCost({ layers }, pulls, l2) {
  const squares = layers.flatMap(({ weights }) => weights.flat()).map((w) => w * w);
  const costs = pulls.map(
    ({ score, label }) =>
      Math.max(score, 0) - label * score + Math.log1p(Math.exp(-Math.abs(score))),
  );
  return sum(costs) / pulls.length + (l2 / 2) * sum(squares);
}

function countRight(pulls) {
  const right = pulls.filter(({ score, label }) => score > 0 === (label === 1));
  return { accuracy: right.length / pulls.length };
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function fill(count, make) {
  return Array.from({ length: count }, make);
}
