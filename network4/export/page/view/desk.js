import { drawStrokes } from "./sheet.js";

const CURSOR_RADIUS = 9;

/** Draw the sheet, what was read in it, and the keyboard's pen. */
export function drawDesk(canvas, sheet, reading, chosen, cursor) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext("2d");
  const colours = getComputedStyle(canvas);
  drawStrokes(context, sheet.strokes, canvas.width, colours.color);
  const fit = fitPicture(canvas, sheet.photograph);
  if (sheet.photograph) {
    context.drawImage(sheet.photograph, fit.left, fit.top, fit.width, fit.height);
  }
  if (reading) drawBoxes(context, reading, chosen, fit, colours, ratio);
  if (cursor.place) drawCursor(context, cursor, canvas.width, colours, ratio);
}

/** Return the number of the digit whose box a pointer is in; -1 for none. */
export function findDigit(canvas, sheet, reading, { offsetX, offsetY }) {
  const ratio = canvas.width / canvas.clientWidth;
  const fit = fitPicture(canvas, sheet.photograph);
  const scale = reading.width / fit.width;
  const x = (offsetX * ratio - fit.left) * scale;
  const y = (offsetY * ratio - fit.top) * scale;
  return reading.digits.findIndex(
    ({ box: [left, top, right, bottom] }) =>
      x >= left && x < right && y >= top && y < bottom,
  );
}

/**
 * Return where a box is in the picture as it lies: it was found in the picture turned.
 *
 * Args: box, [left, top, right, bottom]; degrees, by which the picture was turned,
 * clockwise; its width and height before.
 */
export function boxAsItLies(box, degrees, width, height) {
  const [left, top, right, bottom] = box;
  if (degrees === 90) return [top, height - right, bottom, height - left];
  if (degrees === 180) {
    return [width - right, height - bottom, width - left, height - top];
  }
  if (degrees === 270) return [width - bottom, left, width - top, right];
  return box;
}

/** Return where on the canvas the picture lies, all of it in view. */
function fitPicture(canvas, photograph) {
  if (!photograph)
    return { left: 0, top: 0, width: canvas.width, height: canvas.height };
  const scale = Math.min(
    canvas.width / photograph.width,
    canvas.height / photograph.height,
  );
  const width = photograph.width * scale;
  const height = photograph.height * scale;
  return {
    left: (canvas.width - width) / 2,
    top: (canvas.height - height) / 2,
    width,
    height,
  };
}

function drawBoxes(context, reading, chosen, fit, colours, ratio) {
  const scale = fit.width / reading.width;
  const size = 15 * ratio;
  context.font = `600 ${size}px system-ui, sans-serif`;
  reading.digits.forEach(
    ({ box: [left, top, right, bottom], text, isRefused }, number) => {
      const colour = colours.getPropertyValue(isRefused ? "--refused" : "--accent");
      context.globalAlpha = number === chosen ? 1 : 0.5;
      context.strokeStyle = colour;
      context.fillStyle = colour;
      context.lineWidth = (number === chosen ? 2 : 1.25) * ratio;
      const x = fit.left + scale * left - 4 * ratio;
      const y = fit.top + scale * top - 4 * ratio;
      const width = scale * (right - left) + 8 * ratio;
      const height = scale * (bottom - top) + 8 * ratio;
      context.strokeRect(x, y, width, height);
      context.globalAlpha = 1;
      // Above the box, or in its corner where there is no room above.
      context.fillText(text, x + 2 * ratio, y > size ? y - 4 * ratio : y + size);
    },
  );
}

function drawCursor(context, { place: [x, y], stroke }, width, colours, ratio) {
  context.strokeStyle = colours.getPropertyValue("--accent");
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 2 * ratio;
  context.beginPath();
  context.arc(x * width, y * width, CURSOR_RADIUS * ratio, 0, 2 * Math.PI);
  if (stroke) context.fill();
  else context.stroke();
}
