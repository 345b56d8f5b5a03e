import { parseModel } from "./network/model.js";
import { classify, computeLayers } from "./network/network.js";
import { readPixels } from "./reader/reading.js";

let model = null;
let judge = null; // of parts with the ink around them; null if the page has none

const ANSWERS = {
  load({ bytes, judgeBytes }) {
    model = parseModel(bytes);
    judge = judgeBytes.length ? parseModel(judgeBytes) : null;
    return { layers: model.layers.map(describeLayer), classNames: listClasses() };
  },
  read({ rgba, width, height }) {
    return readPixels(
      rgba,
      width,
      height,
      (images, count) => classify(model, images, count),
      {
        classNames: listClasses(),
        rejectionThreshold: model.details.rejection_threshold ?? 0,
        judge: judge && ((images, count) => classify(judge, images, count)),
        numDigits: null,
      },
    );
  },
  classify({ images, count }) {
    return classify(model, images, count);
  },
  look({ image }) {
    return computeLayers(model, image).map(({ shape, data }) => ({
      shape,
      data: Float32Array.from(data),
    }));
  },
};

self.onmessage = ({ data: { id, kind, ...question } }) => {
  try {
    self.postMessage({ id, answer: ANSWERS[kind](question) });
  } catch (error) {
    self.postMessage({ id, refusal: error.message });
  }
};

function listClasses() {
  const classes = model.details.classes ?? [];
  if (classes.length) return classes.map(String);
  return Array.from(
    model.layers.at(-1).parameters.biases.data,
    (_, number) => `${number}`,
  );
}

/** Return what the page shows of a layer: its kind, activation and fields. */
function describeLayer({ type, activation = "linear", parameters }, number) {
  const isFields =
    number === 0 && type.startsWith("Conv") && parameters.weights.shape[1] === 1;
  return { type, activation, fields: isFields ? parameters.weights : null };
}
