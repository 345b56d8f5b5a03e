// How sure it is that a line is read without a mistake.

import { costOf, otherCost, twoBestTexts } from "./choosing.js";
import { CONFIDENCE } from "./constants.js";

const SIGNAL_WEIGHTS = [
  CONFIDENCE.DOUBT,
  CONFIDENCE.MARGIN,
  CONFIDENCE.DIGITS,
  CONFIDENCE.FORM,
  CONFIDENCE.SIGNS,
];

/**
 * Return how likely a line's reading is without a mistake, 0 to 1.
 *
 * The signals are weighted, and the logistic function of their sum is the probability.
 */
export function confidenceOf(line, choice) {
  const signals = signalsOf(line, choice);
  const weighted = signals.reduce(
    (sum, signal, number) => sum + SIGNAL_WEIGHTS[number] * signal,
    CONFIDENCE.BIAS,
  );
  return 1 / (1 + Math.exp(-weighted));
}

/** Return what tells whether a line's reading may be wrong, in the order of SIGNAL_WEIGHTS. */
function signalsOf(line, choice) {
  const { split, sureness } = line;
  const doubts = choice.spans.map((number) => 1 - sureness.get(number));
  const others = choice.others.map((number) => split.others[number]);
  const leftOut = others.filter(({ text }) => !text).map(({ cost }) => cost);
  return [
    Math.log(CONFIDENCE.LEAST_DOUBT + totalOf(doubts)),
    Math.log(CONFIDENCE.LEAST_MARGIN + Math.max(0, marginOf(line, choice))),
    doubts.length,
    totalOf(choice.spans.map((number) => split.spans[number].cost)) + totalOf(leftOut),
    others.length - leftOut.length,
  ];
}

function totalOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Return by how much more the best reading of another text costs. */
function marginOf(line, choice) {
  const own = textOfChoice(line, choice);
  const others = twoBestTexts(stepsOf(line), line.split.numBorders - 1)
    .filter(({ text }) => text !== own)
    .map(({ cost }) => cost - choice.cost);
  return Math.min(...others, CONFIDENCE.MOST_MARGIN);
}

/** Return what the parts of a line may be: each span one of its likeliest digits. */
function stepsOf({ split, byClass, sureness, none }) {
  const others = split.others.map((other) => {
    const { first, last, text } = other;
    const cost = otherCost(other, sureness, none);
    return { first, last, cost, text: text && `${text} ` };
  });
  const digits = [...byClass].flatMap(([number, sure]) => {
    const span = split.spans[number];
    return likeliest(sure).map((name) => {
      const cost = costOf(span, sure[name]);
      return { first: span.first, last: span.last, cost, text: `${name} ` };
    });
  });
  return [...others, ...digits];
}

/** Return the numbers of the two likeliest classes. */
function likeliest(said) {
  const first = said.indexOf(Math.max(...said));
  const rest = said.map((share, name) => (name === first ? -1 : share));
  return [first, rest.indexOf(Math.max(...rest))];
}

function textOfChoice({ split, byClass }, { spans, others }) {
  const digits = spans.map((number) => {
    const said = byClass.get(number);
    const name = said.indexOf(Math.max(...said));
    return { first: split.spans[number].first, text: `${name} ` };
  });
  const signs = others
    .map((number) => split.others[number])
    .filter(({ text }) => text)
    .map(({ first, text }) => ({ first, text: `${text} ` }));
  const parts = [...digits, ...signs].sort((one, other) => one.first - other.first);
  return parts.map(({ text }) => text).join("");
}
