// Forms: echo in 亿元, drafts kept on this machine, one submission per press, reasons of refused buttons.
import { parse, yi } from "./cents.js";
import { toast } from "./toasts.js";

function echo(field) {
  const line = field.id && document.querySelector(`[data-echo-for="${CSS.escape(field.id)}"]`);
  if (!line) return;
  const value = parse(field.value);
  if (value.error) line.textContent = value.error;
  else line.textContent = value.empty ? "" : `${yi(value.cents)} 亿元`;
}

// ---- drafts: <form data-draft="key" data-draft-version="3"> -------------------------------------

function draftKey(form) {
  return `portal.draft.${document.body.dataset.user}.${location.pathname}.${form.dataset.draft}`;
}

function draftFields(form) {
  return [...form.elements].filter(
    (field) => field.name && !/^(hidden|password|file|submit|button)$/.test(field.type) && field.name !== "csrfmiddlewaretoken",
  );
}

function keepDraft(form) {
  const values = {};
  for (const field of draftFields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      (values[field.name] ??= []).push(field.checked ? field.value : null);
    } else values[field.name] = field.value;
  }
  try {
    localStorage.setItem(draftKey(form), JSON.stringify({ version: form.dataset.draftVersion ?? "", values }));
  } catch {
    // storage is full or forbidden: the page still holds what was typed
  }
}

function fill(form, values) {
  const seen = {};
  for (const field of draftFields(form)) {
    if (!(field.name in values)) continue;
    if (Array.isArray(values[field.name])) {
      const at = (seen[field.name] = (seen[field.name] ?? -1) + 1);
      field.checked = values[field.name][at] !== null && values[field.name][at] !== undefined;
    } else field.value = values[field.name];
    if (field.matches("[data-money]")) echo(field);
  }
}

const SENT = "portal.sent"; // the draft whose form was submitted last: its fate is known on the next page

function restore(form) {
  const key = draftKey(form);
  const stored = localStorage.getItem(key);
  if (!stored) return;
  const draft = JSON.parse(stored);
  const wasSent = sessionStorage.getItem(SENT) === key;
  if (draft.version !== (form.dataset.draftVersion ?? "")) {
    localStorage.removeItem(key); // the record has moved on: an old draft would undo someone's work
    if (!wasSent) toast("本机有一份旧草稿，记录已被更新，草稿作废。", "late");
    return;
  }
  if (document.querySelector(".form-errors")) return; // the server just gave back what was typed
  fill(form, draft.values);
  toast("已恢复上次没有提交的内容。", "info");
}

/** Drop a form's draft: what it said is kept elsewhere now. */
export function forget(form) {
  localStorage.removeItem(draftKey(form));
}

/** A draft goes only when the answer shows it arrived: not a log-in page, not an error page, not the form again. */
function settle() {
  const key = sessionStorage.getItem(SENT);
  if (!key || document.body.matches(".solo")) return;
  const forms = [...document.querySelectorAll("form[data-draft]")];
  if (!forms.some((form) => draftKey(form) === key)) localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

// ---- events ---------------------------------------------------------------------------------------

function onInput(event) {
  if (event.target.matches("[data-money]")) echo(event.target);
  const form = event.target.form;
  if (form?.matches("[data-draft]")) keepDraft(form);
}

function onChange(event) {
  if (event.target.matches("[data-auto-submit]")) event.target.form?.requestSubmit();
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.sent && !form.matches("[hx-post], [hx-get], [method=get]")) return void event.preventDefault();
  if (form.method === "get") dropEmpty(form);
  else form.dataset.sent = "1";
  if (form.matches("[data-draft]")) sessionStorage.setItem(SENT, draftKey(form));
}

/** An address with only the filters that are set can be read and shared. */
function dropEmpty(form) {
  for (const field of form.elements) {
    if (field.name && field.value === "" && !field.disabled) {
      field.disabled = true;
      setTimeout(() => { field.disabled = false; });
    }
  }
}

function onRefused(event) {
  const button = event.target.closest('[aria-disabled="true"]');
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button.dataset.refused) toast(button.dataset.refused, "late");
}

function prepare(root) {
  for (const field of root.querySelectorAll("[data-money]")) echo(field);
  for (const form of root.querySelectorAll("form[data-draft]")) restore(form);
  root.querySelector("[data-focus-first]")?.focus();
}

export function forms() {
  document.addEventListener("click", onRefused, true);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent; // back button: the form may be sent again
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) prepare(event.target);
  });
  prepare(document);
  settle();
}
