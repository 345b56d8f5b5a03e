// Where the ink is: paper, light and shadow taken away.

import { above, median, part, percentile } from "./arrays.js";
import { roundHalfEven, sumOf, zeros } from "./arrays.js";
import { INK } from "./constants.js";
import { binaryDilation, gaussianFilter } from "./filters.js";
import { greyClosing, medianFilter } from "./filters.js";
import { label } from "./labels.js";
import { longerSide, shrunk } from "./resizing.js";
import { penWidth } from "./strokes.js";

/**
 * Return where ink is, darker or lighter than the paper about it; null for none.
 *
 * The paper's brightness is followed over the picture, so that uneven light and shadows
 * count for nothing. It is looked at twice: first from afar, for the width of the pen;
 * then in the size in which the pen is five pixels wide or less.
 *
 * Args: grey, plane in 0..1.
 *
 * Returns { ink: plane in 0..1, 0 for paper, scale: pixels of the grey picture for each
 * of these, pen: width of the strokes, in these pixels, faint: the mask of where there
 * may be ink too faint for writing, as printed lines are }.
 */
export function findInk(grey) {
  return findOnPaper(grey) ?? findCropped(grey);
}

/**
 * Return the ink of a picture of which it covers about half.
 *
 * Of such a picture the brightness in the middle is not the paper's. At the picture's
 * edges most still is; some more of it is laid around.
 */
function findCropped(grey) {
  const { height, width, data } = grey;
  const edges = edgesOf(grey);
  const paper = median(edges);
  const deviation = 1.4826 * median(distances(edges, paper));
  const limit = Math.fround(Math.max(INK.SURE_DEVIATIONS * deviation, INK.FAINTEST));
  const unlike = data.filter(
    (number) => Math.abs(Math.fround(number - paper)) > limit,
  ).length;
  if (unlike / data.length < INK.CROPPED_SHARE) return null;
  const down = Math.ceil(INK.LAID_AROUND * height);
  const right = Math.ceil(INK.LAID_AROUND * width);
  const found = findOnPaper(framed(grey, down, right, paper));
  if (found === null) return null;
  const [top, left, rows, columns] = [down, right, height, width].map((length) =>
    roundHalfEven(length / found.scale),
  );
  const own = (plane) =>
    part(plane, top, left, Math.max(1, rows), Math.max(1, columns));
  return { ...found, ink: own(found.ink), faint: own(found.faint) };
}

function edgesOf({ height, width, data }) {
  const edges = [...data.subarray(0, width), ...data.subarray(width * (height - 1))];
  for (let row = 0; row < height; row++) {
    edges.push(data[row * width], data[(row + 1) * width - 1]);
  }
  return Float32Array.from(edges);
}

function framed({ height, width, data }, down, right, brightness) {
  const result = zeros(height + 2 * down, width + 2 * right);
  result.data.fill(brightness);
  for (let row = 0; row < height; row++) {
    const line = data.subarray(row * width, (row + 1) * width);
    result.data.set(line, (row + down) * result.width + right);
  }
  return result;
}

function findOnPaper(grey) {
  const far = shrunk(grey, longerSide(grey) / INK.OVERVIEW_SIDE);
  const isDark = isDarkerThanPaper(far.small);
  const asDark = (plane) => (isDark ? plane : inverted(plane));
  const reach = Math.max(1, roundHalfEven(INK.OVERVIEW_REACH * longerSide(far.small)));
  const first = inkOn(asDark(far.small), reach);
  if (first === null) return null;
  const pen = Math.max(1, penWidth(first.ink) * far.factor);
  const { small, factor } = shrunk(asDark(grey), pen / INK.PEN);
  const found = inkOn(
    small,
    Math.max(roundHalfEven((INK.REACH_IN_PENS * pen) / factor), 5),
  );
  return found && { ...found, scale: factor, pen: penWidth(found.ink) };
}

function inverted(plane) {
  const result = zeros(plane.height, plane.width);
  for (let place = 0; place < plane.data.length; place++) {
    result.data[place] = 1 - plane.data[place];
  }
  return result;
}

/** Tell by which side of the median is farther away: ink is little, and unlike. */
function isDarkerThanPaper(grey) {
  const window = roundHalfEven(INK.OVERVIEW_REACH * longerSide(grey));
  const side = Math.max(INK.SMALLEST_WINDOW, window);
  const { small, factor } = shrunk(grey, Math.max(1, side / 15));
  const paper = medianFilter(small, roundHalfEven(side / factor));
  const cubes = small.data.map((number, place) => {
    const away = Math.fround(number - paper.data[place]);
    return away * away * away;
  });
  return sumOf(cubes) < 0;
}

/**
 * Return { ink: dark and with strokes narrower than `reach` pixels, faint: the mask of
 * where there may be fainter ink, as of printed lines }; null for none.
 *
 * Contrast = 1 - brightness / that of the paper, which is what a closing leaves: the
 * least over a window of the greatest brightness over windows.
 */
function inkOn(darkness, reach) {
  const isSmall = Math.min(darkness.height, darkness.width) <= 60;
  const blurred = gaussianFilter(darkness, isSmall ? 0 : 0.6);
  const smooth = gaussianFilter(darkness, Math.min(1.5, reach / 8));
  const paper = greyClosing(smooth, reach);
  const data = new Float32Array(paper.data.length);
  const darkest = Math.fround(INK.DARKEST_PAPER);
  for (let place = 0; place < data.length; place++) {
    const share = blurred.data[place] / Math.max(paper.data[place], darkest);
    data[place] = Math.max(1 - Math.fround(share), 0);
  }
  return significant({ ...darkness, data });
}

/** Return ink, its contrast as a share of the usual ink's, and faint; see inkOn. */
function significant(contrast) {
  const middle = median(contrast.data);
  const deviation = 1.4826 * median(distances(contrast.data, middle));
  const surely = Math.max(middle + INK.SURE_DEVIATIONS * deviation, INK.FAINTEST);
  const sure = contrast.data.filter((amount) => amount > Math.fround(surely));
  if (!sure.length) return null;
  const usual = percentile(sure, 80);
  const least = Math.max(surely, INK.SURE_SHARE * usual);
  const likely = Math.max(
    middle + INK.LIKELY_DEVIATIONS * deviation,
    INK.LIKELY_SHARE * usual,
  );
  const kept = connectedTo(above(contrast, likely), above(contrast, least));
  if (!kept.data.includes(1)) return null;
  const near = binaryDilation(kept, 1);
  const ink = zeros(contrast.height, contrast.width);
  for (let place = 0; place < ink.data.length; place++) {
    if (near.data[place]) ink.data[place] = Math.min(contrast.data[place] / usual, 1);
  }
  const faint = Math.max(
    middle + INK.FAINT_DEVIATIONS * deviation,
    INK.FAINT_SHARE * usual,
  );
  return { ink, faint: above(contrast, faint) };
}

function distances(numbers, middle) {
  const away = new Float32Array(numbers.length);
  for (let place = 0; place < away.length; place++) {
    away[place] = Math.abs(numbers[place] - middle);
  }
  return away;
}

/** Return the connected parts of `likely` in which something is sure. */
function connectedTo(likely, sure) {
  const { labels, count } = label(likely);
  const chosen = new Uint8Array(count + 1);
  for (let place = 0; place < sure.data.length; place++) {
    if (sure.data[place]) chosen[labels.data[place]] = 1;
  }
  chosen[0] = 0;
  const kept = zeros(likely.height, likely.width, Uint8Array);
  for (let place = 0; place < kept.data.length; place++) {
    kept.data[place] = chosen[labels.data[place]];
  }
  return kept;
}
