// Ruled and squared paper, and printed frames: long straight lines, taken away.

import { above, copied, greatest, median, padded } from "./arrays.js";
import { part, roundHalfEven, zeros } from "./arrays.js";
import { RULING } from "./constants.js";
import { binaryDilation, dilationAlong, forEachLine } from "./filters.js";
import { findObjects, label } from "./labels.js";
import { crop } from "./pieces.js";

/**
 * Return { ink: without long straight lines, what crosses them left as it is, pieces:
 * these lines }.
 *
 * Lines run from left to right or from top to bottom, over half of the picture or more.
 * A single one may be a stroke, unless all else is much lower than it is long.
 */
export function withoutRules(ink) {
  const mask = above(ink, RULING.RULE_INK);
  const rules = findRules(mask);
  const left = copied(ink);
  for (const isUpright of [false, true]) {
    const alike = rules.filter((rule) => rule.isUpright === isUpright);
    if (!alike.length) continue;
    const across = crossing(mask, rules, isUpright);
    for (const rule of alike) takeAway(left, rule, across);
  }
  if (rules.length === 1 && rules[0].length < RULING.LONG * tallest(left)) {
    return { ink, pieces: [] };
  }
  const pieces = rules.map((rule) => rulePiece(ink, left, rule)).filter(Boolean);
  return { ink: left, pieces };
}

function rulePiece(ink, left, { mask, top, left: column }) {
  const whole = part(ink, top, column, mask.height, mask.width);
  const rest = part(left, top, column, mask.height, mask.width);
  whole.data.forEach((amount, place) => {
    if (!mask.data[place] || rest.data[place] >= amount) whole.data[place] = 0;
  });
  return crop(whole, top, column);
}

function takeAway(ink, rule, across) {
  const line = padded(rule.mask, 1);
  const [top, left] = [rule.top - 1, rule.left - 1];
  const crossed = part(across, top, left, line.height, line.width);
  const most = 2 * rule.thickness + 1;
  const data = line.data.map((on, place) => on & (crossed.data[place] > most));
  const near = binaryDilation(line, 1);
  const spared = binaryDilation({ ...line, data }, 1);
  for (let row = Math.max(0, -top); row < line.height; row++) {
    if (row + top >= ink.height) break;
    for (let column = Math.max(0, -left); column < line.width; column++) {
      if (column + left >= ink.width) break;
      const place = row * line.width + column;
      if (!near.data[place] || spared.data[place]) continue;
      ink.data[(row + top) * ink.width + column + left] = 0;
    }
  }
}

/** Return how long the strokes are that cross such rules, which are no rules. */
function crossing(mask, rules, isUpright) {
  const strokes = copied(mask);
  for (const other of rules) {
    if (other.isUpright === isUpright) continue;
    const { height, width, data } = other.mask;
    for (let row = 0, place = 0; row < height; row++) {
      const start = (other.top + row) * mask.width + other.left;
      for (let column = 0; column < width; column++, place++) {
        if (data[place]) strokes.data[start + column] = 0;
      }
    }
  }
  return runLengths(strokes, !isUpright);
}

function tallest(ink) {
  const { labels, count } = label(above(ink, RULING.RULE_INK));
  const boxes = findObjects(labels, count);
  if (!boxes.length) return Math.max(ink.height, ink.width);
  return greatest(boxes.map((box) => box.bottom - box.top));
}

/** Return the long lines, and where there are some the shorter ones as thin. */
export function findRules(mask) {
  const lines = [...find(mask, false), ...find(mask, true)];
  const sideOf = (rule) => (rule.isUpright ? mask.height : mask.width);
  const isLong = (rule) => rule.length >= RULING.SPAN * sideOf(rule);
  let rules = lines.filter(isLong);
  if (rules.every((rule) => rule.isUpright)) {
    // Paper is ruled across; 1s are not.
    rules = rules.filter((rule) => rule.length >= RULING.WHOLE_HEIGHT * mask.height);
  }
  if (rules.length < RULING.SURE_COUNT) return rules;
  const usual = median(rules.map((rule) => rule.thickness));
  return lines.filter(
    (rule) => isLong(rule) || rule.thickness <= RULING.AS_THIN * usual,
  );
}

/**
 * Return lines of all lengths that run one way.
 *
 * Each is { mask: plane of its own, top, left, isUpright: whether from top to bottom,
 * length, thickness }, in pixels.
 */
function find(mask, isUpright) {
  const side = isUpright ? mask.height : mask.width;
  if (side < RULING.SMALLEST_SIDE) return [];
  const long = runs(mask, isUpright);
  if (!long.data.includes(1)) return [];
  const { labels, count } = label(long);
  const thickest = Math.max(3, RULING.THICKEST * Math.max(mask.height, mask.width));
  const rules = [];
  for (const [index, box] of findObjects(labels, count).entries()) {
    const height = box.bottom - box.top;
    const width = box.right - box.left;
    const length = isUpright ? height : width;
    if (length < RULING.RUN * side) continue;
    const numbers = part(labels, box.top, box.left, height, width).data;
    const data = Uint8Array.from(numbers, (number) => (number === index + 1 ? 1 : 0));
    const thickness = data.reduce((sum, on) => sum + on, 0) / length;
    if (thickness > thickest) continue;
    const own = { height, width, data };
    const { top, left } = box;
    rules.push({ mask: own, top, left, isUpright, length, thickness });
  }
  return rules;
}

/** Return where ink runs on along an axis, a pixel to the side allowed. */
function runs(mask, isUpright) {
  const side = isUpright ? mask.height : mask.width;
  const least = Math.max(3, roundHalfEven(RULING.RUN * side));
  const wide = dilationAlong(mask, !isUpright, 1);
  const long = zeros(mask.height, mask.width, Uint8Array);
  forEachRun(wide, isUpright, (first, end, step, length) => {
    if (length < least) return;
    for (let place = first; place < end; place += step) {
      long.data[place] = mask.data[place];
    }
  });
  return long;
}

/** Return for each pixel how long the run of ink is that it lies in, 0 for none. */
function runLengths(mask, isUpright) {
  const lengths = zeros(mask.height, mask.width, Int32Array);
  forEachRun(mask, isUpright, (first, end, step, length) => {
    for (let place = first; place < end; place += step) lengths.data[place] = length;
  });
  return lengths;
}

/** Call visit(first place, place after the last, step, length) for each run of ink. */
function forEachRun(mask, isUpright, visit) {
  const { data } = mask;
  forEachLine(mask, isUpright, (start, step, count) => {
    const end = start + step * count;
    for (let place = start; place < end; place += step) {
      if (!data[place]) continue;
      const first = place;
      while (place < end && data[place]) place += step;
      visit(first, place, step, (place - first) / step);
    }
  });
}
