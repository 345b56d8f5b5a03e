import { ARROWS } from "../view/keys.js";
import { locate, reachOf } from "./plane.js";
import { keepInside } from "./samples.js";

const STEP = 0.15;
const SMALL_STEP = 0.03;

/**
 * Let a mouse, pen or finger add points to a plane and drag them; what is dragged out
 * of the plane is gone.
 *
 * takeLabel() gives the class of new points. Of `on`, change() is called after each
 * change, full() where no point can be added. Returns { held }, the point that is
 * dragged, or null.
 */
export function editByPointer(canvas, points, takeLabel, on) {
  const hand = { held: null };
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const place = locate(canvas, event);
    hand.held = points.find(place, reachOf(canvas)) ?? points.add(place, takeLabel());
    if (hand.held) on.change();
    else on.full();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.isPrimary || !hand.held) return;
    if (points.move(hand.held, locate(canvas, event))) hand.held = null;
    on.change();
  });
  const release = (event) => {
    if (!event.isPrimary || !hand.held) return;
    hand.held = null;
    on.change();
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  return hand;
}

/**
 * Let the keyboard do the same: arrows move a cross, the space bar adds a point there,
 * or takes hold of the one that is there and lets go of it, Delete removes it.
 *
 * Returns { place, held }: where the cross is, null while the keyboard is not in use.
 */
export function editByKeyboard(canvas, points, takeLabel, on) {
  const cursor = { place: null, held: null };
  const actions = { " ": press, Delete: remove, Backspace: remove };
  canvas.addEventListener("keydown", (event) => {
    const action = actions[event.key] ?? (ARROWS[event.key] && moveCursor);
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    cursor.place ??= [0, 0];
    // What was cleared away is held no longer.
    if (!points.all.includes(cursor.held)) cursor.held = null;
    action(cursor, event, { canvas, points, takeLabel, on });
    on.change();
  });
  canvas.addEventListener("blur", () => {
    cursor.place = null;
    cursor.held = null;
    on.change();
  });
  return cursor;
}

function press(cursor, event, { canvas, points, takeLabel, on }) {
  if (cursor.held) {
    cursor.held = null;
    return;
  }
  cursor.held = points.find(cursor.place, reachOf(canvas));
  if (!cursor.held && !points.add(cursor.place, takeLabel())) on.full();
}

function remove(cursor, event, { canvas, points }) {
  points.remove(cursor.held ?? points.find(cursor.place, reachOf(canvas)));
  cursor.held = null;
}

function moveCursor(cursor, { key, shiftKey }, { points }) {
  const step = shiftKey ? SMALL_STEP : STEP;
  const [right, down] = ARROWS[key];
  const [x, y] = cursor.place;
  cursor.place = [x + step * right, y - step * down].map(keepInside);
  if (cursor.held) points.move(cursor.held, cursor.place);
}
