// Which parts make a digit together: the best reading of a whole line wins.

import { LEAST_PART, findCuts } from "./cutting.js";
import { crop, join } from "./pieces.js";

const MOST_JOINED = 4; // pieces that are one digit together
const WIDEST = 1.7; // of the line's height, or of its own if that is more
const FARTHEST = 0.3; // of the line's height: pieces of one digit lie no farther apart
const LOW = 0.35; // of the line's height: a lower piece may be left out
const LOW_LEFT_OUT_COST = 1.2; // as much as an answer that is 30% sure
const LEFT_OUT_COST = 9.0; // for another piece: of what cannot be read the rest is
const CUT_COST = 0.12; // for each width of the pen that is cut through
const GAP_COST = 3.0; // for each line height between pieces that are joined
const LOW_COST = 1.0; // for a digit that is so much lower than the line
const LEAST_PROBABILITY = 1e-5;

/**
 * Return all ways in which a line may be split into digits.
 *
 * A border, where a digit may begin and the one before it end, is { piece: the piece's
 * number, that of all pieces at the end of the line, cut: through it, null before it }.
 *
 * Returns { numBorders, spans, leftOut }. A span, what may be a digit, is { first,
 * last: numbers of the borders, piece: the ink, cost: of its form }. leftOut is a Map
 * from the number of the border behind each piece to { before: that of the border
 * before it, cost: of leaving the piece out }.
 */
export function splitLine(line, pen) {
  const borders = line.pieces.flatMap((piece, number) =>
    [null, ...findCuts(piece, line.height, pen)].map((cut) => ({ piece: number, cut })),
  );
  borders.push({ piece: line.pieces.length, cut: null });
  const leftOut = new Map();
  let before = 0;
  borders.forEach((border, after) => {
    if (border.cut || !after) return;
    const isLow = line.pieces[border.piece - 1].height < LOW * line.height;
    leftOut.set(after, { before, cost: isLow ? LOW_LEFT_OUT_COST : LEFT_OUT_COST });
    before = after;
  });
  const spans = borders.flatMap((_, first) => spansFrom(first, line, borders));
  return { numBorders: borders.length, spans, leftOut };
}

function spansFrom(first, line, borders) {
  const spans = [];
  const begin = borders[first];
  for (let last = first + 1; last < borders.length; last++) {
    const end = borders[last];
    if (end.piece - begin.piece > MOST_JOINED) break;
    const parts = partsBetween(line, begin, end);
    if (!parts.length) continue;
    const piece = join(parts);
    if (piece.width > WIDEST * Math.max(line.height, piece.height)) break;
    const gapped = gaps(parts, line.height);
    if (gapped === null) break;
    // A whole piece may be as narrow as a 1; what is cut off may not.
    const isWhole = !begin.cut && !end.cut;
    if (isWhole || piece.width >= LEAST_PART * line.height) {
      const pens = (begin.cut?.pens ?? 0) + (end.cut?.pens ?? 0);
      const low = Math.max(0, 1 - piece.height / line.height);
      const cost = GAP_COST * gapped + LOW_COST * low * low + (CUT_COST * pens) / 2;
      spans.push({ first, last, piece, cost });
    }
  }
  return spans;
}

/** Return the pieces between two borders, those at the ends cut; [] for none. */
function partsBetween(line, begin, end) {
  const last = end.cut ? end.piece : end.piece - 1;
  const parts = [];
  for (let number = begin.piece; number <= last; number++) {
    const left = number === begin.piece ? begin.cut : null;
    const right = number === end.piece ? end.cut : null;
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
    const first = row * width + (left ? left.columns[row] : 0);
    const end = row * width + (right ? right.columns[row] : width);
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
    if (gap > FARTHEST) return null;
    total += Math.max(gap, 0);
    right = Math.max(right, next.right);
  }
  return total;
}

/**
 * Return the best reading of a line for each number of digits.
 *
 * The cost of a reading is the sum over its digits of -ln p and of their forms' costs,
 * and over pieces left out of what that costs: the shortest way from the first border
 * to the last (Viterbi).
 *
 * Args: split, the line; probabilities, of each span's likeliest digit.
 *
 * Returns a Map from the number of digits to { cost, spans: numbers of those that are
 * its digits }; numbers that cannot be are missing.
 */
export function choose(split, probabilities) {
  const ending = Array.from({ length: split.numBorders }, () => []);
  split.spans.forEach((span, number) => ending[span.last].push(number));
  const best = [new Map([[0, { cost: 0, spans: [] }]])];
  for (let last = 1; last < split.numBorders; last++) {
    const here = new Map();
    const skipped = split.leftOut.get(last);
    for (const [count, way] of skipped ? best[skipped.before] : []) {
      here.set(count, { cost: way.cost + skipped.cost, spans: way.spans });
    }
    for (const number of ending[last]) {
      const span = split.spans[number];
      const likely = Math.max(probabilities[number], LEAST_PROBABILITY);
      addSpan(here, best[span.first], number, span.cost - Math.log(likely));
    }
    best.push(here);
  }
  return best[best.length - 1];
}

function addSpan(here, earlier, number, cost) {
  for (const [count, way] of earlier) {
    const known = here.get(count + 1)?.cost ?? Infinity;
    if (way.cost + cost < known) {
      here.set(count + 1, { cost: way.cost + cost, spans: [...way.spans, number] });
    }
  }
}

/**
 * Return a reading for each line, with so many digits in all; null for none such.
 *
 * Args: lines, the readings of each by number of digits; numDigits, how many in all, or
 * null for the best, however many.
 */
export function chooseTogether(lines, numDigits) {
  let totals = new Map([[0, { cost: 0, chosen: [] }]]);
  for (const readings of lines) {
    const longer = new Map();
    for (const [total, { cost, chosen }] of totals) {
      for (const [count, choice] of readings) {
        const sum = cost + choice.cost;
        if (sum >= (longer.get(total + count)?.cost ?? Infinity)) continue;
        longer.set(total + count, { cost: sum, chosen: [...chosen, choice] });
      }
    }
    totals = longer;
  }
  if (numDigits !== null) return totals.get(numDigits)?.chosen ?? null;
  const ways = [...totals.values()];
  const least = Math.min(...ways.map((way) => way.cost));
  return ways.find((way) => way.cost === least)?.chosen ?? null;
}
