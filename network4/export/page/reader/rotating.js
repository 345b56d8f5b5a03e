// A plane turned about its middle, as scipy.ndimage.rotate turns it.

import { zeros } from "./arrays.js";

// Polynomials of Cephes for sine and cosine up to 45 degrees.
const SINE = [
  1.58962301572218447952e-10, -2.50507477628503540135e-8, 2.75573136213856773549e-6,
  -1.98412698295895384658e-4, 8.33333333332211858862e-3, -1.66666666666666307295e-1,
];
const COSINE = [
  1.13678171382044553091e-11, -2.08758833757683644217e-9, 2.75573155429816611547e-7,
  -2.48015872936186303776e-5, 1.3888888888880666676e-3, -4.16666666666666348141e-2,
  4.99999999999999999798e-1,
];

/** Return the cosine and sine of at most 45 degrees, as SciPy has them. */
function cosineAndSine(degrees) {
  const angle = Math.abs(degrees) * (Math.PI / 180);
  const square = angle * angle;
  const value = (factors) => factors.reduce((sum, factor) => sum * square + factor);
  const sine = angle + angle * (square * value(SINE));
  return [1 - square * value(COSINE), degrees < 0 ? -sine : sine];
}

/**
 * Return a plane turned by at most 45 degrees, made larger to hold all of it.
 *
 * The pixel nearest to each place is taken (order 0), or the four about it in
 * proportion (order 1), and 0 where the place is outside.
 */
export function rotate(plane, degrees, order) {
  const { height, width } = plane;
  const [cos, sin] = cosineAndSine(degrees);
  const result = zeros(...turnedSize(height, width, cos, sin), plane.data.constructor);
  const down = (result.height - 1) / 2;
  const right = (result.width - 1) / 2;
  const firstRow = (height - 1) / 2 - (cos * down + sin * right);
  const firstColumn = (width - 1) / 2 - (-sin * down + cos * right);
  const pick = order === 0 ? nearestPixel : betweenPixels;
  for (let row = 0, place = 0; row < result.height; row++) {
    const rowDown = row * cos;
    const columnDown = row * -sin;
    for (let column = 0; column < result.width; column++, place++) {
      const y = rowDown + column * sin + firstRow;
      const x = columnDown + column * cos + firstColumn;
      if (y < 0 || x < 0 || y > height - 1 || x > width - 1) continue;
      result.data[place] = pick(plane, y, x);
    }
  }
  return result;
}

/** Return a plane turned clockwise by a multiple of 90 degrees. */
export function quarterTurned(plane, degrees) {
  if (!degrees) return plane;
  const { height, width, data } = plane;
  const result = zeros(width, height, data.constructor);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      // What was at the bottom is to the left.
      const place = column * height + height - 1 - row;
      result.data[place] = data[row * width + column];
    }
  }
  return quarterTurned(result, degrees - 90);
}

function turnedSize(height, width, cos, sin) {
  const extent = (...ends) => Math.max(0, ...ends) - Math.min(0, ...ends);
  const rows = extent(sin * width, cos * height, cos * height + sin * width);
  const columns = extent(cos * width, -sin * height, -sin * height + cos * width);
  return [Math.trunc(rows + 0.5), Math.trunc(columns + 0.5)];
}

function nearestPixel(plane, y, x) {
  return plane.data[Math.floor(y + 0.5) * plane.width + Math.floor(x + 0.5)];
}

function betweenPixels(plane, y, x) {
  const { height, width, data } = plane;
  const row = Math.floor(y);
  const column = Math.floor(x);
  const start = row * width + column;
  // In the last row and column there are no next ones, and they count for nothing.
  const below = row + 1 < height ? width : -width;
  const beside = column + 1 < width ? 1 : -1;
  const upper = 1 - (y - row);
  const left = 1 - (x - column);
  const [lower, right] = [1 - upper, 1 - left];
  let sum = data[start] * upper * left;
  sum += data[start + beside] * upper * right;
  sum += data[start + below] * lower * left;
  return sum + data[start + below + beside] * lower * right;
}
