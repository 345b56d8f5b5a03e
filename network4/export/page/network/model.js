/**
 * Read a model file that network4 wrote (safetensors).
 *
 * bytes: Uint8Array. Returns { network, layers, details }: the description, for each
 * layer its parameters by name as { shape, data: Float32Array }, and the details.
 */
export function parseModel(bytes) {
  const header = readHeader(bytes);
  const { network, details } = JSON.parse(header.content.__metadata__.network4);
  const layers = network.layers.map((layer) => ({ ...layer, parameters: {} }));
  for (const [name, tensor] of Object.entries(header.content)) {
    if (name === "__metadata__") continue;
    const [, number, kind] = /^layer(\d+)\.(\w+)$/.exec(name);
    layers[number - 1].parameters[kind] = {
      shape: tensor.shape,
      data: readNumbers(bytes, header.end, tensor),
    };
  }
  return { network, layers, details };
}

function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + Number(view.getBigUint64(0, true));
  const content = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)));
  return { content, end };
}

function readNumbers(bytes, end, tensor) {
  const [start, stop] = tensor.data_offsets;
  if (tensor.dtype !== "F32") throw new Error(`numbers of type ${tensor.dtype}`);
  // A copy begins at a multiple of four bytes, as an array of floats must.
  return new Float32Array(bytes.slice(end + start, end + stop).buffer);
}
