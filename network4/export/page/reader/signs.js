// Points, commas, dashes, colons, slashes, + and =, by size and place.

import { copied, greatest, median, roundHalfEven, sumOf } from "./arrays.js";
import { SIGNS } from "./constants.js";
import { columnSums, join } from "./pieces.js";
import { penWidth } from "./strokes.js";

/** Return whether a speck is as large and as dark as a point of the pen. */
export function mayBePoint(piece, pen) {
  const least = Math.min(piece.height, piece.width);
  const isLarge = least >= SIGNS.LEAST_POINT_PENS * pen;
  return isLarge && greatest(piece.ink.data) >= SIGNS.LEAST_POINT_INK;
}

/**
 * Return the sign that neighbouring pieces of a line may be; null for none.
 *
 * Args: pieces, one, or the two of a colon or of an equals sign; line, that they are in;
 * pen, the width of the strokes in pixels.
 */
export function findSign(pieces, line, pen) {
  const text = byForm(pieces, line, pen);
  return text !== null && isInPlace(text, pieces, line) ? text : null;
}

/**
 * Return whether a sign stands beside digits, and between two if it has to.
 *
 * What is above or below a digit is a part of it. But a point may be below the top of
 * the digit before it, as below that of a 7.
 */
function isInPlace(text, pieces, line) {
  const first = line.pieces.indexOf(pieces[0]);
  const last = line.pieces.indexOf(pieces[pieces.length - 1]);
  if (SIGNS.AFTER.includes(text) && first === 0) return false;
  if (SIGNS.BEFORE.includes(text) && last === line.pieces.length - 1) return false;
  const sign = join(pieces);
  const others = [...line.pieces.slice(0, first), ...line.pieces.slice(last + 1)];
  return others.every((other) => {
    const shared = Math.min(sign.right, other.right) - Math.max(sign.left, other.left);
    const isUnder = SIGNS.LOW.includes(text) && other.middle < sign.middle;
    return isUnder || !isWhole(other, line) || shared <= SIGNS.MOST_SHARED * sign.width;
  });
}

function byForm(pieces, line, pen) {
  if (pieces.length === 2) {
    if (isColon(pieces, line, pen)) return ":";
    return isEquals(pieces, line, pen) ? "=" : null;
  }
  const [piece] = pieces;
  if (isPlus(piece, line)) return "+";
  if (isWhole(piece, line)) return isSlash(piece, line, pen) ? "/" : null;
  const middle = placeOf((piece.top + piece.bottom) / 2, line);
  if (isPoint(piece, line, pen)) return middle > SIGNS.LOW_PLACE ? "." : null;
  if (isDash(piece, line, pen)) {
    return SIGNS.DASH_FROM < middle && middle < SIGNS.DASH_TO ? "-" : null;
  }
  return isComma(piece, line, middle) ? "," : null;
}

/** Return how far below the top of usual digits a row is, in heights. */
function placeOf(row, line) {
  const tops = line.pieces.filter((p) => isWhole(p, line)).map(({ top }) => top);
  return (row - (tops.length ? median(tops) : line.top)) / line.height;
}

function isPoint(piece, line, pen) {
  const most = Math.min(SIGNS.MOST_POINT_PENS * pen, SIGNS.MOST_POINT * line.height);
  return Math.max(piece.height, piece.width) <= most && mayBePoint(piece, pen);
}

function isDash(piece, line, pen) {
  const isFlat = piece.width >= SIGNS.DASH_ASPECT * piece.height;
  const isLong = piece.width >= SIGNS.LEAST_DASH * line.height;
  return isFlat && isLong && piece.height <= SIGNS.MOST_DASH_PENS * pen;
}

function isComma(piece, line, middle) {
  const isSmall =
    piece.height <= SIGNS.MOST_COMMA * line.height &&
    piece.width <= piece.height * SIGNS.COMMA_ASPECT;
  const isBelow = placeOf(piece.bottom, line) > SIGNS.COMMA_BOTTOM;
  return isSmall && isBelow && middle > SIGNS.LOW_PLACE;
}

function isColon(pieces, line, pen) {
  if (!pieces.every((piece) => isPoint(piece, line, pen))) return false;
  const [upper, lower] = [...pieces].sort((one, other) => one.top - other.top);
  const whole = join(pieces);
  const widest = Math.max(upper.width, lower.width);
  return (
    whole.width <= SIGNS.COLON_WIDTH * widest &&
    lower.top - upper.bottom >= SIGNS.COLON_GAP_PENS * pen &&
    placeOf(whole.top, line) > 0 &&
    placeOf(whole.bottom, line) < SIGNS.COLON_BOTTOM
  );
}

function isEquals(pieces, line, pen) {
  if (!pieces.every((piece) => isDash(piece, line, pen))) return false;
  const [one, other] = pieces;
  const shared = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const isStacked = shared > SIGNS.MOST_SHARED * Math.min(one.width, other.width);
  return isStacked && join(pieces).height <= SIGNS.MOST_EQUALS * line.height;
}

