// A machine without any Chinese face gets the packaged web font; every other machine downloads nothing.

/** Draws a Chinese character and a code point no font has; the same picture means: no face here. */
function hasChineseFace() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return true;
  const draw = (text) => {
    context.clearRect(0, 0, 24, 24);
    context.font = "20px sans-serif";
    context.fillText(text, 1, 20);
    return context.getImageData(0, 0, 24, 24).data.join();
  };
  return draw("国") !== draw("\u{10fffd}");
}

export function fonts() {
  const url = document.body.dataset.fonts;
  if (!url || hasChineseFace()) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url;
  link.addEventListener("load", () => document.dispatchEvent(new CustomEvent("portal:fonts")));
  document.head.append(link);
  document.documentElement.dataset.webfont = "";
}
