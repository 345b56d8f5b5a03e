// Writing that rises or falls, turned level.

import { above, boundsOf, clipped, median, zeros } from "./arrays.js";
import { RULING, STRAIGHTENING } from "./constants.js";
import { withoutFrames } from "./frames.js";
import { byMiddle, findPieces, isSpeck } from "./pieces.js";
import { rotate } from "./rotating.js";
import { findRules, withoutRules } from "./ruling.js";
import { penWidth } from "./strokes.js";

const HALF = 0.5; // of a pixel: turned, it is in a mask

/**
 * Ink turned level.
 *
 * Attributes: written, the ink; degrees by which it was turned, clockwise; before, the
 * { height, width } that it had; removed, the boxes of rules and frames that were
 * erased, before it was turned.
 */
class Level {
  constructor(written, degrees, before, removed = []) {
    this.written = written;
    this.degrees = degrees;
    this.before = before;
    this.removed = removed;
  }

  /** Return left, top, right, bottom of a piece before the ink was turned. */
  boxBefore(piece) {
    if (!this.degrees) return [piece.left, piece.top, piece.right, piece.bottom];
    const { ink } = this.written;
    const [cos, sin] = turn(this.degrees);
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    piece.ink.data.forEach((amount, place) => {
      if (!amount) return;
      const row = Math.floor(place / piece.width);
      const down = row + piece.top - (ink.height - 1) / 2;
      const aside = place - row * piece.width + piece.left - (ink.width - 1) / 2;
      const y = cos * down - sin * aside + (this.before.height - 1) / 2;
      const x = sin * down + cos * aside + (this.before.width - 1) / 2;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    });
    const ends = [Math.ceil(right) + 1, Math.ceil(bottom) + 1];
    return [Math.floor(left), Math.floor(top), ...ends];
  }
}

/**
 * Return { ink, scale, pen, faint } turned level, without rules and frames.
 *
 * Rules tell how paper is turned; where there are none, how neighbouring digits lie.
 */
export function straighten(written) {
  let degrees = slopeOfRules(written.ink);
  const unframed = withoutFrames(
    turned(written.ink, degrees),
    turnedMask(written.faint, degrees),
    written.pen,
  );
  const cleared = withoutRules(unframed.ink);
  const isNew = unframed.pieces.length && boundsOf(cleared.ink, 0).bottom;
  const pen = isNew ? penWidth(cleared.ink) : written.pen;
  const level = new Level({ ...written, ink: cleared.ink, pen }, degrees, written.ink);
  const pieces = [...unframed.pieces, ...cleared.pieces];
  const removed = pieces.map((piece) => level.boxBefore(piece));
  let { ink } = cleared;
  if (!degrees) {
    const tall = findPieces(level.written).filter((piece) => !isSpeck(piece, pen));
    degrees = slopeOfNeighbours(tall);
    ink = turned(ink, degrees);
  }
  return new Level({ ...written, ink, pen }, degrees, written.ink, removed);
}

function turnedMask(mask, degrees) {
  if (!degrees) return mask;
  const data = Float32Array.from(mask.data);
  return above(turned({ ...mask, data }, degrees), HALF);
}

function turn(degrees) {
  const radians = degrees * (Math.PI / 180);
  return [Math.cos(radians), Math.sin(radians)];
}

function turned(ink, degrees) {
  if (!degrees) return ink;
  return clipped(rotate(ink, -degrees, 1), 1);
}

/** Return the angle in degrees at which long lines lie; 0 if there are none. */
function slopeOfRules(ink) {
  const mask = overview(ink);
  let [best, longest, level] = [0, -1, 0];
  for (
    let degrees = -STRAIGHTENING.STEEPEST;
    degrees <= STRAIGHTENING.STEEPEST;
    degrees += 2
  ) {
    const rules = findRules(rotate(mask, -degrees, 0));
    const lengths = rules.length > 1 ? rules.map((rule) => rule.length) : [];
    const sum = lengths.reduce((total, length) => total + length, 0);
    if (degrees === 0) level = sum;
    const isAsLong = sum === longest && Math.abs(degrees) < Math.abs(best);
    if (sum > longest || isAsLong) [best, longest] = [degrees, sum];
  }
  const least = Math.max(1.5 * level, 2 * Math.max(mask.height, mask.width));
  return longest > least && Math.abs(best) > STRAIGHTENING.LEAST ? best : 0;
}

/** Return where ink is, on a side of some hundred pixels at most. */
function overview(ink) {
  const longer = Math.max(ink.height, ink.width);
  const size = Math.max(1, Math.ceil(longer / STRAIGHTENING.OVERVIEW_SIDE));
  const fine = above(ink, RULING.RULE_INK);
  const height = Math.ceil(ink.height / size);
  const width = Math.ceil(ink.width / size);
  const mask = zeros(height, width, Uint8Array);
  // A pixel of the overview stands in the middle of those that it stands for.
  const half = size >> 1;
  for (let row = 0; row < Math.min(ink.height, height * size - half); row++) {
    const start = Math.trunc((row + half) / size) * width;
    for (let column = 0; column < Math.min(ink.width, width * size - half); column++) {
      if (!fine.data[row * ink.width + column]) continue;
      mask.data[start + Math.trunc((column + half) / size)] = 1;
    }
  }
  return mask;
}

/** Return the median slope in degrees between neighbours; 0 if it is small. */
function slopeOfNeighbours(pieces) {
  if (pieces.length <= STRAIGHTENING.LEAST_PAIRS) return 0;
  const usual = median(pieces.map((piece) => piece.height));
  const tall = byMiddle(pieces.filter((piece) => piece.height > 0.6 * usual));
  const slopes = tall.flatMap((_, number) => slopeToNext(tall, number, usual));
  if (slopes.length < STRAIGHTENING.LEAST_PAIRS) return 0;
  const middle = median(slopes);
  // A few digits of different heights are no slope.
  const spread = median(slopes.map((slope) => Math.abs(slope - middle)));
  const least = Math.max(STRAIGHTENING.LEAST, (2 * spread) / Math.sqrt(slopes.length));
  const isSure = Math.abs(middle) > least;
  return isSure && Math.abs(middle) <= STRAIGHTENING.STEEPEST ? -middle : 0;
}

/** Return the slope from a piece to the one next to it, or nothing. */
function slopeToNext(pieces, number, usual) {
  const piece = pieces[number];
  for (let next = number + 1; next < pieces.length; next++) {
    const other = pieces[next];
    const aside = other.middle - piece.middle;
    const below = (other.top + other.bottom - piece.top - piece.bottom) / 2;
    if (aside > STRAIGHTENING.NEAR * usual) break;
    if (Math.abs(below) < STRAIGHTENING.LEVEL * usual && aside > 0.3 * usual) {
      return [Math.atan2(below, aside) * (180 / Math.PI)];
    }
  }
  return [];
}
