import { paintNumbers, takePalette } from "./colours.js";

const SIDE = 28;
const WHITE = 255;

/** Paint what the network is shown, 28 x 28 bytes. */
export function paintImage(canvas, image) {
  const { ink } = takePalette(canvas);
  const numbers = { data: image, height: SIDE, width: SIDE };
  paintNumbers(canvas, numbers, WHITE, { positive: ink });
}
