const WIDE = 240;

/** A small picture of a photo, as an address an <img> takes. */
export async function small(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = Math.round((picture.height / picture.width) * WIDE);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.7);
}
