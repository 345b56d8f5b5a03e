// Planes of numbers, and what NumPy and Python compute of them.
//
// A plane is { height, width, data }: a typed array, row by row.

const PAIRWISE_BLOCK = 128;

/** Return a plane of zeros: float32, or of another type of array. */
export function zeros(height, width, Type = Float32Array) {
  return { height, width, data: new Type(height * width) };
}

/** Return a plane of the same size and type as another, with numbers of its own. */
export function copied(plane) {
  return { ...plane, data: plane.data.slice() };
}

/** Return float32 numbers divided by another. */
export function divided(plane, divisor) {
  const result = zeros(plane.height, plane.width);
  for (let place = 0; place < plane.data.length; place++) {
    result.data[place] = plane.data[place] / divisor;
  }
  return result;
}

/** Return float32 numbers of at least 0 and at most another. */
export function clipped(plane, most = Infinity) {
  const result = zeros(plane.height, plane.width);
  for (let place = 0; place < plane.data.length; place++) {
    result.data[place] = Math.min(Math.max(plane.data[place], 0), most);
  }
  return result;
}

/** Return where float32 numbers are above a limit, as a mask of 0 and 1. */
export function above(plane, limit) {
  const mask = zeros(plane.height, plane.width, Uint8Array);
  const least = Math.fround(limit);
  for (let place = 0; place < mask.data.length; place++) {
    mask.data[place] = plane.data[place] > least ? 1 : 0;
  }
  return mask;
}

/** Return { top, left, bottom, right } around float32 numbers above a limit. */
export function boundsOf({ height, width, data }, limit) {
  const least = Math.fround(limit);
  const box = { top: height, left: width, bottom: 0, right: 0 };
  for (let row = 0; row < height; row++) {
    let [first, last] = [row * width, (row + 1) * width - 1];
    while (first <= last && !(data[first] > least)) first++;
    if (first > last) continue;
    while (!(data[last] > least)) last--;
    box.top = Math.min(box.top, row);
    box.left = Math.min(box.left, first - row * width);
    box.bottom = row + 1;
    box.right = Math.max(box.right, last - row * width + 1);
  }
  return box;
}

/** Return a part of a plane as a plane of its own; zeros where it lies outside. */
export function part(plane, top, left, height, width) {
  const result = zeros(height, width, plane.data.constructor);
  const first = Math.max(left, 0);
  const end = Math.min(left + width, plane.width);
  for (let row = Math.max(0, -top); row < height && row + top < plane.height; row++) {
    const begin = (row + top) * plane.width;
    const own = plane.data.subarray(begin + first, begin + end);
    result.data.set(own, row * width + first - left);
  }
  return result;
}

/** Return a plane with a margin of zeros around it. */
export function padded(plane, margin) {
  const { height, width } = plane;
  return part(plane, -margin, -margin, height + 2 * margin, width + 2 * margin);
}

/** Return the greatest of numbers of at least 0. */
export function greatest(data) {
  let most = 0;
  for (let place = 0; place < data.length; place++) {
    if (data[place] > most) most = data[place];
  }
  return most;
}

/** Return the whole number nearest to a place that is in 0..most. */
export function clamp(place, most) {
  return Math.min(Math.max(place, 0), most);
}

/** Return a number rounded to a whole one, halves to the even. */
export function roundHalfEven(number) {
  const below = Math.floor(number);
  const rest = number - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Return the sum of float32 numbers in float32, pairwise as NumPy adds them. */
export function sumOf(data, start = 0, count = data.length) {
  if (count < 8) return addedInTurn(data, start, count);
  if (count <= PAIRWISE_BLOCK) return addedByEights(data, start, count);
  let half = count >> 1;
  half -= half % 8;
  const first = sumOf(data, start, half);
  return Math.fround(first + sumOf(data, start + half, count - half));
}

function addedInTurn(data, start, count) {
  let sum = 0;
  for (let place = start; place < start + count; place++) {
    sum = Math.fround(sum + data[place]);
  }
  return sum;
}

const EIGHT_SUMS = new Float32Array(8);

function addedByEights(data, start, count) {
  const sums = EIGHT_SUMS;
  const whole = count - (count % 8);
  for (let lane = 0; lane < 8; lane++) sums[lane] = data[start + lane];
  for (let place = 8; place < whole; place += 8) {
    for (let lane = 0; lane < 8; lane++) sums[lane] += data[start + place + lane];
  }
  const add = (one, other) => Math.fround(one + other);
  const left = add(add(sums[0], sums[1]), add(sums[2], sums[3]));
  let sum = add(left, add(add(sums[4], sums[5]), add(sums[6], sums[7])));
  for (let place = whole; place < count; place++) sum = add(sum, data[start + place]);
  return sum;
}

/** Put numbers in such order that the one at `wanted` is as if they were sorted. */
export function partition(data, wanted, end = data.length) {
  let low = 0;
  let high = end - 1;
  while (low < high) {
    const pivot = middleOfThree(data[low], data[(low + high) >> 1], data[high]);
    let left = low;
    let right = high;
    while (left <= right) {
      while (data[left] < pivot) left++;
      while (data[right] > pivot) right--;
      if (left > right) break;
      const kept = data[left];
      data[left++] = data[right];
      data[right--] = kept;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else return;
  }
}

function middleOfThree(one, two, three) {
  if (one > two) return two > three ? two : Math.min(one, three);
  return one > three ? one : Math.min(two, three);
}

/** Return the median of an array's numbers, in float32 if that is what they are. */
export function median(numbers) {
  const sorted = numbers.slice();
  const middle = sorted.length >> 1;
  partition(sorted, middle);
  const upper = sorted[middle];
  if (sorted.length % 2) return upper;
  let lower = -Infinity;
  for (let place = 0; place < middle; place++) {
    if (sorted[place] > lower) lower = sorted[place];
  }
  const sum = lower + upper;
  return (numbers instanceof Float32Array ? Math.fround(sum) : sum) / 2;
}

/** Return a percentile of float32 numbers, between neighbours by a straight line. */
export function percentile(numbers, percent) {
  const sorted = numbers.slice();
  const virtual = (sorted.length - 1) * (percent / 100);
  const index = Math.min(Math.floor(virtual), sorted.length - 1);
  partition(sorted, index);
  const before = sorted[index];
  let after = Infinity;
  for (let place = index + 1; place < sorted.length; place++) {
    if (sorted[place] < after) after = sorted[place];
  }
  if (after === Infinity) return before;
  const share = virtual - index;
  const step = Math.fround(after - before);
  if (share < 0.5) return Math.fround(before + Math.fround(step * Math.fround(share)));
  return Math.fround(after - Math.fround(step * Math.fround(1 - share)));
}
