const EACH = 60;
const LABELS = [0, 1];

/** The plane is shown from -EDGE to EDGE, both ways. */
export const EDGE = 3;

/** Points of two classes, { place, label }, by the name of what they look like. */
export const SAMPLES = {
  circle: (random) =>
    sample((label) => {
      const radius = label ? 1.3 * Math.sqrt(random.uniform()) : 1.8 + random.uniform();
      return onCircle(radius, 2 * Math.PI * random.uniform());
    }),
  spiral: (random) =>
    sample((label, number) => {
      const share = (number + random.uniform()) / EACH;
      const angle = 2.6 * Math.PI * Math.sqrt(share) + label * Math.PI;
      const [x, y] = onCircle(0.2 + 2.5 * Math.sqrt(share), angle);
      return [x + 0.06 * random.normal(), y + 0.06 * random.normal()];
    }),
  xor: (random) =>
    sample((label, number) => {
      const x = 0.25 + 2.5 * random.uniform();
      const y = 0.25 + 2.5 * random.uniform();
      const sign = number % 2 ? 1 : -1;
      return [sign * x, sign * y * (label ? 1 : -1)];
    }),
  clouds: (random) =>
    sample((label) => {
      const centre = label ? 0.9 : -0.9;
      const draw = () => centre + 0.75 * random.normal();
      return [draw(), draw()];
    }),
};

function sample(makePlace) {
  return LABELS.flatMap((label) =>
    Array.from({ length: EACH }, (_, number) => ({
      place: makePlace(label, number).map(keepInside),
      label,
    })),
  );
}

function onCircle(radius, angle) {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Return a coordinate on the plane that is shown. */
export function keepInside(coordinate) {
  return Math.min(Math.max(coordinate, -EDGE), EDGE);
}
