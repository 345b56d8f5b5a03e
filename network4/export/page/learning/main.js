import { part } from "../view/part.js";
import { Costs } from "./curve.js";
import { editByKeyboard, editByPointer } from "./editing.js";
import { backpropagate, makeNetwork, takeStep } from "./network.js";
import { drawPlane, nameOf } from "./plane.js";
import { Points } from "./points.js";
import { makeRandom } from "./random.js";
import { SAMPLES } from "./samples.js";
import { SEED_REFUSED, showSettings, takeSeed, takeSettings } from "./settings.js";

const STEPS_A_FRAME = 4;
const NEW_NETWORK = ["depth", "units", "activation", "seed"];

/** The points, the network that learns to tell them apart, and whether it runs. */
class Page {
  #points = new Points();
  #network;
  #costs;
  #steps;
  #seed = 0;
  #sample = "circle";
  #learned = null; // what backpropagate returned of the network as it is now
  #isRunning = false;
  #isStillTrue = () => true; // whether what the page says holds
  #canvas = part("plane");
  #hand;
  #cursor;

  start() {
    this.#listen();
    this.#takeSample(this.#sample);
    document.documentElement.dataset.ready = "";
  }

  /** Train for so many steps, of all points each. */
  train(count) {
    const { rate, l2 } = takeSettings();
    for (let number = 0; number < count && this.#canLearn(); number += 1) {
      takeStep(this.#network, this.#learned.gradients, rate);
      this.#steps += 1;
      this.#learned = backpropagate(this.#network, this.#points.all, l2);
      this.#costs.add(this.#steps, this.#learned.cost);
    }
    this.#show();
  }

  /** Return { steps, cost, accuracy, network, points, pulls } as they are. */
  get state() {
    const { cost, accuracy, pulls } = this.#learned;
    const points = this.#points.all;
    return { steps: this.#steps, cost, accuracy, network: this.#network, points, pulls };
  }

  /** Return what backpropagate says of a given network and given points. */
  differentiate(network, points, l2) {
    return backpropagate(network, points, l2);
  }

  #canLearn() {
    const hasNoPoints = () => !this.#points.all.length;
    const isBeyond = () => !hasNoPoints() && !Number.isFinite(this.#learned.cost);
    if (hasNoPoints()) return this.#stop("There are no points: put some.", hasNoPoints);
    if (!isBeyond()) return true;
    const advice = "take a lower rate, and start over.";
    return this.#stop(`The weights grew beyond all numbers: ${advice}`, isBeyond);
  }

  #stop(sentence, isStillTrue) {
    this.#isRunning = false;
    this.#say(sentence, isStillTrue);
    return false;
  }

  #listen() {
    const on = {
      change: () => this.#refresh(),
      full: () => this.#say("There is no room for more points.", () => this.#points.isFull),
    };
    const takeLabel = () => takeSettings().label;
    this.#hand = editByPointer(this.#canvas, this.#points, takeLabel, on);
    this.#cursor = editByKeyboard(this.#canvas, this.#points, takeLabel, on);
    part("run").addEventListener("click", () => this.#toggle());
    part("step").addEventListener("click", () => this.#advance());
    part("again").addEventListener("click", () => this.#restart());
    part("clear").addEventListener("click", () => this.#setPoints([]));
    for (const name of Object.keys(SAMPLES)) {
      part(name).addEventListener("click", () => this.#takeSample(name));
    }
    part("settings").addEventListener("input", ({ target }) => this.#change(target.id));
    const redraw = () => this.#show();
    new ResizeObserver(redraw).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  }

  #change(id) {
    if (id === "seed") this.#takeSeed();
    else if (NEW_NETWORK.includes(id)) this.#restart();
    else this.#refresh();
  }

  #takeSeed() {
    const seed = takeSeed();
    if (seed === null) {
      this.#say(SEED_REFUSED);
      return;
    }
    this.#seed = seed;
    // What was put by hand is not lost.
    if (this.#sample && !this.#points.isTouched) this.#takeSample(this.#sample);
    else this.#restart();
  }

  #takeSample(name) {
    this.#setPoints(SAMPLES[name](makeRandom(this.#seed)));
    this.#sample = name;
  }

  #setPoints(points) {
    this.#points.set(points);
    this.#sample = null;
    this.#restart();
  }

  /** Begin with new weights, which depend on the seed alone. */
  #restart() {
    const { sizes, activation } = takeSettings();
    this.#network = makeNetwork(sizes, activation, makeRandom(this.#seed));
    this.#steps = 0;
    this.#say("");
    this.#refresh();
  }

  /** Compute and show everything again, after points or settings have changed. */
  #refresh() {
    this.#learned = backpropagate(this.#network, this.#points.all, takeSettings().l2);
    if (this.#steps === 0) {
      this.#costs = new Costs();
      this.#costs.add(0, this.#learned.cost);
    }
    this.#show();
  }

  #toggle() {
    this.#say("");
    this.#isRunning = !this.#isRunning;
    if (this.#isRunning) this.#run();
    else this.#show();
  }

  #advance() {
    this.#isRunning = false;
    this.#say("");
    this.train(1);
  }

  #run() {
    if (!this.#isRunning) return;
    this.train(STEPS_A_FRAME);
    requestAnimationFrame(() => this.#run());
  }

  #say(sentence, isStillTrue = () => true) {
    this.#isStillTrue = isStillTrue;
    if (part("said").textContent !== sentence) part("said").textContent = sentence;
  }

  #show() {
    const settings = takeSettings();
    const { cost, accuracy, pulls } = this.#learned;
    const points = this.#points.all;
    const isKnown = points.length > 0 && Number.isFinite(cost);
    showSettings(settings);
    drawPlane(this.#canvas, {
      network: this.#network,
      points,
      pulls: settings.showsPulls ? pulls : null,
      cursor: this.#cursor.place,
      held: this.#hand.held ?? this.#cursor.held,
    });
    if (!this.#isStillTrue()) this.#say("");
    this.#costs.draw(part("curve"));
    part("greatest").textContent = this.#costs.greatest.toFixed(2);
    part("steps").textContent = this.#steps.toLocaleString("en");
    part("cost").textContent = isKnown ? cost.toFixed(4) : "none";
    part("accuracy").textContent = isKnown ? `${(100 * accuracy).toFixed(1)}%` : "none";
    part("hardest").textContent = isKnown ? describeHardest(points, pulls) : "none";
    part("run").textContent = this.#isRunning ? "Pause" : "Train";
  }
}

function describeHardest(points, pulls) {
  const strengths = pulls.map(({ strength }) => Math.abs(strength));
  const greatest = Math.max(...strengths);
  const { place, label } = points[strengths.indexOf(greatest)];
  const [x, y] = place.map((coordinate) => coordinate.toFixed(1));
  return `${greatest.toFixed(2)}, ${nameOf(label)} at (${x}, ${y})`;
}

window.network4 = new Page();
window.network4.start();
