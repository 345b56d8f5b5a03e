import { paintImage } from "./image.js";

/**
 * List digits as buttons, in their lines; onChoose is called with a digit's number.
 *
 * digits: as readPixels returns them, each with the number of its `line`.
 */
export function listDigits(container, digits, chosen, onChoose) {
  // Buttons stay, so that none goes away while it is pressed.
  while (container.children.length > digits.length) container.lastChild.remove();
  while (container.children.length < digits.length) {
    container.append(makeButton(container.children.length, onChoose));
  }
  digits.forEach((digit, number) => {
    const button = container.children[number];
    button.setAttribute("aria-pressed", `${number === chosen}`);
    button.classList.toggle("refused", digit.isRefused);
    const [canvas, place, name, share, doubt] = button.children;
    paintImage(canvas, digit.image);
    place.textContent = `Digit ${number + 1} of ${digits.length}: `;
    name.textContent = digit.text;
    share.textContent = asPercent(Math.max(...digit.probabilities));
    doubt.textContent = describeDoubt(digit);
  });
}

function makeButton(number, onChoose) {
  const button = document.createElement("button");
  button.type = "button";
  const kinds = ["canvas", "span", "b", "small", "span"];
  const parts = kinds.map((kind) => document.createElement(kind));
  parts[1].className = "unseen";
  parts[4].className = "unseen";
  button.append(...parts);
  button.addEventListener("click", () => onChoose(number));
  return button;
}

/** Return what is said of a digit after how likely it is. */
function describeDoubt({ name, isRefused }) {
  return isRefused ? ` sure of ${name}, which is too little: refused` : " sure";
}

/** Show probabilities as bars, the likeliest marked. */
export function drawBars(list, classNames, probabilities) {
  const greatest = Math.max(...probabilities);
  list.replaceChildren(
    ...classNames.map((name, number) => {
      const item = document.createElement("li");
      const probability = probabilities[number];
      item.classList.toggle("likeliest", probability === greatest);
      item.style.setProperty("--share", `${probability}`);
      const label = document.createElement("b");
      label.textContent = name;
      const bar = document.createElement("span");
      bar.className = "bar";
      const share = document.createElement("span");
      share.textContent = asPercent(probability);
      item.append(label, bar, share);
      return item;
    }),
  );
}

function asPercent(probability) {
  const percent = 100 * probability;
  const isWhole = percent >= 99.95 || percent < 0.05;
  return `${isWhole ? Math.round(percent) : percent.toFixed(1)}%`;
}
