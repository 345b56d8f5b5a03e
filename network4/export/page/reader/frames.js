// Printed frames, which are taken away: boxes, rows of cells, combs and tables.

import { above, copied, median, part, roundHalfEven } from "./arrays.js";
import { findBars, transposed } from "./bars.js";
import { FRAMES } from "./constants.js";
import { crop } from "./pieces.js";

/**
 * Return { ink: without frames, pieces: the frames }; strokes that cross them stay.
 *
 * A frame consists of bars whose ends lie on one another, and has ink inside. So the
 * strokes of a digit are no frame, even where they touch one.
 *
 * Args: ink, in 0..1; faint, the mask of where there may be ink as faint as printed
 * lines; pen, the width of the strokes in pixels.
 */
export function withoutFrames(ink, faint, pen) {
  const mask = above(ink, FRAMES.LEAST_INK);
  mask.data.forEach((on, place) => (mask.data[place] = on | faint.data[place]));
  const groups = framesOf(findBars(mask, pen)).map(withoutStrokes).filter(isFrame);
  const found = groups.map((group) => erase(ink, group, pen));
  const sizes = found.filter((frame) => frame.isFilled).map(({ size }) => size);
  const frames = found.filter(({ size }) =>
    sizes.some((other) => isAlike(size, other)),
  );
  const left = copied(ink);
  for (const frame of frames) putLeast(left, frame);
  const pieces = frames.map((frame) => framePiece(ink, frame)).filter(Boolean);
  return { ink: left, pieces };
}

function putLeast(ink, { top, left, rest }) {
  for (let row = 0, place = 0; row < rest.height; row++) {
    let at = (top + row) * ink.width + left;
    for (let column = 0; column < rest.width; column++, place++, at++) {
      ink.data[at] = Math.min(ink.data[at], rest.data[place]);
    }
  }
}

function framePiece(ink, { top, left, rest }) {
  const whole = part(ink, top, left, rest.height, rest.width);
  whole.data.forEach((amount, place) => {
    if (rest.data[place] >= amount) whole.data[place] = 0;
  });
  return crop(whole, top, left);
}

/** Return bars that hold on to one another, in groups that touch. */
function framesOf(bars) {
  let kept = bars;
  for (;;) {
    const holding = kept.filter((bar) => holds(bar, kept));
    if (holding.length === kept.length) break;
    kept = holding;
  }
  let groups = [];
  for (const bar of kept) {
    const isNear = (group) => group.some((other) => meeting(bar, other) !== null);
    const near = groups.filter(isNear);
    groups = groups.filter((group) => !near.includes(group));
    groups.push([...near.flat(), bar]);
  }
  return groups;
}

/** Return the column at which another bar meets a bar; null if it does not. */
function meeting(bar, other) {
  if (bar.isUpright === other.isUpright) return null;
  const column = other.at(bar.at((bar.start + bar.end) / 2));
  const row = bar.at(column);
  const along = Math.max(bar.start - column, column - bar.end + 1);
  const across = Math.max(other.start - row, row - other.end + 1);
  return along <= reachOf(other) && across <= reachOf(bar) ? column : null;
}

/** Return how far from the middle of a bar another may end that touches it. */
function reachOf(bar) {
  return FRAMES.REACH + bar.thickness / 2;
}

/** Return whether a bar ends on two others, meets many, or is a tooth of a comb. */
function holds(bar, others) {
  const met = others
    .map((other) => ({ other, place: meeting(bar, other) }))
    .filter(({ place }) => place !== null);
  if (met.length >= FRAMES.SURE_COUNT) return true;
  const isOn = (end) =>
    met.some(({ other, place }) => Math.abs(place - end) <= reachOf(other));
  const [first, last] = [isOn(bar.start), isOn(bar.end - 1)];
  if (first && last) return true;
  return (first || last) && met.length === 1 && isTooth(bar, met[0].other, others);
}

/** Return whether bars as long stand on a base at equal distances to a bar. */
function isTooth(bar, base, others) {
  const most = reachOf(base);
  const isAlikeTooth = (other) =>
    other.isUpright === bar.isUpright &&
    Math.max(Math.abs(other.start - bar.start), Math.abs(other.end - bar.end)) <=
      most + FRAMES.MOST_LEANING * base.length &&
    Math.abs(other.length - bar.length) <= most &&
    meeting(other, base) !== null;
  const places = others.filter(isAlikeTooth).map(({ middle }) => middle);
  if (places.length < FRAMES.LEAST_TEETH) return false;
  const usual = median(gapsOf(places.sort((a, b) => a - b)));
  const isNext = (place) =>
    Math.abs(Math.abs(place - bar.middle) - usual) <= FRAMES.UNEVEN * usual;
  return places.some(isNext);
}

function gapsOf(places) {
  return places.slice(1).map((place, number) => place - places[number]);
}

/**
 * Return bars without upright ones that stand in the middle of an even cell.
 *
 * A 1 that is as high as its cell is a bar, too, but divides the cell.
 */
function withoutStrokes(bars) {
  const upright = bars.filter((bar) => bar.isUpright);
  upright.sort((one, other) => one.middle - other.middle);
  const gaps = gapsOf(upright.map(({ middle }) => middle));
  if (gaps.length < FRAMES.LEAST_CELLS) return bars;
  const most = FRAMES.MOST_CELL * median(gaps);
  const meets = (bar) => bars.filter((other) => meeting(bar, other) !== null).length;
  const strokes = upright
    .slice(1, -1)
    .filter((_, number) => gaps[number] + gaps[number + 1] <= most)
    .filter((bar) => meets(bar) < FRAMES.SURE_COUNT);
  return bars.filter((bar) => !strokes.includes(bar));
}

