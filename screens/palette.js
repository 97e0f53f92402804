// Turns the screenshot in `url` into at most `limit` colours. Answers {width, height, palette, pixels}: three bytes per
// colour and one index per pixel, both base64. Rare shades of smoothed text go to their nearest frequent neighbour.
async ({ url, limit }) => {
  const image = await createImageBitmap(await (await fetch(url)).blob());
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const colours = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const bytes = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  // Surfaces keep their exact colour; what is left goes to shades that are far enough from everything chosen.
  const surfaces = limit / 2;
  const chosen = [];
  for (const colour of frequent.map(bytes)) {
    if (chosen.length === limit) break;
    const apart = chosen.length < surfaces || frequent.length <= limit ? 0 : 14;
    if (chosen.every((other) => distance(colour, other) > apart)) chosen.push(colour);
  }
  const nearest = (colour) => {
    let best = 0;
    for (let place = 1; place < chosen.length; place++)
      if (distance(colour, chosen[place]) < distance(colour, chosen[best])) best = place;
    return best;
  };
  const places = new Map(frequent.map((colour) => [colour, nearest(bytes(colour))]));
  const pixels = Uint8Array.from(colours, (colour) => places.get(colour));
  const base64 = (array) => {
    let text = "";
    for (let at = 0; at < array.length; at += 32768) text += String.fromCharCode(...array.subarray(at, at + 32768));
    return btoa(text);
  };
  return { width, height, palette: base64(Uint8Array.from(chosen.flat())), pixels: base64(pixels) };
};
