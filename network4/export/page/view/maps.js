import { paintNumbers, takePalette } from "./colours.js";
import { ARROWS } from "./keys.js";

const GAP = 1; // also around the grid; the chosen map is framed in it
const SHAPE_OF_GRID = 3; // times as wide as high, about
const SCALE = 5; // pixels of the page for one of a map
const SIDE_OF_VALUE = { down: 3, right: 3 }; // a single value is no mere dot
const SIDE_OF_OUTPUT = { down: 4, right: 4 }; // has room for a name below
const MOST_NAMES = 20;
const LONGEST_NAME = 2;

/** The activations of every layer as grids of maps, one of which may be chosen. */
export class MapsView {
  #figures;

  /**
   * container: where the layers go; layers: what the engine's "load" says of each;
   * classNames: what the values of the last are for; onChoose: called with the numbers
   * of a layer and of a map in it.
   */
  constructor(container, layers, classNames, onChoose) {
    this.#figures = layers.map((layer, number) => {
      const names = number === layers.length - 1 ? classNames : [];
      return new LayerFigure(layer, number, names, (map) => onChoose(number, map));
    });
    container.replaceChildren(...this.#figures.map(({ element }) => element));
  }

  /** Paint the activations { shape, data } of all layers. */
  show(activations) {
    this.#figures.forEach((figure, number) => figure.show(activations[number]));
  }

  /** Frame one map of one layer, of which a sentence says what there is to say. */
  mark(layer, map, sentence) {
    this.#figures.forEach((figure, number) => {
      figure.mark(number === layer ? map : null, sentence);
    });
  }

  /** Return a map's { name, numbers, greatest, field }; field is null but in fields. */
  describe(layer, map) {
    return this.#figures[layer].describe(map);
  }
}

class LayerFigure {
  element = document.createElement("figure");
  #layer;
  #title;
  #caption = document.createElement("figcaption");
  #canvas = document.createElement("canvas");
  #names;
  #list = document.createElement("ol");
  #onChoose;
  #chosen = 0;
  #marked = null;
  #shown = null;

  constructor(layer, number, names, onChoose) {
    this.#layer = layer;
    this.#names = names;
    this.#title = `${number + 1}. ${layer.type}`;
    this.#onChoose = onChoose;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "slider");
    this.#canvas.setAttribute("aria-valuemin", "1");
    this.#canvas.setAttribute("aria-valuenow", "1");
    for (const kind of ["pointermove", "pointerdown"]) {
      this.#canvas.addEventListener(kind, (event) => this.#point(event));
    }
    this.#canvas.addEventListener("focus", () => this.#choose(this.#chosen));
    this.#canvas.addEventListener("keydown", (event) => this.#step(event));
    this.element.append(this.#caption, this.#canvas);
    if (this.#hasNamesBelow) this.element.append(this.#listNames());
  }

  /** Whether each square has the name of its class below it. */
  get #hasNamesBelow() {
    const { length } = this.#names;
    const fits = (name) => name.length <= LONGEST_NAME;
    return length > 0 && length <= MOST_NAMES && this.#names.every(fits);
  }

  #listNames() {
    // The canvas says the name of the square that is chosen.
    this.#list.setAttribute("aria-hidden", "true");
    for (const name of this.#names) {
      const item = document.createElement("li");
      item.textContent = name;
      this.#list.append(item);
    }
    return this.#list;
  }

  show({ shape, data }) {
    const [count, height, width] = shape.length === 3 ? shape : [shape[0], 1, 1];
    const greatest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const isMaps = height * width > 1;
    const sideOfValue = this.#hasNamesBelow ? SIDE_OF_OUTPUT : SIDE_OF_VALUE;
    const side = isMaps ? { down: height, right: width } : sideOfValue;
    const columns = this.#hasNamesBelow ? count : countColumns(count, side);
    this.#shown = { count, height, width, side, columns, data, greatest };
    const size = isMaps ? `${count} maps of ${height} × ${width}` : `${count} values`;
    const { activation } = this.#layer;
    const then = activation === "linear" ? "" : `, ${activation}`;
    const title = `${this.#title}, ${size}${then}`;
    this.#caption.textContent = title;
    this.#canvas.setAttribute("aria-label", title);
    this.#canvas.setAttribute("aria-valuemax", `${count}`);
    this.#paint();
  }

