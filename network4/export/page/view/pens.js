import { ARROWS } from "./keys.js";

const STEP = 0.02;
const SMALL_STEP = 0.005;

/**
 * Let a mouse, pen or finger draw on a canvas, unless a photograph is shown.
 *
 * takePen() gives the pen's width as a fraction of the canvas's; of `on`, begin() is
 * called before a stroke, draw() after each change.
 */
export function drawByPointer(canvas, sheet, takePen, on) {
  let drawing = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || sheet.photograph) return;
    canvas.setPointerCapture(event.pointerId);
    on.begin();
    const stroke = sheet.begin(takePen(), locatePointer(canvas, event));
    drawing = { pointer: event.pointerId, stroke };
    on.draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing?.pointer) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) {
      drawing.stroke.places.push(locatePointer(canvas, each));
    }
    on.draw();
  });
  const stop = (event) => {
    if (event.pointerId === drawing?.pointer) drawing = null;
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
}

/**
 * Let the keyboard draw: arrows move the pen, the space bar puts it down and lifts it.
 *
 * Of `on`, move() is called where only the pen moves. Returns { place, stroke }: where
 * the pen is, null while the keyboard is not in use, and the stroke it draws, or null.
 */
export function drawByKeyboard(canvas, sheet, takePen, on) {
  const cursor = { place: null, stroke: null };
  canvas.addEventListener("keydown", (event) => {
    const isKnown = event.key === " " || ARROWS[event.key];
    if (!isKnown || sheet.photograph) return;
    event.preventDefault();
    cursor.place ??= [0.5, canvas.clientHeight / canvas.clientWidth / 2];
    // What was undone is drawn no longer.
    if (!sheet.strokes.includes(cursor.stroke)) cursor.stroke = null;
    if (event.key === " ") {
      if (!cursor.stroke) on.begin();
      cursor.stroke = cursor.stroke ? null : sheet.begin(takePen(), cursor.place);
    } else {
      moveCursor(cursor, event, canvas);
    }
    if (cursor.stroke) on.draw();
    else on.move();
  });
  canvas.addEventListener("blur", () => {
    if (!cursor.place) return;
    cursor.place = null;
    cursor.stroke = null;
    on.move();
  });
  return cursor;
}

function moveCursor(cursor, { key, shiftKey }, { clientHeight, clientWidth }) {
  const [x, y] = cursor.place;
  const [right, down] = ARROWS[key];
  const step = shiftKey ? SMALL_STEP : STEP;
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  const most = clientHeight / clientWidth;
  cursor.place = [within(x + step * right, 1), within(y + step * down, most)];
  cursor.stroke?.places.push(cursor.place);
}

function locatePointer(canvas, event) {
  const { left, top, width } = canvas.getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / width];
}
