// The best way to read a line wins, whatever its first cut looks like.

import { CHOOSING, READING, SIGNS } from "./constants.js";
import { isSign } from "./joining.js";

/**
 * Return which spans that were not looked at the best reading may hold.
 *
 * A reading costs no less than its forms, however sure its digits turn out to be. What
 * is on no way that could cost less than one which is known need not be looked at. What
 * may be a sign is looked at first.
 *
 * Args: split, the line; sureness, a Map from the number of each span that was looked
 * at to how sure the network is of its likeliest digit; none, a Map from some of them
 * to the probability that it is no digit.
 *
 * Returns numbers of spans, those of signs and on the cheapest ways first.
 */
export function promising(split, sureness, none) {
  const signs = split.others
    .filter(({ text, whole }) => isSign(text) && whole !== null)
    .map(({ whole }) => whole)
    .filter((number) => !sureness.has(number));
  if (signs.length) return [...new Set(signs)].sort((one, other) => one - other);
  const known = split.others.map((other) => ({
    start: other.first,
    end: other.last,
    cost: otherCost(other, sureness, none),
  }));
  const strange = new Map(
    split.others.map(({ whole, costIfStrange }) => [whole, costIfStrange]),
  );
  const unknown = [];
  split.spans.forEach((span, number) => {
    const way = { start: span.first, end: span.last, number };
    if (sureness.has(number)) {
      known.push({ ...way, cost: costOf(span, sureness.get(number)) });
    } else {
      // Once it was looked at it may also turn out to be no digit.
      const cost = Math.min(span.cost, strange.get(number) ?? Infinity);
      unknown.push({ ...way, cost });
    }
  });
  const last = split.numBorders - 1;
  const every = [...known, ...unknown];
  const before = cheapest(every, last);
  const backwards = every.map(({ start, end, cost }) => ({
    start: last - end,
    end: last - start,
    cost,
  }));
  const after = cheapest(backwards, last);
  const toBeat = cheapest(known, last)[last];
  return unknown
    .map(({ start, end, cost, number }) => ({
      number,
      least: before[start] + cost + after[last - end],
    }))
    .filter(({ least }) => least < toBeat)
    .sort((one, other) => one.least - other.least || one.number - other.number)
    .map(({ number }) => number);
}

/** Return what it costs to come from the first border to each. */
function cheapest(ways, last) {
  const costs = [0, ...new Array(last).fill(Infinity)];
  for (const { start, end, cost } of [...ways].sort((a, b) => a.start - b.start)) {
    costs[end] = Math.min(costs[end], costs[start] + cost);
  }
  return costs;
}

/**
 * Return the best reading of a line for each number of digits.
 *
 * The cost of a reading is the sum over its digits of -ln s, where s is how sure the
 * network is, and of their forms' costs, and over parts that are read as signs or left
 * out of what that costs: the shortest way from the first border to the last (Viterbi).
 *
 * Args: split, the line; sureness, a Map from the number of each span that may be
 * chosen to how sure the network is of its likeliest digit; none, as in promising.
 *
 * Returns a Map from the number of digits, those included that are printed as unread,
 * to { cost, spans: numbers of those that are read, others: numbers of the other
 * parts }; numbers that cannot be are missing.
 */
export function choose(split, sureness, none) {
  const ending = Array.from({ length: split.numBorders }, () => []);
  split.others.forEach((other, number) => {
    const digits = other.text === READING.REFUSED ? 1 : 0;
    const cost = otherCost(other, sureness, none);
    const { first } = other;
    ending[other.last].push({ first, digits, cost, spans: [], others: [number] });
  });
  for (const number of [...sureness.keys()].sort((a, b) => a - b)) {
    const span = split.spans[number];
    const cost = costOf(span, sureness.get(number));
    const step = { first: span.first, digits: 1, cost, spans: [number], others: [] };
    ending[span.last].push(step);
  }
  const best = [new Map([[0, { cost: 0, spans: [], others: [] }]])];
  for (let last = 1; last < split.numBorders; last++) {
    const here = new Map();
    for (const step of ending[last]) addStep(here, best[step.first], step);
    best.push(here);
  }
  return best[best.length - 1];
}

/**
 * Return what a part costs that is no digit: less for what is unread or left out if no
 * digit is seen in it, and more for a sign, or for what is left out, if a digit is seen.
 */
export function otherCost({ text, cost, costIfStrange, whole }, sureness, none) {
  const isUnseen =
    whole === null || text === READING.REFUSED || SIGNS.UNSEEN.split("").includes(text);
  const sure = isUnseen ? 1 : (none.get(whole) ?? 1);
  const doubt = -Math.log(Math.max(sure, CHOOSING.LEAST_SURENESS));
  const seen = whole === null ? 0 : (sureness.get(whole) ?? 1);
  const isStrange = seen < CHOOSING.STRANGE;
  return (isStrange ? Math.min(cost, costIfStrange) : cost) + doubt;
}

/** Return what a span costs as a digit of which the network is so sure. */
export function costOf(span, sureness) {
  return span.cost - Math.log(Math.max(sureness, CHOOSING.LEAST_SURENESS));
}

function addStep(here, earlier, step) {
  for (const [count, way] of earlier) {
    const cost = way.cost + step.cost;
    if (cost >= (here.get(count + step.digits)?.cost ?? Infinity)) continue;
    here.set(count + step.digits, {
      cost,
      spans: [...way.spans, ...step.spans],
      others: [...way.others, ...step.others],
    });
  }
}

/**
 * Return the two cheapest texts of a line, each { text, cost }; fewer if there are fewer.
 *
 * At each border two texts are enough: what follows makes no third one cheaper than
 * both.
 *
 * Args: steps, the parts of the line and what they may be read as, each { first, last,
 * cost, text }, the text "" for what is left out; last, the number of the last border.
 */
export function twoBestTexts(steps, last) {
  const ending = Array.from({ length: last + 1 }, () => []);
  for (const step of steps) ending[step.last].push(step);
  const best = [[{ text: "", cost: 0 }]];
  for (let border = 1; border <= last; border++) {
    const here = new Map();
    for (const step of ending[border]) {
      for (const { text, cost } of best[step.first]) {
        const longer = text + step.text;
        const sum = cost + step.cost;
        here.set(longer, Math.min(sum, here.get(longer) ?? Infinity));
      }
    }
    const texts = [...here].map(([text, cost]) => ({ text, cost }));
    best.push(texts.sort((one, other) => one.cost - other.cost).slice(0, 2));
  }
  return best[last];
}

/**
 * Return a reading for each line, with so many digits in all; null for none such.
 *
 * Args: lines, the readings of each by number of digits; numDigits, how many in all, or
 * null for the best, however many.
 */
export function chooseTogether(lines, numDigits) {
  let totals = new Map([[0, { cost: 0, chosen: [] }]]);
  for (const readings of lines) {
    const longer = new Map();
    for (const [total, { cost, chosen }] of totals) {
      for (const [count, choice] of readings) {
        const sum = cost + choice.cost;
        if (sum >= (longer.get(total + count)?.cost ?? Infinity)) continue;
        longer.set(total + count, { cost: sum, chosen: [...chosen, choice] });
      }
    }
    totals = longer;
  }
  if (numDigits !== null) return totals.get(numDigits)?.chosen ?? null;
  const ways = [...totals.values()];
  const least = Math.min(...ways.map((way) => way.cost));
  return ways.find((way) => way.cost === least)?.chosen ?? null;
}
