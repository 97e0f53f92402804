// Charts on canvas (SVG and HTML tooltips of the library write style attributes, which the policy refuses).
// <div class="chart" data-chart="lines|bars" data-source="id of a json_script" role="img" aria-label="…">
// The server sends a small spec in domain words (docs/kit.md); looks are decided here from the tokens.
import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** Tones a series may have: token of its colour, line shape and weight. */
const TONES = {
  plan: { token: "--chart-plan", type: "solid", weight: 0.6, z: 1 },
  actual: { token: "--chart-actual", type: "solid", weight: 1, z: 3 },
  forecast: { token: "--chart-forecast", type: [6, 5], weight: 1, z: 2 },
  provisional: { token: "--chart-provisional", type: [3, 3], weight: 0.8, z: 4 },
};

function theme(box) {
  const css = getComputedStyle(box);
  const token = (name) => css.getPropertyValue(name).trim();
  const wall = Boolean(box.closest(".page-wall"));
  const size = wall ? 20 : Number.parseFloat(token("--fs-1")) || 12;
  return { token, size, wall, font: token("--font"), text: token("--chart-text"), line: wall ? 4 : 2.5 };
}

const words = (look, color) => ({ color, fontSize: look.size, fontFamily: look.font, fontWeight: 600 });

/** The last drawn point of a series (or the one named by label_index) carries its name: no legend box is needed. */
function lastPoint(values) {
  for (let at = values.length - 1; at >= 0; at -= 1) if (values[at] !== null) return at;
  return -1;
}

function labelled(series, look, color, x) {
  const at = series.label_index ?? lastPoint(series.values);
  const marks = series.label && at >= 0;
  return series.values.map((amount, index) => {
    const value = x ? [x[index], amount] : amount;
    if (!marks || index !== at) return value;
    return {
      value,
      symbol: "circle",
      symbolSize: series.tone === "plan" ? 1 : look.wall ? 12 : 7, // a label needs a symbol to hang on
      label: {
        show: true, formatter: series.label, position: series.label_at ?? "left",
        offset: series.label_offset ?? [0, 0], ...words(look, color),
      },
    };
  });
}

function lineSeries(series, look, x) {
  const tone = TONES[series.tone] ?? TONES.actual;
  const color = look.token(tone.token);
  return {
    name: series.name, type: "line", data: labelled(series, look, color, x), symbol: "none", z: tone.z,
    connectNulls: false, itemStyle: { color }, emphasis: { disabled: true },
    lineStyle: { color, width: look.line * tone.weight, type: tone.type },
  };
}

function barSeries(series, look) {
  const color = look.token((TONES[series.tone] ?? TONES.actual).token);
  return { name: series.name, type: "bar", data: series.values, barMaxWidth: 28, itemStyle: { color }, emphasis: { disabled: true } };
}

/** Decimals come as text and are turned into numbers only for drawing, never for showing. */
function numbers(spec) {
  return spec.series.map((series) => ({
    ...series,
    values: series.values.map((value) => (value === null ? null : Number(value))),
    texts: series.values,
  }));
}

function tooltip(spec, look) {
  if (look.wall) return { show: false };
  const said = (items) => [
    spec.labels[items[0].dataIndex],
    ...items
      .filter((item) => spec.series[item.seriesIndex].values[item.dataIndex] !== null)
      .map((item) => `${item.seriesName} ${spec.series[item.seriesIndex].values[item.dataIndex]} ${spec.unit ?? ""}`),
  ].join("\n");
  return {
    trigger: "axis", renderMode: "richText", formatter: said, confine: true,
    textStyle: { fontFamily: look.font, fontSize: look.size },
  };
}

/** With `x` the points stand where their months lie (a double month is twice as wide), else one step each. */
function xAxis(spec, look, label, bars) {
  const common = {
    axisTick: { show: false }, splitLine: { show: false },
    axisLine: { lineStyle: { color: look.token("--chart-plan") } },
  };
  if (!spec.x) {
    return { ...common, type: "category", data: spec.labels, boundaryGap: bars, axisLabel: { ...label, hideOverlap: true } };
  }
  const named = new Map(spec.x.map((place, index) => [place, spec.labels[index]]));
  return {
    ...common, type: "value", min: spec.x[0], max: spec.x.at(-1), interval: spec.x_step ?? 2,
    axisLabel: { ...label, formatter: (place) => (place === spec.x[0] ? "" : (named.get(place) ?? "")) },
  };
}

function option(box, spec) {
  const look = theme(box);
  const bars = box.dataset.chart === "bars";
  const label = { color: look.text, fontSize: look.size, fontFamily: look.font };
  const series = numbers(spec).map((entry) => (bars && entry.kind !== "line" ? barSeries(entry, look) : lineSeries(entry, look, spec.x)));
  return {
    animation: false, textStyle: { fontFamily: look.font },
    grid: { left: 8, right: spec.room_right ?? 24, top: look.wall ? 34 : 24, bottom: 4, containLabel: true },
    tooltip: tooltip(spec, look),
    xAxis: xAxis(spec, look, label, bars),
    yAxis: {
      type: "value", min: spec.min ?? 0, max: spec.max ?? undefined, splitNumber: look.wall ? 2 : 5,
      interval: spec.max ? (spec.max - (spec.min ?? 0)) / (look.wall ? 2 : 5) : undefined,
      axisLabel: label, splitLine: { lineStyle: { color: look.token("--chart-grid") } },
    },
    series,
  };
}

function draw(box) {
  const spec = JSON.parse(document.getElementById(box.dataset.source).textContent);
  const ratio = Math.max(2, window.devicePixelRatio);
  const chart = echarts.getInstanceByDom(box) ?? echarts.init(box, null, { renderer: "canvas", devicePixelRatio: ratio });
  chart.setOption(option(box, spec), true);
  new ResizeObserver(() => chart.resize()).observe(box);
}

const isDrawn = (box) => Boolean(echarts.getInstanceByDom(box));

async function drawAll(root) {
  const boxes = [...root.querySelectorAll("[data-chart]")].filter((box) => !isDrawn(box));
  if (!boxes.length) return;
  if ("webfont" in document.documentElement.dataset) {
    // A canvas does not redraw when a font arrives: fetch the slices its words need first.
    const text = boxes.map((box) => document.getElementById(box.dataset.source).textContent).join("");
    await document.fonts.load("14px 'Portal Sans SC'", text).catch(() => []);
  }
  boxes.forEach(draw);
}

function redrawForPrint() {
  for (const box of document.querySelectorAll("[data-chart]")) echarts.getInstanceByDom(box)?.resize();
}

document.addEventListener("portal:fonts", () => {
  for (const box of document.querySelectorAll("[data-chart]")) echarts.dispose(box);
  drawAll(document);
});
document.addEventListener("htmx:load", (event) => drawAll(event.target));
window.addEventListener("beforeprint", redrawForPrint);
drawAll(document);
