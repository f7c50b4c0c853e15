import { useEffect, useRef, useState } from "preact/hooks";
import { useSay } from "../app/context.tsx";
import type { Scan } from "../app/contract.ts";
import { BigButton } from "../ui/BigButton.tsx";
import { Notice, Waiting } from "../ui/Notice.tsx";
import { type CameraTrouble, codeReader, troubleOf } from "./camera.ts";

/** Between two looks at the picture. */
const LOOK_MS = 120;

export interface CameraProps {
  onScan: (scan: Scan) => void;
  onClose: () => void;
}

/** The picture of the camera until a code is found in it. */
export function Camera({ onScan, onClose }: CameraProps) {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<"opening" | "looking" | CameraTrouble>("opening");
  const [torch, setTorch] = useState<{ track: MediaStreamTrack; on: boolean } | null>(null);
  const found = useRef(onScan);
  found.current = onScan;

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    void (async () => {
      try {
        if (!navigator.mediaDevices) throw new DOMException("no camera here", "NotFoundError");
        const stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1280 } },
        });
        signal.addEventListener("abort", () => stop(stream));
        if (signal.aborted || !video.current) return stop(stream);
        video.current.srcObject = stream;
        await video.current.play();
        setTorch(torchOf(stream));
        const reader = await codeReader();
        if (!signal.aborted) setState("looking");
        const code = await firstCode(() => reader.read(video.current as HTMLVideoElement), signal);
        if (code !== null) found.current({ code, source: "camera" });
      } catch (error) {
        if (!signal.aborted) setState(troubleOf(error, isSecureContext));
      }
    })();
    return () => ended.abort();
  }, []);

  const light = async () => {
    if (!torch) return;
    await torch.track.applyConstraints({ advanced: [{ torch: !torch.on } as MediaTrackConstraintSet] });
    setTorch({ ...torch, on: !torch.on });
  };
  if (state !== "opening" && state !== "looking") return <NoCamera trouble={state} onClose={onClose} />;
  return (
    <div class="camera">
      <div class="camera-view">
        {/* a viewfinder has nothing to be told in captions */}
        <video ref={video} muted playsInline aria-label={say("camera-view")} />
      </div>
      {state === "opening" && <Waiting what={say("camera-opening")} />}
      {torch && (
        <BigButton icon="light" onClick={() => void light()}>
          {say(torch.on ? "camera-dark" : "camera-light")}
        </BigButton>
      )}
    </div>
  );
}

function NoCamera({ trouble, onClose }: { trouble: CameraTrouble; onClose: () => void }) {
  const say = useSay();
  const actions = (
    <>
      {trouble === "insecure" && (
        <a class="button" href="/trust">
          {say("camera-trust")}
        </a>
      )}
      <button type="button" class="button" onClick={onClose}>
        {say("close")}
      </button>
    </>
  );
  const title = say("camera-none");
  return <Notice mood="check" title={title} detail={say(`camera-${trouble}-detail`)} actions={actions} />;
}

async function firstCode(look: () => Promise<string | null>, ended: AbortSignal): Promise<string | null> {
  while (!ended.aborted) {
    const code = await look();
    if (ended.aborted) return null;
    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return null;
}

function torchOf(stream: MediaStream): { track: MediaStreamTrack; on: boolean } | null {
  const track = stream.getVideoTracks()[0];
  const able = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  return track && able?.torch ? { track, on: false } : null;
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
