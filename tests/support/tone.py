"""A voice per person: pulsed tones with overtones, and hearing them in a receiver's page.

Pulses, because noise suppression takes a steady tone for noise; overtones, so that a voice
remains a voice after echo cancellation and Opus. The fundamental is the strongest.
"""

import array
import math
import wave
from dataclasses import dataclass
from pathlib import Path

SAMPLES_PER_S = 48_000
PITCHES_HZ = (250, 350, 450, 550, 650, 750, 850, 950, 1050, 1150, 1250, 1350, 1450, 1550, 1650, 1750)
"""Person n sings pitch n; each makes whole periods in a pulse and its pause."""

SILENCE = 0.001
"""Root mean square below which nobody can be heard (-60 dBFS)."""

_OVERTONES = ((1, 0.40), (2, 0.12), (3, 0.06))
_PULSE_S, _PAUSE_S, _EDGE_S = 0.24, 0.16, 0.02
_PULSES = 5
_WRONG_AT_MOST_HZ = 25

LISTEN_JS = """async (element, milliseconds) => {
  const tracks = element.srcObject ? element.srcObject.getAudioTracks() : [];
  const audible = !element.paused && !element.muted && element.volume > 0;
  if (!tracks.length) return { audible, rms: 0, pitch_hz: 0 };
  const context = (window.__listening ??= new AudioContext());
  if (context.state !== "running") await context.resume();
  const source = context.createMediaStreamSource(new MediaStream(tracks));
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  analyser.smoothingTimeConstant = 0;
  source.connect(analyser);
  const wave = new Float32Array(analyser.fftSize), spectrum = new Float32Array(analyser.frequencyBinCount);
  const bin_hz = context.sampleRate / analyser.fftSize;
  let loudest = { audible, rms: 0, pitch_hz: 0 };
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    await new Promise(resolve => setTimeout(resolve, 30));
    analyser.getFloatTimeDomainData(wave);
    const rms = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
    if (rms <= loudest.rms) continue;
    analyser.getFloatFrequencyData(spectrum);
    let peak = Math.ceil(150 / bin_hz);
    for (let i = peak; i < 4000 / bin_hz; i++) if (spectrum[i] > spectrum[peak]) peak = i;
    loudest = { audible, rms, pitch_hz: peak * bin_hz };
  }
  source.disconnect();
  return loudest;
}"""
"""In the page: the loudest moment of what a media element plays, within so many milliseconds."""

LISTEN_BY_RECORDING_JS = """async (element, milliseconds) => {
  const tracks = element.srcObject ? element.srcObject.getAudioTracks() : [];
  const audible = !element.paused && !element.muted && element.volume > 0;
  const silence = { audible, rms: 0, pitch_hz: 0 };
  if (!tracks.length) return silence;
  const recorder = new MediaRecorder(new MediaStream(tracks), { mimeType: "audio/ogg;codecs=opus" });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise(resolve => { recorder.onstop = resolve; });
  recorder.start();
  setTimeout(() => recorder.stop(), milliseconds);
  await stopped;
  const file = await new Blob(parts).arrayBuffer();
  const rate = 48000, size = 4096;
  const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(file).catch(() => null);
  if (decoded === null) return silence;
  const wave = decoded.getChannelData(0);
  let loudest = new Float32Array(size), rms = 0;
  for (let from = 0; from + size <= wave.length; from += size / 4) {
    const part = wave.subarray(from, from + size);
    const level = Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / size);
    if (level > rms) [loudest, rms] = [part, level];
  }
  let pitch_hz = 0, strongest = 0;
  for (let hz = 150; hz < 4000; hz += 10) {
    let re = 0, im = 0;
    loudest.forEach((x, i) => {
      const turn = 2 * Math.PI * hz * i / rate;
      re += x * Math.cos(turn);
      im += x * Math.sin(turn);
    });
    if (re * re + im * im > strongest) [strongest, pitch_hz] = [re * re + im * im, hz];
  }
  return { audible, rms, pitch_hz };
}"""
"""The same without an AudioContext, which stands still in Firefox on a machine without a sound card."""

LISTEN_MS = 500
"""Longer than a pause, so that there is a whole pulse in it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The loudest moment of what was heard."""

    audible: bool
    """The element plays and is not muted."""
    rms: float
    """Root mean square, 0 to 1."""
    pitch_hz: float

    @property
    def silent(self) -> bool:
        """Whether nobody could hear anything."""
        return not self.audible or self.rms < SILENCE

    @property
    def person(self) -> int | None:
        """Whose voice it is, or None for silence and anything else."""
        if self.silent:
            return None
        nearest = min(range(len(PITCHES_HZ)), key=lambda n: abs(PITCHES_HZ[n] - self.pitch_hz))
        return nearest if abs(PITCHES_HZ[nearest] - self.pitch_hz) <= _WRONG_AT_MOST_HZ else None


def write_voice(path: Path, person: int) -> None:
    """Write two seconds of the person's voice as a mono WAV file; browsers repeat it."""
    pulse = array.array("h", _pulse(PITCHES_HZ[person]))
    pause = array.array("h", [0] * round(_PAUSE_S * SAMPLES_PER_S))
    with wave.open(str(path), "wb") as voice:
        voice.setnchannels(1)
        voice.setsampwidth(2)
        voice.setframerate(SAMPLES_PER_S)
        voice.writeframes(((pulse + pause) * _PULSES).tobytes())


def _pulse(pitch_hz: float) -> list[int]:
    count = round(_PULSE_S * SAMPLES_PER_S)
    return [round(32_767 * _edge(n, count) * _tone(pitch_hz, n / SAMPLES_PER_S)) for n in range(count)]


def _tone(pitch_hz: float, at_s: float) -> float:
    return sum(part * math.sin(2 * math.pi * pitch_hz * multiple * at_s) for multiple, part in _OVERTONES)


def _edge(sample: int, count: int) -> float:
    """Rise and fall softly: a click has every pitch."""
    from_edge_s = min(sample, count - sample) / SAMPLES_PER_S
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, from_edge_s / _EDGE_S))
