// Read a page in the way it lies, or turned by 90, 180 or 270 degrees.

import { choose } from "./choosing.js";
import { TURNING } from "./constants.js";
import { ReadingError } from "./opening.js";
import { recognize } from "./recognizing.js";
import { quarterTurned } from "./rotating.js";
import { splitPage } from "./splitting.js";
import { straighten } from "./straightening.js";

const TURNS = [180, 90, 270]; // degrees

/**
 * Return the page as it lies, or turned if it is read far better then.
 *
 * A page that is read well as it lies is not turned. So 6 and 9 stay what they are, and
 * no time is lost.
 *
 * Args: networks, as recognize has them; written, the ink; every, whether to show them
 * all parts that may be digits.
 *
 * Returns { degrees: by which the ink was turned, clockwise; level: the ink, turned and
 * made level; page: its lines; seen: what the networks said of them; readings: of each
 * line, a Map from a number of digits to the best one }.
 */
export function readWays(networks, written, every) {
  const upright = readWay(networks, written, 0, every);
  const cost = costOfWay(upright);
  let most = Math.min(TURNING.SHARE * cost, cost - TURNING.LEAST_GAIN);
  if (most <= 0 || cost <= TURNING.GOOD * numDigitsOf(upright)) return upright;
  let best = upright;
  for (const degrees of TURNS) {
    const way = readBelow(networks, turnedInk(written, degrees), degrees, most);
    if (way === null || numDigitsOf(way) < TURNING.LEAST_DIGITS) continue;
    [best, most] = [way, costOfWay(way)];
  }
  if (!every || !best.degrees) return best;
  return readWay(networks, turnedInk(written, best.degrees), best.degrees, every);
}

/** Return ink turned clockwise by a multiple of 90 degrees. */
function turnedInk(written, degrees) {
  const [ink, faint] = [written.ink, written.faint].map((plane) =>
    quarterTurned(plane, degrees),
  );
  return { ...written, ink, faint };
}

function readWay(networks, written, degrees, every) {
  const level = straighten(written);
  const page = splitPage(level.written);
  return { degrees, level, page, ...readLines(networks, page.splits, every) };
}

function readLines(networks, splits, every) {
  const seen = recognize(networks, splits, every);
  const readings = seen.map(({ split, sureness, none }) => choose(split, sureness, none));
  return { seen, readings };
}

/** Return the page turned, or null as soon as its lines cost too much. */
function readBelow(networks, written, degrees, most) {
  const level = straighten(written);
  const page = splitOrNull(level.written);
  if (page === null) return null;
  const numSpans = page.splits.reduce((sum, { spans }) => sum + spans.length, 0);
  if (numSpans > TURNING.MOST_SPANS) return null;
  const way = { degrees, level, page, seen: [], readings: [] };
  for (const split of page.splits) {
    if (costOfWay(way) >= most) return null;
    const { seen, readings } = readLines(networks, [split], false);
    way.seen.push(...seen);
    way.readings.push(...readings);
  }
  return costOfWay(way) < most ? way : null;
}

/** Return the lines of a page; null if so turned it is no page of digits. */
function splitOrNull(written) {
  try {
    return splitPage(written);
  } catch (error) {
    if (error instanceof ReadingError) return null;
    throw error;
  }
}

/** Return the best reading of each line. */
function choicesOf({ readings }) {
  return readings.map((reading) =>
    [...reading.values()].reduce((best, each) => (each.cost < best.cost ? each : best)),
  );
}

function costOfWay(way) {
  return choicesOf(way).reduce((sum, { cost }) => sum + cost, 0);
}

function numDigitsOf(way) {
  return choicesOf(way).reduce((sum, { spans }) => sum + spans.length, 0);
}
