// Split the ink of a page into lines, and each line into what may be digits.

import { SPLITTING } from "./constants.js";
import { splitLine } from "./joining.js";
import { findLines, withParts } from "./lines.js";
import { ReadingError } from "./opening.js";
import { findPieces, isSpeck } from "./pieces.js";
import { mayBePoint } from "./signs.js";

/**
 * Return { splits: of the lines, leftOut: the ink that is in none, with a reason }.
 *
 * Throws a ReadingError where there are so many parts that they cannot be digits.
 */
export function splitPage(written) {
  const { pen } = written;
  const pieces = findPieces(written);
  const specks = pieces.filter((piece) => isSpeck(piece, pen));
  const whole = pieces.filter((piece) => !isSpeck(piece, pen));
  if (whole.length > SPLITTING.MOST_PIECES) throw tooMuch();
  const { lines, apart } = findLines(whole, pen);
  const grown = withParts(
    lines,
    specks.filter((piece) => mayBePoint(piece, pen)),
  );
  const splits = [];
  let numSpans = 0;
  for (const line of grown.lines) {
    splits.push(splitLine(line, pen));
    numSpans += splits[splits.length - 1].spans.length;
    if (numSpans > SPLITTING.MOST_SPANS) throw tooMuch();
  }
  const small = specks.filter((piece) => !mayBePoint(piece, pen));
  const leftOut = [
    ...[...grown.apart, ...small].map((piece) => ({ piece, reason: "speck" })),
    ...apart.map((piece) => ({ piece, reason: "apart" })),
  ];
  return { splits, leftOut };
}

function tooMuch() {
  return new ReadingError(
    "IMAGE must show digits on plain or ruled paper; this one has so many dark parts " +
      "that they cannot all be digits. Crop it to the digits.",
  );
}
