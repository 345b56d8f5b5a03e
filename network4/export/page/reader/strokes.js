// How wide the pen was that wrote some ink.

import { padded, sumOf } from "./arrays.js";

/** Return the width of the strokes in pixels, from twice their area by their edge. */
export function penWidth(ink) {
  const { height, width, data } = padded(ink, 2);
  const slopes = new Float32Array(data.length);
  for (let row = 1; row < height - 1; row++) {
    for (let place = row * width + 1; place < (row + 1) * width - 1; place++) {
      const down = Math.fround(data[place + width] - data[place - width]) / 2;
      const right = Math.fround(data[place + 1] - data[place - 1]) / 2;
      // A slope of the ink has the length of the edge, whatever its direction.
      slopes[place] = Math.sqrt(down * down + right * right);
    }
  }
  return (2 * sumOf(ink.data)) / Math.max(sumOf(slopes), 1e-6);
}
