import { EDGE, keepInside } from "./samples.js";

const MOST_POINTS = 300;

/** The points on the plane, { place: [x, y], label: 0 or 1 } each. */
export class Points {
  all = [];
  isTouched = false; // whether any was added, moved or removed by hand

  /** Begin with given points. */
  set(points) {
    this.all = points;
    this.isTouched = false;
  }

  get isFull() {
    return this.all.length >= MOST_POINTS;
  }

  /** Add a point and return it; null where there are too many. */
  add(place, label) {
    if (this.isFull) return null;
    const point = { place: place.map(keepInside), label };
    this.all = [...this.all, point];
    this.isTouched = true;
    return point;
  }

  /** Move a point; return whether it has left the plane, and is gone. */
  move(point, place) {
    const isOutside = place.some((coordinate) => Math.abs(coordinate) > EDGE);
    this.isTouched = true;
    if (isOutside) this.remove(point);
    else point.place = place;
    return isOutside;
  }

  remove(point) {
    this.all = this.all.filter((other) => other !== point);
    this.isTouched = true;
  }

  /** Return the point nearest to a place within reach; null if there is none. */
  find(place, reach) {
    const distance = (point) =>
      Math.hypot(point.place[0] - place[0], point.place[1] - place[1]);
    const near = this.all.filter((point) => distance(point) <= reach);
    return near.sort((one, other) => distance(one) - distance(other))[0] ?? null;
  }
}
