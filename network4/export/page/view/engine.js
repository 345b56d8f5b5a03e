/**
 * The network and the reader, at work beside the page so that the pen never waits.
 *
 * ask("read", { rgba, width, height }) and others promise the worker's answers;
 * what it refuses rejects them with its sentence.
 */
export class Engine {
  #worker;
  #waiting = new Map();
  #last = 0;

  /** source: the worker's program. */
  constructor(source) {
    const program = new Blob([source], { type: "text/javascript" });
    this.#worker = new Worker(URL.createObjectURL(program));
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
      this.#waiting.clear();
    };
    this.#worker.onmessage = ({ data }) => this.#settle(data);
  }

  ask(kind, question, transferred = []) {
    this.#last += 1;
    this.#worker.postMessage({ ...question, kind, id: this.#last }, transferred);
    return new Promise((resolve, reject) => {
      this.#waiting.set(this.#last, { resolve, reject });
    });
  }

  #settle({ id, answer, refusal }) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (refusal === undefined) resolve(answer);
    else reject(new Error(refusal));
  }
}
