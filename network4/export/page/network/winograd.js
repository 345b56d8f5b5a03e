import { UNROLLED, addWeighed } from "./products.js";

const TILE = 4; // of a tile; of what comes of it, 2
const NUMBERS = TILE * TILE;

/** Tell whether fields are 3 x 3, go on by one, and look at all channels. */
export function isByTiles({ field, stride, groups }) {
  const isThree = field[0] === 3 && field[1] === 3;
  return isThree && stride[0] === 1 && stride[1] === 1 && groups === 1;
}

/**
 * Convolve with fields of 3 x 3 in 16 multiplications for 2 x 2 places, not 36.
 *
 * z = A' ((G w G') * (B' a B)) A for each tile a of 4 x 4, where * is number by number
 * and is summed over channels.
 *
 * Source: Winograd 1980; Lavin and Gray 2016.
 */
export function convolveByTiles(input, layer, geometry) {
  const { maps, channels } = geometry;
  const rows = UNROLLED * Math.ceil(channels / UNROLLED);
  const tiles = countTiles(geometry);
  layer.fields ??= transformFields(layer.parameters.weights, rows);
  const patches = transformTiles(input, geometry, tiles, rows);
  // One map more: the partner of a last one that is alone.
  const products = new Float64Array(NUMBERS * (maps + 1) * tiles.count);
  for (let number = 0; number < NUMBERS; number += 1) {
    const fields = partOf(layer.fields, number);
    const output = partOf(products, number);
    const own = partOf(patches, number);
    for (let row = 0; row < rows; row += UNROLLED) {
      const some = own.subarray(row * tiles.count);
      for (let map = 0; map < maps; map += 2) {
        addWeighed(some, fields, row, rows, map, map + 1, output, tiles.count);
      }
    }
  }
  const data = transformBack(products, geometry, tiles);
  return { shape: [maps, geometry.height, geometry.width], data };
}

function countTiles({ height, width }) {
  const down = Math.ceil(height / 2);
  const across = Math.ceil(width / 2);
  return { down, across, count: down * across };
}

function partOf(numbers, which) {
  const size = numbers.length / NUMBERS;
  return numbers.subarray(which * size, (which + 1) * size);
}

/** Return G w G': 16 tables of (maps and one more, rows), zeros where there is none. */
function transformFields({ shape: [maps, channels], data }, rows) {
  const fields = new Float64Array(NUMBERS * (maps + 1) * rows);
  const step = (maps + 1) * rows;
  const half = new Float64Array(3 * TILE);
  for (let map = 0; map < maps; map += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const field = (map * channels + channel) * 9;
      for (let column = 0; column < 3; column += 1) {
        spread(data, field + column, 3, half, column, 3);
      }
      const to = map * rows + channel;
      for (let row = 0; row < TILE; row += 1) {
        spread(half, 3 * row, 1, fields, to + TILE * row * step, step);
      }
    }
  }
  return fields;
}

/** Write G times three numbers: four. */
function spread(from, first, step, to, at, stepTo) {
  const [a, b, c] = [from[first], from[first + step], from[first + 2 * step]];
  to[at] = a;
  to[at + stepTo] = (a + b + c) / 2;
  to[at + 2 * stepTo] = (a - b + c) / 2;
  to[at + 3 * stepTo] = c;
}

/** Return B' a B of all tiles: 16 tables of (rows, tiles). */
function transformTiles({ shape, data }, { padding }, tiles, rows) {
  const [channels, height, width] = shape;
  const patches = new Float64Array(NUMBERS * rows * tiles.count);
  const step = rows * tiles.count;
  const tile = new Float64Array(NUMBERS);
  const takeTile = (channel, top, left) => {
    tile.fill(0);
    for (let row = Math.max(0, -top); row < TILE && top + row < height; row += 1) {
      const from = (channel * height + top + row) * width + left;
      for (let k = Math.max(0, -left); k < TILE && left + k < width; k += 1) {
        tile[TILE * row + k] = data[from + k];
      }
    }
  };
  for (let channel = 0; channel < channels; channel += 1) {
    for (let number = 0; number < tiles.count; number += 1) {
      const down = Math.floor(number / tiles.across);
      const across = number % tiles.across;
      takeTile(channel, 2 * down - padding[0], 2 * across - padding[1]);
      for (let k = 0; k < TILE; k += 1) differ(tile, k, TILE, tile, k, TILE);
      const to = channel * tiles.count + number;
      for (let row = 0; row < TILE; row += 1) {
        differ(tile, TILE * row, 1, patches, to + TILE * row * step, step);
      }
    }
  }
  return patches;
}

/** Write B' times four numbers. */
function differ(from, first, step, to, at, stepTo) {
  const a = from[first];
  const b = from[first + step];
  const c = from[first + 2 * step];
  const d = from[first + 3 * step];
  to[at] = a - c;
  to[at + stepTo] = b + c;
  to[at + 2 * stepTo] = c - b;
  to[at + 3 * stepTo] = b - d;
}

/** Return A' p A of all tiles, each 2 x 2, in their places. */
function transformBack(products, { maps, height, width }, tiles) {
  const output = new Float64Array(maps * height * width);
  const step = (maps + 1) * tiles.count;
  const half = new Float64Array(2 * TILE);
  const four = new Float64Array(4);
  for (let map = 0; map < maps; map += 1) {
    for (let number = 0; number < tiles.count; number += 1) {
      const from = map * tiles.count + number;
      for (let k = 0; k < TILE; k += 1) {
        narrow(products, from + k * step, TILE * step, half, k, TILE);
      }
      for (let row = 0; row < 2; row += 1)
        narrow(half, TILE * row, 1, four, 2 * row, 1);
      const top = 2 * Math.floor(number / tiles.across);
      const left = 2 * (number % tiles.across);
      for (let row = 0; row < 2 && top + row < height; row += 1) {
        const to = (map * height + top + row) * width + left;
        output[to] = four[2 * row];
        if (left + 1 < width) output[to + 1] = four[2 * row + 1];
      }
    }
  }
  return output;
}

/** Write A' times four numbers: two. */
function narrow(from, first, step, to, at, stepTo) {
  const a = from[first];
  const b = from[first + step];
  const c = from[first + 2 * step];
  const d = from[first + 3 * step];
  to[at] = a + b + c;
  to[at + stepTo] = b - c - d;
}
