// Any picture as grey numbers.

import { zeros } from "./arrays.js";
import { OPENING } from "./constants.js";
import { thumbnail } from "./resizing.js";

/** A picture that cannot be read; the message says why. */
export class ReadingError extends Error {
  name = "ReadingError";
}

/**
 * Return a picture as numbers.
 *
 * Args: rgba, its bytes as in ImageData; width and height in pixels.
 *
 * Returns { grey: plane in 0..1, scale: pixels of the picture for each of these }.
 */
export function openPixels(rgba, width, height) {
  if (width * height > OPENING.MOST_PIXELS) {
    throw tooLarge(`${withCommas(width)} x ${withCommas(height)}`);
  }
  const full = { height, width, data: greyBytes(rgba, width * height) };
  const longest = Math.max(height, width);
  const small =
    longest > OPENING.LONGEST_SIDE ? thumbnail(full, OPENING.LONGEST_SIDE) : full;
  const grey = zeros(small.height, small.width);
  for (let place = 0; place < grey.data.length; place++) {
    grey.data[place] = small.data[place] / 255;
  }
  return { grey, scale: longest / Math.max(small.height, small.width) };
}

function tooLarge(received) {
  const most = withCommas(OPENING.MOST_PIXELS);
  return new ReadingError(
    `IMAGE must have at most ${most} pixels, received ${received}; make it smaller.`,
  );
}

function withCommas(number) {
  return number.toLocaleString("en-US");
}

/** Return grey bytes, on paper unlike the ink where the picture is transparent. */
function greyBytes(rgba, count) {
  const bytes = new Uint8Array(count);
  const paper = isTransparent(rgba, count) ? onPaper(rgba, count) : 0;
  for (let pixel = 0, place = 0; pixel < count; pixel++, place += 4) {
    const opacity = rgba[place + 3];
    let red = rgba[place];
    let green = rgba[place + 1];
    let blue = rgba[place + 2];
    if (opacity < 255) {
      red = composed(red, paper, opacity);
      green = composed(green, paper, opacity);
      blue = composed(blue, paper, opacity);
    }
    bytes[pixel] = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }
  return bytes;
}

function isTransparent(rgba, count) {
  for (let place = 3; place < 4 * count; place += 4) {
    if (rgba[place] < 255) return true;
  }
  return false;
}

/** Return the paper's brightness: white for dark ink, else black. */
function onPaper(rgba, count) {
  let seen = 0;
  let opaque = 0;
  for (let place = 0; place < 4 * count; place += 4) {
    const opacity = rgba[place + 3] / 255;
    seen += ((rgba[place] + rgba[place + 1] + rgba[place + 2]) / 3) * opacity;
    opaque += opacity;
  }
  return seen / Math.max(opaque, 1e-9) < 128 ? 255 : 0;
}

/** Return a byte seen before paper, by the whole numbers that Pillow computes with. */
function composed(byte, paper, opacity) {
  const share = 128 * opacity;
  const sum = byte * share + paper * (255 * 128 - share) + 0x4000;
  return ((sum >> 8) + sum) >> 15;
}
