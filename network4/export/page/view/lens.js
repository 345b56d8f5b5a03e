import { paintNumbers, takePalette } from "./colours.js";
import { paintImage } from "./image.js";

const DECIMALS = 3;

/**
 * Show one map enlarged, over the digit that it looks at; return what is said of it.
 *
 * parts: the elements { image, map, field, name }; image: 28 x 28 bytes; the last: what
 * MapsView.describe returned.
 */
export function lookAt(parts, image, { name, numbers, greatest, field }) {
  const palette = takePalette(parts.map);
  paintImage(parts.image, image);
  parts.map.hidden = numbers.data.length === 1;
  paintNumbers(parts.map, numbers, greatest, palette);
  const most = numbers.data.reduce((one, other) => Math.max(one, other));
  const at = numbers.data.length === 1 ? "" : "at most ";
  const sentence = `${name}: ${at}${most.toFixed(DECIMALS)}`;
  parts.name.textContent = sentence;
  parts.field.hidden = !field;
  if (!field) return sentence;
  const strongest = field.data.reduce(
    (one, other) => Math.max(one, Math.abs(other)),
    0,
  );
  paintNumbers(parts.field.querySelector("canvas"), field, strongest, palette);
  return sentence;
}
