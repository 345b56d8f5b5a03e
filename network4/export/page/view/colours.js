/** Return the colours of numbers, as the style has them just now. */
export function takePalette(element) {
  const style = getComputedStyle(element);
  return {
    positive: takeColour(style, "--accent"),
    negative: takeColour(style, "--refused"),
    ink: takeColour(style, "--ink"),
    paper: style.getPropertyValue("--paper"),
    mark: style.getPropertyValue("--ink"),
  };
}

/**
 * Paint numbers { data, height, width } on a canvas of their size: the farther from 0,
 * up to `greatest`, the stronger; negative ones in another colour.
 */
export function paintNumbers(canvas, { data, height, width }, greatest, palette) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  data.forEach((number, at) => {
    const colour = number < 0 ? palette.negative : palette.positive;
    const strength = greatest > 0 ? Math.abs(number) / greatest : 0;
    pixels.data.set([...colour, Math.round(255 * strength)], 4 * at);
  });
  context.putImageData(pixels, 0, 0);
}

function takeColour(style, property) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.fillStyle = style.getPropertyValue(property);
  // A canvas gives every opaque colour back as #rrggbb.
  const number = Number.parseInt(context.fillStyle.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