/** Return whether bars enclose something, or are a comb. */
function isFrame(bars) {
  const upright = bars.filter((bar) => bar.isUpright).length;
  const level = bars.length - upright;
  const isComb = level === 1 && upright >= FRAMES.LEAST_TEETH;
  return isComb || (upright >= 2 && level >= 2);
}

/**
 * Return a frame: { top, left: where it is, rest: the ink there when it is erased,
 * size: its height and width, isFilled: whether there is ink inside }.
 */
function erase(ink, bars, pen) {
  const [top, bottom] = extent(bars, true, ink.height);
  const [left, right] = extent(bars, false, ink.width);
  const own = part(ink, top, left, bottom - top, right - left);
  const moved = bars.map((bar) => bar.moved(top, left));
  const rest = erased(own, moved, pen);
  const upright = moved.filter((bar) => bar.isUpright);
  const columns = upright.map(({ middle }) => roundHalfEven(middle));
  const [first, last] = [Math.min(...columns), Math.max(...columns) + 1];
  const start = Math.min(...upright.map((bar) => bar.start));
  const end = Math.max(...upright.map((bar) => bar.end));
  const thickest = Math.max(...bars.map((bar) => bar.thickness));
  const margin = roundHalfEven(thickest + pen);
  const rows = [Math.max(0, start + margin), Math.max(0, end - margin)];
  const amount = inkIn(rest, rows, [
    Math.max(0, first + margin),
    Math.max(0, last - margin),
  ]);
  const isFilled = amount >= FRAMES.LEAST_FILLED_PENS * pen * pen;
  return { top, left, rest, size: [end - start, last - first], isFilled };
}

function inkIn(ink, [top, bottom], [left, right]) {
  const height = Math.max(0, bottom - top);
  const inside = part(ink, top, left, height, Math.max(0, right - left));
  return above(inside, FRAMES.LEAST_INK).data.reduce((sum, on) => sum + on, 0);
}

/** Return the first row that bars are in, or column, and that after the last. */
function extent(bars, isOfRows, length) {
  const firsts = bars.map((bar) =>
    bar.isUpright === isOfRows ? bar.start : Math.trunc(Math.min(...bar.centres)),
  );
  const lasts = bars.map((bar) =>
    bar.isUpright === isOfRows ? bar.end : Math.trunc(Math.max(...bar.centres)),
  );
  const thickest = Math.max(...bars.map((bar) => bar.thickness));
  const margin = FRAMES.MARGIN + roundHalfEven(thickest);
  const first = Math.max(0, Math.min(...firsts) - margin);
  return [first, Math.min(length, Math.max(...lasts) + margin)];
}

function isAlike(size, other) {
  return size.every(
    (side, way) =>
      Math.max(side, other[way]) <= FRAMES.ALIKE * Math.min(side, other[way]),
  );
}

/** Return ink without bars, but with the strokes that cross them. */
function erased(ink, bars, pen) {
  let left = ink;
  for (const isUpright of [false, true]) {
    let strokes = above(ink, FRAMES.LEAST_INK);
    for (const other of bars) {
      if (other.isUpright !== isUpright) strokes = withoutBand(strokes, other);
    }
    let along = isUpright ? transposed(left) : copied(left);
    if (isUpright) strokes = transposed(strokes);
    for (const bar of bars) {
      if (bar.isUpright === isUpright) eraseBar(along, strokes, bar, pen);
    }
    left = isUpright ? transposed(along) : along;
  }
  return left;
}

function withoutBand(mask, bar) {
  const along = bar.isUpright ? transposed(mask) : copied(mask);
  forEachColumn(bar, along.height, (column, top, bottom) => {
    const end = Math.min(bottom + 1, along.height);
    for (let row = Math.max(0, top - 1); row < end; row++) {
      along.data[row * along.width + column] = 0;
    }
  });
  return bar.isUpright ? transposed(along) : along;
}

/** Call visit(column, its first row, the row after its last) for each of a bar. */
function forEachColumn(bar, height, visit) {
  const half = bar.thickness / 2;
  const inside = (row) => Math.min(Math.max(row, 0), height);
  bar.centres.forEach((centre, place) => {
    const top = inside(Math.floor(centre + 0.5 - half));
    visit(bar.start + place, top, inside(Math.ceil(centre + 0.5 + half)));
  });
}

/** Erase a bar from left to right; what reaches out on a side stays. */
function eraseBar(ink, strokes, bar, pen) {
  const least = Math.max(2, roundHalfEven(FRAMES.OUT_PENS * pen));
  const [over, under] = [[], []];
  forEachColumn(bar, ink.height, (column, top, bottom) => {
    over.push(reaches(strokes, column, top - 1, -1, least));
    under.push(reaches(strokes, column, bottom, 1, least));
  });
  const reach = roundHalfEven(bar.thickness / 2) + 1;
  const [wideOver, wideUnder] = [widened(over, reach), widened(under, reach)];
  forEachColumn(bar, ink.height, (column, top, bottom) => {
    const place = column - bar.start;
    if (wideOver[place] && wideUnder[place]) return;
    const end = Math.min(under[place] ? bottom : bottom + 1, ink.height);
    for (let row = Math.max(0, over[place] ? top : top - 1); row < end; row++) {
      ink.data[row * ink.width + column] = 0;
    }
  });
}

/** Return whether so many pixels in a row of a column are ink, from a row on. */
function reaches({ height, width, data }, column, row, step, least) {
  for (let away = 0; away < least; away++) {
    const at = row + step * away;
    if (at < 0 || at >= height || !data[at * width + column]) return false;
  }
  return true;
}

function widened(places, reach) {
  return places.map((_, place) =>
    places.slice(Math.max(0, place - reach), place + reach + 1).includes(true),
  );
}
