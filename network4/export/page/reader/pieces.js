// Connected pieces of ink.

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

/** Return the sum of each column's ink. */
export function columnSums({ height, width, data }) {
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

/** Return whether a piece is so small that no digit can be. */
export function isSpeck(piece, pen) {
  return Math.max(piece.height, piece.width) <= PIECES.SPECK_PENS * pen;
}

/** Return the connected pieces of { ink, pen }, specks included, in no order. */
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
    const ink = part(written.ink, box.top, box.left, height, width);
    const own = part(labels, box.top, box.left, height, width);
    ink.data.forEach((_, place) => {
      if (own.data[place] !== index + 1) ink.data[place] = 0;
    });
    pieces.push(new Piece(ink, box.top, box.left));
  }
  return pieces;
}

/** Return pieces sorted by their middles. */
export function byMiddle(pieces) {
  return [...pieces].sort((one, other) => one.middle - other.middle);
}
