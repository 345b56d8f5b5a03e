// Which parts of a line may make a digit together.

import { sumOf } from "./arrays.js";
import { CUTTING, JOINING, READING, SIGNS } from "./constants.js";
import { findCuts } from "./cutting.js";
import { crop, join } from "./pieces.js";
import { findSign } from "./signs.js";

/**
 * Return all ways in which a line may be split into digits.
 *
 * A border, where a digit may begin and the one before it end, is { piece: the piece's
 * number, that of all pieces at the end of the line, cut: through it, null before it }.
 *
 * Returns { numBorders, spans, others, line: all its ink, lineHeight: the usual height
 * of its digits, pen }. A span, what may be a digit, is { first, last: numbers of the
 * borders, piece: the ink, cost: of its form }. Others are whole
 * pieces that may be signs, or may be left out: { first, last, piece, cost, text: the
 * sign, "?" for what is printed as unread, "" for what is left out, costIfStrange: what
 * it costs if the network sees no digit in the whole of it, whole: the number of the
 * span that is all of it, null for none }.
 */
export function splitLine(line, pen) {
  const borders = line.pieces.flatMap((piece, number) =>
    [null, ...findCuts(piece, line.height, pen)].map((cut) => ({ piece: number, cut })),
  );
  borders.push({ piece: line.pieces.length, cut: null });
  const others = othersOf(line, borders, pen);
  const signs = new Set(
    others.filter(({ text }) => isSign(text)).map(({ first }) => borders[first].piece),
  );
  const spans = borders.flatMap((_, first) =>
    spansFrom(first, line, borders, signs, pen),
  );
  for (const other of others) {
    const { first, last } = other;
    const whole = spans.findIndex((span) => span.first === first && span.last === last);
    other.whole = whole < 0 ? null : whole;
    other.costIfStrange = costIfStrange(other, line);
  }
  const every = { line: join(line.pieces), lineHeight: line.height, pen };
  return { numBorders: borders.length, spans, others, ...every };
}

/** Return whether a part that is read so is a sign. */
export function isSign(text) {
  return text !== "" && text !== READING.REFUSED;
}

/** Return what it costs to take a part for no digit, if the network sees none in it. */
function costIfStrange({ text, piece: { width } }, { height }) {
  if (isSign(text)) return Infinity;
  if (text !== READING.REFUSED) return JOINING.LOW_LEFT_OUT_COST;
  return JOINING.STRANGE_COST * Math.max(1, width / (JOINING.USUAL_WIDTH * height));
}

/** Return what pieces may be besides digits, two at once for a colon. */
function othersOf(line, borders, pen) {
  const whole = [...borders.keys()].filter((number) => !borders[number].cut);
  const others = line.pieces.map((piece, number) => {
    const height = piece.height / line.height;
    const text = height < JOINING.LOW ? "" : READING.REFUSED;
    const cost = leftOutCost(height);
    return { first: whole[number], last: whole[number + 1], piece, cost, text };
  });
  for (const count of [1, 2]) {
    for (let number = 0; number + count <= line.pieces.length; number++) {
      const pieces = line.pieces.slice(number, number + count);
      const text = findSign(pieces, line, pen);
      if (text === null) continue;
      const [first, last] = [whole[number], whole[number + count]];
      others.push({ first, last, piece: join(pieces), cost: SIGNS.COST, text });
    }
  }
  return others;
}

/** Return what it costs to leave out a piece of a height in heights of the line. */
function leftOutCost(height) {
  const share = (height - JOINING.LOWEST) / (JOINING.LOW - JOINING.LOWEST);
  const more = JOINING.LEFT_OUT_COST - JOINING.LOW_LEFT_OUT_COST;
  return JOINING.LOW_LEFT_OUT_COST + Math.min(Math.max(share, 0), 1) * more;
}

