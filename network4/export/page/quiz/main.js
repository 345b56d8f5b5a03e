import { paintImage } from "../view/image.js";
import { part } from "../view/part.js";
import { Clock, takeQuiz } from "./questions.js";
import { showResults } from "./results.js";

const STAGES = ["before", "asking", "after"];

/** The quiz: which digit is asked, and what was answered so far. */
class Page {
  #quiz = takeQuiz();
  #answers = []; // { answer, seconds }, of one digit after the other
  #clock = new Clock();
  #stage = "before";

  start() {
    const keys = Array.from({ length: 10 }, (_, digit) => makeKey(digit));
    part("keys").append(...keys);
    part("keys").addEventListener("click", ({ target }) => {
      if (target.value) this.answer(Number(target.value));
    });
    part("begin").addEventListener("click", () => this.#begin());
    part("again").addEventListener("click", () => this.#begin());
    document.addEventListener("keydown", (event) => this.#press(event));
    const repaint = () => this.#paint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    this.#show("before");
    document.documentElement.dataset.ready = "";
  }

  /** Take an answer to the digit that is asked, 0 to 9. */
  answer(digit) {
    if (this.#stage !== "asking") return;
    this.#answers.push({ answer: digit, seconds: this.#clock.read() });
    if (this.#answers.length < this.#quiz.digits.length) this.#ask();
    else this.#finish();
  }

  /** Return { stage, answers, digits } as they are. */
  get state() {
    const { digits } = this.#quiz;
    return { stage: this.#stage, answers: this.#answers, digits };
  }

  #begin() {
    this.#answers = [];
    this.#show("asking");
    this.#ask();
    // Focus must not stay on a button that is hidden now.
    part("question").focus();
  }

  #ask() {
    const number = this.#answers.length + 1;
    part("progress").textContent = `Digit ${number} of ${this.#quiz.digits.length}`;
    this.#paint();
    this.#clock.start();
  }

  #finish() {
    this.#show("after");
    this.#paint();
    part("verdict").focus();
  }

  #paint() {
    if (this.#stage === "asking") {
      paintImage(part("image"), this.#quiz.digits[this.#answers.length].image);
    }
    if (this.#stage === "after") showResults(this.#quiz, this.#answers);
  }

  #show(stage) {
    this.#stage = stage;
    for (const each of STAGES) part(each).hidden = each !== stage;
  }

  /** A key that is held down answers once. */
  #press({ key, repeat, ctrlKey, metaKey, altKey }) {
    if (repeat || ctrlKey || metaKey || altKey) return;
    if (/^[0-9]$/.test(key)) this.answer(Number(key));
  }
}

function makeKey(digit) {
  const button = document.createElement("button");
  button.type = "button";
  button.value = `${digit}`;
  button.textContent = `${digit}`;
  return button;
}

window.network4 = new Page();
window.network4.start();
