// Pictures made smaller and larger as Pillow does it.

import { roundHalfEven, zeros } from "./arrays.js";

/** Each new pixel is the mean of all that it covers. */
export const BOX_FILTER = { support: 0.5, weigh: weighBox };
/** New pixels lie on smooth curves through the old. */
export const BICUBIC_FILTER = { support: 2.0, weigh: weighBicubic };
const BICUBIC_SLOPE = -0.5;
const FRACTION_BITS = 22;
const REDUCING_GAP = 2.0;

function weighBox(away) {
  return away > -0.5 && away <= 0.5 ? 1 : 0;
}

function weighBicubic(away) {
  const x = Math.abs(away);
  const a = BICUBIC_SLOPE;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/**
 * Return of which old pixels each new one is made, and with what weights.
 *
 * Args: length of the old line; extent, how much of it is covered; count of new pixels.
 */
function weighLine(length, extent, count, filter) {
  const scale = Math.fround(extent) / count;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  const size = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Float64Array(count * size);
  for (let place = 0; place < count; place++) {
    const centre = (place + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), length);
    let sum = 0;
    for (let old = start; old < end; old++) {
      const weight = filter.weigh((old - centre + 0.5) * (1 / widening));
      weights[place * size + old - start] = weight;
      sum += weight;
    }
    for (let n = 0; n < end - start && sum !== 0; n++) weights[place * size + n] /= sum;
    starts[place] = start;
    counts[place] = end - start;
  }
  return { size, starts, counts, weights };
}

/** What numbers are summed as, and what turns sums into numbers again. */
function arithmetic(plane) {
  const isBytes = plane.data instanceof Uint8Array;
  if (!isBytes) return { unit: 1, half: 0, asWeight: (weight) => weight };
  const unit = 2 ** -FRACTION_BITS;
  // Arrays of bytes cut off what is behind the point.
  const asWeight = (weight) => Math.trunc(weight / unit + Math.sign(weight) / 2);
  return { unit, half: 0.5 / unit, asWeight };
}

/**
 * Return a plane of float32 numbers or of bytes resized.
 *
 * Args: extent, { height, width } of the plane that are covered; by default all.
 */
export function resize(plane, height, width, filter, extent = plane) {
  const alongRows = (from) => {
    if (width === plane.width && extent.width === width) return from;
    const line = weighLine(plane.width, extent.width, width, filter);
    return withRowsResized(from, width, line);
  };
  const alongColumns = (from) => {
    if (height === plane.height && extent.height === height) return from;
    const line = weighLine(plane.height, extent.height, height, filter);
    return withColumnsResized(from, height, line);
  };
  // What is much lower afterwards has far fewer rows to resize, as Pillow 13 has it.
  const lost = plane.height - height;
  const isMuchLower = lost > 0 && lost > 2 * (plane.width - width);
  return isMuchLower ? alongRows(alongColumns(plane)) : alongColumns(alongRows(plane));
}

function withRowsResized(plane, width, line) {
  const result = zeros(plane.height, width, plane.data.constructor);
  const { unit, half, asWeight } = arithmetic(plane);
  const { size, starts, counts } = line;
  const weights = line.weights.map(asWeight);
  const { data } = plane;
  for (let row = 0, at = 0; row < plane.height; row++) {
    for (let place = 0; place < width; place++, at++) {
      const start = row * plane.width + starts[place];
      const first = place * size;
      let sum = half;
      for (let n = 0; n < counts[place]; n++) {
        sum += data[start + n] * weights[first + n];
      }
      result.data[at] = sum * unit;
    }
  }
  return result;
}

function withColumnsResized(plane, height, line) {
  const { width } = plane;
  const result = zeros(height, width, plane.data.constructor);
  const { unit, half, asWeight } = arithmetic(plane);
  const sums = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    sums.fill(half);
    for (let n = 0; n < line.counts[row]; n++) {
      const weight = asWeight(line.weights[row * line.size + n]);
      const start = (line.starts[row] + n) * width;
      for (let at = 0; at < width; at++) sums[at] += plane.data[start + at] * weight;
    }
    for (let at = 0; at < width; at++) result.data[row * width + at] = sums[at] * unit;
  }
  return result;
}

/** Return a plane of bytes made smaller to fit a square, its proportions kept. */
export function thumbnail(plane, side) {
  const { height, width } = thumbnailSize(plane.height, plane.width, side);
  const across = Math.trunc(plane.width / width / REDUCING_GAP) || 1;
  const down = Math.trunc(plane.height / height / REDUCING_GAP) || 1;
  if (across === 1 && down === 1) return resize(plane, height, width, BOX_FILTER);
  const extent = { height: plane.height / down, width: plane.width / across };
  return resize(reduced(plane, down, across), height, width, BOX_FILTER, extent);
}

function thumbnailSize(height, width, side) {
  if (side >= width && side >= height) return { height, width };
  const aspect = width / height;
  const nearer = (length, distance) => {
    const [less, more] = [Math.floor(length), Math.ceil(length)];
    return Math.max(distance(more) < distance(less) ? more : less, 1);
  };
  if (aspect <= 1) {
    const distance = (count) => Math.abs(aspect - count / side);
    return { height: side, width: nearer(side * aspect, distance) };
  }
  const distance = (count) => (count ? Math.abs(aspect - side / count) : 0);
  return { height: nearer(side / aspect, distance), width: side };
}

/** Return the means of blocks of bytes; the last ones may be smaller. */
function reduced(plane, down, across) {
  const height = Math.ceil(plane.height / down);
  const width = Math.ceil(plane.width / across);
  const result = zeros(height, width, Uint8Array);
  for (let row = 0, place = 0; row < height; row++) {
    const bottom = Math.min((row + 1) * down, plane.height);
    for (let column = 0; column < width; column++, place++) {
      const right = Math.min((column + 1) * across, plane.width);
      const rows = [row * down, bottom];
      result.data[place] = blockMean(plane, rows, column * across, right);
    }
  }
  return result;
}

function blockMean(plane, [top, bottom], left, right) {
  const count = (bottom - top) * (right - left);
  let sum = count >> 1;
  for (let row = top; row < bottom; row++) {
    const start = row * plane.width;
    for (let column = left; column < right; column++) sum += plane.data[start + column];
  }
  return Math.floor((sum * Math.floor(Math.fround(2 ** 24 / count))) / 2 ** 24);
}

/** Return the longer side of a plane, in pixels. */
export function longerSide(plane) {
  return Math.max(plane.height, plane.width);
}

/** Return a picture smaller by a factor, if that is above 1, and by which it is. */
export function shrunk(grey, factor) {
  if (factor <= 1) return { small: grey, factor: 1 };
  const height = Math.max(1, roundHalfEven(grey.height / factor));
  const width = Math.max(1, roundHalfEven(grey.width / factor));
  const small = resize(grey, height, width, BOX_FILTER);
  return { small, factor: longerSide(grey) / longerSide(small) };
}
