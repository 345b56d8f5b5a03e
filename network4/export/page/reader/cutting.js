// Where a piece of ink may be cut between digits that touch.

import { clamp, roundHalfEven, sumOf } from "./arrays.js";
import { CUTTING, PIECES } from "./constants.js";

/**
 * Return where a piece may be cut, from left to right.
 *
 * Straight lines of several slopes that meet little ink are bent so that they meet
 * still less: the least sum of ink over neighbouring columns, row by row.
 *
 * Args: piece, what to cut; lineHeight, the usual height of digits in its line; pen,
 * the width of the strokes, both in pixels.
 *
 * A cut is { columns: in each row the first column to its right, middle: their mean,
 * pens: how much ink it goes through, in widths of the pen, begins: where the digit to
 * its right may begin: at columns, or before them, if a stroke along the cut is of both
 * digits, ends: where the digit to its left may end }.
 */
export function findCuts(piece, lineHeight, pen) {
  if (piece.width < CUTTING.WIDE * lineHeight) return [];
  const edge = Math.max(CUTTING.LEAST_PART * lineHeight, pen);
  const band = Math.max(2, roundHalfEven(CUTTING.BAND * lineHeight));
  const apart = CUTTING.APART * lineHeight;
  const all = Math.ceil((CUTTING.MOST_CUTS * piece.width) / lineHeight);
  const most = Math.min(CUTTING.MOST_IN_ALL, all);
  const lines = straightLines(piece.ink, CUTTING.MOST_STROKES * pen);
  const chosen = [];
  for (const { columns: line } of lines.sort((one, other) => one.cost - other.cost)) {
    if (!isNew(line, mean(line), chosen, apart)) continue;
    const { columns, met } = bent(piece.ink, line, band);
    const middle = mean(columns);
    const isInside = edge <= middle && middle <= piece.width - edge;
    if (isInside && isNew(columns, middle, chosen, apart)) {
      const reach = Math.max(1, roundHalfEven(CUTTING.SHARED_PENS * pen));
      const begins = beside(piece.ink, columns, -1, reach);
      const ends = beside(piece.ink, columns, 1, reach);
      chosen.push({ columns, middle, pens: met / pen, begins, ends });
    }
    if (chosen.length === most) break;
  }
  return chosen.sort((one, other) => one.middle - other.middle);
}

/** Return where the digit on one side of a cut may begin, or end; see findCuts. */
function beside(ink, columns, step, reach) {
  const shared = columns.map((column, row) => {
    const start = step > 0 ? column : column - 1;
    return column + step * run(ink, row, start, step, reach);
  });
  const isSame = shared.every((column, row) => column === columns[row]);
  return isSame ? [columns] : [columns, shared];
}

/** Return over how many pixels in a row there is ink from a column on. */
function run(ink, row, start, step, most) {
  let count = 0;
  for (let column = start; count < most; column += step, count++) {
    if (column < 0 || column >= ink.width) break;
    if (!(ink.data[row * ink.width + column] > PIECES.STROKE_INK)) break;
  }
  return count;
}

function mean(columns) {
  return columns.reduce((sum, column) => sum + column, 0) / columns.length;
}

function isNew(columns, middle, chosen, apart) {
  return chosen.every((cut) => {
    if (Math.abs(cut.middle - middle) >= apart) return true;
    let sum = 0;
    for (let row = 0; row < columns.length; row++) {
      sum += Math.abs(columns[row] - cut.columns[row]);
    }
    return sum / columns.length >= apart;
  });
}

/** Return straight lines with the ink on them, where neighbours have no less. */
function straightLines(ink, mostInk) {
  const most = Math.fround(mostInk);
  const lines = [];
  for (const slope of CUTTING.SLOPES) {
    const aside = Int32Array.from({ length: ink.height }, (_, row) =>
      roundHalfEven(slope * (row - ink.height / 2)),
    );
    const met = metAlong(ink, aside);
    for (let column = 0; column < ink.width; column++) {
      const before = column > 0 ? met[column - 1] : Infinity;
      const after = column < ink.width - 1 ? met[column + 1] : Infinity;
      const least = Math.min(before, after, most);
      if (met[column] > least) continue;
      const columns = aside.map((far) => clamp(column + far, ink.width));
      lines.push({ cost: met[column] + Math.abs(slope), columns });
    }
  }
  return lines;
}

/** Return for each column how much ink a line through it meets. */
function metAlong(ink, aside) {
  const met = new Float32Array(ink.width);
  const line = new Float32Array(ink.height);
  for (let place = 0; place < ink.width; place++) {
    for (let row = 0; row < ink.height; row++) {
      const column = place + aside[row];
      const isInside = column >= 0 && column < ink.width;
      line[row] = isInside ? ink.data[row * ink.width + column] : 0;
    }
    met[place] = sumOf(line);
  }
  return met;
}

/** Return the way with the least ink within a band about a line, and its ink. */
function bent(ink, line, band) {
  const count = 2 * band + 1;
  const near = inkNear(ink, line, band);
  let cost = new Float64Array(count);
  for (let side = 0; side < count; side++) {
    cost[side] = near[side] + (CUTTING.BENT * Math.abs(side - band)) / band;
  }
  const cameFrom = new Int32Array(near.length);
  for (let row = 1; row < ink.height; row++) {
    cost = oneRowDown(cost, near, cameFrom, row * count);
  }
  const columns = new Int32Array(ink.height);
  const way = new Float32Array(ink.height);
  let here = cost.indexOf(Math.min(...cost));
  for (let row = ink.height - 1; row >= 0; row--) {
    columns[row] = clamp(line[row] + here - band, ink.width);
    way[row] = near[row * count + here];
    here = cameFrom[row * count + here];
  }
  return { columns, met: sumOf(way) };
}

/** Return the ink on and to both sides of a line, row by row; 0 outside. */
function inkNear(ink, line, band) {
  const count = 2 * band + 1;
  const near = new Float32Array(ink.height * count);
  for (let row = 0, place = 0; row < ink.height; row++) {
    for (let side = -band; side <= band; side++, place++) {
      const column = line[row] + side;
      if (column < 0 || column >= ink.width) continue;
      near[place] = ink.data[row * ink.width + column];
    }
  }
  return near;
}

function oneRowDown(cost, near, cameFrom, start) {
  const next = new Float64Array(cost.length);
  for (let side = 0; side < cost.length; side++) {
    let [least, from] = [cost[side], side];
    if (side > 0 && cost[side - 1] + CUTTING.BENT < least) {
      [least, from] = [cost[side - 1] + CUTTING.BENT, side - 1];
    }
    if (side < cost.length - 1 && cost[side + 1] + CUTTING.BENT < least) {
      [least, from] = [cost[side + 1] + CUTTING.BENT, side + 1];
    }
    cameFrom[start + side] = from;
    next[side] = least + near[start + side];
  }
  return next;
}
