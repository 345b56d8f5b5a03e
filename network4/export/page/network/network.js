import { computeLayer } from "./layers.js";

const WHITE = 255;

/**
 * Compute all layers for one image.
 *
 * model: what parseModel returned; image: bytes, as many as the network has inputs.
 * Returns the activations { shape, data: Float64Array } of each layer.
 */
export function computeLayers(model, image) {
  const data = Float64Array.from(image, (value) => value / WHITE);
  let activations = { shape: model.network.input_shape, data };
  return model.layers.map((layer) => {
    activations = computeLayer(activations, layer);
    return activations;
  });
}

/**
 * Compute the probabilities of each class; outputs that are none are divided by their
 * sum, and are even where that is 0.
 *
 * images: Uint8Array of `count` images. Returns a Float32Array (count * classes).
 */
export function classify(model, images, count) {
  const length = images.length / count;
  const answers = [];
  for (let number = 0; number < count; number += 1) {
    const image = images.subarray(number * length, (number + 1) * length);
    const { data } = computeLayers(model, image).at(-1);
    const total = data.reduce((sum, output) => sum + output);
    answers.push(
      ...data.map((output) => (total > 0 ? output / total : 1 / data.length)),
    );
  }
  return Float32Array.from(answers);
}
