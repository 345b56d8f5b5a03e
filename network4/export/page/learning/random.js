const LARGEST = 2 ** 32;
const WARM_UP = 16;

/**
 * Return random numbers that depend on a seed alone: { uniform, normal }.
 *
 * seed: a whole number in 0..2**32 - 1. uniform() lies in 0..1; normal() has mean 0 and
 * deviation 1. The numbers are those of Marsaglia's xorshift with 32 bits (2003).
 */
export function makeRandom(seed) {
  // Its state may be anything but 0, which it would never leave.
  let state = (seed ^ 0x5bd1e995) >>> 0 || 1;
  const draw = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state - 0.5) / LARGEST;
  };
  // Seeds that differ in one bit begin alike.
  for (let count = 0; count < WARM_UP; count += 1) draw();
  return { uniform: draw, normal: () => drawNormal(draw) };
}

/** Return a normal number from two uniform ones (Box and Muller 1958). */
function drawNormal(draw) {
  return Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}
