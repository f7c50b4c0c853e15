/** Good, check or wrong: heard, seen and felt, so that nobody has to look. */
import { signal } from "@preact/signals";
import type { Mood } from "../app/contract.ts";

/** What is shown over the screen for a moment; the number makes the same mood twice two flashes. */
export const flash = signal<{ mood: Mood; turn: number } | null>(null);

const VOLUME = "holdfast.volume";
/** 0 to 100; 0 is mute. */
export const volume = signal(keptVolume());

interface Tone {
  /** Hertz. */
  pitch: number;
  /** Seconds from the beginning, and how long it lasts. */
  at: number;
  lasts: number;
  shape: OscillatorType;
}

/** A short rise, a level pair, a low fall: told apart through ear protection. */
const TONES: Record<Mood, Tone[]> = {
  good: [
    { pitch: 880, at: 0, lasts: 0.06, shape: "sine" },
    { pitch: 1320, at: 0.07, lasts: 0.09, shape: "sine" },
  ],
  check: [
    { pitch: 660, at: 0, lasts: 0.1, shape: "triangle" },
    { pitch: 660, at: 0.16, lasts: 0.1, shape: "triangle" },
  ],
  wrong: [
    { pitch: 220, at: 0, lasts: 0.18, shape: "square" },
    { pitch: 165, at: 0.2, lasts: 0.28, shape: "square" },
  ],
};

/** Milliseconds on, off, on … */
const SHAKES: Record<Mood, number[]> = { good: [40], check: [60, 60, 60], wrong: [180, 80, 180] };

let sound: AudioContext | null = null;

export function show(mood: Mood): void {
  flash.value = { mood, turn: (flash.value?.turn ?? 0) + 1 };
  play(mood);
  // browsers refuse, and say so in the console, before the person has touched the page
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(SHAKES[mood]);
}

export function setVolume(percent: number): void {
  volume.value = percent;
  localStorage.setItem(VOLUME, String(percent));
}

function keptVolume(): number {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(VOLUME);
  const percent = Number(kept ?? 80);
  return percent >= 0 && percent <= 100 ? percent : 80;
}

function play(mood: Mood): void {
  if (volume.value === 0 || !navigator.userActivation?.hasBeenActive) return;
  sound ??= new AudioContext();
  if (sound.state === "suspended") void sound.resume();
  const now = sound.currentTime;
  for (const tone of TONES[mood]) {
    const source = sound.createOscillator();
    const gain = sound.createGain();
    const begin = now + tone.at;
    source.type = tone.shape;
    source.frequency.value = tone.pitch;
    // ears do not hear in straight lines: the square makes half of the slider half as loud
    gain.gain.setValueAtTime((volume.value / 100) ** 2 * 0.5, begin);
    gain.gain.exponentialRampToValueAtTime(0.001, begin + tone.lasts);
    source.connect(gain).connect(sound.destination);
    source.start(begin);
    source.stop(begin + tone.lasts);
  }
}
