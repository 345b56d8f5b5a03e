// Read the digits in a picture.

import { roundHalfEven } from "./arrays.js";
import { choose, chooseTogether } from "./choosing.js";
import { READING } from "./constants.js";
import { clearDesk } from "./desk.js";
import { findInk } from "./ink.js";
import { splitLine } from "./joining.js";
import { ReadingError, openPixels } from "./opening.js";
import { findLines, findPieces } from "./pieces.js";
import { recognize } from "./recognizing.js";
import { straighten } from "./straightening.js";

/**
 * Read the handwritten digits in a picture.
 *
 * Ink is told from paper, split into lines and into candidates for digits; each
 * candidate is brought into MNIST's form and shown to the network, and of all ways to
 * split a line the one whose digits are likeliest together is taken.
 *
 * Args: rgba, the picture's bytes as in ImageData; its width and height;
 * classify(images, count), which takes a Uint8Array of count x 784 and returns a
 * Float32Array of count x classes, their probabilities; options, { classNames,
 * rejectionThreshold, numDigits: in all, or null for as many as are found }.
 *
 * Returns { text, lines }: each line an array, from left to right, of { text: "?" where
 * it is refused, name: the likeliest class, box: [left, top, right, bottom] in pixels
 * of the picture, probabilities, isRefused, image: Uint8Array of 28 x 28 }.
 *
 * Throws a ReadingError where the picture is too large or has no digits on it, or there
 * is no way to read so many.
 */
export function readPixels(rgba, width, height, classify, options) {
  const { classNames, rejectionThreshold, numDigits = null } = options;
  checkNumDigits(numDigits);
  const opened = openPixels(rgba, width, height);
  const written = findInk(clearDesk(opened.grey));
  if (written === null) {
    throw new ReadingError(
      "IMAGE must have ink that stands out from its paper; none was found. Take it " +
        "in better light, with some paper around the digits.",
    );
  }
  const level = straighten(written);
  const scale = written.scale * opened.scale;
  const boxOf = (piece) => scaledBox(level.boxBefore(piece), scale, width, height);
  const every = numDigits !== null;
  const splits = splitWritten(level.written);
  const seen = recognize(classify, classNames.length, splits, every);
  const choices = chooseReadings(seen, numDigits);
  const lines = seen
    .map((line, index) =>
      choices[index].spans.map((number) => ({
        ...digit(line, number, classNames, rejectionThreshold),
        box: boxOf(line.split.spans[number].piece),
      })),
    )
    .filter((line) => line.length);
  if (!lines.length) {
    throw new ReadingError(
      "IMAGE must have digits on it; none were found. Crop it to the digits.",
    );
  }
  return { text: textOf(lines), lines };
}

function checkNumDigits(numDigits) {
  if (numDigits === null || (Number.isInteger(numDigits) && numDigits >= 1)) return;
  throw new ReadingError(
    `num_digits must be a whole number of at least 1, received ${numDigits}.`,
  );
}

function scaledBox([left, top, right, bottom], scale, width, height) {
  return [
    Math.max(0, roundHalfEven(scale * left)),
    Math.max(0, roundHalfEven(scale * top)),
    Math.min(width, roundHalfEven(scale * right)),
    Math.min(height, roundHalfEven(scale * bottom)),
  ];
}

function splitWritten(written) {
  const pieces = findPieces(written);
  if (pieces.length > READING.MOST_PIECES) throw tooMuch();
  const splits = [];
  let numSpans = 0;
  for (const line of findLines(pieces)) {
    splits.push(splitLine(line, written.pen));
    numSpans += splits[splits.length - 1].spans.length;
    if (numSpans > READING.MOST_SPANS) throw tooMuch();
  }
  return splits;
}

/** Return the digits, with spaces where the name of one has more than one letter. */
function textOf(lines) {
  const isLong = lines.flat().some(({ name }) => name.length > 1);
  const space = isLong ? " " : "";
  return lines.map((line) => line.map(({ text }) => text).join(space)).join("\n");
}

function tooMuch() {
  return new ReadingError(
    "IMAGE must show digits on plain or ruled paper; this one has so many dark parts " +
      "that they cannot all be digits. Crop it to the digits.",
  );
}

function chooseReadings(seen, numDigits) {
  const readings = seen.map(({ split, sureness }) => choose(split, sureness));
  const chosen = chooseTogether(readings, numDigits);
  if (chosen) return chosen;
  const [fewest, most] = [Math.min, Math.max].map((end) =>
    Math.max(
      1,
      readings.reduce((sum, reading) => sum + end(...reading.keys()), 0),
    ),
  );
  throw new ReadingError(
    "num_digits must be a number of digits that the ink can be, " +
      `${fewest} to ${most}, received ${numDigits}.`,
  );
}

function digit(line, number, classNames, threshold) {
  const probabilities = line.probabilities.get(number);
  const most = Math.max(...probabilities);
  const name = String(classNames[probabilities.indexOf(most)]);
  const isRefused = most < Math.fround(threshold);
  const text = isRefused ? READING.REFUSED : name;
  return { text, name, probabilities, isRefused, image: line.images.get(number) };
}
