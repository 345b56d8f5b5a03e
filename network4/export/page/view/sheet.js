const PICTURE_WIDTH = 840;
const PAPER = "#ffffff";
const INK = "#000000";

/**
 * What is drawn or shown: strokes, or a photograph, with all that was before.
 *
 * Places and pens are fractions of the sheet's width, so that it may change its size. A
 * stroke is { pen, places: [[x, y], ...] }; a photograph is an ImageBitmap.
 */
export class Sheet {
  #history = [{ strokes: [], photograph: null }];

  get strokes() {
    return this.#history.at(-1).strokes;
  }

  get photograph() {
    return this.#history.at(-1).photograph;
  }

  get isEmpty() {
    return !this.strokes.length && !this.photograph;
  }

  get canUndo() {
    return this.#history.length > 1;
  }

  /** Begin a stroke and return it; who draws adds places, even if it is undone. */
  begin(pen, place) {
    const stroke = { pen, places: [place] };
    this.#history.push({ strokes: [...this.strokes, stroke], photograph: null });
    return stroke;
  }

  show(photograph) {
    this.#history.push({ strokes: [], photograph });
  }

  clear() {
    if (!this.isEmpty) this.show(null);
  }

  undo() {
    if (!this.canUndo) return;
    const { photograph } = this.#history.pop();
    // An ImageBitmap keeps megabytes until it is closed.
    if (!this.#history.some((before) => before.photograph === photograph)) {
      photograph?.close();
    }
  }

  /** Return the picture to read, as ImageData; aspect: the sheet's height / width. */
  takePicture(aspect) {
    const { photograph } = this;
    const width = photograph?.width ?? PICTURE_WIDTH;
    const height = photograph?.height ?? Math.round(PICTURE_WIDTH * aspect);
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (photograph) {
      context.drawImage(photograph, 0, 0);
    } else {
      context.fillStyle = PAPER;
      context.fillRect(0, 0, width, height);
      drawStrokes(context, this.strokes, width, INK);
    }
    return context.getImageData(0, 0, width, height);
  }
}

/** Draw strokes on a canvas that is `width` pixels wide. */
export function drawStrokes(context, strokes, width, colour) {
  context.strokeStyle = colour;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { pen, places } of strokes) {
    context.lineWidth = pen * width;
    context.beginPath();
    const [[x, y]] = places;
    context.moveTo(x * width, y * width);
    // A stroke of one place is a dot.
    for (const [nextX, nextY] of places) context.lineTo(nextX * width, nextY * width);
    context.stroke();
  }
}
