import { part } from "../view/part.js";

const PIXELS = 28 * 28;

/**
 * Return what the page holds: { rival, seed, digits }.
 *
 * A digit is { index, label, answer, isHard, isDisputed, image }: its number among the
 * test images, counted from 0, and what the rival answered.
 */
export function takeQuiz() {
  const { images, digits, ...quiz } = JSON.parse(part("quiz").textContent);
  const bytes = Uint8Array.from(atob(images), (letter) => letter.charCodeAt(0));
  return {
    ...quiz,
    digits: digits.map((digit, number) => ({
      ...digit,
      image: bytes.subarray(number * PIXELS, (number + 1) * PIXELS),
    })),
  };
}

/** A clock that stands still while the page is hidden. */
export class Clock {
  #began = null;
  #before = 0;

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#pause();
      else if (this.#began === null) this.#began = performance.now();
    });
  }

  start() {
    this.#before = 0;
    this.#began = performance.now();
  }

  /** Return the seconds since start(). */
  read() {
    const since = this.#began === null ? 0 : performance.now() - this.#began;
    return (this.#before + since) / 1000;
  }

  #pause() {
    this.#before = 1000 * this.read();
    this.#began = null;
  }
}
