// The numbers by which the reader decides, and what they mean: constants.json.

import GROUPS from "../../../reader/constants.json" with { type: "json" };

function valuesOf(group) {
  const entries = Object.entries(group).map(([name, { value }]) => [name, value]);
  return Object.fromEntries(entries);
}

export const OPENING = valuesOf(GROUPS.opening);
export const DESK = valuesOf(GROUPS.desk);
export const INK = valuesOf(GROUPS.ink);
export const NORMALIZING = valuesOf(GROUPS.normalizing);
export const PIECES = valuesOf(GROUPS.pieces);
export const LINES = valuesOf(GROUPS.lines);
export const SIGNS = valuesOf(GROUPS.signs);
export const BARS = valuesOf(GROUPS.bars);
export const FRAMES = valuesOf(GROUPS.frames);
export const RULING = valuesOf(GROUPS.ruling);
export const STRAIGHTENING = valuesOf(GROUPS.straightening);
export const CUTTING = valuesOf(GROUPS.cutting);
export const JOINING = valuesOf(GROUPS.joining);
export const SURROUNDINGS = valuesOf(GROUPS.surroundings);
export const SPLITTING = valuesOf(GROUPS.splitting);
export const CHOOSING = valuesOf(GROUPS.choosing);
export const RECOGNIZING = valuesOf(GROUPS.recognizing);
export const TURNING = valuesOf(GROUPS.turning);
export const CONFIDENCE = valuesOf(GROUPS.confidence);
export const READING = valuesOf(GROUPS.reading);
