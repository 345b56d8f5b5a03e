// Which parts of a line may make a digit together.

import { CUTTING, JOINING } from "./constants.js";
import { findCuts } from "./cutting.js";
import { crop, join } from "./pieces.js";

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
    const isLow = line.pieces[border.piece - 1].height < JOINING.LOW * line.height;
    leftOut.set(after, {
      before,
      cost: isLow ? JOINING.LOW_LEFT_OUT_COST : JOINING.LEFT_OUT_COST,
    });
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
        JOINING.LOW_COST * low * low +
        (JOINING.CUT_COST * pens) / 2;
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
