import { paintImage } from "../view/image.js";
import { part } from "../view/part.js";
import { countNeeded, wilsonInterval } from "./wilson.js";

const KINDS = [
  ["at random", (digit) => !digit.isHard],
  ["hard", (digit) => digit.isHard],
];

// What each cell of a row is, for screens too narrow for the table's head.
const CELLS = [
  "you, wrong",
  "you, errors (95% interval)",
  "you, median time",
  "the network, wrong",
  "the network, errors (95% interval)",
];

/**
 * Show how both did: a table, what it is worth, and every digit on which they, or the
 * raters, disagree with the label.
 *
 * answers: { answer, seconds } of each of the quiz's digits.
 */
export function showResults({ digits, rival }, answers) {
  const asked = digits.map((digit, number) => ({ ...digit, ...renamed(answers[number]) }));
  const rows = KINDS.map(([name, isOfKind]) => [name, asked.filter(isOfKind)]);
  part("table").replaceChildren(
    ...rows.filter(([, those]) => those.length).map(([name, those]) => makeRow(name, those)),
    makeRivalRow(rival),
  );
  part("worth").textContent = describeWorth(rows[0][1], rival);
  part("on-disputed").textContent = describeDisputed(asked);
  part("gallery").replaceChildren(...asked.filter(isOfInterest).map(makeFigure));
}

function renamed({ answer, seconds }) {
  return { yours: answer, seconds };
}

function makeRow(name, asked) {
  const seconds = median(asked.map((digit) => digit.seconds));
  const yours = asked.filter((digit) => digit.yours !== digit.label).length;
  const its = asked.filter((digit) => digit.answer !== digit.label).length;
  return fillRow([
    `${asked.length} ${name}`,
    ...describeErrors(yours, asked.length),
    `${seconds.toFixed(1)} s`,
    ...describeErrors(its, asked.length),
  ]);
}

function makeRivalRow({ wrong, total }) {
  const name = `all ${total.toLocaleString("en")} test images`;
  return fillRow([name, "", "", "", ...describeErrors(wrong, total)]);
}

function fillRow([head, ...cells]) {
  const row = document.createElement("tr");
  const first = document.createElement("th");
  first.scope = "row";
  first.textContent = head;
  row.append(first, ...cells.map(makeCell));
  return row;
}

function makeCell(text, at) {
  const cell = makeElement("td", text);
  cell.dataset.name = CELLS[at];
  return cell;
}

/** Return how many were wrong, and the error rate with its interval. */
function describeErrors(count, total) {
  return [`${count}`, `${asPercent(count / total)} (${describeInterval(count, total)})`];
}

function describeInterval(count, total) {
  return wilsonInterval(count, total).map(asPercent).join(" to ");
}

function describeWorth(atRandom, rival) {
  if (!atRandom.length) return "Without digits at random, nothing is said of all test images.";
  const count = atRandom.filter((digit) => digit.yours !== digit.label).length;
  return (
    `The digits at random are a fair sample. After ${atRandom.length} answers your error ` +
    `rate on all test images lies in ${describeInterval(count, atRandom.length)}, with 95% ` +
    `confidence (Wilson 1927).${describeNeed(rival)}`
  );
}

function describeNeed({ wrong, total }) {
  if (!wrong) return "";
  const share = wrong / total;
  return (
    ` To show as surely that it is below the network's ${asPercent(share)}, you would ` +
    `have to answer ${countNeeded(share).toLocaleString("en")} in a row without an error.`
  );
}

function describeDisputed(asked) {
  const disputed = asked.filter((digit) => digit.isDisputed);
  const misread = (who) => disputed.filter((digit) => digit[who] !== digit.label).length;
  return (
    `Of these digits, ${disputed.length} have a label that raters dispute. On those, you ` +
    `differ from the label ${misread("yours")} times, and the network ${misread("answer")}.`
  );
}

function isOfInterest({ label, yours, answer, isDisputed }) {
  return isDisputed || yours !== label || answer !== label;
}

function makeFigure({ index, label, yours, answer, isDisputed, image, seconds }) {
  const figure = document.createElement("figure");
  figure.classList.toggle("disputed", isDisputed);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Test image ${index}`);
  const caption = document.createElement("figcaption");
  caption.append(
    makeElement("b", `label ${label}`),
    makeElement("span", `you ${yours} (${seconds.toFixed(1)} s)`),
    makeElement("span", `network ${answer}`),
    makeElement("small", `test image ${index}`),
  );
  if (isDisputed) caption.append(makeElement("em", "label disputed"));
  figure.append(canvas, caption);
  // Its colours are those of a part of the page.
  requestAnimationFrame(() => paintImage(canvas, image));
  return figure;
}

function makeElement(kind, text) {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function asPercent(share) {
  const percent = 100 * share;
  return `${percent.toFixed(percent < 1 && percent > 0 ? 2 : 1)}%`;
}
