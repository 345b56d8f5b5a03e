import { ARROWS } from "./keys.js";

const STEP = 0.02;
const SMALL_STEP = 0.005;

/**
 * Let a mouse, pen or finger draw on a canvas.
 *
 * takePen() gives the pen's width as a fraction of the canvas's; onDraw is called after
 * each change, with whether the stroke is finished.
 */
export function drawByPointer(canvas, sheet, takePen, onDraw) {
  let drawing = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    drawing = event.pointerId;
    canvas.setPointerCapture(drawing);
    sheet.begin(takePen(), locatePointer(canvas, event));
    onDraw(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) {
      sheet.extend(locatePointer(canvas, each));
    }
    onDraw(false);
  });
  const stop = (event) => {
    if (event.pointerId !== drawing) return;
    drawing = null;
    onDraw(true);
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
}

/**
 * Let the keyboard draw: arrows move the pen, the space bar puts it down and lifts it.
 *
 * Returns { place, isDown }: where the pen is, null while the keyboard is not in use.
 */
export function drawByKeyboard(canvas, sheet, takePen, onDraw) {
  const cursor = { place: null, isDown: false };
  canvas.addEventListener("keydown", (event) => {
    const aspect = canvas.clientHeight / canvas.clientWidth;
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== " ") return;
    event.preventDefault();
    cursor.place ??= [0.5, aspect / 2];
    if (arrow) {
      moveCursor(cursor, arrow, event.shiftKey ? SMALL_STEP : STEP, aspect);
      if (cursor.isDown) sheet.extend(cursor.place);
    } else {
      cursor.isDown = !cursor.isDown;
      if (cursor.isDown) sheet.begin(takePen(), cursor.place);
    }
    onDraw(!cursor.isDown);
  });
  canvas.addEventListener("blur", () => {
    cursor.place = null;
    cursor.isDown = false;
    onDraw(true);
  });
  return cursor;
}

function moveCursor(cursor, [right, down], step, aspect) {
  const [x, y] = cursor.place;
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  cursor.place = [within(x + step * right, 1), within(y + step * down, aspect)];
}

function locatePointer(canvas, event) {
  const { left, top, width } = canvas.getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / width];
}
