// One character's ink as the image that a network trained on MNIST expects.

import { boundsOf, clipped, divided, greatest, padded, part } from "./arrays.js";
import { roundHalfEven, sumOf, zeros } from "./arrays.js";
import { greyDilation, greyErosion } from "./filters.js";
import { BICUBIC_FILTER, BOX_FILTER, resize } from "./resizing.js";

// Of the image, and of the square that the ink just fills.
export const SIDE = 28;
export const BOX = 20;
// The pens of nine in ten of MNIST's images are between these, in pixels.
const THINNEST_PEN = 2.0;
const THICKEST_PEN = 3.7;
const FINE = 4; // pens are thinned and thickened on pixels a quarter as wide
const EDGE_INK = 0.1; // less than this share of the darkest is paper
const BLOT = 0.5; // less than this, between strokes that are too thick, is where they ran

/**
 * Return ink as MNIST has its digits.
 *
 * It is scaled to fit 20 x 20 pixels with its proportions kept, its pen brought within
 * the widths of MNIST's, and put into 28 x 28 with the centre of mass in the middle.
 *
 * Args: ink, plane of numbers of at least 0, 0 for paper, more for more ink.
 *
 * Returns a Uint8Array of 28 x 28; all 0 where there is no ink.
 */
export function normalize(ink) {
  const most = greatest(ink.data);
  if (!most) return new Uint8Array(SIDE * SIDE);
  const small = fitIntoBox(withUsualPen(cropped(divided(ink, most))));
  const darkest = greatest(small.data);
  const bytes = zeros(small.height, small.width, Uint8Array);
  for (let place = 0; place < bytes.data.length; place++) {
    const amount = Math.fround(Math.fround(255 * small.data[place]) / darkest);
    bytes.data[place] = roundHalfEven(amount);
  }
  return centred(bytes);
}

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

/** Return ink scaled so that its longer side is `side` pixels. */
export function fitIntoBox(ink, side = BOX) {
  const scale = side / Math.max(ink.height, ink.width);
  const height = Math.max(1, roundHalfEven(ink.height * scale));
  const width = Math.max(1, roundHalfEven(ink.width * scale));
  // Larger pixels are means of all that they cover; smaller ones lie on smooth slopes.
  const way = scale < 1 ? BOX_FILTER : BICUBIC_FILTER;
  return clipped(resize(ink, height, width, way));
}

function cropped(ink) {
  const { top, left, bottom, right } = boundsOf(ink, EDGE_INK);
  return part(ink, top, left, bottom - top, right - left);
}

/** Thin or thicken strokes that would be beyond MNIST's, on a fine image. */
function withUsualPen(ink) {
  const fine = fitIntoBox(ink, BOX * FINE);
  const width = penWidth(fine) / FINE;
  const usual = Math.min(Math.max(width, THINNEST_PEN), THICKEST_PEN);
  // What is left or has grown is scaled to the box again, and its pen with it.
  const growth = ((Math.abs(usual - width) / (BOX - usual)) * BOX) / 2;
  const reach = roundHalfEven(growth * FINE);
  if (reach === 0) return fine;
  const changed =
    usual > width
      ? greyDilation(padded(fine, reach), reach)
      : greyErosion(padded(withoutBlots(fine), reach), reach);
  // Nothing is left of a stroke that erosion has worn away.
  return greatest(changed.data) > Math.fround(EDGE_INK) ? cropped(changed) : fine;
}

function withoutBlots({ height, width, data }) {
  const left = data.map((amount) => Math.max(amount - BLOT, 0) / (1 - BLOT));
  return { height, width, data: left };
}

/** Put ink into the middle by its centre of mass, whole pixels, nothing cut off. */
function centred(small) {
  const { height, width, data } = small;
  let [mass, down, right] = [0, 0, 0];
  for (let row = 0, place = 0; row < height; row++) {
    for (let column = 0; column < width; column++, place++) {
      mass += data[place];
      down += row * data[place];
      right += column * data[place];
    }
  }
  const top = startOf(down / mass, height);
  const left = startOf(right / mass, width);
  return part(small, -top, -left, SIDE, SIDE).data;
}

function startOf(centre, length) {
  const wanted = Math.floor((SIDE - 1) / 2 - centre + 0.5);
  return Math.min(Math.max(wanted, 0), SIDE - length);
}
