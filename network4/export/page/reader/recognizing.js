// What the network says of the parts of a line that may be digits.

import { promising } from "./choosing.js";
import { SIDE, normalize } from "./normalizing.js";

const TOGETHER = 16; // of a line: what these say may spare the network the others

/**
 * Show spans to the network, some of all lines at once.
 *
 * Args: classify and numClasses, as in readPixels; splits, the lines; every, whether to
 * show all: else those without which the best reading of a line would not be known.
 *
 * Returns for each line { split, images, probabilities }: Maps from a span's number to
 * what was shown, a Uint8Array of 28 x 28, and what was said, a Float32Array.
 */
export function recognize(classify, numClasses, splits, every) {
  const lines = splits.map((split) => ({
    split,
    images: new Map(),
    probabilities: new Map(),
  }));
  for (;;) {
    const wanted = lines.flatMap((line) => wantedOf(line, every));
    if (!wanted.length) return lines;
    const bytes = new Uint8Array(wanted.length * SIDE * SIDE);
    wanted.forEach(({ line, number }, place) => {
      const image = normalize(line.split.spans[number].piece.ink);
      line.images.set(number, image);
      bytes.set(image, place * SIDE * SIDE);
    });
    const said = classify(bytes, wanted.length);
    wanted.forEach(({ line, number }, place) => {
      const own = said.slice(numClasses * place, numClasses * (place + 1));
      line.probabilities.set(number, own);
    });
  }
}

/** Return the probability of the likeliest class, by the span's number. */
export function likeliest(probabilities) {
  return new Map(
    [...probabilities].map(([number, said]) => [number, Math.max(...said)]),
  );
}

function wantedOf(line, every) {
  const numbers = every
    ? [...line.split.spans.keys()].filter((number) => !line.images.has(number))
    : promising(line.split, likeliest(line.probabilities)).slice(0, TOGETHER);
  return [...numbers].map((number) => ({ line, number }));
}