function spansFrom(first, line, borders, signs, pen) {
  const spans = [];
  const begin = borders[first];
  for (let last = first + 1; last < borders.length; last++) {
    const end = borders[last];
    if (end.piece - begin.piece > JOINING.MOST_JOINED) break;
    const parts = partsBetween(line, begin, end);
    if (!parts.length) continue;
    const piece = join(parts);
    if (piece.width > JOINING.WIDEST * Math.max(line.height, piece.height)) break;
    const gapped = gaps(parts, line.height);
    if (gapped === null) break;
    // A whole piece may be as narrow as a 1; what is cut off may not.
    const isWhole = !begin.cut && !end.cut;
    if (isWhole || piece.width >= CUTTING.LEAST_PART * line.height) {
      const pens = (begin.cut?.pens ?? 0) + (end.cut?.pens ?? 0);
      const low = Math.max(0, 1 - piece.height / line.height);
      const cost =
        JOINING.GAP_COST * gapped +
        JOINING.PART_COST * heightOfParts(parts, line.height) +
        (isWhole ? JOINING.LOW_COST : JOINING.LOW_CUT_COST) * (low * low) +
        JOINING.THIN_COST * low * thinness(piece, pen) +
        JOINING.CUT_COST * (pens / 2) +
        JOINING.SIGN_COST * numSigns(begin, end, signs);
      for (const ways of waysToCut(begin, end)) {
        const shared = ways[0] + ways[1];
        const own = shared ? join(partsBetween(line, begin, end, ways)) : piece;
        spans.push({
          first,
          last,
          piece: own,
          cost: cost + JOINING.SHARED_COST * shared,
        });
      }
    }
  }
  return spans;
}

/**
 * Return the sum of the heights of all parts but the highest, in line heights.
 *
 * A part counts as no higher than small digits: high ones are strokes of a digit that
 * was written with two, such as a 4.
 */
function heightOfParts(parts, lineHeight) {
  const heights = parts.map(({ height }) => height / lineHeight).sort((a, b) => a - b);
  return heights
    .slice(0, -1)
    .reduce((sum, height) => sum + Math.min(height, JOINING.MOST_PART), 0);
}

/** Return by which share a piece has less ink than a stroke of its height. */
function thinness({ ink, height }, pen) {
  return Math.max(0, 1 - sumOf(ink.data) / (JOINING.THIN_PENS * pen * height));
}

/** Return how many pieces that may be signs are taken for parts of a digit. */
function numSigns(begin, end, signs) {
  const last = end.cut ? end.piece : end.piece - 1;
  return [...signs].filter((piece) => begin.piece <= piece && piece <= last).length;
}

/** Return which of a cut's ways there may be at the left end and at the right. */
function waysToCut(begin, end) {
  const lefts = [...(begin.cut?.begins ?? [null]).keys()];
  const rights = [...(end.cut?.ends ?? [null]).keys()];
  return lefts.flatMap((left) => rights.map((right) => [left, right]));
}

/** Return the pieces between two borders, those at the ends cut; [] for none. */
function partsBetween(line, begin, end, ways = [0, 0]) {
  const last = end.cut ? end.piece : end.piece - 1;
  const parts = [];
  for (let number = begin.piece; number <= last; number++) {
    const left = number === begin.piece ? begin.cut?.begins[ways[0]] : null;
    const right = number === end.piece ? end.cut?.ends[ways[1]] : null;
    const own = between(line.pieces[number], left, right);
    if (own === null) return [];
    parts.push(own);
  }
  return parts;
}

/** Return the ink between two cuts; null where they meet, or there is none. */
function between(piece, left, right) {
  if (!left && !right) return piece;
  const { height, width } = piece;
  const data = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    const first = row * width + (left ? left[row] : 0);
    const end = row * width + (right ? right[row] : width);
    if (first < end) data.set(piece.ink.data.subarray(first, end), first);
  }
  return crop({ height, width, data }, piece.top, piece.left);
}

/** Return how far parts lie apart in line heights; null if some are too far. */
function gaps(parts, lineHeight) {
  let total = 0;
  let { right } = parts[0];
  for (const next of parts.slice(1)) {
    const gap = (next.left - right) / lineHeight;
    if (gap > JOINING.FARTHEST) return null;
    total += Math.max(gap, 0);
    right = Math.max(right, next.right);
  }
  return total;
}
