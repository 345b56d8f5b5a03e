// The lines that pieces of ink stand in.

import { median, part, sumOf } from "./arrays.js";
import { LINES } from "./constants.js";
import { byMiddle, crop } from "./pieces.js";

/**
 * Return { lines: pieces in lines, from top to bottom, apart: those in none }.
 *
 * Tall pieces that overlap in height are in one line. Low ones, such as small digits,
 * signs and parts of broken strokes, go to the line that they are in or next to. Those
 * far from all lines form lines of their own, if there are several side by side.
 *
 * A line is { pieces: from left to right, height: the usual one of those that are no
 * mere parts, top and bottom: of those }.
 */
export function findLines(pieces, pen) {
  let lines = [];
  const giants = giantsOf(pieces, pen);
  let apart = cutBetweenLines(pieces.filter((piece) => !giants.includes(piece)));
  while (apart.length) {
    const least = LINES.TALL_SHARE * usualHeight(apart);
    const isLine = (group) => !lines.length || group.length >= LINES.LEAST_LOW;
    const groups = inLine(apart.filter((piece) => piece.height > least)).filter(isLine);
    if (!groups.length) break;
    const inGroups = groups.flat();
    const low = apart.filter((piece) => !inGroups.includes(piece));
    const found = withParts(groups.map(lineOf), low);
    lines = [...lines, ...found.lines];
    ({ apart } = found);
  }
  lines.sort((one, other) => one.top - other.top);
  return { lines, apart: [...apart, ...giants] };
}

/** Return pieces, those cut that have parts in two lines, as a 7 on an 8 below. */
function cutBetweenLines(pieces) {
  const most = pieces.length ? LINES.HIGHEST * usualHeight(pieces) : 0;
  const high = pieces.filter(({ height }) => height > most);
  if (!high.length) return pieces;
  const others = pieces.filter((piece) => !high.includes(piece));
  const lines = inLine(others).filter((line) => line.length >= LINES.LEAST_LOW);
  return [...others, ...high.flatMap((piece) => cutAtLines(piece, lines))];
}

/** Return the parts of a piece in each line, cut where there is least ink. */
function cutAtLines(piece, lines) {
  const edges = lines
    .filter((line) => line.some((other) => overlap(piece, other)))
    .map((line) => ({
      top: median(line.map(({ top }) => top)),
      bottom: median(line.map(({ bottom }) => bottom)),
    }))
    .sort((one, other) => one.top - other.top || one.bottom - other.bottom);
  const { ink, width } = piece;
  const rows = [0];
  for (let number = 1; number < edges.length; number++) {
    const above = Math.floor(edges[number - 1].bottom) - piece.top;
    const first = Math.max(rows[rows.length - 1], above);
    const last = Math.min(piece.height, Math.ceil(edges[number].top) - piece.top + 1);
    if (last > first) rows.push(first + rowOfLeast(ink, first, last));
  }
  rows.push(piece.height);
  return rows.slice(1).flatMap((stop, number) => {
    const start = rows[number];
    const own = part(ink, start, 0, stop - start, width);
    const cropped = crop(own, piece.top + start, piece.left);
    return cropped ? [cropped] : [];
  });
}

function rowOfLeast({ width, data }, first, last) {
  const sums = [];
  for (let row = first; row < last; row++) sums.push(sumOf(data, row * width, width));
  return sums.indexOf(Math.min(...sums));
}

/** Return pieces that are much higher than all digits, such as a page's edge. */
function giantsOf(pieces, pen) {
  const byHeight = [...pieces].sort((one, other) => one.height - other.height);
  for (let count = LINES.LEAST_DIGITS; count < byHeight.length; count++) {
    const usual = usualHeight(byHeight.slice(0, count));
    const isDigit = usual >= LINES.LEAST_DIGIT_PENS * pen;
    if (isDigit && byHeight[count].height > LINES.GIANT * usual) {
      return byHeight.slice(count);
    }
  }
  return [];
}

/** Return the height that most ink has: long pieces count for more. */
function usualHeight(pieces) {
  const heights = pieces.map((piece) => piece.height).sort((one, other) => one - other);
  const total = heights.reduce((sum, height) => sum + height ** 2, 0);
  let weight = 0;
  return heights.find((height) => (weight += height ** 2) >= total / 2);
}

function inLine(pieces) {
  const byLeft = (one, other) => one.left - other.left;
  let groups = [];
  for (const piece of [...pieces].sort(byLeft)) {
    const isNear = (group) => group.slice(-3).some((other) => overlap(piece, other));
    const near = groups.filter(isNear);
    groups = groups.filter((group) => !near.includes(group));
    groups.push([...near.flat(), piece].sort(byLeft));
  }
  return groups;
}

function overlap(one, other) {
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return shared > LINES.SAME_LINE * Math.min(one.height, other.height);
}

function lineOf(pieces) {
  const top = Math.min(...pieces.map((piece) => piece.top));
  const bottom = Math.max(...pieces.map((piece) => piece.bottom));
  return { pieces, height: usualHeight(pieces), top, bottom };
}

/**
 * Return { lines: with the low pieces that belong to them, apart: the other pieces }.
 *
 * A piece that has joined a line makes it longer, so that the next one is near it.
 */
export function withParts(lines, parts) {
  let grown = lines;
  let apart = parts;
  for (;;) {
    const near = apart.map((piece) => nearest(piece, grown));
    if (near.every((number) => number === null)) return { lines: grown, apart };
    grown = grown.map((line, number) => {
      const own = apart.filter((_, place) => near[place] === number);
      return { ...line, pieces: byMiddle([...line.pieces, ...own]) };
    });
    apart = apart.filter((_, place) => near[place] === null);
  }
}

/** Return the number of the line that a low piece is in or next to; null if none. */
function nearest(low, lines) {
  const middle = (low.top + low.bottom) / 2;
  const distances = lines.map((line) => {
    const outside = Math.max(line.top - middle, middle - line.bottom, 0);
    const left = Math.min(...line.pieces.map((piece) => piece.left));
    const right = Math.max(...line.pieces.map((piece) => piece.right));
    const beside = Math.max(left - low.right, low.left - right);
    const share = (beside * LINES.LINE_MARGIN) / LINES.FARTHEST;
    return Math.max(outside, share) / line.height;
  });
  const least = Math.min(LINES.LINE_MARGIN, ...distances);
  return least < LINES.LINE_MARGIN ? distances.indexOf(least) : null;
}
