import { part } from "../view/part.js";

const LARGEST_SEED = 2 ** 32 - 1;
// What the slider of the regularisation means, left to right.
const L2 = [0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1];

/** Return what the controls say: { rate, l2, sizes, activation, label, showsPulls }. */
export function takeSettings() {
  const number = (id) => Number(part(id).value);
  return {
    rate: 10 ** number("rate"),
    l2: L2[number("l2")],
    sizes: Array.from({ length: number("depth") }, () => number("units")),
    activation: part("activation").value,
    label: document.querySelector("input[name=label]:checked").value === "circle" ? 1 : 0,
    showsPulls: part("show-pulls").checked,
  };
}

/** Write beside each slider what it means. */
export function showSettings({ rate, l2, sizes }) {
  part("rate-shown").textContent = `${Number(rate.toPrecision(2))}`;
  part("l2-shown").textContent = `${l2}`;
  part("depth-shown").textContent = `${sizes.length}`;
  part("units-shown").textContent = sizes.length ? part("units").value : "none";
  part("units").disabled = !sizes.length;
  part("activation").disabled = !sizes.length;
}

/** Return the seed; null where what was typed is none. */
export function takeSeed() {
  const { value } = part("seed");
  const isSeed = /^\d{1,10}$/.test(value) && Number(value) <= LARGEST_SEED;
  part("seed").setAttribute("aria-invalid", `${!isSeed}`);
  return isSeed ? Number(value) : null;
}

/** What is said where the seed is none. */
export const SEED_REFUSED = `The seed must be a whole number in 0..${LARGEST_SEED}.`;
