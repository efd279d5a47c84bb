import { loadModel, predict, useKernels } from "speech-emotion-workers";

const model = fetch("models/all.json")
  .then((response) => response.arrayBuffer())
  .then((bytes) => loadModel(new Uint8Array(bytes)));

// Without WebAssembly SIMD, plain TypeScript computes the same numbers, in about a second.
const kernels = useKernels(fetch("dsp.wasm")).catch(() => undefined);

const result = document.querySelector("#result");
const list = document.querySelector("#probabilities");

document.querySelector("#file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file === undefined) return;
  list.replaceChildren();
  result.textContent = "Analysing …";
  try {
    await kernels;
    const { emotion, probabilities } = await predict(await soundOf(file), await model);
    result.textContent = `${file.name}: ${emotion}`;
    for (const [label, probability] of Object.entries(probabilities)) {
      const item = document.createElement("li");
      item.textContent = `${label} ${probability.toFixed(4)}`;
      list.append(item);
    }
  } catch (error) {
    result.textContent = error.message;
  }
});

/** WAVE is decoded by the package, as in Node; other formats by the browser. */
async function soundOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (new TextDecoder().decode(bytes.subarray(0, 4)) === "RIFF") return bytes;
  const audio = await new AudioContext().decodeAudioData(bytes.buffer);
  const samples = new Float32Array(audio.length);
  for (let channel = 0; channel < audio.numberOfChannels; channel++)
    audio.getChannelData(channel).forEach((value, i) => (samples[i] += value / audio.numberOfChannels));
  return { samples, sampleRate: audio.sampleRate };
}
