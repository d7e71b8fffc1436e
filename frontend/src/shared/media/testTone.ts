const seconds = 1.2;

/** Two soft notes, made here and not downloaded, as 16-bit mono WAV. */
function toneFile(): Blob {
  const rate = 24_000;
  const count = Math.round(rate * seconds);
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const ascii = (offset: number, value: string) => [...value].forEach((c, i) => view.setUint8(offset + i, c.charCodeAt(0)));
  ascii(0, 'RIFF');
  view.setUint32(4, 36 + count * 2, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, 'data');
  view.setUint32(40, count * 2, true);
  for (let i = 0; i < count; i += 1) {
    const at = i / rate;
    const second = at >= seconds / 2;
    const within = second ? at - seconds / 2 : at;
    const envelope = Math.min(1, within * 40) * Math.exp(-within * 4);
    view.setInt16(44 + i * 2, Math.sin(2 * Math.PI * (second ? 659.26 : 523.25) * within) * envelope * 12_000, true);
  }
  return new Blob([view], { type: 'audio/wav' });
}

/** Plays the test tone on the chosen speaker; resolves when it has ended. */
export async function playTestTone(speakerId: string): Promise<void> {
  const url = URL.createObjectURL(toneFile());
  try {
    const audio = new Audio(url);
    if (speakerId && 'setSinkId' in audio) await audio.setSinkId(speakerId).catch(() => undefined);
    await audio.play();
    await new Promise<void>((resolve) => {
      audio.onended = () => resolve();
      audio.onerror = () => resolve();
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
