// The filters of scipy.ndimage that a reader needs.

import { clamp, copied, part, zeros } from "./arrays.js";

const TRUNCATE = 4.0;

/** Call visit(first place, step, length) for each column or row of a plane. */
export function forEachLine(plane, isUpright, visit) {
  const { height, width } = plane;
  if (isUpright) {
    for (let column = 0; column < width; column++) visit(column, width, height);
  } else {
    for (let row = 0; row < height; row++) visit(row * width, 1, width);
  }
}

/** Return float32 numbers blurred, the plane mirrored at its edges. */
export function gaussianFilter(plane, sigma) {
  if (sigma <= 1e-15) return plane;
  const weights = gaussianWeights(sigma);
  return blurredAcross(blurredDown(plane, weights), weights);
}

function gaussianWeights(sigma) {
  const radius = Math.trunc(TRUNCATE * sigma + 0.5);
  const weights = new Float64Array(radius + 1);
  for (let far = 0; far <= radius; far++) {
    weights[far] = Math.exp((-0.5 / (sigma * sigma)) * far * far);
  }
  let sum = 0;
  for (let place = -radius; place <= radius; place++) sum += weights[Math.abs(place)];
  return weights.map((weight) => weight / sum);
}

function blurredDown({ height, width, data }, weights) {
  const result = zeros(height, width);
  const sums = new Float64Array(width);
  const startOf = (row) => width * mirrored(row, height);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    addWeighted(sums, data, row * width, weights[0]);
    for (let far = weights.length - 1; far > 0; far--) {
      addPairs(sums, data, startOf(row - far), startOf(row + far), weights[far]);
    }
    result.data.set(sums, row * width);
  }
  return result;
}

function blurredAcross({ height, width, data }, weights) {
  const result = zeros(height, width);
  const radius = weights.length - 1;
  const line = new Float32Array(width + 2 * radius);
  const sums = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    line.set(data.subarray(start, start + width), radius);
    for (let far = 1; far <= radius; far++) {
      line[radius - far] = data[start + mirrored(-far, width)];
      line[radius + width - 1 + far] = data[start + mirrored(width - 1 + far, width)];
    }
    sums.fill(0);
    addWeighted(sums, line, radius, weights[0]);
    for (let far = radius; far > 0; far--) {
      addPairs(sums, line, radius - far, radius + far, weights[far]);
    }
    result.data.set(sums, start);
  }
  return result;
}

function addWeighted(sums, data, start, weight) {
  for (let n = 0; n < sums.length; n++) sums[n] += data[start + n] * weight;
}

function addPairs(sums, data, one, other, weight) {
  for (let n = 0; n < sums.length; n++) {
    sums[n] += (data[one + n] + data[other + n]) * weight;
  }
}

