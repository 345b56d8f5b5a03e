// Of a normal distribution, 95% lies within so many deviations of the mean.
const DEVIATIONS = 1.959963984540054;

/**
 * Return the 95% interval [low, high] of a share of which `count` of `total` were seen
 * (Wilson 1927). Unlike count / total and its deviation, it holds for few and for none.
 */
export function wilsonInterval(count, total) {
  const square = DEVIATIONS ** 2;
  const centre = count + square / 2;
  const spread = DEVIATIONS * Math.sqrt((count * (total - count)) / total + square / 4);
  const ends = [centre - spread, centre + spread].map((end) => end / (total + square));
  // At its ends the interval is exact, but for rounding.
  return [count ? ends[0] : 0, count < total ? ends[1] : 1];
}

/** Return how many in a row without any bring the interval's end below a share. */
export function countNeeded(share) {
  return Math.floor(DEVIATIONS ** 2 * (1 / share - 1)) + 1;
}
