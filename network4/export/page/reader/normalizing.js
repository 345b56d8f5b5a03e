// One character's ink as the image that a network trained on MNIST expects.

import { boundsOf, clipped, divided, greatest, padded } from "./arrays.js";
import { part, roundHalfEven, zeros } from "./arrays.js";
import { NORMALIZING } from "./constants.js";
import { greyDilation, greyErosion } from "./filters.js";
import { BICUBIC_FILTER, BOX_FILTER, resize } from "./resizing.js";
import { penWidth } from "./strokes.js";

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
  if (!most) return new Uint8Array(NORMALIZING.SIDE * NORMALIZING.SIDE);
  const small = fitIntoBox(withUsualPen(cropped(divided(ink, most))));
  const darkest = greatest(small.data);
  const bytes = zeros(small.height, small.width, Uint8Array);
  for (let place = 0; place < bytes.data.length; place++) {
    const amount = Math.fround(Math.fround(255 * small.data[place]) / darkest);
    bytes.data[place] = roundHalfEven(amount);
  }
  return centred(bytes);
}

/** Return ink scaled so that its longer side is `side` pixels. */
export function fitIntoBox(ink, side = NORMALIZING.BOX) {
  const scale = side / Math.max(ink.height, ink.width);
  const height = Math.max(1, roundHalfEven(ink.height * scale));
  const width = Math.max(1, roundHalfEven(ink.width * scale));
  // Larger pixels are means of all that they cover; smaller ones lie on smooth slopes.
  const way = scale < 1 ? BOX_FILTER : BICUBIC_FILTER;
  return clipped(resize(ink, height, width, way));
}

function cropped(ink) {
  const { top, left, bottom, right } = boundsOf(ink, NORMALIZING.EDGE_INK);
  return part(ink, top, left, bottom - top, right - left);
}

/** Thin or thicken strokes that would be beyond MNIST's, on a fine image. */
function withUsualPen(ink) {
  const fine = fitIntoBox(ink, NORMALIZING.BOX * NORMALIZING.FINE);
  const width = penWidth(fine) / NORMALIZING.FINE;
  const usual = Math.min(
    Math.max(width, NORMALIZING.THINNEST_PEN),
    NORMALIZING.THICKEST_PEN,
  );
  // What is left or has grown is scaled to the box again, and its pen with it.
  const growth =
    ((Math.abs(usual - width) / (NORMALIZING.BOX - usual)) * NORMALIZING.BOX) / 2;
  const reach = roundHalfEven(growth * NORMALIZING.FINE);
  if (reach === 0) return fine;
  const changed =
    usual > width
      ? greyDilation(padded(fine, reach), reach)
      : greyErosion(padded(withoutBlots(fine), reach), reach);
  // Nothing is left of a stroke that erosion has worn away.
  return greatest(changed.data) > Math.fround(NORMALIZING.EDGE_INK)
    ? cropped(changed)
    : fine;
}

function withoutBlots({ height, width, data }) {
  const left = data.map(
    (amount) => Math.max(amount - NORMALIZING.BLOT, 0) / (1 - NORMALIZING.BLOT),
  );
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
  return part(small, -top, -left, NORMALIZING.SIDE, NORMALIZING.SIDE).data;
}

function startOf(centre, length) {
  const wanted = Math.floor((NORMALIZING.SIDE - 1) / 2 - centre + 0.5);
  return Math.min(Math.max(wanted, 0), NORMALIZING.SIDE - length);
}
