// A part of a line, shown together with the ink around it.

import { clipped, roundHalfEven, zeros } from "./arrays.js";
import { SURROUNDINGS } from "./constants.js";
import { greyDilation } from "./filters.js";
import { BICUBIC_FILTER, BOX_FILTER, resize } from "./resizing.js";

/**
 * Return a part of a line and the ink around it, as two images.
 *
 * Both are scaled by the height of the line, and the part is in their middle. Strokes
 * that are thinner than MNIST's are thickened.
 *
 * Args: piece, the part; line, all ink of the line, a piece, too; lineHeight, the usual
 * height of its digits, and pen, the width of the strokes, in pixels.
 *
 * Returns a Uint8Array of 2 x 32 x 40: the part, and the other ink.
 */
export function withSurroundings(piece, line, lineHeight, pen) {
  const scale = lineHeight / SURROUNDINGS.LINE;
  const height = Math.max(1, roundHalfEven(SURROUNDINGS.HEIGHT * scale));
  const width = Math.max(1, roundHalfEven(SURROUNDINGS.WIDTH * scale));
  const top = piece.top + Math.floor((piece.height - height) / 2);
  const left = piece.left + Math.floor((piece.width - width) / 2);
  const own = windowOf(piece, top, left, height, width);
  const others = windowOf(line, top, left, height, width);
  for (let place = 0; place < own.data.length; place++) {
    others.data[place] = Math.max(0, others.data[place] - own.data[place]);
  }
  const reach = roundHalfEven((SURROUNDINGS.THINNEST_PEN * scale - pen) / 2);
  const seen = [own, others].map((ink) => (reach > 0 ? greyDilation(ink, reach) : ink));
  return Uint8Array.from(seen.flatMap((ink) => bytesOf(resized(ink))));
}

/** Return the ink of a piece that is in a window of the page. */
function windowOf(piece, top, left, height, width) {
  const plane = zeros(height, width);
  const [start, stop] = [Math.max(left, piece.left), Math.min(left + width, piece.right)];
  const last = Math.min(top + height, piece.bottom);
  for (let row = Math.max(top, piece.top); row < last; row++) {
    for (let column = start; column < stop; column++) {
      const from = (row - piece.top) * piece.width + column - piece.left;
      plane.data[(row - top) * width + column - left] = piece.ink.data[from];
    }
  }
  return plane;
}

function resized(plane) {
  const way = plane.height > SURROUNDINGS.HEIGHT ? BOX_FILTER : BICUBIC_FILTER;
  return clipped(resize(plane, SURROUNDINGS.HEIGHT, SURROUNDINGS.WIDTH, way), 1);
}

function bytesOf({ data }) {
  return Array.from(data, (ink) => roundHalfEven(Math.fround(255 * ink)));
}
