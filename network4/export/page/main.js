import { drawBars, listDigits } from "./view/answers.js";
import { boxAsItLies, drawDesk, findDigit } from "./view/desk.js";
import { Engine } from "./view/engine.js";
import { paintImage } from "./view/image.js";
import { lookAt } from "./view/lens.js";
import { MapsView } from "./view/maps.js";
import { part } from "./view/part.js";
import { drawByKeyboard, drawByPointer } from "./view/pens.js";
import { takePhotographs } from "./view/photographs.js";
import { Sheet } from "./view/sheet.js";

/** What is on the sheet, what was read of it, and which digit is looked at. */
class Page {
  #sheet = new Sheet();
  #engine;
  #canvas = part("sheet");
  #cursor;
  #maps;
  #classNames;
  #reading = null; // { digits, text, width } of the picture that was read last
  #chosen = -1;
  #followsPen = true; // the last digit is looked at until another is chosen
  #looked = [0, 0];
  #isBusy = false;
  #aspect = 1;
  #isStale = false;

  /** Load the network and listen; say so where this browser cannot. */
  async start() {
    try {
      await this.#begin();
      document.documentElement.dataset.ready = "";
    } catch (error) {
      this.#say(`This browser is too old or strict to read here (${error.message}).`);
    }
  }

  async #begin() {
    this.#engine = new Engine(part("engine").textContent);
    const { layers, classNames } = await this.#engine.ask("load", {
      bytes: takeModel("model"),
      judgeBytes: takeModel("judge"),
    });
    this.#classNames = classNames;
    this.#maps = new MapsView(part("layers"), layers, classNames, (...place) =>
      this.#lookAt(place),
    );
    this.#listen();
    this.#refresh();
  }

  /** Return the probabilities of images, bytes in a row. */
  classify(images, count) {
    return this.#engine.ask("classify", { images, count });
  }

  /** Return what is read in RGBA pixels. */
  read(rgba, width, height) {
    return this.#engine.ask("read", { rgba, width, height });
  }

  /** Return the picture that is read, as ImageData. */
  takePicture() {
    const { clientHeight, clientWidth } = this.#canvas;
    // A sheet that is hidden keeps the shape that it was drawn in.
    if (clientWidth) this.#aspect = clientHeight / clientWidth;
    return this.#sheet.takePicture(this.#aspect);
  }

  #listen() {
    const takePen = () => Number(part("pen").value) / 1000;
    const on = {
      begin: () => (this.#followsPen = true),
      draw: () => this.#refresh(),
      move: () => this.#draw(),
    };
    drawByPointer(this.#canvas, this.#sheet, takePen, on);
    this.#cursor = drawByKeyboard(this.#canvas, this.#sheet, takePen, on);
    takePhotographs(
      part("file"),
      part("desk"),
      (photograph) => this.#change(() => this.#sheet.show(photograph)),
      (sentence) => this.#say(sentence),
    );
    this.#canvas.addEventListener("click", (event) => this.#point(event));
    part("photograph").addEventListener("click", () => part("file").click());
    part("undo").addEventListener("click", () =>
      this.#change(() => this.#sheet.undo()),
    );
    part("clear").addEventListener("click", () =>
      this.#change(() => this.#sheet.clear()),
    );
    document.addEventListener("keydown", (event) => {
      const isUndo = (event.ctrlKey || event.metaKey) && event.key === "z";
      if (!isUndo) return;
      event.preventDefault();
      this.#change(() => this.#sheet.undo());
    });
    new ResizeObserver(() => {
      if (this.#canvas.clientWidth) this.#refresh();
    }).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.#show(),
    );
  }

  #change(how) {
    how();
    this.#followsPen = true;
    this.#take(null, "");
    this.#refresh();
  }

  #refresh() {
    part("undo").disabled = !this.#sheet.canUndo;
    part("clear").disabled = this.#sheet.isEmpty;
    part("clear").textContent = this.#sheet.photograph ? "Clear to draw" : "Clear";
    document.body.classList.toggle("photograph", Boolean(this.#sheet.photograph));
    document.body.classList.toggle("empty", this.#sheet.isEmpty);
    this.#draw();
    this.#read();
  }

  #draw() {
    drawDesk(this.#canvas, this.#sheet, this.#reading, this.#chosen, this.#cursor);
  }

  /** Read the sheet; while the engine is at work, again when it is done. */
  async #read() {
    this.#isStale = true;
    if (this.#isBusy) return;
    this.#setBusy(true);
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#take(...(await this.#readOnce()));
      }
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy) {
    this.#isBusy = isBusy;
    part("answers").setAttribute("aria-busy", `${isBusy}`);
  }

  /** Return what was read, null for nothing, and the sentence that says so. */
  async #readOnce() {
    if (this.#sheet.isEmpty) return [null, ""];
    const { data, width, height } = this.takePicture();
    try {
      const question = { rgba: data, width, height };
      const found = await this.#engine.ask("read", question, [data.buffer]);
      const { text, lines, turned } = found;
      const digits = lines
        .flat()
        .filter(({ image }) => image)
        .map((digit) => {
          return { ...digit, box: boxAsItLies(digit.box, turned, width, height) };
        });
      return [{ text, digits, width }, text];
    } catch (refusal) {
      return [null, refusal.message.replace(/^IMAGE/, "The picture")];
    }
  }

  /** Show what was read; fulfilled when the layers are shown, too. */
  #take(reading, sentence) {
    this.#reading = reading;
    const last = (reading?.digits.length ?? 0) - 1;
    this.#chosen = this.#followsPen ? last : Math.min(this.#chosen, last);
    this.#say(sentence);
    return this.#show();
  }

  #say(sentence) {
    const isNumber = this.#reading !== null && sentence === this.#reading.text;
    part("answer").classList.toggle("sentence", !isNumber);
    if (part("answer").textContent !== sentence) part("answer").textContent = sentence;
  }

  /** On a photograph, where nothing is drawn, a digit is chosen by its box. */
  #point(event) {
    if (!this.#reading || !this.#sheet.photograph) return;
    const number = findDigit(this.#canvas, this.#sheet, this.#reading, event);
    if (number >= 0) this.#choose(number);
  }

  #choose(number) {
    this.#chosen = number;
    this.#followsPen = false;
    this.#show();
  }

  async #show() {
    this.#draw();
    const digits = this.#reading?.digits ?? [];
    listDigits(part("digits"), digits, this.#chosen, (number) => this.#choose(number));
    const digit = digits[this.#chosen];
    if (!digit) part("inside").hidden = true;
    if (!digit) return;
    drawBars(part("bars"), this.#classNames, digit.probabilities);
    paintImage(part("image"), digit.image);
    const layers = await this.#engine.ask("look", { image: digit.image });
    // Another may be looked at by now.
    if (digit !== this.#reading?.digits[this.#chosen]) return;
    this.#maps.show(layers);
    part("inside").hidden = false;
    this.#lookAt(this.#looked);
  }

  #lookAt([layer, map]) {
    this.#looked = [layer, map];
    const digit = this.#reading?.digits[this.#chosen];
    if (!digit) return;
    const parts = {
      image: part("lens-image"),
      map: part("lens-map"),
      field: part("lens-field"),
      name: part("lens-name"),
    };
    const sentence = lookAt(parts, digit.image, this.#maps.describe(layer, map));
    this.#maps.mark(layer, map, sentence);
  }
}

/** Return the bytes of a model that the page holds; none if it has none. */
function takeModel(name) {
  return Uint8Array.from(atob(part(name).textContent), (letter) =>
    letter.charCodeAt(0),
  );
}

window.network4 = new Page();
window.network4.start();
