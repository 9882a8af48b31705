/** In the page, before its own scripts: somebody's moving picture in place of Firefox's fake camera, and another for a screen. */
({ camera, screen, framesPerS }) => {
  const [width, height, columns, bands] = [320, 180, 8, 3];

  function film(cells) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    let frame = 0;
    const draw = () => {
      cells[frame++ % cells.length].forEach(([red, green, blue], i) => {
        context.fillStyle = `rgb(${red} ${green} ${blue})`;
        const [x, y] = [i % columns, Math.floor(i / columns)];
        context.fillRect((x * width) / columns, (y * height) / bands, width / columns, height / bands);
      });
    };
    draw();
    setInterval(draw, 1000 / framesPerS);
    return canvas.captureStream().getVideoTracks()[0];
  }

  /** The device stays open as long as what stands in for it. */
  function standIn(real) {
    if (real.kind === "audio") return real;
    const track = film(camera);
    const stop = track.stop.bind(track);
    track.stop = () => (stop(), real.stop());
    return track;
  }

  const devices = window.MediaDevices?.prototype;
  if (devices === undefined) return;
  const ask = devices.getUserMedia;
  devices.getUserMedia = async function (wishes) {
    const real = await ask.call(this, wishes);
    return new MediaStream(real.getTracks().map(standIn));
  };
  devices.getDisplayMedia = async () => new MediaStream([film(screen)]);
};