/** Return whether all ink is near an upright and a level bar that cross. */
function isPlus({ ink, height, width }, line) {
  if (Math.min(height, width) < SIGNS.LEAST_PLUS * line.height) return false;
  if (height > SIGNS.MOST_PLUS * line.height) return false;
  const aspect = width / height;
  if (aspect < 1 / SIGNS.PLUS_ASPECT || aspect > SIGNS.PLUS_ASPECT) return false;
  const pen = penWidth(ink);
  if (Math.min(height, width) < SIGNS.LEAST_PLUS_PENS * pen) return false;
  const row = placeOfGreatest(rowSums(ink));
  const column = placeOfGreatest([...columnSums(ink)]);
  const isInside = [row / height, column / width].every(
    (share) => SIGNS.PLUS_ARM <= share && share <= 1 - SIGNS.PLUS_ARM,
  );
  if (!isInside || ink.data[row * width + column] < SIGNS.LEAST_POINT_INK) return false;
  const reach = Math.max(1, roundHalfEven(SIGNS.PLUS_BAR_PENS * pen));
  const rest = copied(ink);
  rest.data.forEach((_, place) => {
    const down = Math.abs(Math.floor(place / width) - row);
    if (Math.min(down, Math.abs((place % width) - column)) <= reach) {
      rest.data[place] = 0;
    }
  });
  return sumOf(rest.data) <= SIGNS.PLUS_REST * sumOf(ink.data);
}

function rowSums({ height, width, data }) {
  return Array.from({ length: height }, (_, row) => sumOf(data, row * width, width));
}

function placeOfGreatest(numbers) {
  return numbers.indexOf(Math.max(...numbers));
}

/**
 * Return whether a piece is straight and leans far more than digits.
 *
 * A 1 may lean as far. So a slash must be higher than digits, or must be one of the two
 * of a date.
 */
function isSlash(piece, line, pen) {
  const { lean, width } = straightness(piece);
  if (width > SIGNS.SLASH_PENS * pen) return false;
  if (lean < SIGNS.LEAST_LEAN || lean > SIGNS.MOST_LEAN) return false;
  if (lean >= SIGNS.SLASH_LEAN) return true;
  if (piece.height >= SIGNS.SLASH_HEIGHT * heightOfDigits(line, pen)) return true;
  return slashesOfDate(line, pen).includes(piece);
}

/** Return the median height of the digits of a line that are no mere strokes. */
function heightOfDigits(line, pen) {
  const heights = line.pieces
    .filter((piece) => isWhole(piece, line))
    .filter((piece) => straightness(piece).width > SIGNS.SLASH_PENS * pen)
    .map(({ height }) => height);
  return heights.length ? median(heights) : line.height;
}

/**
 * Return the two strokes that divide a line as a date; [] if there are none.
 *
 * They lean more than another straight stroke of the line, a 1.
 */
function slashesOfDate(line, pen) {
  const whole = line.pieces.filter((piece) => isWhole(piece, line));
  const leans = whole.map((piece) => {
    const { lean, width } = straightness(piece);
    return width <= SIGNS.SLASH_PENS * pen ? lean : Infinity;
  });
  const least = Math.min(...leans) + SIGNS.LEAST_LEAN;
  const found = [...leans.keys()].filter(
    (number) => least <= leans[number] && leans[number] < Infinity,
  );
  if (found.length !== SIGNS.DATE.length - 1) return [];
  const borders = [-1, ...found, whole.length];
  const isDate = SIGNS.DATE.every((most, number) => {
    const count = borders[number + 1] - borders[number] - 1;
    return count > 0 && count <= most;
  });
  return isDate ? found.map((number) => whole[number]) : [];
}

function isWhole(piece, line) {
  return piece.height >= SIGNS.WHOLE * line.height;
}

/**
 * Return { lean: of a piece to the right, in degrees, width: how wide it is }.
 *
 * The width is that of a bar whose ink has the same deviation from its middle line.
 */
function straightness({ ink }) {
  const { width, data } = ink;
  let [total, rows, columns] = [0, 0, 0];
  data.forEach((amount, place) => {
    total += amount;
    rows += amount * Math.floor(place / width);
    columns += amount * (place % width);
  });
  let [downs, rights, both] = [0, 0, 0];
  data.forEach((amount, place) => {
    const down = Math.floor(place / width) - rows / total;
    const right = (place % width) - columns / total;
    downs += amount * down * down;
    rights += amount * right * right;
    both += amount * down * right;
  });
  const angle = 0.5 * Math.atan2(2 * both, downs - rights);
  const least = (downs + rights) / 2 - Math.hypot((downs - rights) / 2, both);
  const lean = -angle * (180 / Math.PI);
  return { lean, width: Math.sqrt((12 * Math.max(least, 0)) / total) };
}
