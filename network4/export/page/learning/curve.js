const MOST_COSTS = 1000;
const MARGIN = 4;

/** The cost after each step; of a long training only each second, fourth, ... step. */
export class Costs {
  #costs = [];
  #stride = 1;

  /** Note the cost after `step` steps; steps come one by one, from 0. */
  add(step, cost) {
    if (step % this.#stride || !Number.isFinite(cost)) return;
    this.#costs.push(cost);
    if (this.#costs.length <= MOST_COSTS) return;
    this.#costs = this.#costs.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  /** Return the highest cost, 0 where there is none. */
  get greatest() {
    return Math.max(0, ...this.#costs);
  }

  /** Draw the costs from left to right, 0 at the lower edge, with a dot at the last. */
  draw(canvas) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const context = canvas.getContext("2d");
    const colour = getComputedStyle(canvas).getPropertyValue("--accent");
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 2 * ratio;
    const margin = MARGIN * ratio;
    const across = (canvas.width - 2 * margin) / Math.max(this.#costs.length - 1, 1);
    const up = (canvas.height - 2 * margin) / (this.greatest || 1);
    const places = this.#costs.map((cost, at) => [
      margin + across * at,
      canvas.height - margin - up * cost,
    ]);
    context.beginPath();
    places.forEach(([x, y]) => context.lineTo(x, y));
    context.stroke();
    context.beginPath();
    // One point makes no line.
    places.slice(-1).forEach(([x, y]) => context.arc(x, y, 0.75 * margin, 0, 2 * Math.PI));
    context.fill();
  }
}
