// What every request to the portal shares: the CSRF token, and plain words when it fails.
import { toast } from "./toasts.js";

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

const REASONS = {
  403: "这一步现在不能做，或登录已失效。刷新后再试。",
  404: "记录不在了，或不在您的管辖范围。",
  409: "别人刚改过这条记录。刷新后再试。",
  413: "文件太大。",
  429: "请求太密，请稍等一分钟。",
};

function isLogin(url) {
  const login = document.body.dataset.login;
  return Boolean(login && url && new URL(url, location.href).pathname === login);
}

export function requests() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A log-in page must never be poured into a fragment of another page.
    if (!isLogin(event.detail.xhr.responseURL)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    const plain = responseText.length < 200 && !responseText.includes("<") ? responseText : "";
    toast(plain || REASONS[status] || `没有办成（${status}）。已保存的内容不受影响，请稍后再试。`, "bad");
  });
  document.addEventListener("htmx:sendError", () => toast("连不上服务器，请检查网络。填写内容仍在页面上。", "bad"));
  document.addEventListener("htmx:timeout", () => toast("服务器没有及时答复，请稍后再试。", "bad"));
  // A view may answer with HX-Trigger: {"toast": {"text": "…", "tone": "ok"}}.
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));
}