  mark(map, sentence) {
    if (map !== null) {
      this.#canvas.setAttribute("aria-valuenow", `${map + 1}`);
      this.#canvas.setAttribute("aria-valuetext", sentence);
    }
    if (map === this.#marked) return;
    this.#marked = map;
    this.#paint();
  }

  describe(map) {
    const numbers = this.#takeMap(map);
    const kind = numbers.data.length > 1 ? "map" : "value";
    const className = this.#names[map];
    const use = className === undefined ? "" : `, for ${className}`;
    return {
      name: `${this.#title}, ${kind} ${map + 1}${use}`,
      numbers,
      greatest: this.#shown.greatest,
      field: takeField(this.#layer.fields, map),
    };
  }

  #paint() {
    const { count, height, width, side, columns, greatest } = this.#shown;
    const canvas = this.#canvas;
    canvas.width = columns * (side.right + GAP) + GAP;
    canvas.height = Math.ceil(count / columns) * (side.down + GAP) + GAP;
    canvas.style.width = `${SCALE * canvas.width}px`;
    this.#list.style.width = canvas.style.width;
    const context = canvas.getContext("2d");
    const palette = takePalette(this.element);
    const small = new OffscreenCanvas(width, height);
    context.fillStyle = palette.paper;
    context.imageSmoothingEnabled = false;
    for (let map = 0; map < count; map += 1) {
      const left = GAP + (map % columns) * (side.right + GAP);
      const top = GAP + Math.floor(map / columns) * (side.down + GAP);
      if (map === this.#marked) {
        context.fillStyle = palette.mark;
        context.fillRect(
          left - GAP,
          top - GAP,
          side.right + 2 * GAP,
          side.down + 2 * GAP,
        );
        context.fillStyle = palette.paper;
      }
      context.fillRect(left, top, side.right, side.down);
      paintNumbers(small, this.#takeMap(map), greatest, palette);
      context.drawImage(small, left, top, side.right, side.down);
    }
  }

  #takeMap(map) {
    const { height, width, data } = this.#shown;
    const places = height * width;
    return { height, width, data: data.subarray(map * places, (map + 1) * places) };
  }

  #point({ offsetX, offsetY }) {
    const { side, columns } = this.#shown;
    const scale = this.#canvas.width / this.#canvas.clientWidth;
    const column = Math.floor((offsetX * scale - GAP) / (side.right + GAP));
    const row = Math.floor((offsetY * scale - GAP) / (side.down + GAP));
    const within = Math.min(Math.max(column, 0), columns - 1);
    this.#choose(Math.max(row, 0) * columns + within);
  }

  #step(event) {
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key];
    this.#choose(this.#chosen + right + down * this.#shown.columns);
  }

  #choose(map) {
    if (map < 0 || map >= this.#shown.count) return;
    this.#chosen = map;
    this.#onChoose(map);
  }
}

/** Return how many fit beside one another, with full rows if some number near does. */
function countColumns(count, { down, right }) {
  const wanted = Math.sqrt((SHAPE_OF_GRID * count * down) / right);
  const most = Math.min(count, Math.ceil(1.5 * wanted));
  for (let columns = most; columns > wanted / 1.5; columns -= 1) {
    if (count % columns === 0) return columns;
  }
  return Math.min(count, Math.ceil(wanted));
}

/** Return the weights with which a map looks at the image, if these are known. */
function takeField(fields, map) {
  if (!fields) return null;
  const [, , height, width] = fields.shape;
  const places = height * width;
  return {
    height,
    width,
    data: fields.data.subarray(map * places, (map + 1) * places),
  };
}
