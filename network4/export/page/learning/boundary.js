import { computeScore } from "./network.js";
import { EDGE } from "./samples.js";

const CELLS = 40;
// Of a cell, the corners that each of its edges joins: as [right, down] from top left.
const EDGES = [
  [[0, 0], [1, 0]],
  [[1, 0], [1, 1]],
  [[1, 1], [0, 1]],
  [[0, 1], [0, 0]],
];

/**
 * Return the network's scores on a lattice over the plane, as { data, height, width };
 * the first row is the plane's upper edge.
 */
export function computeField(network) {
  const side = CELLS + 1;
  const data = Float64Array.from({ length: side * side }, (_, at) =>
    computeScore(network, placeOf(at % side, Math.floor(at / side))),
  );
  return { data, height: side, width: side };
}

/**
 * Return the boundary, where the score is 0, as pieces [[x, y], [x, y]] of a line: in
 * each cell of the lattice, from edge to edge (marching squares).
 */
export function findBoundary({ data, width }) {
  const pieces = [];
  for (let row = 0; row < CELLS; row += 1) {
    for (let column = 0; column < CELLS; column += 1) {
      const crossings = EDGES.flatMap((corners) => {
        const ends = corners.map(([right, down]) => [column + right, row + down]);
        const scores = ends.map(([x, y]) => data[y * width + x]);
        return scores[0] > 0 === scores[1] > 0 ? [] : [cross(ends, scores)];
      });
      for (let at = 0; at < crossings.length; at += 2) {
        pieces.push(crossings.slice(at, at + 2));
      }
    }
  }
  return pieces;
}

/** Return where a score that is linear between two corners is 0. */
function cross([[x, y], [nextX, nextY]], [score, nextScore]) {
  const share = score / (score - nextScore);
  return placeOf(x + share * (nextX - x), y + share * (nextY - y));
}

function placeOf(column, row) {
  const scale = (2 * EDGE) / CELLS;
  return [scale * column - EDGE, EDGE - scale * row];
}
