import { paintNumbers, takePalette } from "./colours.js";

const SIDE = 28;
const WHITE = 255;

/**
 * List digits as buttons, in their lines; onChoose is called with a digit's number.
 *
 * digits: as readPixels returns them, each with the number of its `line`.
 */
export function listDigits(container, digits, chosen, onChoose) {
  const hadFocus = container.contains(document.activeElement);
  container.replaceChildren(
    ...digits.map((digit, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", `${number === chosen}`);
      button.setAttribute("aria-label", describeDigit(digit, number, digits.length));
      button.classList.toggle("refused", digit.isRefused);
      const canvas = document.createElement("canvas");
      const share = document.createElement("small");
      share.textContent = asPercent(Math.max(...digit.probabilities));
      const name = document.createElement("b");
      name.textContent = digit.text;
      button.append(canvas, name, share);
      button.addEventListener("click", () => onChoose(number));
      return button;
    }),
  );
  container.querySelectorAll("canvas").forEach((canvas, number) => {
    paintImage(canvas, digits[number].image);
  });
  if (hadFocus) container.children[chosen]?.focus();
}

function describeDigit({ name, isRefused, probabilities }, number, count) {
  const share = asPercent(Math.max(...probabilities));
  const doubt = isRefused ? ", which is too little: refused" : "";
  return `Digit ${number + 1} of ${count}: ${name}, ${share} sure${doubt}`;
}

/** Paint what the network is shown, 28 x 28 bytes. */
export function paintImage(canvas, image) {
  const { ink } = takePalette(canvas);
  const numbers = { data: image, height: SIDE, width: SIDE };
  paintNumbers(canvas, numbers, WHITE, { positive: ink });
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
