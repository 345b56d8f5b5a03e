// Connected pieces of ink, and the lines that they stand in.

import { above, boundsOf, part, roundHalfEven, sumOf, zeros } from "./arrays.js";
import { PIECES } from "./constants.js";
import { binaryDilation } from "./filters.js";
import { findObjects, label } from "./labels.js";

/**
 * A piece of ink.
 *
 * Attributes: ink, plane, 0 where another piece, or none, is; top and left of where
 * it is, and the row after the last, bottom, and column, right.
 */
export class Piece {
  constructor(ink, top, left) {
    this.ink = ink;
    this.top = top;
    this.left = left;
    this.height = ink.height;
    this.width = ink.width;
    this.bottom = top + ink.height;
    this.right = left + ink.width;
    this.knownMiddle = null;
  }

  /** The column of the centre of mass. */
  get middle() {
    this.knownMiddle ??= this.left + centreOf(columnSums(this.ink));
    return this.knownMiddle;
  }
}

function centreOf(masses) {
  let [total, moment] = [0, 0];
  masses.forEach((mass, place) => {
    total += mass;
    moment += place * mass;
  });
  return moment / Math.max(total, 1e-9);
}

function columnSums({ height, width, data }) {
  if (width === 1) return [sumOf(data)];
  const sums = new Float32Array(width);
  for (let row = 0, place = 0; row < height; row++) {
    for (let column = 0; column < width; column++, place++) sums[column] += data[place];
  }
  return sums;
}

/** Return one or more pieces as one. */
export function join(pieces) {
  if (pieces.length === 1) return pieces[0];
  const top = Math.min(...pieces.map((piece) => piece.top));
  const left = Math.min(...pieces.map((piece) => piece.left));
  const bottom = Math.max(...pieces.map((piece) => piece.bottom));
  const right = Math.max(...pieces.map((piece) => piece.right));
  const ink = zeros(bottom - top, right - left);
  for (const piece of pieces) putGreater(ink, piece, top, left);
  return new Piece(ink, top, left);
}

function putGreater(ink, piece, top, left) {
  for (let row = 0, place = 0; row < piece.height; row++) {
    let at = (piece.top - top + row) * ink.width + piece.left - left;
    for (let column = 0; column < piece.width; column++, place++, at++) {
      if (piece.ink.data[place] > ink.data[at]) ink.data[at] = piece.ink.data[place];
    }
  }
}

/** Return ink as a piece without empty rows and columns; null if it is all empty. */
export function crop(ink, top, left) {
  const box = boundsOf(ink, 0);
  if (!box.bottom) return null;
  const own = part(ink, box.top, box.left, box.bottom - box.top, box.right - box.left);
  return new Piece(own, top + box.top, left + box.left);
}

/** Return the connected pieces of { ink, pen }, specks left out, in no order. */
export function findPieces(written) {
  const mask = above(written.ink, PIECES.STROKE_INK);
  const reach = Math.max(1, roundHalfEven((PIECES.GAP_PENS / 2) * written.pen));
  const { labels, count } = label(binaryDilation(mask, reach), false);
  for (let place = 0; place < mask.data.length; place++) {
    if (!mask.data[place]) labels.data[place] = 0;
  }
  const pieces = [];
  for (const [index, box] of findObjects(labels, count).entries()) {
    const [height, width] = [box.bottom - box.top, box.right - box.left];
    if (Math.max(height, width) <= PIECES.SPECK_PENS * written.pen) continue;
    const ink = part(written.ink, box.top, box.left, height, width);
    const own = part(labels, box.top, box.left, height, width);
    ink.data.forEach((_, place) => {
      if (own.data[place] !== index + 1) ink.data[place] = 0;
    });
    pieces.push(new Piece(ink, box.top, box.left));
  }
  return pieces;
}

/**
 * Return pieces in lines, from top to bottom.
 *
 * Tall pieces that overlap in height are in one line; low ones, dots and parts of
 * broken strokes, go to the line that they are in or next to, or are left out.
 *
 * A line is { pieces: from left to right, height: the usual one of those that are no
 * mere parts, top and bottom: of those }.
 */
export function findLines(pieces) {
  if (!pieces.length) return [];
  const least = PIECES.TALL_SHARE * usualHeight(pieces);
  const lines = inLine(pieces.filter((piece) => piece.height > least)).map(lineOf);
  const parts = lines.map(() => []);
  for (const low of pieces.filter((piece) => piece.height <= least)) {
    const number = nearest(low, lines);
    if (number !== null) parts[number].push(low);
  }
  const whole = lines.map((line, number) => withParts(line, parts[number]));
  return whole.sort((one, other) => one.top - other.top);
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
  return shared > PIECES.SAME_LINE * Math.min(one.height, other.height);
}

function lineOf(pieces) {
  const top = Math.min(...pieces.map((piece) => piece.top));
  const bottom = Math.max(...pieces.map((piece) => piece.bottom));
  return { pieces, height: usualHeight(pieces), top, bottom };
}

function withParts(line, parts) {
  return { ...line, pieces: byMiddle([...line.pieces, ...parts]) };
}

/** Return pieces sorted by their middles. */
export function byMiddle(pieces) {
  return [...pieces].sort((one, other) => one.middle - other.middle);
}

/** Return the number of the line that a low piece is in or next to; null if none. */
function nearest(low, lines) {
  const middle = (low.top + low.bottom) / 2;
  const distances = lines.map((line) => {
    const outside = Math.max(line.top - middle, middle - line.bottom, 0);
    const away = (piece) => Math.max(piece.left - low.right, low.left - piece.right);
    const beside = Math.min(...line.pieces.map(away));
    return Math.max(outside, beside / 2) / line.height;
  });
  const least = Math.min(PIECES.LINE_MARGIN, ...distances);
  return least < PIECES.LINE_MARGIN ? distances.indexOf(least) : null;
}
