import { paintNumbers, takePalette } from "../view/colours.js";
import { computeField, findBoundary } from "./boundary.js";
import { EDGE } from "./samples.js";

const RADIUS = 6;
const LONGEST_PULL = 34;
const HEAD = 5;
const FIELD_STRENGTH = 0.45;
const NAMES = ["square", "circle"];

/** Return what a point of a class is called. */
export function nameOf(label) {
  return NAMES[label];
}

/**
 * Draw the plane: how sure the network is where, its boundary, points and their pulls.
 *
 * pulls: as backpropagate returns them; null for none. cursor: the place that the
 * keyboard is at; null while it is not in use. held: the point that is moved, or null.
 */
export function drawPlane(canvas, { network, points, pulls, cursor, held }) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = canvas.width;
  const context = canvas.getContext("2d");
  const palette = takePalette(canvas);
  const field = computeField(network);
  drawField(context, field, palette);
  // From here on, units are those of the page.
  context.scale(ratio, ratio);
  const size = canvas.clientWidth;
  drawBoundary(context, findBoundary(field), size, palette);
  if (pulls) points.forEach((point, at) => drawPull(context, point, pulls[at], size, palette));
  points.forEach((point) => drawPoint(context, point, size, palette, point === held));
  if (cursor) drawCursor(context, toPixels(cursor, size), palette);
}

/** Return the place of the plane that a pointer is at; it may lie outside. */
export function locate(canvas, { clientX, clientY }) {
  const { left, top, width } = canvas.getBoundingClientRect();
  const scale = (2 * EDGE) / width;
  return [scale * (clientX - left) - EDGE, EDGE - scale * (clientY - top)];
}

/** Return how far a point may be from a pointer that takes hold of it. */
export function reachOf(canvas) {
  return (2 * RADIUS * 2 * EDGE) / canvas.clientWidth;
}

function toPixels([x, y], size) {
  return [((x + EDGE) / (2 * EDGE)) * size, ((EDGE - y) / (2 * EDGE)) * size];
}

function drawField(context, { data, height, width }, palette) {
  const lattice = document.createElement("canvas");
  const certainty = { data: data.map((z) => Math.tanh(z / 2)), height, width };
  paintNumbers(lattice, certainty, 1, palette);
  context.globalAlpha = FIELD_STRENGTH;
  // The lattice's outer points lie on the plane's edges, so half of them is outside.
  const { canvas } = context;
  const side = width - 1;
  context.drawImage(lattice, 0.5, 0.5, side, side, 0, 0, canvas.width, canvas.height);
  context.globalAlpha = 1;
}

function drawBoundary(context, pieces, size, { mark }) {
  context.strokeStyle = mark;
  context.lineWidth = 2;
  context.lineCap = "round";
  context.beginPath();
  for (const [from, to] of pieces) {
    context.moveTo(...toPixels(from, size));
    context.lineTo(...toPixels(to, size));
  }
  context.stroke();
}

function drawPoint(context, { place, label }, size, { paper, positive, negative }, isHeld) {
  const [x, y] = toPixels(place, size);
  const radius = isHeld ? 1.5 * RADIUS : RADIUS;
  context.fillStyle = `rgb(${label ? positive : negative})`;
  context.strokeStyle = paper;
  context.lineWidth = 1.5;
  context.beginPath();
  if (label) context.arc(x, y, radius, 0, 2 * Math.PI);
  else context.rect(x - 0.85 * radius, y - 0.85 * radius, 1.7 * radius, 1.7 * radius);
  context.fill();
  context.stroke();
}

/** Draw an arrow the way that the point would move the boundary. */
function drawPull(context, { place }, { strength, slope }, size, { mark }) {
  const steepness = Math.hypot(...slope);
  if (!(steepness > 0)) return;
  const length = LONGEST_PULL * Math.abs(strength);
  const [right, up] = slope.map((each) => each / steepness);
  const [x, y] = toPixels(place, size);
  context.strokeStyle = mark;
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + length * right, y - length * up);
  if (length > HEAD) drawHead(context, x + length * right, y - length * up, right, -up);
  context.stroke();
}

function drawHead(context, x, y, right, down) {
  for (const side of [-1, 1]) {
    context.moveTo(x, y);
    context.lineTo(
      x - HEAD * right + (side * HEAD * down) / 2,
      y - HEAD * down - (side * HEAD * right) / 2,
    );
  }
}

function drawCursor(context, [x, y], { mark }) {
  context.strokeStyle = mark;
  context.lineWidth = 2;
  context.beginPath();
  for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + 4 * right, y + 4 * down);
    context.lineTo(x + 14 * right, y + 14 * down);
  }
  context.stroke();
}
