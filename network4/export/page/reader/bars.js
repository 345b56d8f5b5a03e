// Straight lines of ink, which may be the sides of printed frames.

import { median, part, roundHalfEven, zeros } from "./arrays.js";
import { BARS } from "./constants.js";
import { binaryDilation, forEachLine } from "./filters.js";
import { findObjects, label } from "./labels.js";

/**
 * A straight line of ink, as if it ran from left to right: rows and columns of upright
 * bars are exchanged.
 *
 * Attributes: isUpright; start, its first column, and end, the column after its last;
 * centres, the row of its middle in each column; thickness, in pixels.
 */
export class Bar {
  constructor(isUpright, start, centres, thickness) {
    this.isUpright = isUpright;
    this.start = start;
    this.centres = centres;
    this.thickness = thickness;
    this.length = centres.length;
    this.end = start + this.length;
    this.middle = median(centres);
  }

  /** Return the bar in a picture that begins so far below and to the right. */
  moved(down, right) {
    const [across, along] = this.isUpright ? [right, down] : [down, right];
    const centres = this.centres.map((row) => row - across);
    return new Bar(this.isUpright, this.start - along, centres, this.thickness);
  }

  /** Return the row of its middle in a column, or at the end nearest to it. */
  at(column) {
    const place = Math.max(roundHalfEven(column) - this.start, 0);
    return this.centres[Math.min(place, this.length - 1)];
  }
}

/** Return a plane with its rows and columns exchanged. */
export function transposed({ height, width, data }) {
  const result = zeros(width, height, data.constructor);
  for (let row = 0, place = 0; row < height; row++) {
    for (let column = 0; column < width; column++, place++) {
      result.data[column * height + row] = data[place];
    }
  }
  return result;
}

/** Return the straight lines of a mask that run level or upright, or nearly so. */
export function findBars(mask, pen) {
  const length = Math.max(BARS.LEAST_BAR, roundHalfEven(BARS.LEAST_BAR_PENS * pen));
  return [...barsOf(mask, false, length), ...barsOf(transposed(mask), true, length)];
}

function barsOf(mask, isUpright, length) {
  if (mask.width < length) return [];
  const { labels, count } = label(longRuns(mask, length));
  return findObjects(labels, count).flatMap((box, index) => {
    const [height, width] = [box.bottom - box.top, box.right - box.left];
    const own = part(labels, box.top, box.left, height, width);
    const { counts, means } = columnsOf(own, index + 1);
    // Where a stroke touches a bar it is thicker, so most columns may be.
    const thickness = counts.slice().sort((a, b) => a - b)[Math.floor(width / 4)];
    if (width < length || thickness > BARS.THICKEST * width) return [];
    const centres = bridged(counts, means, thickness);
    if (centres === null || !isStraight(centres, thickness)) return [];
    const rows = centres.map((row) => row + box.top);
    return [new Bar(isUpright, box.left, rows, thickness)];
  });
}

/** Return how many rows of each column have a number, and their mean. */
function columnsOf({ height, width, data }, number) {
  const counts = new Array(width).fill(0);
  const sums = new Array(width).fill(0);
  for (let row = 0, place = 0; row < height; row++) {
    for (let column = 0; column < width; column++, place++) {
      if (data[place] !== number) continue;
      counts[column] += 1;
      sums[column] += row;
    }
  }
  return { counts, means: sums.map((sum, column) => sum / counts[column]) };
}

/** Return means where a bar is about as thick as usual, and lines between; or null. */
function bridged(counts, means, thickness) {
  const isUsual = (count = thickness) => Math.abs(count - thickness) <= 1;
  const known = [...counts.keys()].filter((column) =>
    [column - 1, column, column + 1].every((place) => isUsual(counts[place])),
  );
  if (!known.length) return null;
  let next = 0;
  return means.map((_, column) => {
    while (next < known.length && known[next] < column) next++;
    if (next === known.length) return means[known[next - 1]];
    const after = known[next];
    if (after === column || next === 0) return means[after];
    const before = known[next - 1];
    const slope = (means[after] - means[before]) / (after - before);
    return slope * (column - before) + means[before];
  });
}

/** Return whether nine in ten columns are near a line from end to end. */
function isStraight(centres, thickness) {
  const count = centres.length;
  const quarter = Math.floor(count / 4);
  const first = median(centres.slice(0, quarter));
  const last = median(centres.slice(-quarter));
  const slope = (last - first) / (count - quarter);
  const away = centres
    .map((row, place) => Math.abs(row - (first + slope * (place - (quarter - 1) / 2))))
    .sort((a, b) => a - b);
  const most = BARS.MOST_BENT + BARS.MOST_BENT_SHARE * count + thickness / 4;
  const bent = away[Math.floor((9 * count) / 10)];
  return Math.abs(slope) <= BARS.MOST_LEANING && bent <= most;
}

/** Return where ink runs on from left to right, a pixel to the side allowed. */
function longRuns(mask, least) {
  const wide = binaryDilation(mask, 1);
  const long = zeros(mask.height, mask.width, Uint8Array);
  forEachLine(wide, false, (start, step, count) => {
    const end = start + count;
    for (let place = start; place < end; place++) {
      const first = place;
      while (place < end && wide.data[place]) place++;
      if (place - first < least) continue;
      for (let at = first; at < place; at++) long.data[at] = mask.data[at];
    }
  });
  return long;
}
