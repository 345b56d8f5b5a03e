// Connected parts of a mask, corners included, and the boxes around them.

import { zeros } from "./arrays.js";

/**
 * Return the connected parts of a mask, numbered from 1 by their first pixels.
 *
 * Args: mask; withCorners, whether pixels that touch at corners are connected.
 *
 * Returns { labels: plane of int32, 0 for none, count }.
 */
export function label(mask, withCorners = true) {
  const labels = zeros(mask.height, mask.width, Int32Array);
  const parents = [0];
  for (let row = 0; row < mask.height; row++) {
    if (withCorners) labelRow(mask, labels.data, row, parents);
    else labelRowWithoutCorners(mask, labels.data, row, parents);
  }
  const numbers = new Int32Array(parents.length);
  let count = 0;
  for (let number = 1; number < parents.length; number++) {
    // A root is the first of its part, so that it is seen before the others.
    const isRoot = parents[number] === number;
    numbers[number] = isRoot ? ++count : numbers[rootOf(parents, number)];
  }
  for (let place = 0; place < labels.data.length; place++) {
    labels.data[place] = numbers[labels.data[place]];
  }
  return { labels, count };
}

function labelRow({ width, data }, labels, row, parents) {
  for (let column = 0; column < width; column++) {
    const place = row * width + column;
    if (!data[place]) continue;
    const before = column > 0 ? labels[place - 1] : 0;
    const aboveLeft = row > 0 && column > 0 ? labels[place - width - 1] : 0;
    const over = row > 0 ? labels[place - width] : 0;
    const aboveRight = row > 0 && column < width - 1 ? labels[place - width + 1] : 0;
    const own = before || aboveLeft || over || aboveRight;
    labels[place] = own || newLabel(parents);
    // All others touch one another, and were one part before.
    if (aboveRight && !over) unite(parents, own, aboveRight);
  }
}

function labelRowWithoutCorners({ width, data }, labels, row, parents) {
  for (let column = 0; column < width; column++) {
    const place = row * width + column;
    if (!data[place]) continue;
    const before = column > 0 ? labels[place - 1] : 0;
    const over = row > 0 ? labels[place - width] : 0;
    labels[place] = before || over || newLabel(parents);
    if (before && over) unite(parents, before, over);
  }
}

function newLabel(parents) {
  return parents.push(parents.length) - 1;
}

function rootOf(parents, number) {
  let root = number;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}

function unite(parents, one, other) {
  const first = rootOf(parents, one);
  const second = rootOf(parents, other);
  parents[Math.max(first, second)] = Math.min(first, second);
}

/** Return { top, left, bottom, right } around each label, by number less 1. */
export function findObjects(labels, count) {
  const boxes = [];
  for (let number = 0; number < count; number++) {
    boxes.push({ top: labels.height, left: labels.width, bottom: 0, right: 0 });
  }
  for (let row = 0, place = 0; row < labels.height; row++) {
    for (let column = 0; column < labels.width; column++, place++) {
      if (!labels.data[place]) continue;
      const box = boxes[labels.data[place] - 1];
      if (row < box.top) box.top = row;
      if (column < box.left) box.left = column;
      if (column >= box.right) box.right = column + 1;
      box.bottom = row + 1;
    }
  }
  return boxes;
}
