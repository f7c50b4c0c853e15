/** Reads codes from the camera: with what the browser brings, else with zxing, which is fetched from this node when first wanted. */

export interface CodeReader {
  read: (video: HTMLVideoElement) => Promise<string | null>;
}

/** Shape Detection API (WICG): in Chrome on Android, ChromeOS and macOS. */
interface NativeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface NativeDetectors {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMATS = [
  "code_128",
  "code_39",
  "ean_13",
  "ean_8",
  "upc_a",
  "upc_e",
  "itf",
  "qr_code",
  "data_matrix",
  "codabar",
];
/** Pictures are read no larger than this; a label fills them well enough, and a slow handheld keeps up. */
const WIDTH_MAX = 1280;

export async function codeReader(): Promise<CodeReader> {
  return (await nativeReader()) ?? (await zxingReader());
}

async function nativeReader(): Promise<CodeReader | null> {
  const detectors = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector;
  if (!detectors) return null;
  const supported = await detectors.getSupportedFormats().catch((): string[] => []);
  const formats = FORMATS.filter((format) => supported.includes(format));
  if (!formats.includes("code_128") || !formats.includes("qr_code")) return null;
  const detector = new detectors({ formats });
  return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null };
}

async function zxingReader(): Promise<CodeReader> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  await prepareZXingModule({
    overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path) },
    fireImmediately: true,
  });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return {
    read: async (video) => {
      if (!context || video.videoWidth === 0) return null;
      const scale = Math.min(1, WIDTH_MAX / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = context.getImageData(0, 0, canvas.width, canvas.height);
      const found = await readBarcodes(picture, { tryHarder: true, maxNumberOfSymbols: 1, textMode: "Plain" });
      return found.find((code) => code.isValid)?.text ?? null;
    },
  };
}

export type CameraTrouble = "insecure" | "denied" | "none" | "busy";

/** Why there is no picture, in a word that the screen explains. */
export function troubleOf(error: unknown, secure: boolean): CameraTrouble {
  if (!secure) return "insecure";
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "none";
}
