// What the network says of the parts of a line that may be digits.

import { promising } from "./choosing.js";
import { NORMALIZING, RECOGNIZING, SURROUNDINGS } from "./constants.js";
import { normalize } from "./normalizing.js";
import { withSurroundings } from "./surroundings.js";

/**
 * Show spans to the networks, some of all lines at once.
 *
 * Args: networks, { classify, numClasses, judge }, as in readPixels; splits, the lines;
 * every, whether to show all: else those without which the best reading of a line would
 * not be known.
 *
 * Returns for each line { split, images, probabilities, byClass, sureness, none, among }:
 * Maps from a span's number to what was shown, a Uint8Array of 28 x 28, what was said, a
 * Float32Array, how sure the reader is of each class, an array, and how sure it is of the
 * likeliest. If it was shown with the ink around it, the last two have the probability
 * that it is no digit, and that of the likeliest digit.
 */
export function recognize(networks, splits, every) {
  const lines = splits.map((split) => ({
    split,
    images: new Map(),
    probabilities: new Map(),
    byClass: new Map(),
    sureness: new Map(),
    none: new Map(),
    among: new Map(),
  }));
  for (;;) {
    const wanted = lines.flatMap((line) => wantedOf(line, every));
    if (!wanted.length) return lines;
    showAlone(networks, wanted);
    showAmong(networks, wanted);
    for (const { line, number } of wanted) {
      line.sureness.set(number, Math.max(...line.byClass.get(number)));
    }
  }
}

/** Show spans without what is around them. */
function showAlone({ classify, numClasses }, wanted) {
  const bytes = new Uint8Array(wanted.length * NORMALIZING.SIDE * NORMALIZING.SIDE);
  wanted.forEach(({ line, number }, place) => {
    const image = normalize(line.split.spans[number].piece.ink);
    line.images.set(number, image);
    bytes.set(image, place * NORMALIZING.SIDE * NORMALIZING.SIDE);
  });
  const said = classify(bytes, wanted.length);
  wanted.forEach(({ line, number }, place) => {
    const own = said.slice(numClasses * place, numClasses * (place + 1));
    line.probabilities.set(number, own);
    line.byClass.set(number, surenessByClass(own));
  });
}

/** Show spans with the ink around them, if there is a network for it. */
function showAmong({ judge, numClasses }, wanted) {
  if (!judge) return;
  const size = 2 * SURROUNDINGS.HEIGHT * SURROUNDINGS.WIDTH;
  const bytes = new Uint8Array(wanted.length * size);
  wanted.forEach(({ line, number }, place) => {
    const { spans, line: ink, lineHeight, pen } = line.split;
    const seen = withSurroundings(spans[number].piece, ink, lineHeight, pen);
    bytes.set(seen, place * size);
  });
  const said = judge(bytes, wanted.length);
  const numAnswers = numClasses + 1;
  wanted.forEach(({ line, number }, place) => {
    const alone = line.byClass.get(number);
    const together = alone.map(
      (sure, name) =>
        sure ** RECOGNIZING.ALONE * said[numAnswers * place + name] ** RECOGNIZING.AMONG,
    );
    line.byClass.set(number, together);
    const digits = said.subarray(numAnswers * place, numAnswers * place + numClasses);
    line.none.set(number, said[numAnswers * place + numClasses]);
    line.among.set(number, Math.max(...digits));
  });
}

/**
 * Return how sure a network is of each class, 0 to 1.
 *
 * It is the probability at the reader's temperature, less what a network gives to each
 * class if it sees no digit.
 */
function surenessByClass(said) {
  const softer = Array.from(said, (p) => p ** (1 / RECOGNIZING.TEMPERATURE));
  const total = softer.reduce((sum, p) => sum + p);
  const undecided = RECOGNIZING.UNDECIDED / said.length;
  return softer.map((p) => Math.max(0, (p / total - undecided) / (1 - undecided)));
}

function wantedOf(line, every) {
  // Of a line that cannot be read most are looked at: soon many at once.
  const together = Math.max(RECOGNIZING.TOGETHER, Math.floor(line.images.size / 4));
  const numbers = every
    ? [...line.split.spans.keys()].filter((number) => !line.images.has(number))
    : promising(line.split, line.sureness, line.none).slice(0, together);
  return [...numbers].map((number) => ({ line, number }));
}