/** Return where a place outside of a line falls when its ends are mirrors. */
function mirrored(place, length) {
  if (place >= 0 && place < length) return place;
  const period = 2 * length;
  const inside = ((place % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}

/**
 * Return medians over square windows; edges go on outside of the plane.
 *
 * Of the ranks of all numbers those in the window are counted, and the median's is
 * followed from pixel to pixel (Huang).
 */
export function medianFilter(plane, size) {
  const { height, width } = plane;
  const result = zeros(height, width);
  const sorted = plane.data.slice().sort();
  const ranks = Int32Array.from(plane.data, (number) => rankOf(sorted, number));
  const seen = { counts: new Int32Array(sorted.length), rank: 0, below: 0 };
  const count = (row, column, change) => {
    for (let down = row; down < row + size; down++) {
      const start = width * clamp(down - (size >> 1), height - 1);
      const rank = ranks[start + clamp(column, width - 1)];
      seen.counts[rank] += change;
      if (rank < seen.rank) seen.below += change;
    }
  };
  for (let row = 0; row < height; row++) {
    seen.counts.fill(0);
    seen.below = 0;
    const first = -(size >> 1);
    for (let column = first; column < first + size; column++) count(row, column, 1);
    for (let column = 0; column < width; column++) {
      moveTo(seen, (size * size) >> 1);
      result.data[row * width + column] = sorted[seen.rank];
      count(row, column + first, -1);
      count(row, column + first + size, 1);
    }
  }
  return result;
}

/** Return at which place a number first stands in sorted ones. */
function rankOf(sorted, number) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Move the rank to where so many of the numbers counted are below it. */
function moveTo(seen, wanted) {
  const { counts } = seen;
  while (seen.below > wanted) seen.below -= counts[--seen.rank];
  while (seen.below + counts[seen.rank] <= wanted) seen.below += counts[seen.rank++];
}

/** Return the least over square windows of the greatest over such windows. */
export function greyClosing(plane, size) {
  if (size <= 1) return plane;
  const before = size >> 1;
  // Of an even window the middle lies to one side; the way back takes the other.
  const after = size % 2 === 0 ? before - 1 : before;
  return extremes(extremes(plane, size, after, 1), size, before, -1);
}

/**
 * Return the greatest number (sign 1) or the least (-1) over square windows.
 *
 * Each begins so many places before its pixel; edges go on outside of the plane.
 */
function extremes({ height, width, data }, size, before, sign) {
  const wide = zeros(height + size - 1, width + size - 1, Int32Array);
  const bits = bitsOf(data);
  for (let row = 0, place = 0; row < wide.height; row++) {
    const start = width * clamp(row - before, height - 1);
    for (let column = 0; column < wide.width; column++, place++) {
      wide.data[place] = sign * bits[start + clamp(column - before, width - 1)];
    }
  }
  takeGreatest(wide.data, size, 1);
  takeGreatest(wide.data, size, wide.width);
  return fromBits(part(wide, 0, 0, height, width), sign);
}

/** Return float32 numbers as whole ones, in the same order if they are at least 0. */
function bitsOf(data) {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

function fromBits({ height, width, data }, sign) {
  const result = zeros(height, width);
  const bits = bitsOf(result.data);
  for (let place = 0; place < bits.length; place++) bits[place] = sign * data[place];
  return result;
}

/** Return the greater of two whole numbers, by no branch: that is hard to foresee. */
function greater(one, other) {
  const difference = one - other;
  return one - (difference & (difference >> 31));
}

/** Replace each number by the greatest of so many; windows double in length. */
function takeGreatest(data, size, step) {
  for (let covered = 1; covered < size; covered *= 2) {
    const shift = step * Math.min(covered, size - covered);
    for (let place = 0, other = shift; other < data.length; place++, other++) {
      data[place] = greater(data[place], data[other]);
    }
  }
}

/** Return the greatest number over a disk about each pixel; 0 outside. */
export function greyDilation(plane, reach) {
  return overDisk(plane, reach, 1);
}

/** Return the least number over a disk about each pixel of a plane with 0 around. */
export function greyErosion(plane, reach) {
  return overDisk(plane, reach, -1);
}

/** A disk is rows of different widths, and those of a width follow from a narrower. */
function overDisk(plane, reach, sign) {
  const { height, width } = plane;
  const source = bitsOf(plane.data).map((number) => sign * number);
  const wide = source.slice();
  const result = { height, width, data: source.slice() };
  for (let half = 0; half <= reach; half++) {
    if (half) widen(wide, source, width, half);
    for (let down = 1; down <= reach; down++) {
      const room = reach * reach - down * down;
      if (half * half > room || (half + 1) * (half + 1) <= room) continue;
      takeShifted(result.data, wide, down * width);
    }
  }
  takeShifted(result.data, wide, 0);
  return fromBits(result, sign);
}

function widen(wide, source, width, half) {
  for (let start = 0; start < source.length; start += width) {
    for (let place = start; place < start + width - half; place++) {
      const other = place + half;
      wide[place] = greater(wide[place], source[other]);
      wide[other] = greater(wide[other], source[place]);
    }
  }
}

function takeShifted(result, wide, shift) {
  for (let place = 0, other = shift; other < wide.length; place++, other++) {
    result[place] = greater(result[place], wide[other]);
    result[other] = greater(result[other], wide[place]);
  }
}

/** Return a mask grown by so many pixels to all sides, corners included. */
export function binaryDilation(mask, reach) {
  return dilationAlong(dilationAlong(mask, true, reach), false, reach);
}

/** Return a mask grown by so many pixels up and down, or to the left and right. */
export function dilationAlong(mask, isUpright, reach) {
  const grown = copied(mask);
  forEachLine(mask, isUpright, (start, step, length) => {
    spreadAlong(grown.data, start, step, length, reach);
    spreadAlong(grown.data, start + step * (length - 1), -step, length, reach);
  });
  return grown;
}

function spreadAlong(data, start, step, length, reach) {
  let left = 0;
  for (let count = 0, place = start; count < length; count++, place += step) {
    if (data[place]) {
      left = reach;
    } else if (left > 0) {
      data[place] = 1;
      left--;
    }
  }
}
