// Read the digits in a picture.

import { roundHalfEven } from "./arrays.js";
import { chooseTogether } from "./choosing.js";
import { confidenceOf } from "./confidence.js";
import { READING } from "./constants.js";
import { clearDesk } from "./desk.js";
import { findInk } from "./ink.js";
import { normalize } from "./normalizing.js";
import { ReadingError, openPixels } from "./opening.js";
import { readWays } from "./turning.js";

/**
 * Read the handwritten digits in a picture.
 *
 * Ink is told from paper, split into lines and into candidates for digits; each
 * candidate is brought into MNIST's form and shown to the network, and of all ways to
 * split a line the one whose digits are likeliest together is taken. Small parts may be
 * signs; what is neither is "?" where it is as high as a digit, and else left out.
 *
 * Args: rgba, the picture's bytes as in ImageData; its width and height;
 * classify(images, count), which takes a Uint8Array of count x 784 and returns a
 * Float32Array of count x classes, their probabilities; options, { classNames,
 * rejectionThreshold, judge(images, count): the same of parts with the ink around them,
 * which takes count x 2 x 32 x 40 bytes and has one class more, for what is no whole
 * digit; or null for none, numDigits: in all, or null for as many as are found }.
 *
 * Returns { text, lines, leftOut, confidences, turned }: each line an array, from left to right, of { text:
 * "?" where it is refused, name: the likeliest class, box: [left, top, right, bottom] in
 * pixels of the picture as it was turned, probabilities, isRefused, image: Uint8Array of
 * 28 x 28 }, a sign with its text and box only. What is not in the text is { box, reason
 * }, from top to bottom. `confidences` are of the lines, the probability that each is
 * read without a mistake. The picture was turned by `turned` degrees, clockwise: 0, 90,
 * 180 or 270.
 *
 * Throws a ReadingError where the picture is too large or has no digits on it, or there
 * is no way to read so many.
 */
export function readPixels(rgba, width, height, classify, options) {
  const { classNames, rejectionThreshold, judge = null, numDigits = null } = options;
  checkNumDigits(numDigits);
  const opened = openPixels(rgba, width, height);
  const written = findInk(clearDesk(opened.grey));
  if (written === null) {
    throw new ReadingError(
      "IMAGE must have ink that stands out from its paper; none was found. Take it " +
        "in better light, with some paper around the digits.",
    );
  }
  const every = numDigits !== null;
  const networks = { classify, judge, numClasses: classNames.length };
  const way = readWays(networks, written, every);
  const { degrees, level, page, seen } = way;
  const sides = degrees % 180 ? [height, width] : [width, height];
  const scale = written.scale * opened.scale;
  const scaled = (box) => scaledBox(box, scale, ...sides);
  const boxOf = (piece) => scaled(level.boxBefore(piece));
  const choices = chooseReadings(way.readings, numDigits);
  const network = { classify, classNames, rejectionThreshold };
  const read = seen.map((line, index) => partsOf(network, line, choices[index], boxOf));
  const kept = read.filter(({ parts }) => parts.length);
  const lines = kept.map(({ parts }) => parts);
  const confidences = kept.map(({ confidence }) => confidence);
  if (!lines.flat().some(({ image }) => image)) {
    throw new ReadingError(
      "IMAGE must have digits on it; none were found. Crop it to the digits.",
    );
  }
  const leftOut = [
    ...page.leftOut.map(({ piece, reason }) => ({ box: boxOf(piece), reason })),
    ...level.removed.map((box) => ({ box: scaled(box), reason: "rule" })),
    ...read.flatMap((line) => line.leftOut),
  ].sort((one, other) => one.box[1] - other.box[1] || one.box[0] - other.box[0]);
  return { text: textOf(lines), lines, leftOut, confidences, turned: degrees };
}

/**
 * Return { parts: a line's digits and signs, leftOut: what is left out of it,
 * confidence: how sure the line is, 0 if it has a "?" }.
 */
function partsOf(network, line, choice, boxOf) {
  const { split, ...seen } = line;
  const found = choice.spans.map((number) => {
    const { first, piece } = split.spans[number];
    return { first, ...digit(network, seen, number), box: boxOf(piece) };
  });
  const leftOut = [];
  for (const { first, piece, text } of choice.others.map((n) => split.others[n])) {
    const box = boxOf(piece);
    if (!text) leftOut.push({ box, reason: "in line" });
    else if (text !== READING.REFUSED) found.push({ first, text, box });
    else found.push({ first, ...unread(network, piece), box });
  }
  found.sort((one, other) => one.first - other.first);
  const isWhole = found.every(({ text }) => text !== READING.REFUSED);
  const confidence = isWhole ? confidenceOf(line, choice) : 0;
  return { parts: found.map(({ first, ...rest }) => rest), leftOut, confidence };
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

/** Return digits and signs, with spaces where the name of one has more than one letter. */
function textOf(lines) {
  const isLong = lines.flat().some(({ name = "" }) => name.length > 1);
  const space = isLong ? " " : "";
  return lines.map((line) => line.map(({ text }) => text).join(space)).join("\n");
}

function chooseReadings(readings, numDigits) {
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

function digit({ classNames, rejectionThreshold }, seen, number) {
  const probabilities = seen.probabilities.get(number);
  const byClass = seen.byClass.get(number);
  const name = String(classNames[byClass.indexOf(Math.max(...byClass))]);
  const most = Math.max(...probabilities, seen.among.get(number) ?? 0);
  const isRefused = most < Math.fround(rejectionThreshold);
  const text = isRefused ? READING.REFUSED : name;
  return { text, name, probabilities, isRefused, image: seen.images.get(number) };
}

/** Return a part as high as a digit that no way to divide the line can read. */
function unread({ classify, classNames }, piece) {
  const image = normalize(piece.ink);
  const probabilities = classify(image, 1).slice();
  const most = Math.max(...probabilities);
  const name = String(classNames[probabilities.indexOf(most)]);
  return { text: READING.REFUSED, name, probabilities, isRefused: true, image };
}
