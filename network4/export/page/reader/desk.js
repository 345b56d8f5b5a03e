// A sheet of paper on a desk: what is around the sheet counts for nothing.

import { copied, median, roundHalfEven, zeros } from "./arrays.js";
import { DESK } from "./constants.js";
import { binaryDilation } from "./filters.js";
import { label } from "./labels.js";
import { longerSide, shrunk } from "./resizing.js";

/**
 * Return a picture with the desk on which a bright sheet lies made like paper; the same
 * where there is no such sheet.
 *
 * The sheet is the largest part that is brighter than the threshold which tells bright
 * from dark best (Otsu 1979), if it is about a rectangle with a sharp edge.
 */
export function clearDesk(grey) {
  const { small } = shrunk(grey, longerSide(grey) / DESK.SIDE);
  const sheet = findSheet(small);
  if (sheet === null) return grey;
  const paper = eroded(sheet, DESK.MARGIN);
  const cleared = copied(grey);
  const usual = median(small.data.filter((_, place) => paper.data[place]));
  for (let row = 0; row < grey.height; row++) {
    const start = Math.floor((row * small.height) / grey.height) * small.width;
    for (let column = 0; column < grey.width; column++) {
      const place = start + Math.floor((column * small.width) / grey.width);
      if (!paper.data[place]) cleared.data[row * grey.width + column] = usual;
    }
  }
  return cleared;
}

function findSheet(grey) {
  const brightness = grey.data.map((number) =>
    roundHalfEven(Math.fround(255 * number)),
  );
  const limit = thresholdOf(brightness);
  const bright = maskOf(grey, (place) => brightness[place] > limit);
  const largest = largestPart(bright);
  if (largest === null) return null;
  const around = touchingEdge(inverse(largest));
  const sheet = inverse(around);
  const area = countOf(sheet);
  if (area / sheet.data.length < DESK.LEAST_AREA) return null;
  if (countOf(largest) < DESK.LEAST_BRIGHT * area) return null;
  const edge = edgePlaces(sheet);
  const onEdge = edge.filter((place) => sheet.data[place]).length;
  if (onEdge / edge.length > DESK.MOST_ON_EDGE) return null;
  return isRectangle(sheet, area) && isSharp(grey, sheet) ? sheet : null;
}

/** Return the brightness up to which pixels are dark, by the largest variance. */
function thresholdOf(brightness) {
  const counts = new Float64Array(256);
  for (const level of brightness) counts[level]++;
  const total = brightness.length;
  const whole = counts.reduce((sum, count, level) => sum + count * level, 0);
  let [dark, darkSum, best, chosen] = [0, 0, -1, 0];
  for (let level = 0; level < 256; level++) {
    dark += counts[level];
    darkSum += counts[level] * level;
    const bright = total - dark;
    const apart = darkSum / Math.max(dark, 1) - (whole - darkSum) / Math.max(bright, 1);
    const variance = dark * bright * (apart * apart);
    if (variance > best) [best, chosen] = [variance, level];
  }
  return chosen;
}

function maskOf({ height, width }, holds) {
  const mask = zeros(height, width, Uint8Array);
  for (let place = 0; place < mask.data.length; place++) {
    mask.data[place] = holds(place) ? 1 : 0;
  }
  return mask;
}

function inverse(mask) {
  return maskOf(mask, (place) => !mask.data[place]);
}

function countOf(mask) {
  return mask.data.reduce((sum, number) => sum + number, 0);
}

function largestPart(mask) {
  const { labels, count } = label(mask);
  if (!count) return null;
  const sizes = new Int32Array(count + 1);
  for (const number of labels.data) if (number) sizes[number]++;
  const largest = sizes.indexOf(Math.max(...sizes));
  return maskOf(mask, (place) => labels.data[place] === largest);
}

/** Return the connected parts of a mask that reach the picture's edge. */
function touchingEdge(mask) {
  const { labels, count } = label(mask);
  const chosen = new Uint8Array(count + 1);
  for (const place of edgePlaces(mask)) chosen[labels.data[place]] = 1;
  chosen[0] = 0;
  return maskOf(mask, (place) => chosen[labels.data[place]]);
}

/** Return the places of the picture's four edges, corners twice. */
function edgePlaces({ height, width }) {
  const places = [];
  for (let column = 0; column < width; column++) {
    places.push(column, (height - 1) * width + column);
  }
  for (let row = 0; row < height; row++) {
    places.push(row * width, row * width + width - 1);
  }
  return places;
}

/** Tell by the smallest rectangle about it, upright or turned. */
function isRectangle(sheet, area) {
  let [least, aspect] = [Infinity, 0];
  for (let degrees = 0; degrees <= DESK.LAST_ANGLE; degrees += DESK.ANGLE_STEP) {
    const [one, other] = extents(sheet, (degrees * Math.PI) / 180);
    if (one * other < least) {
      least = one * other;
      aspect = Math.min(one, other) / Math.max(one, other);
    }
  }
  return area >= DESK.LEAST_FULLNESS * least && aspect >= DESK.LEAST_ASPECT;
}

function extents({ height, width, data }, angle) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const bounds = [Infinity, -Infinity, Infinity, -Infinity];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (!data[row * width + column]) continue;
      const along = cos * column + sin * row;
      const across = cos * row - sin * column;
      bounds[0] = Math.min(bounds[0], along);
      bounds[1] = Math.max(bounds[1], along);
      bounds[2] = Math.min(bounds[2], across);
      bounds[3] = Math.max(bounds[3], across);
    }
  }
  return [bounds[1] - bounds[0] + 1, bounds[3] - bounds[2] + 1];
}

/** Tell whether it is much darker just outside of the sheet than inside. */
function isSharp(grey, sheet) {
  const inside = ring(sheet);
  const outside = ring(inverse(sheet));
  const take = (mask) => grey.data.filter((_, place) => mask.data[place]);
  const [bright, dark] = [take(inside), take(outside)];
  if (!bright.length || !dark.length) return false;
  return median(dark) <= Math.fround(DESK.DARKEST_DESK * median(bright));
}

function ring(mask) {
  const outer = eroded(mask, 1);
  const inner = eroded(mask, DESK.EDGE);
  return maskOf(mask, (place) => outer.data[place] && !inner.data[place]);
}

/** Return what is so far from everything else; beyond the edge is nothing else. */
function eroded(mask, reach) {
  return inverse(binaryDilation(inverse(mask), reach));
}
