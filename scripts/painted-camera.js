// In the page that the README shows: a camera that looks at somebody, in place of a browser's test picture.
const devices = navigator.mediaDevices;
const open = devices.getUserMedia.bind(devices);

const paint = (canvas) => {
  const pen = canvas.getContext('2d');
  const room = pen.createLinearGradient(0, 0, 1280, 720);
  room.addColorStop(0, '#f6c9a0');
  room.addColorStop(1, '#7d8fc4');
  const fill = (style, draw) => {
    pen.fillStyle = style;
    pen.beginPath();
    draw();
    pen.fill();
  };
  setInterval(() => {
    const x = 640 + Math.sin(performance.now() / 700) * 12;
    fill(room, () => pen.rect(0, 0, 1280, 720));
    fill('#fff6e8', () => pen.rect(130, 90, 250, 330));
    fill('#b9d7e8', () => pen.rect(150, 110, 210, 290));
    fill('#3c4a7a', () => pen.ellipse(x, 760, 290, 250, 0, 0, 7));
    fill('#5a3a2e', () => pen.ellipse(x, 330, 152, 170, 0, 0, 7));
    fill('#e0a985', () => pen.roundRect(x - 45, 430, 90, 130, 40));
    fill('#f0bd98', () => pen.ellipse(x, 365, 116, 138, 0, 0, 7));
  }, 40);
};

devices.getUserMedia = async (wanted) => {
  const stream = await open(wanted);
  for (const track of stream.getVideoTracks()) {
    track.stop();
    stream.removeTrack(track);
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    paint(canvas);
    stream.addTrack(canvas.captureStream(25).getVideoTracks()[0]);
  }
  return stream;
};
